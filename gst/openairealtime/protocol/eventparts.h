/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* eventparts.h - the objects inside server events: items, responses, errors.
 *
 * Each takes whatever is there; a member of another type is a missing one. */

#pragma once

#include "event.h"

G_BEGIN_DECLS

OaItemInfo     *oa_item_info_new     (JsonObject *item);
OaResponseInfo *oa_response_info_new (JsonObject *response);
void            oa_response_info_free (OaResponseInfo *response);
OaSessionInfo  *oa_session_info_new  (JsonObject *session);
void            oa_session_info_free (OaSessionInfo *session);
OaServiceError *oa_service_error_new (JsonObject *error);

/* FALSE when there is none. */
gboolean        oa_usage_read        (OaUsage *usage, JsonObject *object);

/* Of OaRateLimit; empty when there are none. */
GArray         *oa_rate_limits_new   (JsonArray *limits);

G_END_DECLS
