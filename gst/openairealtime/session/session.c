/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.c - life and state of a session: connecting, time, the end. */

#include "session/secrets.h"
#include "session/sessionprivate.h"
#include "transport/secret.h"

/*** life ***/

OaSession *
oa_session_ref (OaSession *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

static void
session_free (OaSession *self)
{
  oa_loop_change_delay (self->loop, self->wakeup.io_delay, OA_LOOP_DELAY);
  oa_loop_release (self->loop);
  oa_element_settings_clear (&self->settings);
  oa_credentials_clear (&self->links.credentials);
  oa_link_unref (self->links.current);
  oa_upload_free (self->parts.upload);
  oa_interruption_free (self->parts.interruption);
  oa_restore_free (self->parts.restore);
  oa_resend_window_free (self->context.resend_window);
  g_clear_pointer (&self->parts.imported_history, g_ptr_array_unref);
  oa_limiter_free (self->parts.limiter);
  oa_call_desk_free (self->parts.call_desk);
  g_clear_pointer (&self->spare.actions, g_ptr_array_unref);
  g_clear_pointer (&self->spare.lists, g_ptr_array_unref);
  oa_download_free (self->parts.download);
  oa_request_queue_clear (&self->parts.requests);
  g_free (self->warned.failed_cause);
  oa_conversation_free (self->conversation);
  oa_media_unref (self->media);
  oa_observer_unref (self->observer);
  g_free (self->shared.id);
  oa_latency_meter_clear (&self->shared.latency_meter);
  g_mutex_clear (&self->lock);
  g_rec_mutex_clear (&self->entry_lock);
  g_free (self);
}

void
oa_session_unref (OaSession *self)
{
  if (g_atomic_int_dec_and_test (&self->ref_count))
    session_free (self);
}

gint64
oa_session_now (void)
{
  return g_get_monotonic_time ();
}

void
oa_session_configure_turns (OaSession *self)
{
  const OaSettings *s = &self->settings.session;
  gboolean answers = oa_session_context_answers_turns (&self->context);
  OaConversationRules *rules;

  oa_upload_configure (self->parts.upload);
  g_mutex_lock (&self->lock);
  rules = oa_conversation_get_rules (self->conversation);
  rules->service_creates = oa_session_context_detects_turns (&self->context)
      && answers;
  rules->transcribes = (s->transcription_model != NULL
      && *s->transcription_model != '\0') || !self->dialect->has_output;
  rules->answers = self->dialect->has_responses;
  rules->response_timeout_ms = self->settings.flow.drain_timeout;
  rules->plays = !oa_element_settings_is_sideband (&self->settings);
  g_mutex_unlock (&self->lock);
  oa_interruption_configure (self->parts.interruption);
  oa_call_desk_configure (self->parts.call_desk);
}

void
oa_session_read_settings (OaSession *self)
{
  gchar *key = g_strdup (self->settings.connection.api_key);

  oa_element_settings_clear (&self->settings);
  self->owner.get_settings (self->owner.data, &self->settings);
  /* A key out of a file or from a handler is not among what users set. */
  oa_credentials_apply (&self->links.credentials, &self->settings,
      oa_connector_needs_keys (&self->links.connector) ? key : NULL);
  oa_secret_free (key);
  oa_settings_normalize (&self->settings.session);
}

static gboolean
take_history (OaSession *self, OaFailure **failure)
{
  const gchar *history = self->settings.opening.history;
  GError *error = NULL;

  if (history == NULL || *history == '\0')
    return TRUE;
  self->parts.imported_history = oa_history_import (history, &error);
  if (self->parts.imported_history != NULL)
    return TRUE;
  *failure = oa_failure_from_property ("history", error, "Set it to what the "
      "property conversation gave, a JSON array of objects.");
  g_error_free (error);
  return FALSE;
}

static gboolean
check_settings (OaSession *self, OaFailure **failure)
{
  GError *error = NULL;

  if (oa_session_want_settings (self, &error))
    return TRUE;
  *failure = oa_failure_from_settings (error);
  g_error_free (error);
  return FALSE;
}

static void
state_context (OaSession *self)
{
  self->context.settings = &self->settings;
  self->context.dialect = self->dialect;
  self->context.media = self->media;
  self->context.conversation = self->conversation;
  self->context.lock = &self->lock;
  self->context.resend_window = oa_resend_window_new ();
  self->context.latency_meter = &self->shared.latency_meter;
}

static void
make_parts (OaSession *self)
{
  OaSessionPart *parts = self->parts.table;

  self->parts.upload = oa_upload_new (&self->context);
  self->parts.download = oa_download_new (&self->context);
  self->parts.interruption = oa_interruption_new (&self->context);
  self->parts.restore = oa_restore_new (&self->context);
  self->parts.limiter = oa_limiter_new (&self->context);
  self->parts.call_desk = oa_session_new_call_desk (self);
  parts[OA_PART_DOWNLOAD] =
      (OaSessionPart) { &oa_download_class, self->parts.download };
  parts[OA_PART_INTERRUPTION] =
      (OaSessionPart) { &oa_interruption_class, self->parts.interruption };
  parts[OA_PART_UPLOAD] = (OaSessionPart) { &oa_upload_class,
      self->parts.upload };
  parts[OA_PART_INPUT_WATCH] =
      (OaSessionPart) { &oa_input_watch_class, &self->context };
  parts[OA_PART_RESTORE] =
      (OaSessionPart) { &oa_restore_class, self->parts.restore };
  parts[OA_PART_LIMITER] =
      (OaSessionPart) { &oa_limiter_class, self->parts.limiter };
}

OaSession *
oa_session_new (OaMedia *media, OaSessionSettingsFunc func, gpointer owner,
    OaObserver *observer, OaFailure **failure)
{
  OaSession *self = g_new0 (OaSession, 1);

  self->ref_count = 1;
  self->owner.get_settings = func;
  self->owner.data = owner;
  self->observer = oa_observer_ref (observer);
  self->media = oa_media_ref (media);
  self->spare.lists = g_ptr_array_new_with_free_func ((GDestroyNotify)
      oa_session_actions_free);
  g_mutex_init (&self->lock);
  g_rec_mutex_init (&self->entry_lock);
  oa_credentials_init (&self->links.credentials);
  oa_connector_init (&self->links.connector, &self->settings);
  oa_session_read_settings (self);
  self->loop = oa_loop_acquire ();
  self->wakeup.io_delay = self->settings.connection.io_delay;
  oa_loop_change_delay (self->loop, OA_LOOP_DELAY, self->wakeup.io_delay);
  self->dialect = oa_dialect_get (self->settings.connection.dialect,
      self->settings.session.session_type);
  self->conversation = oa_conversation_new ();
  self->shared.figures.connect_duration = -1;
  oa_latency_meter_init (&self->shared.latency_meter);
  self->links.current = oa_link_new (self->dialect,
      oa_element_settings_is_sideband (&self->settings));
  state_context (self);
  make_parts (self);
  oa_session_configure_turns (self);

  if (!oa_session_prepare_connecting (self, failure)) {
    oa_session_unref (self);
    return NULL;
  }
  oa_secrets_add (&self->settings, self->observer);
  if (!take_history (self, failure)
      || !oa_limiter_load_prices (self->parts.limiter, failure)
      || !check_settings (self, failure)
      || !oa_settings_may_begin (&self->settings, failure)) {
    oa_session_unref (self);
    return NULL;
  }
  return self;
}

/*** state ***/

void
oa_session_set_state (OaSession *self, GstOpenaiRealtimeConnectionState state)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = self->shared.state != state;
  self->shared.state = state;
  g_mutex_unlock (&self->lock);
  if (changed)
    oa_observer_notify (self->observer, "connection-state");
}

/* Other threads look whether it was stopped. */
void
oa_session_set_phase (OaSession *self, OaSessionPhase phase)
{
  g_mutex_lock (&self->lock);
  self->context.phase = phase;
  g_mutex_unlock (&self->lock);
}

/* Ends the session for good. Only the first failure is told. */
void
oa_session_fail (OaSession *self, OaFailure *failure)
{
  if (oa_session_is_over (self)) {
    oa_failure_free (failure);
    return;
  }
  oa_session_set_phase (self, OA_SESSION_FAILED);
  if (!self->links.connector.ever_connected)
    oa_observer_progress (self->observer, GST_PROGRESS_TYPE_ERROR,
        "The session could not be set up");
  oa_session_tell_tries (self, failure);
  oa_session_set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_FAILED);
  /* Streaming ends when it has been told. */
  oa_observer_error (self->observer, failure);
  oa_session_end_next_link (self);
  oa_link_close (self->links.current);
}

void
oa_session_check_rules (OaSession *self)
{
  OaFailure *failure = NULL;

  if (!oa_session_is_over (self)
      && !oa_settings_warnings_check (&self->warned.settings,
          &self->settings, self->context.live, self->observer, &failure))
    oa_session_fail (self, failure);
}

/*** time ***/

static void
on_timer (gpointer user_data)
{
  OaSession *self = user_data;

  /* oa_session_stop removes the timer before it gives up its reference. */
  self->wakeup.timer = NULL;
  if (!oa_session_enter (self))
    return;
  oa_session_advance (self);
  oa_session_leave (self);
}

static void
set_timer (OaSession *self, gint64 until)
{
  /* Asked after every message, and mostly the same. */
  if (self->wakeup.timer != NULL && until == self->wakeup.until)
    return;
  self->wakeup.until = until;
  g_clear_pointer (&self->wakeup.timer, oa_timer_remove);
  if (until >= 0)
    self->wakeup.timer = oa_loop_add_timer (self->loop,
        until - oa_session_now (),
        on_timer, self);
}

static gint64
poll_conversation (OaSession *self)
{
  GPtrArray *actions = oa_session_new_actions (self);
  OaConversationRules *rules;
  gint64 until;

  oa_call_desk_note_sounding (self->parts.call_desk);
  g_mutex_lock (&self->lock);
  rules = oa_conversation_get_rules (self->conversation);
  /* The end of a recording has a limit of its own. */
  rules->times_out = self->context.live;
  rules->input_ended = oa_upload_is_draining (self->parts.upload)
      || self->context.phase >= OA_SESSION_ENDING;
  oa_conversation_poll (self->conversation, oa_session_now (), actions);
  until = oa_conversation_get_deadline (self->conversation);
  g_mutex_unlock (&self->lock);
  oa_session_run_actions (self, actions);
  return until;
}

/* After anything that happened: do what is due, set the timer for the rest. */
void
oa_session_advance (OaSession *self)
{
  gint64 until;

  if (!oa_session_is_over (self))
    oa_session_check_output (self);
  /* First, as it may give the others something to do. */
  until = oa_session_poll_connector (self);
  if (oa_session_is_over (self)) {
    set_timer (self, -1);
    return;
  }
  if (oa_session_is_configured (self))
    until = oa_deadline_earlier (until, poll_conversation (self));
  until = oa_deadline_earlier (until, oa_session_poll_requests (self));
  /* One of them may have asked for another link. */
  if (self->links.connector.link_wanted)
    until = oa_deadline_earlier (until, oa_session_poll_connector (self));
  oa_upload_arrived (self->parts.upload,
      oa_link_get_arrival (self->links.current, oa_session_now ()));
  until = oa_deadline_earlier (until, oa_session_poll_parts (self));
  until = oa_deadline_earlier (until, oa_session_poll_ending (self));
  if (oa_session_is_over (self))
    return;
  set_timer (self, until);
  /* A limit of time may have passed that held the upload back. */
  oa_session_state_facts (self);
  if (oa_link_is_connected (self->links.current)
      && oa_upload_is_released (self->parts.upload))
    oa_link_schedule_send (self->links.current);
}

/*** connecting and ending ***/

static void
start_on_loop (OaSession *self, gpointer data)
{
  oa_session_check_rules (self);
  oa_session_set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTING);
  oa_connector_start (&self->links.connector, oa_session_now ());
  oa_session_advance (self);
}

void
oa_session_start (OaSession *self)
{
  oa_observer_progress (self->observer, GST_PROGRESS_TYPE_START,
      "Connecting to the service");
  oa_session_invoke (self, start_on_loop, NULL, NULL);
}

/* Nothing comes in any more: what is left is to close. */
static gboolean
close_on_loop (gpointer data)
{
  OaSession *self = data;

  set_timer (self, -1);
  oa_session_end_next_link (self);
  oa_session_end_link (self);
  return G_SOURCE_REMOVE;
}

/* Of a session that has not said already that it ends. */
static gboolean
say_goodbye_on_loop (gpointer data)
{
  oa_session_say_goodbye (data);
  return close_on_loop (data);
}

/* Returns what is still to be done on the loop. */
static GSourceFunc
shut (OaSession *self)
{
  GSourceFunc rest;

  g_rec_mutex_lock (&self->entry_lock);
  if (!self->links.connector.ever_connected && !oa_session_is_over (self))
    oa_observer_progress (self->observer, GST_PROGRESS_TYPE_CANCELED,
        "Stopped while connecting");
  rest = self->context.phase == OA_SESSION_RUNNING ? say_goodbye_on_loop
      : close_on_loop;
  oa_session_set_phase (self, OA_SESSION_STOPPED);
  self->owner.data = NULL;
  g_rec_mutex_unlock (&self->entry_lock);
  return rest;
}

void
oa_session_stop (OaSession *self)
{
  GSourceFunc rest = shut (self);

  oa_loop_expedite (self->loop);
  oa_loop_invoke (self->loop, rest, oa_session_ref (self),
      (GDestroyNotify) oa_session_unref);
  oa_session_set_state (self,
      GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED);
  oa_observer_notify (self->observer, "session-id");
}
