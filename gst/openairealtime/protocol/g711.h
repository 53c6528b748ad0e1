/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* g711.h - one sample of G.711 to and from linear PCM (ITU-T G.711).
 *
 * For looking at levels, and for a service that does not speak what it was
 * asked for; all other conversion is the job of stock elements. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint16 oa_ulaw_decode (guint8 code);
gint16 oa_alaw_decode (guint8 code);
guint8 oa_ulaw_encode (gint16 sample);
guint8 oa_alaw_encode (gint16 sample);

G_END_DECLS
