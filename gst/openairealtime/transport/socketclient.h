/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* socketclient.h - from an address to a connected socket: names, several
 * addresses of a host, proxies. GIO does it; here is how it is asked. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @proxy: an address, NULL = as the system says, "" = none. @done gets the
 * GSocketClient; @on_event is for its signal "event". */
void oa_socket_client_connect (GUri *uri, const gchar *proxy,
    GCancellable *cancellable, GCallback on_event, GAsyncReadyCallback done,
    gpointer user_data);
/* What goes through the result is what is on its socket. */
GSocketConnection *oa_socket_client_finish (GSocketClient *client,
    GAsyncResult *result, GError **error);

/* What it does after @event, for people. */
const gchar *oa_socket_client_get_phase (GSocketClientEvent event);

/* The HTTP proxy at the other end, which wants to hear where to go, or NULL. */
GProxyAddress *oa_socket_client_get_proxy (GSocketConnection *connection);

G_END_DECLS
