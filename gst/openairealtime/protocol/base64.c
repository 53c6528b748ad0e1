/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* base64.c - both ways by tables. Audio is nearly all that is sent and
 * received: GLib's routines, which take a byte at a time and keep a state, cost
 * several times this. Strict: what is not of the alphabet is refused. */

#include "base64.h"

#include <string.h>

static const gchar alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789+/";

/* No byte of what a group stands for reaches so far. */
#define NOT_BASE64 (1u << 31)

/* Each place of a group has a table of its own: character -> its bits of the
 * three bytes, the first of them lowest. Built from the alphabet once. */
typedef guint32 Places[4][256];

static void
fill_places (Places places)
{
  for (guint i = 0; i < 256; i++)
    places[0][i] = places[1][i] = places[2][i] = places[3][i] = NOT_BASE64;
  for (guint i = 0; i < 64; i++) {
    guint8 c = alphabet[i];

    places[0][c] = i << 2;
    places[1][c] = i >> 4 | (i & 15) << 12;
    places[2][c] = i >> 2 << 8 | (i & 3) << 22;
    places[3][c] = i << 16;
  }
}

static const Places *
get_places (void)
{
  static Places places;
  static gsize ready = 0;

  if (g_once_init_enter (&ready)) {
    fill_places (places);
    g_once_init_leave (&ready, 1);
  }
  return (const Places *) &places;
}

/* Whole groups of four; the result says whether every byte was of the
 * alphabet, and the loop does not stop to look. Writes a byte more than it
 * decodes. */
static gboolean
decode_groups (const guint8 *in, gsize groups, guint8 *out)
{
  const Places *places = get_places ();
  guint32 seen = 0;

  for (gsize i = 0; i < groups; i++, in += 4, out += 3) {
    guint32 bytes = (*places)[0][in[0]] | (*places)[1][in[1]]
        | (*places)[2][in[2]] | (*places)[3][in[3]];

    seen |= bytes;
    bytes = GUINT32_TO_LE (bytes);
    memcpy (out, &bytes, sizeof (bytes));
  }
  return (seen & NOT_BASE64) == 0;
}

/* The last group of @text: 4 characters, 1 to 3 bytes. */
static gboolean
decode_last (const gchar *text, guint padding, guint8 *out)
{
  guint8 group[4], bytes[4];

  memcpy (group, text, 4);
  memset (group + 4 - padding, 'A', padding);
  if (!decode_groups (group, 1, bytes))
    return FALSE;
  memcpy (out, bytes, 3 - padding);
  return TRUE;
}

static guint
count_padding (const gchar *text, gsize length)
{
  if (text[length - 1] != '=')
    return 0;
  return text[length - 2] == '=' ? 2 : 1;
}

GBytes *
oa_base64_decode (const gchar *text, gsize length)
{
  guint8 *audio;
  guint padding;
  gsize groups = length / 4;

  if (length % 4 != 0)
    return NULL;
  if (length == 0)
    return g_bytes_new (NULL, 0);

  padding = count_padding (text, length);
  audio = g_malloc (groups * 3);
  if (!decode_groups ((const guint8 *) text, groups - 1, audio)
      || !decode_last (text + length - 4, padding, audio + groups * 3 - 3)) {
    g_free (audio);
    return NULL;
  }
  return g_bytes_new_take (audio, groups * 3 - padding);
}

typedef struct
{
  gchar text[2];
} Pair;

/* Twelve bits -> two characters; built once. */
static const Pair *
get_pairs (void)
{
  static Pair pairs[4096];
  static gsize ready = 0;

  if (g_once_init_enter (&ready)) {
    for (guint i = 0; i < 4096; i++) {
      pairs[i].text[0] = alphabet[i >> 6];
      pairs[i].text[1] = alphabet[i & 63];
    }
    g_once_init_leave (&ready, 1);
  }
  return pairs;
}

/* Six bytes at a time, of which eight are read; the result says how many. */
static gsize
encode_sixes (const guint8 *in, gsize length, gchar *out)
{
  const Pair *pairs = get_pairs ();
  gsize done = 0;

  for (; length - done >= 8; done += 6, out += 8) {
    guint64 bits;

    memcpy (&bits, in + done, sizeof (bits));
    bits = GUINT64_FROM_BE (bits);
    memcpy (out, &pairs[bits >> 52], 2);
    memcpy (out + 2, &pairs[bits >> 40 & 0xfff], 2);
    memcpy (out + 4, &pairs[bits >> 28 & 0xfff], 2);
    memcpy (out + 6, &pairs[bits >> 16 & 0xfff], 2);
  }
  return done;
}

/* One to three bytes into four characters. */
static void
encode_group (const guint8 *in, gsize length, gchar *out)
{
  guint8 a = in[0], b = length > 1 ? in[1] : 0, c = length > 2 ? in[2] : 0;

  out[0] = alphabet[a >> 2];
  out[1] = alphabet[(a & 3) << 4 | b >> 4];
  out[2] = length > 1 ? alphabet[(b & 15) << 2 | c >> 6] : '=';
  out[3] = length > 2 ? alphabet[c & 63] : '=';
}

gchar *
oa_base64_encode (const guint8 *audio, gsize length, gchar *to)
{
  gsize done = encode_sixes (audio, length, to);

  for (to += done / 3 * 4; done < length; done += 3, to += 4)
    encode_group (audio + done, MIN (length - done, 3), to);
  return to;
}
