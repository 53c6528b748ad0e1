/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* timeline.c - queued speech into frames, and the ledger of what left.
 *
 * Positions are an origin plus a count of samples, so that no rounding adds up
 * in any number of hours. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "timeline.h"

#include <gst/base/gstadapter.h>
#include <string.h>

/* Samples that left back to back. */
typedef struct
{
  GstClockTime pts;
  guint64 samples;
} Piece;

typedef struct
{
  gchar *response_id;
  gchar *item_id;
  GstAdapter *waiting;
  GArray *pieces;
  GstClockTime not_before;
  OaAudioFormat format;         /* the ledger outlives a change of format */
  gboolean begun;
  gboolean ended;
} Speech;

struct _OaTimeline
{
  OaAudioFormat format;
  guint sample_size;
  guint frame_samples;
  gboolean silence;

  GstClockTime origin;
  guint64 samples;              /* since origin */

  /* Speech in order: what left entirely stays until it is taken as finished. */
  GQueue speeches;

  gboolean discont;
  gboolean talking;             /* the last frame was speech */
  guint64 underruns;
  gchar *last_response;         /* whose first frame has left */
};

static void
speech_free (Speech *speech)
{
  g_free (speech->response_id);
  g_free (speech->item_id);
  g_object_unref (speech->waiting);
  g_array_unref (speech->pieces);
  g_free (speech);
}

OaTimeline *
oa_timeline_new (void)
{
  OaTimeline *self = g_new0 (OaTimeline, 1);

  g_queue_init (&self->speeches);
  self->discont = TRUE;
  oa_timeline_configure (self, OA_AUDIO_FORMAT_PCM, 20 * GST_MSECOND, TRUE);
  return self;
}

void
oa_timeline_free (OaTimeline *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->speeches, (GDestroyNotify) speech_free);
  g_free (self->last_response);
  g_free (self);
}

void
oa_frame_clear (OaFrame *frame)
{
  gst_clear_buffer (&frame->buffer);
  g_clear_pointer (&frame->first_of_response, g_free);
  frame->kind = OA_FRAME_NONE;
}

/* Moves the origin to the present position, so that samples of another rate
 * can be counted from there. */
static void
rebase (OaTimeline *self)
{
  self->origin = oa_timeline_get_position (self);
  self->samples = 0;
}

void
oa_timeline_configure (OaTimeline *self, OaAudioFormat format,
    GstClockTime frame, gboolean silence)
{
  guint64 samples = oa_audio_format_time_to_samples (format, frame);

  if (format != self->format) {
    rebase (self);
    self->format = format;
    self->sample_size = oa_audio_format_get_sample_size (format);
  }
  self->frame_samples = CLAMP (samples, 1, G_MAXUINT / 4);
  self->silence = silence;
}

OaAudioFormat
oa_timeline_get_format (const OaTimeline *self)
{
  return self->format;
}

void
oa_timeline_set_position (OaTimeline *self, GstClockTime pts)
{
  self->origin = pts;
  self->samples = 0;
  self->discont = TRUE;
}

GstClockTime
oa_timeline_get_position (const OaTimeline *self)
{
  if (self->samples == 0)
    return self->origin;
  return self->origin
      + oa_audio_format_samples_to_time (self->format, self->samples);
}

void
oa_timeline_mark_discont (OaTimeline *self)
{
  self->discont = TRUE;
}

/*** speech comes in ***/

static Speech *
find_speech (const OaTimeline *self, const gchar *item_id)
{
  GList *l;

  /* From the end: audio nearly always belongs to the latest item. */
  for (l = self->speeches.tail; l != NULL; l = l->prev) {
    Speech *speech = l->data;

    if (g_strcmp0 (speech->item_id, item_id) == 0)
      return speech;
  }
  return NULL;
}

static Speech *
append_speech (OaTimeline *self, const gchar *response_id,
    const gchar *item_id, GstClockTime not_before)
{
  Speech *speech = g_new0 (Speech, 1);

  speech->response_id = g_strdup (response_id);
  speech->item_id = g_strdup (item_id);
  speech->waiting = gst_adapter_new ();
  speech->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  speech->not_before = not_before;
  speech->format = self->format;
  g_queue_push_tail (&self->speeches, speech);
  return speech;
}

void
oa_timeline_add (OaTimeline *self, const gchar *response_id,
    const gchar *item_id, GBytes *audio, GstClockTime not_before)
{
  Speech *speech = find_speech (self, item_id);

  if (g_bytes_get_size (audio) == 0)
    return;
  if (speech == NULL || speech->ended)
    speech = append_speech (self, response_id, item_id, not_before);
  gst_adapter_push (speech->waiting, gst_buffer_new_wrapped_bytes (audio));
}

static guint64
speech_whole_samples (const OaTimeline *self, const Speech *speech)
{
  return gst_adapter_available (speech->waiting) / self->sample_size;
}

static void
end_speech (OaTimeline *self, Speech *speech)
{
  gsize odd = gst_adapter_available (speech->waiting) % self->sample_size;

  speech->ended = TRUE;
  /* Half a sample at the end of an item can never be completed. */
  if (odd != 0 && speech_whole_samples (self, speech) == 0)
    gst_adapter_clear (speech->waiting);
}

void
oa_timeline_end_item (OaTimeline *self, const gchar *item_id)
{
  Speech *speech = find_speech (self, item_id);

  if (speech != NULL)
    end_speech (self, speech);
}

void
oa_timeline_end_response (OaTimeline *self, const gchar *response_id)
{
  GList *l;

  for (l = self->speeches.head; l != NULL; l = l->next) {
    Speech *speech = l->data;

    if (g_strcmp0 (speech->response_id, response_id) == 0)
      end_speech (self, speech);
  }
}

void
oa_timeline_end_all (OaTimeline *self)
{
  GList *l;

  for (l = self->speeches.head; l != NULL; l = l->next)
    end_speech (self, l->data);
}

/*** frames go out ***/

static gboolean
speech_is_spent (const OaTimeline *self, const Speech *speech)
{
  return speech->ended && speech_whole_samples (self, speech) == 0;
}

/* The speech that plays next: the first that is not spent. */
static GList *
current_speech (const OaTimeline *self)
{
  GList *l = self->speeches.head;

  while (l != NULL && speech_is_spent (self, l->data))
    l = l->next;
  return l;
}

/* Samples for a frame of up to @enough without a hole in any item: all that
 * is asked for, or the rests of ended items. */
static guint64
playable_samples (const OaTimeline *self, guint64 enough)
{
  GList *l;
  guint64 samples = 0;

  for (l = current_speech (self); l != NULL && samples < enough; l = l->next) {
    Speech *speech = l->data;
    guint64 more = speech_whole_samples (self, speech);

    if (!speech->ended)
      return samples + more >= enough ? enough : samples;
    samples += more;
  }
  return MIN (samples, enough);
}

static void
note_piece (Speech *speech, OaAudioFormat format, GstClockTime pts,
    guint64 samples)
{
  Piece piece = { pts, samples };

  if (speech->pieces->len > 0) {
    Piece *last =
        &g_array_index (speech->pieces, Piece, speech->pieces->len - 1);
    GstClockTime end =
        last->pts + oa_audio_format_samples_to_time (format, last->samples);

    /* Rounding of a position is below a nanosecond per piece. */
    if (pts <= end + 1 && end <= pts + 1) {
      last->samples += samples;
      return;
    }
  }
  g_array_append_val (speech->pieces, piece);
}

/* Takes up to @samples of @speech to @dest; notes them at @offset samples
 * after the present position. */
static guint64
take_samples (OaTimeline *self, Speech *speech, guint8 *dest,
    guint64 samples, guint64 offset)
{
  guint64 n = MIN (samples, speech_whole_samples (self, speech));
  GstClockTime pts = self->origin
      + oa_audio_format_samples_to_time (self->format, self->samples + offset);

  gst_adapter_copy (speech->waiting, dest, 0, n * self->sample_size);
  gst_adapter_flush (speech->waiting, n * self->sample_size);
  if (speech_is_spent (self, speech))
    gst_adapter_clear (speech->waiting);
  note_piece (speech, self->format, pts, n);
  speech->begun = TRUE;
  return n;
}

static void
fill_silence (const OaTimeline *self, guint8 *dest, guint64 samples)
{
  memset (dest, oa_audio_format_get_silence (self->format),
      samples * self->sample_size);
}

/* Timestamps and flags; advances the position by @samples. */
static void
finish_frame (OaTimeline *self, OaFrame *frame, OaFrameKind kind,
    guint64 samples)
{
  frame->kind = kind;
  frame->pts = oa_timeline_get_position (self);
  self->samples += samples;
  frame->duration = oa_timeline_get_position (self) - frame->pts;

  if (frame->buffer != NULL) {
    GST_BUFFER_PTS (frame->buffer) = frame->pts;
    GST_BUFFER_DURATION (frame->buffer) = frame->duration;
    if (self->discont)
      GST_BUFFER_FLAG_SET (frame->buffer, GST_BUFFER_FLAG_DISCONT);
    if (kind == OA_FRAME_SILENCE)
      GST_BUFFER_FLAG_SET (frame->buffer, GST_BUFFER_FLAG_GAP);
    self->discont = FALSE;
  } else {
    /* A gap event or nothing: the next buffer is not continuous. */
    self->discont = TRUE;
  }
  self->talking = kind == OA_FRAME_SPEECH;
}

static void
pop_silence (OaTimeline *self, OaFrame *frame, guint64 samples)
{
  if (self->silence) {
    GstMapInfo map;

    frame->buffer = gst_buffer_new_allocate (NULL,
        samples * self->sample_size, NULL);
    gst_buffer_map (frame->buffer, &map, GST_MAP_WRITE);
    fill_silence (self, map.data, samples);
    gst_buffer_unmap (frame->buffer, &map);
  }
  finish_frame (self, frame, OA_FRAME_SILENCE, samples);
}

static void
note_first_of_response (OaTimeline *self, OaFrame *frame, const Speech *speech)
{
  if (g_strcmp0 (speech->response_id, self->last_response) == 0)
    return;
  g_free (self->last_response);
  self->last_response = g_strdup (speech->response_id);
  frame->first_of_response = g_strdup (speech->response_id);
}

/* A frame of @samples, of which @spoken out of the current speech and, when
 * that ends within them, of those that follow; the rest is silence. */
static void
pop_speech (OaTimeline *self, OaFrame *frame, guint64 spoken, guint64 samples)
{
  GstBuffer *buffer =
      gst_buffer_new_allocate (NULL, samples * self->sample_size, NULL);
  GstMapInfo map;
  guint64 done = 0;
  GList *l = current_speech (self);

  if (!self->talking || !((Speech *) l->data)->begun)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_MARKER);
  note_first_of_response (self, frame, l->data);

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (; l != NULL && done < spoken; l = l->next)
    done += take_samples (self, l->data, map.data + done * self->sample_size,
        spoken - done, done);
  fill_silence (self, map.data + done * self->sample_size, samples - done);
  gst_buffer_unmap (buffer, &map);

  frame->buffer = buffer;
  finish_frame (self, frame, OA_FRAME_SPEECH, samples);
}

/* Speech that has begun and now lacks samples for a whole frame. */
static gboolean
is_starved (const OaTimeline *self)
{
  GList *l = current_speech (self);

  return l != NULL && self->talking && ((Speech *) l->data)->begun;
}

void
oa_timeline_pop_paced (OaTimeline *self, OaFrame *frame)
{
  guint64 playable = playable_samples (self, self->frame_samples);

  memset (frame, 0, sizeof (*frame));
  if (playable > 0) {
    pop_speech (self, frame, playable, self->frame_samples);
    return;
  }
  if (is_starved (self)) {
    self->underruns++;
    pop_silence (self, frame, self->frame_samples);
    self->discont = TRUE;
    return;
  }
  pop_silence (self, frame, self->frame_samples);
}

/* Silence up to the moment at which the next speech may begin; at most a
 * frame at a time when it comes as buffers. */
static gboolean
pop_wait (OaTimeline *self, OaFrame *frame, const Speech *speech)
{
  GstClockTime position = oa_timeline_get_position (self);
  guint64 samples;

  if (speech->begun || !GST_CLOCK_TIME_IS_VALID (speech->not_before)
      || speech->not_before <= position)
    return FALSE;
  samples = oa_audio_format_time_to_samples (self->format,
      speech->not_before - position);
  if (samples == 0)
    return FALSE;
  if (self->silence)
    samples = MIN (samples, self->frame_samples);
  pop_silence (self, frame, samples);
  return TRUE;
}

void
oa_timeline_pop_joined (OaTimeline *self, OaFrame *frame)
{
  GList *l = current_speech (self);
  Speech *speech = l != NULL ? l->data : NULL;
  guint64 samples;

  memset (frame, 0, sizeof (*frame));
  if (speech == NULL)
    return;
  samples = MIN (speech_whole_samples (self, speech), self->frame_samples);
  if (samples == 0 || (samples < self->frame_samples && !speech->ended))
    return;
  if (!pop_wait (self, frame, speech))
    pop_speech (self, frame, samples, samples);
}

/*** what is there, what was heard ***/

GstClockTime
oa_timeline_clear (OaTimeline *self)
{
  GstClockTime dropped = oa_timeline_get_queued (self);

  g_queue_clear_full (&self->speeches, (GDestroyNotify) speech_free);
  self->talking = FALSE;
  self->discont = TRUE;
  return dropped;
}

static guint64
heard_samples (const Speech *speech, GstClockTime until)
{
  guint64 heard = 0;
  guint i;

  for (i = 0; i < speech->pieces->len; i++) {
    const Piece *piece = &g_array_index (speech->pieces, Piece, i);

    if (!GST_CLOCK_TIME_IS_VALID (until))
      heard += piece->samples;
    else if (until > piece->pts)
      heard += MIN (piece->samples,
          oa_audio_format_time_to_samples (speech->format, until - piece->pts));
  }
  return heard;
}

static gint64
samples_to_ms (const Speech *speech, guint64 samples)
{
  return samples * 1000 / oa_audio_format_get_rate (speech->format);
}

void
oa_cut_free (OaCut *cut)
{
  g_free (cut->item_id);
  g_free (cut->response_id);
  g_free (cut);
}

static OaCut *
cut_speech (const OaTimeline *self, const Speech *speech, GstClockTime until)
{
  OaCut *cut = g_new0 (OaCut, 1);
  guint64 left = heard_samples (speech, GST_CLOCK_TIME_NONE);
  guint64 heard = heard_samples (speech, until);
  guint64 waiting = speech_whole_samples (self, speech);

  cut->item_id = g_strdup (speech->item_id);
  cut->response_id = g_strdup (speech->response_id);
  cut->heard_ms = samples_to_ms (speech, heard);
  cut->received_ms = samples_to_ms (speech, left + waiting);
  cut->dropped_ms = samples_to_ms (speech, waiting);
  cut->heard_all = speech->ended && heard == left + waiting;
  return cut;
}

GPtrArray *
oa_timeline_interrupt (OaTimeline *self, GstClockTime until)
{
  GPtrArray *cuts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) oa_cut_free);
  GList *l;

  for (l = self->speeches.head; l != NULL; l = l->next)
    g_ptr_array_add (cuts, cut_speech (self, l->data, until));
  oa_timeline_clear (self);
  return cuts;
}

gboolean
oa_timeline_is_empty (const OaTimeline *self)
{
  GList *l;

  for (l = current_speech (self); l != NULL; l = l->next) {
    if (speech_whole_samples (self, l->data) > 0)
      return FALSE;
  }
  return TRUE;
}

gsize
oa_timeline_get_queued_bytes (const OaTimeline *self)
{
  GList *l;
  gsize bytes = 0;

  for (l = current_speech (self); l != NULL; l = l->next)
    bytes += gst_adapter_available (((Speech *) l->data)->waiting);
  return bytes;
}

GstClockTime
oa_timeline_get_queued (const OaTimeline *self)
{
  GList *l;
  guint64 samples = 0;

  for (l = current_speech (self); l != NULL; l = l->next)
    samples += speech_whole_samples (self, l->data);
  return oa_audio_format_samples_to_time (self->format, samples);
}

guint64
oa_timeline_get_underruns (const OaTimeline *self)
{
  return self->underruns;
}

gint64
oa_timeline_get_heard (const OaTimeline *self, const gchar *item_id,
    GstClockTime until)
{
  Speech *speech = find_speech (self, item_id);

  if (speech == NULL)
    return -1;
  return samples_to_ms (speech, heard_samples (speech, until));
}

void
oa_timeline_foreach_heard (const OaTimeline *self, GstClockTime until,
    void (*func) (const gchar *item_id, gint64 heard_ms, gpointer data),
    gpointer data)
{
  GList *l;

  for (l = self->speeches.head; l != NULL; l = l->next) {
    Speech *speech = l->data;

    func (speech->item_id,
        samples_to_ms (speech, heard_samples (speech, until)), data);
  }
}

gchar *
oa_timeline_take_finished (OaTimeline *self, GstClockTime until,
    gint64 *heard_ms)
{
  Speech *speech = g_queue_peek_head (&self->speeches);
  guint64 heard;
  gchar *item_id;

  if (speech == NULL || !speech_is_spent (self, speech))
    return NULL;
  heard = heard_samples (speech, until);
  if (heard < heard_samples (speech, GST_CLOCK_TIME_NONE))
    return NULL;
  g_queue_pop_head (&self->speeches);
  item_id = g_steal_pointer (&speech->item_id);
  if (heard_ms != NULL)
    *heard_ms = samples_to_ms (speech, heard);
  speech_free (speech);
  return item_id;
}
