/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* web.h - what is there for people with a browser: pages, a login, events of
 * calls. */

#pragma once

#include "calls/calls.h"
#include "common/http.h"
#include "web/about.h"

G_BEGIN_DECLS

typedef struct _OvsWeb OvsWeb;

/* All are used until the end. */
OvsWeb *ovs_web_new (OvsOffice *office, OvsCalls *calls, AppHttpServer *http);
/* Those that watch are hung up on: before @http goes. */
void ovs_web_free (OvsWeb *self);

OvsAbout *ovs_web_get_about (OvsWeb *self);

G_END_DECLS
