/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captions.c - items in order, and the lines of the first that are due.
 *
 * Live, a line is placed with what is known when its audio leaves. In a
 * recording no answer is interrupted: an answer is placed when all of it is
 * there, and leaves before its audio, so that no muxer waits for text. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "captions.h"
#include "captionitem.h"
#include "captiontext.h"

/* A service that never ends anything must not fill the memory. */
#define MAX_ITEMS 256
#define MAX_DUE 4096
#define MAX_CLOSED 64
/* Of a unit of weight, in ms, before anything was heard. */
#define FIRST_PACE 55.0
/* Live, how long a guess waits for audio, and a line for its end; or, when it
 * seems to have come to one, for quotation marks and the like. */
#define UNSURE_PATIENCE (500 * GST_MSECOND)
#define OPEN_PATIENCE (300 * GST_MSECOND)
#define STOP_PATIENCE (60 * GST_MSECOND)
/* Live, how long a turn without a text holds those behind it. */
#define TURN_PATIENCE (10 * GST_SECOND)
/* How long text takes to read, per unit of weight, and at least. */
#define READING_TIME (60 * GST_MSECOND)
#define MIN_READING_TIME GST_SECOND

struct _OaCaptions
{
  GQueue items;                 /* of OaCaptionItem */
  GQueue due;                   /* of OaCaption */
  GQueue closed;                /* ids of items that are done with */
  gdouble pace;
  gboolean finishing;

  GstClockTime now;             /* where the timeline is */
  GstClockTime floor;           /* nothing may begin before */
  GstClockTime end;             /* of the last caption */
  GstClockTime limit;           /* no caption to come begins before */
  GstClockTime settled;         /* NONE: not of turns */
};

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
  oa_captions_clear (self);
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
  return item_id != NULL && g_queue_find_custom ((GQueue *) &self->closed,
      item_id, (GCompareFunc) g_strcmp0) != NULL;
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
  OaCaptionItem *item = ensure_item (self, spoken ? OA_CAPTION_SPOKEN
      : OA_CAPTION_WRITTEN, response_id, item_id);

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
oa_captions_end_turn (OaCaptions *self, const gchar *item_id,
    GstClockTime end)
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

/*** what is due ***/

static void
add_due (OaCaptions *self, gchar *text, GstClockTime pts,
    GstClockTime duration)
{
  OaCaption *caption;

  if (*text == '\0') {
    g_free (text);
    return;
  }
  caption = g_new (OaCaption, 1);
  caption->text = text;
  caption->pts = MAX (pts, MAX (self->floor, self->end));
  caption->duration = MAX (duration, GST_MSECOND);
  self->floor = caption->pts;
  self->end = caption->pts + caption->duration;
  g_queue_push_tail (&self->due, caption);
  if (self->due.length > MAX_DUE)
    caption_free (g_queue_pop_head (&self->due));
}

static GstClockTime
reading_time (gdouble weight)
{
  return MAX ((GstClockTime) (weight * READING_TIME), MIN_READING_TIME);
}

static GstClockTime
patience (const OaCaptionItem *item, const OaCaptionLine *line,
    const OaCaptionPlace *place)
{
  GstClockTime open = line->stop ? STOP_PATIENCE : OPEN_PATIENCE;

  if (oa_caption_item_is_complete (item))
    return 0;
  return MAX (line->closed ? 0 : open, place->sure ? 0 : UNSURE_PATIENCE);
}

/* TRUE when the line has been taken. */
static gboolean
advance_line (OaCaptions *self, OaCaptionItem *item,
    const OaTimeline *timeline, gboolean live, const OaCaptionLine *line)
{
  OaCaptionPlace place;
  GstClockTime pts;
  gchar *text;

  if (!oa_caption_item_place (item, line, self->pace, &place))
    return FALSE;
  pts = oa_caption_item_locate (item, timeline, place.begin, !live);
  if (!GST_CLOCK_TIME_IS_VALID (pts)
      || (live && self->now < pts + patience (item, line, &place)))
    return FALSE;
  text = oa_caption_item_take (item, line, &place);
  add_due (self, text, pts, oa_caption_item_to_time (item, place.end)
      - oa_caption_item_to_time (item, place.begin));
  return TRUE;
}

/* The advance functions return TRUE when the item is done with. */

static gboolean
advance_spoken (OaCaptions *self, OaCaptionItem *item,
    const OaTimeline *timeline, gboolean live)
{
  gboolean complete = oa_caption_item_is_complete (item);
  OaCaptionLine line;

  if (item->voice == NULL || oa_caption_voice_get_samples (item->voice) == 0)
    return complete;
  /* Also while no text is there: the ledger tells it only for a while. */
  oa_caption_item_locate (item, timeline, 0, FALSE);
  if (!complete && !live)
    return FALSE;
  while (oa_caption_lines_peek (item->lines, &line)) {
    if (!advance_line (self, item, timeline, live, &line))
      return FALSE;
  }
  if (complete)
    self->pace = oa_caption_item_get_pace (item, self->pace);
  return complete;
}

static gboolean
advance_written (OaCaptions *self, OaCaptionItem *item, gboolean live)
{
  OaCaptionLine line;

  while (oa_caption_lines_peek (item->lines, &line) && line.closed) {
    GstClockTime pts = MAX (self->now, self->end);
    gchar *text;

    if (GST_CLOCK_TIME_IS_VALID (item->begin))
      pts = MAX (pts, item->begin);
    if (live && pts > self->now && !self->finishing)
      return FALSE;
    text = oa_caption_lines_take (item->lines, &line);
    add_due (self, text, pts, reading_time (line.end - line.begin));
  }
  return oa_caption_lines_is_finished (item->lines);
}

/* When the turn was said, as far as it is known; then where its text goes, as
 * a whole. */
static void
place_turn (OaCaptions *self, OaCaptionItem *item)
{
  GstClockTime length =
      reading_time (oa_caption_lines_get_weight (item->lines));
  GstClockTime earliest = MAX (self->floor, self->end);

  if (!GST_CLOCK_TIME_IS_VALID (item->begin)
      && GST_CLOCK_TIME_IS_VALID (item->end))
    item->begin = item->end - MIN (item->end, length);
  if (!GST_CLOCK_TIME_IS_VALID (item->begin))
    item->begin = MAX (earliest, self->limit);
  if (!GST_CLOCK_TIME_IS_VALID (item->end) || item->end <= item->begin)
    item->end = item->begin + length;
  if (item->begin < earliest) {
    item->end += earliest - item->begin;
    item->begin = earliest;
  }
  item->placed = TRUE;
}

static gboolean
turn_is_given_up (const OaCaptions *self, const OaCaptionItem *item,
    gboolean live)
{
  GstClockTime last = GST_CLOCK_TIME_IS_VALID (item->end) ? item->end
      : item->begin;

  return live && GST_CLOCK_TIME_IS_VALID (last)
      && self->now > last + TURN_PATIENCE;
}

static gboolean
advance_turn (OaCaptions *self, OaCaptionItem *item, gboolean live)
{
  gdouble weight = oa_caption_lines_get_weight (item->lines);
  GstClockTime length, from, to;
  OaCaptionLine line;

  if (!oa_caption_lines_is_finished (item->lines))
    return turn_is_given_up (self, item, live);
  if (!item->placed)
    place_turn (self, item);
  length = item->end - item->begin;
  while (oa_caption_lines_peek (item->lines, &line)) {
    from = weight > 0 ? length * (line.begin / weight) : 0;
    to = weight > 0 ? length * (line.end / weight) : length;
    if (live && item->begin + from > self->now && !self->finishing)
      return FALSE;
    add_due (self, oa_caption_lines_take (item->lines, &line),
        item->begin + from, to - from);
  }
  return TRUE;
}

static gboolean
advance_item (OaCaptions *self, OaCaptionItem *item,
    const OaTimeline *timeline, gboolean live)
{
  switch (item->kind) {
    case OA_CAPTION_TURN:
      return advance_turn (self, item, live);
    case OA_CAPTION_WRITTEN:
      return advance_written (self, item, live);
    case OA_CAPTION_SPOKEN:
    default:
      return advance_spoken (self, item, timeline, live);
  }
}

/* Up to where no caption can come any more. Live, captions that come later are
 * shifted; in a recording those that come are waited for. */
static void
note_limit (OaCaptions *self, gboolean live)
{
  OaCaptionItem *item = g_queue_peek_head (&self->items);

  self->limit = self->now;
  if (live)
    return;
  if (GST_CLOCK_TIME_IS_VALID (self->settled)) {
    self->limit = self->settled;
    if (item != NULL && GST_CLOCK_TIME_IS_VALID (item->begin))
      self->limit = MIN (self->limit, item->begin);
  } else if (item != NULL && !oa_caption_item_is_complete (item)
      && GST_CLOCK_TIME_IS_VALID (item->base)) {
    self->limit = MIN (self->limit, item->base);
  }
}

void
oa_captions_advance (OaCaptions *self, const OaTimeline *timeline,
    gboolean live)
{
  OaCaptionItem *item;

  self->now = oa_timeline_get_position (timeline);
  while ((item = g_queue_peek_head (&self->items)) != NULL
      && advance_item (self, item, timeline, live)) {
    if (item->kind != OA_CAPTION_TURN)
      oa_captions_ignore (self, item->item_id);
    oa_caption_item_free (g_queue_pop_head (&self->items));
  }
  note_limit (self, live);
}

void
oa_captions_forget_turns (OaCaptions *self)
{
  GList *l, *next;

  for (l = self->items.head; l != NULL; l = next) {
    OaCaptionItem *item = l->data;

    next = l->next;
    if (item->kind == OA_CAPTION_TURN
        && !oa_caption_lines_is_finished (item->lines)) {
      oa_caption_item_free (item);
      g_queue_delete_link (&self->items, l);
    }
  }
}

void
oa_captions_finish (OaCaptions *self, const OaTimeline *timeline,
    gboolean live)
{
  oa_captions_end_all (self);
  oa_captions_forget_turns (self);
  self->finishing = TRUE;
  oa_captions_advance (self, timeline, live);
  self->finishing = FALSE;
  g_queue_clear_full (&self->items, (GDestroyNotify) oa_caption_item_free);
}

gboolean
oa_captions_pop (OaCaptions *self, OaCaption *caption)
{
  OaCaption *head = g_queue_pop_head (&self->due);

  if (head == NULL)
    return FALSE;
  *caption = *head;
  caption->text = oa_caption_text_neutralize (head->text);
  g_free (head->text);
  g_free (head);
  return TRUE;
}

gboolean
oa_captions_pop_gap (OaCaptions *self, GstClockTime *begin, GstClockTime *end)
{
  GstClockTime from = MAX (self->floor, self->end);

  if (!g_queue_is_empty (&self->due) || self->limit <= from)
    return FALSE;
  *begin = from;
  *end = self->floor = self->limit;
  return TRUE;
}

static void
forget_items (OaCaptions *self)
{
  OaCaptionItem *item;

  while ((item = g_queue_pop_head (&self->items)) != NULL) {
    if (item->kind != OA_CAPTION_TURN && item->item_id != NULL)
      oa_captions_ignore (self, item->item_id);
    oa_caption_item_free (item);
  }
}

void
oa_captions_interrupt (OaCaptions *self)
{
  forget_items (self);
  /* What comes next need not wait until a line that was cut is over. */
  self->end = self->floor;
}

void
oa_captions_clear (OaCaptions *self)
{
  forget_items (self);
  g_queue_clear_full (&self->due, (GDestroyNotify) caption_free);
  self->end = self->floor;
}
