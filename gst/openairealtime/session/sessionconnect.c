/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionconnect.c - a connection made, lost, made again, and replaced by the
 * next one. */

#include "session/sessionprivate.h"

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

/* Nothing was said yet. What the failed link knew of settings must not count
 * for the next one. */
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

/* A first connection that failed: the next one begins without a history. */
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

/*** losing ***/

static void
tell_reconnecting (OaSession *self, gint64 wait, const OaFailure *failure)
{
  guint tries = self->links.connector.backoff.tries;

  GST_INFO_ID (self->observer->name, "try %u in %" G_GINT64_FORMAT " ms: %s",
      tries, wait / 1000, failure->message);
  oa_observer_notice (self->observer,
      oa_notice_new (&(OaNotice){ OA_NOTICE_RECONNECTING,
          .reconnecting = { tries, wait / 1000, failure->message,
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
      self->context.live, g_random_double (), oa_session_now ());
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
    /* The session is complete, so the cause of the end is for the log only. */
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
void
oa_session_connecting_failed (OaSession *self, OaFailure *failure)
{
  if (self->links.connector.ever_connected)
    oa_session_next_link_failed (self, failure);
  else
    oa_session_fail (self, failure);
}

/*** opening and taking over ***/

static gboolean
open_next_link (OaSession *self, gint64 limit, OaFailure **failure)
{
  GError *error = NULL;

  self->links.next = oa_link_new_replacement (self->links.current);
  if (oa_session_want_link_settings (self, self->links.next, &error))
    return oa_session_open_link (self, self->links.next, limit, failure);
  *failure = oa_failure_from_settings (error);
  g_error_free (error);
  return FALSE;
}

void
oa_session_open_wanted_link (OaSession *self)
{
  gint64 now = oa_session_now ();
  OaFailure *failure = NULL;
  gboolean ok;

  if (self->links.connector.ever_connected)
    ok = open_next_link (self,
        oa_connector_get_try_limit (&self->links.connector, now), &failure);
  else
    ok = oa_session_open_link (self, self->links.current,
        oa_connector_get_try_limit (&self->links.connector, now), &failure);
  if (!ok)
    oa_session_connecting_failed (self, failure);
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

void
oa_session_link_up (OaSession *self)
{
  oa_connector_link_up (&self->links.connector,
      oa_session_get_seconds_left (self), oa_session_now ());
}

/* The next link is configured: it becomes the one in use. */
void
oa_session_switch_link (OaSession *self)
{
  gboolean renewed = oa_link_is_connected (self->links.current);

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
  oa_session_on_link_up (self);
  count (self, renewed);
  oa_observer_notice (self->observer,
      oa_notice_new (&(OaNotice){
          renewed ? OA_NOTICE_RENEWED : OA_NOTICE_RECONNECTED, self->shared.id,
          .restored = oa_restore_has_replayed (self->parts.restore) }));
  /* Settings may have changed meanwhile. */
  oa_session_want_settings (self, NULL);
  oa_session_configure_session (self);
  /* Turns that were made by hand are committed again behind their audio; only
   * then may anything be asked. */
  if (oa_restore_recommits (self->parts.restore))
    oa_session_recommit (self);
  else
    oa_session_resume_requests (self);
  oa_session_do_waiting_requests (self);
  oa_link_schedule_send (self->links.current);
}
