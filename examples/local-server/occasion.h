/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* occasion.h - what a response answers. */

#pragma once

#include "session.h"

G_BEGIN_DECLS

/* The reply to the conversation, or to @input (may be NULL), the context that
 * a response brought along. */
OrsReply *ors_occasion_reply (OrsSession *session, JsonArray *input);

G_END_DECLS
