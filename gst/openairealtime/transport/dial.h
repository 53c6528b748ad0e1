/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dial.h - from an address to a connected socket: names, several addresses of
 * a host, proxies. GIO does it; here is how it is asked. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @proxy: an address, NULL = as the system says, "" = none. */
GSocketClient      *oa_dial_make_client  (const gchar *proxy);
GSocketConnectable *oa_dial_make_address (GUri *uri);

/* Once @connection is there: the HTTP proxy at its other end, which wants to
 * hear where to go, or NULL. */
GProxyAddress      *oa_dial_get_proxy    (GSocketConnection *connection);
/* What goes through @connection is not what is on its socket. */
gboolean            oa_dial_is_wrapped   (GSocketConnection *connection);

G_END_DECLS
