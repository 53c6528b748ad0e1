/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "trust.h"

#include "certificate.h"
#include "connection.h"

#include <openssl/err.h>

struct _OaTrust
{
  guint users;                  /* with the lock held */
  gchar *file;
  SSL_CTX *context;
};

static GMutex lock;
static GHashTable *all;         /* file, "" for the system's: OaTrust */

static gboolean
read_authorities (SSL_CTX *context, const gchar *file, GError **error)
{
  gchar reason[120];

  ERR_clear_error ();
  if (*file == '\0')
    /* Reads a certificate when it is asked for it. */
    return SSL_CTX_set_default_verify_paths (context);
  if (SSL_CTX_load_verify_file (context, file))
    return TRUE;

  ERR_error_string_n (ERR_get_error (), reason, sizeof (reason));
  g_set_error (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS,
      "The certificates in %s cannot be read (%s). Set tls-database to a "
      "file in PEM format.",
      file, reason);
  return FALSE;
}

static SSL_CTX *
make_context (void)
{
  SSL_CTX *context = SSL_CTX_new (TLS_client_method ());

  if (context == NULL)
    return NULL;
  SSL_CTX_set_min_proto_version (context, TLS1_2_VERSION);
  SSL_CTX_set_options (context, SSL_OP_NO_COMPRESSION
      | SSL_OP_NO_RENEGOTIATION);
  /* Hundreds of idle connections: no buffers between records. */
  SSL_CTX_set_mode (context, SSL_MODE_RELEASE_BUFFERS
      | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  /* One system call for all records that have come. */
  SSL_CTX_set_read_ahead (context, 1);
  SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_OFF);
  oa_certificate_check_by_rules (context);
  return context;
}

static OaTrust *
make_trust (const gchar *file, GError **error)
{
  SSL_CTX *context = make_context ();
  OaTrust *self;

  if (context == NULL || !read_authorities (context, file, error)) {
    SSL_CTX_free (context);
    if (error != NULL && *error == NULL)
      g_set_error_literal (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS,
          "Encryption could not be set up. Check how much memory is left.");
    return NULL;
  }
  self = g_new0 (OaTrust, 1);
  self->file = g_strdup (file);
  self->context = context;
  g_hash_table_insert (all, self->file, self);
  return self;
}

OaTrust *
oa_trust_get (const gchar *file, GError **error)
{
  OaTrust *self;

  if (file == NULL)
    file = "";
  g_mutex_lock (&lock);
  if (all == NULL)
    all = g_hash_table_new (g_str_hash, g_str_equal);
  self = g_hash_table_lookup (all, file);
  if (self == NULL)
    self = make_trust (file, error);
  if (self != NULL)
    self->users++;
  g_mutex_unlock (&lock);
  return self;
}

void
oa_trust_unref (OaTrust *self)
{
  gboolean last;

  g_mutex_lock (&lock);
  last = --self->users == 0;
  if (last)
    g_hash_table_remove (all, self->file);
  g_mutex_unlock (&lock);
  if (!last)
    return;
  SSL_CTX_free (self->context);
  g_free (self->file);
  g_free (self);
}

SSL_CTX *
oa_trust_get_context (OaTrust *self)
{
  return self->context;
}
