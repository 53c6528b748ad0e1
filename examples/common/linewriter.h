/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linewriter.h - lines to a pipe, a terminal or a file, whose reader may take
 * his time: a thread writes them. What there is no room for is lost, and
 * counted. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AppLineWriter AppLineWriter;

/* (transfer full) A line that tells how many were lost in its place. On the
 * thread. */
typedef gchar *(*AppLineLostFunc) (guint64 n);

/* @fd: stays open. @max_bytes: of lines that wait. It lives as long as the
 * process does: what still writes lines when that ends need not know. */
AppLineWriter *app_line_writer_new (gint fd, gsize max_bytes,
    AppLineLostFunc lost);
/* Waits until all is written, not longer than this. */
void app_line_writer_flush (AppLineWriter *self, guint ms);

/* Without its line feed. From any thread; never waits. */
void app_line_writer_write (AppLineWriter *self, const gchar *line);

G_END_DECLS
