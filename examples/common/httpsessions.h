/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httpsessions.h - who has logged in: random ids for cookies, each good for
 * some hours; and how often one may try. Times are monotonic, in µs. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AppHttpSessions AppHttpSessions;

#define APP_HTTP_SESSION_S (12 * 3600)

AppHttpSessions *app_http_sessions_new (void);
void app_http_sessions_free (AppHttpSessions *self);

/* The id of a new one; beyond a number of them the oldest ends. (transfer
 * full) */
gchar *app_http_sessions_add (AppHttpSessions *self, gint64 now);
gboolean app_http_sessions_has (AppHttpSessions *self, const gchar *id,
    gint64 now);
void app_http_sessions_remove (AppHttpSessions *self, const gchar *id);

/* FALSE: too many wrong ones were shown of late, by this address or by all. */
gboolean app_http_sessions_may_try (AppHttpSessions *self, const gchar *address,
    gint64 now);
void app_http_sessions_count_wrong (AppHttpSessions *self, const gchar *address,
    gint64 now);
/* A wrong one was shown by @address, or NULL. */
typedef void (*AppHttpWrongFunc) (const gchar *address, gpointer user_data);
/* One listener; NULL: none. */
void app_http_sessions_set_wrong_func (AppHttpSessions *self,
    AppHttpWrongFunc func, gpointer user_data);

/* The next of that name in a header "Cookie", which goes on behind it; NULL:
 * there is none. (transfer full) */
gchar *app_http_cookie_find (const gchar **header, const gchar *name);

G_END_DECLS
