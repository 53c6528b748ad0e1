/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* login.h - a browser shows the API's token once, and has a cookie then. */

#pragma once

#include "calls/office.h"
#include "common/http.h"

G_BEGIN_DECLS

typedef struct _OvsLogin OvsLogin;

/* All are used until the end. */
OvsLogin *ovs_login_new (const OvsOffice *office, AppHttpServer *http);
void ovs_login_free (OvsLogin *self);

G_END_DECLS
