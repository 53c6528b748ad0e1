/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* visits.h - the addresses below /api/webrtc: a page's offer in, an answer out,
 * as WHIP has it. Main thread. */

#pragma once

#include "calls/calls.h"
#include "common/http.h"
#include "webrtc/sessions.h"

G_BEGIN_DECLS

typedef struct _OvsVisits OvsVisits;

/* All are used until the end. */
OvsVisits *ovs_visits_new (OvsOffice *office, OvsCalls *calls,
    OvsSessions *sessions, AppHttpServer *http);
void ovs_visits_free (OvsVisits *self);

G_END_DECLS
