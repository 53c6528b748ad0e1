/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionrules.h - what a client may write into a session, a response and a
 * tool: the tables for rules.h. */

#pragma once

#include "rules.h"

G_BEGIN_DECLS

extern const OrsRule ors_realtime_session_rules[];
extern const OrsRule ors_transcription_session_rules[];
extern const OrsRule ors_translation_session_rules[];
extern const OrsRule ors_response_rules[];

G_END_DECLS
