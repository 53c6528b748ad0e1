/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsoncontrols.h - control characters in the strings of JSON text. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text, which is JSON but for @controls characters below U+0020 in strings,
 * with escapes in their place. *@length is changed. (transfer full) */
gchar *oa_json_escape_controls (const gchar *text, gsize *length,
    gsize controls);

G_END_DECLS
