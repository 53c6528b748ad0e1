/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* openaiwebhook.h - POST /webhooks/openai: calls that came to OpenAI by SIP are
 * told of here. Main thread. */

#pragma once

#include "calls/calls.h"
#include "common/http.h"

G_BEGIN_DECLS

typedef struct _OvsOpenaiWebhook OvsOpenaiWebhook;

/* All are used until the end. */
OvsOpenaiWebhook *ovs_openai_webhook_new (OvsOffice *office, OvsCalls *calls,
    AppHttpServer *http);
void ovs_openai_webhook_free (OvsOpenaiWebhook *self);
/* The same as of its control. */
void ovs_openai_webhook_wait (OvsOpenaiWebhook *self, guint ms);

G_END_DECLS
