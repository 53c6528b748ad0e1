/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connection.h - one WebSocket from upgrade to close, of a client or a server.
 *
 * Knows bytes, headers and time limits; knows nothing of events or sessions.
 * Every function and every callback runs on the thread of its loop. */

#pragma once

#include "connectionconfig.h"
#include "loop.h"
#include "transporterror.h"

G_BEGIN_DECLS

typedef struct _OaHttpHead OaHttpHead;
typedef struct _OaRefusal OaRefusal;

typedef struct
{
  /* A server's, or NULL: a request that keeps the rules, see httphead.h. 0
   * accepts it, else it is refused with that HTTP status, and with what is
   * changed of @refusal, see upgraderequest.h. May not close. */
  guint (*requested) (const OaHttpHead *request, OaRefusal *refusal,
      gpointer user_data);
  /* A server's, or NULL: a request that asks for no WebSocket, with its body,
   * which is NUL-terminated. Its status is what comes back, its answer in
   * @answer; then this connection is over. May not close. */
  guint (*plain) (const OaHttpHead *request, const gchar *body,
      OaRefusal *answer, gpointer user_data);
  /* The upgrade succeeded. */
  void (*opened) (gpointer user_data);
  /* A message, of text by its kind or binary; NUL-terminated beyond its size.
   * It may be no UTF-8: the receiver checks, since one message that cannot be
   * read is no reason to lose the connection. */
  void (*message) (GBytes *text, gpointer user_data);
  /* A binary one, if it is not to come by `message`; or NULL. */
  void (*binary) (GBytes *data, gpointer user_data);
  /* The peer takes bytes and our own queue is empty: the next message
   * (transfer full), or NULL when there is none now; then nothing is asked
   * until oa_connection_schedule_send. */
  GBytes *(*next) (gpointer user_data);
  /* The peer answered a ping; or NULL. */
  void (*pong) (gpointer user_data);
  /* The end, exactly once, also after oa_connection_close; the last call. */
  void (*ended) (const OaTransportEnd *end, gpointer user_data);
} OaConnectionHandlers;

typedef struct _OaConnection OaConnection;

/* Starts connecting; the outcome comes by callback, never from inside here.
 * The result stays valid, also after `ended`, until oa_connection_detach,
 * which must be called once. */
OaConnection *oa_connection_open (OaLoop *loop,
    const OaConnectionConfig *config, const OaConnectionHandlers *handlers,
    gpointer user_data);

/* The server's side: answers the request that comes over @connection, which the
 * caller may not use from here on. As above for all else. */
OaConnection *oa_connection_accept (OaLoop *loop, GSocketConnection *connection,
    const OaConnectionConfig *config, const OaConnectionHandlers *handlers,
    gpointer user_data);

/* The same where the request was answered with 101 already: what comes over
 * @stream is frames. Nobody else may use it from here on. */
OaConnection *oa_connection_adopt (OaLoop *loop, GIOStream *stream,
    const OaConnectionConfig *config, const OaConnectionHandlers *handlers,
    gpointer user_data);

/* Queues a message (transfer none, valid UTF-8) ahead of what `next` will
 * give; in order. Before `opened` too; ignored after oa_connection_close. */
void oa_connection_send (OaConnection *self, GBytes *text);

/* `next` has something again. */
void oa_connection_schedule_send (OaConnection *self);
/* The same, and it is asked from inside here: an iteration of the loop less. */
void oa_connection_send_now (OaConnection *self);

/* FALSE: what the peer sends is left to its socket until TRUE, and so are its
 * answers to pings: whoever is silent is dead only then. */
void oa_connection_set_reading (OaConnection *self, gboolean reading);

/* Orderly: what is queued is written (`next` is asked no more), close 1000,
 * all within @ms, then the stream is cut. `ended` tells when it is over,
 * never from inside here. Again: within another time. */
void oa_connection_close (OaConnection *self, guint ms);
/* With another code, and @reason: 123 bytes at most, or NULL. */
void oa_connection_close_with (OaConnection *self, guint code,
    const gchar *reason, guint ms);

/* At once, by a reset: what was sent may be lost on the way. `ended` as
 * above. */
void oa_connection_reset (OaConnection *self);

/* No callback from here on; closes like oa_connection_close if that was not
 * done, and frees itself. */
void oa_connection_detach (OaConnection *self, guint ms);

gboolean oa_connection_is_open (OaConnection *self);

G_END_DECLS
