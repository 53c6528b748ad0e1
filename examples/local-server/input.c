/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* input.c - see input.h.
 *
 * Positions count bytes of the current format from where it was set; the
 * milliseconds before that are in base_ms. */

#include "config.h"

#include "input.h"

#include "protocol/json.h"
#include "sessionconfig.h"
#include "vad.h"

/* Of one turn; more is counted, not kept. */
#define MAX_HELD_MS (5 * 60 * 1000)
/* While the user is silent this much is kept beyond the prefix. */
#define IDLE_HELD_MS 500

struct _OrsInput
{
  OaAudioFormat format;
  guint per_ms;
  guint64 base_ms;

  GByteArray *held;
  guint64 held_at; /* position of the first held byte */
  guint64 turn_at; /* where the turn began, which may be dropped already */
  guint64 scan_at; /* up to here the detector has listened */

  gboolean detect;
  guint prefix_ms;
  OrsVad vad;
};

OrsInput *
ors_input_new (void)
{
  OrsInput *self = g_new0 (OrsInput, 1);

  self->held = g_byte_array_new ();
  self->format = OA_AUDIO_FORMAT_PCM;
  self->per_ms = oa_audio_format_get_bytes_per_ms (self->format);
  ors_vad_init (&self->vad, 0.5, 500);
  return self;
}

void
ors_input_free (OrsInput *self)
{
  g_byte_array_unref (self->held);
  g_free (self);
}

static guint64
end_position (OrsInput *self)
{
  return self->held_at + self->held->len;
}

static guint64
position_ms (OrsInput *self, guint64 position)
{
  return self->base_ms + position / self->per_ms;
}

static void
set_format (OrsInput *self, OaAudioFormat format)
{
  if (format == self->format)
    return;

  self->base_ms = ors_input_total_ms (self);
  self->format = format;
  self->per_ms = oa_audio_format_get_bytes_per_ms (format);
  g_byte_array_set_size (self->held, 0);
  self->held_at = self->turn_at = self->scan_at = 0;
  ors_vad_reset (&self->vad);
}

void
ors_input_configure (OrsInput *self, OaAudioFormat format,
    JsonObject *turn_detection)
{
  set_format (self, format);

  self->detect = turn_detection != NULL;
  self->prefix_ms = oa_json_get_int (turn_detection, "prefix_padding_ms", 300);
  self->vad.threshold = oa_json_get_double (turn_detection, "threshold", 0.5);
  self->vad.silence_ms = ors_turn_detection_silence_ms (turn_detection);
  if (!self->detect)
    ors_vad_reset (&self->vad);
}

static void
drop_until (OrsInput *self, guint64 position)
{
  if (position <= self->held_at)
    return;
  g_byte_array_remove_range (self->held, 0, position - self->held_at);
  self->held_at = position;
}

/* Audio is held for a prefix before speech, for the item in a turn. To
 * move bytes seldom, more than the wanted amount may be there. */
static void
limit_held (OrsInput *self)
{
  gboolean idle = self->detect && !self->vad.speaking;
  gsize limit = (gsize) self->per_ms
      * (idle ? self->prefix_ms + IDLE_HELD_MS : MAX_HELD_MS);
  guint64 end = end_position (self);

  if (self->held->len <= limit + limit / 8)
    return;
  /* Whole samples only: an odd position would swap the bytes of PCM. */
  drop_until (self, MIN ((end - limit) & ~(guint64) 1, self->scan_at));
  if (idle)
    self->turn_at = MAX (self->turn_at, self->held_at);
}

void
ors_input_append (OrsInput *self, const guint8 *data, gsize size)
{
  g_byte_array_append (self->held, data, size);
  if (!self->detect)
    self->scan_at = end_position (self) & ~(guint64) 1;
  if (!self->detect)
    limit_held (self);
}

/* The turn begins a prefix before the sound did, but not in an older turn. */
static guint64
start_turn (OrsInput *self)
{
  guint64 back = (guint64) self->per_ms
      * (ors_vad_onset_ms () + self->prefix_ms);
  guint64 earliest = MAX (self->turn_at, self->held_at);

  self->turn_at = self->scan_at > earliest + back ? self->scan_at - back
                                                  : earliest;
  drop_until (self, self->turn_at);
  return position_ms (self, self->turn_at);
}

static OrsVadEvent
scan_frame (OrsInput *self, gsize size)
{
  const guint8 *frame = self->held->data + (self->scan_at - self->held_at);
  gdouble level = ors_audio_level (self->format, frame, size);

  self->scan_at += size;
  return ors_vad_frame (&self->vad, level);
}

OrsInputEvent
ors_input_next (OrsInput *self, guint64 *ms)
{
  gsize frame = ORS_VAD_FRAME_MS * self->per_ms;

  while (self->detect && self->scan_at + frame <= end_position (self)) {
    switch (scan_frame (self, frame)) {
      case ORS_VAD_STARTED:
        *ms = start_turn (self);
        return ORS_INPUT_STARTED;
      case ORS_VAD_STOPPED:
        *ms = position_ms (self, self->scan_at);
        return ORS_INPUT_STOPPED;
      case ORS_VAD_NOTHING:
      default:
        break;
    }
  }
  limit_held (self);
  return ORS_INPUT_NOTHING;
}

gboolean
ors_input_is_speaking (OrsInput *self)
{
  return self->vad.speaking;
}

gdouble
ors_input_held_ms (OrsInput *self)
{
  return (gdouble) (end_position (self) - self->turn_at) / self->per_ms;
}

guint64
ors_input_total_ms (OrsInput *self)
{
  return position_ms (self, end_position (self));
}

/* What follows is a new turn. */
static void
begin_at (OrsInput *self, guint64 position)
{
  drop_until (self, position);
  self->turn_at = position;
  self->scan_at = MAX (self->scan_at, position);
}

void
ors_input_take (OrsInput *self, gboolean at_stop, OrsTurn *turn)
{
  guint64 end = at_stop ? self->scan_at : end_position (self);
  gsize most = (gsize) self->per_ms * MAX_HELD_MS;
  guint64 first = MAX (self->turn_at, self->held_at);

  if (end - first > most)
    first = end - most;
  turn->audio =
      g_bytes_new (self->held->data + (first - self->held_at), end - first);
  turn->bytes = end - self->turn_at;
  turn->start_ms = position_ms (self, self->turn_at);
  turn->end_ms = position_ms (self, end);

  ors_vad_reset (&self->vad);
  begin_at (self, end);
}

void
ors_input_clear (OrsInput *self)
{
  ors_vad_reset (&self->vad);
  begin_at (self, end_position (self));
}
