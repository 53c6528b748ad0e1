/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "tlscontext.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

/* At exit OpenSSL takes its tables away, while a connection's thread or one
 * that reads certificates may be at work: they live as long as the process, and
 * so must the tables. Without effect where another library was first. */
void
oa_crypto_init (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
  g_once_init_leave (&done, 1);
}

SSL_CTX *
oa_tls_context_new (const SSL_METHOD *method)
{
  SSL_CTX *context;

  oa_crypto_init ();
  context = SSL_CTX_new (method);
  if (context == NULL)
    return NULL;
  SSL_CTX_set_min_proto_version (context, TLS1_2_VERSION);
  SSL_CTX_set_options (context,
      SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  /* Hundreds of idle connections: no buffers between records. */
  SSL_CTX_set_mode (context,
      SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
          | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  /* One system call for all records that have come. */
  SSL_CTX_set_read_ahead (context, 1);
  SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_OFF);
  return context;
}

const gchar *
oa_tls_context_get_reason (void)
{
  gulong code = ERR_peek_error ();
  const gchar *reason = ERR_reason_error_string (code);

  if (ERR_SYSTEM_ERROR (code))
    return g_strerror (ERR_GET_REASON (code));
  return reason != NULL ? reason : "unknown reason";
}
