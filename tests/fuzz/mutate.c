/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mutate.c - see mutate.h. No coverage leads it: what finds more is libFuzzer;
 * this keeps what was found from coming back. */

#include "mutate.h"
#include "mutatejson.h"

#include <string.h>

#define MAX_SIZE 65536
#define MAX_CHANGES 6

static const gchar *const tokens[] = { "{", "}", "[", "]", ",", ":", "\"", "\\",
  "null", "true", "-1", "0", "1e999", "18446744073709551615",
  "9223372036854775807", "\\u0000", "\\ud800", "\xff",
  "\"type\":", "\"delta\":", "\"item_id\":", "\"response_id\":", "=",
  "==", "AAAA", "\n", "@", "//", "?", "#", "%", "&" };

static guint
choose (GRand *rand, guint below)
{
  return below > 1 ? (guint) g_rand_int_range (rand, 0, below) : 0;
}

static void
insert (GByteArray *input, guint at, const guint8 *data, guint size)
{
  guint old = input->len;

  if (size == 0 || old + size > MAX_SIZE)
    return;
  g_byte_array_set_size (input, old + size);
  memmove (input->data + at + size, input->data + at, old - at);
  memcpy (input->data + at, data, size);
}

static void
insert_token (GByteArray *input, GRand *rand)
{
  const gchar *token = tokens[choose (rand, G_N_ELEMENTS (tokens))];

  insert (input, choose (rand, input->len + 1), (const guint8 *) token,
      strlen (token));
}

static void
change_byte (GByteArray *input, GRand *rand)
{
  if (input->len > 0)
    input->data[choose (rand, input->len)] = choose (rand, 256);
}

static void
flip_bit (GByteArray *input, GRand *rand)
{
  if (input->len > 0)
    input->data[choose (rand, input->len)] ^= 1 << choose (rand, 8);
}

static void
remove_some (GByteArray *input, GRand *rand)
{
  guint at;

  if (input->len == 0)
    return;
  at = choose (rand, input->len);
  g_byte_array_remove_range (input, at,
      1 + choose (rand, MIN (input->len - at, 64)));
}

/* A piece of another, or of the same. */
static void
splice (GByteArray *input, const GPtrArray *corpus, GRand *rand)
{
  gsize size;
  const guint8 *data =
      g_bytes_get_data (corpus->pdata[choose (rand, corpus->len)], &size);
  guint from = choose (rand, size);

  insert (input, choose (rand, input->len + 1), data + from,
      choose (rand, size - from + 1));
}

void
fuzz_mutate (GByteArray *input, const GPtrArray *corpus, GRand *rand)
{
  gsize size;
  const guint8 *data =
      g_bytes_get_data (corpus->pdata[choose (rand, corpus->len)], &size);
  guint changes = 1 + choose (rand, MAX_CHANGES);

  g_byte_array_set_size (input, 0);
  g_byte_array_append (input, data, MIN (size, MAX_SIZE));
  while (changes-- > 0) {
    switch (choose (rand, 8)) {
      case 0:
        insert_token (input, rand);
        break;
      case 1:
        change_byte (input, rand);
        break;
      case 2:
        flip_bit (input, rand);
        break;
      case 3:
        remove_some (input, rand);
        break;
      case 4:
      case 5:
      case 6:
        if (!fuzz_mutate_json (input, MAX_SIZE, rand))
          flip_bit (input, rand);
        break;
      default:
        splice (input, corpus, rand);
        break;
    }
  }
}
