/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* answermap.h - which moment of a conversation each second of joined answers
 * has.
 *
 * Answers come as pieces with times and holes in between. Joined, they are
 * shorter; a span says where a stretch of them lies. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 joined; /* samples before it, holes left out */
  guint64 start;  /* its first sample, holes included */
  guint64 length;
} OrbAnswerSpan;

typedef struct _OrbAnswerMap OrbAnswerMap;

OrbAnswerMap *orb_answer_map_new (void);
void orb_answer_map_free (OrbAnswerMap *self);

/* A piece that begins at the sample `start`; one that would lie before the end
 * of the last is put behind it. Returns where it went. */
guint64 orb_answer_map_add (OrbAnswerMap *self, guint64 start, guint64 length);

guint orb_answer_map_get_length (const OrbAnswerMap *self);
const OrbAnswerSpan *orb_answer_map_get (const OrbAnswerMap *self, guint i);

/* Samples, holes left out; and the end of the track. */
guint64 orb_answer_map_get_joined (const OrbAnswerMap *self);
guint64 orb_answer_map_get_end (const OrbAnswerMap *self);

/* Where a sample of the joined answers lies. A sample that is less than
 * `slack` before the beginning of a span counts as its first. */
guint64 orb_answer_map_find (const OrbAnswerMap *self, guint64 joined,
    guint64 slack);

G_END_DECLS
