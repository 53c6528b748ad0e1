/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventroutes.h - Server-Sent Events of one call and of all, and commands for a
 * call, by HTTP. */

#pragma once

#include "calls/calls.h"
#include "common/http.h"

G_BEGIN_DECLS

typedef struct _OvsEventRoutes OvsEventRoutes;

/* All are used until the end. */
OvsEventRoutes *ovs_event_routes_new (OvsOffice *office, OvsCalls *calls,
    AppHttpServer *http);
/* Those that watch are hung up on. */
void ovs_event_routes_free (OvsEventRoutes *self);

G_END_DECLS
