/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tls.h - encryption over a socket, by OpenSSL. Never blocks; knows nothing of
 * what is said. Runs on the loop's thread. */

#pragma once

#include "identity.h"
#include "socket.h"
#include "trust.h"

G_BEGIN_DECLS

typedef struct _OaTls OaTls;

/* @socket is used until the end; @trust and @identity are transfer full. @host
 * is what the certificate must be made out to. */
OaTls *oa_tls_new_client (OaTrust *trust, OaSocket *socket, const gchar *host,
    gboolean strict);
/* Asks the peer for no certificate. */
OaTls *oa_tls_new_server (OaIdentity *identity, OaSocket *socket);
void oa_tls_free (OaTls *self);

/* All three: FALSE or -1 with G_IO_ERROR_WOULD_BLOCK: again when the socket can
 * do more. Errors are G_TLS_ERROR, or G_IO_ERROR of the socket. */
gboolean oa_tls_handshake (OaTls *self, GError **error);
/* 0: the peer has sent close_notify. */
gssize oa_tls_read (OaTls *self, gpointer data, gsize size, GError **error);
/* Again with the same bytes after WOULD_BLOCK. */
gssize oa_tls_write (OaTls *self, gconstpointer data, gsize size,
    GError **error);
/* As far as it goes now. */
void oa_tls_send_close_notify (OaTls *self);

/* FALSE: it would be WOULD_BLOCK. A handshake reads. */
gboolean oa_tls_can_read (OaTls *self);
gboolean oa_tls_can_write (OaTls *self);

/* Of the peer's certificate, accepted or not. */
GTlsCertificateFlags oa_tls_get_faults (OaTls *self);

G_END_DECLS
