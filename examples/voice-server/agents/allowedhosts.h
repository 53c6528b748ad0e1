/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* allowedhosts.h - addresses of HTTP functions: which hosts an agent may reach.
 * Pure. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* "host" or "host:port", as people write them. */
gboolean ovs_allowed_host_is_valid (const gchar *text);

/* Whether @url, with tags or without, goes to a host of @hosts, ended by NULL;
 * the tags come behind the host. An entry without a port stands for the usual
 * one. The error is a sentence about @url. */
gboolean ovs_allowed_hosts_check (const gchar *url, const gchar *const *hosts,
    GError **error);

/* Whether what goes to @url can be read on the way: http to another machine. */
gboolean ovs_address_is_open (const gchar *url);

G_END_DECLS
