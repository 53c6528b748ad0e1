/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonscan.c - a strict look at JSON text, before json-glib sees it.
 *
 * The scanner decides what is JSON, so that all versions of json-glib
 * meet what all of them read alike. Of them, some take comments, single quotes
 * and octal numbers, some refuse control characters in strings, and some turn
 * half a surrogate pair into bytes that are not UTF-8; all nest by recursion,
 * and keep the members of an object in a table whose collisions an attacker can
 * make, which costs the square of their number. */

#include "jsonscan.h"

#include "jsoncontrols.h"

#include <math.h>
#include <string.h>

/* Digits of the largest integers, and of the largest doubles. */
#define FULL_DIGITS 19
#define MAX_DIGITS 309

G_DEFINE_QUARK (oa-protocol-error-quark, oa_protocol_error);

/* Steps of a search that all members of a text may cost, if they collide. */
#define MAX_WORK (4 * 1000 * 1000)
/* So long a name costs as much as another one. */
#define CHEAP_NAME 64

typedef enum
{
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END, /* behind [ */
  EXPECT_NAME,
  EXPECT_NAME_OR_END, /* behind { */
  EXPECT_COLON,
  EXPECT_COMMA_OR_END,
  EXPECT_NOTHING, /* the root value has ended */
} Expect;

typedef struct
{
  const gchar *text;
  const gchar *p;
  const gchar *end;
  guint depth;
  Expect expect;
  guint values;
  guint64 work;
  gsize controls;        /* in strings */
  gboolean needs_repair; /* an escape stands for no character */
  gchar *repaired;       /* a copy to repair on the way, or NULL */
  struct
  {
    gchar closing;
    guint members;
  } levels[OA_JSON_MAX_DEPTH + 1];
} Scanner;

static gboolean
fail_syntax (const Scanner *self, GError **error)
{
  g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SYNTAX,
      "Not valid JSON at byte %" G_GSIZE_FORMAT ".",
      (gsize) (self->p - self->text));
  return FALSE;
}

/* The four digits of a \u escape, or -1. */
static gint
read_hex (const Scanner *self, const gchar *p)
{
  gint value = 0;

  if (self->end - p < 4)
    return -1;
  for (gint i = 0; i < 4; i++) {
    gint digit = g_ascii_xdigit_value (p[i]);

    if (digit < 0)
      return -1;
    value = value << 4 | digit;
  }
  return value;
}

static gboolean
is_low_surrogate_escape (const Scanner *self, const gchar *p)
{
  gint code;

  if (self->end - p < 6 || p[0] != '\\' || p[1] != 'u')
    return FALSE;
  code = read_hex (self, p + 2);
  return code >= 0xdc00 && code <= 0xdfff;
}

/* Half a pair (a text cut between the two) and NUL are good JSON but no
 * characters in C: U+FFFD takes their place, and the same room. */
static gboolean
scan_unicode_escape (Scanner *self)
{
  gint code = read_hex (self, self->p + 2);

  if (code < 0)
    return FALSE;
  if (code >= 0xd800 && code <= 0xdbff
      && is_low_surrogate_escape (self, self->p + 6)) {
    self->p += 12;
    return TRUE;
  }
  if (code == 0 || (code >= 0xd800 && code <= 0xdfff)) {
    self->needs_repair = TRUE;
    if (self->repaired)
      memcpy (self->repaired + (self->p - self->text) + 2, "fffd", 4);
  }
  self->p += 6;
  return TRUE;
}

static gboolean
scan_escape (Scanner *self)
{
  if (self->end - self->p < 2)
    return FALSE;
  if (self->p[1] == 'u')
    return scan_unicode_escape (self);
  if (!memchr ("\"\\/bfnrt", self->p[1], 8))
    return FALSE;
  self->p += 2;
  return TRUE;
}

/* json-glib from 1.10 on refuses them, older ones read them as they are. */
static void
count_controls (Scanner *self, const gchar *from, const gchar *to)
{
  for (; from < to; from++)
    self->controls += (guchar) *from < 0x20;
}

/* From the opening quote to beyond the closing one. Texts of megabytes have
 * few escapes, so memchr does the walking. */
static gboolean
scan_string (Scanner *self)
{
  const gchar *quote = NULL;

  self->p++;
  for (;;) {
    const gchar *escape;

    if (!quote || quote < self->p)
      quote = memchr (self->p, '"', self->end - self->p);
    if (!quote)
      return FALSE;
    escape = memchr (self->p, '\\', quote - self->p);
    count_controls (self, self->p, escape ? escape : quote);
    if (!escape) {
      self->p = quote + 1;
      return TRUE;
    }
    self->p = escape;
    if (!scan_escape (self))
      return FALSE;
  }
}

static gboolean
scan_digits (Scanner *self)
{
  const gchar *start = self->p;

  while (self->p < self->end && g_ascii_isdigit (*self->p))
    self->p++;
  return self->p > start;
}

static gboolean
skip_byte (Scanner *self, const gchar *bytes)
{
  if (self->p == self->end || *self->p == '\0' || !strchr (bytes, *self->p))
    return FALSE;
  self->p++;
  return TRUE;
}

/* What no double can hold json-glib reads as infinite, and writes as "inf". */
static gboolean
read_double (const gchar *start, const gchar *end, gdouble *value)
{
  gchar *number = g_strndup (start, end - start);

  *value = g_ascii_strtod (number, NULL);
  g_free (number);
  return isfinite (*value);
}

/* An integer of more than 63 bits is read as -1 by json-glib; written with an
 * exponent it is a double, in the same room. */
static void
replace_integer (Scanner *self, const gchar *start, gdouble value)
{
  gchar format[16], number[MAX_DIGITS + 2];
  gint length = self->p - start - (*start == '-');
  gint exponent = fabs (value) < 1e100 ? 4 : 5;

  self->needs_repair = TRUE;
  if (!self->repaired)
    return;
  g_snprintf (format, sizeof (format), "%%.%de", length - 2 - exponent);
  g_ascii_formatd (number, sizeof (number), format, value);
  memcpy (self->repaired + (start - self->text), number, self->p - start);
}

static gboolean
check_integer (Scanner *self, const gchar *start)
{
  gboolean negative = *start == '-';
  gint digits = self->p - start - negative;
  gdouble value;

  if (digits < FULL_DIGITS
      || (digits == FULL_DIGITS
          && strncmp (start + negative,
                 negative ? "9223372036854775808" : "9223372036854775807",
                 FULL_DIGITS)
              <= 0))
    return TRUE;
  if (digits > MAX_DIGITS || !read_double (start, self->p, &value))
    return FALSE;
  replace_integer (self, start, value);
  return TRUE;
}

static gboolean
scan_number (Scanner *self)
{
  const gchar *start = self->p;
  gboolean integer = TRUE;
  gdouble value;

  skip_byte (self, "-");
  /* A leading zero stands alone; json-glib would read octal. */
  if (!skip_byte (self, "0") && !scan_digits (self))
    return FALSE;
  if (skip_byte (self, ".")) {
    integer = FALSE;
    if (!scan_digits (self))
      return FALSE;
  }
  if (skip_byte (self, "eE")) {
    integer = FALSE;
    skip_byte (self, "+-");
    if (!scan_digits (self))
      return FALSE;
  }
  if (integer ? !check_integer (self, start)
              : !read_double (start, self->p, &value))
    return FALSE;
  return self->p == self->end || !g_ascii_isalnum (*self->p);
}

static gboolean
scan_word (Scanner *self)
{
  static const gchar *const words[] = { "true", "false", "null" };
  gsize left = self->end - self->p;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize length = strlen (words[i]);

    if (left < length || memcmp (self->p, words[i], length) != 0)
      continue;
    self->p += length;
    return self->p == self->end || !g_ascii_isalnum (*self->p);
  }
  return FALSE;
}

static gboolean
scan_scalar (Scanner *self)
{
  if (*self->p == '"')
    return scan_string (self);
  if (*self->p == '-' || g_ascii_isdigit (*self->p))
    return scan_number (self);
  return scan_word (self);
}

static gboolean
fail_limit (const Scanner *self, const gchar *what, guint limit, GError **error)
{
  g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_TOO_LARGE,
      "JSON with more than %u %s, at byte %" G_GSIZE_FORMAT ".", limit, what,
      (gsize) (self->p - self->text));
  return FALSE;
}

static void
end_value (Scanner *self)
{
  self->expect = self->depth > 0 ? EXPECT_COMMA_OR_END : EXPECT_NOTHING;
}

static gboolean
scan_opening (Scanner *self, GError **error)
{
  gboolean object = *self->p == '{';

  if (self->depth == OA_JSON_MAX_DEPTH) {
    g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_TOO_DEEP,
        "JSON nested more than %d levels deep.", OA_JSON_MAX_DEPTH);
    return FALSE;
  }
  self->depth++;
  self->levels[self->depth].closing = object ? '}' : ']';
  self->levels[self->depth].members = 0;
  self->expect = object ? EXPECT_NAME_OR_END : EXPECT_VALUE_OR_END;
  self->p++;
  return TRUE;
}

static gboolean
scan_closing (Scanner *self, GError **error)
{
  if (*self->p != self->levels[self->depth].closing)
    return fail_syntax (self, error);
  self->depth--;
  self->p++;
  end_value (self);
  return TRUE;
}

static gboolean
scan_value (Scanner *self, GError **error)
{
  if (++self->values > OA_JSON_MAX_VALUES)
    return fail_limit (self, "values", OA_JSON_MAX_VALUES, error);
  if (*self->p == '{' || *self->p == '[')
    return scan_opening (self, error);
  if (!scan_scalar (self))
    return fail_syntax (self, error);
  end_value (self);
  return TRUE;
}

static gboolean
scan_name (Scanner *self, GError **error)
{
  guint *members = &self->levels[self->depth].members;
  const gchar *start = self->p;

  if (*self->p != '"' || !scan_string (self))
    return fail_syntax (self, error);
  if (++*members > OA_JSON_MAX_MEMBERS)
    return fail_limit (self, "members in an object", OA_JSON_MAX_MEMBERS,
        error);
  self->work += *members * (1 + (guint64) (self->p - start) / CHEAP_NAME);
  if (self->work > MAX_WORK)
    return fail_limit (self, "members in large objects", *members, error);
  self->expect = EXPECT_COLON;
  return TRUE;
}

static gboolean
scan_comma (Scanner *self, GError **error)
{
  if (*self->p != ',')
    return scan_closing (self, error);
  self->expect = self->levels[self->depth].closing == '}' ? EXPECT_NAME
                                                          : EXPECT_VALUE;
  self->p++;
  return TRUE;
}

static gboolean
scan_token (Scanner *self, GError **error)
{
  switch (self->expect) {
    case EXPECT_VALUE_OR_END:
    case EXPECT_NAME_OR_END:
      if (*self->p == self->levels[self->depth].closing)
        return scan_closing (self, error);
      return self->expect == EXPECT_NAME_OR_END ? scan_name (self, error)
                                                : scan_value (self, error);
    case EXPECT_VALUE:
      return scan_value (self, error);
    case EXPECT_NAME:
      return scan_name (self, error);
    case EXPECT_COMMA_OR_END:
      return scan_comma (self, error);
    case EXPECT_COLON:
      if (*self->p != ':')
        break;
      self->p++;
      self->expect = EXPECT_VALUE;
      return TRUE;
    case EXPECT_NOTHING:
      break;
  }
  return fail_syntax (self, error);
}

static gboolean
scan_text (Scanner *self, GError **error)
{
  while (self->p < self->end) {
    if (!skip_byte (self, " \t\r\n") && !scan_token (self, error))
      return FALSE;
  }
  return self->expect == EXPECT_NOTHING || fail_syntax (self, error);
}

static gboolean
check (Scanner *self, const gchar *text, gsize length, gsize max_size,
    GError **error)
{
  memset (self, 0, G_STRUCT_OFFSET (Scanner, levels));
  self->text = self->p = text ? text : "";
  self->end = self->text + (text ? length : 0);
  if (max_size > 0 && length > max_size) {
    g_set_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_TOO_LARGE,
        "JSON of %" G_GSIZE_FORMAT " bytes; at most %" G_GSIZE_FORMAT
        " are taken.",
        length, max_size);
    return FALSE;
  }
  /* Refuses a NUL inside the text, too. */
  if (!g_utf8_validate_len (self->text, self->end - self->text, NULL)) {
    g_set_error_literal (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_NOT_UTF8,
        "JSON that is not UTF-8 text.");
    return FALSE;
  }
  return scan_text (self, error);
}

gboolean
oa_json_check (const gchar *text, gsize length, gsize max_size, GError **error)
{
  Scanner scanner;

  return check (&scanner, text, length, max_size, error);
}

gsize
oa_json_measure (const gchar *text, gsize length)
{
  const gchar *end = text;
  Scanner scanner;

  if (!g_utf8_validate_len (text, length, &end))
    return end - text;
  if (check (&scanner, text, length, 0, NULL))
    return length;
  return scanner.p - scanner.text;
}

/* A copy of @text, which passed the check, with its escapes and large integers
 * replaced on a second walk. */
static gchar *
repair (const gchar *text, gsize length)
{
  Scanner scanner = { .text = text, .p = text, .end = text + length };

  scanner.repaired = g_strndup (text, length);
  scan_text (&scanner, NULL);
  return scanner.repaired;
}

gboolean
oa_json_check_and_repair (const gchar *text, gsize *length, gsize max_size,
    gchar **repaired, GError **error)
{
  Scanner scanner;
  g_autofree gchar *escaped = NULL;

  if (!check (&scanner, text, *length, max_size, error))
    return FALSE;
  if (scanner.controls > 0)
    text = escaped = oa_json_escape_controls (text, length, scanner.controls);
  *repaired = scanner.needs_repair ? repair (text, *length)
                                   : g_steal_pointer (&escaped);
  return TRUE;
}
