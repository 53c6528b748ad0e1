/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httpbody.h - the body of a refusal: an API says there why. Pure; the bytes
 * are untrusted input. */

#pragma once

#include "httphead.h"
#include "transporterror.h"

G_BEGIN_DECLS

/* More of it is not read. */
#define OA_HTTP_BODY_MAX (16 * 1024)

/* All of it has come, or enough. */
gboolean oa_http_body_is_whole (const OaHttpHead *head, const guint8 *bytes,
    gsize size);

/* The cause in the words of an API (api_* of @end), or that a page for people
 * came in its place (is_web_page); neither when it says nothing. */
void oa_http_body_read (const OaHttpHead *head, const guint8 *bytes, gsize size,
    OaTransportEnd *end);

G_END_DECLS
