/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* webrtcleg.h - a visit of a web page by WebRTC as a leg. */

#pragma once

#include "calls/call.h"
#include "webrtc/offer.h"

G_BEGIN_DECLS

/* @sdp: the whole answer; NULL: there will be none, and why. Once. FALSE: who
 * asked has gone. */
typedef gboolean (*OvsAnswerFunc) (const gchar *sdp, const gchar *sentence,
    gpointer user_data);

/* @offer: transfer full, also with an error. */
OvsLeg *ovs_webrtc_leg_new (OvsOffer *offer, const OvsSettings *settings,
    GError **error);
/* NULL: it is of another kind. */
OvsLeg *ovs_webrtc_leg_cast (OvsLeg *leg);
/* When its call has begun: answers the offer. @is_guest: see pagechannel.h. */
void ovs_webrtc_leg_answer (OvsLeg *leg, OvsCall *call, gboolean is_guest,
    OvsAnswerFunc func, gpointer user_data);
gboolean ovs_webrtc_leg_is_guest (OvsLeg *leg);
/* The page has said that it goes. */
void ovs_webrtc_leg_leave (OvsLeg *leg);

G_END_DECLS
