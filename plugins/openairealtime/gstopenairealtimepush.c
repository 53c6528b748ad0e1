/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimepush.c - what the source pad pushes: the events around its
 * frames, and the frames in a format that downstream takes.
 *
 * Downstream may want another format at any time. What waits is converted then,
 * and so is a frame that was refused for that reason; a frame that no pad took
 * was not heard. */

#include "gstopenairealtimepush.h"

#include "padevents.h"
#include "media/audiocaps.h"
#include "media/converter.h"

#define GST_CAT_DEFAULT gst_openai_realtime_debug

/* So often a refused frame is offered again. */
#define MAX_OFFERS 2

/*** negotiation ***/

/* The first of downstream's own list that is one of ours. */
static OaAudioFormat
choose_format (GstOpenaiRealtime *self)
{
  GstCaps *allowed = gst_pad_peer_query_caps (self->srcpad, NULL);
  GstCaps *template = gst_pad_get_pad_template_caps (self->srcpad);
  GstCaps *both;
  OaAudioFormat format = OA_AUDIO_FORMAT_UNKNOWN;

  both = gst_caps_intersect_full (allowed, template, GST_CAPS_INTERSECT_FIRST);
  if (!gst_caps_is_empty (both)) {
    both = gst_caps_fixate (gst_caps_truncate (both));
    format = oa_audio_format_from_caps (both);
  }
  gst_caps_unref (both);
  gst_caps_unref (allowed);
  gst_caps_unref (template);
  return format;
}

/* UNKNOWN: the stream has no caps yet, and ends without any. */
static void
push_start_events (GstOpenaiRealtime *self, OaAudioFormat format)
{
  OaPadStream stream = { GST_ELEMENT (self), "answer", GST_STREAM_FLAG_NONE, 0,
    0 };
  GstCaps *caps = format != OA_AUDIO_FORMAT_UNKNOWN
      ? oa_audio_format_to_caps (format)
      : NULL;

  oa_media_lock (self->media);
  stream.group_id = self->group_id;
  stream.seqnum = self->flush_seqnum;
  oa_media_unlock (self->media);
  oa_pad_open (self->srcpad, &stream, caps);
  gst_clear_caps (&caps);
}

void
gst_openai_realtime_push_segment (GstOpenaiRealtime *self)
{
  push_start_events (self, OA_AUDIO_FORMAT_UNKNOWN);
}

/* FALSE when there is no format: the error is posted. */
static gboolean
negotiate (GstOpenaiRealtime *self)
{
  OaAudioFormat format = choose_format (self);
  OaSession *session;

  if (format == OA_AUDIO_FORMAT_UNKNOWN) {
    gst_openai_realtime_fail (self, oa_failure_no_format ());
    return FALSE;
  }
  push_start_events (self, format);
  oa_media_set_output_format (self->media, format);
  oa_media_lock (self->media);
  self->stream_started = TRUE;
  oa_media_unlock (self->media);

  session = gst_openai_realtime_ref_session (self);
  if (session != NULL) {
    oa_session_set_output_format (session, format);
    oa_session_unref (session);
  }
  return TRUE;
}

void
gst_openai_realtime_negotiate (GstOpenaiRealtime *self)
{
  if (negotiate (self))
    self->first_gap_pushed = FALSE;
}

void
gst_openai_realtime_push_eos (GstOpenaiRealtime *self)
{
  GstEvent *eos = gst_event_new_eos ();
  gboolean started;

  oa_media_lock (self->media);
  started = self->stream_started;
  if (self->eos_seqnum != GST_SEQNUM_INVALID)
    gst_event_set_seqnum (eos, self->eos_seqnum);
  oa_media_unlock (self->media);
  /* A stream that ends before it began still has a beginning. */
  if (!started)
    push_start_events (self, choose_format (self));
  gst_pad_push_event (self->srcpad, eos);
}

/*** frames ***/

/* What a buffer says of itself beside its bytes. */
typedef struct
{
  GstClockTime pts;
  GstClockTime duration;
  GstBufferFlags flags;
} Label;

static void
read_label (GstBuffer *buffer, Label *label)
{
  label->pts = GST_BUFFER_PTS (buffer);
  label->duration = GST_BUFFER_DURATION (buffer);
  label->flags = GST_BUFFER_FLAGS (buffer)
      & (GST_BUFFER_FLAG_DISCONT | GST_BUFFER_FLAG_GAP
          | GST_BUFFER_FLAG_MARKER);
}

/* What was refused, in the format of now. */
static GstBuffer *
convert_refused (GstOpenaiRealtime *self, OaAudioFormat from,
    const Label *label)
{
  GBytes *bytes = oa_convert (from, oa_media_get_output_format (self->media),
      self->pushed->data, self->pushed->len);
  /* A sample or two may be none at another rate. */
  GstBuffer *buffer = g_bytes_get_size (bytes) > 0
      ? gst_buffer_new_wrapped_bytes (bytes)
      : gst_buffer_new ();

  GST_BUFFER_PTS (buffer) = label->pts;
  GST_BUFFER_DURATION (buffer) = label->duration;
  GST_BUFFER_FLAG_SET (buffer, label->flags);
  g_bytes_unref (bytes);
  return buffer;
}

static void
keep_bytes (GByteArray *kept, GstBuffer *buffer)
{
  g_byte_array_set_size (kept, gst_buffer_get_size (buffer));
  gst_buffer_extract (buffer, 0, kept->data, kept->len);
}

static gboolean
must_leave (GstOpenaiRealtime *self)
{
  gboolean leave;

  oa_media_lock (self->media);
  leave = oa_media_must_leave (self->media);
  oa_media_unlock (self->media);
  return leave;
}

/* Behind a refused frame. FALSE: downstream wants what it was given. Its wish
 * for another format may be there before its RECONFIGURE event is. */
static gboolean
negotiate_again (GstOpenaiRealtime *self)
{
  if (!gst_pad_check_reconfigure (self->srcpad)
      && choose_format (self) == oa_media_get_output_format (self->media))
    return FALSE;
  return negotiate (self);
}

/* Downstream may want another format since it was asked last: then it is asked
 * again, and the frame pushed once more. The number of tries is limited, for a
 * downstream that never takes what it asked for. */
static GstFlowReturn
push_buffer (GstOpenaiRealtime *self, GstBuffer *buffer)
{
  OaAudioFormat format = oa_media_get_output_format (self->media);
  GstFlowReturn ret;
  Label label;
  guint i;

  read_label (buffer, &label);
  keep_bytes (self->pushed, buffer);
  ret = gst_pad_push (self->srcpad, buffer);
  for (i = 0; i < MAX_OFFERS && ret == GST_FLOW_NOT_NEGOTIATED; i++) {
    if (must_leave (self))
      return GST_FLOW_FLUSHING;
    if (!negotiate_again (self))
      break;
    ret = gst_pad_push (self->srcpad, convert_refused (self, format, &label));
  }
  return ret;
}

static gboolean
wants_gaps (GstOpenaiRealtime *self)
{
  GstOpenaiRealtimeFill fill;

  GST_OBJECT_LOCK (self);
  fill = self->settings.flow.fill;
  GST_OBJECT_UNLOCK (self);
  return fill == GST_OPENAI_REALTIME_FILL_GAP;
}

static GstFlowReturn
push_frame (GstOpenaiRealtime *self, OaFrame *frame)
{
  if (frame->buffer != NULL)
    return push_buffer (self, g_steal_pointer (&frame->buffer));
  /* A pipeline reaches PLAYING only when every sink has got something. */
  if ((!self->first_gap_pushed || wants_gaps (self))
      && !gst_pad_push_event (self->srcpad,
          gst_event_new_gap (frame->pts, frame->duration)))
    GST_DEBUG_OBJECT (self, "the gap was not taken");
  self->first_gap_pushed = TRUE;
  return GST_FLOW_OK;
}

/* For latency figures. */
static void
note_frame (GstOpenaiRealtime *self, const OaFrame *frame, gboolean live)
{
  OaSession *session = gst_openai_realtime_ref_session (self);
  GstClockTime now, latency;
  gint64 delay = 0;

  if (session == NULL)
    return;
  oa_media_lock (self->media);
  latency = oa_media_get_latency (self->media);
  oa_media_unlock (self->media);
  now = live ? oa_media_get_running_time (self->media) : GST_CLOCK_TIME_NONE;
  if (GST_CLOCK_TIME_IS_VALID (now))
    delay = GST_CLOCK_DIFF (now, frame->pts)
        + (GST_CLOCK_TIME_IS_VALID (latency) ? latency : 0);
  oa_session_note_frame (session, frame->first_of_response, MAX (delay, 0));
  oa_session_unref (session);
}

/*** what was heard ***/

/* Takes @item_id. */
static void
tell_played (GstOpenaiRealtime *self, gchar *item_id, gint64 heard_ms)
{
  OaSession *session = gst_openai_realtime_ref_session (self);

  if (session != NULL) {
    oa_session_note_played (session, item_id, heard_ms);
    oa_session_unref (session);
  }
  g_free (item_id);
}

/* Asked after every frame, and nearly always answered with nothing. */
void
gst_openai_realtime_report_played (GstOpenaiRealtime *self)
{
  gchar *item_id;
  gint64 heard_ms;

  while ((item_id = oa_media_take_played (self->media, &heard_ms)) != NULL)
    tell_played (self, item_id, heard_ms);
}

GstFlowReturn
gst_openai_realtime_push_frame (GstOpenaiRealtime *self, OaFrame *frame,
    gboolean live)
{
  GstFlowReturn ret;

  if (frame->first_of_response != NULL)
    note_frame (self, frame, live);
  ret = push_frame (self, frame);
  if (frame->kind == OA_FRAME_SPEECH)
    oa_media_settle_frame (self->media, frame, ret == GST_FLOW_OK);
  oa_frame_clear (frame);
  gst_openai_realtime_report_played (self);
  return ret;
}
