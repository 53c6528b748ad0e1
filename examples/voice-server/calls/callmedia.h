/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callmedia.h - the media of a call and its model: how they begin, what they
 * tell, and what follows when they fail. */

#pragma once

#include "calls/calltypes.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* As OvsLegListener's media. */
void ovs_call_start_media (OvsCall *self, GstElement *pipeline,
    GstElement *phone);

G_END_DECLS
