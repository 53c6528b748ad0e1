/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* phrases.h - words of the user's that mean one thing, "a human, please".
 *
 * Whole words, without regard to case, accents of composition and punctuation.
 * Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is compared: folded words with one space around each. (transfer full) */
gchar *ovs_phrase_normalize (const gchar *text);

/* Whether @text has one of @phrases, ended by NULL, in it. They are
 * normalized. */
gboolean ovs_phrases_match (const gchar *const *phrases, const gchar *text);

G_END_DECLS
