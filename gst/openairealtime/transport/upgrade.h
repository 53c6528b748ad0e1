/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* upgrade.h - makes a WebSocket of a connected channel: through a proxy, in
 * TLS, by a request and its answer; or tells why there is none. Runs on the
 * loop's thread. */

#pragma once

#include "channel.h"
#include "connectionconfig.h"
#include "transporterror.h"

G_BEGIN_DECLS

typedef struct _OaUpgrade OaUpgrade;

/* Once; it may be freed from inside. Either @channel has become a WebSocket
 * (transfer none), or @end is filled (take its content). */
typedef void (*OaUpgradeDone) (OaChannel *channel, OaTransportEnd *end,
    gpointer user_data);

/* @config is not used after this returns. NULL: this machine gives no random
 * numbers. */
OaUpgrade *oa_upgrade_new (GUri *uri, const OaConnectionConfig *config,
    OaUpgradeDone done, gpointer user_data);
void oa_upgrade_free (OaUpgrade *self);

/* @proxy: it is at the other end of @channel, or NULL. @trust (transfer full)
 * only of a wss:// address. May call @done from inside. */
void oa_upgrade_start (OaUpgrade *self, OaChannel *channel,
    GProxyAddress *proxy, OaTrust *trust);

/* Both call @done from inside, if it was not called before, also when it was
 * not started. @cause (transfer full) is an error of GIO. @phase: in which its
 * owner is before the start. */
void oa_upgrade_fail (OaUpgrade *self, GError *cause);
void oa_upgrade_time_out (OaUpgrade *self, const gchar *phase);

G_END_DECLS
