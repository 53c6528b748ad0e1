/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* libsoup tells about whole messages and pongs only; the peer's pings and the
 * parts of a long message are life too. So each tick asks how many bytes have
 * come; one in which it is as many as before is a quiet one.
 *
 * Ticks are counted, not time: a loop that was held up, or a machine that
 * slept, does not make the peer a dead one. */

#include "watchdog.h"

#define QUIET_TICKS 8

struct _OaWatchdog
{
  OaLoop *loop;
  SoupWebsocketConnection *websocket;
  OaStream *stream;
  OaWatchdogFunc silent;
  gpointer user_data;
  GSource *tick;
  guint quiet_ticks;
  guint64 received;             /* bytes, at the last tick */
};

/* Since the last time this was asked. */
static gboolean
has_come (OaWatchdog *self)
{
  guint64 received = self->received;

  self->received = oa_stream_get_received (self->stream);
  return self->received != received;
}

/* A loop that was held up has not read yet. */
static gboolean
waits_to_be_read (OaWatchdog *self)
{
  GInputStream *input =
      g_io_stream_get_input_stream (G_IO_STREAM (self->stream));

  return g_pollable_input_stream_is_readable (
      G_POLLABLE_INPUT_STREAM (input));
}

static gboolean
is_open (OaWatchdog *self)
{
  return soup_websocket_connection_get_state (self->websocket) ==
      SOUP_WEBSOCKET_STATE_OPEN;
}

static gboolean
on_tick (gpointer user_data)
{
  OaWatchdog *self = user_data;

  /* The socket may be closed already, with libsoup about to say so. */
  if (!is_open (self))
    return G_SOURCE_CONTINUE;

  if (has_come (self)) {
    self->quiet_ticks = 0;
    return G_SOURCE_CONTINUE;
  }

  if (++self->quiet_ticks < QUIET_TICKS || waits_to_be_read (self))
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&self->tick, g_source_unref);
  self->silent (self->user_data);
  return G_SOURCE_REMOVE;
}

OaWatchdog *
oa_watchdog_new (OaLoop *loop, SoupWebsocketConnection *websocket,
    OaStream *stream, guint ms, OaWatchdogFunc silent, gpointer user_data)
{
  OaWatchdog *self = g_new0 (OaWatchdog, 1);

  self->loop = loop;
  self->websocket = g_object_ref (websocket);
  self->stream = g_object_ref (stream);
  self->received = oa_stream_get_received (stream);
  self->silent = silent;
  self->user_data = user_data;
  self->tick = oa_loop_add_timeout (loop, MAX (1, ms / QUIET_TICKS), on_tick,
      self);
  return self;
}

void
oa_watchdog_free (OaWatchdog *self)
{
  if (self->tick != NULL)
    g_source_destroy (self->tick);
  g_clear_pointer (&self->tick, g_source_unref);
  g_object_unref (self->stream);
  g_object_unref (self->websocket);
  g_free (self);
}
