/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A TLS session holds a copy of every authority it is given: 3.8 MB for those
 * of the system. So it gets none: to the handshake every certificate is one of
 * an unknown authority, and it asks here, where the chain is checked against a
 * database that all connections share. Nothing else that the handshake finds
 * is forgiven. */

#include "certificate.h"

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

GTlsCertificateFlags
oa_certificate_verify (GTlsDatabase *trust, GTlsCertificate *certificate,
    const gchar *host, GTlsCertificateFlags faults)
{
  GSocketConnectable *identity = g_network_address_new (host, 0);
  GError *error = NULL;

  faults &= ~G_TLS_CERTIFICATE_UNKNOWN_CA;
  faults |= trust == NULL ? G_TLS_CERTIFICATE_UNKNOWN_CA
      : g_tls_database_verify_chain (trust, certificate,
      G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity, NULL,
      G_TLS_DATABASE_VERIFY_NONE, NULL, &error);
  if (error != NULL)
    faults |= G_TLS_CERTIFICATE_GENERIC_ERROR;
  g_clear_error (&error);
  g_object_unref (identity);
  return faults;
}

gboolean
oa_certificate_accept (GTlsCertificate *certificate,
    GTlsCertificateFlags faults, gboolean strict)
{
  return !strict || faults == G_TLS_CERTIFICATE_NO_FLAGS;
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
