/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* webrtc.h - visits of web pages: all of their addresses. Main thread. */

#pragma once

#include "calls/calls.h"
#include "common/http.h"

G_BEGIN_DECLS

typedef struct _OvsWebrtc OvsWebrtc;

/* All are used until the end. */
OvsWebrtc *ovs_webrtc_new (OvsOffice *office, OvsCalls *calls,
    AppHttpServer *http);
void ovs_webrtc_free (OvsWebrtc *self);
/* What an operator's page needs: "ice_servers", "codec". */
void ovs_webrtc_describe (const OvsSettings *settings, JsonObject *object);

G_END_DECLS
