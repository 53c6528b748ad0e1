/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionreconnect.c - a session outlives its connection: lost ones are
 * replaced, old ones are renewed before the service ends them.
 *
 * In both cases another connection is made ready beside (sessionlinks.c) and
 * then takes over: it is told what was said, gets the audio that is not
 * answered yet, and is asked for the answer that was lost. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"

#define US_PER_S G_GINT64_CONSTANT (1000000)
/* Before the service's own end of a session, a pause is looked for this
 * long… */
#define RENEW_MARGIN_S 120
/* …and then the new one takes over in the middle. */
#define LAST_MARGIN_S 15
/* A renewal that failed is tried again. */
#define RENEW_RETRY_S 20

/*** the loss ***/

/* Whether the lost answer must be asked for, or comes by itself when the turn
 * is heard again. */
static void
judge_loss (OaSession *self, OaLostResponse loss, const gchar *active)
{
  if (loss == OA_LOST_RESPONSE_UNFINISHED)
    oa_resend_window_forget (self->resend_window, active);
  self->unfinished = loss == OA_LOST_RESPONSE_UNFINISHED;
  self->commit_again = oa_resend_window_has_turn (self->resend_window)
      && !oa_session_service_detects (self);
  self->ask_again = loss == OA_LOST_RESPONSE_UNFINISHED
      || (loss == OA_LOST_RESPONSE_UNHEARD
          && (!oa_resend_window_has_turn (self->resend_window)
              || self->commit_again));
}

/* A hold was before audio that must go up again: it waits behind it. */
static void
put_hold_back (OaSession *self)
{
  OaHold hold;

  if (oa_upload_gate_get_hold (self->gate, &hold))
    oa_flow_mark_hold (self->element, &hold);
  oa_upload_gate_reset (self->gate);
}

/* The service that heard us is gone. */
static void
leave_service (OaSession *self)
{
  GPtrArray *actions = oa_session_new_actions (self);
  gchar *active;
  OaLostResponse loss;

  oa_session_end_speech (self);
  g_clear_pointer (&self->input_converter, oa_converter_free);
  g_mutex_lock (&self->lock);
  active = g_strdup (oa_conversation_get_active (self->conversation));
  loss = oa_conversation_link_lost (self->conversation, actions);
  g_mutex_unlock (&self->lock);
  judge_loss (self, loss, active);
  g_free (active);
  oa_session_run_actions (self, actions);
  oa_session_forget_turns (self);
  put_hold_back (self);
  oa_session_forget_doubt (self);
  self->user_speaks = FALSE;
  self->committed_ms = 0;
  self->settings_until = 0;
}

/*** trying again ***/

static void
tell_reconnecting (OaSession *self, gint64 wait, const OaFailure *failure)
{
  GST_INFO_ID (self->observer->name, "try %u in %" G_GINT64_FORMAT " ms: %s",
      self->backoff.tries, wait / 1000, failure->message);
  oa_observer_notice (self->observer,
      oa_notice_new_reconnecting (self->backoff.tries, wait / 1000,
          failure->message, oa_failure_class_get_nick (failure->class)));
}

/* Schedules another try; FALSE when there will be none. */
static gboolean
schedule (OaSession *self, const OaFailure *failure)
{
  gint64 wait;

  if (!self->settings.reconnect || !failure->retry
      || oa_element_settings_is_sideband (&self->settings))
    return FALSE;
  self->backoff.longest_ms = self->live ? OA_BACKOFF_LONGEST_LIVE_MS : 0;
  wait = oa_backoff_down (&self->backoff, self->settings.max_reconnects,
      failure->retry_after, g_random_double (), oa_session_now ());
  if (wait < 0)
    return FALSE;
  oa_session_set_state (self,
      GST_OPENAI_REALTIME_CONNECTION_STATE_RECONNECTING);
  tell_reconnecting (self, wait, failure);
  self->next_at = oa_session_now () + wait;
  return TRUE;
}

/* No service is needed any more, unless the input begins anew. */
static void
rest (OaSession *self)
{
  oa_session_end_link (self);
  leave_service (self);
  oa_session_end_next_link (self);
  self->next_at = self->renew_at = 0;
  oa_session_set_state (self,
      GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED);
  self->drained = self->ended = TRUE;
  oa_session_advance (self);
}

/* The end was asked for: it comes when what there is of the last answer has
 * been sounded. */
static void
end_without_service (OaSession *self, OaFailure *failure)
{
  oa_observer_warning (self->observer, failure);
  oa_flow_set_drained (self->element);
  rest (self);
}

/* What was never up has nothing to take over. */
static gboolean
survive_first (OaSession *self, OaFailure *failure)
{
  if (!oa_session_try_first_again (self, failure))
    return FALSE;
  oa_failure_free (failure);
  oa_session_advance (self);
  return TRUE;
}

static gboolean
survives (OaSession *self, OaFailure *failure)
{
  if (self->ended)
    return FALSE;
  /* All that was to come has come: how it ends does not matter. */
  if (self->drained) {
    GST_INFO_ID (self->observer->name, "over: %s", failure->message);
    oa_failure_free (failure);
    rest (self);
    return TRUE;
  }
  if (!self->was_up)
    return survive_first (self, failure);
  if (self->ending) {
    end_without_service (self, failure);
    return TRUE;
  }
  oa_observer_clean (self->observer, failure);
  if (!schedule (self, failure))
    return FALSE;
  oa_session_end_link (self);
  leave_service (self);
  oa_session_end_next_link (self);
  oa_failure_free (failure);
  oa_session_advance (self);
  return TRUE;
}

void
oa_session_lose_link (OaSession *self, OaFailure *failure)
{
  if (!survives (self, failure))
    oa_session_fail (self, failure);
}

void
oa_session_next_failed (OaSession *self, OaFailure *failure)
{
  oa_observer_clean (self->observer, failure);
  oa_session_end_next_link (self);
  if (oa_link_is_connected (self->link)) {
    /* The old one still works: all the user notices is a line in the log. */
    GST_WARNING_ID (self->observer->name, "the session could not be renewed: "
        "%s",
        failure->message);
    self->renew_at = oa_session_now () + RENEW_RETRY_S * US_PER_S;
    oa_failure_free (failure);
  } else if (schedule (self, failure)) {
    oa_failure_free (failure);
  } else {
    oa_session_fail (self, failure);
  }
  oa_session_advance (self);
}

/*** beginning again ***/

static void
reopen_input (OaSession *self)
{
  if (!self->ending)
    return;
  self->ending = FALSE;
  /* What an end left out of them. */
  oa_session_want_settings (self, NULL);
  oa_session_configure_session (self);
}

/* The session ended and begins again: nothing of before is asked for again. */
static void
wake_up (OaSession *self)
{
  self->ended = FALSE;
  self->ask_again = self->unfinished = self->commit_again = FALSE;
  oa_resend_window_reset (self->resend_window);
  oa_session_set_state (self,
      GST_OPENAI_REALTIME_CONNECTION_STATE_RECONNECTING);
  self->next_at = oa_session_now ();
}

void
oa_session_begin_again (OaSession *self)
{
  if (self->ended && !self->drained)
    return;
  self->draining = self->drained = FALSE;
  self->user_speaks = FALSE;
  oa_session_forget_heard (self);
  oa_upload_gate_reset (self->gate);
  oa_session_void_commits (self);
  /* A conversation that was long enough does not begin again. */
  if (self->limits.told) {
    self->drained = TRUE;
    oa_flow_close_input (self->element);
    oa_flow_set_drained (self->element);
    return;
  }
  reopen_input (self);
  if (self->ended)
    wake_up (self);
  else if (oa_session_is_configured (self)) {
    oa_session_do_waiting_requests (self);
    oa_session_send_simple (self, OA_COMMAND_CLEAR_INPUT);
  }
  oa_session_advance (self);
}

/*** taking over ***/

static gboolean
will_be_resent (const gchar *item_id, gpointer data)
{
  return oa_resend_window_has_item (((OaSession *) data)->resend_window,
      item_id);
}

/* What was said, in words; then the user's audio that is not answered. */
static gboolean
tell_all (OaSession *self)
{
  const OaHistoryRules rules = { NULL, will_be_resent, self };
  GPtrArray *actions = oa_session_new_actions (self);
  gboolean any;

  g_mutex_lock (&self->lock);
  any = oa_conversation_replay (self->conversation, &rules, self->unfinished,
      actions);
  g_mutex_unlock (&self->lock);
  oa_session_run_actions (self, actions);
  return any;
}

/* Turns that were made by hand are committed again behind their audio; only
 * then may anything be asked. */
static void
take_up_requests (OaSession *self)
{
  if (self->commit_again) {
    oa_session_commit_again (self);
    return;
  }
  oa_session_resume_requests (self);
}

void
oa_session_resume_requests (OaSession *self)
{
  GPtrArray *actions = oa_session_new_actions (self);

  g_mutex_lock (&self->lock);
  oa_conversation_resume (self->conversation, self->ask_again, actions);
  g_mutex_unlock (&self->lock);
  self->ask_again = self->unfinished = self->commit_again = FALSE;
  oa_session_run_actions (self, actions);
}

static void
count (OaSession *self, gboolean renewed)
{
  g_mutex_lock (&self->lock);
  if (renewed)
    self->figures.renewals++;
  else
    self->figures.reconnects++;
  g_mutex_unlock (&self->lock);
}

static void
tell_restored (OaSession *self, gboolean renewed, gboolean restored)
{
  oa_observer_notice (self->observer, oa_notice_new_reconnected (self->id,
          renewed, restored));
}

/* The next connection is configured: it becomes the one. */
static void
take_over (OaSession *self)
{
  gboolean renewed = oa_link_is_connected (self->link), restored;

  if (renewed) {
    oa_session_end_link (self);
    leave_service (self);
  }
  oa_session_switch_link (self);
  oa_session_check_formats (self);
  oa_backoff_up (&self->backoff, oa_session_now ());
  oa_session_plan_renewal (self);
  oa_session_set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED);
  restored = tell_all (self);
  oa_resend_window_reset (self->resend_window);
  oa_flow_resend (self->element, self->commit_again);
  count (self, renewed);
  tell_restored (self, renewed, restored);
  /* Settings may have changed meanwhile. */
  oa_session_want_settings (self, NULL);
  oa_session_configure_session (self);
  take_up_requests (self);
  oa_session_do_waiting_requests (self);
  oa_link_schedule_send (self->link);
}

/*** renewal ***/

static gint64
seconds_left (OaSession *self)
{
  gint64 expires_at = oa_link_get_expires_at (self->link);

  return expires_at > 0 ? expires_at - g_get_real_time () / US_PER_S
      : G_MAXINT64;
}

void
oa_session_plan_renewal (OaSession *self)
{
  gint64 age = self->settings.renew_session, left = seconds_left (self);

  self->renew_at = 0;
  if (age == 0 || oa_element_settings_is_sideband (&self->settings))
    return;
  age = MIN (age, MAX (left - RENEW_MARGIN_S, left / 2));
  self->renew_at = oa_session_now () + MAX (age, 1) * US_PER_S;
}

/* Neither side speaks, and nothing is under way. */
static gboolean
is_quiet (OaSession *self)
{
  GPtrArray *speaking = oa_flow_list_speaking (self->element);
  gboolean quiet = speaking->len == 0 && !self->user_speaks
      && g_queue_is_empty (&self->requests);

  g_ptr_array_unref (speaking);
  g_mutex_lock (&self->lock);
  quiet = quiet && !oa_conversation_is_busy (self->conversation)
      && !oa_conversation_awaits_transcript (self->conversation);
  g_mutex_unlock (&self->lock);
  return quiet && !oa_upload_gate_is_holding (self->gate)
      && !oa_barge_in_is_pending (self->barge_in);
}

/* A pause is looked for this often: nothing tells that speech has sounded. */
#define QUIET_POLL_US (100 * 1000)

gint64
oa_session_step_reconnect (OaSession *self)
{
  gint64 now = oa_session_now ();

  if (self->next_at != 0 && now >= self->next_at) {
    self->next_at = 0;
    if (self->was_up)
      oa_session_open_next_link (self);
    else
      oa_session_open_first (self);
  }
  if (self->renew_at != 0 && now >= self->renew_at
      && oa_session_is_configured (self)) {
    self->renew_at = 0;
    oa_session_open_next_link (self);
  }
  if (oa_session_has_ready_link (self)) {
    if (oa_link_is_asking (self->link))
      return now;
    if (!oa_link_is_connected (self->link) || is_quiet (self)
        || seconds_left (self) <= LAST_MARGIN_S)
      take_over (self);
    else
      return now + QUIET_POLL_US;
  }
  return oa_deadline_earlier (self->next_at != 0 ? self->next_at : -1,
      self->renew_at != 0 ? self->renew_at : -1);
}

void
oa_session_check_voice (OaSession *self)
{
  /* What is under way may be refused for the voice's sake. */
  if (!self->voice_due
      || !oa_session_config_is_settled (oa_session_get_config (self)))
    return;
  self->voice_due = FALSE;
  if (!oa_session_config_voice_waits (oa_session_get_config (self)))
    return;
  GST_INFO_ID (self->observer->name, "the voice changes with the next session");
  oa_session_renew_now (self);
}

void
oa_session_renew_now (OaSession *self)
{
  /* Only the caller can make another call. */
  if (oa_element_settings_is_sideband (&self->settings))
    return;
  if (oa_session_is_configured (self) && self->renew_at != 0)
    self->renew_at = oa_session_now ();
  else if (oa_session_is_configured (self) && self->next_link == NULL)
    oa_session_open_next_link (self);
}
