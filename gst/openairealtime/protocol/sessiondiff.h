/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessiondiff.h - arithmetic on session objects, leaf by leaf.
 *
 * "audio", "audio.input" and "audio.output" are containers; every other member
 * is a leaf and taken whole. oa_session_diff() is in sessionconfig.h. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Writes the leaves of @patch over those of @target; @patch is unchanged. */
void oa_session_overlay (JsonObject *target, JsonObject *patch);

G_END_DECLS
