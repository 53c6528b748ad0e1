/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* secret.h - texts that must not stay in memory: keys, and headers with
 * them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tokens of identity services are some kilobytes long. */
#define OA_SECRET_MAX_KEY 8192

/* Can be an API key: printable ASCII without spaces, not empty and not longer
 * than that. */
gboolean oa_secret_is_key (const gchar *key);

/* Overwrites @secret, which may be NULL, and frees it. */
void oa_secret_free (gchar *secret);

G_END_DECLS
