/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callwatch.h - what a call does only while somebody watches it: the service's
 * own events, and levels. */

#pragma once

#include "calls/calltypes.h"

G_BEGIN_DECLS

/* Whether somebody does may have changed, or the media of the call. */
void ovs_call_update_watch (OvsCall *self);
/* Its media end. */
void ovs_call_end_watch (OvsCall *self);

G_END_DECLS
