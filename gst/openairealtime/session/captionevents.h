/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captionevents.h - what the service says, for the text pads.
 *
 * What a caption says and when it is shown is media/captions.h's. */

#pragma once

#include "session/context.h"

G_BEGIN_DECLS

/* After the speech of the same event is in the timeline. */
void oa_session_context_feed_captions (const OaSessionContext *self,
    const OaEvent *event);

G_END_DECLS
