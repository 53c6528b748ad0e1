/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversationloss.c - a connection is lost, and another one is told what was
 * said. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "conversationprivate.h"

/* A request that nothing came of is made again; one without overrides is what
 * asking for the lost answer means. TRUE when there is nothing else to ask. */
static gboolean
take_request_back (OaConversation *self)
{
  gboolean unheard = self->request != NULL && !self->request_void
      && !oa_conversation_is_cancelled (self, self->active)
      && !oa_conversation_is_plain (self->request)
      && (!self->begun || (self->active != NULL && !self->spoke));

  if (unheard)
    g_queue_push_head (&self->waiting, g_steal_pointer (&self->request));
  return unheard;
}

static OaLostResponse
find_lost_response (OaConversation *self)
{
  gboolean own = take_request_back (self);

  gboolean cancelled = oa_conversation_is_cancelled (self, self->active);

  if (self->active != NULL && self->spoke && !cancelled)
    return OA_LOST_RESPONSE_UNFINISHED;
  if (self->owed_until != 0 && !self->owed_void)
    return OA_LOST_RESPONSE_UNHEARD;
  if ((self->active != NULL && !cancelled) || (self->request_id != NULL
          && !self->begun && !self->request_void))
    return own ? OA_LOST_RESPONSE_NONE : OA_LOST_RESPONSE_UNHEARD;
  return OA_LOST_RESPONSE_NONE;
}

OaLostResponse
oa_conversation_link_lost (OaConversation *self, GPtrArray *actions)
{
  OaLostResponse lost = find_lost_response (self);

  oa_conversation_forget_request (self);
  if (self->active != NULL) {
    oa_responses_note (self->responses, self->active, OA_RESPONSE_DONE);
    oa_actions_end_response (actions, self->active);
    g_clear_pointer (&self->active, g_free);
  }
  self->owed_until = self->foreign_until = 0;
  self->owed_void = FALSE;
  self->commits = 0;
  self->closing = FALSE;
  self->announces = FALSE;
  /* The end of what is said now is told by no one any more. */
  self->user_speaks = FALSE;
  oa_mcp_reset (self->mcp);
  self->offline = TRUE;
  oa_updates_clear (&self->updates);
  g_queue_clear_full (&self->untold, g_free);
  g_queue_clear_full (&self->told_early, g_free);
  g_queue_clear_full (&self->truncations,
      (GDestroyNotify) oa_conversation_truncation_free);
  return lost;
}

static void
forget_resent_turns (OaConversation *self, const OaHistoryRules *rules)
{
  const GList *l = oa_items_get_last (self->items);

  while (l != NULL && rules->will_be_resent != NULL) {
    const OaItem *item = l->data;

    l = l->prev;
    if (rules->will_be_resent (item->info->id, rules->data))
      oa_items_remove (self->items, item->info->id);
  }
}

typedef struct
{
  const OaCalls *calls;
  const OaHistoryRules *rules;
} Replay;

/* Its output follows, by us or by whoever made the rules. */
static gboolean
call_is_open (const gchar *call_id, gpointer data)
{
  const Replay *self = data;

  return oa_calls_is_waiting (self->calls, call_id)
      || (self->rules->call_is_open != NULL
      && self->rules->call_is_open (call_id, self->rules->data));
}

static gboolean
will_be_resent (const gchar *item_id, gpointer data)
{
  const Replay *self = data;

  return self->rules->will_be_resent != NULL
      && self->rules->will_be_resent (item_id, self->rules->data);
}

static GPtrArray *
make_history (OaConversation *self, const OaHistoryRules *rules)
{
  Replay replay = { self->calls, rules };
  const OaHistoryRules all = { call_is_open, will_be_resent, &replay };

  return oa_history_new (self->items, &all);
}

static void
replay_item (JsonObject *item, gpointer actions)
{
  oa_actions_send (actions,
      oa_command_new_add_item (json_object_ref (item), NULL));
}

gboolean
oa_conversation_replay (OaConversation *self, const OaHistoryRules *rules,
    gboolean unfinished, GPtrArray *actions)
{
  GPtrArray *objects = make_history (self, rules);
  gboolean any = objects->len > 0;
  OaItem *item;
  guint i;

  for (i = 0; i < objects->len; i++) {
    JsonObject *object = objects->pdata[i];

    item = oa_items_find (self->items, oa_json_get_string (object, "id"));
    if (item != NULL)
      item->replayed_as_text = TRUE;
    replay_item (object, actions);
  }
  /* The old session may not have heard of these any more. */
  oa_pending_items_foreach (self->pending_items, replay_item, actions);
  if (any)
    oa_actions_send (actions,
        oa_command_new_inform (OA_ROLE_SYSTEM,
            oa_history_get_note (unfinished)));
  g_ptr_array_unref (objects);
  forget_resent_turns (self, rules);
  oa_calls_begin_session (self->calls);
  return any;
}

void
oa_conversation_resume (OaConversation *self, gboolean ask, GPtrArray *actions)
{
  self->offline = FALSE;
  oa_conversation_send_outputs (self, 0, actions);
  /* The lost answer is then one to the outputs, too. */
  if (ask)
    g_queue_remove_all (&self->waiting, oa_response_outputs);
  if (ask && g_queue_peek_head (&self->waiting) != oa_response_plain)
    g_queue_push_head (&self->waiting, oa_response_plain);
  oa_conversation_request_next (self, actions);
}
