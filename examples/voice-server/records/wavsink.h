/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wavsink.h - a sink that keeps a WAV file which can be read at any time: its
 * header is at most a second of sound behind. */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* fd: an empty file, which is not closed here. Floating. */
GstElement *ovs_wav_sink_new (gint fd);

G_END_DECLS
