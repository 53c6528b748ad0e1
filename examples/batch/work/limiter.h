/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* limiter.h - when the next session may begin or go on.
 *
 * Obeys what the service says of its limits, for all sessions together. From
 * any thread; "now" is an argument, in s, by orb_limiter_now(). */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _OrbLimiter OrbLimiter;

gdouble orb_limiter_now (void);

OrbLimiter *orb_limiter_new (void);
void orb_limiter_free (OrbLimiter *self);

/* A limit as the service told it. reset < 0 or limit <= 0 = not known. */
void orb_limiter_note (OrbLimiter *self, const gchar *name, gint64 limit,
    gint64 remaining, gdouble reset, gdouble now);

/* An `openairealtime/rate-limits` message. */
void orb_limiter_message (OrbLimiter *self, const GstStructure *message,
    gdouble now);

/* The service refused for too much: nothing goes on for so many s; with
 * after < 0 it did not say how long, and the pause grows from one refusal to
 * the next. */
void orb_limiter_refused (OrbLimiter *self, gdouble after, gdouble now);

/* A session went well: pauses begin small again. */
void orb_limiter_went_well (OrbLimiter *self);

/* The moment from which on there is room. */
gdouble orb_limiter_get_time (OrbLimiter *self);

/* Blocks until there is room, or until *stop is set (atomic) and
 * orb_limiter_wake() was called. */
void orb_limiter_wait (OrbLimiter *self, const gint *stop);
void orb_limiter_wake (OrbLimiter *self);

G_END_DECLS
