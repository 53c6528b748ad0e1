/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* upgraderequest.h - what users set, as the configuration of a connection. */

#pragma once

#include "session/failure.h"
#include "protocol/dialect.h"
#include "session/settings.h"
#include "transport/connection.h"

G_BEGIN_DECLS

/* Fills @config (clear it in any case). FALSE and @failure when the settings
 * cannot work. */
gboolean oa_upgrade_request_configure (OaConnectionConfig *config,
    const OaElementSettings *settings, const OaDialect *dialect,
    OaFailure **failure);

G_END_DECLS
