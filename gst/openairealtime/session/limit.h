/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* limit.h - when a conversation has lasted, cost or been silent long enough.
 *
 * Pure; times are monotonic microseconds. A limit is told once. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  OA_LIMIT_NONE,
  OA_LIMIT_DURATION,
  OA_LIMIT_COST,
  OA_LIMIT_IDLE,
} OaLimitKind;

typedef struct
{
  guint max_duration; /* s; 0 = none */
  guint max_idle;     /* s; 0 = none */
  gdouble max_cost;   /* 0 = none */

  gint64 since;      /* the session is up; 0 = not yet */
  gint64 last_voice; /* the user or the model spoke */
  gboolean told;
} OaLimits;

const gchar *oa_limit_kind_get_nick (OaLimitKind kind);

void oa_limits_begin (OaLimits *self, gint64 now);
/* The user or the model speaks. */
void oa_limits_note_voice (OaLimits *self, gint64 now);
/* Which limit is reached; NONE after one was told. */
OaLimitKind oa_limits_check (OaLimits *self, gdouble cost, gint64 now);
/* When to look next; -1 = only when something happens. */
gint64 oa_limits_get_deadline (const OaLimits *self);

G_END_DECLS
