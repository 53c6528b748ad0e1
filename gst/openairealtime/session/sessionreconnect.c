/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionreconnect.c - a session outlives its connection: what the loss of one
 * leaves to do, and what another one is told: what was said, the audio that is
 * not answered yet, and the request for the answer that was lost. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"
#include "media/captionfeed.h"

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
      && !oa_session_context_detects_turns (&self->context);
  self->context.response_lost = loss == OA_LOST_RESPONSE_UNFINISHED
      || (loss == OA_LOST_RESPONSE_UNHEARD
          && (!oa_resend_window_has_turn (self->resend_window)
              || self->commit_again));
}

static OaSegmentMark
hold_to_mark (OaHoldKind kind)
{
  switch (kind) {
    case OA_HOLD_PAUSE:
      return OA_MARK_PAUSE;
    case OA_HOLD_ONSET:
      return OA_MARK_ONSET;
    default:
      return OA_MARK_END;
  }
}

/* A hold was before audio that must go up again: it waits behind it. */
static void
put_hold_back (OaSession *self)
{
  OaHold hold;

  if (oa_upload_gate_get_hold (self->gate, &hold)) {
    OaSegment segment = { hold.pause_ms, hold.sent_ms, hold.has_speech,
      hold.any_speech, hold.has_speech
    };

    oa_media_mark_segment (self->media, hold_to_mark (hold.kind), &segment);
  }
  oa_upload_gate_reset (self->gate);
}

void
oa_session_on_link_lost (OaSession *self)
{
  GPtrArray *actions = oa_session_new_actions (self);
  OaSessionActions *list;
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
  oa_caption_feed_forget (self->media);
  put_hold_back (self);
  list = oa_session_new_list (self);
  oa_interruption_class.link_lost (self->interruption, oa_session_now (), list);
  oa_session_carry_out (self, list);
  self->context.user_speaks = FALSE;
  self->committed_ms = 0;
  self->settings_until = 0;
}

/*** beginning again ***/

/* The session ended and begins again: nothing of before is asked for again. */
static void
wake_up (OaSession *self)
{
  self->context.response_lost = self->unfinished = self->commit_again = FALSE;
  oa_resend_window_reset (self->resend_window);
  oa_session_set_state (self,
      GST_OPENAI_REALTIME_CONNECTION_STATE_RECONNECTING);
  oa_connector_reopen (&self->connector, oa_session_now ());
}

void
oa_session_begin_again (OaSession *self)
{
  OaSessionPhase phase = self->context.phase;

  if (phase == OA_SESSION_FAILED)
    return;
  self->draining = FALSE;
  self->context.user_speaks = FALSE;
  oa_session_forget_heard (self);
  oa_upload_gate_reset (self->gate);
  oa_session_void_commits (self);
  /* A conversation that was long enough does not begin again. */
  if (self->limits.told) {
    oa_session_set_phase (self, OA_SESSION_DRAINED);
    oa_media_close_input (self->media);
    oa_media_set_drained (self->media);
    return;
  }
  oa_session_set_phase (self, OA_SESSION_RUNNING);
  /* What an end left out of the settings. */
  oa_session_want_settings (self, NULL);
  oa_session_configure_session (self);
  if (phase == OA_SESSION_RESTING)
    wake_up (self);
  else if (oa_session_is_configured (self)) {
    oa_session_do_waiting_requests (self);
    oa_session_send_simple (self, OA_COMMAND_CLEAR_INPUT);
  }
  oa_session_advance (self);
}

/*** on another connection ***/

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

gboolean
oa_session_restore (OaSession *self)
{
  gboolean restored = tell_all (self);
  GstClockTime again;

  oa_resend_window_reset (self->resend_window);
  again = oa_media_resend (self->media, self->commit_again);
  GST_DEBUG_ID (self->observer->name, "%" GST_TIME_FORMAT " go up again",
      GST_TIME_ARGS (again));
  return restored;
}

void
oa_session_take_up_requests (OaSession *self)
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
  oa_conversation_resume (self->conversation, self->context.response_lost,
      actions);
  g_mutex_unlock (&self->lock);
  self->context.response_lost = self->unfinished = self->commit_again = FALSE;
  oa_session_run_actions (self, actions);
}
