/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* interruption.c - what speech of the user does to an answer, and what the
 * service and the conversation are told of it. */

#include "session/bargein.h"
#include "session/interruption.h"

struct _OaInterruption
{
  OaSessionContext *context;
  OaBargeIn *barge_in;
  gboolean protecting; /* an answer must not be interrupted */
};

OaInterruption *
oa_interruption_new (OaSessionContext *context)
{
  OaInterruption *self = g_new0 (OaInterruption, 1);

  self->context = context;
  self->barge_in = oa_barge_in_new ();
  return self;
}

void
oa_interruption_free (OaInterruption *self)
{
  if (self == NULL)
    return;
  oa_barge_in_free (self->barge_in);
  g_free (self);
}

/*** what the service does by itself ***/

/* A recording interrupts no answer: what comes next was said before the answer
 * was heard. */
static gboolean
lets_interrupt (OaInterruption *self)
{
  const OaElementSettings *settings = self->context->settings;

  return self->context->live && settings->session.interrupt_response
      && settings->interrupt.mode != GST_OPENAI_REALTIME_INTERRUPT_MODE_NONE;
}

/* Then it is us who cancel and who ask for answers: the service must not act on
 * a cough. */
static gboolean
checks_false_interruptions (OaInterruption *self)
{
  return lets_interrupt (self) && self->context->settings->interrupt.hold > 0
      && oa_session_context_detects_turns (self->context);
}

static gboolean
service_cancels (OaInterruption *self)
{
  return lets_interrupt (self) && !checks_false_interruptions (self)
      && !self->protecting && self->context->phase < OA_SESSION_ENDING;
}

void
oa_interruption_restrict_settings (OaInterruption *self, OaSettings *wanted)
{
  /* The client that set up the call knows whether it is live. */
  if (oa_session_context_is_sideband (self->context))
    return;
  wanted->interrupt_response = service_cancels (self);
  wanted->create_response = wanted->create_response
      && !checks_false_interruptions (self);
}

void
oa_interruption_configure (OaInterruption *self)
{
  const OaElementSettings *settings = self->context->settings;
  const OaSettings *s = &settings->session;
  gboolean checks = checks_false_interruptions (self);
  gboolean server_vad = s->turn_detection
      == GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD;
  const OaBargeInRules rules = { checks ? settings->interrupt.hold : 0,
    settings->interrupt.min_duration, server_vad ? s->vad_prefix_padding : 0,
    server_vad ? s->vad_silence_duration : 0,
    s->transcription_model != NULL && *s->transcription_model != '\0' };

  oa_barge_in_configure (self->barge_in, &rules);
  g_mutex_lock (self->context->lock);
  oa_conversation_get_rules (self->context->conversation)->leaves_turns = checks
      && s->create_response;
  g_mutex_unlock (self->context->lock);
}

void
oa_interruption_check_protection (OaInterruption *self, OaSessionActions *out)
{
  gboolean protecting;

  g_mutex_lock (self->context->lock);
  protecting = oa_conversation_is_protecting (self->context->conversation);
  g_mutex_unlock (self->context->lock);
  if (protecting == self->protecting)
    return;
  self->protecting = protecting;
  oa_session_actions_add (out, OA_SESSION_ACTION_CONFIGURE);
}

/*** interrupting ***/

/* One for the item that was sounding, else for the first that never began. */
static void
report_interrupted (OaMedia *media, const GPtrArray *truncated,
    OaSessionActions *out)
{
  const OaTruncatedItem *told = NULL;
  gint64 dropped_ms = 0;
  guint i;

  for (i = 0; i < truncated->len; i++) {
    const OaTruncatedItem *item = g_ptr_array_index (truncated, i);

    if (told == NULL && !item->heard_all)
      told = item;
    dropped_ms += item->dropped_ms;
  }
  if (told == NULL)
    return;
  oa_media_announce_interruption (media, told->item_id, told->heard_ms,
      dropped_ms);
  oa_session_actions_notice (out,
      &(OaNotice){ OA_NOTICE_INTERRUPTED, told->item_id,
          .interrupted = { told->heard_ms, dropped_ms } });
}

void
oa_interruption_interrupt (OaInterruption *self, gboolean cancelled,
    gboolean all, OaSessionActions *out)
{
  OaSessionContext *context = self->context;
  GPtrArray *actions = oa_actions_new (), *truncated;
  guint i;

  truncated = oa_media_interrupt (context->media,
      context->settings->interrupt.mode
          == GST_OPENAI_REALTIME_INTERRUPT_MODE_FLUSH);
  g_mutex_lock (context->lock);
  oa_conversation_drop_requests (context->conversation, all);
  oa_conversation_interrupt (context->conversation, cancelled, actions);
  for (i = 0; i < truncated->len; i++) {
    const OaTruncatedItem *item = g_ptr_array_index (truncated, i);

    oa_conversation_truncate_item (context->conversation, item->item_id,
        item->response_id, item->heard_ms, item->received_ms, item->heard_all,
        actions);
  }
  g_mutex_unlock (context->lock);
  report_interrupted (context->media, truncated, out);
  g_ptr_array_unref (truncated);
  /* The audio of such a call is queued at the service, not here. */
  if (oa_session_context_is_sideband (context) && !cancelled)
    oa_actions_send (actions, &(OaCommand){ OA_COMMAND_CLEAR_OUTPUT });
  oa_session_actions_conversation (out, actions);
}

/*** false interruptions ***/

/* A false start is no part of the conversation. */
static void
delete_item (OaInterruption *self, const gchar *item_id, OaSessionActions *out)
{
  GPtrArray *actions = oa_actions_new ();

  g_mutex_lock (self->context->lock);
  oa_conversation_note_deleting (self->context->conversation, item_id);
  g_mutex_unlock (self->context->lock);
  oa_actions_send (actions,
      &(OaCommand){ OA_COMMAND_DELETE_ITEM, .item_id = item_id });
  oa_session_actions_conversation (out, actions);
}

static void
resume (OaInterruption *self, OaSessionActions *out)
{
  GstClockTime held = oa_media_resume (self->context->media);

  if (GST_CLOCK_TIME_IS_VALID (held))
    oa_session_actions_notice (out,
        &(OaNotice){ OA_NOTICE_RESUMED, .held_ms = held / GST_MSECOND });
}

/* The turn that waited for the decision. */
static void
settle_turn (OaInterruption *self, OaBargeInDecision decision,
    OaSessionActions *out)
{
  gchar *turn = oa_barge_in_take_turn (self->barge_in);

  if (turn == NULL)
    return;
  if (decision == OA_BARGE_IN_RESUME)
    delete_item (self, turn, out);
  else
    oa_session_actions_add (out, OA_SESSION_ACTION_CREATE_RESPONSE);
  g_free (turn);
}

static void
apply_decision (OaInterruption *self, OaBargeInDecision decision,
    OaSessionActions *out)
{
  self->context->barge_in_pending = oa_barge_in_is_pending (self->barge_in);
  switch (decision) {
    case OA_BARGE_IN_NOTHING:
      return;
    case OA_BARGE_IN_HOLD:
      oa_media_hold (self->context->media);
      return;
    case OA_BARGE_IN_RESUME:
      resume (self, out);
      break;
    case OA_BARGE_IN_INTERRUPT:
      oa_session_actions_append (out,
          &(OaSessionAction){ OA_SESSION_ACTION_INTERRUPT,
              .cancelled = service_cancels (self) });
      break;
  }
  settle_turn (self, decision, out);
}

static gboolean
is_protected (const OaInterruption *self, const gchar *response_id)
{
  return (oa_conversation_get_response (self->context->conversation,
              response_id)
             & OA_RESPONSE_PROTECTED)
      != 0;
}

/* What can be interrupted now: speech that still sounds, or an answer of which
 * nothing was heard yet: it is under way, or only asked for. */
static gboolean
may_be_interrupted (OaInterruption *self, gboolean *audible)
{
  OaSessionContext *context = self->context;
  GPtrArray *responses = oa_media_list_speaking (context->media);
  const gchar *active;
  gboolean may;
  guint i;

  *audible = responses->len > 0;
  g_mutex_lock (context->lock);
  active = oa_conversation_get_active (context->conversation);
  may = (*audible || active != NULL || context->response_lost
            || oa_conversation_awaits_response (context->conversation))
      && !is_protected (self, active);
  for (i = 0; i < responses->len; i++)
    may = may && !is_protected (self, g_ptr_array_index (responses, i));
  g_mutex_unlock (context->lock);
  g_ptr_array_unref (responses);
  return may;
}

void
oa_interruption_talk (OaInterruption *self, OaSessionActions *out)
{
  gboolean audible;

  if (self->context->phase < OA_SESSION_ENDING && lets_interrupt (self)
      && may_be_interrupted (self, &audible))
    oa_session_actions_add (out, OA_SESSION_ACTION_INTERRUPT);
}

static void
user_started (OaInterruption *self, const OaEvent *event, gint64 now,
    OaSessionActions *out)
{
  OaBargeInDecision decision;
  gboolean audible;

  if (self->context->phase >= OA_SESSION_ENDING || !lets_interrupt (self)
      || !may_be_interrupted (self, &audible))
    return;
  decision = oa_barge_in_started (self->barge_in, event->item_id,
      event->audio_start_ms, audible, now);
  /* Nothing sounds that could go on if this was a false start: no check. */
  if (decision == OA_BARGE_IN_NOTHING)
    decision = OA_BARGE_IN_INTERRUPT;
  apply_decision (self, decision, out);
}

void
oa_interruption_take_turn (OaInterruption *self, const gchar *item_id,
    OaSessionActions *out)
{
  switch (oa_barge_in_committed (self->barge_in, item_id)) {
    case OA_TURN_ANSWER:
      oa_session_actions_add (out, OA_SESSION_ACTION_CREATE_RESPONSE);
      break;
    case OA_TURN_DELETE:
      delete_item (self, item_id, out);
      break;
    case OA_TURN_WAIT:
      break;
  }
}

void
oa_interruption_cancel_pending (OaInterruption *self, OaSessionActions *out)
{
  apply_decision (self, oa_barge_in_dismiss (self->barge_in), out);
}

void
oa_interruption_input_cleared (OaInterruption *self, OaSessionActions *out)
{
  if (oa_barge_in_is_pending (self->barge_in))
    oa_interruption_cancel_pending (self, out);
  else if (lets_interrupt (self)
      && !oa_session_context_detects_turns (self->context))
    oa_session_actions_add (out, OA_SESSION_ACTION_INTERRUPT);
}

/*** as a part ***/

static void
handle_event (gpointer part, const OaEvent *event, gint64 now,
    OaSessionActions *out)
{
  OaInterruption *self = part;

  switch (event->type) {
    case OA_EVENT_SPEECH_STARTED:
      user_started (self, event, now, out);
      break;
    case OA_EVENT_SPEECH_STOPPED:
      apply_decision (self,
          oa_barge_in_stopped (self->barge_in, event->item_id,
              event->audio_end_ms),
          out);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED:
      apply_decision (self,
          oa_barge_in_transcribed (self->barge_in, event->item_id,
              event->text != NULL ? event->text : ""),
          out);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_FAILED:
      apply_decision (self,
          oa_barge_in_transcribed (self->barge_in, event->item_id, NULL), out);
      break;
    default:
      break;
  }
}

static gint64
poll_pending (gpointer part, gint64 now, OaSessionActions *out)
{
  OaInterruption *self = part;

  apply_decision (self, oa_barge_in_poll (self->barge_in, now), out);
  oa_interruption_check_protection (self, out);
  return oa_barge_in_get_deadline (self->barge_in);
}

/* The utterance goes up again, and the next service tells of it anew. */
static void
link_lost (gpointer part, gint64 now, OaSessionActions *out)
{
  OaInterruption *self = part;

  oa_barge_in_reset (self->barge_in);
  self->context->barge_in_pending = FALSE;
  resume (self, out);
}

const OaSessionPartClass oa_interruption_class = {
  .event = handle_event,
  .poll = poll_pending,
  .link_lost = link_lost,
};
