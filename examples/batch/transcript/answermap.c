/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* answermap.c - see answermap.h. */

#include "answermap.h"

struct _OrbAnswerMap
{
  GArray *spans;
};

OrbAnswerMap *
orb_answer_map_new (void)
{
  OrbAnswerMap *self = g_new0 (OrbAnswerMap, 1);

  self->spans = g_array_new (FALSE, FALSE, sizeof (OrbAnswerSpan));
  return self;
}

void
orb_answer_map_free (OrbAnswerMap *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->spans);
  g_free (self);
}

guint
orb_answer_map_get_length (const OrbAnswerMap *self)
{
  return self->spans->len;
}

const OrbAnswerSpan *
orb_answer_map_get (const OrbAnswerMap *self, guint i)
{
  return &g_array_index (self->spans, OrbAnswerSpan, i);
}

static OrbAnswerSpan *
last (const OrbAnswerMap *self)
{
  if (self->spans->len == 0)
    return NULL;
  return &g_array_index (self->spans, OrbAnswerSpan, self->spans->len - 1);
}

guint64
orb_answer_map_get_joined (const OrbAnswerMap *self)
{
  const OrbAnswerSpan *span = last (self);

  return span != NULL ? span->joined + span->length : 0;
}

guint64
orb_answer_map_get_end (const OrbAnswerMap *self)
{
  const OrbAnswerSpan *span = last (self);

  return span != NULL ? span->start + span->length : 0;
}

guint64
orb_answer_map_add (OrbAnswerMap *self, guint64 start, guint64 length)
{
  OrbAnswerSpan *span = last (self);
  OrbAnswerSpan next = { orb_answer_map_get_joined (self), start, length };

  if (span != NULL && start <= span->start + span->length) {
    start = span->start + span->length;
    span->length += length;
  } else {
    g_array_append_val (self->spans, next);
  }
  return start;
}

guint64
orb_answer_map_find (const OrbAnswerMap *self, guint64 joined, guint64 slack)
{
  const OrbAnswerSpan *found = NULL;

  for (guint i = 0; i < self->spans->len; i++) {
    const OrbAnswerSpan *span = orb_answer_map_get (self, i);

    if (joined >= span->joined)
      found = span;
    else if (span->joined - joined <= slack)
      return span->start;
  }
  return found != NULL ? found->start + (joined - found->joined) : joined;
}
