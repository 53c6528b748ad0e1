/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* certificate.h - whether the peer's certificate will do, and why not. */

#pragma once

#include <gio/gio.h>
#include <openssl/ssl.h>

G_BEGIN_DECLS

/* What a handshake demands of the peer's certificate, and what it found. */
typedef struct
{
  gboolean strict; /* FALSE: any will do */
  gboolean checked;
  GTlsCertificateFlags faults;
} OaCertificateCheck;

/* All connections of @context are checked as their OaCertificateCheck says. */
void oa_certificate_check_by_rules (SSL_CTX *context);

/* @check is used until @ssl is freed; @host: a name or an address. FALSE: out
 * of memory. */
gboolean oa_certificate_expect (SSL *ssl, const gchar *host,
    OaCertificateCheck *check);

/* Certificates name addresses apart from names; also with a zone. */
gboolean oa_certificate_is_for_address (const gchar *host);

/* Part of a sentence: "it has expired, and it is …". Never empty. */
gchar *oa_certificate_describe_faults (GTlsCertificateFlags faults);

G_END_DECLS
