/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionitem.h - one item's text, and where in its audio each line is said.
 *
 * Services do not tell which word belongs to which sample. Text grows in
 * proportion to the voice, and sentences begin behind pauses: each line is
 * placed by its share of the audio, then moved to the pause that is nearest.
 *
 * Pure; not thread safe. */

#pragma once

#include "captionlines.h"
#include "captionvoice.h"
#include "timeline.h"

G_BEGIN_DECLS

typedef enum
{
  OA_CAPTION_SPOKEN,  /* text of the item's audio */
  OA_CAPTION_WRITTEN, /* text without sound */
  OA_CAPTION_TURN,    /* text of what the user said */
} OaCaptionKind;

typedef struct
{
  OaCaptionKind kind;
  gchar *response_id;
  gchar *item_id;
  OaCaptionLines *lines;
  gboolean over; /* no more audio will come */

  /* SPOKEN. The last line that was taken is the anchor of those behind it. */
  OaCaptionVoice *voice; /* NULL before the first audio */
  GstClockTime base;     /* of its first sample, once that has left */
  guint64 anchor;
  gdouble anchor_weight;

  /* TURN: when it was said; WRITTEN: not before `begin`. NONE = not known. */
  GstClockTime begin;
  GstClockTime end;
  gboolean placed; /* both are known and moved to their place */
} OaCaptionItem;

/* Where in the item's audio a line is said. */
typedef struct
{
  guint64 begin;
  guint64 end;
  gboolean sure; /* no audio that is to come changes `begin` */
  gboolean end_sure;
} OaCaptionPlace;

OaCaptionItem *oa_caption_item_new (OaCaptionKind kind,
    const gchar *response_id, const gchar *item_id);
void oa_caption_item_free (OaCaptionItem *self);

void oa_caption_item_add_audio (OaCaptionItem *self, OaAudioFormat format,
    GBytes *audio);
/* No more audio, and no more text. */
void oa_caption_item_end_audio (OaCaptionItem *self);
void oa_caption_item_end (OaCaptionItem *self);

/* All text and all audio is there. */
gboolean oa_caption_item_is_complete (const OaCaptionItem *self);

/* SPOKEN with audio. @pace: ms of voice per unit of weight, for as long as the
 * item itself does not tell. FALSE while nothing is said yet. */
gboolean oa_caption_item_place (const OaCaptionItem *self,
    const OaCaptionLine *line, gdouble pace, OaCaptionPlace *place);

/* Takes the line: it is said from @place on. (transfer full) */
gchar *oa_caption_item_take (OaCaptionItem *self, const OaCaptionLine *line,
    const OaCaptionPlace *place);

/* Of a complete item; @otherwise when there is too little of it. */
gdouble oa_caption_item_get_pace (const OaCaptionItem *self, gdouble otherwise);

/* Running time of a sample: when it left, or @ahead, when it will; NONE when it
 * has not yet, or that is not known. */
GstClockTime oa_caption_item_locate (OaCaptionItem *self,
    const OaTimeline *timeline, guint64 sample, gboolean ahead);

GstClockTime oa_caption_item_to_time (const OaCaptionItem *self,
    guint64 samples);

G_END_DECLS
