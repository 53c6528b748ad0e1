/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* itemevents.c - items as they are told: whole, in pieces, and gone. */

#include "itemevents.h"

void
oa_item_events_place (OaItems *items, const OaResponses *responses,
    OaItem *item, const gchar *response_id)
{
  if (item == NULL || response_id == NULL)
    return;
  if (item->response_id == NULL)
    item->response_id = g_strdup (response_id);
  if ((oa_responses_get (responses, response_id) & OA_RESPONSE_OUT_OF_BAND)
      != 0)
    oa_items_unlist (items, item, OA_ITEM_OUT_OF_BAND);
}

static OaItem *
ensure_item (OaItems *items, const OaResponses *responses, const OaEvent *event,
    OaRole role)
{
  OaItem *item = oa_items_ensure (items, event->item_id, role);

  oa_item_events_place (items, responses, item, event->response_id);
  return item;
}

/*** whole ***/

/* The end of an item that never began, and says nothing. */
static gboolean
is_empty_end (const OaItems *items, const OaEvent *event)
{
  const OaItemInfo *info = event->item;

  return event->type == OA_EVENT_OUTPUT_ITEM_DONE
      && info->kind == OA_ITEM_MESSAGE && info->text == NULL
      && oa_items_find (items, info->id) == NULL;
}

static void
handle_item (OaItems *items, const OaResponses *responses, const OaEvent *event)
{
  OaItem *item;

  if (event->item == NULL || event->item->id == NULL
      || is_empty_end (items, event))
    return;
  item = oa_items_find (items, event->item->id);
  if (event->type == OA_EVENT_ITEM_ADDED && item != NULL
      && item->standing == OA_ITEM_DELETED)
    oa_items_list (items, item);
  /* Only the first event tells the place; later ones may have null there. */
  item = oa_items_update (items, event->item,
      event->type == OA_EVENT_ITEM_ADDED && event->has_previous,
      event->previous_item_id);
  oa_item_events_place (items, responses, item, event->response_id);
}

/* What replaces it has the same id. */
static void
handle_deleted (OaItems *items, const OaEvent *event)
{
  OaItem *item = oa_items_ensure (items, event->item_id, OA_ROLE_ASSISTANT);

  if (item == NULL)
    return;
  if (item->replacing)
    item->replacing = FALSE;
  else
    oa_items_unlist (items, item, OA_ITEM_DELETED);
}

/*** sound ***/

/* Only what differs from the usual is worth a look at the item. */
static void
note_audio_item (OaItems *items, const OaResponses *responses,
    const OaEvent *event, OaResponseFlags flags)
{
  OaItem *item;

  if (event->content_index <= 0 && (flags & OA_RESPONSE_OUT_OF_BAND) == 0)
    return;
  item = ensure_item (items, responses, event, OA_ROLE_ASSISTANT);
  if (item != NULL)
    item->content_index = MAX (event->content_index, 0);
}

static void
handle_audio (OaItems *items, const OaResponses *responses,
    const OaEvent *event, GPtrArray *actions)
{
  OaResponseFlags flags = oa_responses_get (responses, event->response_id);

  /* Audio behind its response's end is dropped: no event would end its item
   * any more. */
  if (event->audio == NULL
      || (flags & (OA_RESPONSE_CANCELLED | OA_RESPONSE_DONE)) != 0)
    return;
  note_audio_item (items, responses, event, flags);
  oa_actions_add (actions,
      &(OaAction){ OA_ACTION_PLAY, .response_id = event->response_id,
          .item_id = event->item_id, .audio = event->audio });
}

/*** words ***/

static void
notify (GPtrArray *actions, const OaEvent *event, OaRole role,
    const gchar *text, gboolean final)
{
  oa_actions_notify (actions,
      &(OaNotice){ OA_NOTICE_TRANSCRIPT, event->item_id,
          .transcript = { role, (gchar *) text, final, -1,
              event->transcript } });
}

static void
handle_text_delta (OaItems *items, const OaResponses *responses,
    const OaEvent *event, OaRole role, GPtrArray *actions)
{
  OaItem *item;

  /* What comes late of an interrupted answer was not heard. */
  if (event->text == NULL
      || (oa_responses_get (responses, event->response_id)
             & OA_RESPONSE_CANCELLED)
          != 0)
    return;
  item = ensure_item (items, responses, event, role);
  if (item != NULL) {
    item->spoken |= event->type == OA_EVENT_AUDIO_TRANSCRIPT_DELTA;
    oa_items_append_text (items, item, event->text);
  }
  notify (actions, event, role, event->text, FALSE);
}

static void
handle_text_done (OaItems *items, const OaResponses *responses,
    const OaEvent *event, OaRole role, GPtrArray *actions)
{
  const gchar *text = event->text != NULL ? event->text : "";
  OaItem *item = ensure_item (items, responses, event, role);

  /* The whole text of an interrupted answer comes all the same: users get what
   * was heard of it. */
  if (item != NULL) {
    oa_items_set_text (items, item, text);
    text = item->truncated ? item->text->str : text;
  }
  notify (actions, event, role, text, TRUE);
}

void
oa_item_events_handle (OaItems *items, const OaResponses *responses,
    const OaEvent *event, GPtrArray *actions)
{
  switch (event->type) {
    case OA_EVENT_ITEM_ADDED:
    case OA_EVENT_ITEM_DONE:
    case OA_EVENT_OUTPUT_ITEM_ADDED:
    case OA_EVENT_OUTPUT_ITEM_DONE:
      handle_item (items, responses, event);
      break;
    case OA_EVENT_ITEM_DELETED:
      handle_deleted (items, event);
      break;
    case OA_EVENT_AUDIO_DELTA:
      handle_audio (items, responses, event, actions);
      break;
    case OA_EVENT_AUDIO_DONE:
      oa_actions_add (actions,
          &(OaAction){ OA_ACTION_END_ITEM, .item_id = event->item_id });
      break;
    case OA_EVENT_AUDIO_TRANSCRIPT_DELTA:
    case OA_EVENT_TEXT_DELTA:
      handle_text_delta (items, responses, event, OA_ROLE_ASSISTANT, actions);
      break;
    case OA_EVENT_AUDIO_TRANSCRIPT_DONE:
    case OA_EVENT_TEXT_DONE:
      handle_text_done (items, responses, event, OA_ROLE_ASSISTANT, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_DELTA:
      handle_text_delta (items, responses, event, OA_ROLE_USER, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED:
      handle_text_done (items, responses, event, OA_ROLE_USER, actions);
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_SEGMENT:
      /* Its text comes as the item's, too. */
      notify (actions, event, OA_ROLE_USER, "", FALSE);
      break;
    default:
      break;
  }
}
