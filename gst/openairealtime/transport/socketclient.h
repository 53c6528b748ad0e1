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

/* @proxy: an address, NULL = as the system says, "" = none. */
GSocketClient      *oa_socket_client_new          (const gchar *proxy);
GSocketConnectable *oa_socket_client_make_address (GUri *uri);

/* Once @conn is there: the HTTP proxy at its other end, which wants to
 * hear where to go, or NULL. */
GProxyAddress      *oa_socket_client_get_proxy    (GSocketConnection *conn);
/* What goes through @conn is not what is on its socket. */
gboolean            oa_socket_client_is_wrapped   (GSocketConnection *conn);

G_END_DECLS
