/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* base64.h - strict base64: standard alphabet, padding, no line breaks.
 * Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* NULL if @text is anything else. */
GBytes *ors_base64_decode (const gchar *text);

G_END_DECLS
