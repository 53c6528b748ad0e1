/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reload.h - files that are read again while the program runs, in a thread: the
 * agents, the certificate. Whether they are taken is another's. Main thread. */

#pragma once

#include "agents/agentset.h"
#include "settings.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _OvsReload OvsReload;

typedef struct
{
  OvsAgentSet *agents; /* NULL with an error */
  GError *agents_error;
  GTlsCertificate *certificate; /* NULL with an error, and without TLS */
  GError *certificate_error;
} OvsReloaded;

/* May take what is in @reloaded. */
typedef void (*OvsReloadFunc) (OvsReloaded *reloaded, gpointer user_data);

/* @settings is used until the end. */
OvsReload *ovs_reload_new (const OvsSettings *settings, OvsReloadFunc func,
    gpointer user_data);
void ovs_reload_free (OvsReload *self);
/* One reads at a time: what is asked for meanwhile is read behind it. */
void ovs_reload_ask (OvsReload *self);

G_END_DECLS
