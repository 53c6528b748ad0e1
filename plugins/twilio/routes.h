/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* routes.h - what is answered to whom by an element that listens by itself: the
 * media's WebSocket, the TwiML that leads to it, or a refusal. Pure; the
 * requests are untrusted input. */

#pragma once

#include "settings.h"

#include "transport/upgraderequest.h"

G_BEGIN_DECLS

/* A request for a WebSocket: 0 takes it, else a status, and why in @refusal.
 * @busy: somebody else is on the phone. */
guint oa_twilio_routes_upgrade (const OaTwilioSettings *settings, gboolean busy,
    const OaHttpHead *request, OaRefusal *refusal);

/* Any other request, with its body as text: a status, and the answer in
 * @answer. */
guint oa_twilio_routes_plain (const OaTwilioSettings *settings, gboolean busy,
    const OaHttpHead *request, const gchar *body, OaRefusal *answer);

G_END_DECLS
