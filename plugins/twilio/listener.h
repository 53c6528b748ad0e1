/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listener.h - an element by itself as a server of one call: its TwiML, the
 * request for its media, and refusals for everybody else. */

#pragma once

#include "call.h"
#include "settings.h"

G_BEGIN_DECLS

typedef struct _OaTwilioListener OaTwilioListener;

/* At work on the loop of @call, which begins when somebody asks for it. NULL
 * and @error: it cannot listen there. */
OaTwilioListener *oa_twilio_listener_new (const OaTwilioSettings *settings,
    OaTwilioCall *call, GError **error);
guint oa_twilio_listener_get_port (OaTwilioListener *self);
/* Once, behind oa_twilio_call_stop(). */
void oa_twilio_listener_stop (OaTwilioListener *self);

G_END_DECLS
