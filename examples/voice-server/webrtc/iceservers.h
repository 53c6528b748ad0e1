/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* iceservers.h - STUN and TURN servers, as each of those who need them wants to
 * have them. Pure. */

#pragma once

#include "settings.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* For a page: "ice_servers" and "codec". (transfer full) */
JsonObject *ovs_ice_servers_describe (const OvsSettings *settings);
/* For a WHIP client, the header Link; NULL: there are none. (transfer full) */
gchar *ovs_ice_servers_make_link (const OvsSettings *settings);
/* For webrtcbin; NULL: there is none. (transfer full) */
gchar *ovs_ice_servers_make_stun_uri (const OvsSettings *settings);
gchar *ovs_ice_servers_make_turn_uri (const OvsSettings *settings);

G_END_DECLS
