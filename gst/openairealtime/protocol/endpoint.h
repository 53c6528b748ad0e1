/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* endpoint.h - the address of a session, from what the user gave. */

#pragma once

#include "../enums.h"

G_BEGIN_DECLS

#define OA_DEFAULT_URI "wss://api.openai.com/v1/realtime"

/* The default address: @base_url (the OPENAI_BASE_URL of other clients, for
 * example http://127.0.0.1:8080/v1; NULL or "" = none) as ws or wss with
 * /realtime added, else the official one. */
gchar *oa_endpoint_default (const gchar *base_url);

/* @uri with the query that the session needs: call_id, intent or model. What
 * the user put into the query himself stays and wins. NULL and @error
 * (OA_PROTOCOL_ERROR_SHAPE) when it is no ws:// or wss:// address. */
gchar *oa_endpoint_build (const gchar *uri, GstOpenaiRealtimeSessionType type,
    const gchar *model, const gchar *call_id, GError **error);

/* A host name (letters, digits, hyphens, underscores, dots; also of another
 * alphabet), or an IP address, with or without a zone. GUri decodes what it
 * finds, so that a host may be anything, line breaks included. */
gboolean oa_endpoint_is_host (const gchar *host);

/* For messages: no user info, no query. */
gchar *oa_endpoint_for_display (const gchar *uri);

G_END_DECLS
