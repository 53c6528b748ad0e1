/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionfeed.h - the service's texts and the times of speech, for the
 * captions. Nothing happens here while no text pad is there. */

#pragma once

#include "media.h"

#include "protocol/event.h"

G_BEGIN_DECLS

/* Turns of the user as the service hears them. */
typedef struct
{
  gboolean transcribed; /* each gets a text */
  /* Counted as speech by the service, in ms: before it, and behind it. */
  guint padding;
  guint silence;
} OaHeardTurns;

/* Each takes the media's lock for a moment. */

/* Text of an answer, spoken or written; @not_before: see OaCaptions. */
void oa_caption_feed_answer (OaMedia *media, const OaEvent *event,
    GstClockTime not_before);
/* The user begins to speak, or stops. */
void oa_caption_feed_speech (OaMedia *media, const OaEvent *event,
    const OaHeardTurns *turns);
/* What was sent so far is a turn. */
void oa_caption_feed_commit (OaMedia *media, const OaEvent *event);
/* Text of what the user said, or that there is none. */
void oa_caption_feed_user (OaMedia *media, const OaEvent *event);
/* Turns that the service had not written down are heard by another. */
void oa_caption_feed_forget (OaMedia *media);

G_END_DECLS
