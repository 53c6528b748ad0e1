/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What connection.c and connectionopen.c share. */

#pragma once

#include "acceptor.h"
#include "connection.h"
#include "handshake.h"
#include "sender.h"
#include "watchdog.h"

G_BEGIN_DECLS

typedef enum
{
  OA_CONNECTION_CONNECTING,
  OA_CONNECTION_OPEN,
  OA_CONNECTION_CLOSING, /* asked for by us; the queue still drains */
  OA_CONNECTION_ENDED,   /* nothing moves; the end is or will be told */
} OaConnectionState;

/* Everything here belongs to the loop's thread. */
struct _OaConnection
{
  /* One for the owner until it detached and the end was told, one for a
   * tell_end() under way. */
  grefcount refs;
  OaLoop *loop;
  OaConnectionConfig config; /* without headers once they are sent */
  gchar *host;               /* for sentences */
  OaConnectionHandlers handlers;
  gpointer user_data;
  gboolean detached;

  OaConnectionState state;
  gboolean end_told;
  OaTransportEnd end;

  OaHandshake *handshake; /* of a client that connects */
  OaAcceptor *acceptor;   /* of a server that is asked */
  gboolean is_server;
  OaWebsocket *websocket; /* NULL until it is open */
  OaSender *sender;
  OaWatchdog *watchdog;
  OaTimer *close_timer;
  guint close_code; /* for the peer, with its reason or NULL */
  gchar *close_reason;
  GQueue queue; /* of GBytes that wait for the peer */
  gsize queued_bytes;
};

/* In neither role yet. */
OaConnection *oa_connection_make (OaLoop *loop,
    const OaConnectionConfig *config, const OaConnectionHandlers *handlers,
    gpointer user_data);
/* A reference less. */
void oa_connection_unref (gpointer self);
/* The only way into OA_CONNECTION_ENDED. Takes @error. */
void oa_connection_finish (OaConnection *self, GError *error);
/* An OaUpgradeDone. */
void oa_connection_on_upgraded (OaChannel *channel, OaTransportEnd *end,
    gpointer user_data);

G_END_DECLS
