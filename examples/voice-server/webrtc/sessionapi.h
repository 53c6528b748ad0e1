/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionapi.h - POST /api/session: a session for a page, with this server or
 * with the service itself. Main thread. */

#pragma once

#include "calls/office.h"
#include "common/http.h"
#include "webrtc/sessions.h"

G_BEGIN_DECLS

typedef struct _OvsSessionApi OvsSessionApi;

/* All are used until the end. */
OvsSessionApi *ovs_session_api_new (OvsOffice *office, OvsSessions *sessions,
    AppHttpServer *http);
void ovs_session_api_free (OvsSessionApi *self);

G_END_DECLS
