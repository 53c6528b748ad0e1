/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* messagetranscript.h - what the service says of a text, as fields. */

#pragma once

#include "protocol/transcriptdetail.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* Fields of `openairealtime/transcript`, each only when there is something:
 * `segments` and `words`, lists of structures {id, text, speaker, start, end};
 * `logprobs`, a list of structures {token, logprob}; `languages`, a list of
 * strings. Times are in seconds of the item. */
void oa_message_fill_transcript (GstStructure * structure,
    const OaTranscriptDetail * detail);

G_END_DECLS
