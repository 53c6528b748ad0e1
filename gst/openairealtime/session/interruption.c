/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* interruption.c - the user speaks while the model does: interruption, second
 * thoughts, answers that must not be interrupted.
 *
 * Whether it was meant is conversation/bargein's decision; what was heard is
 * the timeline's. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"

/*** what the session is told ***/

static gboolean
lets_interrupt (OaSession *self)
{
  return self->live && self->settings.session.interrupt_response
      && self->settings.interrupt_mode
      != GST_OPENAI_REALTIME_INTERRUPT_MODE_NONE;
}

/* With second thoughts it is us who cancel and who ask for answers: the service
 * must not act on a cough. */
static gboolean
has_second_thoughts (OaSession *self)
{
  return lets_interrupt (self) && self->settings.interrupt_hold > 0
      && oa_session_service_detects (self);
}

static gboolean
service_cancels (OaSession *self)
{
  return lets_interrupt (self) && !has_second_thoughts (self)
      && !self->protecting && !self->ending;
}

void
oa_session_restrict_settings (OaSession *self, OaSettings *wanted)
{
  /* The client that set up the call knows whether it is live. */
  if (oa_element_settings_is_sideband (&self->settings))
    return;
  wanted->interrupt_response = service_cancels (self);
  wanted->create_response =
      wanted->create_response && !has_second_thoughts (self);
}

void
oa_session_configure_barge_in (OaSession *self)
{
  const OaSettings *s = &self->settings.session;
  gboolean doubts = has_second_thoughts (self);
  gboolean server_vad = s->turn_detection
      == GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD;
  const OaBargeInRules rules = {
    doubts ? self->settings.interrupt_hold : 0,
    self->settings.interrupt_min_duration,
    server_vad ? s->vad_prefix_padding : 0,
    server_vad ? s->vad_silence_duration : 0,
    s->transcription_model != NULL && *s->transcription_model != '\0'
  };

  oa_barge_in_configure (self->barge_in, &rules);
  g_mutex_lock (&self->lock);
  oa_conversation_set_leaves_turns (self->conversation,
      doubts && s->create_response);
  g_mutex_unlock (&self->lock);
}

/* A protected answer is wanted, or over: the service is told in time whether
 * speech may cancel. */
void
oa_session_check_protection (OaSession *self)
{
  gboolean protecting;

  g_mutex_lock (&self->lock);
  protecting = oa_conversation_is_protecting (self->conversation);
  g_mutex_unlock (&self->lock);
  if (protecting == self->protecting)
    return;
  self->protecting = protecting;
  oa_session_want_settings (self, NULL);
  oa_session_configure_session (self);
}

/*** interrupting ***/

/* One for the item that was sounding, else for the first that never began. */
static void
report_interrupted (OaSession *self, GPtrArray *cuts)
{
  const OaCut *told = NULL;
  gint64 dropped_ms = 0;
  gchar *quote;
  guint i;

  for (i = 0; i < cuts->len; i++) {
    const OaCut *cut = g_ptr_array_index (cuts, i);

    if (told == NULL && !cut->heard_all)
      told = cut;
    dropped_ms += cut->dropped_ms;
  }
  if (told == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->figures.interruptions++;
  g_mutex_unlock (&self->lock);
  quote = oa_observer_quote (self->observer, told->item_id);
  GST_INFO_ID (self->observer->name, "interrupted %s at %" G_GINT64_FORMAT
      " ms, dropped %" G_GINT64_FORMAT " ms", quote, told->heard_ms,
      dropped_ms);
  g_free (quote);
  oa_observer_notice (self->observer, oa_notice_new_interrupted (told->item_id,
          told->heard_ms, dropped_ms));
}

/* @all: the application wants it, whatever is protected. */
static void
interrupt (OaSession *self, gboolean cancelled, gboolean all)
{
  GPtrArray *actions, *cuts;
  guint i;

  if (!self->dialect->has_turns)
    return;
  actions = oa_session_new_actions (self);
  oa_session_end_speech (self);
  cuts = oa_media_interrupt (self->media, self->settings.interrupt_mode
      == GST_OPENAI_REALTIME_INTERRUPT_MODE_FLUSH);
  g_mutex_lock (&self->lock);
  oa_conversation_drop_requests (self->conversation, all);
  oa_conversation_interrupt (self->conversation, cancelled, actions);
  for (i = 0; i < cuts->len; i++) {
    const OaCut *cut = g_ptr_array_index (cuts, i);

    oa_conversation_truncate_item (self->conversation, cut->item_id,
        cut->response_id, cut->heard_ms, cut->received_ms, cut->heard_all,
        actions);
  }
  g_mutex_unlock (&self->lock);
  /* What a lost connection cut off, or kept from beginning, is not wanted any
   * more. */
  self->unfinished = self->ask_again = FALSE;
  report_interrupted (self, cuts);
  g_ptr_array_unref (cuts);
  oa_session_run_actions (self, actions);
  /* The speech of a call waits at the service. */
  if (oa_element_settings_is_sideband (&self->settings) && !cancelled)
    oa_session_send_simple (self, OA_COMMAND_CLEAR_OUTPUT);
}

void
oa_session_do_interrupt (OaSession *self)
{
  interrupt (self, FALSE, TRUE);
}

/*** second thoughts ***/

static void
delete_item (OaSession *self, const gchar *item_id)
{
  gchar *quote = oa_observer_quote (self->observer, item_id);

  GST_DEBUG_ID (self->observer->name, "%s was a false start", quote);
  g_free (quote);
  oa_session_forget_item (self, item_id);
}

static void
resume (OaSession *self)
{
  GstClockTime held = oa_media_resume (self->media);

  if (GST_CLOCK_TIME_IS_VALID (held))
    oa_observer_notice (self->observer,
        oa_notice_new_resumed (held / GST_MSECOND));
}

/* Whatever was in doubt is heard again by another service. */
void
oa_session_forget_doubt (OaSession *self)
{
  oa_barge_in_reset (self->barge_in);
  resume (self);
}

static void
settle_turn (OaSession *self, OaBargeInDecision verdict)
{
  gchar *turn = oa_barge_in_take_turn (self->barge_in);

  if (turn == NULL)
    return;
  if (verdict == OA_BARGE_IN_RESUME)
    delete_item (self, turn);
  else
    oa_session_ask_response (self, NULL);
  g_free (turn);
}

static void
apply_verdict (OaSession *self, OaBargeInDecision verdict)
{
  switch (verdict) {
    case OA_BARGE_IN_NOTHING:
      return;
    case OA_BARGE_IN_HOLD:
      oa_media_hold (self->media);
      return;
    case OA_BARGE_IN_RESUME:
      resume (self);
      break;
    case OA_BARGE_IN_INTERRUPT:
      interrupt (self, service_cancels (self), FALSE);
      break;
  }
  settle_turn (self, verdict);
}

/* What can be interrupted now: speech that still sounds, or an answer of which
 * nothing was heard yet: it is under way, or only asked for. */
static gboolean
may_be_interrupted (OaSession *self, gboolean *audible)
{
  GPtrArray *responses = oa_media_list_speaking (self->media);
  const gchar *active;
  gboolean may;
  guint i;

  *audible = responses->len > 0;
  g_mutex_lock (&self->lock);
  active = oa_conversation_get_active (self->conversation);
  may = (*audible || active != NULL || self->ask_again
      || oa_conversation_awaits_response (self->conversation))
      && !oa_conversation_is_protected (self->conversation, active);
  for (i = 0; i < responses->len; i++)
    may = may && !oa_conversation_is_protected (self->conversation,
        g_ptr_array_index (responses, i));
  g_mutex_unlock (&self->lock);
  g_ptr_array_unref (responses);
  return may;
}

/* By a talk button there is nothing to doubt. */
void
oa_session_do_talk (OaSession *self)
{
  gboolean audible;

  if (!self->ending && lets_interrupt (self)
      && may_be_interrupted (self, &audible))
    interrupt (self, FALSE, FALSE);
}

static void
user_started (OaSession *self, const OaEvent *event)
{
  OaBargeInDecision verdict;
  gboolean audible;

  if (self->ending || !lets_interrupt (self)
      || !may_be_interrupted (self, &audible))
    return;
  verdict = oa_barge_in_started (self->barge_in, event->item_id,
      event->audio_start_ms, audible, oa_session_now ());
  /* Nothing of it was heard: it is not missed. */
  if (verdict == OA_BARGE_IN_NOTHING)
    verdict = OA_BARGE_IN_INTERRUPT;
  apply_verdict (self, verdict);
}

void
oa_session_judge (OaSession *self, const OaEvent *event)
{
  OaBargeIn *judge = self->barge_in;

  switch (event->type) {
    case OA_EVENT_SPEECH_STARTED:
      user_started (self, event);
      break;
    case OA_EVENT_SPEECH_STOPPED:
      apply_verdict (self, oa_barge_in_stopped (judge, event->item_id,
              event->audio_end_ms));
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED:
      apply_verdict (self, oa_barge_in_transcribed (judge, event->item_id,
              event->text != NULL ? event->text : ""));
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_FAILED:
      apply_verdict (self, oa_barge_in_transcribed (judge, event->item_id,
              NULL));
      break;
    default:
      break;
  }
}

void
oa_session_take_turn (OaSession *self, const gchar *item_id)
{
  switch (oa_barge_in_committed (self->barge_in, item_id)) {
    case OA_TURN_ANSWER:
      oa_session_ask_response (self, NULL);
      break;
    case OA_TURN_DELETE:
      delete_item (self, item_id);
      break;
    case OA_TURN_WAIT:
      break;
  }
}

gint64
oa_session_step_barge_in (OaSession *self)
{
  apply_verdict (self, oa_barge_in_poll (self->barge_in, oa_session_now ()));
  return oa_barge_in_get_deadline (self->barge_in);
}

/* What the user says is void. While it is in doubt, the speech goes on. */
void
oa_session_void_doubt (OaSession *self)
{
  apply_verdict (self, oa_barge_in_dismiss (self->barge_in));
}

/* The application voids what the user said; where turns are made by hand, the
 * user begins a new one. */
void
oa_session_input_cleared (OaSession *self)
{
  if (oa_barge_in_is_pending (self->barge_in))
    oa_session_void_doubt (self);
  else if (lets_interrupt (self) && !oa_session_service_detects (self))
    interrupt (self, FALSE, FALSE);
}
