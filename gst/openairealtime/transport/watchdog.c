/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* libsoup tells about whole messages and pongs only; the peer's pings and the
 * parts of a long message are life too. So each tick asks the kernel how many
 * bytes the socket has received; one in which it is as many as before is a
 * quiet one. Where the kernel does not tell, a source waits for the socket to
 * become readable, and removes itself.
 *
 * Ticks are counted, not time: a loop that was held up, or a machine that
 * slept, does not make the peer a dead one. */

#include "watchdog.h"

#ifdef __linux__
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#define QUIET_TICKS 8

struct _OaWatchdog
{
  OaLoop *loop;
  SoupWebsocketConnection *websocket;
  GSocket *socket;
  GPollableInputStream *input;
  OaWatchdogFunc silent;
  gpointer user_data;
  GSource *tick;
  guint quiet_ticks;

  gboolean counts;              /* the kernel tells */
  guint64 received;             /* bytes, at the last tick */
  GSource *probe;               /* NULL when a byte came in this tick */
};

/*** has anything come? ***/

static gboolean
count_received (OaWatchdog *self, guint64 *received)
{
#ifdef __linux__
  struct tcp_info info;
  socklen_t size = sizeof (info);

  if (self->socket == NULL
      || getsockopt (g_socket_get_fd (self->socket), IPPROTO_TCP, TCP_INFO,
          &info, &size) != 0
      || size < G_STRUCT_OFFSET (struct tcp_info, tcpi_segs_out))
    return FALSE;
  *received = info.tcpi_bytes_received;
  return TRUE;
#else
  return FALSE;
#endif
}

static gboolean
on_readable (GObject *stream, gpointer user_data)
{
  OaWatchdog *self = user_data;

  g_clear_pointer (&self->probe, g_source_unref);
  return G_SOURCE_REMOVE;
}

static void
start_probe (OaWatchdog *self)
{
  self->probe = g_pollable_input_stream_create_source (self->input, NULL);
  g_source_set_static_name (self->probe, "oa_watchdog");
  g_source_set_callback (self->probe, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->probe, oa_loop_get_context (self->loop));
}

static void
start_looking (OaWatchdog *self)
{
  self->counts = count_received (self, &self->received);
  if (!self->counts)
    start_probe (self);
}

/* Since the last time this was asked. */
static gboolean
has_come (OaWatchdog *self)
{
  guint64 received = self->received;

  if (self->counts) {
    count_received (self, &self->received);
    return self->received != received;
  }
  if (self->probe != NULL)
    return FALSE;
  start_probe (self);
  return TRUE;
}

/*** ticks ***/

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

  if (++self->quiet_ticks < QUIET_TICKS
      || g_pollable_input_stream_is_readable (self->input))
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&self->tick, g_source_unref);
  self->silent (self->user_data);
  return G_SOURCE_REMOVE;
}

OaWatchdog *
oa_watchdog_new (OaLoop *loop, SoupWebsocketConnection *websocket,
    GSocket *socket, guint ms, OaWatchdogFunc silent, gpointer user_data)
{
  OaWatchdog *self = g_new0 (OaWatchdog, 1);
  GIOStream *stream = soup_websocket_connection_get_io_stream (websocket);

  self->loop = loop;
  self->websocket = g_object_ref (websocket);
  g_set_object (&self->socket, socket);
  self->input = g_object_ref (
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream)));
  self->silent = silent;
  self->user_data = user_data;
  self->tick = oa_loop_add_timeout (loop, MAX (1, ms / QUIET_TICKS), on_tick,
      self);
  start_looking (self);
  return self;
}

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
oa_watchdog_free (OaWatchdog *self)
{
  drop_source (&self->tick);
  drop_source (&self->probe);
  g_object_unref (self->input);
  g_clear_object (&self->socket);
  g_object_unref (self->websocket);
  g_free (self);
}
