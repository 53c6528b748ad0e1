/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* json.c - any bytes as JSON text.
 *
 * What is accepted is JSON as RFC 8259 has it (by a recognizer of its own,
 * below) and neither too deep nor too large; it is UTF-8 text, writes itself as
 * JSON and reads back the same; copying and merging keep it; json-glib never
 * warns. What the recognizer takes is accepted, too. */

#include "fuzz.h"

#include "protocol/json.h"

#include <math.h>
#include <string.h>

const gchar fuzz_name[] = "json";
const guint fuzz_mutations = 30000;

void
fuzz_set_up (void)
{}

/*** the recognizer: the grammar, written down once more ***/

typedef struct
{
  const gchar *p;
  const gchar *end;
} Reader;

static gboolean read_value (Reader *self, guint depth);

static gchar
peek (const Reader *self)
{
  return self->p < self->end ? *self->p : '\0';
}

static gboolean
accept (Reader *self, gchar byte)
{
  if (self->p == self->end || *self->p != byte)
    return FALSE;
  self->p++;
  return TRUE;
}

static void
skip (Reader *self)
{
  while (self->p < self->end && memchr (" \t\r\n", *self->p, 4) != NULL)
    self->p++;
}

static gboolean
read_hex (Reader *self)
{
  for (guint i = 0; i < 4; i++, self->p++)
    if (!g_ascii_isxdigit (peek (self)))
      return FALSE;
  return TRUE;
}

/* Control characters are let through: people write line feeds by hand. */
static gboolean
read_string (Reader *self)
{
  if (!accept (self, '"'))
    return FALSE;
  while (self->p < self->end) {
    gchar byte = *self->p++;

    if (byte == '"')
      return TRUE;
    if (byte != '\\')
      continue;
    if (accept (self, 'u')) {
      if (!read_hex (self))
        return FALSE;
    } else if (self->p == self->end
        || memchr ("\"\\/bfnrt", *self->p++, 8) == NULL) {
      return FALSE;
    }
  }
  return FALSE;
}

static gboolean
read_digits (Reader *self)
{
  const gchar *start = self->p;

  while (g_ascii_isdigit (peek (self)))
    self->p++;
  return self->p > start;
}

/* A number out of a double's range is no number here. */
static gboolean
read_fraction (Reader *self, const gchar *start)
{
  g_autofree gchar *number = NULL;

  if (accept (self, '.') && !read_digits (self))
    return FALSE;
  if (accept (self, 'e') || accept (self, 'E')) {
    if (!accept (self, '+'))
      accept (self, '-');
    if (!read_digits (self))
      return FALSE;
  }
  number = g_strndup (start, self->p - start);
  return isfinite (g_ascii_strtod (number, NULL));
}

static gboolean
read_number (Reader *self)
{
  const gchar *start = self->p;

  accept (self, '-');
  if (!accept (self, '0') && !read_digits (self))
    return FALSE;
  return memchr (".eE", peek (self), 3) == NULL || read_fraction (self, start);
}

static gboolean
read_word (Reader *self, const gchar *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->p) < length
      || memcmp (self->p, word, length) != 0)
    return FALSE;
  self->p += length;
  return TRUE;
}

static gboolean
read_member (Reader *self, guint depth)
{
  skip (self);
  if (!read_string (self))
    return FALSE;
  skip (self);
  return accept (self, ':') && read_value (self, depth);
}

static gboolean
read_container (Reader *self, gchar closing, guint depth)
{
  if (depth == OA_JSON_MAX_DEPTH)
    return FALSE;
  self->p++;
  skip (self);
  if (accept (self, closing))
    return TRUE;
  do {
    if (!(closing == '}' ? read_member (self, depth + 1)
                         : read_value (self, depth + 1)))
      return FALSE;
    skip (self);
  } while (accept (self, ','));
  return accept (self, closing);
}

static gboolean
read_value (Reader *self, guint depth)
{
  skip (self);
  switch (peek (self)) {
    case '{':
      return read_container (self, '}', depth);
    case '[':
      return read_container (self, ']', depth);
    case '"':
      return read_string (self);
    case 't':
      return read_word (self, "true");
    case 'f':
      return read_word (self, "false");
    case 'n':
      return read_word (self, "null");
    default:
      return read_number (self);
  }
}

static gboolean
is_json (const gchar *text, gsize size)
{
  Reader reader = { text, text + size };

  if (!g_utf8_validate_len (text, size, NULL) || !read_value (&reader, 0))
    return FALSE;
  skip (&reader);
  return reader.p == reader.end;
}

/*** what is accepted ***/

/* Numbers beyond a double or an integer lose digits once, not twice. */
static gchar *
write_and_read (const gchar *text)
{
  g_autoptr (JsonNode) node = oa_json_parse (text, -1, 0, "again", NULL);

  g_assert_nonnull (node);
  return oa_json_node_to_text (node);
}

static void
check_round_trip (JsonNode *node)
{
  g_autofree gchar *text = oa_json_node_to_text (node);
  g_autofree gchar *second = NULL;
  g_autofree gchar *third = NULL;

  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (is_json (text, strlen (text)));
  second = write_and_read (text);
  third = write_and_read (second);
  g_assert_cmpstr (second, ==, third);
}

static void
check_copies (JsonNode *node)
{
  g_autoptr (JsonNode) copy = oa_json_node_copy (node);
  g_autofree gchar *text = oa_json_node_to_text (node);
  g_autofree gchar *copied = oa_json_node_to_text (copy);

  g_assert_cmpstr (text, ==, copied);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  /* Merged with itself it is what it was. */
  oa_json_merge (json_node_get_object (copy), json_node_get_object (node),
      NULL);
  g_free (copied);
  copied = oa_json_node_to_text (copy);
  g_assert_cmpstr (text, ==, copied);
}

static void
check_accepted (const gchar *text, gsize size, JsonNode *node)
{
  g_assert_true (oa_json_check (text, size, 0, NULL));
  check_round_trip (node);
  check_copies (node);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  g_autofree gchar *text =
      g_memdup2 (size > 0 ? data : (guint8 *) "", MAX (size, 1));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = oa_json_parse (text, size, 0, "A text", &error);

  g_assert_true ((node != NULL) == is_json (text, size));
  g_assert_true ((node != NULL) == (error == NULL));
  if (node != NULL)
    check_accepted (text, size, node);
  else
    g_assert_true (error->domain == OA_PROTOCOL_ERROR);
  g_assert_false (size > 1 && oa_json_check (text, size, size - 1, NULL));
}
