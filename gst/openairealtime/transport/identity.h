/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* identity.h - what a server shows of itself: a certificate with its key. Any
 * thread. */

#pragma once

#include <glib.h>
#include <openssl/ssl.h>

G_BEGIN_DECLS

typedef struct _OaIdentity OaIdentity;

/* Two files in PEM format, with the authorities between behind the certificate;
 * reads them here and now. NULL: OA_TRANSPORT_ERROR_TLS. */
OaIdentity *oa_identity_new (const gchar *certificate_file,
    const gchar *key_file, GError **error);
OaIdentity *oa_identity_ref (OaIdentity *self);
void oa_identity_unref (OaIdentity *self);

/* Belongs to @self. */
SSL_CTX *oa_identity_get_context (OaIdentity *self);

G_END_DECLS
