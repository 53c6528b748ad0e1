/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* network.h - a webrtcbin as the settings want it, and whether there are its
 * plugins. */

#pragma once

#include "settings.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* NULL: all are there. Else the package that has what is missing. */
const gchar *ovs_network_find_missing (void);
void ovs_network_configure (GstElement *webrtcbin, const OvsSettings *settings);

G_END_DECLS
