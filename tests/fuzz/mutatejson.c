/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mutatejson.c - finds members by their bytes, in whatever surrounds them. */

#include "mutatejson.h"

#include <string.h>

/* From the name's quote to beyond the value, without a comma. */
typedef struct
{
  guint start;
  guint value;
  guint end;
} Member;

static const gchar *const values[] = { "null", "true", "false", "0", "-1",
  "1.5", "1e300", "9223372036854775807", "-9223372036854775808",
  "18446744073709551616", "\"\"", "\"x\"", "\"r0\"", "\"i1\"", "\"c2\"",
  "\"\\u0000\\ud800\"", "\"a\\nb\"", "[]", "{}", "[[]]", "[null]",
  "{\"id\":null}", "{\"type\":\"message\"}", "\"completed\"",
  "\"function_call\"", "\"mcp_call\"", "\"none\"" };

static guint
choose (GRand *rand, guint below)
{
  return below > 1 ? (guint) g_rand_int_range (rand, 0, below) : 0;
}

/* Beyond the closing quote; @length when there is none. */
static guint
skip_string (const guint8 *data, guint length, guint at)
{
  for (at++; at < length && data[at] != '"'; at++)
    if (data[at] == '\\')
      at++;
  return MIN (at + 1, length);
}

static guint
skip_value (const guint8 *data, guint length, guint at)
{
  guint depth = 0;

  while (at < length) {
    if (data[at] == '"')
      at = skip_string (data, length, at) - 1;
    else if (data[at] == '{' || data[at] == '[')
      depth++;
    else if ((data[at] == '}' || data[at] == ']' || data[at] == ',')
        && depth == 0)
      return at;
    else if (data[at] == '}' || data[at] == ']')
      depth--;
    at++;
    if (depth == 0 && (at == length || strchr (",}] \n", data[at]) != NULL))
      return at;
  }
  return length;
}

static GArray *
find_members (const GByteArray *input)
{
  GArray *members = g_array_new (FALSE, FALSE, sizeof (Member));
  guint at = 0;

  while (at < input->len) {
    Member member = { at, 0, 0 };

    if (input->data[at] != '"') {
      at++;
      continue;
    }
    at = skip_string (input->data, input->len, at);
    if (at >= input->len || input->data[at] != ':')
      continue;
    member.value = ++at;
    member.end = skip_value (input->data, input->len, at);
    g_array_append_val (members, member);
  }
  return members;
}

static void
replace (GByteArray *input, guint start, guint end, const guint8 *data,
    guint size, gsize max_size)
{
  GByteArray *rest;

  if (input->len - (end - start) + size > max_size)
    return;
  rest = g_byte_array_new ();
  g_byte_array_append (rest, input->data + end, input->len - end);
  g_byte_array_set_size (input, start);
  g_byte_array_append (input, data, size);
  g_byte_array_append (input, rest->data, rest->len);
  g_byte_array_unref (rest);
}

static void
leave_out (GByteArray *input, const Member *member, gsize max_size)
{
  guint start = member->start, end = member->end;

  if (end < input->len && input->data[end] == ',')
    end++;
  else if (start > 0 && input->data[start - 1] == ',')
    start--;
  replace (input, start, end, NULL, 0, max_size);
}

/* Once more beside itself, or in the place of another. */
static void
put_copy (GByteArray *input, const Member *from, guint start, guint end,
    gboolean beside, gsize max_size)
{
  g_autoptr (GByteArray) copy = g_byte_array_new ();
  guint begin = beside ? from->start : from->value;

  g_byte_array_append (copy, input->data + begin, from->end - begin);
  if (beside)
    g_byte_array_append (copy, (const guint8 *) ",", 1);
  replace (input, start, end, copy->data, copy->len, max_size);
}

gboolean
fuzz_mutate_json (GByteArray *input, gsize max_size, GRand *rand)
{
  g_autoptr (GArray) members = find_members (input);
  const gchar *value = values[choose (rand, G_N_ELEMENTS (values))];
  gboolean any = members->len > 0;
  Member to, from;

  if (any) {
    to = g_array_index (members, Member, choose (rand, members->len));
    from = g_array_index (members, Member, choose (rand, members->len));
    switch (choose (rand, 4)) {
      case 0:
        leave_out (input, &to, max_size);
        break;
      case 1:
        put_copy (input, &from, to.start, to.start, TRUE, max_size);
        break;
      case 2:
        put_copy (input, &from, to.value, to.end, FALSE, max_size);
        break;
      default:
        replace (input, to.value, to.end, (const guint8 *) value,
            strlen (value), max_size);
        break;
    }
  }
  return any;
}
