/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callsettings.h - settings of a call that may be changed while it runs. */

#pragma once

#include "calls/calltypes.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* @settings: of "agent", "voice", "speed", "turn_detection", "eagerness",
 * "noise_reduction", "half_duplex" and "push_to_talk" those that change, each
 * of its type. A new voice takes over in the next pause. */
gboolean ovs_call_change_settings (OvsCall *self, JsonObject *settings,
    GError **error);
/* As they are now, to its feed. */
void ovs_call_tell_settings (OvsCall *self);

G_END_DECLS
