/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtime.c - life of the element: class, states, shared steps of
 * the pads. Decides nothing about turns, time or the protocol. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstopenairealtime.h"
#include "session/uploadgate.h"
#include "media/audiocaps.h"
#include "flow.h"
#include "report/message.h"

GST_DEBUG_CATEGORY (gst_openai_realtime_debug);
#define GST_CAT_DEFAULT gst_openai_realtime_debug

/* So long EOS waits for handlers of signals, at most. */
#define HANDLERS_US (100 * 1000)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (OA_AUDIO_CAPS));

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (OA_AUDIO_CAPS));

G_DEFINE_TYPE (GstOpenaiRealtime, gst_openai_realtime, GST_TYPE_ELEMENT)

GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (openairealtime, "openairealtime",
    GST_RANK_NONE, GST_TYPE_OPENAI_REALTIME,
    GST_DEBUG_CATEGORY_INIT (gst_openai_realtime_debug, "openairealtime", 0,
        "OpenAI Realtime element");
    GST_DEBUG_CATEGORY_INIT (oa_report_debug, "openairealtime-report", 0,
        "OpenAI Realtime signals, messages and errors"))

/*** shared by the pads ***/

OaSession *
gst_openai_realtime_ref_session (GstOpenaiRealtime *self)
{
  OaSession *session = NULL;

  GST_OBJECT_LOCK (self);
  if (self->session != NULL)
    session = oa_session_ref (self->session);
  GST_OBJECT_UNLOCK (self);
  return session;
}

void
gst_openai_realtime_set_flushing (GstOpenaiRealtime *self, gboolean flushing)
{
  g_mutex_lock (&self->flow_lock);
  /* The end of a flush does not undo that of the run. */
  self->flushing = flushing || !self->running;
  if (self->flushing && self->wait_id != NULL)
    gst_clock_id_unschedule (self->wait_id);
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
}

static void
set_running (GstOpenaiRealtime *self, gboolean running)
{
  g_mutex_lock (&self->flow_lock);
  self->running = running;
  g_mutex_unlock (&self->flow_lock);
}

static void
set_playing (GstOpenaiRealtime *self, gboolean playing)
{
  g_mutex_lock (&self->flow_lock);
  self->playing = playing;
  if (!playing && self->wait_id != NULL)
    gst_clock_id_unschedule (self->wait_id);
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
}

static gint
get_live_setting (GstOpenaiRealtime *self)
{
  gint live;

  GST_OBJECT_LOCK (self);
  live = self->settings.live;
  GST_OBJECT_UNLOCK (self);
  return live;
}

/* A failed query means "not known yet", not "not live". */
static OaLiveness
ask_upstream (GstOpenaiRealtime *self)
{
  GstQuery *query = gst_query_new_latency ();
  OaLiveness liveness = OA_LIVENESS_UNKNOWN;
  gboolean live;

  if (gst_pad_peer_query (self->sinkpad, query)) {
    gst_query_parse_latency (query, &live, NULL, NULL);
    liveness = live ? OA_LIVENESS_LIVE : OA_LIVENESS_BATCH;
  }
  gst_query_unref (query);
  return liveness;
}

/*** latency ***/

GstClockTime
gst_openai_realtime_get_latency (GstOpenaiRealtime *self)
{
  GstClockTime frame, lookahead;

  GST_OBJECT_LOCK (self);
  frame = self->settings.frame_duration * GST_MSECOND;
  lookahead = self->settings.lookahead * GST_MSECOND;
  GST_OBJECT_UNLOCK (self);
  /* Frames carry the time at which they are sounded: nothing of upstream's
   * latency is left in them. */
  return self->liveness == OA_LIVENESS_LIVE && lookahead < frame
      ? frame - lookahead : 0;
}

void
gst_openai_realtime_check_latency (GstOpenaiRealtime *self)
{
  gboolean changed;

  g_mutex_lock (&self->flow_lock);
  changed = self->answered
      && (self->answered_live != (self->liveness == OA_LIVENESS_LIVE)
      || self->answered_latency != gst_openai_realtime_get_latency (self));
  /* Once for each change. */
  if (changed)
    self->answered = FALSE;
  g_mutex_unlock (&self->flow_lock);
  if (changed)
    gst_element_post_message (GST_ELEMENT (self),
        gst_message_new_latency (GST_OBJECT (self)));
}

void
gst_openai_realtime_find_liveness (GstOpenaiRealtime *self)
{
  OaSession *session;
  OaLiveness liveness;
  gboolean changed;

  switch (get_live_setting (self)) {
    case GST_OPENAI_REALTIME_LIVE_YES:
      liveness = OA_LIVENESS_LIVE;
      break;
    case GST_OPENAI_REALTIME_LIVE_NO:
      liveness = OA_LIVENESS_BATCH;
      break;
    default:
      liveness = ask_upstream (self);
      break;
  }
  if (liveness == OA_LIVENESS_UNKNOWN)
    return;
  g_mutex_lock (&self->flow_lock);
  /* What is held of a recording and what is let go live do not mix. */
  if (self->liveness != OA_LIVENESS_UNKNOWN && self->input_duration > 0)
    liveness = self->liveness;
  changed = self->liveness != liveness;
  self->liveness = liveness;
  /* Live input is not held. */
  if (liveness == OA_LIVENESS_LIVE && self->segmenter != NULL) {
    g_clear_pointer (&self->segmenter, oa_segmenter_free);
    oa_segmenter_void (self->uplink);
  }
  gst_openai_realtime_configure_flow (self);
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);

  session = changed ? gst_openai_realtime_ref_session (self) : NULL;
  if (session != NULL) {
    GST_INFO_OBJECT (self, "input is %s",
        liveness == OA_LIVENESS_LIVE ? "live" : "a recording");
    oa_session_set_live (session, liveness == OA_LIVENESS_LIVE);
    oa_session_unref (session);
  }
}

/* Live input that is only written down, by a model that does not listen for
 * pauses: the turns are ours to end. With flow_lock held. */
static void
configure_auto_commit (GstOpenaiRealtime *self)
{
  gboolean wanted = self->liveness == OA_LIVENESS_LIVE
      && self->input_format != OA_AUDIO_FORMAT_UNKNOWN;
  OaSettings session;
  guint interval;

  GST_OBJECT_LOCK (self);
  session = self->settings.session;
  oa_settings_normalize (&session);
  interval = self->settings.commit_interval;
  GST_OBJECT_UNLOCK (self);
  if (!wanted || interval == 0 || session.turn_detection
      != GST_OPENAI_REALTIME_TURN_DETECTION_NONE || session.session_type
      != GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION) {
    g_clear_pointer (&self->auto_commit, oa_auto_commit_free);
    return;
  }
  if (self->auto_commit != NULL
      && oa_auto_commit_get_format (self->auto_commit) != self->input_format)
    g_clear_pointer (&self->auto_commit, oa_auto_commit_free);
  if (self->auto_commit == NULL)
    self->auto_commit = oa_auto_commit_new (self->input_format,
        MAX (session.vad_silence_duration, 100), interval);
  oa_auto_commit_set_interval (self->auto_commit, interval);
}

void
gst_openai_realtime_configure_flow (GstOpenaiRealtime *self)
{
  guint frame, chunk, bound, prebuffer;
  gboolean silence, live = self->liveness == OA_LIVENESS_LIVE;

  GST_OBJECT_LOCK (self);
  frame = self->settings.frame_duration;
  chunk = self->settings.chunk_duration;
  bound = self->settings.max_input_queue;
  prebuffer = self->settings.prebuffer;
  silence = self->settings.fill == GST_OPENAI_REALTIME_FILL_SILENCE;
  GST_OBJECT_UNLOCK (self);
  if (chunk == 0)
    chunk = live ? OA_LIVE_CHUNK : OA_BATCH_CHUNK;
  if (!live)
    bound = MAX (bound, chunk + OA_BATCH_SLACK);
  gst_openai_realtime_configure_input (self);
  if (self->input_format != OA_AUDIO_FORMAT_UNKNOWN)
    oa_uplink_configure (self->uplink, self->input_format,
        chunk * GST_MSECOND, bound * GST_MSECOND);
  /* Sessions are renewed also where lost ones are not replaced. */
  oa_uplink_set_keep (self->uplink, TRUE);
  configure_auto_commit (self);
  if (self->output_format != OA_AUDIO_FORMAT_UNKNOWN) {
    oa_timeline_configure (self->timeline, self->output_format,
        frame * GST_MSECOND, silence);
    oa_timeline_set_prebuffer (self->timeline, prebuffer * GST_MSECOND);
  }
}

OaSegmenter *
gst_openai_realtime_new_segmenter (GstOpenaiRealtime *self)
{
  OaUploadGate *gate = oa_upload_gate_new ();
  OaSegmenter *segmenter;
  OaSettings session;

  GST_OBJECT_LOCK (self);
  session = self->settings.session;
  oa_settings_normalize (&session);
  GST_OBJECT_UNLOCK (self);
  oa_upload_gate_configure (gate, session.turn_detection,
      session.vad_silence_duration, session.vad_eagerness, TRUE, 0);
  segmenter = oa_segmenter_new (self->input_format,
      oa_upload_gate_get_min_pause (gate), oa_upload_gate_get_lookback (gate));
  oa_upload_gate_free (gate);
  return segmenter;
}

void
gst_openai_realtime_settings_changed (GstOpenaiRealtime *self)
{
  OaSession *session = gst_openai_realtime_ref_session (self);

  g_mutex_lock (&self->flow_lock);
  gst_openai_realtime_configure_flow (self);
  /* There may be room now. */
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
  gst_openai_realtime_check_latency (self);
  if (session == NULL)
    return;
  oa_session_update (session);
  oa_session_unref (session);
}

/*** states ***/

gboolean
gst_openai_realtime_handlers_are_done (GstOpenaiRealtime *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->handlers_until == 0)
    self->handlers_until = now + HANDLERS_US;
  return oa_reporter_is_idle (self->reporter) || now >= self->handlers_until;
}

gboolean
gst_openai_realtime_await_handlers (GstOpenaiRealtime *self)
{
  while (!self->flushing && !gst_openai_realtime_handlers_are_done (self))
    g_cond_wait_until (&self->flow_cond, &self->flow_lock,
        self->handlers_until);
  return !self->flushing;
}

void
gst_openai_realtime_fail (GstOpenaiRealtime *self, OaFailure *failure)
{
  g_mutex_lock (&self->flow_lock);
  self->failing = TRUE;
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
  oa_observer_error (OA_OBSERVER (self->reporter), failure);
}

/* Everything has been told: the pads may be waiting for that. */
static void
on_told (GstElement *element)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (element);

  g_mutex_lock (&self->flow_lock);
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
}

/* An error is on the bus: the pads may end. */
static void
on_failed (GstElement *element, OaReporter *reporter)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (element);

  g_mutex_lock (&self->flow_lock);
  if (reporter == self->reporter) {
    self->failed = TRUE;
    if (self->wait_id != NULL)
      gst_clock_id_unschedule (self->wait_id);
    g_cond_broadcast (&self->flow_cond);
  }
  g_mutex_unlock (&self->flow_lock);
}

/* Between two runs only: streaming threads use it without a reference. */
static void
make_reporter (GstOpenaiRealtime *self)
{
  static const OaReporterHandlers handlers = { on_told, on_failed };
  OaReporter *reporter = oa_reporter_new (GST_ELEMENT (self)), *old;

  oa_reporter_set_handlers (reporter, &handlers);
  g_mutex_lock (&self->flow_lock);
  old = self->reporter;
  self->reporter = reporter;
  g_mutex_unlock (&self->flow_lock);
  if (old != NULL)
    oa_observer_unref (OA_OBSERVER (old));
}

static void
reset_flow (GstOpenaiRealtime *self)
{
  g_mutex_lock (&self->flow_lock);
  oa_uplink_free (self->uplink);
  self->uplink = oa_uplink_new ();
  oa_intake_free (self->intake);
  self->intake = oa_intake_new ();
  oa_timeline_free (self->timeline);
  self->timeline = oa_timeline_new ();
  g_clear_pointer (&self->segmenter, oa_segmenter_free);
  g_clear_pointer (&self->auto_commit, oa_auto_commit_free);
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  oa_recording_clock_reset (&self->recording, OA_AUDIO_FORMAT_UNKNOWN);
  self->input_format = OA_AUDIO_FORMAT_UNKNOWN;
  self->output_format = OA_AUDIO_FORMAT_UNKNOWN;
  self->liveness = OA_LIVENESS_UNKNOWN;
  self->src_result = GST_FLOW_OK;
  self->latency = GST_CLOCK_TIME_NONE;
  self->answered = FALSE;
  self->eos_seqnum = self->flush_seqnum = GST_SEQNUM_INVALID;
  self->group_id = gst_util_group_id_next ();
  self->playing = self->flushing = self->failing = self->failed = FALSE;
  self->input_ended = self->started = self->cadence = self->drained = FALSE;
  self->input_closed = self->cutting = FALSE;
  self->late_input = self->other_caps = self->queue_was_full = FALSE;
  self->input_lost = FALSE;
  self->queue_full_due = FALSE;
  self->flushes_untold = 0;
  GST_OBJECT_LOCK (self);
  self->sideband = self->settings.call_id != NULL
      && *self->settings.call_id != '\0';
  GST_OBJECT_UNLOCK (self);
  self->cut_at = self->handlers_until = 0;
  self->cut_latency = self->input_latency = -1;
  self->resent_at = GST_CLOCK_TIME_NONE;
  self->input_duration = self->input_dropped = self->input_filled = 0;
  self->output_received = self->output_duration = self->output_dropped = 0;
  gst_openai_realtime_configure_input (self);
  gst_openai_realtime_text_reset (self);
  g_mutex_unlock (&self->flow_lock);
}

static OaSession *
make_session (GstOpenaiRealtime *self, OaFailure **failure)
{
  OaElementSettings settings;
  OaSession *session;

  GST_OBJECT_LOCK (self);
  oa_element_settings_copy (&settings, &self->settings);
  GST_OBJECT_UNLOCK (self);
  session = oa_session_new (self, &settings, OA_OBSERVER (self->reporter),
      failure);
  oa_element_settings_clear (&settings);
  return session;
}

/* Returns at once; PROGRESS messages tell the rest. FALSE, and an error on the
 * bus, when the settings cannot work. */
static gboolean
start_session (GstOpenaiRealtime *self)
{
  OaFailure *failure = NULL;
  OaSession *session;

  make_reporter (self);
  set_running (self, TRUE);
  reset_flow (self);
  session = make_session (self, &failure);
  if (session == NULL) {
    oa_reporter_post_error (self->reporter, failure);
    return FALSE;
  }
  GST_OBJECT_LOCK (self);
  self->session = session;
  GST_OBJECT_UNLOCK (self);
  if (get_live_setting (self) != GST_OPENAI_REALTIME_LIVE_AUTO)
    gst_openai_realtime_find_liveness (self);
  oa_session_start (session);
  return TRUE;
}

static void
stop_session (GstOpenaiRealtime *self)
{
  OaSession *session;

  GST_OBJECT_LOCK (self);
  session = g_steal_pointer (&self->session);
  GST_OBJECT_UNLOCK (self);
  if (session == NULL)
    return;
  oa_session_stop (session);
  oa_session_unref (session);
  oa_reporter_close (self->reporter);
}

/* The cadence may be waiting for a clock, or on another one. */
static gboolean
gst_openai_realtime_set_clock (GstElement *element, GstClock *clock)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (element);
  gboolean ok = GST_ELEMENT_CLASS (gst_openai_realtime_parent_class)->set_clock
      (element, clock);

  g_mutex_lock (&self->flow_lock);
  if (self->wait_id != NULL)
    gst_clock_id_unschedule (self->wait_id);
  g_cond_broadcast (&self->flow_cond);
  g_mutex_unlock (&self->flow_lock);
  return ok;
}

static GstStateChangeReturn
gst_openai_realtime_change_state (GstElement *element,
    GstStateChange transition)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (element);
  GstStateChangeReturn ret;

  switch (transition) {
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      if (!start_session (self)) {
        set_running (self, FALSE);
        return GST_STATE_CHANGE_FAILURE;
      }
      break;
    case GST_STATE_CHANGE_PAUSED_TO_PLAYING:
      gst_openai_realtime_find_liveness (self);
      gst_openai_realtime_check_latency (self);
      set_playing (self, TRUE);
      break;
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      set_playing (self, FALSE);
      break;
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      set_running (self, FALSE);
      /* Every wait returns; then the pads may be joined. */
      gst_openai_realtime_set_flushing (self, TRUE);
      break;
    default:
      break;
  }

  ret = GST_ELEMENT_CLASS (gst_openai_realtime_parent_class)->change_state
      (element, transition);

  switch (transition) {
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      stop_session (self);
      break;
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      if (ret == GST_STATE_CHANGE_FAILURE) {
        set_running (self, FALSE);
        stop_session (self);
        break;
      }
      oa_reporter_started (self->reporter);
      /* fall through */
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      if (ret != GST_STATE_CHANGE_FAILURE
          && get_live_setting (self) == GST_OPENAI_REALTIME_LIVE_YES)
        ret = GST_STATE_CHANGE_NO_PREROLL;
      break;
    default:
      break;
  }
  return ret;
}

/*** class ***/

static void
gst_openai_realtime_init (GstOpenaiRealtime *self)
{
  g_mutex_init (&self->flow_lock);
  g_cond_init (&self->flow_cond);
  oa_element_settings_init (&self->settings);
  self->pushed = g_byte_array_new ();
  make_reporter (self);
  reset_flow (self);

  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad,
      GST_DEBUG_FUNCPTR (gst_openai_realtime_sink_chain));
  gst_pad_set_activatemode_function (self->sinkpad,
      GST_DEBUG_FUNCPTR (gst_openai_realtime_sink_activate_mode));
  gst_pad_set_event_function (self->sinkpad,
      GST_DEBUG_FUNCPTR (gst_openai_realtime_sink_event));
  gst_pad_set_query_function (self->sinkpad,
      GST_DEBUG_FUNCPTR (gst_openai_realtime_sink_query));
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);

  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_activatemode_function (self->srcpad,
      GST_DEBUG_FUNCPTR (gst_openai_realtime_src_activate_mode));
  gst_pad_set_event_function (self->srcpad,
      GST_DEBUG_FUNCPTR (gst_openai_realtime_src_event));
  gst_pad_set_query_function (self->srcpad,
      GST_DEBUG_FUNCPTR (gst_openai_realtime_src_query));
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}

static void
gst_openai_realtime_finalize (GObject *object)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (object);

  oa_observer_unref (OA_OBSERVER (self->reporter));
  gst_openai_realtime_text_finalize (self);
  oa_uplink_free (self->uplink);
  oa_intake_free (self->intake);
  oa_timeline_free (self->timeline);
  g_byte_array_unref (self->pushed);
  g_clear_pointer (&self->segmenter, oa_segmenter_free);
  oa_auto_commit_free (self->auto_commit);
  oa_element_settings_clear (&self->settings);
  g_mutex_clear (&self->flow_lock);
  g_cond_clear (&self->flow_cond);
  G_OBJECT_CLASS (gst_openai_realtime_parent_class)->finalize (object);
}

static void
gst_openai_realtime_class_init (GstOpenaiRealtimeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->finalize = gst_openai_realtime_finalize;
  element_class->set_clock =
      GST_DEBUG_FUNCPTR (gst_openai_realtime_set_clock);
  element_class->change_state =
      GST_DEBUG_FUNCPTR (gst_openai_realtime_change_state);
  gst_openai_realtime_install_properties (object_class);
  oa_notice_install_signals (object_class);
  gst_openai_realtime_install_agent_action (object_class);
  gst_openai_realtime_install_call_actions (object_class);
  gst_openai_realtime_install_actions (object_class);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_openai_realtime_install_text (element_class);
  gst_element_class_set_static_metadata (element_class,
      "OpenAI Realtime", "Filter/Audio/Network",
      "Talks to a realtime speech model: speech in, spoken answer out",
      "The openairealtime developers");
}
