/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tlscontext.h - what all our encryption has in common, in either role. */

#pragma once

#include <glib.h>
#include <openssl/ssl.h>

G_BEGIN_DECLS

/* Before the first use of OpenSSL. Any thread. */
void oa_crypto_init (void);

/* NULL: out of memory. */
SSL_CTX *oa_tls_context_new (const SSL_METHOD *method);
/* Of the last failure on this thread; never NULL. */
const gchar *oa_tls_context_get_reason (void);

G_END_DECLS
