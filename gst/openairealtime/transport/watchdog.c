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
  OaTimer *tick;                /* NULL once it has told */
  gint64 tick_us;
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

static gboolean
is_open (OaWatchdog *self)
{
  return soup_websocket_connection_get_state (self->websocket) ==
      SOUP_WEBSOCKET_STATE_OPEN;
}

static void on_tick (gpointer user_data);

static void
wait_for_tick (OaWatchdog *self)
{
  self->tick = oa_loop_add_timer (self->loop, self->tick_us, on_tick, self);
}

static void
on_tick (gpointer user_data)
{
  OaWatchdog *self = user_data;

  self->tick = NULL;
  /* The socket may be closed already, with libsoup about to say so. */
  if (!is_open (self) || has_come (self)) {
    self->quiet_ticks = 0;
    wait_for_tick (self);
  } else if (++self->quiet_ticks < QUIET_TICKS
      /* A loop that was held up has not read yet. */
      || oa_stream_has_input (self->stream)) {
    wait_for_tick (self);
  } else {
    self->silent (self->user_data);
  }
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
  self->tick_us = (gint64) ms * 1000 / QUIET_TICKS;
  wait_for_tick (self);
  return self;
}

void
oa_watchdog_free (OaWatchdog *self)
{
  g_clear_pointer (&self->tick, oa_timer_remove);
  g_object_unref (self->stream);
  g_object_unref (self->websocket);
  g_free (self);
}
