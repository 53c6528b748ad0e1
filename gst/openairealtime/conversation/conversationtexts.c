/* openairealtime - a realtime speech model in a media pipeline
 *
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

void
oa_conversation_handle_audio (OaConversation *self, const OaEvent *event,
    GPtrArray *actions)
{
  OaAction *action;

  /* Audio behind its response's end would have no end of its own. */
  if (event->audio == NULL
      || oa_conversation_is_cancelled (self, event->response_id)
      || oa_conversation_find_id (&self->done, event->response_id) != NULL)
    return;
  note_output (self, event);
  action = oa_conversation_add_action (actions, OA_ACTION_PLAY);
  action->response_id = g_strdup (event->response_id);
  action->item_id = g_strdup (event->item_id);
  action->audio = g_bytes_ref (event->audio);
}

void
oa_conversation_handle_text_delta (OaConversation *self, const OaEvent *event,
    OaRole role, GPtrArray *actions)
{
  if (event->text == NULL)
    return;
  /* What comes late of an interrupted answer was not heard. */
  if (oa_conversation_is_cancelled (self, event->response_id))
    return;
  note_output (self, event);
  if (event->item_id != NULL)
    oa_item_append_text (oa_items_ensure (self->items, event->item_id, role),
        event->text);
  oa_conversation_notify_transcript (actions, event, role, event->text, FALSE);
}

static OaSentences *
get_sentences (OaConversation *self, OaRole role)
{
  return role == OA_ROLE_USER ? &self->heard : &self->translated;
}

/* Takes @text. A sentence has an id as an item would. */
static void
notify_caption (GPtrArray *actions, OaRole role, guint64 number, gchar *text,
    gboolean final, gint64 elapsed_ms)
{
  OaNotice *notice =
      oa_conversation_notify (actions, OA_NOTICE_TRANSCRIPT, NULL);

  notice->id = g_strdup_printf ("%s_%" G_GUINT64_FORMAT,
      oa_role_get_nick (role), number);
  notice->role = role;
  notice->text = text;
  notice->final = final;
  notice->ms = elapsed_ms;
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
  if (sentence != NULL)
    notify_caption (actions, role, sentences->number - 1, sentence, TRUE,
        event->elapsed_ms);
  notify_caption (actions, role, sentences->number, g_strdup (event->text),
      FALSE, event->elapsed_ms);
}

void
oa_conversation_end_sentences (OaConversation *self, OaRole role,
    GPtrArray *actions)
{
  OaSentences *sentences = get_sentences (self, role);
  gchar *sentence = oa_sentences_end (sentences);

  if (sentence != NULL)
    notify_caption (actions, role, sentences->number - 1, sentence, TRUE, -1);
}

void
oa_conversation_handle_text_done (OaConversation *self, const OaEvent *event,
    OaRole role, GPtrArray *actions)
{
  const gchar *text = event->text != NULL ? event->text : "";
  OaItem *item = oa_items_find (self->items, event->item_id);

  /* The whole text of an interrupted answer comes all the same: users get what
   * was heard of it. */
  if (oa_conversation_is_cancelled (self, event->response_id) && item != NULL) {
    oa_conversation_notify_transcript (actions, event, role, item->text->str,
        TRUE);
    return;
  }
  if (event->item_id != NULL)
    oa_item_set_text (oa_items_ensure (self->items, event->item_id, role),
        text);
  oa_conversation_notify_transcript (actions, event, role, text, TRUE);
}
