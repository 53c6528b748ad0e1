/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* headers.h - which request headers a caller may set. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* OA_TRANSPORT_ERROR_HEADER names the header, never its value. */
gboolean oa_header_check (const gchar *name, const gchar *value,
    GError **error);

/* Of a whole list: name, value, …, NULL; or NULL. */
gboolean oa_headers_check (gchar **headers, GError **error);

G_END_DECLS
