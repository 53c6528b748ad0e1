/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listenbin.h - the elements by which a browser hears both sides of a call: the
 * caller on the left, the agent on the right. */

#pragma once

#include "calls/tap.h"
#include "settings.h"
#include "webrtc/offer.h"

G_BEGIN_DECLS

/* Floating. @caps: of each side. */
GstElement *ovs_listen_bin_new (const OvsOffer *offer,
    const OvsSettings *settings, GstCaps *const caps[OVS_TAP_SIDES],
    GError **error);
/* Borrowed. */
GstElement *ovs_listen_bin_get_webrtcbin (GstElement *bin);
/* Where a side goes. (transfer full) */
GstElement *ovs_listen_bin_get_source (GstElement *bin, OvsTapSide side);
/* Any thread: a copy of @buffer's samples, as of now. What is too much is let
 * fall. */
void ovs_listen_bin_push (GstElement *source, GstBuffer *buffer);

G_END_DECLS
