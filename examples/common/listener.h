/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listener.h - accepts connections. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AppListener AppListener;

typedef void (
    *AppListenerFunc) (GSocketConnection *connection, gpointer user_data);

/* For the thread-default context. @host: an IP address, or localhost. */
AppListener *app_listener_new (const gchar *host, guint port,
    AppListenerFunc func, gpointer user_data, GError **error);
void app_listener_free (AppListener *self);

/* FALSE: the system keeps new clients waiting, up to some hundreds. */
void app_listener_set_accepting (AppListener *self, gboolean accepting);

guint app_listener_get_port (AppListener *self);

G_END_DECLS
