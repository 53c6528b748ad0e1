/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimesink.c - the sink pad: the user's audio into the media, in
 * the segment's running time; events and queries from upstream. */

#include "gstopenairealtimeelement.h"
#include "gstopenairealtimetext.h"
#include "media/audiocaps.h"

#include <gst/audio/audio.h>

#define GST_CAT_DEFAULT gst_openai_realtime_debug

/* Deactivation makes a streaming thread that waits for room return. */
gboolean
gst_openai_realtime_sink_activate_mode (GstPad *pad, GstObject *parent,
    GstPadMode mode, gboolean active)
{
  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  oa_media_set_input_active (GST_OPENAI_REALTIME (parent)->media, active);
  return TRUE;
}

/*** data ***/

/* FALSE when what comes is no input; @ret: then for upstream. */
static gboolean
takes_input (GstOpenaiRealtime *self, OaAudioFormat *format, GstFlowReturn *ret)
{
  switch (oa_media_check_input (self->media, format, ret)) {
    case OA_INPUT_TAKEN:
      return TRUE;
    case OA_INPUT_WITHOUT_FORMAT:
      gst_openai_realtime_fail (self, oa_failure_no_caps ());
      return FALSE;
    case OA_INPUT_AFTER_END:
      if (!self->late_input)
        oa_observer_warning (OA_OBSERVER (self->reporter),
            oa_failure_after_end ());
      self->late_input = TRUE;
      *ret = GST_FLOW_EOS;
      return FALSE;
    default:
      return FALSE;
  }
}

/* Takes @buffer. */
static GstFlowReturn
push_buffer (GstOpenaiRealtime *self, GstBuffer *buffer)
{
  GstClockTime running_time = gst_segment_to_running_time (&self->segment,
      GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  GstFlowReturn ret = GST_FLOW_OK;
  GstMapInfo map;

  if (gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    ret = oa_media_push (self->media, map.data, map.size, running_time,
        self->input_lost);
    if (map.size > 0)
      self->input_lost = FALSE;
    gst_buffer_unmap (buffer, &map);
  } else {
    gst_openai_realtime_fail (self, oa_failure_no_memory_map ());
  }
  gst_buffer_unref (buffer);
  return ret;
}

GstFlowReturn
gst_openai_realtime_sink_chain (GstPad *pad, GstObject *parent,
    GstBuffer *buffer)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (parent);
  OaAudioFormat format;
  GstFlowReturn ret;

  if (!takes_input (self, &format, &ret)) {
    gst_buffer_unref (buffer);
    return ret;
  }
  self->input_lost |= GST_BUFFER_IS_DISCONT (buffer);
  buffer = gst_audio_buffer_clip (buffer, &self->segment,
      oa_audio_format_get_rate (format),
      oa_audio_format_get_sample_size (format));
  return buffer != NULL ? push_buffer (self, buffer) : GST_FLOW_OK;
}

/*** events ***/

static gboolean
handle_caps (GstOpenaiRealtime *self, GstEvent *event)
{
  OaSession *session;
  OaAudioFormat format;
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  format = oa_audio_format_from_caps (caps);
  gst_event_unref (event);
  if (format == OA_AUDIO_FORMAT_UNKNOWN)
    return FALSE;

  oa_media_set_input_format (self->media, format);
  session = gst_openai_realtime_ref_session (self);
  if (session != NULL) {
    oa_session_set_input_format (session, format);
    oa_session_unref (session);
  }
  return TRUE;
}

static gboolean
handle_segment (GstOpenaiRealtime *self, GstEvent *event)
{
  const GstSegment *segment;

  gst_event_parse_segment (event, &segment);
  if (segment->format != GST_FORMAT_TIME) {
    /* TRUE: a refused segment would make upstream post an error of its own,
     * which says less. */
    gst_openai_realtime_fail (self,
        oa_failure_no_timestamps (gst_format_get_name (segment->format)));
    gst_event_unref (event);
    return TRUE;
  }
  gst_segment_copy_into (segment, &self->segment);
  gst_event_unref (event);
  gst_openai_realtime_find_liveness (self);
  gst_openai_realtime_check_latency (self);
  return TRUE;
}

static void
handle_eos (GstOpenaiRealtime *self, GstEvent *event)
{
  oa_media_lock (self->media);
  if (self->eos_seqnum == GST_SEQNUM_INVALID)
    self->eos_seqnum = gst_event_get_seqnum (event);
  oa_media_unlock (self->media);
  gst_event_unref (event);
  oa_media_end_input (self->media);
}

/* A seek upstream: what was not sent or not heard is void; the conversation
 * stays. */
static gboolean
handle_flush_stop (GstOpenaiRealtime *self, GstEvent *event)
{
  OaSession *session = gst_openai_realtime_ref_session (self);
  gboolean reset_time;

  gst_event_parse_flush_stop (event, &reset_time);
  oa_media_flush (self->media, reset_time, session != NULL);
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  self->late_input = self->input_lost = FALSE;
  oa_media_lock (self->media);
  self->handlers_until = 0;
  self->stream_started = FALSE;
  self->clock_started &= !reset_time;
  self->eos_seqnum = GST_SEQNUM_INVALID;
  self->flush_seqnum = gst_event_get_seqnum (event);
  gst_openai_realtime_text_restart (self);
  oa_media_unlock (self->media);
  if (session != NULL) {
    oa_session_restart_input (session);
    oa_session_unref (session);
  }
  gst_pad_push_event (self->srcpad, gst_event_ref (event));
  /* Not before: a step that saw it would push what the event takes away. */
  gst_openai_realtime_set_flushing (self, FALSE);
  gst_openai_realtime_text_flush_stop (self, event);
  gst_event_unref (event);
  return gst_openai_realtime_start_src_task (self);
}

static void
handle_gap (GstOpenaiRealtime *self, GstEvent *event)
{
  GstClockTime start, stop, duration, running_time;

  gst_event_parse_gap (event, &start, &duration);
  gst_event_unref (event);
  if (!GST_CLOCK_TIME_IS_VALID (start) || !GST_CLOCK_TIME_IS_VALID (duration)
      || !gst_segment_clip (&self->segment, GST_FORMAT_TIME, start,
          start + duration, &start, &stop))
    return;
  running_time =
      gst_segment_to_running_time (&self->segment, GST_FORMAT_TIME, start);
  if (stop > start && GST_CLOCK_TIME_IS_VALID (running_time))
    oa_media_push_gap (self->media, running_time, stop - start);
}

gboolean
gst_openai_realtime_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      return handle_caps (self, event);
    case GST_EVENT_SEGMENT:
      return handle_segment (self, event);
    case GST_EVENT_EOS:
    case GST_EVENT_SEGMENT_DONE:
      handle_eos (self, event);
      return TRUE;
    case GST_EVENT_STREAM_START:
    case GST_EVENT_TAG:
      /* The source pad begins a stream of its own, with tags of its own. */
      gst_event_unref (event);
      return TRUE;
    case GST_EVENT_GAP:
      handle_gap (self, event);
      return TRUE;
    case GST_EVENT_FLUSH_START:
      gst_openai_realtime_set_flushing (self, TRUE);
      gst_pad_push_event (self->srcpad, gst_event_ref (event));
      gst_openai_realtime_pause_src_task (self);
      gst_openai_realtime_text_flush_start (self, event);
      gst_event_unref (event);
      return TRUE;
    case GST_EVENT_FLUSH_STOP:
      return handle_flush_stop (self, event);
    default:
      if (!GST_EVENT_IS_SERIALIZED (event))
        return gst_pad_event_default (pad, parent, event);
      /* What it says of the input is not true of the answer, and the place it
       * has between buffers is not one in the answer's stream. */
      gst_event_unref (event);
      return TRUE;
  }
}

/* An element that asks whether its caps are taken gives up without asking why.
 * Queries come in any state: the run may be over, and another may begin. */
static void
tell_refused (GstOpenaiRealtime *self, const GstCaps *caps)
{
  OaObserver *observer = NULL;
  gchar *text;

  oa_media_lock (self->media);
  if (self->running && !self->other_caps)
    observer = oa_observer_ref (OA_OBSERVER (self->reporter));
  self->other_caps = TRUE;
  oa_media_unlock (self->media);
  if (observer == NULL)
    return;
  text = gst_caps_to_string (caps);
  oa_observer_warning (observer, oa_failure_other_caps (text));
  oa_observer_unref (observer);
  g_free (text);
}

gboolean
gst_openai_realtime_sink_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS: {
      GstCaps *filter, *caps = gst_pad_get_pad_template_caps (pad);

      /* The directions are negotiated apart: downstream has no say here. */
      gst_query_parse_caps (query, &filter);
      if (filter != NULL) {
        GstCaps *both =
            gst_caps_intersect_full (filter, caps, GST_CAPS_INTERSECT_FIRST);

        gst_caps_unref (caps);
        caps = both;
      }
      gst_query_set_caps_result (query, caps);
      gst_caps_unref (caps);
      return TRUE;
    }
    case GST_QUERY_ACCEPT_CAPS: {
      GstCaps *caps;
      gboolean accepted;

      gst_query_parse_accept_caps (query, &caps);
      accepted = oa_audio_format_from_caps (caps) != OA_AUDIO_FORMAT_UNKNOWN;
      if (!accepted)
        tell_refused (GST_OPENAI_REALTIME (parent), caps);
      gst_query_set_accept_caps_result (query, accepted);
      return TRUE;
    }
    case GST_QUERY_DRAIN:
      /* All that came is copied: upstream may have its memory back. */
      return TRUE;
    case GST_QUERY_ALLOCATION:
      return FALSE;
    default:
      return !GST_QUERY_IS_SERIALIZED (query)
          && gst_pad_query_default (pad, parent, query);
  }
}
