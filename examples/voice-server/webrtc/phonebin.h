/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* phonebin.h - the elements between a browser and a model: a bin with the pads
 * sink and src, webrtcbin in it, and what encodes and decodes. Knows no
 * signalling. */

#pragma once

#include "settings.h"
#include "webrtc/offer.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* Posted as an element message by the bin when all has been sent. */
#define OVS_PHONE_FINISHED "ovs-phone-finished"

/* Floating; NULL: an element is missing. */
GstElement *ovs_phone_bin_new (const OvsOffer *offer,
    const OvsSettings *settings, GError **error);
/* Borrowed. */
GstElement *ovs_phone_bin_get_webrtcbin (GstElement *phone);
/* Until then, what comes of the browser is let fall. */
void ovs_phone_bin_open (GstElement *phone);

G_END_DECLS
