/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* transcription.h - the words of the user, beside the conversation. */

#pragma once

#include "session.h"

G_BEGIN_DECLS

/* For a user item that was just committed; does nothing unless the session
 * has a transcription model. */
void ors_transcription_start (OrsSession *session, OrsItem *item);

G_END_DECLS
