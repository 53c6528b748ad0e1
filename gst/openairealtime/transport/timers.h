/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* timers.h - all timers of a loop behind one GSource. GLib walks its sources at
 * each iteration, and a source that changes its time wakes the loop. Runs on
 * the loop's thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OaTimers OaTimers;
typedef struct _OaTimer OaTimer;
typedef void (*OaTimerFunc) (gpointer user_data);

OaTimers *oa_timers_new (GMainContext *context);

/* Once, not before @us from now; the result is void when @func is called. */
OaTimer *oa_timers_add (OaTimers *self, gint64 us, OaTimerFunc func,
    gpointer user_data);
/* None is set. */
gboolean oa_timers_are_empty (OaTimers *self);

/* @func will not be called. */
void oa_timer_remove (OaTimer *timer);

G_END_DECLS
