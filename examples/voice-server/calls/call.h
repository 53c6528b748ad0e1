/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* call.h - one call, from its first sign to its last record: its leg, its
 * media, its agent. Main thread. */

#pragma once

#include "calls/callactions.h"
#include "calls/calldescribe.h"
#include "calls/callend.h"
#include "calls/callsettings.h"
#include "calls/calltypes.h"
#include "calls/office.h"
#include "feed/feed.h"
#include "leg.h"

G_BEGIN_DECLS

gchar *ovs_call_make_id (void);

/* @leg: transfer full, also with an error. */
OvsCall *ovs_call_new (OvsOffice *office, OvsLeg *leg, const OvsCallPlan *plan,
    OvsCallOverFunc over, gpointer user_data, GError **error);
void ovs_call_free (OvsCall *self);

const gchar *ovs_call_get_id (OvsCall *self);
const gchar *ovs_call_get_external_id (OvsCall *self);
OvsLeg *ovs_call_get_leg (OvsCall *self);
/* What happens in it. */
OvsFeed *ovs_call_get_feed (OvsCall *self);

G_END_DECLS
