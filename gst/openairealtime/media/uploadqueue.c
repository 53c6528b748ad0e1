/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadqueue.c - a byte queue with marks: input in, messages out. */

#include "uploadqueueprivate.h"

/* Discontinuities worth remembering; reports are about the last seconds. */
#define MAX_ANCHORS 1024
/* Silence goes up in messages of this length. */
#define SILENCE_CHUNK_MS 200
/* A difference below this is jitter, not a hole. */
#define ANCHOR_TOLERANCE (5 * GST_MSECOND)

static void
mark_free (OaUploadMark *mark)
{
  g_free (mark->data);
  g_free (mark);
}

OaUploadQueue *
oa_upload_queue_new (void)
{
  OaUploadQueue *self = g_new0 (OaUploadQueue, 1);

  g_queue_init (&self->marks);
  self->limit = G_MAXUINT64;
  self->inputs = g_array_new (FALSE, FALSE, sizeof (OaInputAnchor));
  self->sents = g_array_new (FALSE, FALSE, sizeof (OaSentAnchor));
  self->format = OA_AUDIO_FORMAT_PCM;
  self->sample_size = oa_audio_format_get_sample_size (self->format);
  self->chunk = oa_upload_queue_time_to_bytes (self, 40 * GST_MSECOND);
  self->bound = oa_upload_queue_time_to_bytes (self, 30 * GST_SECOND);
  return self;
}

void
oa_upload_queue_free (OaUploadQueue *self)
{
  if (self == NULL)
    return;
  oa_byte_queue_clear (&self->waiting);
  oa_byte_queue_clear (&self->kept);
  g_queue_clear_full (&self->marks, (GDestroyNotify) mark_free);
  g_array_unref (self->inputs);
  g_array_unref (self->sents);
  g_free (self);
}

/*** input ***/

static void
note_input_time (OaUploadQueue *self, GstClockTime running_time)
{
  OaInputAnchor anchor = { self->end, running_time };

  if (self->inputs->len > 0) {
    OaInputAnchor *last =
        &g_array_index (self->inputs, OaInputAnchor, self->inputs->len - 1);
    GstClockTime expected = last->running_time
        + oa_upload_queue_bytes_to_time (self, self->end - last->position);

    if (!GST_CLOCK_TIME_IS_VALID (running_time)
        || ABS (GST_CLOCK_DIFF (expected, running_time))
            < (GstClockTimeDiff) ANCHOR_TOLERANCE)
      return;
  } else if (!GST_CLOCK_TIME_IS_VALID (running_time)) {
    anchor.running_time = 0;
  }
  if (self->inputs->len >= MAX_ANCHORS)
    g_array_remove_range (self->inputs, 0, MAX_ANCHORS / 2);
  g_array_append_val (self->inputs, anchor);
}

/* @size bytes go out: input from the present position on, or silence. */
static void
note_sent (OaUploadQueue *self, gsize size, gboolean silence)
{
  OaSentAnchor anchor = { self->sent, self->position, silence };
  gboolean follows = FALSE;

  if (self->sents->len > 0) {
    const OaSentAnchor *last =
        &g_array_index (self->sents, OaSentAnchor, self->sents->len - 1);
    guint64 since = last->silence ? 0 : self->sent - last->sent;

    follows = last->silence == silence
        && last->position + since == self->position;
  }
  self->sent += size;
  if (follows)
    return;
  if (self->sents->len >= MAX_ANCHORS)
    g_array_remove_range (self->sents, 0, MAX_ANCHORS / 2);
  g_array_append_val (self->sents, anchor);
}

/* Marks in audio that is gone are due now: none lies before the position. */
static void
clamp_marks (OaUploadQueue *self)
{
  GList *l;

  for (l = self->marks.head; l != NULL; l = l->next) {
    OaUploadMark *mark = l->data;

    if (mark->position >= self->position)
      return;
    mark->position = self->position;
  }
}

/* Whole messages of the oldest audio, so that no sample is cut. */
static guint64
drop_oldest (OaUploadQueue *self)
{
  gsize waiting = self->waiting.size;
  gsize excess;

  if (waiting <= self->bound)
    return 0;
  excess = waiting - self->bound;
  excess =
      MIN ((excess + self->chunk - 1) / self->chunk * self->chunk, waiting);
  oa_byte_queue_drop (&self->waiting, excess);
  oa_byte_queue_clear (&self->kept);
  self->position += excess;
  clamp_marks (self);
  return excess;
}

/* What was just put at the end counts. */
static GstClockTime
take_input (OaUploadQueue *self, gsize size, GstClockTime running_time,
    gboolean may_drop)
{
  note_input_time (self, running_time);
  self->end += size;
  self->ended = FALSE;
  return may_drop ? oa_upload_queue_bytes_to_time (self, drop_oldest (self))
                  : 0;
}

GstClockTime
oa_upload_queue_push (OaUploadQueue *self, const guint8 *data, gsize size,
    GstClockTime running_time, gboolean may_drop)
{
  if (size == 0)
    return 0;
  oa_byte_queue_push (&self->waiting, data, size);
  return take_input (self, size, running_time, may_drop);
}

GstClockTime
oa_upload_queue_push_silence (OaUploadQueue *self, gsize size,
    GstClockTime running_time, gboolean may_drop)
{
  if (size == 0)
    return 0;
  oa_byte_queue_fill (&self->waiting,
      oa_audio_format_get_silence (self->format), size);
  return take_input (self, size, running_time, may_drop);
}

gboolean
oa_upload_queue_has_room (const OaUploadQueue *self)
{
  return self->waiting.size < self->bound;
}

void
oa_upload_queue_set_limit (OaUploadQueue *self, guint64 position)
{
  self->limit = position;
}

void
oa_upload_queue_mark (OaUploadQueue *self, guint64 position, gint mark,
    gpointer data)
{
  OaUploadMark *entry = g_new (OaUploadMark, 1);
  GList *l = self->marks.tail;

  entry->position = CLAMP (position, self->position, self->end);
  entry->mark = mark;
  entry->data = data;
  while (l != NULL && ((OaUploadMark *) l->data)->position > entry->position)
    l = l->prev;
  if (l != NULL)
    g_queue_insert_after (&self->marks, l, entry);
  else
    g_queue_push_head (&self->marks, entry);
}

void
oa_upload_queue_void_marks (OaUploadQueue *self, gint first, gint last)
{
  GList *l, *next;

  for (l = self->marks.head; l != NULL; l = next) {
    OaUploadMark *mark = l->data;

    next = l->next;
    if (mark->mark < first || mark->mark > last)
      continue;
    mark_free (mark);
    g_queue_delete_link (&self->marks, l);
  }
}

void
oa_upload_queue_end (OaUploadQueue *self)
{
  self->ended = TRUE;
}

void
oa_upload_queue_insert_silence (OaUploadQueue *self, GstClockTime duration)
{
  self->silence += oa_upload_queue_time_to_bytes (self, duration);
}

/*** output ***/

/* Bytes of input that may go out now as one message; 0 = none. */
static gsize
next_chunk (const OaUploadQueue *self)
{
  const OaUploadMark *mark = g_queue_peek_head ((GQueue *) &self->marks);
  gsize waiting = self->waiting.size;
  gsize chunk = MIN (waiting, self->chunk);
  gboolean short_ok = self->ended && waiting <= self->chunk;

  if (mark != NULL && mark->position - self->position <= chunk) {
    chunk = mark->position - self->position;
    short_ok = TRUE;
  }
  if (self->position >= self->limit)
    return 0;
  /* What waits at the limit goes out short only for a mark behind it. */
  if (self->limit - self->position < chunk)
    return 0;
  return short_ok || chunk == self->chunk ? chunk : 0;
}

gboolean
oa_upload_queue_wants_more (const OaUploadQueue *self)
{
  return oa_upload_queue_has_room (self)
      && (self->waiting.size <= self->bound / 2 || next_chunk (self) == 0);
}

static gboolean
mark_is_due (const OaUploadQueue *self)
{
  const OaUploadMark *mark = g_queue_peek_head ((GQueue *) &self->marks);

  return mark != NULL && mark->position <= self->position;
}

gboolean
oa_upload_queue_is_ready (const OaUploadQueue *self)
{
  return self->silence > 0 || mark_is_due (self) || next_chunk (self) > 0;
}

GBytes *
oa_upload_queue_pop_silence (OaUploadQueue *self)
{
  gsize size = MIN (self->silence,
      oa_upload_queue_time_to_bytes (self, SILENCE_CHUNK_MS * GST_MSECOND));
  guint8 *data;

  if (size == 0)
    return NULL;
  data = g_malloc (size);
  memset (data, oa_audio_format_get_silence (self->format), size);
  self->silence -= size;
  note_sent (self, size, TRUE);
  return g_bytes_new_take (data, size);
}

static void
keep_chunk (OaUploadQueue *self, const guint8 *data, gsize size)
{
  oa_byte_queue_push (&self->kept, data, size);
  if (self->kept.size > self->bound)
    oa_byte_queue_drop (&self->kept, self->kept.size - self->bound);
}

static GBytes *
pop_chunk (OaUploadQueue *self, gsize size)
{
  guint8 *data = g_malloc (size);

  oa_byte_queue_peek (&self->waiting, data, size);
  oa_byte_queue_drop (&self->waiting, size);
  note_sent (self, size, FALSE);
  self->position += size;
  keep_chunk (self, data, size);
  return g_bytes_new_take (data, size);
}

void
oa_upload_queue_pop (OaUploadQueue *self, OaUploadItem *item)
{
  gsize size;

  memset (item, 0, sizeof (*item));
  if (self->silence > 0) {
    item->kind = OA_UPLOAD_AUDIO;
    item->audio = oa_upload_queue_pop_silence (self);
  } else if (mark_is_due (self)) {
    OaUploadMark *mark = g_queue_pop_head (&self->marks);

    item->kind = OA_UPLOAD_MARK;
    item->mark = mark->mark;
    item->data = mark->data;
    g_free (mark);
  } else if ((size = next_chunk (self)) > 0) {
    item->kind = OA_UPLOAD_AUDIO;
    item->audio = pop_chunk (self, size);
  }
}

gboolean
oa_upload_queue_is_finished (const OaUploadQueue *self)
{
  return self->ended && self->silence == 0 && self->waiting.size == 0
      && self->marks.length == 0;
}

GstClockTime
oa_upload_queue_clear (OaUploadQueue *self, gint keep)
{
  gsize waiting = self->waiting.size;

  oa_byte_queue_clear (&self->waiting);
  oa_byte_queue_clear (&self->kept);
  self->position += waiting;
  oa_upload_queue_void_marks (self, G_MININT, keep - 1);
  clamp_marks (self);
  self->silence = 0;
  return oa_upload_queue_bytes_to_time (self, waiting);
}

/* The end is at @position from now on: marks behind it are void, and time is
 * told anew. */
static void
set_end (OaUploadQueue *self, guint64 position)
{
  OaUploadMark *mark;

  while ((mark = g_queue_peek_tail (&self->marks)) != NULL
      && mark->position > position)
    mark_free (g_queue_pop_tail (&self->marks));
  while (self->inputs->len > 0
      && g_array_index (self->inputs, OaInputAnchor, self->inputs->len - 1)
              .position
          > position)
    g_array_set_size (self->inputs, self->inputs->len - 1);
  self->end = position;
}

GstClockTime
oa_upload_queue_retract (OaUploadQueue *self, gint from, gboolean keep_sent)
{
  gsize waiting = self->waiting.size, stays = 0;
  gboolean marked = FALSE;
  GList *l;

  for (l = self->marks.head; l != NULL; l = l->next) {
    const OaUploadMark *mark = l->data;

    if (mark->mark < from)
      continue;
    marked = TRUE;
    stays = mark->position - self->position;
  }
  oa_byte_queue_cut (&self->waiting, stays);
  if (!marked && !keep_sent)
    oa_byte_queue_clear (&self->kept);
  set_end (self, self->position + stays);
  self->silence = 0;
  return oa_upload_queue_bytes_to_time (self, waiting - stays);
}

void
oa_upload_queue_restart (OaUploadQueue *self)
{
  oa_upload_queue_clear (self, G_MAXINT);
  self->ended = FALSE;
  self->limit = G_MAXUINT64;
}

guint64
oa_upload_queue_get_end (const OaUploadQueue *self)
{
  return self->end;
}

guint64
oa_upload_queue_get_position (const OaUploadQueue *self)
{
  return self->position;
}
