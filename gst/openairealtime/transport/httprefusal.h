/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httprefusal.h - what a refused upgrade means: status, redirect, waiting. */

#pragma once

#include "connection.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Fills error, http_status and retry_after of @end. */
void oa_http_refusal_read (SoupMessage *message, const gchar *host,
                           OaTransportEnd *end);

G_END_DECLS
