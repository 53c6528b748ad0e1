/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* guestview.h - what of a call's events is told to a page that has a session
 * only: what is said, and not what the agent was told, what its functions say,
 * what it costs, and how the service words its errors. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @json: an event of @kind. NULL: it is told nothing of it. (transfer full) */
gchar *ovs_guest_view (const gchar *kind, const gchar *json);

G_END_DECLS
