/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* piecer.c - whole frames out of audio of any size. */

#include "piecer.h"

#include <string.h>

/* Of a piece: a mark is behind each, and tells what was heard no finer. */
#define FRAMES_PER_PIECE 2
/* A jump of time by less is none. */
#define TOLERANCE (5 * GST_MSECOND)

struct _OaTwilioPiecer
{
  OaTwilioFormat format;
  gsize frame;
  GByteArray *waiting; /* less than a frame between calls */
  GstClockTime pts;    /* of the first byte that waits */
};

OaTwilioPiecer *
oa_twilio_piecer_new (void)
{
  static const OaTwilioFormat usual = { OA_TWILIO_MULAW, 8000 };
  OaTwilioPiecer *self = g_new0 (OaTwilioPiecer, 1);

  self->waiting = g_byte_array_new ();
  oa_twilio_piecer_set_format (self, &usual);
  return self;
}

void
oa_twilio_piecer_free (OaTwilioPiecer *self)
{
  g_byte_array_unref (self->waiting);
  g_free (self);
}

void
oa_twilio_piecer_reset (OaTwilioPiecer *self)
{
  g_byte_array_set_size (self->waiting, 0);
}

void
oa_twilio_piecer_set_format (OaTwilioPiecer *self, const OaTwilioFormat *format)
{
  self->format = *format;
  self->frame = oa_twilio_format_get_frame_size (format);
  oa_twilio_piecer_reset (self);
}

static GstClockTime
get_end (const OaTwilioPiecer *self)
{
  return self->pts
      + oa_twilio_format_to_time (&self->format, self->waiting->len);
}

/* @size bytes from @data on, which are the next. */
static gboolean
give (OaTwilioPiecer *self, const guint8 *data, gsize size,
    OaTwilioPieceFunc func, gpointer user_data)
{
  GstClockTime duration = oa_twilio_format_to_time (&self->format, size);
  GBytes *audio = g_bytes_new (data, size);
  gboolean more;

  self->pts += duration;
  more = func (audio, self->pts, duration, user_data);
  g_bytes_unref (audio);
  return more;
}

/* All whole frames of what waits. */
static gboolean
give_frames (OaTwilioPiecer *self, OaTwilioPieceFunc func, gpointer user_data)
{
  gsize whole = self->waiting->len / self->frame * self->frame;
  gsize done = 0;
  gboolean more = TRUE;

  while (more && done < whole) {
    gsize size = MIN (whole - done, FRAMES_PER_PIECE * self->frame);

    more = give (self, self->waiting->data + done, size, func, user_data);
    done += size;
  }
  if (done > 0)
    g_byte_array_remove_range (self->waiting, 0, done);
  return more;
}

static gboolean
jumps (const OaTwilioPiecer *self, GstClockTime pts)
{
  GstClockTime end = get_end (self);

  return GST_CLOCK_TIME_IS_VALID (pts)
      && (pts > end + TOLERANCE || pts + TOLERANCE < end);
}

gboolean
oa_twilio_piecer_push (OaTwilioPiecer *self, const guint8 *data, gsize size,
    GstClockTime pts, OaTwilioPieceFunc func, gpointer user_data)
{
  gboolean more = TRUE;

  if (jumps (self, pts))
    more = oa_twilio_piecer_flush (self, func, user_data);
  if (self->waiting->len == 0 && GST_CLOCK_TIME_IS_VALID (pts))
    self->pts = pts;
  g_byte_array_append (self->waiting, data, size);
  return more && give_frames (self, func, user_data);
}

gboolean
oa_twilio_piecer_flush (OaTwilioPiecer *self, OaTwilioPieceFunc func,
    gpointer user_data)
{
  gsize had = self->waiting->len;

  if (had == 0)
    return TRUE;
  g_byte_array_set_size (self->waiting, self->frame);
  memset (self->waiting->data + had,
      oa_twilio_format_get_silence (&self->format), self->frame - had);
  return give_frames (self, func, user_data);
}
