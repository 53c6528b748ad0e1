/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* floortransport.c - the floor on the element's own transport: one thread, one
 * loop, as many users as calls, and nothing of the element. */

#include "floor.h"

#include "transport/connection.h"

#define TICK_US 1000

typedef struct
{
  Floor *floor;
  OaLoop *loop;
  OaConnection **connections;
  guint open;
  guint64 tick;
  gint64 start;
  GMutex lock;
  GCond cond;
  gboolean done;
} Transport;

static void
on_opened (gpointer user_data)
{
  ((Transport *) user_data)->open++;
}

static void
on_message (GBytes *message, gpointer user_data)
{
  gsize size;
  const gchar *data = g_bytes_get_data (message, &size);

  floor_take_message (((Transport *) user_data)->floor, data, size);
}

static GBytes *
on_next (gpointer user_data)
{
  return NULL;
}

static void
on_ended (const OaTransportEnd *end, gpointer user_data)
{
  g_error ("a call is lost: %s", end->error->message);
}

static const OaConnectionHandlers handlers = {
  .opened = on_opened,
  .message = on_message,
  .next = on_next,
  .ended = on_ended,
};

static void
send_bytes (OaConnection *connection, const gchar *text, gsize size)
{
  g_autoptr (GBytes) message = g_bytes_new (text, size);

  oa_connection_send (connection, message);
}

static void
send_in_slot (Transport *self)
{
  guint period = FLOOR_SLOTS * self->floor->options.chunk, i;

  for (i = self->tick % period; i < self->open; i += period) {
    gsize size;
    const gchar *text = floor_make_message (self->floor, &size);

    send_bytes (self->connections[i], text, size);
  }
}

static void
finish (Transport *self)
{
  for (guint i = 0; i < self->floor->options.sessions; i++)
    oa_connection_detach (self->connections[i], 100);
  g_mutex_lock (&self->lock);
  self->done = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

static void
on_tick (gpointer user_data)
{
  Transport *self = user_data;
  gint64 now = stamp_now ();

  if (self->open < self->floor->options.sessions)
    self->start = now;
  while (self->tick < (guint64) (now - self->start) / 1000) {
    self->tick++;
    send_in_slot (self);
  }
  if (floor_advance (self->floor, now - self->start))
    finish (self);
  else
    oa_loop_add_timer (self->loop, TICK_US, on_tick, self);
}

static gboolean
start_on_loop (gpointer user_data)
{
  Transport *self = user_data;
  const FloorOptions *o = &self->floor->options;
  OaConnectionConfig config;

  oa_connection_config_init (&config);
  config.uri = g_strdup_printf ("%s://localhost:%u/v1/realtime",
      o->trust != NULL ? "wss" : "ws", o->port);
  config.tls_database = g_strdup (o->trust);
  for (guint i = 0; i < o->sessions; i++) {
    self->connections[i] =
        oa_connection_open (self->loop, &config, &handlers, self);
    send_bytes (self->connections[i], FLOOR_UPDATE, strlen (FLOOR_UPDATE));
  }
  oa_connection_config_clear (&config);
  self->start = stamp_now ();
  on_tick (self);
  return G_SOURCE_REMOVE;
}

int
floor_run_transport (Floor *floor)
{
  guint sessions = floor->options.sessions, i;
  Transport self = { floor };

  /* One thread, as the others have. */
  g_setenv (OA_LOOP_THREADS_VARIABLE, "1", TRUE);
  g_mutex_init (&self.lock);
  g_cond_init (&self.cond);
  self.connections = g_new0 (OaConnection *, sessions);
  for (i = 0; i < sessions; i++)
    self.loop = oa_loop_acquire ();
  oa_loop_invoke (self.loop, start_on_loop, &self, NULL);
  g_mutex_lock (&self.lock);
  while (!self.done)
    g_cond_wait (&self.cond, &self.lock);
  g_mutex_unlock (&self.lock);
  for (i = 0; i < sessions; i++)
    oa_loop_release (self.loop);
  oa_loop_join_unused ();
  g_free (self.connections);
  g_cond_clear (&self.cond);
  g_mutex_clear (&self.lock);
  return 0;
}
