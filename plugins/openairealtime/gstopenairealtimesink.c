/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimesink.c - the sink pad: the user's audio into the uplink.
 *
 * Live input never waits: past max-input-queue the oldest is dropped. Recorded
 * input waits for room, so that the service sets the pace. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstopenairealtime.h"
#include "media/audiocaps.h"

#include <gst/audio/audio.h>
#include <string.h>

#define GST_CAT_DEFAULT gst_openai_realtime_debug

static void
wake_session (GstOpenaiRealtime *self)
{
  OaSession *session = gst_openai_realtime_ref_session (self);

  if (session != NULL) {
    oa_session_wake (session);
    oa_session_unref (session);
  }
}

/*** activation ***/

/* Deactivation makes a streaming thread that waits for room return. */
gboolean
gst_openai_realtime_sink_activate_mode (GstPad *pad, GstObject *parent,
    GstPadMode mode, gboolean active)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (parent);

  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  g_mutex_lock (&self->media->lock);
  self->sink_active = active;
  g_cond_broadcast (&self->media->cond);
  g_mutex_unlock (&self->media->lock);
  return TRUE;
}

/*** data ***/

static gboolean
must_return (GstOpenaiRealtime *self)
{
  return self->media->run.flushing || !self->sink_active;
}

/* With the lock held, and let go of it meanwhile; TRUE when streaming goes
 * on. A thread that waits for room has first told the session what to make room
 * with. */
static gboolean
wait_for_room (GstOpenaiRealtime *self)
{
  if (!oa_uplink_has_room (self->media->input.uplink)) {
    g_mutex_unlock (&self->media->lock);
    wake_session (self);
    g_mutex_lock (&self->media->lock);
  }
  while (!must_return (self) && !self->media->run.failed
      && self->src_result == GST_FLOW_OK
      && self->media->liveness != OA_LIVENESS_LIVE
      && !oa_uplink_has_room (self->media->input.uplink))
    g_cond_wait (&self->media->cond, &self->media->lock);
  return !must_return (self) && !self->media->run.failed
      && self->src_result == GST_FLOW_OK;
}

static GstFlowReturn
chain_result (GstOpenaiRealtime *self)
{
  if (must_return (self))
    return GST_FLOW_FLUSHING;
  /* The error was posted by us: an error upstream would only repeat it in
   * words that say less. */
  if (self->media->run.failed)
    return GST_FLOW_EOS;
  return self->src_result;
}

static GstClockTime
input_time (GstOpenaiRealtime *self, gsize size)
{
  return oa_audio_format_samples_to_time (self->media->input.format,
      size / oa_audio_format_get_sample_size (self->media->input.format));
}

/* The clock of the recording says where it lies. */
static void
push_recorded (GstOpenaiRealtime *self, const guint8 *data, gsize size)
{
  guint64 samples = size / oa_audio_format_get_sample_size (self->media->input.format);

  oa_uplink_push (self->media->input.uplink, data, size,
      oa_recording_clock_advance (&self->media->input.recording, samples), FALSE);
  if (self->media->input.segmenter != NULL)
    oa_segmenter_process (self->media->input.segmenter, self->media->input.uplink, data, size);
}

static void
push_input (GstOpenaiRealtime *self, const guint8 *data, gsize size,
    GstClockTime running_time)
{
  if (self->media->liveness == OA_LIVENESS_LIVE)
    oa_media_push_live (self->media, data, size, running_time);
  else
    push_recorded (self, data, size);
}

/* Large buffers go in pieces, so that the bound holds for them too. With
 * the lock held, and let go of meanwhile. */
static GstFlowReturn
push_in_pieces (GstOpenaiRealtime *self, const guint8 *data, gsize size,
    GstClockTime running_time)
{
  guint bytes_per_ms = oa_audio_format_get_bytes_per_ms (self->media->input.format);
  gsize piece;

  while (size > 0 && wait_for_room (self)) {
    piece = MIN (size, 1000 * bytes_per_ms);
    push_input (self, data, piece, running_time);
    data += piece;
    size -= piece;
    if (GST_CLOCK_TIME_IS_VALID (running_time))
      running_time += GST_SECOND;
  }
  return size > 0 ? chain_result (self) : GST_FLOW_OK;
}

/* With the lock held: recordings are looked at for pauses. */
static void
ensure_segmenter (GstOpenaiRealtime *self)
{
  OaMedia *media = self->media;

  if (media->input.segmenter == NULL && media->liveness != OA_LIVENESS_LIVE)
    media->input.segmenter = oa_segmenter_new (media->input.format,
        media->settings.min_pause, media->settings.lookback);
}

/* TRUE when what comes is input. With the lock held, and let go of while users
 * are told why not; @ret: then for upstream. */
static gboolean
takes_input (GstOpenaiRealtime *self, GstFlowReturn *ret)
{
  OaFailure *warning = NULL;

  *ret = chain_result (self);
  if (self->media->run.failing || *ret != GST_FLOW_OK)
    return FALSE;
  if (self->media->input.format == OA_AUDIO_FORMAT_UNKNOWN) {
    g_mutex_unlock (&self->media->lock);
    gst_openai_realtime_fail (self, oa_failure_no_caps ());
    g_mutex_lock (&self->media->lock);
    return FALSE;
  }
  if (self->media->input.closed || self->media->input.sideband)
    return FALSE;
  if (!self->media->input.ended)
    return TRUE;
  if (!self->late_input)
    warning = oa_failure_after_end ();
  self->late_input = TRUE;
  *ret = GST_FLOW_EOS;
  if (warning != NULL) {
    g_mutex_unlock (&self->media->lock);
    oa_observer_warning (OA_OBSERVER (self->reporter), warning);
    g_mutex_lock (&self->media->lock);
  }
  return FALSE;
}

/* Silence of a recording that is not written out: a pause like any other. With
 * the lock held, and let go of meanwhile. */
static GstFlowReturn
push_pause (GstOpenaiRealtime *self, guint64 samples)
{
  gsize size = samples * oa_audio_format_get_sample_size (self->media->input.format);
  GstFlowReturn ret;
  guint8 *silence;

  if (size == 0)
    return GST_FLOW_OK;
  silence = g_malloc (size);
  memset (silence, oa_audio_format_get_silence (self->media->input.format), size);
  ensure_segmenter (self);
  ret = push_in_pieces (self, silence, size, GST_CLOCK_TIME_NONE);
  if (ret == GST_FLOW_OK)
    self->media->figures.input_filled += input_time (self, size);
  g_free (silence);
  return ret;
}

/* The same for audio, behind what is missing before it. */
static GstFlowReturn
push_audio (GstOpenaiRealtime *self, const guint8 *data, gsize size,
    GstClockTime running_time)
{
  GstFlowReturn ret = GST_FLOW_OK;

  if (self->media->liveness != OA_LIVENESS_LIVE)
    ret = push_pause (self, oa_recording_clock_stamp (&self->media->input.recording,
            running_time, size
            / oa_audio_format_get_sample_size (self->media->input.format)));
  return ret == GST_FLOW_OK ? push_in_pieces (self, data, size, running_time)
      : ret;
}

GstFlowReturn
gst_openai_realtime_sink_chain (GstPad *pad, GstObject *parent,
    GstBuffer *buffer)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (parent);
  GstClockTime running_time;
  GstFlowReturn ret;
  GstMapInfo map;
  gboolean ready;

  g_mutex_lock (&self->media->lock);
  if (!takes_input (self, &ret)) {
    g_mutex_unlock (&self->media->lock);
    gst_buffer_unref (buffer);
    return ret;
  }
  ensure_segmenter (self);
  self->media->input.lost |= GST_BUFFER_IS_DISCONT (buffer);
  buffer = gst_audio_buffer_clip (buffer, &self->segment,
      oa_audio_format_get_rate (self->media->input.format),
      oa_audio_format_get_sample_size (self->media->input.format));
  running_time = buffer != NULL ? gst_segment_to_running_time (&self->segment,
      GST_FORMAT_TIME, GST_BUFFER_PTS (buffer)) : GST_CLOCK_TIME_NONE;
  g_mutex_unlock (&self->media->lock);
  if (buffer == NULL)
    return GST_FLOW_OK;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    gst_buffer_unref (buffer);
    gst_openai_realtime_fail (self, oa_failure_no_memory_map ());
    return GST_FLOW_OK;
  }
  g_mutex_lock (&self->media->lock);
  self->media->figures.input_duration += input_time (self, map.size);
  ret = push_audio (self, map.data, map.size, running_time);
  /* The session is not woken for less than a message. */
  ready = oa_uplink_is_ready (self->media->input.uplink);
  g_mutex_unlock (&self->media->lock);
  gst_buffer_unmap (buffer, &map);
  gst_buffer_unref (buffer);
  if (ready)
    wake_session (self);
  return ret;
}

/*** events ***/

/* Recorded audio in the old format goes up before the new one counts: nothing
 * of it may be lost. With the lock held, and let go of meanwhile. */
static void
wait_for_upload (GstOpenaiRealtime *self, OaAudioFormat format)
{
  if (self->media->input.segmenter == NULL || self->media->input.format == format)
    return;
  oa_segmenter_break (self->media->input.segmenter, self->media->input.uplink);
  g_mutex_unlock (&self->media->lock);
  wake_session (self);
  g_mutex_lock (&self->media->lock);
  while (!must_return (self) && !self->media->run.failed
      && !oa_uplink_is_finished (self->media->input.uplink))
    g_cond_wait (&self->media->cond, &self->media->lock);
}

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

  g_mutex_lock (&self->media->lock);
  wait_for_upload (self, format);
  self->media->input.format = format;
  oa_recording_clock_reset (&self->media->input.recording, format);
  g_clear_pointer (&self->media->input.segmenter, oa_segmenter_free);
  oa_media_apply_settings (self->media);
  g_mutex_unlock (&self->media->lock);
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
    gst_openai_realtime_fail (self, oa_failure_no_timestamps (
            gst_format_get_name (segment->format)));
    gst_event_unref (event);
    return TRUE;
  }
  g_mutex_lock (&self->media->lock);
  gst_segment_copy_into (segment, &self->segment);
  g_mutex_unlock (&self->media->lock);
  gst_event_unref (event);
  gst_openai_realtime_find_liveness (self);
  gst_openai_realtime_check_latency (self);
  return TRUE;
}

/* A plain end for input that is not looked at: whether the last words are a
 * turn is the service's decision, or was the application's. */
static void
mark_end (GstOpenaiRealtime *self)
{
  OaSegment *segment = g_new0 (OaSegment, 1);

  oa_uplink_mark (self->media->input.uplink, G_MAXUINT64, OA_MARK_END, segment, g_free);
  oa_uplink_end (self->media->input.uplink);
}

static void
handle_eos (GstOpenaiRealtime *self, GstEvent *event)
{
  g_mutex_lock (&self->media->lock);
  if (!self->media->input.ended) {
    self->media->input.ended = TRUE;
    self->eos_seqnum = gst_event_get_seqnum (event);
    oa_media_end_press (self->media);
    if (self->media->input.segmenter != NULL)
      oa_segmenter_end (self->media->input.segmenter, self->media->input.uplink);
    else {
      if (self->media->input.auto_commit != NULL)
        oa_auto_commit_end (self->media->input.auto_commit, self->media->input.uplink);
      mark_end (self);
    }
    g_cond_broadcast (&self->media->cond);
  }
  g_mutex_unlock (&self->media->lock);
  gst_event_unref (event);
  wake_session (self);
}

/* A seek upstream: what was not sent or not heard is void; the conversation
 * stays. */
static gboolean
handle_flush_stop (GstOpenaiRealtime *self, GstEvent *event)
{
  OaSession *session = gst_openai_realtime_ref_session (self);
  gboolean reset_time;

  gst_event_parse_flush_stop (event, &reset_time);
  g_mutex_lock (&self->media->lock);
  oa_uplink_restart (self->media->input.uplink);
  oa_intake_reset (self->media->input.intake);
  oa_recording_clock_reset (&self->media->input.recording, self->media->input.format);
  g_clear_pointer (&self->media->input.segmenter, oa_segmenter_free);
  g_clear_pointer (&self->media->input.auto_commit, oa_auto_commit_free);
  self->media->figures.output_dropped += oa_timeline_clear (self->media->output.timeline);
  oa_timeline_mark_discont (self->media->output.timeline);
  self->media->input.ended = self->media->input.closed = self->late_input = FALSE;
  self->media->input.lost = FALSE;
  self->media->run.drained = FALSE;
  self->handlers_until = 0;
  self->started = FALSE;
  self->media->liveness = OA_LIVENESS_UNKNOWN;
  self->eos_seqnum = GST_SEQNUM_INVALID;
  self->flush_seqnum = gst_event_get_seqnum (event);
  if (reset_time) {
    /* Running time begins at zero again. */
    oa_timeline_set_position (self->media->output.timeline, 0);
    self->cadence = FALSE;
  }
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  gst_openai_realtime_text_restart (self);
  if (session != NULL)
    self->media->run.flushes_untold++;
  g_mutex_unlock (&self->media->lock);
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

/* The part of a gap that is in the segment, with the lock held. */
static gboolean
clip_gap (GstOpenaiRealtime *self, GstEvent *event,
    GstClockTime *running_time, GstClockTime *duration)
{
  GstClockTime start, stop;

  gst_event_parse_gap (event, &start, duration);
  if (!GST_CLOCK_TIME_IS_VALID (start) || !GST_CLOCK_TIME_IS_VALID (*duration)
      || self->media->input.format == OA_AUDIO_FORMAT_UNKNOWN
      || !gst_segment_clip (&self->segment, GST_FORMAT_TIME, start,
          start + *duration, &start, &stop))
    return FALSE;
  *running_time = gst_segment_to_running_time (&self->segment,
      GST_FORMAT_TIME, start);
  *duration = stop - start;
  return *duration > 0 && GST_CLOCK_TIME_IS_VALID (*running_time);
}

static void
handle_gap (GstOpenaiRealtime *self, GstEvent *event)
{
  GstClockTime running_time, duration;

  g_mutex_lock (&self->media->lock);
  if (!self->media->input.closed && !self->media->input.ended && !self->media->input.sideband
      && clip_gap (self, event, &running_time, &duration)) {
    if (self->media->liveness == OA_LIVENESS_LIVE)
      oa_media_push_live_gap (self->media, running_time, duration);
    else
      push_pause (self, oa_recording_clock_gap (&self->media->input.recording,
              running_time, duration));
  }
  g_mutex_unlock (&self->media->lock);
  gst_event_unref (event);
  wake_session (self);
}

gboolean
gst_openai_realtime_sink_event (GstPad *pad, GstObject *parent,
    GstEvent *event)
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
      /* Our stream is our own, and the input's tags are not the answer's. */
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

  g_mutex_lock (&self->media->lock);
  if (self->running && !self->other_caps)
    observer = oa_observer_ref (OA_OBSERVER (self->reporter));
  self->other_caps = TRUE;
  g_mutex_unlock (&self->media->lock);
  if (observer == NULL)
    return;
  text = gst_caps_to_string (caps);
  oa_observer_warning (observer, oa_failure_other_caps (text));
  oa_observer_unref (observer);
  g_free (text);
}

gboolean
gst_openai_realtime_sink_query (GstPad *pad, GstObject *parent,
    GstQuery *query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS:
    {
      GstCaps *filter, *caps = gst_pad_get_pad_template_caps (pad);

      /* The directions are negotiated apart: downstream has no say here. */
      gst_query_parse_caps (query, &filter);
      if (filter != NULL) {
        GstCaps *both = gst_caps_intersect_full (filter, caps,
            GST_CAPS_INTERSECT_FIRST);

        gst_caps_unref (caps);
        caps = both;
      }
      gst_query_set_caps_result (query, caps);
      gst_caps_unref (caps);
      return TRUE;
    }
    case GST_QUERY_ACCEPT_CAPS:
    {
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
