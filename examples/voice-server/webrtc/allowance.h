/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* allowance.h - how many of something may come at once, and in a second. Pure.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gdouble burst, per_second;
  gdouble left;    /* below 0: so many too many came */
  gint64 reckoned; /* µs, when that was right */
} OvsAllowance;

void ovs_allowance_init (OvsAllowance *self, gdouble burst, gdouble per_second,
    gint64 now);
/* One has come. FALSE: it is too many. */
gboolean ovs_allowance_take (OvsAllowance *self, gint64 now);

G_END_DECLS
