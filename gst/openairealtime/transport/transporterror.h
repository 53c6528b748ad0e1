/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* transporterror.h - the sentences for what goes wrong, each with its cause
 * and a next step, none with a secret. */

#pragma once

#include "connection.h"

G_BEGIN_DECLS

/* Why no WebSocket came about, from an error of GIO or libsoup. @host is the
 * service's; @by_proxy: it was an explicit proxy that was to be reached or
 * asked. */
GError *oa_transport_error_from_connect (const GError *cause,
                                         const gchar *host, gboolean by_proxy,
                                         GTlsCertificateFlags tls_errors);

/* Why an open WebSocket broke. */
GError *oa_transport_error_from_stream  (const GError *cause,
                                         const gchar *host);

/* Asked without encryption, the service spoke TLS. */
GError *oa_transport_error_met_tls      (const gchar *host);

/* Asked without encryption, it broke the connection; NULL: another cause. */
GError *oa_transport_error_from_plain   (const GError *cause,
                                         const gchar *host);

/* The peer's frames are not those of a WebSocket. */
GError *oa_transport_error_from_rules   (const gchar *host);

/* The peer's close frame; 1006 = the stream ended without one. */
GError *oa_transport_error_from_close   (const gchar *host, guint code,
                                         const gchar *reason);

void    oa_transport_end_clear          (OaTransportEnd *end);

G_END_DECLS
