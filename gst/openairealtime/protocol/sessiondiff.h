/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessiondiff.h - arithmetic on session objects, leaf by leaf.
 *
 * "audio", "audio.input" and "audio.output" are containers; every other member
 * is a leaf and taken whole. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The difference by itself: members of @wanted that @have has not or has
 * otherwise. "turn_detection", "transcription", "noise_reduction", formats and
 * every other leaf object are taken whole, since services differ in how they
 * merge partial ones; only "audio", "audio.input" and "audio.output" are
 * descended into. NULL when equal. */
JsonObject *oa_session_diff (JsonObject *wanted, JsonObject *have);

gboolean oa_session_differs (JsonObject *wanted, JsonObject *have);
/* The difference; takes @members, for which NULL is none. */
JsonObject *oa_session_subtract (JsonObject *members, JsonObject *have);

/* What a session says of its voice, nested or flat, as an update of nothing
 * else. (transfer full) */
JsonObject *oa_session_get_voice (JsonObject *session);

/* Writes the leaves of @patch over those of @target; @patch is unchanged. */
void oa_session_overlay (JsonObject *target, JsonObject *patch);

G_END_DECLS
