/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A refused client can read why: what it still sends is thrown away for a
 * moment, since closing a socket with unread bytes resets it, answer included.
 */

#include "acceptor.h"

#include "debug.h"
#include "readysource.h"

#define BYTES_PER_READ 4096
/* Of a request's head. */
#define MOST_BYTES (16 * 1024)
#define STATUS_TOO_LARGE 431
/* Of its body. */
#define MOST_BODY (64 * 1024)
/* After a refusal: us, and bytes. */
#define LINGER_TIME G_TIME_SPAN_SECOND
#define MOST_LINGER (256 * 1024)

typedef enum
{
  STAGE_ENCRYPT,
  STAGE_REQUEST,
  STAGE_ANSWER,
  STAGE_ANSWERED, /* a refusal: lingers */
} Stage;

struct _OaAcceptor
{
  OaAcceptorFuncs funcs;
  OaUpgradeDone done;
  gpointer user_data;
  gchar *host;
  gchar **protocols;

  Stage stage;
  OaLoop *loop;
  OaChannel *channel;
  OaTimer *timer;
  GSource *waiting; /* for the channel */

  GByteArray *input;
  OaHttpHead head;
  gsize head_size;
  GString *answer; /* what is not sent yet of it, or NULL */
  gsize lingered;
  OaTransportEnd end; /* of a refusal */
};

static void
stop (OaAcceptor *self)
{
  g_clear_pointer (&self->timer, oa_timer_remove);
  oa_ready_source_clear (&self->waiting);
}

void
oa_acceptor_free (OaAcceptor *self)
{
  stop (self);
  oa_transport_end_clear (&self->end);
  oa_http_head_clear (&self->head);
  g_byte_array_unref (self->input);
  if (self->answer != NULL)
    g_string_free (self->answer, TRUE);
  oa_channel_unref (self->channel);
  g_strfreev (self->protocols);
  g_free (self->host);
  g_free (self);
}

/*** the outcome ***/

static void
tell_success (OaAcceptor *self)
{
  stop (self);
  oa_channel_unread (self->channel, self->input->data + self->head_size,
      self->input->len - self->head_size);
  self->done (self->channel, NULL, self->user_data);
}

static void
tell_end (OaAcceptor *self)
{
  OaTransportEnd end = self->end;

  memset (&self->end, 0, sizeof (self->end));
  stop (self);
  oa_channel_close (self->channel);
  self->done (NULL, &end, self->user_data);
}

/* Takes @cause. */
static void
tell_failure (OaAcceptor *self, GError *cause)
{
  if (self->end.error == NULL)
    self->end.error = self->stage == STAGE_ENCRYPT
        ? g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS,
            "No encrypted connection with %s came about (%s).", self->host,
            cause->message)
        : g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_FAILED,
            "%s left before it had a WebSocket (%s).", self->host,
            cause->message);
  g_error_free (cause);
  tell_end (self);
}

static void
on_timeout (gpointer user_data)
{
  OaAcceptor *self = user_data;

  self->timer = NULL;
  if (self->end.error == NULL)
    self->end.error = g_error_new (OA_TRANSPORT_ERROR,
        OA_TRANSPORT_ERROR_TIMEOUT, "%s did not ask for a WebSocket in time.",
        self->host);
  tell_end (self);
}

/*** the stages ***/

static void
accept_request (OaAcceptor *self)
{
  GST_DEBUG ("%p: accepts", self);
  self->stage = STAGE_ANSWER;
  self->answer = oa_upgrade_request_accept (&self->head,
      (const gchar *const *) self->protocols);
}

static void
refuse (OaAcceptor *self, guint status, const OaRefusal *refusal)
{
  GST_DEBUG ("%p: answers %u", self, status);
  self->stage = STAGE_ANSWER;
  self->answer = oa_upgrade_request_refuse (status, refusal);
  self->end.http_status = status;
  self->end.error = g_error_new (OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_HTTP,
      "%s was refused with HTTP status %u. %s", self->host, status,
      refusal->reason);
  g_clear_pointer (&self->timer, oa_timer_remove);
  self->timer = oa_loop_add_timer (self->loop, LINGER_TIME, on_timeout, self);
}

static void
refuse_because (OaAcceptor *self, guint status, const gchar *reason)
{
  const OaRefusal refusal = { .reason = reason };

  refuse (self, status, &refusal);
}

static void
judge (OaAcceptor *self)
{
  OaRefusal refusal = { .reason = "This is not served." };
  guint status = oa_upgrade_request_check (&self->head, &refusal.reason);

  if (status == 0 && self->funcs.request != NULL)
    status = self->funcs.request (&self->head, &refusal, self->user_data);
  if (status == 0)
    accept_request (self);
  else
    refuse (self, status, &refusal);
  g_free (refusal.body);
}

/*** requests that are for no WebSocket ***/

static gboolean
is_plain (OaAcceptor *self)
{
  return self->funcs.plain != NULL
      && !soup_message_headers_header_contains (self->head.headers, "Upgrade",
          "websocket");
}

static void
answer_plain (OaAcceptor *self)
{
  OaRefusal answer = { .reason = "This is not served." };
  gchar *body = g_strndup ((const gchar *) self->input->data + self->head_size,
      self->input->len - self->head_size);
  guint status =
      self->funcs.plain (&self->head, body, &answer, self->user_data);

  refuse (self, status, &answer);
  g_free (answer.body);
  g_free (body);
}

/* Its body comes first. */
static void
read_plain (OaAcceptor *self)
{
  SoupEncoding encoding = soup_message_headers_get_encoding (
      self->head.headers);
  goffset length = encoding == SOUP_ENCODING_CONTENT_LENGTH
      ? soup_message_headers_get_content_length (self->head.headers)
      : 0;

  if (encoding != SOUP_ENCODING_CONTENT_LENGTH
      && encoding != SOUP_ENCODING_NONE)
    refuse_because (self, SOUP_STATUS_LENGTH_REQUIRED,
        "The body must have a length.");
  else if (length > MOST_BODY)
    refuse_because (self, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
        "The body is too large.");
  else if (self->input->len - self->head_size >= (gsize) length)
    answer_plain (self);
}

/* Each step: TRUE when there is more to do at once; FALSE and WOULD_BLOCK, or
 * another @cause why it is over. */

static gboolean
read_request (OaAcceptor *self, GError **cause)
{
  guint8 bytes[BYTES_PER_READ];
  gssize count = oa_channel_read (self->channel, bytes, sizeof (bytes), cause);
  gssize size;

  if (count == 0)
    g_set_error_literal (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
        "it closed the connection");
  if (count <= 0)
    return FALSE;
  g_byte_array_append (self->input, bytes, count);
  if (self->head_size > 0) {
    read_plain (self);
    return TRUE;
  }
  size = oa_http_head_read (&self->head, self->input);
  self->head_size = MAX (size, 0);
  if (size > MOST_BYTES || (size == 0 && self->input->len > MOST_BYTES))
    refuse_because (self, STATUS_TOO_LARGE, "The request is too large.");
  else if (size < 0)
    refuse_because (self, SOUP_STATUS_BAD_REQUEST, "This is not HTTP.");
  else if (size > 0 && is_plain (self))
    read_plain (self);
  else if (size > 0)
    judge (self);
  return TRUE;
}

static gboolean
write_answer (OaAcceptor *self, GError **cause)
{
  gssize count = oa_channel_write (self->channel, self->answer->str,
      self->answer->len, cause);

  if (count < 0)
    return FALSE;
  g_string_erase (self->answer, 0, count);
  if (self->answer->len == 0)
    self->stage = STAGE_ANSWERED;
  return TRUE;
}

static gboolean
linger (OaAcceptor *self, GError **cause)
{
  guint8 bytes[BYTES_PER_READ];
  gssize count = oa_channel_read (self->channel, bytes, sizeof (bytes), cause);

  self->lingered += MAX (count, 0);
  if (count == 0 || self->lingered > MOST_LINGER)
    g_set_error_literal (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
        "it has its answer");
  return count > 0 && *cause == NULL;
}

static gboolean
encrypt (OaAcceptor *self, GError **cause)
{
  if (!oa_channel_handshake (self->channel, cause))
    return FALSE;
  self->stage = STAGE_REQUEST;
  return TRUE;
}

static gboolean
step (OaAcceptor *self, GError **cause)
{
  switch (self->stage) {
    case STAGE_ENCRYPT:
      return encrypt (self, cause);
    case STAGE_REQUEST:
      return read_request (self, cause);
    case STAGE_ANSWER:
      return write_answer (self, cause);
    default:
      return linger (self, cause);
  }
}

static gboolean on_channel_ready (GObject *stream, gpointer user_data);

static void
wait_for_channel (OaAcceptor *self)
{
  self->waiting = oa_channel_add_watch (self->channel,
      self->stage == STAGE_ANSWER ? G_IO_OUT : G_IO_IN, on_channel_ready, self);
}

static gboolean
on_channel_ready (GObject *stream, gpointer user_data)
{
  OaAcceptor *self = user_data;
  GError *cause = NULL;

  g_clear_pointer (&self->waiting, g_source_unref);
  while (step (self, &cause)) {
    if (self->stage == STAGE_ANSWERED && self->end.error == NULL) {
      tell_success (self);
      return G_SOURCE_REMOVE;
    }
  }
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
    g_error_free (cause);
    wait_for_channel (self);
  } else {
    tell_failure (self, cause);
  }
  return G_SOURCE_REMOVE;
}

/*** for the connection ***/

OaAcceptor *
oa_acceptor_start (OaChannel *channel, const gchar *host,
    const OaConnectionConfig *config, const OaAcceptorFuncs *funcs,
    OaUpgradeDone done, gpointer user_data)
{
  OaAcceptor *self = g_new0 (OaAcceptor, 1);

  self->funcs = *funcs;
  self->done = done;
  self->user_data = user_data;
  self->host = g_strdup (host);
  self->protocols = g_strdupv (config->protocols);
  self->loop = oa_channel_get_loop (channel);
  self->channel = oa_channel_ref (channel);
  self->input = g_byte_array_new ();
  self->head.is_request = TRUE;
  self->end.retry_after = -1;
  if (config->connect_timeout > 0)
    self->timer = oa_loop_add_timer (self->loop,
        (gint64) config->connect_timeout * 1000, on_timeout, self);
  self->stage = config->identity != NULL ? STAGE_ENCRYPT : STAGE_REQUEST;
  if (config->identity != NULL)
    oa_channel_accept_tls (channel, oa_identity_ref (config->identity));
  wait_for_channel (self);
  return self;
}
