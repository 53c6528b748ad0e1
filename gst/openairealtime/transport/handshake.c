/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A thread reads the authorities, GIO resolves and connects; then it is the
 * upgrade's. Over all of it there is one time limit. */

#include "handshake.h"

#include "address.h"
#include "debug.h"
#include "secret.h"
#include "socketclient.h"
#include "trust.h"

struct _OaHandshake
{
  /* One for the starter, one for an operation of GIO's. */
  grefcount refs;
  gboolean pending;   /* that operation */
  OaUpgradeDone done; /* NULL when told or cancelled */
  gpointer user_data;

  OaLoop *loop;
  GUri *uri;
  gchar *proxy;       /* NULL: as the system says */
  const gchar *phase; /* before the upgrade, in words */
  GCancellable *cancellable;
  OaTimer *timer;
  OaTrust *trust;     /* until the upgrade has it */
  OaUpgrade *upgrade; /* NULL: no random numbers */
};

static void
unref (OaHandshake *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->upgrade, oa_upgrade_free);
  g_clear_pointer (&self->trust, oa_trust_unref);
  g_clear_pointer (&self->proxy, oa_secret_free);
  g_object_unref (self->cancellable);
  g_uri_unref (self->uri);
  g_free (self);
}

static void
tell (OaChannel *channel, OaTransportEnd *end, gpointer user_data)
{
  OaHandshake *self = user_data;
  OaUpgradeDone done = self->done;

  self->done = NULL;
  g_clear_pointer (&self->timer, oa_timer_remove);
  done (channel, end, self->user_data);
}

static void
tell_error (OaHandshake *self, GError *error)
{
  OaTransportEnd end = { .error = error, .retry_after = -1 };

  tell (NULL, &end, self);
}

/* It must come back, also when it was cancelled. */
static void
begin_pending (OaHandshake *self)
{
  g_ref_count_inc (&self->refs);
  self->pending = TRUE;
  oa_loop_hold (self->loop);
}

/* The caller unrefs. */
static void
end_pending (OaHandshake *self)
{
  self->pending = FALSE;
  oa_loop_unhold (self->loop);
}

/*** connecting ***/

static void
take_connection (OaHandshake *self, GSocketConnection *connection)
{
  GError *error = NULL;
  OaChannel *channel = oa_channel_new (self->loop, connection, &error);
  GProxyAddress *proxy;

  if (channel == NULL) {
    oa_upgrade_fail (self->upgrade, error);
    return;
  }
  proxy = oa_socket_client_get_proxy (connection);
  oa_upgrade_start (self->upgrade, channel, proxy,
      g_steal_pointer (&self->trust));
  g_clear_object (&proxy);
  oa_channel_unref (channel);
}

static void
on_connected (GObject *client, GAsyncResult *result, gpointer user_data)
{
  OaHandshake *self = user_data;
  GError *error = NULL;
  GSocketConnection *connection =
      oa_socket_client_finish (G_SOCKET_CLIENT (client), result, &error);

  end_pending (self);
  g_signal_handlers_disconnect_by_data (client, self);
  if (self->done == NULL) {
    GST_DEBUG ("%p: the outcome comes too late", self);
    g_clear_error (&error);
  } else if (connection != NULL) {
    take_connection (self, connection);
  } else {
    oa_upgrade_fail (self->upgrade, error);
  }
  g_clear_object (&connection);
  unref (self);
}

static void
on_connect_event (GSocketClient *client, GSocketClientEvent event,
    GSocketConnectable *connectable, GIOStream *stream, gpointer user_data)
{
  OaHandshake *self = user_data;

  self->phase = oa_socket_client_get_phase (event);
  GST_DEBUG ("%p: %s", self, self->phase);
}

static void
connect_socket (OaHandshake *self)
{
  self->phase = oa_socket_client_get_phase (G_SOCKET_CLIENT_RESOLVING);
  begin_pending (self);
  oa_socket_client_connect (self->uri, self->proxy, self->cancellable,
      G_CALLBACK (on_connect_event), on_connected, self);
}

/*** authorities ***/

static void
on_trust_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OaHandshake *self = user_data;
  GError *error = NULL;

  end_pending (self);
  self->trust = oa_trust_read_finish (result, &error);
  if (self->done == NULL)
    g_clear_error (&error);
  else if (self->trust == NULL)
    tell_error (self, error);
  else
    connect_socket (self);
  unref (self);
}

static void
read_trust (OaHandshake *self, const gchar *file)
{
  self->trust = oa_trust_find (file);
  if (self->trust != NULL) {
    connect_socket (self);
    return;
  }
  self->phase = "reading the authorities' certificates";
  begin_pending (self);
  oa_trust_read (file, on_trust_read, self);
}

/*** for the connection ***/

static void
on_timeout (gpointer user_data)
{
  OaHandshake *self = user_data;

  self->timer = NULL;
  if (self->upgrade == NULL)
    tell_error (self,
        oa_transport_error_no_random (g_uri_get_host (self->uri)));
  else
    oa_upgrade_time_out (self->upgrade, self->phase);
}

static void
start (OaHandshake *self, const OaConnectionConfig *config)
{
  guint ms = self->upgrade != NULL ? config->connect_timeout : 0;

  if (ms > 0 || self->upgrade == NULL)
    self->timer =
        oa_loop_add_timer (self->loop, (gint64) ms * 1000, on_timeout, self);
  if (self->upgrade == NULL)
    return;
  if (oa_address_is_secure (self->uri))
    read_trust (self, config->tls_database);
  else
    connect_socket (self);
}

OaHandshake *
oa_handshake_start (OaLoop *loop, const OaConnectionConfig *config,
    OaUpgradeDone done, gpointer user_data)
{
  OaHandshake *self = g_new0 (OaHandshake, 1);

  g_ref_count_init (&self->refs);
  self->loop = loop;
  self->done = done;
  self->user_data = user_data;
  self->uri = oa_address_parse (config->uri, NULL);
  self->proxy = g_strdup (config->proxy);
  self->cancellable = g_cancellable_new ();
  self->upgrade = oa_upgrade_new (self->uri, config, tell, self);
  start (self, config);
  return self;
}

void
oa_handshake_cancel (OaHandshake *self)
{
  self->done = NULL;
  g_clear_pointer (&self->timer, oa_timer_remove);
  g_clear_pointer (&self->upgrade, oa_upgrade_free);
  if (self->pending)
    g_cancellable_cancel (self->cancellable);
  unref (self);
}
