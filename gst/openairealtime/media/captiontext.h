/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captiontext.h - the text of a caption as any writer of subtitles may take it.
 *
 * Text comes from outside, and stock encoders of WebVTT and SubRip write what
 * they get as it is. So what begins markup, a character reference, an override
 * or the times of a cue there is replaced by a character that looks like it.
 * Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) */
gchar *oa_caption_text_neutralize (const gchar *text);

G_END_DECLS
