/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httpexchange.h - one request without a body over a channel, and its answer.
 * Never blocks. Runs on the loop's thread. */

#pragma once

#include "channel.h"
#include "httphead.h"

G_BEGIN_DECLS

typedef enum
{
  OA_HTTP_EXCHANGE_DONE,
  OA_HTTP_EXCHANGE_FAILED,
  OA_HTTP_EXCHANGE_READS,  /* again when the input is readable */
  OA_HTTP_EXCHANGE_WRITES, /* again when the output is writable */
} OaHttpExchangeState;

typedef struct _OaHttpExchange OaHttpExchange;

/* @request (transfer full) is wiped once it is sent. */
OaHttpExchange *oa_http_exchange_new (OaChannel *channel, gchar *request);
void oa_http_exchange_free (OaHttpExchange *self);

/* As far as it goes now. FAILED: @error is G_IO_ERROR, G_TLS_ERROR, or
 * SOUP_WEBSOCKET_ERROR if the answer is no HTTP. */
OaHttpExchangeState oa_http_exchange_go_on (OaHttpExchange *self,
    GError **error);

/* After that, the body of a refusal, see httpbody.h: READS until it is DONE,
 * which is also when no more of it can come. */
OaHttpExchangeState oa_http_exchange_read_body (OaHttpExchange *self);

/* It FAILED, and what came is the beginning of a record of TLS. */
gboolean oa_http_exchange_met_tls (OaHttpExchange *self);

/* Both once it is DONE: the head, and what was read behind it. */
const OaHttpHead *oa_http_exchange_get_head (OaHttpExchange *self);
const guint8 *oa_http_exchange_get_rest (OaHttpExchange *self, gsize *size);

G_END_DECLS
