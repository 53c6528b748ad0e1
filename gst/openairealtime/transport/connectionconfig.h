/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connectionconfig.h - parts of a configuration for this room only. */

#pragma once

#include "connection.h"

G_BEGIN_DECLS

/* Overwrites and frees the headers; they are not needed after the request. */
void oa_connection_config_wipe_headers (OaConnectionConfig *config);

G_END_DECLS
