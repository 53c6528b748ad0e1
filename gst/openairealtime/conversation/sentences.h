/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sentences.h - a stream of text without ends, cut into sentences.
 *
 * Translations come as pieces of text that never end, and are shown and kept as
 * sentences: one ends at its full stop, or when it becomes too long.
 *
 * Pure; not thread safe. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of one stream. */
typedef struct
{
  GString *text;  /* of the sentence under way */
  guint64 number; /* of it, from 1 */
} OaSentences;

void oa_sentences_init (OaSentences *self);
void oa_sentences_clear (OaSentences *self);

/* The sentence that @delta shows to be over; NULL when none is. @delta then
 * belongs to the next one. (transfer full) */
gchar *oa_sentences_add (OaSentences *self, const gchar *delta);

/* Ends the sentence under way; NULL when there is none. (transfer full) */
gchar *oa_sentences_end (OaSentences *self);

G_END_DECLS
