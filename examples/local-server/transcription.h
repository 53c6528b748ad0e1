/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* transcription.h - the words of the user's turns: what the ears make of them
 * and what the client is told. */

#pragma once

#include "session.h"

G_BEGIN_DECLS

/* For a user item that was just committed; does nothing unless the session has
 * a transcription model, or the mind needs the words. */
void ors_transcription_start (OrsSession *session, OrsItem *item);

/* All words that were asked for are there, or will never be. *@failure: a
 * sentence, when that is so of the last turn; else unchanged. */
gboolean ors_transcription_is_over (OrsSession *session, const gchar **failure);

G_END_DECLS
