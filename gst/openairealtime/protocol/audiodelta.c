/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* audiodelta.c - the fast path of audio, both ways.
 *
 * Speech is nearly all bytes that a service sends; a tree for each delta costs
 * five times what this does. The scan takes only the plainest JSON: whatever
 * makes it hesitate goes to the tree, which decides. */

#include "audiodelta.h"

#include <string.h>

#include "json.h"

typedef struct
{
  const gchar *p;
  const gchar *end;
} Cursor;

typedef enum
{
  VALUE_STRING,
  VALUE_INTEGER,
  VALUE_WORD, /* true, false, null */
} ValueKind;

typedef struct
{
  ValueKind kind;
  OaSpan text; /* of a string; a word's letters */
  gint64 number;
} Value;

/* So many digits cannot overflow. */
#define MAX_DIGITS 15

static gboolean
span_equals (const OaSpan *span, const gchar *text)
{
  gsize length = strlen (text);

  return span->length == length && memcmp (span->text, text, length) == 0;
}

static inline void
skip_space (Cursor *self)
{
  while (self->p < self->end
      && (*self->p == ' ' || *self->p == '\t' || *self->p == '\r'
          || *self->p == '\n'))
    self->p++;
}

static inline gboolean
take_byte (Cursor *self, gchar byte)
{
  if (self->p == self->end || *self->p != byte)
    return FALSE;
  self->p++;
  return TRUE;
}

/* Space may stand around every token. */
static inline gboolean
take_token (Cursor *self, gchar byte)
{
  skip_space (self);
  if (!take_byte (self, byte))
    return FALSE;
  skip_space (self);
  return TRUE;
}

/* Up to the next quote, which an escape may have led to: no caller takes a
 * string with a backslash in it. */
static gboolean
take_string (Cursor *self, OaSpan *span)
{
  const gchar *quote;

  if (!take_byte (self, '"'))
    return FALSE;
  quote = memchr (self->p, '"', self->end - self->p);
  if (!quote)
    return FALSE;
  span->text = self->p;
  span->length = quote - self->p;
  self->p = quote + 1;
  return TRUE;
}

static gboolean
take_integer (Cursor *self, gint64 *number)
{
  gboolean negative = take_byte (self, '-');
  const gchar *start = self->p;

  *number = 0;
  while (self->p < self->end && g_ascii_isdigit (*self->p)
      && self->p - start <= MAX_DIGITS)
    *number = *number * 10 + (*self->p++ - '0');
  if (self->p == start || self->p - start > MAX_DIGITS)
    return FALSE;
  if (*start == '0' && self->p - start > 1)
    return FALSE;
  if (negative)
    *number = -*number;
  return TRUE;
}

static gboolean
take_word (Cursor *self, OaSpan *span)
{
  span->text = self->p;
  while (self->p < self->end && g_ascii_islower (*self->p))
    self->p++;
  span->length = self->p - span->text;
  return span_equals (span, "true") || span_equals (span, "false")
      || span_equals (span, "null");
}

/* What follows a value is for the caller, who expects a comma or the end: so
 * neither 1.5 nor 2e3 nor truely passes. */
static gboolean
take_value (Cursor *self, Value *value)
{
  if (self->p == self->end)
    return FALSE;
  if (*self->p == '"') {
    value->kind = VALUE_STRING;
    return take_string (self, &value->text);
  }
  if (*self->p == '-' || g_ascii_isdigit (*self->p)) {
    value->kind = VALUE_INTEGER;
    return take_integer (self, &value->number);
  }
  value->kind = VALUE_WORD;
  return take_word (self, &value->text);
}

#define EACH_BYTE(byte) (G_GUINT64_CONSTANT (0x0101010101010101) * (byte))

/* Eight bytes at once. A borrow may taint a byte behind one that is not plain,
 * never one behind plain ones. */
static gboolean
are_plain (guint64 bytes)
{
  guint64 slashes = bytes ^ EACH_BYTE ('\\');

  return ((bytes | (bytes - EACH_BYTE (0x20)) | (bytes + EACH_BYTE (1))
              | (slashes - EACH_BYTE (1)))
             & EACH_BYTE (0x80))
      == 0;
}

/* The bytes that need neither an escape nor a UTF-8 check. */
static gboolean
is_plain (const OaSpan *span)
{
  gsize done;
  guint64 bytes;

  for (done = 0; span->length - done >= sizeof (bytes);
       done += sizeof (bytes)) {
    memcpy (&bytes, span->text + done, sizeof (bytes));
    if (!are_plain (bytes))
      return FALSE;
  }
  bytes = EACH_BYTE (' ');
  memcpy (&bytes, span->text + done, span->length - done);
  return are_plain (bytes);
}

static gboolean
set_string (OaSpan *span, const Value *value)
{
  if (span->text || value->kind != VALUE_STRING || !is_plain (&value->text))
    return FALSE;
  *span = value->text;
  return TRUE;
}

/* Its other bytes are checked when they are decoded. */
static gboolean
set_delta (OaAudioDelta *delta, const Value *value)
{
  if (delta->delta.text || value->kind != VALUE_STRING
      || memchr (value->text.text, '\\', value->text.length))
    return FALSE;
  delta->delta = value->text;
  return TRUE;
}

static gboolean
set_type (OaAudioDelta *delta, const Value *value, const OaEventTable *table)
{
  const OaEventRow *row;

  if (!set_string (&delta->type, value))
    return FALSE;
  row = oa_event_table_find (table, delta->type.text, delta->type.length);
  return row && row->payload == OA_PAYLOAD_AUDIO;
}

/* -1 stands for "not given", also to tell a second one. */
static gboolean
set_index (gint *index, const Value *value)
{
  if (*index != -1 || value->kind != VALUE_INTEGER || value->number < 0
      || value->number > G_MAXINT)
    return FALSE;
  *index = value->number;
  return TRUE;
}

static gboolean
set_elapsed (OaAudioDelta *delta, const Value *value)
{
  if (delta->elapsed_ms != -1)
    return FALSE;
  if (value->kind == VALUE_WORD)
    return span_equals (&value->text, "null");
  if (value->kind != VALUE_INTEGER || value->number < 0)
    return FALSE;
  delta->elapsed_ms = MIN (value->number, OA_JSON_MAX_MS);
  return TRUE;
}

/* Members that mean nothing to us may say anything plain. */
static gboolean
ignore_value (const Value *value)
{
  return value->kind != VALUE_STRING || is_plain (&value->text);
}

static gboolean
set_member (OaAudioDelta *delta, const OaSpan *name, const Value *value,
    const OaEventTable *table)
{
  if (span_equals (name, "delta"))
    return set_delta (delta, value);
  if (span_equals (name, "type"))
    return set_type (delta, value, table);
  if (span_equals (name, "event_id"))
    return set_string (&delta->event_id, value);
  if (span_equals (name, "response_id"))
    return set_string (&delta->response_id, value);
  if (span_equals (name, "item_id"))
    return set_string (&delta->item_id, value);
  if (span_equals (name, "output_index"))
    return set_index (&delta->output_index, value);
  if (span_equals (name, "content_index"))
    return set_index (&delta->content_index, value);
  if (span_equals (name, "elapsed_ms"))
    return set_elapsed (delta, value);
  return is_plain (name) && ignore_value (value);
}

static gboolean
scan_member (Cursor *cursor, OaAudioDelta *delta, const OaEventTable *table)
{
  OaSpan name;
  Value value = { 0 };

  return take_string (cursor, &name) && take_token (cursor, ':')
      && take_value (cursor, &value)
      && set_member (delta, &name, &value, table);
}

gboolean
oa_audio_delta_scan (const OaEventTable *table, const gchar *text, gsize length,
    OaAudioDelta *delta)
{
  Cursor cursor = { text, text + length };

  memset (delta, 0, sizeof (*delta));
  delta->output_index = delta->content_index = -1;
  delta->elapsed_ms = -1;

  if (!take_token (&cursor, '{'))
    return FALSE;
  do {
    if (!scan_member (&cursor, delta, table))
      return FALSE;
  } while (take_token (&cursor, ','));

  return take_token (&cursor, '}') && cursor.p == cursor.end && delta->type.text
      && delta->delta.text;
}

static gchar *
append_text (gchar *to, const gchar *text)
{
  gsize length = strlen (text);

  memcpy (to, text, length);
  return to + length;
}

GBytes *
oa_audio_append_encode (const OaDialect *dialect, const guint8 *audio,
    gsize length)
{
  static const gchar opening[] = "{\"type\":\"";
  static const gchar middle[] = "\",\"audio\":\"";
  static const gchar closing[] = "\"}";
  gsize around = strlen (opening) + strlen (dialect->append) + strlen (middle)
      + strlen (closing);
  gchar *text = g_malloc (around + (length + 2) / 3 * 4 + 1);
  gchar *p = text;

  p = append_text (p, opening);
  p = append_text (p, dialect->append);
  p = append_text (p, middle);
  p = oa_base64_encode (audio, length, p);
  p = append_text (p, closing);
  *p = '\0';
  return g_bytes_new_take (text, p - text);
}
