/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionsdue.c - the lines of the first items that are due.
 *
 * Live, a line is placed with what is known when its audio leaves. In a
 * recording no answer is interrupted: an answer is placed when all of it is
 * there, and leaves before its audio, so that no muxer waits for text. */

#include "captionsprivate.h"

#include "captiontext.h"

#define MAX_DUE 4096
/* Live, how long a guess waits for audio, and a line for its end; or, when it
 * seems to have come to one, for quotation marks and the like. */
#define UNSURE_GRACE (500 * GST_MSECOND)
#define OPEN_GRACE (300 * GST_MSECOND)
#define STOP_GRACE (60 * GST_MSECOND)
/* Live, how long a turn without a text holds those behind it. */
#define TURN_GRACE (10 * GST_SECOND)
/* How long text takes to read, per unit of weight, and at least. */
#define READING_TIME (60 * GST_MSECOND)
#define MIN_READING_TIME GST_SECOND

static void
add_due (OaCaptions *self, gchar *text, GstClockTime pts, GstClockTime duration)
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
  if (self->due.length > MAX_DUE) {
    caption = g_queue_pop_head (&self->due);
    oa_caption_clear (caption);
    g_free (caption);
  }
}

static GstClockTime
reading_time (gdouble weight)
{
  return MAX ((GstClockTime) (weight * READING_TIME), MIN_READING_TIME);
}

static GstClockTime
get_grace (const OaCaptionItem *item, const OaCaptionLine *line,
    const OaCaptionPlace *place)
{
  GstClockTime open = line->stop ? STOP_GRACE : OPEN_GRACE;

  if (oa_caption_item_is_complete (item))
    return 0;
  return MAX (line->closed ? 0 : open, place->sure ? 0 : UNSURE_GRACE);
}

/* TRUE when the line has been taken. */
static gboolean
advance_line (OaCaptions *self, OaCaptionItem *item, const OaTimeline *timeline,
    gboolean live, const OaCaptionLine *line)
{
  OaCaptionPlace place;
  GstClockTime pts;
  gchar *text;

  if (!oa_caption_item_place (item, line, self->pace, &place))
    return FALSE;
  pts = oa_caption_item_locate (item, timeline, place.begin, !live);
  if (!GST_CLOCK_TIME_IS_VALID (pts)
      || (live && self->now < pts + get_grace (item, line, &place)))
    return FALSE;
  text = oa_caption_item_take (item, line, &place);
  add_due (self, text, pts,
      oa_caption_item_to_time (item, place.end)
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
  GstClockTime length = reading_time (
      oa_caption_lines_get_weight (item->lines));
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
      && self->now > last + TURN_GRACE;
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
advance_item (OaCaptions *self, OaCaptionItem *item, const OaTimeline *timeline,
    gboolean live)
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
oa_captions_finish (OaCaptions *self, const OaTimeline *timeline, gboolean live)
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
