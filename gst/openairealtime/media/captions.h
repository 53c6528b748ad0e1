/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captions.h - the text of one side of the conversation as timed captions.
 *
 * Takes the texts as they come, in pieces, too early or too late, and gives
 * them back as lines in order, each at its time: what is spoken when its audio
 * is sounded, what the user said when it was said, what is only written when
 * it came. Live, a caption is due when the timeline has come to it, never
 * before; in a recording as soon as its time is known.
 *
 * Times are running times and never go back: a caption that is due too late is
 * shifted to where the others have come to.
 *
 * Pure; not thread safe: the owner serializes calls. */

#pragma once

#include "timeline.h"

G_BEGIN_DECLS

typedef struct _OaCaptions OaCaptions;

typedef struct
{
  gchar *text; /* UTF-8, no line break */
  GstClockTime pts;
  GstClockTime duration; /* as long as it is said, or takes to read */
} OaCaption;

OaCaptions *oa_captions_new (void);
void oa_captions_free (OaCaptions *self);
void oa_caption_clear (OaCaption *caption);

/* Captions begin at @position. */
void oa_captions_set_position (OaCaptions *self, GstClockTime position);

GstClockTime oa_captions_get_position (const OaCaptions *self);

/*** what the model says ***/

/* Audio of an item, as it goes to the timeline. */
void oa_captions_add_audio (OaCaptions *self, const gchar *response_id,
    const gchar *item_id, OaAudioFormat format, GBytes *audio);
void oa_captions_end_audio (OaCaptions *self, const gchar *item_id);

/* @spoken: it is the text of audio, else text without sound that is not shown
 * before @not_before (NONE = when it comes). */
void oa_captions_add_text (OaCaptions *self, const gchar *response_id,
    const gchar *item_id, gboolean spoken, GstClockTime not_before,
    const gchar *delta);
/* @whole: all of the text again, or NULL. */
void oa_captions_end_text (OaCaptions *self, const gchar *response_id,
    const gchar *item_id, gboolean spoken, GstClockTime not_before,
    const gchar *whole);

/* Nothing more will come of the response, or of anything. */
void oa_captions_end_response (OaCaptions *self, const gchar *response_id);
void oa_captions_end_all (OaCaptions *self);

/* What is in the timeline already has no caption: its text was missed. */
void oa_captions_ignore (OaCaptions *self, const gchar *item_id);

/*** what the user says ***/

/* A turn of the user, in order; its text follows. NONE = not known. */
void oa_captions_begin_turn (OaCaptions *self, const gchar *item_id,
    GstClockTime begin);
void oa_captions_end_turn (OaCaptions *self, const gchar *item_id,
    GstClockTime end);
/* NULL = there will be none. */
void oa_captions_set_turn_text (OaCaptions *self, const gchar *item_id,
    const gchar *text);
/* Turns without a text will get none. */
void oa_captions_forget_turns (OaCaptions *self);
/* Nothing that is still to come was said before @time. */
void oa_captions_settle (OaCaptions *self, GstClockTime time);

/*** what is due ***/

/* Looks which captions are due now that the timeline has come this far. Before
 * items leave the timeline's ledger, so after each frame. */
void oa_captions_advance (OaCaptions *self, const OaTimeline *timeline,
    gboolean live);

/* All is over: what has a text is due, the rest is forgotten. */
void oa_captions_finish (OaCaptions *self, const OaTimeline *timeline,
    gboolean live);

/* The next caption that is due. */
gboolean oa_captions_pop (OaCaptions *self, OaCaption *caption);

/* The time in which there is no caption, since the last, and up to which
 * that is certain. FALSE when there is none. */
gboolean oa_captions_pop_gap (OaCaptions *self, GstClockTime *begin,
    GstClockTime *end);

/* The answer stops: captions that are not due are forgotten. */
void oa_captions_interrupt (OaCaptions *self);

G_END_DECLS
