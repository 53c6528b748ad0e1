/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* spans.c - see spans.h. */

#include "spans.h"

struct _OrbSpans
{
  GArray *spans;
};

OrbSpans *
orb_spans_new (void)
{
  OrbSpans *self = g_new0 (OrbSpans, 1);

  self->spans = g_array_new (FALSE, FALSE, sizeof (OrbSpan));
  return self;
}

void
orb_spans_free (OrbSpans *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->spans);
  g_free (self);
}

guint
orb_spans_get_length (const OrbSpans *self)
{
  return self->spans->len;
}

const OrbSpan *
orb_spans_get (const OrbSpans *self, guint i)
{
  return &g_array_index (self->spans, OrbSpan, i);
}

static OrbSpan *
last (const OrbSpans *self)
{
  if (self->spans->len == 0)
    return NULL;
  return &g_array_index (self->spans, OrbSpan, self->spans->len - 1);
}

guint64
orb_spans_get_joined (const OrbSpans *self)
{
  const OrbSpan *span = last (self);

  return span != NULL ? span->joined + span->length : 0;
}

guint64
orb_spans_get_end (const OrbSpans *self)
{
  const OrbSpan *span = last (self);

  return span != NULL ? span->start + span->length : 0;
}

guint64
orb_spans_add (OrbSpans *self, guint64 start, guint64 length)
{
  OrbSpan *span = last (self);
  OrbSpan next = { orb_spans_get_joined (self), start, length };

  if (span != NULL && start <= span->start + span->length) {
    start = span->start + span->length;
    span->length += length;
  } else {
    g_array_append_val (self->spans, next);
  }
  return start;
}

guint64
orb_spans_map (const OrbSpans *self, guint64 joined, guint64 slack)
{
  const OrbSpan *found = NULL;

  for (guint i = 0; i < self->spans->len; i++) {
    const OrbSpan *span = orb_spans_get (self, i);

    if (joined >= span->joined)
      found = span;
    else if (span->joined - joined <= slack)
      return span->start;
  }
  return found != NULL ? found->start + (joined - found->joined) : joined;
}
