/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A message into an event: the fast path of audio, else its tree. */

#include "eventdecode.h"

#include <string.h>

#include "audiodelta.h"

static gchar *
put_span (gchar **to, const OaSpan *span)
{
  gchar *copy = *to;

  if (!span->text)
    return NULL;
  memcpy (copy, span->text, span->length);
  copy[span->length] = '\0';
  *to += span->length + 1;
  return copy;
}

/* Four allocations in one: there are fifty deltas a second. */
static void
take_strings (OaEvent *self, const OaAudioDelta *delta)
{
  gchar *to = g_malloc (delta->type.length + delta->event_id.length
      + delta->response_id.length + delta->item_id.length + 4);

  self->strings = to;
  self->name = put_span (&to, &delta->type);
  self->event_id = put_span (&to, &delta->event_id);
  self->response_id = put_span (&to, &delta->response_id);
  self->item_id = put_span (&to, &delta->item_id);
}

/* NULL when the tree has to look. */
static OaEvent *
decode_audio_delta (const OaEventTable *table, GBytes *raw)
{
  gsize length = 0;
  const gchar *text = g_bytes_get_data (raw, &length);
  OaAudioDelta delta;
  OaEvent *self;
  GBytes *audio;

  if (length > OA_EVENT_MAX_SIZE
      || !oa_audio_delta_scan (table, text, length, &delta))
    return NULL;
  audio = oa_base64_decode (delta.delta.text, delta.delta.length);
  if (!audio)
    return NULL;

  self = oa_event_new (raw);
  self->type = OA_EVENT_AUDIO_DELTA;
  take_strings (self, &delta);
  self->output_index = delta.output_index;
  self->content_index = delta.content_index;
  self->elapsed_ms = delta.elapsed_ms;
  self->audio = audio;
  return self;
}

OaEvent *
oa_event_decode (const OaDialect *dialect, GBytes *raw, GError **error)
{
  const OaEventTable *table = dialect ? dialect->events
                                      : &oa_event_table_realtime;
  OaEvent *self = decode_audio_delta (table, raw);

  return self ? self : oa_event_new_from_tree (table, raw, error);
}
