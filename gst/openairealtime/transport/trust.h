/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* trust.h - the authorities that may vouch for a service, read once for all
 * connections of the process that use the same. Any thread. */

#pragma once

#include <gio/gio.h>
#include <openssl/ssl.h>

G_BEGIN_DECLS

typedef struct _OaTrust OaTrust;

/* @file: authorities in PEM format, or NULL for the system's. NULL: @error is
 * set. Unref once per get; a file that nobody uses is read anew. */
OaTrust *oa_trust_get         (const gchar *file, GError **error);
void     oa_trust_unref       (OaTrust *self);

/* Belongs to @self. */
SSL_CTX *oa_trust_get_context (OaTrust *self);

G_END_DECLS
