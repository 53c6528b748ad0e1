/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jobs.h - work that may block, each piece on a thread of a pool that all
 * elements share. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Never blocks and never fails: while no thread can be made, as where a
 * container limits them, it is tried again. In no order. */
void oa_jobs_push (void (*func) (gpointer data), gpointer data);

/* What does not block, on an I/O thread @us later. */
void oa_jobs_run_later (gint64 us, void (*func) (gpointer data), gpointer data);

G_END_DECLS
