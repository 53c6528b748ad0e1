/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* limit.c - comparing with what is allowed. */

#include "limit.h"

#define SECOND G_GINT64_CONSTANT (1000000)

const gchar *
oa_limit_kind_get_nick (OaLimitKind kind)
{
  static const gchar *const nicks[] = { "none", "duration", "cost", "idle" };

  return nicks[kind];
}

void
oa_limits_begin (OaLimits *self, gint64 now)
{
  if (self->since != 0)
    return;
  self->since = self->last_voice = now;
}

void
oa_limits_note_voice (OaLimits *self, gint64 now)
{
  self->last_voice = now;
}

static gint64
duration_end (const OaLimits *self)
{
  return self->since + self->max_duration * SECOND;
}

static gint64
idle_end (const OaLimits *self)
{
  return self->last_voice + self->max_idle * SECOND;
}

OaLimitKind
oa_limits_check (OaLimits *self, gdouble cost, gint64 now)
{
  OaLimitKind kind = OA_LIMIT_NONE;

  if (self->told || self->since == 0)
    return OA_LIMIT_NONE;
  if (self->max_duration != 0 && now >= duration_end (self))
    kind = OA_LIMIT_DURATION;
  else if (self->max_cost > 0 && cost >= self->max_cost)
    kind = OA_LIMIT_COST;
  else if (self->max_idle != 0 && now >= idle_end (self))
    kind = OA_LIMIT_IDLE;
  self->told = kind != OA_LIMIT_NONE;
  return kind;
}

gint64
oa_limits_get_deadline (const OaLimits *self)
{
  gint64 until = -1;

  if (self->told || self->since == 0)
    return -1;
  if (self->max_duration != 0)
    until = duration_end (self);
  if (self->max_idle != 0)
    until = until < 0 ? idle_end (self) : MIN (until, idle_end (self));
  return until;
}
