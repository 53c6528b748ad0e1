/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* peer.h - a bare WebSocket client for the tests of the local server.
 *
 * Every function iterates the default main context until it has its answer,
 * and fails the test if that takes too long. */

#pragma once

#include <libsoup/soup.h>

#include "protocol/json.h"
#include "testserver.h"

G_BEGIN_DECLS

typedef struct _Peer Peer;

/* Starts a server with the text of a reply script, the speed of the answers,
 * and audio in the log. */
OrsServer *peer_start_server_with_script (const gchar *script, gdouble speed);

/* @query: behind /v1/realtime, for example "?model=gpt-realtime", or beginning
 * with "/" instead of it. The key is
 * "test-key" unless @header names another header ("Name: value"), which then
 * comes instead; "" sends none. */
Peer *peer_connect (OrsServer *server, const gchar *query, const gchar *header);

/* The same, where the upgrade fails; returns the HTTP status. */
guint peer_connect_refused (OrsServer *server, SoupMessage **message);
gboolean peer_connect_unanswered (OrsServer *server, guint ms);

/* Connected, session.created swallowed. */
Peer *peer_open (OrsServer *server);
void peer_free (Peer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_free)

void peer_send (Peer *self, const gchar *json);
void peer_sendf (Peer *self, const gchar *format, ...) G_GNUC_PRINTF (2, 3);
void peer_send_binary (Peer *self);

/* Audio in the session's format (PCM, or mu-law after peer_use_mulaw()), in
 * one append: a loud tone, or silence. */
void peer_send_tone (Peer *self, guint ms);
void peer_send_silence (Peer *self, guint ms);
void peer_use_mulaw (Peer *self);

/* The next event must be of this type. Borrowed until the next call. */
JsonObject *peer_expect (Peer *self, const gchar *type);

/* A run of events: each of @types in order. A type that ends in "*" stands for
 * one or more of the two kinds of deltas. */
void peer_expect_all (Peer *self, ...) G_GNUC_NULL_TERMINATED;

/* Skips to the next event of this type. */
JsonObject *peer_skip_to (Peer *self, const gchar *type);

/* The next event must be an error. */
void peer_expect_error (Peer *self, const gchar *code, const gchar *param);

/* The text of the next message, whatever it is; free it. */
gchar *peer_next_text (Peer *self);

/* TRUE if an event waits or comes within @ms. */
gboolean peer_has_event (Peer *self, guint ms);

gushort peer_wait_closed (Peer *self);
const gchar *peer_close_reason (Peer *self);

/* Path into an event: "response.status". NULL if missing. */
const gchar *peer_get_string (JsonObject *event, const gchar *path);
gint64 peer_get_int (JsonObject *event, const gchar *path);

G_END_DECLS
