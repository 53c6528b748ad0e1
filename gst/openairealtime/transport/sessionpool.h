/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionpool.h - the SoupSessions of an I/O thread.
 *
 * Connections with the same proxy and trust share one: a session of one's own
 * per connection costs more memory than the audio. */

#pragma once

#include "connection.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Transfer full; lives as long as somebody holds it. Only from an I/O thread,
 * and to be dropped there. NULL with an error if the trust database cannot be
 * read. */
SoupSession *oa_session_pool_get (const gchar *proxy,
                                  const gchar *tls_database, GError **error);

/* What certificates are checked against: the session itself knows none.
 * Transfer full; NULL when there is no such thing. */
GTlsDatabase *oa_session_pool_get_trust (SoupSession *session);

G_END_DECLS
