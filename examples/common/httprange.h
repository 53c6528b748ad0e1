/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httprange.h - the part of a body that is asked for by a header "Range"
 * (RFC 9110, 14). Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  APP_HTTP_RANGE_NONE, /* all of it */
  APP_HTTP_RANGE_PART,
  APP_HTTP_RANGE_WRONG, /* nothing of it is there */
} AppHttpRange;

/* @header: or NULL. One range of bytes; what is anything else is not looked at,
 * as it may be. *@length bytes from *@start on. */
AppHttpRange app_http_range_read (const gchar *header, guint64 size,
    guint64 *start, guint64 *length);

G_END_DECLS
