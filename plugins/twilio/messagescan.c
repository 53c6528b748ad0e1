/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* messagescan.c - whatever makes the scan hesitate goes to the tree, which
 * costs ten times as much and decides: escapes, names that imitators use,
 * members that come twice, all that is nested. */

#include "messagescan.h"

#include <string.h>

/* So many digits are no time out of range. */
#define MAX_DIGITS 12

typedef struct
{
  const gchar *p;
  const gchar *end;
} Cursor;

/* @value has no text when it is a number or a word. */
typedef gboolean (*MemberFunc) (OaTwilioPlain *self, Cursor *cursor,
    const OaTwilioSpan *name);

static gboolean
span_equals (const OaTwilioSpan *span, const gchar *text)
{
  gsize length = strlen (text);

  return span->length == length && memcmp (span->text, text, length) == 0;
}

static gboolean
take_byte (Cursor *self, gchar byte)
{
  if (self->p == self->end || *self->p != byte)
    return FALSE;
  self->p++;
  return TRUE;
}

/* Space may stand around it. */
static gboolean
take_token (Cursor *self, gchar byte)
{
  while (self->p < self->end && *self->p == ' ')
    self->p++;
  if (!take_byte (self, byte))
    return FALSE;
  while (self->p < self->end && *self->p == ' ')
    self->p++;
  return TRUE;
}

/* Of printable ASCII, without escapes. */
static gboolean
take_string (Cursor *self, OaTwilioSpan *span)
{
  if (!take_byte (self, '"'))
    return FALSE;
  span->text = self->p;
  while (self->p < self->end && g_ascii_isprint (*self->p) && *self->p != '"'
      && *self->p != '\\')
    self->p++;
  span->length = self->p - span->text;
  return take_byte (self, '"');
}

/* One that is not there yet. */
static gboolean
take_new_string (Cursor *self, OaTwilioSpan *span)
{
  return span->text == NULL && take_string (self, span);
}

static gboolean
take_digits (Cursor *self, OaTwilioSpan *span)
{
  span->text = self->p;
  while (self->p < self->end && g_ascii_isdigit (*self->p))
    self->p++;
  span->length = self->p - span->text;
  return span->length > 0 && span->length <= MAX_DIGITS;
}

/* A number has no zero before it. */
static gboolean
take_number (Cursor *self, OaTwilioSpan *span)
{
  return take_digits (self, span) && (span->length == 1 || *span->text != '0');
}

static gboolean
take_time (OaTwilioPlain *self, Cursor *cursor)
{
  OaTwilioSpan digits;
  gboolean quoted = take_byte (cursor, '"');
  gsize i;

  if (self->timestamp >= 0
      || !(quoted ? take_digits (cursor, &digits)
                  : take_number (cursor, &digits))
      || (quoted && !take_byte (cursor, '"')))
    return FALSE;
  self->timestamp = 0;
  for (i = 0; i < digits.length; i++)
    self->timestamp = self->timestamp * 10 + (digits.text[i] - '0');
  return TRUE;
}

/* A string or a number that nobody asks for. */
static gboolean
skip_value (Cursor *self)
{
  OaTwilioSpan span;

  return self->p < self->end && *self->p == '"' ? take_string (self, &span)
                                                : take_number (self, &span);
}

/* To the end of the object. */
static gboolean
take_list (OaTwilioPlain *self, Cursor *cursor, MemberFunc take)
{
  OaTwilioSpan name;

  do {
    if (!take_string (cursor, &name) || !take_token (cursor, ':')
        || !take (self, cursor, &name))
      return FALSE;
  } while (take_token (cursor, ','));
  return take_token (cursor, '}');
}

static gboolean
take_members (OaTwilioPlain *self, Cursor *cursor, MemberFunc take)
{
  return take_token (cursor, '{') && take_list (self, cursor, take);
}

static gboolean
take_of_media (OaTwilioPlain *self, Cursor *cursor, const OaTwilioSpan *name)
{
  if (span_equals (name, "payload"))
    return take_new_string (cursor, &self->payload);
  if (span_equals (name, "track"))
    return take_new_string (cursor, &self->track);
  if (span_equals (name, "timestamp"))
    return take_time (self, cursor);
  return skip_value (cursor);
}

static gboolean
take_of_mark (OaTwilioPlain *self, Cursor *cursor, const OaTwilioSpan *name)
{
  return span_equals (name, "name") && take_new_string (cursor, &self->mark);
}

/* What else Twilio sends there; another name may be an imitator's for an id. */
static gboolean
is_known (const OaTwilioSpan *name)
{
  return span_equals (name, "sequenceNumber");
}

static gboolean
take_of_message (OaTwilioPlain *self, Cursor *cursor, const OaTwilioSpan *name)
{
  if (span_equals (name, "streamSid"))
    return take_new_string (cursor, &self->stream_sid);
  if (self->payload.text != NULL || self->mark.text != NULL)
    return is_known (name) && skip_value (cursor);
  if (span_equals (name, "media"))
    return take_members (self, cursor, take_of_media)
        && self->payload.text != NULL;
  if (span_equals (name, "mark"))
    return take_members (self, cursor, take_of_mark);
  return is_known (name) && skip_value (cursor);
}

/* As Twilio begins it. */
static gboolean
take_event (Cursor *self, OaTwilioSpan *event)
{
  OaTwilioSpan name;

  return take_token (self, '{') && take_string (self, &name)
      && span_equals (&name, "event") && take_token (self, ':')
      && take_string (self, event) && take_token (self, ',');
}

gboolean
oa_twilio_message_scan (OaTwilioPlain *self, const gchar *text, gsize length)
{
  Cursor cursor = { text, text + length };
  OaTwilioSpan event;

  *self = (OaTwilioPlain){ .timestamp = -1 };
  return take_event (&cursor, &event)
      && take_list (self, &cursor, take_of_message) && cursor.p == cursor.end
      && self->stream_sid.text != NULL
      && (span_equals (&event, "media")
              ? self->payload.text != NULL
              : span_equals (&event, "mark") && self->mark.text != NULL);
}
