/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* secretname.h - what carries a secret, by its name. Letters may be of either
 * case. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of a header or a parameter of an address: "X-Token-Id" is one. */
gboolean oa_secret_name_holds (const gchar *name);

/* Of a member of settings, where "max_output_tokens" and "keywords" are none:
 * only the end of the name counts. */
gboolean oa_secret_name_ends (const gchar *name);

G_END_DECLS
