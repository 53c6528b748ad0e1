/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "identity.h"

#include "tlscontext.h"
#include "transporterror.h"

#include <openssl/err.h>

struct _OaIdentity
{
  SSL_CTX *context;
};

static gboolean
read_files (SSL_CTX *context, const gchar *certificate_file,
    const gchar *key_file)
{
  return SSL_CTX_use_certificate_chain_file (context, certificate_file) == 1
      && SSL_CTX_use_PrivateKey_file (context, key_file, SSL_FILETYPE_PEM) == 1
      && SSL_CTX_check_private_key (context) == 1;
}

OaIdentity *
oa_identity_new (const gchar *certificate_file, const gchar *key_file,
    GError **error)
{
  SSL_CTX *context = oa_tls_context_new (TLS_server_method ());
  OaIdentity *self;

  ERR_clear_error ();
  if (context == NULL || !read_files (context, certificate_file, key_file)) {
    g_set_error (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS,
        "The certificate in %s and the key in %s cannot be used (%s). Both "
        "must be in PEM format and belong together.",
        certificate_file, key_file, oa_tls_context_get_reason ());
    SSL_CTX_free (context);
    return NULL;
  }
  self = g_atomic_rc_box_new0 (OaIdentity);
  self->context = context;
  return self;
}

OaIdentity *
oa_identity_ref (OaIdentity *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  SSL_CTX_free (((OaIdentity *) data)->context);
}

void
oa_identity_unref (OaIdentity *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

SSL_CTX *
oa_identity_get_context (OaIdentity *self)
{
  return self->context;
}
