/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversationevents.c - what each event of the service means to the parts of a
 * conversation. */

#include "conversationevents.h"

#include "protocol/servicecause.h"
#include "itemevents.h"

#include <string.h>

static void
notify_error (GPtrArray *actions, const OaServiceError *error)
{
  oa_actions_notify (actions,
      &(OaNotice){ OA_NOTICE_ERROR, .error = (OaServiceError *) error });
}

static void
handle_session (OaConversation *self, const OaEvent *event, GPtrArray *actions)
{
  gboolean created = event->type == OA_EVENT_SESSION_CREATED;

  oa_actions_add (actions,
      &(OaAction){ OA_ACTION_SESSION, .created = created,
          .update = created ? OA_UPDATE_NONE
                            : oa_updates_answer (&self->updates),
          .json = event->session != NULL ? event->session->json : NULL });
}

static void
handle_speech (OaConversation *self, const OaEvent *event, GPtrArray *actions)
{
  self->user.speaks = event->type == OA_EVENT_SPEECH_STARTED;
  oa_actions_notify (actions,
      &(OaNotice){ self->user.speaks ? OA_NOTICE_SPEECH_STARTED
                                     : OA_NOTICE_SPEECH_STOPPED,
          event->item_id,
          .audio_ms = self->user.speaks ? event->audio_start_ms
                                        : event->audio_end_ms });
}

static void
handle_dtmf (const OaEvent *event, GPtrArray *actions)
{
  static const gchar keys[] = "0123456789*#ABCD";

  if (event->text != NULL && strlen (event->text) == 1
      && strchr (keys, *event->text) != NULL)
    oa_actions_notify (actions,
        &(OaNotice){ OA_NOTICE_DTMF, .digit = event->text });
}

static void
handle_committed (OaConversation *self, const OaEvent *event, gint64 now,
    GPtrArray *actions)
{
  OaTurnOrigin origin = oa_user_turns_committed (&self->user, event->item_id,
      self->rules.transcribes);

  if (origin == OA_TURN_IDLE) {
    if (self->rules.answers)
      oa_sequencer_expect (self->sequencer, now);
    return;
  }
  self->tools.rounds = 0;
  oa_sequencer_note_turn (self->sequencer);
  if (origin == OA_TURN_OURS)
    return;
  if (self->rules.leaves_turns)
    oa_actions_add (actions,
        &(OaAction){ OA_ACTION_TURN, .item_id = event->item_id });
  else if (self->rules.service_creates)
    oa_sequencer_expect (self->sequencer, now);
}

static void
handle_response_created (OaConversation *self, const OaResponseInfo *response,
    GPtrArray *actions)
{
  guint64 serial = oa_sequencer_response_created (self->sequencer, response,
      oa_calls_all_taken (self->tools.calls), actions);

  oa_pending_items_take_before (&self->pending_items, serial);
}

static void
handle_response_done (OaConversation *self, const OaResponseInfo *response,
    gint64 now, GPtrArray *actions)
{
  if (response->has_usage)
    oa_usage_add (&self->usage, &response->usage);
  oa_actions_add (actions,
      &(OaAction){ OA_ACTION_END_RESPONSE, .response_id = response->id });
  oa_actions_notify (actions,
      &(OaNotice){ OA_NOTICE_RESPONSE_DONE, response->id,
          .response = { response->status, response->reason, response->error,
              response->has_usage, response->usage } });
  if (oa_service_error_is_quota (response->error))
    oa_actions_add (actions,
        &(OaAction){ OA_ACTION_FATAL, .error = response->error });
  else if (response->error != NULL)
    notify_error (actions, response->error);
  if (!response->out_of_band)
    oa_sequencer_response_done (self->sequencer, response->id, now, actions);
}

/*** errors: whose they are ***/

/* A trouble of the server's own, which may have cost whatever is out. Other
 * errors that name no request are mostly about something else, such as a
 * transcription. */
static gboolean
names_nothing (const OaServiceError *error)
{
  return error->event_id == NULL && error->param == NULL
      && g_strcmp0 (error->type, "server_error") == 0;
}

static void
handle_error (OaConversation *self, const OaServiceError *error, gint64 now,
    GPtrArray *actions)
{
  OaUpdateKind update;

  if (oa_service_cause_from_code (error->code) != OA_SERVICE_CAUSE_OTHER) {
    oa_actions_add (actions,
        &(OaAction){ OA_ACTION_FATAL, .error = (OaServiceError *) error });
    return;
  }
  if (oa_sequencer_absorb_error (self->sequencer, error, now)
      || oa_truncations_ignore_rejected (self->truncations, error, actions))
    return;
  update = oa_updates_refuse (&self->updates, error);
  if (update != OA_UPDATE_NONE)
    oa_actions_add (actions,
        &(OaAction){ OA_ACTION_SESSION_REFUSED, .update = update,
            .error = (OaServiceError *) error });
  else if (oa_sequencer_refuse (self->sequencer, error, actions))
    ;
  else if (g_strcmp0 (error->code, "input_audio_buffer_commit_empty") == 0
      && self->user.commits > 0)
    self->user.commits--;
  else if (names_nothing (error))
    oa_sequencer_doubt (self->sequencer, now);
  notify_error (actions, error);
}

/*** texts of a translation ***/

/* A sentence has an id as an item would. */
static void
notify_sentence (GPtrArray *actions, OaRole role, guint64 number,
    const gchar *text, gboolean final, gint64 elapsed_ms)
{
  gchar *id;

  if (text == NULL)
    return;
  id = g_strdup_printf ("%s_%" G_GUINT64_FORMAT, oa_role_get_nick (role),
      number);
  oa_actions_notify (actions,
      &(OaNotice){ OA_NOTICE_TRANSCRIPT, id,
          .transcript = {
              role,
              (gchar *) text,
              final,
              elapsed_ms,
          } });
  g_free (id);
}

static void
handle_stream_text (OaSentences *sentences, const OaEvent *event, OaRole role,
    GPtrArray *actions)
{
  gchar *sentence;

  if (event->text == NULL)
    return;
  sentence = oa_sentences_add (sentences, event->text);
  notify_sentence (actions, role, sentences->number - 1, sentence, TRUE,
      event->elapsed_ms);
  notify_sentence (actions, role, sentences->number, event->text, FALSE,
      event->elapsed_ms);
  g_free (sentence);
}

static void
end_stream (OaSentences *sentences, OaRole role, GPtrArray *actions)
{
  gchar *sentence = oa_sentences_end (sentences);

  notify_sentence (actions, role, sentences->number - 1, sentence, TRUE, -1);
  g_free (sentence);
}

static void
handle_closed (OaConversation *self, GPtrArray *actions)
{
  self->closing = FALSE;
  end_stream (&self->heard, OA_ROLE_USER, actions);
  end_stream (&self->translated, OA_ROLE_ASSISTANT, actions);
}

/*** all together ***/

void
oa_conversation_events_send_outputs (OaConversation *self, gint64 now,
    GPtrArray *actions)
{
  OaAnswer answer;

  if (!self->rules.online)
    return;
  answer =
      oa_tool_calls_send (&self->tools, self->rules.input_ended, now, actions);
  if (answer != OA_ANSWER_NOT_YET)
    oa_sequencer_outputs_sent (self->sequencer, answer == OA_ANSWER_WANTED);
}

/* Before anything is made of it. */
static void
note_response (OaConversation *self, const OaEvent *event)
{
  const OaResponseInfo *response = event->response;

  if (response == NULL)
    return;
  oa_responses_note (&self->responses, response->id,
      (event->type == OA_EVENT_RESPONSE_DONE ? OA_RESPONSE_DONE
                                             : OA_RESPONSE_ANNOUNCED)
          | (response->out_of_band ? OA_RESPONSE_OUT_OF_BAND : 0)
          | (g_strcmp0 (response->status, "cancelled") == 0
                  ? OA_RESPONSE_CANCELLED
                  : 0));
}

gboolean
oa_conversation_events_handle (OaConversation *self, const OaEvent *event,
    gint64 now, GPtrArray *actions)
{
  if (oa_sequencer_is_stray (self->sequencer, event->response_id))
    return FALSE;
  note_response (self, event);
  oa_sequencer_note_event (self->sequencer, event, now);
  oa_tool_calls_handle (&self->tools, event, now, actions);
  oa_conversation_events_send_outputs (self, now, actions);
  oa_item_events_handle (self->items, &self->responses, event, actions);
  switch (event->type) {
    case OA_EVENT_ERROR:
      if (event->error != NULL)
        handle_error (self, event->error, now, actions);
      break;
    case OA_EVENT_SESSION_CREATED:
    case OA_EVENT_SESSION_UPDATED:
      handle_session (self, event, actions);
      break;
    case OA_EVENT_SESSION_CLOSED:
      handle_closed (self, actions);
      break;
    case OA_EVENT_ITEM_ADDED:
    case OA_EVENT_ITEM_DONE:
    case OA_EVENT_OUTPUT_ITEM_ADDED:
    case OA_EVENT_OUTPUT_ITEM_DONE:
      if (event->item != NULL)
        oa_pending_items_take (&self->pending_items, event->item->id);
      break;
    case OA_EVENT_ITEM_TRUNCATED:
      oa_truncations_confirm (self->truncations, event);
      break;
    case OA_EVENT_SPEECH_STARTED:
    case OA_EVENT_SPEECH_STOPPED:
      handle_speech (self, event, actions);
      break;
    case OA_EVENT_INPUT_TIMEOUT:
      oa_actions_notify (actions,
          &(OaNotice){ OA_NOTICE_IDLE_TIMEOUT, event->item_id,
              .audio_ms = event->audio_end_ms });
      oa_user_turns_idle (&self->user, event->item_id);
      break;
    case OA_EVENT_DTMF:
      handle_dtmf (event, actions);
      break;
    case OA_EVENT_INPUT_COMMITTED:
      handle_committed (self, event, now, actions);
      break;
    case OA_EVENT_RESPONSE_CREATED:
      if (event->response != NULL)
        handle_response_created (self, event->response, actions);
      break;
    case OA_EVENT_RESPONSE_DONE:
      if (event->response != NULL)
        handle_response_done (self, event->response, now, actions);
      break;
    case OA_EVENT_OUTPUT_TRANSCRIPT_DELTA:
      handle_stream_text (&self->translated, event, OA_ROLE_ASSISTANT, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPT_DELTA:
      handle_stream_text (&self->heard, event, OA_ROLE_USER, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_FAILED:
      if (event->error != NULL)
        notify_error (actions, event->error);
      G_GNUC_FALLTHROUGH;
    case OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED:
      oa_user_turns_transcribed (&self->user, event->item_id);
      break;
    case OA_EVENT_RATE_LIMITS:
      oa_actions_notify (actions,
          &(OaNotice){ OA_NOTICE_RATE_LIMITS,
              .rate_limits = event->rate_limits });
      break;
    default:
      break;
  }
  return TRUE;
}
