/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* certificate.h - whether the peer's certificate will do, and why not. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is wrong with a certificate made out to @host, and its chain. @faults is
 * what a handshake without authorities found. */
GTlsCertificateFlags oa_certificate_verify (GTlsDatabase *trust,
                                            GTlsCertificate *certificate,
                                            const gchar *host,
                                            GTlsCertificateFlags faults);

/* The one place that decides; @faults from oa_certificate_verify(). */
gboolean oa_certificate_accept          (GTlsCertificate *certificate,
                                         GTlsCertificateFlags faults,
                                         gboolean strict);

/* Part of a sentence: "it has expired, and it is …". Never empty. */
gchar   *oa_certificate_describe_faults (GTlsCertificateFlags faults);

G_END_DECLS
