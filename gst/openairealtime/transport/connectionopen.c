/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* How a connection begins in either role. */

#include "connectionprivate.h"

#include "address.h"
#include "adoption.h"
#include "debug.h"

static gboolean
start_handshake (OaConnection *self, GError **error)
{
  GUri *uri;

  if (!oa_connection_config_check (&self->config, error))
    return FALSE;

  uri = oa_address_parse (self->config.uri, NULL);
  self->host = g_strdup (g_uri_get_host (uri));
  g_uri_unref (uri);

  GST_INFO ("%p: connecting to %s", self, self->host);
  self->handshake = oa_handshake_start (self->loop, &self->config,
      oa_connection_on_upgraded, self);
  return TRUE;
}

OaConnection *
oa_connection_open (OaLoop *loop, const OaConnectionConfig *config,
    const OaConnectionHandlers *handlers, gpointer user_data)
{
  OaConnection *self;
  GError *error = NULL;

  g_return_val_if_fail (oa_loop_is_current (loop), NULL);

  self = oa_connection_make (loop, config, handlers, user_data);
  if (!start_handshake (self, &error))
    oa_connection_finish (self, error);
  oa_connection_config_wipe_headers (&self->config);
  return self;
}

static guint
on_requested (const OaHttpHead *request, OaRefusal *refusal, gpointer user_data)
{
  OaConnection *self = user_data;

  return !self->detached && self->handlers.requested != NULL
      ? self->handlers.requested (request, refusal, self->user_data)
      : 0;
}

static guint
on_plain (const OaHttpHead *request, const gchar *body, OaRefusal *answer,
    gpointer user_data)
{
  OaConnection *self = user_data;

  return self->detached
      ? SOUP_STATUS_SERVICE_UNAVAILABLE
      : self->handlers.plain (request, body, answer, self->user_data);
}

OaConnection *
oa_connection_accept (OaLoop *loop, GSocketConnection *connection,
    const OaConnectionConfig *config, const OaConnectionHandlers *handlers,
    gpointer user_data)
{
  const OaAcceptorFuncs funcs = { on_requested,
    handlers->plain != NULL ? on_plain : NULL };
  GError *error = NULL;
  OaConnection *self;
  OaChannel *channel;

  g_return_val_if_fail (oa_loop_is_current (loop), NULL);

  self = oa_connection_make (loop, config, handlers, user_data);
  self->is_server = TRUE;
  self->host = oa_socket_describe_peer (connection);
  GST_INFO ("%p: accepting %s", self, self->host);
  channel = oa_channel_new (loop, connection, &error);
  if (channel == NULL) {
    oa_connection_finish (self, error);
    return self;
  }
  self->acceptor = oa_acceptor_start (channel, self->host, config, &funcs,
      oa_connection_on_upgraded, self);
  oa_channel_unref (channel);
  return self;
}

typedef struct
{
  OaConnection *connection;
  OaChannel *channel;
} Adopted;

static gboolean
open_adopted (gpointer data)
{
  Adopted *adopted = data;

  if (adopted->connection->state == OA_CONNECTION_CONNECTING)
    oa_connection_on_upgraded (adopted->channel, NULL, adopted->connection);
  return G_SOURCE_REMOVE;
}

static void
adopted_free (gpointer data)
{
  Adopted *adopted = data;

  oa_channel_unref (adopted->channel);
  oa_connection_unref (adopted->connection);
  g_free (adopted);
}

OaConnection *
oa_connection_adopt (OaLoop *loop, GIOStream *stream,
    const OaConnectionConfig *config, const OaConnectionHandlers *handlers,
    gpointer user_data)
{
  GError *error = NULL;
  OaConnection *self;
  OaChannel *channel;
  Adopted *adopted;

  g_return_val_if_fail (oa_loop_is_current (loop), NULL);

  self = oa_connection_make (loop, config, handlers, user_data);
  self->is_server = TRUE;
  channel = oa_adoption_make_channel (loop, stream, &self->host, &error);
  if (channel == NULL) {
    oa_connection_finish (self, error);
    return self;
  }
  GST_INFO ("%p: adopting %s", self, self->host);
  adopted = g_new0 (Adopted, 1);
  adopted->connection = self;
  adopted->channel = channel;
  g_ref_count_inc (&self->refs);
  oa_loop_invoke (loop, open_adopted, adopted, adopted_free);
  return self;
}
