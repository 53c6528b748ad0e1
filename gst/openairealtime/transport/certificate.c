/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* OpenSSL checks chain, dates and host name; here all that it finds is
 * gathered, to be told in one sentence, and the one decision is made. Before it
 * is, not a byte of ours is sent. */

#include "certificate.h"

#include <openssl/x509v3.h>
#include <string.h>

static const struct
{
  gint error; /* of OpenSSL */
  GTlsCertificateFlags flag;
} known_errors[] = {
  { X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, G_TLS_CERTIFICATE_UNKNOWN_CA },
  { X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      G_TLS_CERTIFICATE_UNKNOWN_CA },
  { X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, G_TLS_CERTIFICATE_UNKNOWN_CA },
  { X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, G_TLS_CERTIFICATE_UNKNOWN_CA },
  { X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, G_TLS_CERTIFICATE_UNKNOWN_CA },
  { X509_V_ERR_CERT_UNTRUSTED, G_TLS_CERTIFICATE_UNKNOWN_CA },
  { X509_V_ERR_INVALID_CA, G_TLS_CERTIFICATE_UNKNOWN_CA },
  { X509_V_ERR_HOSTNAME_MISMATCH, G_TLS_CERTIFICATE_BAD_IDENTITY },
  { X509_V_ERR_IP_ADDRESS_MISMATCH, G_TLS_CERTIFICATE_BAD_IDENTITY },
  { X509_V_ERR_CERT_NOT_YET_VALID, G_TLS_CERTIFICATE_NOT_ACTIVATED },
  { X509_V_ERR_CERT_HAS_EXPIRED, G_TLS_CERTIFICATE_EXPIRED },
  { X509_V_ERR_CERT_REVOKED, G_TLS_CERTIFICATE_REVOKED },
  { X509_V_ERR_EE_KEY_TOO_SMALL, G_TLS_CERTIFICATE_INSECURE },
  { X509_V_ERR_CA_KEY_TOO_SMALL, G_TLS_CERTIFICATE_INSECURE },
  { X509_V_ERR_CA_MD_TOO_WEAK, G_TLS_CERTIFICATE_INSECURE },
};

static const struct
{
  GTlsCertificateFlags flag;
  const gchar *words;
} fault_words[] = {
  { G_TLS_CERTIFICATE_UNKNOWN_CA, "it is signed by an unknown authority" },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, "it is made out to another host name" },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, "it is not valid yet" },
  { G_TLS_CERTIFICATE_EXPIRED, "it has expired" },
  { G_TLS_CERTIFICATE_REVOKED, "it has been revoked" },
  { G_TLS_CERTIFICATE_INSECURE, "its algorithm is not secure" },
  { G_TLS_CERTIFICATE_GENERIC_ERROR, "it cannot be checked" },
};

static GTlsCertificateFlags
get_flag (gint error)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (known_errors); i++) {
    if (known_errors[i].error == error)
      return known_errors[i].flag;
  }
  return G_TLS_CERTIFICATE_GENERIC_ERROR;
}

static OaCertificateCheck *
get_check (X509_STORE_CTX *store)
{
  SSL *ssl =
      X509_STORE_CTX_get_ex_data (store, SSL_get_ex_data_X509_STORE_CTX_idx ());

  return SSL_get_app_data (ssl);
}

/* Each fault comes here. On with the check: there may be more of them. */
static gint
gather_fault (gint ok, X509_STORE_CTX *store)
{
  if (!ok)
    get_check (store)->faults |= get_flag (X509_STORE_CTX_get_error (store));
  return 1;
}

static gint
decide (X509_STORE_CTX *store, gpointer data)
{
  OaCertificateCheck *check = get_check (store);

  X509_STORE_CTX_set_verify_cb (store, gather_fault);
  if (X509_verify_cert (store) <= 0)
    check->faults |= G_TLS_CERTIFICATE_GENERIC_ERROR;
  check->checked = TRUE;
  if (!check->strict || check->faults == G_TLS_CERTIFICATE_NO_FLAGS)
    return 1;
  /* The alert for the peer. */
  if (X509_STORE_CTX_get_error (store) == X509_V_OK)
    X509_STORE_CTX_set_error (store, X509_V_ERR_UNSPECIFIED);
  return 0;
}

void
oa_certificate_check_by_rules (SSL_CTX *context)
{
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_cert_verify_callback (context, decide, NULL);
  /* A file may name the service's own certificate, not its authority's. */
  X509_VERIFY_PARAM_set_flags (SSL_CTX_get0_param (context),
      X509_V_FLAG_PARTIAL_CHAIN);
}

gboolean
oa_certificate_is_for_address (const gchar *host)
{
  return strchr (host, ':') != NULL || g_hostname_is_ip_address (host);
}

/* The zone of an address is a matter of this machine. */
static gboolean
expect_address (X509_VERIFY_PARAM *param, const gchar *host)
{
  gchar *address = g_strndup (host, strcspn (host, "%"));
  gboolean result = X509_VERIFY_PARAM_set1_ip_asc (param, address);

  g_free (address);
  return result;
}

gboolean
oa_certificate_expect (SSL *ssl, const gchar *host, OaCertificateCheck *check)
{
  X509_VERIFY_PARAM *param = SSL_get0_param (ssl);
  gsize length = strlen (host);

  if (!SSL_set_app_data (ssl, check))
    return FALSE;
  if (oa_certificate_is_for_address (host))
    return expect_address (param, host);
  /* The dot of a complete name is in no certificate. */
  if (g_str_has_suffix (host, "."))
    length--;
  X509_VERIFY_PARAM_set_hostflags (param,
      /* RFC 9525: the subject's common name is no host name. */
      X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS
          | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  return X509_VERIFY_PARAM_set1_host (param, host, length);
}

gchar *
oa_certificate_describe_faults (GTlsCertificateFlags faults)
{
  GString *text = g_string_new (NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (fault_words); i++) {
    if ((faults & fault_words[i].flag) == 0)
      continue;
    if (text->len > 0)
      g_string_append (text, ", and ");
    g_string_append (text, fault_words[i].words);
  }
  if (text->len == 0)
    g_string_append (text, "it cannot be checked");
  return g_string_free (text, FALSE);
}
