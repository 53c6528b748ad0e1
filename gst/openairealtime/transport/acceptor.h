/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* acceptor.h - a server's side of an upgrade: encryption, the request within
 * its bounds, the answer. Runs on the loop's thread. */

#pragma once

#include "connectionconfig.h"
#include "upgrade.h"
#include "upgraderequest.h"

G_BEGIN_DECLS

typedef struct _OaAcceptor OaAcceptor;

/* A request that keeps the rules: 0 accepts it, else the status of a refusal,
 * of which @refusal may be changed. */
typedef guint (*OaAcceptorFunc) (const OaHttpHead *request, OaRefusal *refusal,
    gpointer user_data);

/* A request that asks for no WebSocket, with its body, which is NUL-terminated:
 * a status, and the answer in @answer. */
typedef guint (*OaAcceptorPlainFunc) (const OaHttpHead *request,
    const gchar *body, OaRefusal *answer, gpointer user_data);

/* Each may be NULL: all are accepted; and refused, if they are plain. */
typedef struct
{
  OaAcceptorFunc request;
  OaAcceptorPlainFunc plain;
} OaAcceptorFuncs;

/* Answers what comes over @channel (transfer none). @host: the peer, for
 * sentences. Of @config: identity, protocols, connect_timeout; not used after
 * this returns. @done is never called from inside here, and may free. */
OaAcceptor *oa_acceptor_start (OaChannel *channel, const gchar *host,
    const OaConnectionConfig *config, const OaAcceptorFuncs *funcs,
    OaUpgradeDone done, gpointer user_data);
void oa_acceptor_free (OaAcceptor *self);

G_END_DECLS
