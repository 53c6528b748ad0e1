/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* watchdog.h - pings the peer, and tells when it is dead. */

#pragma once

#include "websocket.h"

G_BEGIN_DECLS

/* So many pings without an answer, and without any other byte, end the
 * connection with a peer that has answered one before. */
#define OA_WATCHDOG_PINGS 3

typedef struct _OaWatchdog OaWatchdog;

/* No byte has come for @ms. Free from inside is fine. */
typedef void (*OaWatchdogFunc) (guint ms, gpointer user_data);

/* A ping each @interval ms (0: none), and one soon after the beginning, by
 * which a peer is known for one that answers. Any other peer, and without
 * pings, is dead when it has been silent for @silence ms (0: never). @websocket
 * is used until the end. */
OaWatchdog *oa_watchdog_new (OaWebsocket *websocket, guint interval,
    guint silence, OaWatchdogFunc silent, gpointer user_data);
void oa_watchdog_free (OaWatchdog *self);

/* A ping was answered. TRUE: the n-th time since the beginning, for the ping
 * that was due after n intervals; FALSE for the early one. */
gboolean oa_watchdog_pong (OaWatchdog *self);

G_END_DECLS
