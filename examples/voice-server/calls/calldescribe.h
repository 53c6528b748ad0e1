/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calldescribe.h - what the API tells of a call. */

#pragma once

#include "calls/calltypes.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* (transfer full) */
JsonObject *ovs_call_describe (OvsCall *self);
/* (transfer full) In short, for those who watch all calls. */
JsonObject *ovs_call_describe_live (OvsCall *self);
/* (transfer full) The same of its media and its session; NULL: it has none. */
JsonObject *ovs_call_describe_stream (OvsCall *self);
JsonObject *ovs_call_describe_session (OvsCall *self);

/* For who listens in; NULL: its sound is not here, or not yet. */
GstElement *ovs_call_get_phone (OvsCall *self);

G_END_DECLS
