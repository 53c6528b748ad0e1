/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* backoff.h - when to try again after a connection was lost.
 *
 * Exponential with full jitter, a budget of tries that a healthy connection
 * gives back, and the peer's own Retry-After. Pure: time (monotonic
 * microseconds) and chance are arguments. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define OA_BACKOFF_FIRST_MS 500
#define OA_BACKOFF_LONGEST_MS 30000
/* Live, the user waits, so the limit is low. */
#define OA_BACKOFF_LONGEST_LIVE_MS 4000
/* Up for this long, a connection counts as healthy. */
#define OA_BACKOFF_HEALTHY_MS 60000
/* Whom the peer asks to stay away for longer has nothing to wait for. */
#define OA_BACKOFF_LONGEST_RETRY_AFTER 300

typedef struct
{
  guint longest_ms;  /* 0 = OA_BACKOFF_LONGEST_MS */
  guint tries;       /* since the last healthy connection */
  gint64 first_down; /* when the first of them was asked for */
  gint64 up_since;   /* 0 = down */
} OaBackoff;

/* The session is up. */
void oa_backoff_up (OaBackoff *self, gint64 now);

/* It has done what it is for: the tries are given back. */
void oa_backoff_healthy (OaBackoff *self);

/* It is lost, or a try failed: how long to wait for the next, in us; -1 = do
 * not try. @max_tries: 0 = no limit. @chance: 0 to 1. @retry_after: what the
 * peer asked for in s; -1 = nothing. */
gint64 oa_backoff_down (OaBackoff *self, guint max_tries, gint retry_after,
    gdouble chance, gint64 now);

G_END_DECLS
