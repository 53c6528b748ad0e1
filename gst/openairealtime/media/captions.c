/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captions.c - the texts and the audio of items, in order; which are due is
 * decided in captionsdue.c. */

#include "captionsprivate.h"

/* A service that never ends anything must not fill the memory. */
#define MAX_ITEMS 256
#define MAX_CLOSED 64
/* Of a unit of weight, in ms, before anything was heard. */
#define FIRST_PACE 55.0

OaCaptions *
oa_captions_new (void)
{
  OaCaptions *self = g_new0 (OaCaptions, 1);

  g_queue_init (&self->items);
  g_queue_init (&self->due);
  g_queue_init (&self->closed);
  self->pace = FIRST_PACE;
  self->settled = GST_CLOCK_TIME_NONE;
  return self;
}

void
oa_caption_clear (OaCaption *caption)
{
  g_clear_pointer (&caption->text, g_free);
}

static void
caption_free (OaCaption *caption)
{
  oa_caption_clear (caption);
  g_free (caption);
}

void
oa_captions_free (OaCaptions *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->items, (GDestroyNotify) oa_caption_item_free);
  g_queue_clear_full (&self->due, (GDestroyNotify) caption_free);
  g_queue_clear_full (&self->closed, g_free);
  g_free (self);
}

void
oa_captions_set_position (OaCaptions *self, GstClockTime position)
{
  self->floor = self->end = self->now = self->limit = position;
}

GstClockTime
oa_captions_get_position (const OaCaptions *self)
{
  return self->floor;
}

/*** items ***/

static OaCaptionItem *
find_item (const OaCaptions *self, const gchar *item_id)
{
  GList *l;

  for (l = self->items.tail; l != NULL; l = l->prev) {
    OaCaptionItem *item = l->data;

    if (g_strcmp0 (item->item_id, item_id) == 0)
      return item;
  }
  return NULL;
}

static gboolean
is_closed (const OaCaptions *self, const gchar *item_id)
{
  return item_id != NULL
      && g_queue_find_custom ((GQueue *) &self->closed, item_id,
             (GCompareFunc) g_strcmp0)
      != NULL;
}

static OaCaptionItem *
ensure_item (OaCaptions *self, OaCaptionKind kind, const gchar *response_id,
    const gchar *item_id)
{
  OaCaptionItem *item = find_item (self, item_id);

  if (item != NULL || is_closed (self, item_id)
      || self->items.length >= MAX_ITEMS)
    return item;
  item = oa_caption_item_new (kind, response_id, item_id);
  g_queue_push_tail (&self->items, item);
  return item;
}

void
oa_captions_ignore (OaCaptions *self, const gchar *item_id)
{
  g_queue_push_tail (&self->closed, g_strdup (item_id));
  if (self->closed.length > MAX_CLOSED)
    g_free (g_queue_pop_head (&self->closed));
}

void
oa_captions_add_audio (OaCaptions *self, const gchar *response_id,
    const gchar *item_id, OaAudioFormat format, GBytes *audio)
{
  OaCaptionItem *item =
      ensure_item (self, OA_CAPTION_SPOKEN, response_id, item_id);

  if (item != NULL && item->kind == OA_CAPTION_SPOKEN)
    oa_caption_item_add_audio (item, format, audio);
}

void
oa_captions_end_audio (OaCaptions *self, const gchar *item_id)
{
  OaCaptionItem *item = find_item (self, item_id);

  if (item != NULL)
    oa_caption_item_end_audio (item);
}

void
oa_captions_add_text (OaCaptions *self, const gchar *response_id,
    const gchar *item_id, gboolean spoken, GstClockTime not_before,
    const gchar *delta)
{
  OaCaptionItem *item = ensure_item (self,
      spoken ? OA_CAPTION_SPOKEN : OA_CAPTION_WRITTEN, response_id, item_id);

  if (item == NULL)
    return;
  oa_caption_lines_append (item->lines, delta);
  if (!spoken)
    item->begin = not_before;
}

void
oa_captions_end_text (OaCaptions *self, const gchar *response_id,
    const gchar *item_id, gboolean spoken, GstClockTime not_before,
    const gchar *whole)
{
  OaCaptionItem *item;

  oa_captions_add_text (self, response_id, item_id, spoken, not_before, NULL);
  item = find_item (self, item_id);
  if (item != NULL)
    oa_caption_lines_finish (item->lines, whole);
}

void
oa_captions_end_response (OaCaptions *self, const gchar *response_id)
{
  GList *l;

  for (l = self->items.head; l != NULL; l = l->next) {
    OaCaptionItem *item = l->data;

    if (item->kind != OA_CAPTION_TURN
        && g_strcmp0 (item->response_id, response_id) == 0)
      oa_caption_item_end (item);
  }
}

void
oa_captions_end_all (OaCaptions *self)
{
  GList *l;

  for (l = self->items.head; l != NULL; l = l->next)
    if (((OaCaptionItem *) l->data)->kind != OA_CAPTION_TURN)
      oa_caption_item_end (l->data);
}

void
oa_captions_begin_turn (OaCaptions *self, const gchar *item_id,
    GstClockTime begin)
{
  OaCaptionItem *item = ensure_item (self, OA_CAPTION_TURN, NULL, item_id);

  if (item == NULL)
    return;
  if (!item->placed)
    item->begin = begin;
  if (GST_CLOCK_TIME_IS_VALID (begin))
    oa_captions_settle (self, begin);
}

void
oa_captions_end_turn (OaCaptions *self, const gchar *item_id, GstClockTime end)
{
  OaCaptionItem *item = ensure_item (self, OA_CAPTION_TURN, NULL, item_id);

  if (item != NULL && !item->placed && !GST_CLOCK_TIME_IS_VALID (item->end))
    item->end = end;
  if (GST_CLOCK_TIME_IS_VALID (end))
    oa_captions_settle (self, end);
}

void
oa_captions_set_turn_text (OaCaptions *self, const gchar *item_id,
    const gchar *text)
{
  OaCaptionItem *item = ensure_item (self, OA_CAPTION_TURN, NULL, item_id);

  if (item != NULL)
    oa_caption_lines_finish (item->lines, text);
}

void
oa_captions_settle (OaCaptions *self, GstClockTime time)
{
  if (!GST_CLOCK_TIME_IS_VALID (self->settled) || time > self->settled)
    self->settled = time;
}
