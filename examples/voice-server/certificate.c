/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* certificate.c - see certificate.h. GIO takes a certificate with the key of
 * another one, and finds that out when clients come. */

#include "certificate.h"

#include "common/options.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

/* A chain is some kilobytes. */
#define MAX_BYTES (1024 * 1024)

/* A key behind a password: nobody is there to be asked for it. */
static int
give_no_password (char *buffer, int size, int writing, void *user_data)
{
  return 0;
}

static gboolean
belong_together (const gchar *certificate, const gchar *key)
{
  BIO *certificate_bio = BIO_new_mem_buf (certificate, -1);
  BIO *key_bio = BIO_new_mem_buf (key, -1);
  X509 *x509 =
      PEM_read_bio_X509 (certificate_bio, NULL, give_no_password, NULL);
  EVP_PKEY *pkey =
      PEM_read_bio_PrivateKey (key_bio, NULL, give_no_password, NULL);
  gboolean ok = x509 != NULL && pkey != NULL
      && X509_check_private_key (x509, pkey) == 1;

  EVP_PKEY_free (pkey);
  X509_free (x509);
  BIO_free (key_bio);
  BIO_free (certificate_bio);
  ERR_clear_error ();
  return ok;
}

static gboolean
read_file (const gchar *path, gchar **text, GError **error)
{
  gsize length;

  if (!g_file_get_contents (path, text, &length, error))
    return FALSE;
  return length <= MAX_BYTES
      || app_fail (error, "%s is larger than any certificate. Name another.",
          path);
}

static void
forget (gchar *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

GTlsCertificate *
ovs_certificate_load (const gchar *certificate, const gchar *key,
    GError **error)
{
  g_autoptr (GTlsCertificate) loaded = NULL;
  g_autofree gchar *text = NULL;
  gchar *key_text = NULL, *both;

  if (read_file (certificate, &text, error)
      && read_file (key, &key_text, error)) {
    both = g_strconcat (key_text, "\n", text, NULL);
    loaded = g_tls_certificate_new_from_pem (both, -1, error);
    forget (both);
    if (loaded == NULL) {
      g_prefix_error (error, "The certificate %s or its key %s: ", certificate,
          key);
    } else if (!belong_together (text, key_text)) {
      g_clear_object (&loaded);
      app_fail (error,
          "The key %s is not that of the certificate %s. Name those that "
          "belong together.",
          key, certificate);
    }
  }
  forget (key_text);
  return g_steal_pointer (&loaded);
}
