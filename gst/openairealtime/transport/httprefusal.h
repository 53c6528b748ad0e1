/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httprefusal.h - what a refused upgrade means: status, redirect, waiting. */

#pragma once

#include "httphead.h"
#include "transporterror.h"

G_BEGIN_DECLS

/* Fills error, http_status and retry_after of @end, in which the body has been
 * read (httpbody.h) where there was one. @by_proxy: it was the
 * proxy that refused, before the service could. */
void oa_http_refusal_read (const OaHttpHead *head, GUri *uri, gboolean by_proxy,
    OaTransportEnd *end);

G_END_DECLS
