/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* times.h - times of records for people and programs. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As 2026-11-29T10:15:05.123Z; NULL for what is no time. */
gchar *ovs_time_format (gint64 time);
/* In the time zone of this machine, to the second. */
gchar *ovs_time_format_local (gint64 time);
/* What ovs_time_format() has made; -1 = it is none. */
gint64 ovs_time_parse (const gchar *text);

/* What a person writes: today, yesterday, 2026-11-29, 2026-11-29T10:15; 90s,
 * 30m, 12h, 7d or 2w before now. Dates are those of this machine's time zone
 * unless they name another. FALSE: it is none of them. */
gboolean ovs_time_read (const gchar *text, gint64 now, gint64 *time);

G_END_DECLS
