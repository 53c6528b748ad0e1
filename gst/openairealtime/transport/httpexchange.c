/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "httpexchange.h"

#include "httpbody.h"
#include "secret.h"

#define BYTES_PER_READ 4096

struct _OaHttpExchange
{
  OaChannel *channel;
  gchar *request; /* NULL once it is sent */
  gsize size;
  gsize sent;
  GByteArray *answer;
  OaHttpHead head;
  gsize head_size;
};

OaHttpExchange *
oa_http_exchange_new (OaChannel *channel, gchar *request)
{
  OaHttpExchange *self = g_new0 (OaHttpExchange, 1);

  self->channel = oa_channel_ref (channel);
  self->request = request;
  self->size = strlen (request);
  self->answer = g_byte_array_new ();
  return self;
}

void
oa_http_exchange_free (OaHttpExchange *self)
{
  oa_http_head_clear (&self->head);
  oa_secret_free (self->request);
  g_byte_array_unref (self->answer);
  oa_channel_unref (self->channel);
  g_free (self);
}

static OaHttpExchangeState
wait_or_fail (OaHttpExchangeState waits, GError *cause, GError **error)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
    g_error_free (cause);
    return waits;
  }
  g_propagate_error (error, cause);
  return OA_HTTP_EXCHANGE_FAILED;
}

/* DONE when all of it is sent. */
static OaHttpExchangeState
send_request (OaHttpExchange *self, GError **error)
{
  GError *cause = NULL;
  gssize count;

  while (self->sent < self->size) {
    count = oa_channel_write (self->channel, self->request + self->sent,
        self->size - self->sent, &cause);
    if (count < 0)
      return wait_or_fail (OA_HTTP_EXCHANGE_WRITES, cause, error);
    self->sent += count;
  }
  g_clear_pointer (&self->request, oa_secret_free);
  return OA_HTTP_EXCHANGE_DONE;
}

static OaHttpExchangeState
look_for_head (OaHttpExchange *self, GError **error)
{
  gssize size = oa_http_head_read (&self->head, self->answer);

  if (size == 0)
    return OA_HTTP_EXCHANGE_READS;
  if (size > 0) {
    self->head_size = size;
    return OA_HTTP_EXCHANGE_DONE;
  }
  g_set_error_literal (error, SOUP_WEBSOCKET_ERROR,
      SOUP_WEBSOCKET_ERROR_BAD_HANDSHAKE, "not an answer in HTTP");
  return OA_HTTP_EXCHANGE_FAILED;
}

/* Bytes of the answer; 0: it has ended, -1: @error. */
static gssize
read_more (OaHttpExchange *self, GError **error)
{
  guint8 bytes[BYTES_PER_READ];
  gssize count = oa_channel_read (self->channel, bytes, sizeof (bytes), error);

  if (count > 0)
    g_byte_array_append (self->answer, bytes, count);
  return count;
}

static OaHttpExchangeState
read_answer (OaHttpExchange *self, GError **error)
{
  OaHttpExchangeState state = OA_HTTP_EXCHANGE_READS;
  GError *cause = NULL;
  gssize count;

  while (state == OA_HTTP_EXCHANGE_READS) {
    count = read_more (self, &cause);
    if (count == 0)
      cause = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
          "it hung up without an answer");
    if (count <= 0)
      return wait_or_fail (OA_HTTP_EXCHANGE_READS, cause, error);
    state = look_for_head (self, error);
  }
  return state;
}

OaHttpExchangeState
oa_http_exchange_go_on (OaHttpExchange *self, GError **error)
{
  if (self->request != NULL) {
    OaHttpExchangeState state = send_request (self, error);

    if (state != OA_HTTP_EXCHANGE_DONE)
      return state;
  }
  return read_answer (self, error);
}

OaHttpExchangeState
oa_http_exchange_read_body (OaHttpExchange *self)
{
  GError *error = NULL;
  gssize count = 1;

  while (count > 0
      && !oa_http_body_is_whole (&self->head,
          self->answer->data + self->head_size,
          self->answer->len - self->head_size))
    count = read_more (self, &error);
  if (error != NULL)
    return wait_or_fail (OA_HTTP_EXCHANGE_READS, error, NULL)
            == OA_HTTP_EXCHANGE_READS
        ? OA_HTTP_EXCHANGE_READS
        : OA_HTTP_EXCHANGE_DONE;
  return OA_HTTP_EXCHANGE_DONE;
}

gboolean
oa_http_exchange_met_tls (OaHttpExchange *self)
{
  const guint8 *bytes = self->answer->data;

  /* An alert, or a part of a handshake. */
  return self->head_size == 0 && self->answer->len > 0
      && (bytes[0] == 0x15 || bytes[0] == 0x16);
}

const OaHttpHead *
oa_http_exchange_get_head (OaHttpExchange *self)
{
  return &self->head;
}

const guint8 *
oa_http_exchange_get_rest (OaHttpExchange *self, gsize *size)
{
  *size = self->answer->len - self->head_size;
  return self->answer->data + self->head_size;
}
