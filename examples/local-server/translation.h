/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* translation.h - a session that translates without turns, imitated: the audio
 * comes back as it went in, the texts are the script's. */

#pragma once

#include "session.h"

G_BEGIN_DECLS

void ors_translation_append (OrsSession *session, GBytes *audio);

/* What is left, then session.closed. */
void ors_translation_close (OrsSession *session);

G_END_DECLS
