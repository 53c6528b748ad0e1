/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* timer.h - one-shot timers of the server's thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In the thread-default context. The callback clears it, or its owner. */
GSource *ors_timer_new (guint ms, GSourceFunc callback, gpointer user_data);
void ors_timer_clear (GSource **timer);

G_END_DECLS
