/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* audiocut.h - sound in a service's event, which is most of it, told as its
 * size. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @json with {"bytes": n} in the place of base64 audio: the member "audio", and
 * "delta" in an event @type of sound. (transfer full) */
gchar *ovs_cut_audio (const gchar *type, const gchar *json);

G_END_DECLS
