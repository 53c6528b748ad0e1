/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionconnect.c - connecting: the session's side of the connector. Opens
 * links, takes their failures, and lets the next one take over. */

#include "session/keyfile.h"
#include "session/sessionprivate.h"
#include "session/upgraderequest.h"

#define US_PER_S G_GINT64_CONSTANT (1000000)

static void
describe (OaSession *self, const OaFailure *failure, OaConnectorFailure *how)
{
  guint status = 0;

  how->retry = failure->retry;
  how->passes = failure->passes;
  how->retry_after = failure->retry_after;
  how->unknown_call = oa_element_settings_is_sideband (&self->settings)
      && failure->details != NULL
      && gst_structure_get_uint (failure->details, "http-status-code", &status)
      && status == 404;
}

/*** the first connection ***/

gboolean
oa_session_prepare_connecting (OaSession *self, OaFailure **failure)
{
  OaConnectionConfig config;
  GError *error = NULL;
  gboolean ok;

  self->links.connector.key_from_app = oa_observer_gives_key (self->observer);
  self->links.connector.key_fresh = !self->links.connector.key_from_app
      && oa_connector_needs_keys (&self->links.connector);
  if (self->links.connector.key_fresh
      && !oa_credentials_read (&self->settings, &error)) {
    *failure = oa_failure_from_property ("api-key-file", error,
        OA_KEY_FILE_STEP);
    g_error_free (error);
    return FALSE;
  }
  /* With a key of the application's there is nothing to look at yet. */
  if (self->links.connector.key_from_app)
    return TRUE;
  ok = oa_upgrade_request_configure (&config, &self->settings, self->dialect,
      failure);
  oa_connection_config_clear (&config);
  return ok;
}

/* Nothing was said yet: what a new connection must not take over are settings
 * that the old one was given. */
static void
begin_anew (OaSession *self)
{
  OaLink *failed = self->links.current;

  oa_session_end_link (self);
  self->links.current = oa_link_new_retry (failed);
  oa_link_unref (failed);
  g_mutex_lock (&self->lock);
  oa_conversation_forget_updates (self->conversation);
  g_mutex_unlock (&self->lock);
  self->parts.requests.settings_until = 0;
  oa_session_want_settings (self, NULL);
}

/* What was never up has nothing to take over. */
static gboolean
try_first_again (OaSession *self, const OaFailure *failure)
{
  OaConnectorFailure how;
  gchar *text;
  gint64 wait;

  describe (self, failure, &how);
  wait = oa_connector_first_failed (&self->links.connector, &how,
      g_random_double (), oa_session_now ());
  if (wait < 0)
    return FALSE;
  begin_anew (self);
  oa_session_set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTING);
  text = g_strdup_printf ("Trying again in %" G_GINT64_FORMAT " ms: %s",
      wait / 1000, failure->message);
  GST_INFO_ID (self->observer->name, "a first connection failed");
  oa_observer_progress (self->observer, GST_PROGRESS_TYPE_CONTINUE, text);
  g_free (text);
  return TRUE;
}

void
oa_session_tell_tries (OaSession *self, OaFailure *failure)
{
  gint64 took;
  guint tries = oa_connector_get_tries (&self->links.connector,
      oa_session_now (),
      &took);

  if (tries > 0)
    oa_failure_add_tries (failure, tries, took);
}

/*** losing ***/

static void
tell_reconnecting (OaSession *self, gint64 wait, const OaFailure *failure)
{
  guint tries = self->links.connector.backoff.tries;

  GST_INFO_ID (self->observer->name, "try %u in %" G_GINT64_FORMAT " ms: %s",
      tries, wait / 1000, failure->message);
  oa_observer_notice (self->observer,
      oa_notice_new (&(OaNotice) { OA_NOTICE_RECONNECTING, .reconnecting = {
              tries, wait / 1000, failure->message,
              (gchar *) oa_failure_class_get_nick (failure->class) } }));
}

/* Another try is planned; FALSE when there will be none. */
static gboolean
reconnect (OaSession *self, const OaFailure *failure)
{
  OaConnectorFailure how;
  gint64 wait;

  describe (self, failure, &how);
  wait = oa_connector_link_failed (&self->links.connector, &how,
      self->context.live,
      g_random_double (), oa_session_now ());
  if (wait < 0)
    return FALSE;
  oa_session_set_state (self,
      GST_OPENAI_REALTIME_CONNECTION_STATE_RECONNECTING);
  tell_reconnecting (self, wait, failure);
  return TRUE;
}

static void
end_links (OaSession *self)
{
  oa_session_end_link (self);
  oa_session_on_link_lost (self);
  oa_session_end_next_link (self);
}

/* No service is needed any more, unless the input begins anew. */
static void
rest (OaSession *self)
{
  end_links (self);
  if (oa_session_is_over (self))
    return;
  oa_connector_rest (&self->links.connector);
  oa_session_set_state (self,
      GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED);
  oa_session_set_phase (self, OA_SESSION_RESTING);
}

/* FALSE: the session cannot go on without. */
static gboolean
survives (OaSession *self, OaFailure *failure)
{
  if (!self->links.connector.ever_connected)
    return try_first_again (self, failure);
  oa_observer_clean (self->observer, failure);
  if (!reconnect (self, failure))
    return FALSE;
  end_links (self);
  return TRUE;
}

void
oa_session_lose_link (OaSession *self, OaFailure *failure)
{
  if (oa_session_is_over (self)) {
    oa_failure_free (failure);
  } else if (self->context.phase == OA_SESSION_DRAINED) {
    /* All that was to come has come: how it ends does not matter. */
    GST_INFO_ID (self->observer->name, "over: %s", failure->message);
    oa_failure_free (failure);
    rest (self);
  } else if (self->links.connector.ever_connected
      && self->context.phase == OA_SESSION_ENDING) {
    /* The end was asked for: it comes when what there is of the last answer
     * has been sounded. */
    oa_observer_warning (self->observer, failure);
    oa_media_set_drained (self->media);
    rest (self);
  } else if (survives (self, failure)) {
    oa_failure_free (failure);
  } else {
    oa_session_fail (self, failure);
  }
}

void
oa_session_next_link_failed (OaSession *self, OaFailure *failure)
{
  oa_observer_clean (self->observer, failure);
  oa_session_end_next_link (self);
  if (oa_link_is_connected (self->links.current)) {
    /* The old one still works: all the user notices is a line in the log. */
    GST_WARNING_ID (self->observer->name, "the session is not renewed: %s",
        failure->message);
    oa_connector_renewal_failed (&self->links.connector, oa_session_now ());
    oa_failure_free (failure);
  } else if (reconnect (self, failure)) {
    oa_failure_free (failure);
  } else {
    oa_session_fail (self, failure);
  }
}

/* Before the first connection this ends the session; afterwards it is as if the
 * next link had failed. */
static void
connecting_failed (OaSession *self, OaFailure *failure)
{
  if (self->links.connector.ever_connected)
    oa_session_next_link_failed (self, failure);
  else
    oa_session_fail (self, failure);
}

/*** keys ***/

static void
take_key (OaSession *self, gpointer data)
{
  OaKeyAnswer *answer = data;

  /* One that comes too late is an answer to what was asked since. */
  if (oa_session_is_over (self)
      || !oa_connector_key_arrived (&self->links.connector,
          answer->error == NULL, oa_session_now ()))
    return;
  if (answer->error != NULL)
    connecting_failed (self, oa_failure_from_property ("api-key-file",
            answer->error, OA_KEY_FILE_STEP));
  else
    oa_credentials_use (&self->links.credentials, &self->settings, answer);
  oa_session_advance (self);
}

static void
key_fetched (OaKeyAnswer *answer, gpointer session)
{
  oa_session_invoke (session, take_key, answer,
      (GDestroyNotify) oa_key_answer_free);
}

static void
request_key (OaSession *self)
{
  oa_credentials_fetch (&self->links.credentials, &self->settings,
      self->links.connector.key_from_app ? self->observer : NULL, key_fetched,
      oa_session_ref (self), (GDestroyNotify) oa_session_unref);
}

/*** opening and taking over ***/

static void
open_link (OaSession *self)
{
  gint64 now = oa_session_now ();
  OaFailure *failure = NULL;
  gboolean ok;

  if (self->links.connector.ever_connected)
    ok = oa_session_open_next_link (self,
        oa_connector_get_try_limit (&self->links.connector, now), &failure);
  else
    ok = oa_session_open_link (self, self->links.current,
        oa_connector_get_try_limit (&self->links.connector, now), &failure);
  if (!ok)
    connecting_failed (self, failure);
}

static void
count (OaSession *self, gboolean renewed)
{
  g_mutex_lock (&self->lock);
  if (renewed)
    self->shared.figures.renewals++;
  else
    self->shared.figures.reconnects++;
  g_mutex_unlock (&self->lock);
}

static gint64
seconds_left (OaSession *self)
{
  gint64 expires_at = oa_link_get_expires_at (self->links.current);

  return expires_at > 0 ? expires_at - g_get_real_time () / US_PER_S
      : G_MAXINT64;
}

void
oa_session_link_up (OaSession *self)
{
  oa_connector_link_up (&self->links.connector, seconds_left (self),
      oa_session_now ());
}

/* The next link is configured: it becomes the one in use. */
static void
switch_link (OaSession *self)
{
  OaSessionActions *list;
  gboolean renewed = oa_link_is_connected (self->links.current), restored;

  if (renewed) {
    oa_session_end_link (self);
    oa_session_on_link_lost (self);
    /* Ending its speech may have been the end of the session. */
    if (oa_session_is_over (self))
      return;
  }
  oa_session_take_next_link (self);
  oa_session_check_formats (self);
  oa_session_link_up (self);
  oa_session_set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED);
  list = oa_session_new_list (self);
  restored = oa_restore_replay (self->parts.restore, list);
  oa_session_carry_out (self, list);
  count (self, renewed);
  oa_observer_notice (self->observer,
      oa_notice_new (&(OaNotice) { renewed ? OA_NOTICE_RENEWED
              : OA_NOTICE_RECONNECTED, self->shared.id,
              .restored = restored }));
  /* Settings may have changed meanwhile. */
  oa_session_want_settings (self, NULL);
  oa_session_configure_session (self);
  /* Turns that were made by hand are committed again behind their audio; only
   * then may anything be asked. */
  if (oa_restore_recommits (self->parts.restore))
    oa_session_commit_again (self);
  else
    oa_session_resume_requests (self);
  oa_session_do_waiting_requests (self);
  oa_link_schedule_send (self->links.current);
}

/*** what is due ***/

/* Neither side speaks, and nothing is under way. */
static gboolean
is_quiet (OaSession *self)
{
  GPtrArray *speaking = oa_media_list_speaking (self->media);
  gboolean quiet = speaking->len == 0 && !self->context.user_speaks
      && oa_request_queue_is_empty (&self->parts.requests);

  g_ptr_array_unref (speaking);
  g_mutex_lock (&self->lock);
  quiet = quiet && !oa_conversation_is_busy (self->conversation)
      && !oa_conversation_awaits_transcript (self->conversation);
  g_mutex_unlock (&self->lock);
  return quiet && !oa_upload_is_holding (self->parts.upload)
      && !self->context.barge_in_pending;
}

static void
look (OaSession *self, OaConnectorView *view)
{
  OaSessionConfig *config = oa_session_get_config (self);
  gboolean voice = self->links.connector.voice_change_pending;

  view->connected = oa_link_is_connected (self->links.current);
  view->configured = oa_session_is_configured (self);
  view->asking = oa_link_is_asking (self->links.current);
  view->settled = voice && oa_session_config_is_settled (config);
  view->voice_waits = voice && oa_session_config_voice_waits (config);
  view->has_next = self->links.next != NULL;
  view->next_ready = view->has_next
      && oa_link_get_phase (self->links.next) == OA_LINK_CONFIGURED;
  view->seconds_left = view->next_ready ? seconds_left (self) : 0;
  view->quiet = view->next_ready && is_quiet (self);
}

static void
check_links (OaSession *self, gint64 now)
{
  if (oa_link_is_late (self->links.current, now))
    oa_session_lose_link (self,
        oa_failure_not_confirmed (oa_link_get_limit_ms (self->links.current)));
  if (self->links.next != NULL && oa_link_is_late (self->links.next, now))
    oa_session_next_link_failed (self,
        oa_failure_not_confirmed (oa_link_get_limit_ms (self->links.next)));
}

static gint64
get_link_deadline (OaSession *self)
{
  return oa_deadline_earlier (oa_link_get_deadline (self->links.current),
      self->links.next != NULL ? oa_link_get_deadline (self->links.next) : -1);
}

gint64
oa_session_poll_connector (OaSession *self)
{
  OaConnectorView view;
  gint64 until;

  check_links (self, oa_session_now ());
  while (!oa_session_is_over (self)) {
    look (self, &view);
    switch (oa_connector_poll (&self->links.connector, oa_session_now (), &view,
            &until)) {
      case OA_CONNECTOR_WAIT:
        return oa_deadline_earlier (until, get_link_deadline (self));
      case OA_CONNECTOR_REQUEST_KEY:
        request_key (self);
        break;
      case OA_CONNECTOR_OPEN:
        open_link (self);
        break;
      case OA_CONNECTOR_SWITCH:
        switch_link (self);
        break;
      case OA_CONNECTOR_KEY_TIMEOUT:
        connecting_failed (self,
            oa_failure_no_key_in_time (self->links.connector.key_from_app,
                self->settings.retry.connect_timeout));
        break;
    }
  }
  return -1;
}
