/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* server.h - the program while it runs: its address, its parts, its end. */

#pragma once

#include "settings.h"

G_BEGIN_DECLS

typedef struct _OvsServer OvsServer;

/* @settings (transfer none) is used until the end. */
OvsServer *ovs_server_new (const OvsSettings *settings, GError **error);
void ovs_server_free (OvsServer *self);

/* Says what was found, for --check: such a server does not run. */
void ovs_server_check (OvsServer *self);
/* Until a signal ends it. */
void ovs_server_run (OvsServer *self);

G_END_DECLS
