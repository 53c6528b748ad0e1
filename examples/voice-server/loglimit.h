/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* loglimit.h - how often a line may be logged that strangers can cause. Does
 * not log. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Zeroed at first. */
typedef struct
{
  gint64 next; /* when one may pass again, monotonic */
  guint left_out;
} OvsLogLimit;

/* FALSE: this one is left out. Else how many were since the last one. @now:
 * monotonic, in µs. */
gboolean ovs_log_limit_pass (OvsLogLimit *self, gint64 now, guint *left_out);

G_END_DECLS
