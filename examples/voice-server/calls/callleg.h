/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callleg.h - what the leg of a call tells it. */

#pragma once

#include "leg.h"

G_BEGIN_DECLS

/* With the call as user data. */
extern const OvsLegListener ovs_call_leg_listener;

G_END_DECLS
