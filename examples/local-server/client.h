/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* client.h - a client from its accepted connection to the end of it, with the
 * session that it has meanwhile. Runs on the loop's thread. */

#pragma once

#include "session.h"
#include "transport/connection.h"

G_BEGIN_DECLS

typedef struct _OrsClient OrsClient;

typedef struct
{
  /* It asks for a WebSocket: 0, or a status that refuses it. */
  guint (*requested) (const OaHttpHead *request, OaRefusal *refusal,
      gpointer user_data);
  /* It has one: ors_client_begin() must be called from inside. */
  void (*opened) (OrsClient *self, gpointer user_data);
  /* It is gone; it may be freed. Never from inside a call of the owner's. */
  void (*closed) (OrsClient *self, gpointer user_data);
} OrsClientFuncs;

OrsClient *ors_client_new (OaLoop *loop, const OrsContext *context,
    GSocketConnection *connection, const OaConnectionConfig *config,
    const OrsClientFuncs *funcs, gpointer user_data);
/* Only once it is gone. */
void ors_client_free (OrsClient *self);

/* The session, which is the caller's and outlives the client. Takes
 * @scenario. */
OrsSession *ors_client_begin (OrsClient *self, guint number,
    OrsScenario *scenario);

/* NULL: there was none. */
OrsSession *ors_client_get_session (OrsClient *self);

/* Politely, behind all that waits; at once if there is no session. */
void ors_client_close (OrsClient *self, gushort code, const gchar *reason);
void ors_client_cut (OrsClient *self);

G_END_DECLS
