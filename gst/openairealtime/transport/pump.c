/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A message goes at once when the socket takes it. A source on its writability
 * is kept only while something waits: a socket is nearly always writable and
 * would spin the loop. */

#include "pump.h"

#include "debug.h"

/* That of all readers: below them it would have no turn while any of them is
 * busy. What libsoup has to finish goes first all the same, by the channel. */
#define PUMP_PRIORITY G_PRIORITY_DEFAULT

/* Small messages share an iteration of the loop, within limits. */
#define MAX_BYTES_PER_ITERATION (64 * 1024)

struct _OaPump
{
  SoupWebsocketConnection *websocket;
  OaStream *stream;
  OaPumpPull pull;
  gpointer user_data;
  GSource *source;
  GBytes *held;                 /* pulled, and not taken by the stream */
  gboolean wanted;              /* asked for again since the last pull */
  gboolean pulling;
  gboolean stopped;             /* meanwhile */
};

OaPump *
oa_pump_new (SoupWebsocketConnection *websocket, OaStream *stream,
    OaPumpPull pull, gpointer user_data)
{
  OaPump *self = g_new0 (OaPump, 1);

  self->websocket = g_object_ref (websocket);
  self->stream = g_object_ref (stream);
  self->pull = pull;
  self->user_data = user_data;
  return self;
}

void
oa_pump_free (OaPump *self)
{
  oa_pump_stop (self);
  g_clear_pointer (&self->held, g_bytes_unref);
  g_object_unref (self->stream);
  g_object_unref (self->websocket);
  g_free (self);
}

static gboolean
can_send (OaPump *self)
{
  return soup_websocket_connection_get_state (self->websocket) ==
      SOUP_WEBSOCKET_STATE_OPEN;
}

/* NULL: nothing waits. */
static GBytes *
pull_one (OaPump *self)
{
  GBytes *message = g_steal_pointer (&self->held);

  while (message == NULL) {
    self->wanted = FALSE;
    self->pulling = TRUE;
    message = self->pull (self->user_data);
    self->pulling = FALSE;
    /* The pull itself may have queued something. */
    if (!self->wanted)
      break;
  }
  return message;
}

/* FALSE when nothing waits. */
static gboolean
hand_over_one (OaPump *self, gsize *handed)
{
  GBytes *message = pull_one (self);
  gconstpointer text;
  gsize size;

  if (message == NULL)
    return FALSE;
  text = g_bytes_get_data (message, &size);
  *handed += size;
  GST_LOG ("%p: sending %" G_GSIZE_FORMAT " bytes", self->websocket, size);
  /* The pull may have ended it. */
  if (can_send (self) && !oa_stream_send_text (self->stream, text, size))
    self->held = g_bytes_ref (message);
  g_bytes_unref (message);
  return TRUE;
}

/* FALSE when there may be more, for later. A message is asked for only when
 * the one before has left. */
static gboolean
send_what_goes (OaPump *self)
{
  gsize handed = 0;

  self->stopped = FALSE;
  while (!self->stopped && can_send (self)) {
    if (handed >= MAX_BYTES_PER_ITERATION || !oa_stream_flush (self->stream)
        || !oa_stream_can_write (self->stream))
      return FALSE;
    if (!hand_over_one (self, &handed))
      break;
  }
  return TRUE;
}

static gboolean
on_writable (GObject *stream, gpointer user_data)
{
  OaPump *self = user_data;

  if (!send_what_goes (self))
    return G_SOURCE_CONTINUE;
  oa_pump_stop (self);
  return G_SOURCE_REMOVE;
}

static void
wait_until_writable (OaPump *self)
{
  self->source = oa_stream_add_watch (self->stream, G_IO_OUT, PUMP_PRIORITY,
      on_writable, self);
}

void
oa_pump_start (OaPump *self)
{
  self->wanted = TRUE;
  /* While libsoup closes the stream there is no socket to wait for. */
  if (self->source == NULL && can_send (self))
    wait_until_writable (self);
}

void
oa_pump_send (OaPump *self)
{
  self->wanted = TRUE;
  /* The next pull sees that more is wanted; what waits has its turn. */
  if (self->source == NULL && !self->pulling && !send_what_goes (self))
    wait_until_writable (self);
}

void
oa_pump_stop (OaPump *self)
{
  self->stopped = TRUE;
  self->wanted = FALSE;
  if (self->source == NULL)
    return;
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}
