/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* outgoing.h - POST /api/calls: somebody is called. What the body may say is
 * here; how a call is made is not. Main thread. */

#pragma once

#include "calls/calls.h"
#include "common/http.h"
#include "twilio/line.h"

G_BEGIN_DECLS

/* Answers @request, in any case. @calls and @line are used until then. */
void ovs_outgoing_make (OvsCalls *calls, OvsTwilioLine *line,
    AppHttpRequest *request);

G_END_DECLS
