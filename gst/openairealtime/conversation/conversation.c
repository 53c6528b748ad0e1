/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversation.c - joins the parts: requests, interruptions, time, connections
 * that come and go. What the service says is for conversationevents.c. */

#include "conversation.h"
#include "conversationevents.h"

#include "protocol/json.h"
#include "deadline.h"
#include "ids.h"
#include "itemevents.h"

OaConversation *
oa_conversation_new (void)
{
  OaConversation *self = g_new0 (OaConversation, 1);

  self->items = oa_items_new ();
  self->rules = (OaConversationRules){ .answers = TRUE,
    .plays = TRUE,
    .service_creates = TRUE,
    .online = TRUE,
    .response_timeout_ms = 1 };
  self->sequencer =
      oa_sequencer_new (&self->responses, &self->last_id, &self->rules);
  self->truncations =
      oa_truncations_new (self->items, &self->responses, &self->last_id);
  oa_tool_calls_init (&self->tools, &self->responses);
  oa_sentences_init (&self->heard);
  oa_sentences_init (&self->translated);
  return self;
}

void
oa_conversation_free (OaConversation *self)
{
  if (self == NULL)
    return;
  oa_truncations_free (self->truncations);
  oa_sequencer_free (self->sequencer);
  oa_responses_clear (&self->responses);
  oa_pending_items_clear (&self->pending_items);
  oa_items_free (self->items);
  oa_tool_calls_clear (&self->tools);
  oa_user_turns_clear (&self->user);
  oa_updates_clear (&self->updates);
  oa_sentences_clear (&self->heard);
  oa_sentences_clear (&self->translated);
  g_free (self);
}

OaConversationRules *
oa_conversation_get_rules (OaConversation *self)
{
  return &self->rules;
}

/*** requests ***/

void
oa_conversation_configure_calls (OaConversation *self,
    const OaCallPolicy *policy, JsonArray *tools)
{
  oa_tool_calls_configure (&self->tools, policy, tools);
}

gchar *
oa_conversation_begin_update (OaConversation *self, OaUpdateKind kind,
    const gchar *event_id)
{
  gchar *id = event_id != NULL ? g_strdup (event_id)
                               : oa_ids_new (&self->last_id, "update");

  oa_updates_push (&self->updates, kind, id);
  return id;
}

void
oa_conversation_forget_updates (OaConversation *self)
{
  oa_updates_clear (&self->updates);
}

void
oa_conversation_begin_commit (OaConversation *self)
{
  self->user.commits++;
}

void
oa_conversation_send_item (OaConversation *self, JsonObject *item,
    gboolean turn, gboolean respond, GPtrArray *actions)
{
  gchar *id;

  if (!self->rules.answers)
    return;
  id = oa_ids_new (&self->last_id, "item_sent");
  if (turn) {
    self->user.count++;
    self->tools.rounds = 0;
  }
  /* Named by us, so that it is known when the service has it. */
  if (oa_json_get_string (item, "id") == NULL)
    json_object_set_string_member (item, "id", id);
  oa_pending_items_add (&self->pending_items, item, self->last_id);
  oa_actions_send (actions,
      &(OaCommand){ OA_COMMAND_ADD_ITEM, .object = item });
  g_free (id);
  if (respond)
    oa_conversation_create_response (self, NULL, actions);
}

void
oa_conversation_create_response (OaConversation *self, JsonObject *response,
    GPtrArray *actions)
{
  self->tools.rounds = 0;
  if (self->rules.answers)
    oa_function_check_add (oa_calls_get_functions (self->tools.calls),
        oa_json_get_array (response, "tools"));
  oa_sequencer_respond (self->sequencer, response, actions);
}

void
oa_conversation_say (OaConversation *self, const OaSay *say, GPtrArray *actions)
{
  self->tools.rounds = 0;
  oa_sequencer_say (self->sequencer, say, actions);
}

OaOutputResult
oa_conversation_set_output (OaConversation *self, const gchar *call_id,
    const gchar *output)
{
  return oa_calls_set_output (self->tools.calls, call_id, output);
}

OaOutputResult
oa_conversation_approve (OaConversation *self, const gchar *approval_id,
    gboolean approve, const gchar *reason)
{
  return oa_mcp_decide (self->tools.mcp, approval_id, approve, reason);
}

void
oa_conversation_close (OaConversation *self, GPtrArray *actions)
{
  if (self->closing)
    return;
  self->closing = TRUE;
  oa_actions_send (actions, &(OaCommand){ OA_COMMAND_CLOSE });
}

void
oa_conversation_note_deleting (OaConversation *self, const gchar *item_id)
{
  OaItem *item = oa_items_find (self->items, item_id);

  if (item != NULL)
    item->deleting = TRUE;
}

/*** interruptions ***/

void
oa_conversation_truncate_item (OaConversation *self, const gchar *item_id,
    const gchar *response_id, gint64 heard_ms, gint64 received_ms,
    gboolean heard_all, GPtrArray *actions)
{
  OaItem *item;

  if (heard_all || item_id == NULL)
    return;
  item = oa_items_ensure (self->items, item_id, OA_ROLE_ASSISTANT);
  if (item == NULL)
    return;
  oa_item_events_place (self->items, &self->responses, item, response_id);
  oa_truncations_add (self->truncations, item, response_id, heard_ms,
      received_ms, actions);
}

void
oa_conversation_interrupt (OaConversation *self, gboolean service_cancels,
    GPtrArray *actions)
{
  const gchar *active = oa_sequencer_get_active (self->sequencer);

  if (active != NULL)
    oa_truncations_add_soundless (self->truncations, active, self->rules.plays,
        actions);
  oa_sequencer_interrupt (self->sequencer, service_cancels, actions);
}

void
oa_conversation_drop_requests (OaConversation *self, gboolean protected_too)
{
  oa_sequencer_drop_requests (self->sequencer, protected_too);
}

/*** all together ***/

gboolean
oa_conversation_handle (OaConversation *self, const OaEvent *event, gint64 now,
    GPtrArray *actions)
{
  return oa_conversation_events_handle (self, event, now, actions);
}

static void
say_filler (OaConversation *self, gint64 now, GPtrArray *actions)
{
  gboolean silent = !oa_sequencer_is_busy (self->sequencer)
      && !self->user.speaks && !self->rules.sounding;
  const OaSay filler = { OA_SAY_FILLER,
    oa_calls_take_filler (self->tools.calls, silent, now), FALSE };

  if (filler.words != NULL)
    oa_sequencer_say (self->sequencer, &filler, actions);
}

void
oa_conversation_poll (OaConversation *self, gint64 now, GPtrArray *actions)
{
  oa_mcp_poll (self->tools.mcp, now, actions);
  oa_conversation_events_send_outputs (self, now, actions);
  say_filler (self, now, actions);
  oa_sequencer_poll (self->sequencer, oa_mcp_is_open (self->tools.mcp), now,
      actions);
}

gint64
oa_conversation_get_deadline (const OaConversation *self)
{
  gint64 deadline = oa_sequencer_get_deadline (self->sequencer);

  return self->rules.online ? oa_deadline_earlier (deadline,
             oa_tool_calls_get_deadline (&self->tools))
                            : deadline;
}

void
oa_conversation_time_out (OaConversation *self, GPtrArray *actions)
{
  oa_sequencer_time_out (self->sequencer, actions);
  oa_user_turns_time_out (&self->user);
  self->closing = FALSE;
  oa_tool_calls_time_out (&self->tools, actions);
}

/*** the connection ***/

OaLostResponse
oa_conversation_link_lost (OaConversation *self, GPtrArray *actions)
{
  OaLostResponse lost = oa_sequencer_link_lost (self->sequencer, actions);

  oa_user_turns_link_lost (&self->user);
  oa_truncations_forget (self->truncations);
  oa_mcp_reset (self->tools.mcp);
  oa_updates_clear (&self->updates);
  self->closing = FALSE;
  return lost;
}

gboolean
oa_conversation_replay (OaConversation *self, const OaHistoryRules *rules,
    gboolean response_cut, GPtrArray *actions)
{
  OaHistoryRules all = *rules;
  gboolean any;

  all.calls = self->tools.calls;
  any = oa_history_replay (self->items, &self->pending_items, &all,
      response_cut, actions);
  oa_calls_begin_session (self->tools.calls);
  return any;
}

void
oa_conversation_resume (OaConversation *self, gboolean ask, GPtrArray *actions)
{
  self->rules.online = TRUE;
  oa_conversation_events_send_outputs (self, 0, actions);
  oa_sequencer_resume (self->sequencer, ask, actions);
}

/*** questions ***/

gboolean
oa_conversation_is_busy (const OaConversation *self)
{
  return self->closing || oa_sequencer_is_busy (self->sequencer)
      || oa_tool_calls_is_open (&self->tools);
}

gboolean
oa_conversation_awaits_output (const OaConversation *self)
{
  return !self->closing && !oa_sequencer_is_busy (self->sequencer)
      && oa_tool_calls_is_open (&self->tools);
}

gboolean
oa_conversation_awaits_transcript (const OaConversation *self)
{
  return self->rules.transcribes && oa_user_turns_awaits_text (&self->user);
}

gboolean
oa_conversation_is_protecting (const OaConversation *self)
{
  return oa_sequencer_is_protecting (self->sequencer);
}

gboolean
oa_conversation_awaits_response (const OaConversation *self)
{
  return oa_sequencer_awaits_response (self->sequencer);
}

const gchar *
oa_conversation_get_active (const OaConversation *self)
{
  return oa_sequencer_get_active (self->sequencer);
}

OaResponseFlags
oa_conversation_get_response (const OaConversation *self,
    const gchar *response_id)
{
  return oa_responses_get (&self->responses, response_id);
}

void
oa_conversation_set_heard (OaConversation *self, const gchar *item_id,
    gint64 heard_ms)
{
  OaItem *item = oa_items_find (self->items, item_id);

  if (item != NULL)
    item->heard_ms = heard_ms;
}

void
oa_conversation_add_received (OaConversation *self, const gchar *item_id,
    guint64 samples, guint rate)
{
  OaItem *item = oa_items_ensure (self->items, item_id, OA_ROLE_ASSISTANT);

  if (item == NULL)
    return;
  item->samples += samples;
  item->rate = rate;
}

guint
oa_conversation_get_turns (const OaConversation *self)
{
  return self->user.count;
}

guint
oa_conversation_get_spoken_turns (const OaConversation *self)
{
  return self->user.spoken;
}

void
oa_conversation_get_usage (const OaConversation *self, OaUsage *usage)
{
  *usage = self->usage;
}

gchar *
oa_conversation_to_json (const OaConversation *self)
{
  return oa_items_to_json (self->items);
}
