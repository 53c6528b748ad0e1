/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* handshake.h - from a client's checked configuration to a channel that has
 * done the upgrade, or to the reason why there is none. Runs on the loop's
 * thread. */

#pragma once

#include "upgrade.h"

G_BEGIN_DECLS

typedef struct _OaHandshake OaHandshake;

/* @config is not used after this returns. @done: never from inside here. */
OaHandshake *oa_handshake_start (OaLoop *loop, const OaConnectionConfig *config,
    OaUpgradeDone done, gpointer user_data);

/* Stops what is under way and frees; @done is not called any more. Once per
 * start: at any time before @done, or from inside it. */
void oa_handshake_cancel (OaHandshake *self);

G_END_DECLS
