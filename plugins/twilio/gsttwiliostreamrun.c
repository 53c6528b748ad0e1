/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gsttwiliostreamrun.c - a run from READY to PAUSED and back: the call, who
 * listens for it, and what both tell. */

#include "gsttwiliostreamelement.h"

#define GST_CAT_DEFAULT gst_twilio_stream_debug

/*** on the I/O thread ***/

static void
tell (GstTwilioStream *self, OaTwilioNewsKind kind, const gchar *text,
    guint number)
{
  const OaTwilioNews news = { kind, (gchar *) text, number, NULL };

  oa_twilio_teller_tell (self->teller, &news);
}

/* A bin that is set to PLAYING as soon as it has told that it is PAUSED, and
 * before it is done with that, never tells of its end (GStreamer 1.22). While
 * its state is locked nobody can set it. */
static void
post_async_done (GstElement *element)
{
  GstObject *top = gst_object_ref (GST_OBJECT (element)), *parent;

  while ((parent = gst_object_get_parent (top)) != NULL) {
    gst_object_unref (top);
    top = parent;
  }
  GST_STATE_LOCK (top);
  gst_element_post_message (element,
      gst_message_new_async_done (GST_OBJECT (element), GST_CLOCK_TIME_NONE));
  GST_STATE_UNLOCK (top);
  gst_object_unref (top);
}

/* The state change was waiting for the call, or for its not coming. */
static void
commit_state (GstElement *element, gpointer unused)
{
  GstTwilioStream *self = GST_TWILIO_STREAM (element);
  gboolean commit;

  GST_STATE_LOCK (element);
  GST_OBJECT_LOCK (self);
  commit = self->waiting && (self->info != NULL || self->ended);
  if (commit)
    self->waiting = FALSE;
  GST_OBJECT_UNLOCK (self);
  if (commit)
    gst_element_continue_state (element, GST_STATE_CHANGE_SUCCESS);
  GST_STATE_UNLOCK (element);
  if (commit)
    post_async_done (element);
}

/* Applications may be called from inside, so not on the I/O thread. */
static void
commit_state_later (GstTwilioStream *self)
{
  gst_element_call_async (GST_ELEMENT (self), commit_state, NULL, NULL);
}

static void
on_started (const OaTwilioInfo *info, const OaTwilioFormat *format,
    gpointer owner)
{
  GstTwilioStream *self = owner;
  const OaTwilioNews news = { OA_TWILIO_NEWS_STARTED, NULL, 0,
    (OaTwilioInfo *) info };

  GST_INFO_OBJECT (self, "call %s, stream %s", info->call_sid,
      info->stream_sid);
  GST_OBJECT_LOCK (self);
  self->info = oa_twilio_info_copy (info);
  self->format = *format;
  GST_OBJECT_UNLOCK (self);
  oa_twilio_teller_tell (self->teller, &news);
  /* What upstream was told of formats may have been more than there are. */
  gst_pad_push_event (self->sinkpad, gst_event_new_reconfigure ());
  commit_state_later (self);
}

static GstClockTime
get_running_time (GstTwilioStream *self)
{
  GstClock *clock;
  GstClockTime now, base;

  if (GST_STATE (self) != GST_STATE_PLAYING)
    return GST_CLOCK_TIME_NONE;
  clock = gst_element_get_clock (GST_ELEMENT (self));
  if (clock == NULL)
    return GST_CLOCK_TIME_NONE;
  now = gst_clock_get_time (clock);
  gst_object_unref (clock);
  base = gst_element_get_base_time (GST_ELEMENT (self));
  return now > base ? now - base : GST_CLOCK_TIME_NONE;
}

static void
on_audio (GBytes *audio, gint64 timestamp, gpointer owner)
{
  GstTwilioStream *self = owner;

  oa_twilio_inbox_add_audio (self->inbox, audio, timestamp,
      get_running_time (self));
}

static void
on_dtmf (gchar digit, gpointer owner)
{
  GstTwilioStream *self = owner;
  const gchar text[] = { digit, '\0' };

  oa_twilio_inbox_add_dtmf (self->inbox, digit);
  tell (self, OA_TWILIO_NEWS_DTMF, text, 0);
}

static void
on_mark (const gchar *name, gboolean played, gpointer owner)
{
  tell (owner, OA_TWILIO_NEWS_MARK, name, played);
}

/* Fifty times a second; elements hand upstream events on at once. */
static void
on_heard (GstClockTime position, gpointer owner)
{
  GstTwilioStream *self = owner;

  gst_pad_push_event (self->sinkpad,
      gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
          gst_structure_new ("openairealtime/heard", "position", G_TYPE_UINT64,
              position, NULL)));
}

static void
on_ended (const gchar *cause, gpointer owner)
{
  GstTwilioStream *self = owner;

  GST_INFO_OBJECT (self, "the call has ended: %s", cause);
  GST_OBJECT_LOCK (self);
  self->ended = TRUE;
  GST_OBJECT_UNLOCK (self);
  oa_twilio_inbox_end (self->inbox);
  tell (self, OA_TWILIO_NEWS_ENDED, cause, 0);
  commit_state_later (self);
}

/*** life ***/

static void
forget_call (GstTwilioStream *self)
{
  g_clear_pointer (&self->info, oa_twilio_info_free);
  self->waiting = self->ended = self->end_told = FALSE;
  self->sink_ended = self->eos_posted = FALSE;
}

/* The settings of the run, with what the environment adds. */
static void
copy_settings (GstTwilioStream *self, OaTwilioSettings *settings)
{
  const gchar *token = g_getenv ("TWILIO_AUTH_TOKEN");

  GST_OBJECT_LOCK (self);
  oa_twilio_settings_copy (settings, &self->settings);
  GST_OBJECT_UNLOCK (self);
  if (settings->auth_token == NULL && token != NULL && *token != '\0')
    oa_twilio_settings_set_token (settings, token);
}

static gboolean
listen (GstTwilioStream *self, const OaTwilioSettings *settings,
    OaTwilioCall *call)
{
  GError *error = NULL;
  OaTwilioListener *listener = oa_twilio_listener_new (settings, call, &error);

  if (listener == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ_WRITE,
        ("Calls cannot be received at %s, port %u: %s. Set another host or port, "
         "or end the program that uses it.",
            settings->host, settings->port, error->message),
        (NULL));
    g_error_free (error);
    return FALSE;
  }
  GST_OBJECT_LOCK (self);
  self->listener = listener;
  GST_OBJECT_UNLOCK (self);
  tell (self, OA_TWILIO_NEWS_LISTENING, settings->host,
      oa_twilio_listener_get_port (listener));
  return TRUE;
}

static gboolean
start (GstTwilioStream *self, const OaTwilioSettings *settings)
{
  static const OaTwilioCallFuncs funcs = { on_started, on_audio, on_dtmf,
    on_mark, on_heard, on_ended };
  OaTwilioCall *call = oa_twilio_call_new (settings, &funcs, G_OBJECT (self));

  if (settings->connection == NULL && !listen (self, settings, call)) {
    oa_twilio_call_stop (call);
    oa_twilio_call_unref (call);
    return FALSE;
  }
  GST_OBJECT_LOCK (self);
  self->call = call;
  GST_OBJECT_UNLOCK (self);
  if (settings->connection != NULL)
    oa_twilio_call_adopt (call, settings->connection);
  return TRUE;
}

gboolean
gst_twilio_stream_start_run (GstTwilioStream *self)
{
  OaTwilioSettings settings;
  const gchar *fault;
  gboolean good;

  copy_settings (self, &settings);
  fault = oa_twilio_settings_check (&settings);
  if (fault != NULL)
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS, ("%s", fault), (NULL));
  oa_twilio_inbox_reset (self->inbox);
  GST_OBJECT_LOCK (self);
  forget_call (self);
  self->waiting = TRUE;
  self->group_id = gst_util_group_id_next ();
  GST_OBJECT_UNLOCK (self);
  self->time = (OaTwilioTime){ 0 };
  good = fault == NULL && start (self, &settings);
  oa_twilio_settings_clear (&settings);
  return good;
}

void
gst_twilio_stream_stop_run (GstTwilioStream *self)
{
  OaTwilioListener *listener;
  OaTwilioCall *call;

  GST_OBJECT_LOCK (self);
  call = g_steal_pointer (&self->call);
  listener = g_steal_pointer (&self->listener);
  self->waiting = FALSE;
  GST_OBJECT_UNLOCK (self);
  if (call == NULL)
    return;
  oa_twilio_call_stop (call);
  if (listener != NULL)
    oa_twilio_listener_stop (listener);
  oa_twilio_call_unref (call);
}

OaTwilioCall *
gst_twilio_stream_ref_call (GstTwilioStream *self)
{
  OaTwilioCall *call;

  GST_OBJECT_LOCK (self);
  call = self->call != NULL ? oa_twilio_call_ref (self->call) : NULL;
  GST_OBJECT_UNLOCK (self);
  return call;
}

gboolean
gst_twilio_stream_get_format (GstTwilioStream *self, OaTwilioFormat *format)
{
  gboolean known;

  GST_OBJECT_LOCK (self);
  known = self->info != NULL;
  if (known)
    *format = self->format;
  GST_OBJECT_UNLOCK (self);
  return known;
}

gboolean
gst_twilio_stream_answer_caps (GstTwilioStream *self, GstPad *pad,
    GstQuery *query)
{
  OaTwilioFormat format;
  GstCaps *filter, *caps;

  gst_query_parse_caps (query, &filter);
  caps = gst_twilio_stream_get_format (self, &format)
      ? oa_twilio_format_to_caps (&format)
      : gst_pad_get_pad_template_caps (pad);
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

void
gst_twilio_stream_check_end (GstTwilioStream *self)
{
  gboolean linked = gst_pad_is_linked (self->sinkpad), post;

  GST_OBJECT_LOCK (self);
  post = self->end_told && (self->sink_ended || !linked) && !self->eos_posted;
  self->eos_posted |= post;
  GST_OBJECT_UNLOCK (self);
  if (post)
    gst_element_post_message (GST_ELEMENT (self),
        gst_message_new_eos (GST_OBJECT (self)));
}

void
gst_twilio_stream_tell_end (GstTwilioStream *self)
{
  GST_OBJECT_LOCK (self);
  self->end_told = self->ended;
  GST_OBJECT_UNLOCK (self);
  gst_twilio_stream_check_end (self);
}
