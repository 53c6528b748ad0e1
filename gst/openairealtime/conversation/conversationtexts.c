/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversationtexts.c - audio and words as they come, in pieces and whole. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "conversationprivate.h"

static void
note_output (OaConversation *self, const OaEvent *event)
{
  if (self->active != NULL && g_strcmp0 (self->active, event->response_id) == 0)
    self->spoke = TRUE;
}

/* Out of band: no part of the conversation. */
void
oa_conversation_place_item (OaConversation *self, OaItem *item,
    const gchar *response_id)
{
  if (item == NULL || response_id == NULL)
    return;
  if (item->response_id == NULL)
    item->response_id = g_strdup (response_id);
  if ((oa_responses_get (self->responses, response_id)
          & OA_RESPONSE_OUT_OF_BAND) != 0)
    oa_items_unlist (self->items, item, OA_ITEM_OUT_OF_BAND);
}

static OaItem *
ensure_item (OaConversation *self, const OaEvent *event, OaRole role)
{
  OaItem *item = oa_items_ensure (self->items, event->item_id, role);

  oa_conversation_place_item (self, item, event->response_id);
  return item;
}

/* Only what differs from the usual is worth a look at the item. */
static void
note_audio_item (OaConversation *self, const OaEvent *event,
    OaResponseFlags flags)
{
  OaItem *item;

  if (event->content_index <= 0 && (flags & OA_RESPONSE_OUT_OF_BAND) == 0)
    return;
  item = ensure_item (self, event, OA_ROLE_ASSISTANT);
  if (item != NULL)
    item->content_index = MAX (event->content_index, 0);
}

void
oa_conversation_handle_audio (OaConversation *self, const OaEvent *event,
    GPtrArray *actions)
{
  OaResponseFlags flags = oa_responses_get (self->responses,
      event->response_id);

  /* Audio behind its response's end would have no end of its own. */
  if (event->audio == NULL
      || (flags & (OA_RESPONSE_CANCELLED | OA_RESPONSE_DONE)) != 0)
    return;
  note_audio_item (self, event, flags);
  note_output (self, event);
  oa_actions_play (actions, event->response_id, event->item_id, event->audio);
}

void
oa_conversation_handle_text_delta (OaConversation *self, const OaEvent *event,
    OaRole role, GPtrArray *actions)
{
  OaItem *item;

  if (event->text == NULL)
    return;
  /* What comes late of an interrupted answer was not heard. */
  if (oa_conversation_is_cancelled (self, event->response_id))
    return;
  note_output (self, event);
  item = ensure_item (self, event, role);
  if (item != NULL) {
    item->spoken |= event->type == OA_EVENT_AUDIO_TRANSCRIPT_DELTA;
    oa_items_append_text (self->items, item, event->text);
  }
  oa_conversation_notify_transcript (actions, event, role, event->text, FALSE);
}

static OaSentences *
get_sentences (OaConversation *self, OaRole role)
{
  return role == OA_ROLE_USER ? &self->heard : &self->translated;
}

/* A sentence has an id as an item would. */
static void
notify_caption (GPtrArray *actions, OaRole role, guint64 number,
    const gchar *text, gboolean final, gint64 elapsed_ms)
{
  gchar *id = g_strdup_printf ("%s_%" G_GUINT64_FORMAT,
      oa_role_get_nick (role), number);

  oa_actions_notify (actions, oa_notice_new_transcript (role, id, text, final,
          elapsed_ms, NULL));
  g_free (id);
}

/* Ends @sentence, if there is one; takes it. */
static void
notify_sentence (GPtrArray *actions, OaRole role, guint64 number,
    gchar *sentence, gint64 elapsed_ms)
{
  if (sentence != NULL)
    notify_caption (actions, role, number, sentence, TRUE, elapsed_ms);
  g_free (sentence);
}

void
oa_conversation_handle_caption (OaConversation *self, const OaEvent *event,
    OaRole role, GPtrArray *actions)
{
  OaSentences *sentences = get_sentences (self, role);
  gchar *sentence;

  if (event->text == NULL)
    return;
  sentence = oa_sentences_add (sentences, event->text);
  notify_sentence (actions, role, sentences->number - 1, sentence,
      event->elapsed_ms);
  notify_caption (actions, role, sentences->number, event->text, FALSE,
      event->elapsed_ms);
}

void
oa_conversation_end_sentences (OaConversation *self, OaRole role,
    GPtrArray *actions)
{
  OaSentences *sentences = get_sentences (self, role);
  gchar *sentence = oa_sentences_end (sentences);

  notify_sentence (actions, role, sentences->number - 1, sentence, -1);
}

void
oa_conversation_handle_text_done (OaConversation *self, const OaEvent *event,
    OaRole role, GPtrArray *actions)
{
  const gchar *text = event->text != NULL ? event->text : "";
  OaItem *item = ensure_item (self, event, role);

  /* The whole text of an interrupted answer comes all the same: users get what
   * was heard of it. */
  if (item != NULL) {
    oa_items_set_text (self->items, item, text);
    text = item->truncated ? item->text->str : text;
  }
  oa_conversation_notify_transcript (actions, event, role, text, TRUE);
}
