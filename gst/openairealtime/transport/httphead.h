/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httphead.h - the head of an HTTP/1.1 answer or request. Pure; the text is
 * untrusted input. */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Longer heads, those of information included, are none. */
#define OA_HTTP_HEAD_MAX (64 * 1024)

/* All 0 is a new one. */
typedef struct _OaHttpHead
{
  gboolean is_request; /* is to be one */
  guint status;        /* of an answer */
  gchar *method;       /* of a request */
  gchar *target;
  SoupHTTPVersion version;
  SoupMessageHeaders *headers; /* NULL: nothing was read */

  /*< private >*/
  gsize begin; /* of the head that is being read */
  gsize line;  /* of its line that is */
  gsize seen;  /* bytes that were looked at */
} OaHttpHead;

/* The head at the beginning of @bytes: its length, 0 if it is not whole yet,
 * or -1 if this is no HTTP. Information (1xx) is skipped, but for 101. While it
 * is 0, again with the same bytes and more behind them; only these are looked
 * at. */
gssize oa_http_head_read (OaHttpHead *self, const GByteArray *bytes);
void oa_http_head_clear (OaHttpHead *self);

/* All of that name as a list, or NULL. */
const gchar *oa_http_head_get_header (const OaHttpHead *self,
    const gchar *name);

/* RFC 6455, 4.2.2: what a server answers to @key. */
gchar *oa_http_head_make_accept (const gchar *key);
/* The WebSocket that was asked for with @key, without anything else. */
gboolean oa_http_head_is_upgrade (const OaHttpHead *self, const gchar *key);

G_END_DECLS
