/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* status.h - what operators and their tools read: /health, /ready, /metrics,
 * /streams, /realtime/sessions. Main thread. */

#pragma once

#include "calls/calls.h"
#include "common/http.h"

G_BEGIN_DECLS

typedef struct _OvsStatus OvsStatus;

/* All are used until the end. */
OvsStatus *ovs_status_new (OvsOffice *office, OvsCalls *calls,
    AppHttpServer *http);
void ovs_status_free (OvsStatus *self);

G_END_DECLS
