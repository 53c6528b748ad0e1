/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* ownaddress.h - by which address this server is known to who asks it. */

#pragma once

#include "common/http.h"
#include "settings.h"

G_BEGIN_DECLS

/* The public address, or the one that was asked for, without a slash at its
 * end; NULL: there is none. (transfer full) */
gchar *ovs_own_address (const OvsSettings *settings, AppHttpRequest *request);

G_END_DECLS
