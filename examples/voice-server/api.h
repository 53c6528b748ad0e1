/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* api.h - the addresses below /api: calls listed, made, steered and ended.
 * Main thread. */

#pragma once

#include "calls/calls.h"
#include "common/http.h"
#include "twilio/line.h"

G_BEGIN_DECLS

typedef struct _OvsApi OvsApi;

/* All are used until the end. */
OvsApi *ovs_api_new (OvsOffice *office, OvsCalls *calls, OvsTwilioLine *line,
    AppHttpServer *http);
void ovs_api_free (OvsApi *self);

G_END_DECLS
