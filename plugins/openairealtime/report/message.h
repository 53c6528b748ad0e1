/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* message.h - notices and failures as bus messages; docs/element.md has the
 * fields. */

#pragma once

#include "conversation/notice.h"
#include "session/failure.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* NULL for a raw event, which is a signal only. (transfer full) */
GstStructure *oa_message_new_structure (const OaNotice *notice);

/* As an error or a warning, in the calling thread. */
void oa_message_post_failure (GstElement *element, GstMessageType type,
    const OaFailure *failure);

G_END_DECLS
