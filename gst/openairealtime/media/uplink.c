/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uplink.c - a byte queue with marks, and the table from sent audio to time. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "uplink.h"

#include "bytequeue.h"
#include "converter.h"

#include <string.h>

/* Discontinuities worth remembering; reports are about the last seconds. */
#define MAX_ANCHORS 1024
/* Silence goes up in messages of this length. */
#define SILENCE_CHUNK_MS 200
/* A difference below this is jitter, not a hole. */
#define ANCHOR_TOLERANCE (5 * GST_MSECOND)

typedef struct
{
  guint64 position;
  gint mark;
  gpointer data;
  GDestroyNotify free_data;
} Mark;

/* From this byte of input on, time runs from here. */
typedef struct
{
  guint64 position;
  GstClockTime running_time;
} InputAnchor;

/* From this byte on the wire on, input was sent that began here; or silence of
 * our own that was put in here. */
typedef struct
{
  guint64 sent;
  guint64 position;
  gboolean silence;
} SentAnchor;

struct _OaUplink
{
  OaAudioFormat format;
  guint sample_size;
  gsize chunk;
  gsize bound;

  OaByteQueue waiting;
  OaByteQueue kept;             /* sent, and right before what waits */
  gboolean keep;
  GQueue marks;                 /* of Mark, by position */
  guint64 end;                  /* bytes pushed or dropped */
  guint64 position;             /* bytes popped or dropped */
  guint64 limit;
  gboolean ended;

  gsize silence;                /* bytes still to send */
  guint64 sent;                 /* bytes, silence included */
  guint64 sent_before;          /* ms, in other formats */

  GArray *inputs;               /* of InputAnchor */
  GArray *sents;                /* of SentAnchor */
};

static void
mark_free (Mark *mark)
{
  if (mark->free_data != NULL && mark->data != NULL)
    mark->free_data (mark->data);
  g_free (mark);
}

OaUplink *
oa_uplink_new (void)
{
  OaUplink *self = g_new0 (OaUplink, 1);

  g_queue_init (&self->marks);
  self->limit = G_MAXUINT64;
  self->inputs = g_array_new (FALSE, FALSE, sizeof (InputAnchor));
  self->sents = g_array_new (FALSE, FALSE, sizeof (SentAnchor));
  oa_uplink_configure (self, OA_AUDIO_FORMAT_PCM, 40 * GST_MSECOND,
      30 * GST_SECOND);
  return self;
}

void
oa_uplink_free (OaUplink *self)
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

static gsize
time_to_bytes (const OaUplink *self, GstClockTime time)
{
  return oa_audio_format_time_to_samples (self->format, time)
      * self->sample_size;
}

static GstClockTime
bytes_to_time (const OaUplink *self, guint64 bytes)
{
  return oa_audio_format_samples_to_time (self->format,
      bytes / self->sample_size);
}

/* With nothing waiting before them, marks are due at the present position. */
static void
move_marks (OaUplink *self, gint keep)
{
  GList *l, *next;

  for (l = self->marks.head; l != NULL; l = next) {
    Mark *mark = l->data;

    next = l->next;
    mark->position = self->position;
    if (mark->mark < keep) {
      mark_free (mark);
      g_queue_delete_link (&self->marks, l);
    }
  }
}

/*** another format ***/

/* Where a position is when all the input is of @format. */
static guint64
scale (const OaUplink *self, OaAudioFormat format, guint64 position)
{
  return gst_util_uint64_scale (position / self->sample_size,
      oa_audio_format_get_rate (format),
      oa_audio_format_get_rate (self->format))
      * oa_audio_format_get_sample_size (format);
}

/* What was kept and what waits, behind each other. */
static GBytes *
convert_audio (const OaUplink *self, OaAudioFormat format)
{
  OaConverter *converter = oa_converter_new (self->format, format);
  gsize kept = self->kept.size, waiting = self->waiting.size;
  guint8 *data = g_malloc (kept + waiting);
  GByteArray *all = g_byte_array_new ();
  GBytes *parts[2];
  guint i;

  oa_byte_queue_peek (&self->kept, data, kept);
  oa_byte_queue_peek (&self->waiting, data + kept, waiting);
  parts[0] = oa_converter_push (converter, data, kept + waiting);
  parts[1] = oa_converter_finish (converter);
  for (i = 0; i < G_N_ELEMENTS (parts); i++) {
    gsize size;
    const guint8 *part = g_bytes_get_data (parts[i], &size);

    g_byte_array_append (all, part, size);
    g_bytes_unref (parts[i]);
  }
  oa_converter_free (converter);
  g_free (data);
  return g_byte_array_free_to_bytes (all);
}

/* Fills an empty queue with @size bytes of @bytes from @offset on; rounding may
 * have left them some samples short. */
static void
refill (OaByteQueue *queue, GBytes *bytes, gsize offset, gsize size,
    OaAudioFormat format)
{
  gsize all, there;
  const guint8 *data = g_bytes_get_data (bytes, &all);

  there = MIN (size, all - MIN (all, offset));
  if (there > 0)
    oa_byte_queue_push (queue, data + offset, there);
  oa_byte_queue_fill (queue, oa_audio_format_get_silence (format),
      size - there);
}

static void
convert_queues (OaUplink *self, OaAudioFormat format)
{
  GBytes *audio = convert_audio (self, format);
  guint64 position = scale (self, format, self->position);
  gsize kept = position
      - scale (self, format, self->position - self->kept.size);
  gsize waiting = scale (self, format, self->end) - position;

  oa_byte_queue_clear (&self->kept);
  oa_byte_queue_clear (&self->waiting);
  refill (&self->kept, audio, 0, kept, format);
  refill (&self->waiting, audio, kept, waiting, format);
  g_bytes_unref (audio);
}

static void
scale_tables (OaUplink *self, OaAudioFormat format)
{
  GList *l;
  guint i;

  for (l = self->marks.head; l != NULL; l = l->next) {
    Mark *mark = l->data;

    mark->position = scale (self, format, mark->position);
  }
  for (i = 0; i < self->inputs->len; i++) {
    InputAnchor *anchor = &g_array_index (self->inputs, InputAnchor, i);

    anchor->position = scale (self, format, anchor->position);
  }
  for (i = 0; i < self->sents->len; i++) {
    SentAnchor *anchor = &g_array_index (self->sents, SentAnchor, i);

    anchor->sent = scale (self, format, anchor->sent);
    anchor->position = scale (self, format, anchor->position);
  }
}

/* All that waits, and all that is known of what was sent, as if it had been of
 * this format from the beginning. */
static void
change_format (OaUplink *self, OaAudioFormat format)
{
  convert_queues (self, format);
  scale_tables (self, format);
  self->position = scale (self, format, self->position);
  self->end = scale (self, format, self->end);
  self->sent = scale (self, format, self->sent);
  self->silence = scale (self, format, self->silence);
  if (self->limit != G_MAXUINT64)
    self->limit = scale (self, format, self->limit);
}

void
oa_uplink_configure (OaUplink *self, OaAudioFormat format,
    GstClockTime chunk, GstClockTime bound)
{
  if (format != self->format) {
    if (self->sample_size > 0)
      change_format (self, format);
    self->format = format;
    self->sample_size = oa_audio_format_get_sample_size (format);
  }
  self->chunk = MAX (time_to_bytes (self, chunk), self->sample_size);
  self->bound = MAX (time_to_bytes (self, bound), self->chunk);
}

/*** input ***/

static void
note_input_time (OaUplink *self, GstClockTime running_time)
{
  InputAnchor anchor = { self->end, running_time };

  if (self->inputs->len > 0) {
    InputAnchor *last =
        &g_array_index (self->inputs, InputAnchor, self->inputs->len - 1);
    GstClockTime expected = last->running_time
        + bytes_to_time (self, self->end - last->position);

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
note_sent (OaUplink *self, gsize size, gboolean silence)
{
  SentAnchor anchor = { self->sent, self->position, silence };
  gboolean follows = FALSE;

  if (self->sents->len > 0) {
    const SentAnchor *last =
        &g_array_index (self->sents, SentAnchor, self->sents->len - 1);
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
clamp_marks (OaUplink *self)
{
  GList *l;

  for (l = self->marks.head; l != NULL; l = l->next) {
    Mark *mark = l->data;

    if (mark->position >= self->position)
      return;
    mark->position = self->position;
  }
}

/* Whole messages of the oldest audio, so that no sample is cut. */
static guint64
drop_oldest (OaUplink *self)
{
  gsize waiting = self->waiting.size;
  gsize excess;

  if (waiting <= self->bound)
    return 0;
  excess = waiting - self->bound;
  excess = MIN ((excess + self->chunk - 1) / self->chunk * self->chunk,
      waiting);
  oa_byte_queue_drop (&self->waiting, excess);
  oa_byte_queue_clear (&self->kept);
  self->position += excess;
  clamp_marks (self);
  return excess;
}

/* What was just put at the end counts. */
static GstClockTime
take_input (OaUplink *self, gsize size, GstClockTime running_time,
    gboolean may_drop)
{
  note_input_time (self, running_time);
  self->end += size;
  self->ended = FALSE;
  return may_drop ? bytes_to_time (self, drop_oldest (self)) : 0;
}

GstClockTime
oa_uplink_push (OaUplink *self, const guint8 *data, gsize size,
    GstClockTime running_time, gboolean may_drop)
{
  if (size == 0)
    return 0;
  oa_byte_queue_push (&self->waiting, data, size);
  return take_input (self, size, running_time, may_drop);
}

GstClockTime
oa_uplink_push_silence (OaUplink *self, gsize size, GstClockTime running_time,
    gboolean may_drop)
{
  if (size == 0)
    return 0;
  oa_byte_queue_fill (&self->waiting,
      oa_audio_format_get_silence (self->format), size);
  return take_input (self, size, running_time, may_drop);
}

gboolean
oa_uplink_has_room (const OaUplink *self)
{
  return self->waiting.size < self->bound;
}

void
oa_uplink_set_limit (OaUplink *self, guint64 position)
{
  self->limit = position;
}

void
oa_uplink_mark (OaUplink *self, guint64 position, gint mark, gpointer data,
    GDestroyNotify free_data)
{
  Mark *entry = g_new (Mark, 1);
  GList *l = self->marks.tail;

  entry->position = CLAMP (position, self->position, self->end);
  entry->mark = mark;
  entry->data = data;
  entry->free_data = free_data;
  while (l != NULL && ((Mark *) l->data)->position > entry->position)
    l = l->prev;
  if (l != NULL)
    g_queue_insert_after (&self->marks, l, entry);
  else
    g_queue_push_head (&self->marks, entry);
}

gboolean
oa_uplink_has_marks (const OaUplink *self)
{
  return !g_queue_is_empty ((GQueue *) &self->marks);
}

void
oa_uplink_void_marks (OaUplink *self, gint first, gint last)
{
  GList *l, *next;

  for (l = self->marks.head; l != NULL; l = next) {
    Mark *mark = l->data;

    next = l->next;
    if (mark->mark < first || mark->mark > last)
      continue;
    mark_free (mark);
    g_queue_delete_link (&self->marks, l);
  }
}

void
oa_uplink_end (OaUplink *self)
{
  self->ended = TRUE;
}

void
oa_uplink_insert_silence (OaUplink *self, GstClockTime duration)
{
  self->silence += time_to_bytes (self, duration);
}

/*** output ***/

/* Bytes of input that may go out now as one message; 0 = none. */
static gsize
next_chunk (const OaUplink *self)
{
  const Mark *mark = g_queue_peek_head ((GQueue *) &self->marks);
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
oa_uplink_wants_more (const OaUplink *self)
{
  return oa_uplink_has_room (self)
      && (self->waiting.size <= self->bound / 2
      || next_chunk (self) == 0);
}

static gboolean
mark_is_due (const OaUplink *self)
{
  const Mark *mark = g_queue_peek_head ((GQueue *) &self->marks);

  return mark != NULL && mark->position <= self->position;
}

gboolean
oa_uplink_is_ready (const OaUplink *self)
{
  return self->silence > 0 || mark_is_due (self) || next_chunk (self) > 0;
}

GBytes *
oa_uplink_pop_silence (OaUplink *self)
{
  gsize size = MIN (self->silence,
      time_to_bytes (self, SILENCE_CHUNK_MS * GST_MSECOND));
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
keep_chunk (OaUplink *self, const guint8 *data, gsize size)
{
  if (!self->keep)
    return;
  oa_byte_queue_push (&self->kept, data, size);
  if (self->kept.size > self->bound)
    oa_byte_queue_drop (&self->kept, self->kept.size - self->bound);
}

static GBytes *
pop_chunk (OaUplink *self, gsize size)
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
oa_uplink_pop (OaUplink *self, OaUplinkItem *item)
{
  gsize size;

  memset (item, 0, sizeof (*item));
  if (self->silence > 0) {
    item->kind = OA_UPLINK_AUDIO;
    item->audio = oa_uplink_pop_silence (self);
  } else if (mark_is_due (self)) {
    Mark *mark = g_queue_pop_head (&self->marks);

    item->kind = OA_UPLINK_MARK;
    item->mark = mark->mark;
    item->data = mark->data;
    g_free (mark);
  } else if ((size = next_chunk (self)) > 0) {
    item->kind = OA_UPLINK_AUDIO;
    item->audio = pop_chunk (self, size);
  }
}

gboolean
oa_uplink_is_finished (const OaUplink *self)
{
  return self->ended && self->silence == 0
      && self->waiting.size == 0
      && !oa_uplink_has_marks (self);
}

GstClockTime
oa_uplink_clear (OaUplink *self, gint keep)
{
  gsize waiting = self->waiting.size;

  oa_byte_queue_clear (&self->waiting);
  oa_byte_queue_clear (&self->kept);
  self->position += waiting;
  move_marks (self, keep);
  self->silence = 0;
  return bytes_to_time (self, waiting);
}

/* The end is at @position from now on: marks behind it are void, and time is
 * told anew. */
static void
set_end (OaUplink *self, guint64 position)
{
  Mark *mark;

  while ((mark = g_queue_peek_tail (&self->marks)) != NULL
      && mark->position > position)
    mark_free (g_queue_pop_tail (&self->marks));
  while (self->inputs->len > 0 && g_array_index (self->inputs, InputAnchor,
          self->inputs->len - 1).position > position)
    g_array_set_size (self->inputs, self->inputs->len - 1);
  self->end = position;
}

GstClockTime
oa_uplink_retract (OaUplink *self, gint from, gboolean keep_sent)
{
  gsize waiting = self->waiting.size, stays = 0;
  gboolean marked = FALSE;
  GList *l;

  for (l = self->marks.head; l != NULL; l = l->next) {
    const Mark *mark = l->data;

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
  return bytes_to_time (self, waiting - stays);
}

void
oa_uplink_restart (OaUplink *self)
{
  oa_uplink_clear (self, G_MAXINT);
  self->ended = FALSE;
  self->limit = G_MAXUINT64;
}

guint64
oa_uplink_get_end (const OaUplink *self)
{
  return self->end;
}

guint64
oa_uplink_get_position (const OaUplink *self)
{
  return self->position;
}

gsize
oa_uplink_get_waiting (const OaUplink *self)
{
  return self->waiting.size;
}

guint64
oa_uplink_get_sent_ms (const OaUplink *self)
{
  return self->sent_before
      + self->sent / oa_audio_format_get_bytes_per_ms (self->format);
}

/* The position of what went out at @ms of the service's count; a place within
 * silence counts as the place where it was put. FALSE when it is forgotten by
 * now. */
static gboolean
find_sent (const OaUplink *self, gint64 ms, guint64 *position)
{
  guint64 sent;
  guint i;

  if (ms < (gint64) self->sent_before)
    return FALSE;
  sent = (ms - self->sent_before)
      * oa_audio_format_get_bytes_per_ms (self->format);
  for (i = self->sents->len; i > 0; i--) {
    const SentAnchor *anchor = &g_array_index (self->sents, SentAnchor, i - 1);

    if (anchor->sent > sent)
      continue;
    *position = anchor->position;
    if (!anchor->silence)
      *position += sent - anchor->sent;
    return TRUE;
  }
  return FALSE;
}

/*** once more ***/

void
oa_uplink_set_keep (OaUplink *self, gboolean keep)
{
  self->keep = keep;
  if (!keep)
    oa_byte_queue_clear (&self->kept);
}

void
oa_uplink_forget (OaUplink *self, gint64 ms)
{
  gsize kept = self->kept.size;
  guint64 position, first = self->position - kept;

  if (kept == 0 || !find_sent (self, ms, &position) || position <= first)
    return;
  oa_byte_queue_drop (&self->kept, position - first);
}

GstClockTime
oa_uplink_resend (OaUplink *self)
{
  gsize kept = self->kept.size;
  OaByteQueue waiting = self->waiting;

  self->waiting = self->kept;
  memset (&self->kept, 0, sizeof (self->kept));
  oa_byte_queue_append (&self->waiting, &waiting);
  self->position -= kept;
  self->sent = self->sent_before = 0;
  self->silence = 0;
  g_array_set_size (self->sents, 0);
  return bytes_to_time (self, kept);
}

GstClockTime
oa_uplink_ms_to_running_time (const OaUplink *self, gint64 ms)
{
  guint64 position;
  guint i;

  if (!find_sent (self, ms, &position))
    return GST_CLOCK_TIME_NONE;
  for (i = self->inputs->len; i > 0; i--) {
    const InputAnchor *anchor =
        &g_array_index (self->inputs, InputAnchor, i - 1);

    if (anchor->position <= position)
      return anchor->running_time
          + bytes_to_time (self, position - anchor->position);
  }
  return GST_CLOCK_TIME_NONE;
}
