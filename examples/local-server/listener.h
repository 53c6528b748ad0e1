/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listener.h - accepts connections. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _OrsListener OrsListener;

typedef void (
    *OrsListenerFunc) (GSocketConnection *connection, gpointer user_data);

/* For the thread-default context. @host: an IP address, or localhost. */
OrsListener *ors_listener_new (const gchar *host, guint port,
    OrsListenerFunc func, gpointer user_data, GError **error);
void ors_listener_free (OrsListener *self);

/* FALSE: the system keeps new clients waiting, up to some hundreds. */
void ors_listener_set_accepting (OrsListener *self, gboolean accepting);

guint ors_listener_get_port (OrsListener *self);

G_END_DECLS
