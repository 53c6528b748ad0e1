/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httprequest.h - the two requests that come before a WebSocket. Pure. */

#pragma once

#include "connectionconfig.h"

G_BEGIN_DECLS

/* New for each request; NULL: there are no random numbers. */
gchar *oa_http_request_make_key (void);

/* All results may hold secrets: free with oa_secret_free(). */
gchar *oa_http_request_upgrade (GUri *uri, const gchar *key,
    const OaConnectionConfig *config);
/* To a proxy; @user and @password may be NULL. */
gchar *oa_http_request_tunnel (GUri *uri, const gchar *user,
    const gchar *password, const gchar *user_agent);

G_END_DECLS
