/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* floorsoup.c - the floor on libsoup: one thread, one session, one context. */

#include "floor.h"

#include <libsoup/soup.h>

typedef struct
{
  Floor *floor;
  SoupWebsocketConnection **sockets;
  guint open;
  guint64 tick;
  gint64 start;
  GMainLoop *loop;
} Soup;

static void
on_message (SoupWebsocketConnection *socket, gint type, GBytes *text,
    gpointer user_data)
{
  gsize size;
  const gchar *data = g_bytes_get_data (text, &size);

  floor_take_message (((Soup *) user_data)->floor, data, size);
}

static void
on_connected (GObject *session, GAsyncResult *result, gpointer user_data)
{
  Soup *self = user_data;
  GError *error = NULL;
  SoupWebsocketConnection *socket =
      soup_session_websocket_connect_finish (SOUP_SESSION (session), result,
          &error);

  if (socket == NULL)
    g_error ("the load server does not take a call: %s", error->message);
  g_signal_connect (socket, "message", G_CALLBACK (on_message), self);
  soup_websocket_connection_send_text (socket, FLOOR_UPDATE);
  self->sockets[self->open++] = socket;
}

static void
send_in_slot (Soup *self)
{
  guint period = FLOOR_SLOTS * self->floor->options.chunk, i;

  for (i = self->tick % period; i < self->open; i += period) {
    gsize size;
    const gchar *text = floor_make_message (self->floor, &size);
    g_autoptr (GBytes) message = g_bytes_new (text, size);

    soup_websocket_connection_send_message (self->sockets[i],
        SOUP_WEBSOCKET_DATA_TEXT, message);
  }
}

static gboolean
on_tick (gpointer user_data)
{
  Soup *self = user_data;
  gint64 now = stamp_now ();

  if (self->open < self->floor->options.sessions) {
    self->start = now;
    return G_SOURCE_CONTINUE;
  }
  while (self->tick < (guint64) (now - self->start) / 1000) {
    self->tick++;
    send_in_slot (self);
  }
  if (floor_advance (self->floor, now - self->start))
    g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static SoupSession *
make_session (const gchar *trust)
{
  SoupSession *session = soup_session_new_with_options ("max-conns", G_MAXINT,
      "max-conns-per-host", G_MAXINT, NULL);
  GTlsDatabase *database;

  if (trust == NULL)
    return session;
  database = g_tls_file_database_new (trust, NULL);
  soup_session_set_tls_database (session, database);
  g_object_unref (database);
  return session;
}

int
floor_run_soup (Floor *floor)
{
  const FloorOptions *o = &floor->options;
  Soup self = { floor, g_new0 (SoupWebsocketConnection *, o->sessions) };
  g_autoptr (SoupSession) session = make_session (o->trust);
  g_autofree gchar *uri = g_strdup_printf ("%s://localhost:%u/v1/realtime",
      o->trust != NULL ? "wss" : "ws", o->port);

  soup_session_set_proxy_resolver (session, NULL);
  self.loop = g_main_loop_new (NULL, FALSE);
  for (guint i = 0; i < o->sessions; i++) {
    SoupMessage *message = soup_message_new ("GET", uri);

    soup_session_websocket_connect_async (session, message, NULL, NULL,
        G_PRIORITY_DEFAULT, NULL, on_connected, &self);
    g_object_unref (message);
  }
  g_timeout_add (1, on_tick, &self);
  g_main_loop_run (self.loop);
  for (guint i = 0; i < self.open; i++)
    g_object_unref (self.sockets[i]);
  g_free (self.sockets);
  g_main_loop_unref (self.loop);
  return 0;
}
