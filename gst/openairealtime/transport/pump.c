/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A source on the writability of the socket, kept only while something waits:
 * a socket is nearly always writable and would spin the loop. */

#include "pump.h"

#include "debug.h"

/* Below libsoup's own writing. While libsoup still holds an unsent frame its
 * source is ready whenever ours is, and goes first; so ours runs only when
 * libsoup's queue is empty, and that queue never grows. */
#define PUMP_PRIORITY (G_PRIORITY_DEFAULT + 1)

/* Small messages share a turn of the loop, within limits. */
#define MAX_BYTES_PER_TURN (64 * 1024)

struct _OaPump
{
  OaLoop *loop;
  SoupWebsocketConnection *websocket;
  GPollableOutputStream *output;
  OaPumpPull pull;
  gpointer user_data;
  GSource *source;
  gboolean wanted;              /* asked for again since the last pull */
};

OaPump *
oa_pump_new (OaLoop *loop, SoupWebsocketConnection *websocket, OaPumpPull pull,
    gpointer user_data)
{
  OaPump *self = g_new0 (OaPump, 1);
  GIOStream *stream = soup_websocket_connection_get_io_stream (websocket);

  self->loop = loop;
  self->websocket = g_object_ref (websocket);
  self->output = g_object_ref (
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream)));
  self->pull = pull;
  self->user_data = user_data;
  return self;
}

void
oa_pump_free (OaPump *self)
{
  oa_pump_stop (self);
  g_object_unref (self->output);
  g_object_unref (self->websocket);
  g_free (self);
}

static gboolean
can_send (OaPump *self)
{
  return soup_websocket_connection_get_state (self->websocket) ==
      SOUP_WEBSOCKET_STATE_OPEN;
}

/* Returns the bytes handed over, or -1 when nothing waits or can go. */
static gssize
hand_over_one (OaPump *self)
{
  GBytes *message;
  gsize size;

  self->wanted = FALSE;
  if (!can_send (self))
    return -1;
  message = self->pull (self->user_data);
  if (message == NULL)
    return -1;

  size = g_bytes_get_size (message);
  GST_LOG ("%p: sending %" G_GSIZE_FORMAT " bytes", self->websocket, size);
  if (can_send (self))
    soup_websocket_connection_send_message (self->websocket,
        SOUP_WEBSOCKET_DATA_TEXT, message);
  g_bytes_unref (message);
  return size;
}

static gboolean
on_writable (GObject *stream, gpointer user_data)
{
  OaPump *self = user_data;
  gsize handed = 0;

  do {
    gssize size = hand_over_one (self);

    if (size < 0) {
      /* The pull itself may have queued something: then stay. */
      if (!self->wanted)
        oa_pump_stop (self);
      break;
    }
    handed += size;
  } while (self->source != NULL && handed < MAX_BYTES_PER_TURN
      && can_send (self)
      && g_pollable_output_stream_is_writable (self->output));

  return self->source != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
oa_pump_start (OaPump *self)
{
  self->wanted = TRUE;
  /* While libsoup closes the stream there is no socket to wait for. */
  if (self->source != NULL || !can_send (self))
    return;

  self->source = g_pollable_output_stream_create_source (self->output, NULL);
  g_source_set_static_name (self->source, "oa_pump");
  g_source_set_priority (self->source, PUMP_PRIORITY);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_writable), self, NULL);
  g_source_attach (self->source, oa_loop_get_context (self->loop));
}

void
oa_pump_stop (OaPump *self)
{
  self->wanted = FALSE;
  if (self->source == NULL)
    return;
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}
