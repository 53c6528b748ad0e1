/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* turns.h - from the user's audio to turns: detection, commit, transcription,
 * idle timeout. */

#pragma once

#include "session.h"

G_BEGIN_DECLS

void ors_turns_append (OrsSession *session, GBytes *audio);
gboolean ors_turns_commit (OrsSession *session, OrsProblem *problem);
void ors_turns_clear (OrsSession *session);

/* For a new session: what follows from its answers. */
void ors_turns_watch (OrsSession *session);

G_END_DECLS
