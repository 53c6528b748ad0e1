/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* libsoup tells about whole messages and pongs only; the peer's pings and the
 * parts of a long message are life too. So each tick asks how many bytes have
 * come; one in which it is as many as before is a quiet one.
 *
 * A ping lies behind all that was sent before it. While the peer still takes
 * that, it has not seen the ping, and a slow line is not a dead one.
 *
 * Ticks are counted, not time: a loop that was held up, or a machine that
 * slept, does not make the peer a dead one. */

#include "watchdog.h"

/* Without pings. */
#define TICKS_OF_SILENCE 8
/* Of an interval. */
#define FIRST_PING 4

struct _OaWatchdog
{
  OaLoop *loop;
  OaWebsocket *websocket;
  OaWsStream *stream; /* of it */
  OaSocket *socket;   /* below that */
  OaWatchdogFunc silent;
  gpointer user_data;
  guint interval; /* ms; 0 = no pings */
  guint silence;  /* ms; 0 = for ever */
  OaTimer *tick;  /* NULL once it has told */
  guint tick_ms;
  guint quiet_ticks;
  guint64 received; /* bytes, at the last tick */
  guint64 taken;    /* by the peer, of ours, at the last tick */
  guint64 ping_end; /* of the oldest ping without an answer, in what
                     * was sent; G_MAXUINT64 while it waits here */
  gboolean early;   /* the first ping is still to be answered */
  gboolean answers; /* it has answered one */
};

/* Since the last time this was asked. */
static gboolean
has_come (OaWatchdog *self)
{
  guint64 received = self->received;

  self->received = oa_socket_get_received (self->socket);
  return self->received != received;
}

/* What is before the ping, since the last time this was asked. */
static gboolean
takes_more (OaWatchdog *self)
{
  guint64 taken = self->taken;

  self->taken = oa_socket_get_taken (self->socket);
  return self->taken != taken && self->taken < self->ping_end;
}

static void
ping (OaWatchdog *self)
{
  gboolean sent;

  if (self->interval == 0 || !oa_websocket_is_open (self->websocket))
    return;
  sent = oa_ws_stream_send_ping (self->stream);
  if (self->quiet_ticks == 0)
    self->ping_end = G_MAXUINT64;
  if (self->ping_end == G_MAXUINT64 && sent
      && oa_ws_stream_flush (self->stream))
    self->ping_end = oa_socket_get_sent (self->socket);
}

static guint
get_quiet_ms (OaWatchdog *self)
{
  return self->quiet_ticks * self->tick_ms;
}

static gboolean
is_dead (OaWatchdog *self)
{
  if (self->silence == 0)
    return FALSE;
  return get_quiet_ms (self) >= self->silence
      || (self->interval > 0 && self->answers
          && self->quiet_ticks >= OA_WATCHDOG_PINGS);
}

static void on_tick (gpointer user_data);

static void
wait_for_tick (OaWatchdog *self)
{
  self->tick = oa_loop_add_timer (self->loop, (gint64) self->tick_ms * 1000,
      on_tick, self);
}

static void
on_tick (gpointer user_data)
{
  OaWatchdog *self = user_data;
  gboolean lives = has_come (self);

  self->tick = NULL;
  lives |= takes_more (self);
  /* The socket may be closed already, with libsoup about to say so. */
  if (lives || !oa_websocket_is_open (self->websocket))
    self->quiet_ticks = 0;
  else
    self->quiet_ticks++;
  /* A loop that was held up has not read yet. */
  if (is_dead (self) && !oa_ws_stream_has_input (self->stream)) {
    self->silent (get_quiet_ms (self), self->user_data);
    return;
  }
  ping (self);
  wait_for_tick (self);
}

static void
on_first_ping (gpointer user_data)
{
  OaWatchdog *self = user_data;
  gint64 us = (gint64) self->tick_ms * 1000;

  ping (self);
  self->tick =
      oa_loop_add_timer (self->loop, us - us / FIRST_PING, on_tick, self);
}

static void
start (OaWatchdog *self)
{
  if (self->interval == 0) {
    self->tick_ms = MAX (1, self->silence / TICKS_OF_SILENCE);
    wait_for_tick (self);
    return;
  }
  self->tick_ms = self->interval;
  self->early = TRUE;
  self->tick = oa_loop_add_timer (self->loop,
      (gint64) self->interval * 1000 / FIRST_PING, on_first_ping, self);
}

OaWatchdog *
oa_watchdog_new (OaWebsocket *websocket, guint interval, guint silence,
    OaWatchdogFunc silent, gpointer user_data)
{
  OaWatchdog *self = g_new0 (OaWatchdog, 1);
  OaChannel *channel;

  self->websocket = websocket;
  self->stream = oa_websocket_get_stream (websocket);
  channel = oa_ws_stream_get_channel (self->stream);
  self->loop = oa_channel_get_loop (channel);
  self->socket = oa_channel_get_socket (channel);
  self->received = oa_socket_get_received (self->socket);
  self->taken = oa_socket_get_taken (self->socket);
  self->interval = interval;
  self->silence = silence;
  self->silent = silent;
  self->user_data = user_data;
  start (self);
  return self;
}

gboolean
oa_watchdog_pong (OaWatchdog *self)
{
  gboolean early = self->early;

  self->answers = TRUE;
  self->early = FALSE;
  return !early;
}

void
oa_watchdog_free (OaWatchdog *self)
{
  g_clear_pointer (&self->tick, oa_timer_remove);
  g_free (self);
}
