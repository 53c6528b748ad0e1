/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* iceservers.h - STUN and TURN servers, as each of those who need them wants to
 * have them, and what one shows to a TURN server. Pure. */

#pragma once

#include "settings.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Who is told of them. With a secret that is shared with the TURN server, each
 * has a password of its own that is good for some hours; else there is one for
 * all, which guests are not given: for them there is no TURN server then. */
typedef struct
{
  const gchar *name; /* others may see it */
  gint64 now;        /* s since 1970 */
  gboolean is_guest;
} OvsIceUser;

/* For a page: sets "ice_servers" and "codec". */
void ovs_ice_servers_describe (const OvsSettings *settings,
    const OvsIceUser *user, JsonObject *object);
/* For a WHIP client, the header Link; NULL: there are none. (transfer full) */
gchar *ovs_ice_servers_make_link (const OvsSettings *settings,
    const OvsIceUser *user);
/* For webrtcbin; NULL: there is none. (transfer full) */
gchar *ovs_ice_servers_make_stun_uri (const OvsSettings *settings);
/* (transfer full) */
GStrv ovs_ice_servers_make_turn_uris (const OvsSettings *settings,
    const OvsIceUser *user);

G_END_DECLS
