/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* base64.h - audio as text and back. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Strict standard base64 (padding required, nothing after it); NULL when it
 * is not. An empty text gives empty bytes. */
GBytes *oa_base64_decode (const gchar *text, gsize length);

/* Writes (length + 2) / 3 * 4 characters, without a NUL; returns what is
 * behind them. */
gchar *oa_base64_encode (const guint8 *audio, gsize length, gchar *to);

G_END_DECLS
