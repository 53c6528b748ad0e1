/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* offerrequest.h - an SDP offer as an HTTP request, and its answer, as WHIP has
 * them. Main thread. */

#pragma once

#include "common/http.h"
#include "settings.h"
#include "webrtc/offer.h"

G_BEGIN_DECLS

typedef struct _OvsOfferRequest OvsOfferRequest;

/* NULL: it was answered why not. */
OvsOffer *ovs_offer_request_read (AppHttpRequest *request, OvsCodec preferred);

/* Of the peer connection that will be known as @id; a guest's has a session. */
OvsOfferRequest *ovs_offer_request_new (AppHttpRequest *request,
    const OvsSettings *settings, const gchar *id, gboolean is_guest);
/* Once, and that is its end. @sdp NULL: there is no answer, and why. FALSE: who
 * asked has gone. */
gboolean ovs_offer_request_answer (const gchar *sdp, const gchar *sentence,
    gpointer user_data);

G_END_DECLS
