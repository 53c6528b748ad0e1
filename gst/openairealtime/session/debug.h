/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* debug.h - the debug category of the whole room. Never give it a key, a header
 * or what was said. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

GstDebugCategory *oa_session_debug_category (void);
#define GST_CAT_DEFAULT (oa_session_debug_category ())

G_END_DECLS
