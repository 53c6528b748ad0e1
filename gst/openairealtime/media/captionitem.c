/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionitem.c - share of the voice, then the nearest pause. */

#include "captionitem.h"

/* How far off a guess may be: at once, and per ms since the last place that is
 * known. */
#define TOLERANCE_MS 300
#define TOLERANCE_GROWS 0.25
#define MAX_TOLERANCE_MS 1500
/* Text of an item that tells its pace. */
#define MIN_PACE_WEIGHT 20.0
/* A guess at the end of a line must not reach into the next. */
#define UNSURE_SHARE 0.85

/* A place between two lines. */
typedef struct
{
  guint64 before; /* the voice ends there */
  guint64 after;  /* and goes on here */
  gboolean sure;
} Boundary;

OaCaptionItem *
oa_caption_item_new (OaCaptionKind kind, const gchar *response_id,
    const gchar *item_id)
{
  OaCaptionItem *self = g_new0 (OaCaptionItem, 1);

  self->kind = kind;
  self->response_id = g_strdup (response_id);
  self->item_id = g_strdup (item_id);
  self->lines = oa_caption_lines_new ();
  self->base = self->begin = self->end = GST_CLOCK_TIME_NONE;
  return self;
}

void
oa_caption_item_free (OaCaptionItem *self)
{
  g_free (self->response_id);
  g_free (self->item_id);
  oa_caption_lines_free (self->lines);
  oa_caption_voice_free (self->voice);
  g_free (self);
}

void
oa_caption_item_add_audio (OaCaptionItem *self, OaAudioFormat format,
    GBytes *audio)
{
  if (self->over)
    return;
  if (self->voice == NULL)
    self->voice = oa_caption_voice_new (format);
  oa_caption_voice_add (self->voice, format, audio);
}

void
oa_caption_item_end_audio (OaCaptionItem *self)
{
  self->over = TRUE;
}

void
oa_caption_item_end (OaCaptionItem *self)
{
  oa_caption_item_end_audio (self);
  oa_caption_lines_finish (self->lines, NULL);
}

gboolean
oa_caption_item_is_complete (const OaCaptionItem *self)
{
  return self->over && oa_caption_lines_is_finished (self->lines);
}

/*** placing ***/

static guint64
ms_to_samples (const OaCaptionItem *self, gdouble ms)
{
  return ms
      * oa_audio_format_get_rate (oa_caption_voice_get_format (self->voice))
      / 1000.0;
}

GstClockTime
oa_caption_item_to_time (const OaCaptionItem *self, guint64 samples)
{
  return oa_audio_format_samples_to_time (
      oa_caption_voice_get_format (self->voice), samples);
}

/* Samples of voice per unit of weight from an anchor on. */
static gdouble
samples_per_weight (const OaCaptionItem *self, gdouble weight, guint64 voiced,
    gdouble pace)
{
  gdouble rest = oa_caption_lines_get_weight (self->lines) - weight;
  guint64 total;

  if (oa_caption_item_is_complete (self)) {
    total = oa_caption_voice_count (self->voice,
        oa_caption_voice_get_samples (self->voice));
    return rest > 0 && total > voiced ? (total - voiced) / rest : 0;
  }
  if (weight >= MIN_PACE_WEIGHT)
    return voiced / weight;
  return ms_to_samples (self, pace);
}

/* Where the text of @weight ends, seen from an anchor. */
static void
find_boundary (const OaCaptionItem *self, guint64 anchor, gdouble anchor_weight,
    gdouble weight, OaCaptionBreak kind, gdouble pace, Boundary *boundary)
{
  guint64 samples = oa_caption_voice_get_samples (self->voice);
  guint64 voiced = oa_caption_voice_count (self->voice, anchor);
  guint64 more = (weight - anchor_weight)
      * samples_per_weight (self, anchor_weight, voiced, pace);
  guint64 tolerance =
      MIN (ms_to_samples (self, TOLERANCE_MS) + TOLERANCE_GROWS * more,
          ms_to_samples (self, MAX_TOLERANCE_MS));

  if (kind == OA_CAPTION_BREAK_CLAUSE)
    tolerance = MIN (tolerance, ms_to_samples (self, TOLERANCE_MS));
  else if (kind == OA_CAPTION_BREAK_WORD)
    tolerance = 0;
  boundary->sure = oa_caption_item_is_complete (self)
      || oa_caption_voice_count (self->voice, samples)
          >= voiced + more + tolerance;
  if (tolerance > 0
      && oa_caption_voice_find_pause (self->voice, voiced + more, tolerance,
          anchor, &boundary->before, &boundary->after))
    return;
  boundary->after = oa_caption_voice_locate (self->voice, voiced + more);
  boundary->before = boundary->after;
}

static gboolean
is_last (const OaCaptionItem *self, const OaCaptionLine *line)
{
  return oa_caption_lines_is_finished (self->lines)
      && line->end >= oa_caption_lines_get_weight (self->lines);
}

static gboolean
place_begin (const OaCaptionItem *self, const OaCaptionLine *line, gdouble pace,
    OaCaptionPlace *place)
{
  guint64 samples = oa_caption_voice_get_samples (self->voice);
  Boundary boundary;

  if (samples == 0)
    return FALSE;
  place->sure = TRUE;
  if (line->begin > 0) {
    find_boundary (self, self->anchor, self->anchor_weight, line->begin,
        line->before, pace, &boundary);
    place->begin = boundary.after;
    place->sure = boundary.sure;
  } else if (!oa_caption_voice_get_onset (self->voice, &place->begin)) {
    /* Too quiet to be found, or nothing but silence so far. */
    if (!self->over)
      return FALSE;
    place->begin = 0;
  }
  place->begin = MIN (place->begin, samples - 1);
  return TRUE;
}

gboolean
oa_caption_item_place (const OaCaptionItem *self, const OaCaptionLine *line,
    gdouble pace, OaCaptionPlace *place)
{
  Boundary boundary;

  if (!place_begin (self, line, pace, place))
    return FALSE;
  if (self->over && is_last (self, line)) {
    place->end = oa_caption_voice_get_last (self->voice);
    place->end_sure = TRUE;
  } else {
    find_boundary (self, place->begin, line->begin, line->end, line->after,
        pace, &boundary);
    place->end = boundary.before;
    place->end_sure = boundary.sure;
    if (place->end > place->begin && !boundary.sure)
      place->end = place->begin + (place->end - place->begin) * UNSURE_SHARE;
  }
  place->end = MAX (place->end, place->begin + 1);
  return TRUE;
}

gchar *
oa_caption_item_take (OaCaptionItem *self, const OaCaptionLine *line,
    const OaCaptionPlace *place)
{
  self->anchor = place->begin;
  self->anchor_weight = line->begin;
  return oa_caption_lines_take (self->lines, line);
}

gdouble
oa_caption_item_get_pace (const OaCaptionItem *self, gdouble otherwise)
{
  gdouble weight = oa_caption_lines_get_weight (self->lines);
  guint64 voiced;

  if (self->voice == NULL || weight < MIN_PACE_WEIGHT)
    return otherwise;
  voiced = oa_caption_voice_count (self->voice,
      oa_caption_voice_get_samples (self->voice));
  return CLAMP (oa_caption_item_to_time (self, voiced) / (gdouble) GST_MSECOND
          / weight,
      otherwise / 3, otherwise * 3);
}

/* A position as the timeline counts it. */
static guint64
scale_sample (const OaCaptionItem *self, const OaTimeline *timeline,
    guint64 sample)
{
  OaAudioFormat format = oa_timeline_get_format (timeline);

  return self->voice == NULL
      ? sample
      : gst_util_uint64_scale_int (sample, oa_audio_format_get_rate (format),
          oa_audio_format_get_rate (oa_caption_voice_get_format (self->voice)));
}

GstClockTime
oa_caption_item_locate (OaCaptionItem *self, const OaTimeline *timeline,
    guint64 sample, gboolean ahead)
{
  guint64 there = scale_sample (self, timeline, sample);
  GstClockTime pts = ahead
      ? oa_timeline_predict (timeline, self->item_id, there)
      : oa_timeline_locate (timeline, self->item_id, there);

  if (!GST_CLOCK_TIME_IS_VALID (self->base))
    self->base = oa_timeline_locate (timeline, self->item_id, 0);
  if (GST_CLOCK_TIME_IS_VALID (pts)
      || oa_timeline_get_heard (timeline, self->item_id, GST_CLOCK_TIME_NONE)
          >= 0)
    return pts;
  /* It was played, and its text comes afterwards. */
  return GST_CLOCK_TIME_IS_VALID (self->base)
      ? self->base + oa_caption_item_to_time (self, sample)
      : 0;
}
