/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httpcall.h - a request to an HTTP endpoint that an agent file names, within
 * a time and a size.
 *
 * No redirect is followed, no cookie kept, nothing unpacked. On the main
 * context; nothing blocks. */

#pragma once

#include "work.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/* One for many calls. */
SoupSession *ovs_http_session_new (void);

/* @http: as the rules of an agent file have it. @url: filled in and allowed.
 * @body: JSON, or NULL. */
void ovs_http_call (SoupSession *session, JsonObject *http, const gchar *url,
    const gchar *body, GCancellable *cancellable, OvsWorkDone done,
    gpointer user_data);

G_END_DECLS
