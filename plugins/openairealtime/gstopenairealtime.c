/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtime.c - life of the element: class, states. Decides nothing
 * about turns, time or the protocol. */

#include "gstopenairealtimeelement.h"
#include "gstopenairealtimetext.h"
#include "media/audiocaps.h"
#include "report/signals.h"

GST_DEBUG_CATEGORY (gst_openai_realtime_debug);
#define GST_CAT_DEFAULT gst_openai_realtime_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (OA_AUDIO_CAPS));

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (OA_AUDIO_CAPS));

G_DEFINE_TYPE (GstOpenaiRealtime, gst_openai_realtime, GST_TYPE_ELEMENT)

GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (
    openairealtime, "openairealtime", GST_RANK_NONE, GST_TYPE_OPENAI_REALTIME,
    GST_DEBUG_CATEGORY_INIT (gst_openai_realtime_debug, "openairealtime", 0,
        "OpenAI Realtime element");
    GST_DEBUG_CATEGORY_INIT (oa_report_debug, "openairealtime-report", 0,
        "OpenAI Realtime signals, messages and errors"))

static void
set_running (GstOpenaiRealtime *self, gboolean running)
{
  oa_media_lock (self->media);
  self->running = running;
  oa_media_unlock (self->media);
}

static void
set_playing (GstOpenaiRealtime *self, gboolean playing)
{
  oa_media_lock (self->media);
  self->run->playing = playing;
  oa_media_wake (self->media);
  if (!playing)
    gst_openai_realtime_wake_src (self);
  oa_media_unlock (self->media);
}

/*** states ***/

/* Everything has been told: the pads may be waiting for that. */
static void
on_reports_drained (GstElement *element)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (element);

  oa_media_lock (self->media);
  oa_media_wake (self->media);
  oa_media_unlock (self->media);
}

/* An error is on the bus: the pads may end. */
static void
on_failed (GstElement *element, OaReporter *reporter)
{
  GstOpenaiRealtime *self = GST_OPENAI_REALTIME (element);

  oa_media_lock (self->media);
  if (reporter == self->reporter) {
    self->run->failed = TRUE;
    oa_media_wake (self->media);
    gst_openai_realtime_wake_src (self);
  }
  oa_media_unlock (self->media);
}

/* Between two runs only: streaming threads use it without a reference. */
static void
make_reporter (GstOpenaiRealtime *self)
{
  static const OaReporterHandlers handlers = { on_reports_drained, on_failed };
  OaReporter *reporter = oa_reporter_new (GST_ELEMENT (self), &handlers), *old;

  oa_media_lock (self->media);
  old = self->reporter;
  self->reporter = reporter;
  oa_media_unlock (self->media);
  if (old != NULL)
    oa_observer_unref (OA_OBSERVER (old));
}

static void
begin_run (GstOpenaiRealtime *self)
{
  OaMediaSettings settings;
  gboolean sideband;

  oa_media_lock (self->media);
  gst_openai_realtime_get_media_settings (self, &settings);
  GST_OBJECT_LOCK (self);
  sideband = oa_element_settings_is_sideband (&self->settings);
  GST_OBJECT_UNLOCK (self);
  oa_media_begin_run (self->media, &settings, sideband);
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  self->answered = FALSE;
  self->eos_seqnum = self->flush_seqnum = GST_SEQNUM_INVALID;
  self->group_id = gst_util_group_id_next ();
  self->stream_started = self->clock_started = FALSE;
  self->late_input = self->input_lost = self->other_caps = FALSE;
  self->handlers_until = 0;
  gst_openai_realtime_text_restart (self);
  oa_media_unlock (self->media);
}

static void
copy_settings (gpointer owner, OaElementSettings *settings)
{
  GstOpenaiRealtime *self = owner;

  GST_OBJECT_LOCK (self);
  oa_element_settings_copy (settings, &self->settings);
  GST_OBJECT_UNLOCK (self);
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
  begin_run (self);
  session = oa_session_new (self->media, copy_settings, self,
      OA_OBSERVER (self->reporter), &failure);
  if (session == NULL) {
    oa_reporter_post_error (self->reporter, failure);
    return FALSE;
  }
  GST_OBJECT_LOCK (self);
  self->session = session;
  GST_OBJECT_UNLOCK (self);
  if (gst_openai_realtime_get_live_setting (self)
      != GST_OPENAI_REALTIME_LIVE_AUTO)
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
  gboolean ok = GST_ELEMENT_CLASS (gst_openai_realtime_parent_class)
                    ->set_clock (element, clock);

  oa_media_lock (self->media);
  gst_openai_realtime_wake_src (self);
  oa_media_wake (self->media);
  oa_media_unlock (self->media);
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

  ret = GST_ELEMENT_CLASS (gst_openai_realtime_parent_class)
            ->change_state (element, transition);

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
      G_GNUC_FALLTHROUGH;
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      if (ret != GST_STATE_CHANGE_FAILURE
          && gst_openai_realtime_get_live_setting (self)
              == GST_OPENAI_REALTIME_LIVE_YES)
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
  self->media = gst_openai_realtime_new_media (self);
  self->run = oa_media_get_run (self->media);
  oa_element_settings_init (&self->settings);
  self->pushed = g_byte_array_new ();
  make_reporter (self);
  begin_run (self);

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
  oa_media_unref (self->media);
  g_byte_array_unref (self->pushed);
  oa_element_settings_clear (&self->settings);
  G_OBJECT_CLASS (gst_openai_realtime_parent_class)->finalize (object);
}

static void
gst_openai_realtime_class_init (GstOpenaiRealtimeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->finalize = gst_openai_realtime_finalize;
  element_class->set_clock = GST_DEBUG_FUNCPTR (gst_openai_realtime_set_clock);
  element_class->change_state = GST_DEBUG_FUNCPTR (
      gst_openai_realtime_change_state);
  gst_openai_realtime_install_properties (object_class);
  oa_signals_install (object_class);
  gst_openai_realtime_install_agent_action (object_class);
  gst_openai_realtime_install_call_actions (object_class);
  gst_openai_realtime_install_actions (object_class);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_openai_realtime_install_text (element_class);
  gst_element_class_set_static_metadata (element_class, "OpenAI Realtime",
      "Filter/Network/Audio",
      "Talks to a realtime speech model: speech in, spoken answer out",
      "The openairealtime developers");
}
