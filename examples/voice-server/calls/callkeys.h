/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callkeys.h - keys that the caller presses, as a text for the model. */

#pragma once

#include "calls/calltypes.h"

G_BEGIN_DECLS

/* One, or some at once; "#" among them ends what the caller dials. */
void ovs_call_take_keys (OvsCall *self, const gchar *keys);

G_END_DECLS
