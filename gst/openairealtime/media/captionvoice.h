/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionvoice.h - where in an item's audio something is said, and where the
 * speaker pauses.
 *
 * Positions are samples of the item. Beside them runs a count of the samples
 * that are no pause: text grows in proportion to these.
 *
 * Pure; not thread safe. */

#pragma once

#include <gst/gst.h>

#include "protocol/audioformat.h"

G_BEGIN_DECLS

typedef struct _OaCaptionVoice OaCaptionVoice;

OaCaptionVoice *oa_caption_voice_new (OaAudioFormat format);
void oa_caption_voice_free (OaCaptionVoice *self);

/* More of it. The pad may change its format in the middle of an item: positions
 * keep to the first one, and so does what is in @format here. */
void oa_caption_voice_add (OaCaptionVoice *self, OaAudioFormat format,
    GBytes *audio);

OaAudioFormat oa_caption_voice_get_format (const OaCaptionVoice *self);
guint64 oa_caption_voice_get_samples (const OaCaptionVoice *self);

/* Where the voice begins; FALSE when it has not yet. */
gboolean oa_caption_voice_get_onset (const OaCaptionVoice *self,
    guint64 *onset);
/* Where the voice fell silent for good, as far as is known. */
guint64 oa_caption_voice_get_last (const OaCaptionVoice *self);

/* From a position to the samples of voice before it, and back. */
guint64 oa_caption_voice_count (const OaCaptionVoice *self, guint64 position);
guint64 oa_caption_voice_locate (const OaCaptionVoice *self, guint64 voiced);

/* The pause that is most likely the one after @voiced samples of voice, give
 * or take @tolerance: near, and long. Only pauses that are over and end behind
 * @after count. */
gboolean oa_caption_voice_find_pause (const OaCaptionVoice *self,
    guint64 voiced, guint64 tolerance, guint64 after, guint64 *begin,
    guint64 *end);

G_END_DECLS
