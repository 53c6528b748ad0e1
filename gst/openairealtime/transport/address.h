/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* address.h - what the address of a service says, without its secrets. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A ws:// or wss:// address with a host and nothing that would be ignored
 * silently, or NULL with OA_TRANSPORT_ERROR_URI. */
GUri *oa_address_parse (const gchar *text, GError **error);

gboolean oa_address_is_secure (GUri *uri);
gboolean oa_address_is_loopback (GUri *uri);

guint16 oa_address_get_default_port (GUri *uri);
/* Also where the address does not say it. */
guint16 oa_address_get_port (GUri *uri);

/* For people: scheme, host, port and path, printable; no user, query or
 * fragment. NULL: it has no host. */
gchar *oa_address_describe (GUri *uri);

G_END_DECLS
