/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The handshake checks the chain against the session's database and asks here
 * only about a certificate that failed. A handshake without the system's
 * large database, with the verification done here against one that all
 * connections share, would change this file and the session pool only. */

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
