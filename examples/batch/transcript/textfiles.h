/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* textfiles.h - what was said, as files of text. Pure: items in, text out. */

#pragma once

#include "transcript.h"

G_BEGIN_DECLS

/* https://www.w3.org/TR/webvtt1/, with the speaker as a voice. */
GString *orb_write_vtt (const GPtrArray *items);

/* SubRip: numbered, CRLF. The speaker is told where there is more than one. */
GString *orb_write_srt (const GPtrArray *items);

/* A paragraph per item, with the time of its beginning. */
GString *orb_write_txt (const GPtrArray *items);

/* An object per line and item. */
GString *orb_write_jsonl (const GPtrArray *items);

G_END_DECLS
