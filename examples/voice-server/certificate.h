/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* certificate.h - the server's certificate and its key, from files. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* NULL: they cannot be read, or do not belong together. It blocks. */
GTlsCertificate *ovs_certificate_load (const gchar *certificate,
    const gchar *key, GError **error);

G_END_DECLS
