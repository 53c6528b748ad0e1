/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linelog.h - a file of lines that is only ever appended to.
 *
 * A line is on the disk when it was appended. What a full disk or a killed
 * process left without its end never takes the next line with it. What the
 * lines say is the caller's. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AppLineLog AppLineLog;

/* FALSE when it cannot be read. */
typedef gboolean (
    *AppLineFunc) (const gchar *line, gsize length, gpointer user_data);

/* Reads what is there, and mends its end if the file may be written. Takes
 * fd. unreadable: lines that are no use, counted. An error tells what cannot be
 * done, and why; a file that cannot be read is never begun anew. */
AppLineLog *app_line_log_new (gint fd, gboolean writable, AppLineFunc func,
    gpointer user_data, guint *unreadable, GError **error);
void app_line_log_free (AppLineLog *self);

/* No line was in it. */
gboolean app_line_log_was_empty (AppLineLog *self);

/* From one thread at a time. Without its line feed. */
gboolean app_line_log_append (AppLineLog *self, const gchar *line,
    GError **error);

/* All of it, and on the disk; errno tells why not. */
gboolean app_write_all (gint fd, const gchar *data, gsize length);

G_END_DECLS
