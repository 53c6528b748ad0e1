/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listener.h - accepts connections and hands them to a SoupServer.
 *
 * SoupServer could listen itself, but then there would be no way to the
 * socket (for a reset) and to the reading side (for a slow reader). It would
 * also wait for the end of a request for ever, and take a request of any size.
 */

#pragma once

#include <libsoup/soup.h>

#include "gate.h"

G_BEGIN_DECLS

typedef struct _OrsListener OrsListener;

/* For the thread-default context. @host: an IP address, or localhost.
 * @certificate: NULL = no TLS. */
OrsListener *ors_listener_new (SoupServer *soup, const gchar *host, guint port,
    GTlsCertificate *certificate, GError **error);
void ors_listener_free (OrsListener *self);

/* FALSE: the system keeps new clients waiting, up to some hundreds. */
void ors_listener_set_accepting (OrsListener *self, gboolean accepting);

/* The connection from @remote has become what it wants to be: without this it
 * is closed after some seconds. */
void ors_listener_admit (OrsListener *self, GSocketAddress *remote);

guint ors_listener_get_port (OrsListener *self);

/* Looks through the layers of a connection's stream; borrowed. */
GSocket *ors_listener_find_socket (GIOStream *stream);
OrsGate *ors_listener_find_gate (GIOStream *stream);

G_END_DECLS
