/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pagechannel.h - the data channel of a visit: what happens in the call goes to
 * the page, and its commands come. Main thread. */

#pragma once

#include "calls/call.h"
#include "webrtc/peer.h"

G_BEGIN_DECLS

typedef struct _OvsPageChannel OvsPageChannel;

/* @peer: whose channel is open; both are used until the end. @is_guest: see
 * guestview.h; its agent is what it is. */
OvsPageChannel *ovs_page_channel_new (OvsPeer *peer, OvsCall *call,
    gboolean is_guest);
void ovs_page_channel_free (OvsPageChannel *self);

/* A message of the page; NULL: one that cannot be read. FALSE: too many came,
 * and it is not answered any more. */
gboolean ovs_page_channel_take (OvsPageChannel *self, const gchar *text);
/* There is room in the channel again. */
void ovs_page_channel_resume (OvsPageChannel *self);

G_END_DECLS
