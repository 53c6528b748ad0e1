/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* webhooks.h - the addresses that Twilio asks and connects to: /twilio/... and
 * /ws/media. Main thread. */

#pragma once

#include "calls/calls.h"
#include "common/http.h"
#include "twilio/line.h"

G_BEGIN_DECLS

typedef struct _OvsTwilioWebhooks OvsTwilioWebhooks;

/* All are used until the end. */
OvsTwilioWebhooks *ovs_twilio_webhooks_new (OvsTwilioLine *line,
    OvsOffice *office, OvsCalls *calls, AppHttpServer *http);
void ovs_twilio_webhooks_free (OvsTwilioWebhooks *self);

G_END_DECLS
