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
  SoupWebsocketConnection *websocket;
  OaStream *stream;
  OaWatchdogFunc silent;
  gpointer user_data;
  guint interval;               /* ms; 0 = no pings */
  guint silence;                /* ms; 0 = for ever */
  OaTimer *tick;                /* NULL once it has told */
  guint tick_ms;
  guint quiet_ticks;
  guint64 received;             /* bytes, at the last tick */
  guint64 taken;                /* by the peer, of ours, at the last tick */
  guint64 ping_end;             /* of the oldest ping without an answer, in what
                                 * was sent; G_MAXUINT64 while it waits here */
  gboolean early;               /* the first ping is still to be answered */
  gboolean answers;             /* it has answered one */
};

/* Since the last time this was asked. */
static gboolean
has_come (OaWatchdog *self)
{
  guint64 received = self->received;

  self->received = oa_stream_get_received (self->stream);
  return self->received != received;
}

/* What is before the ping, since the last time this was asked. */
static gboolean
takes_more (OaWatchdog *self)
{
  guint64 taken = self->taken;

  self->taken = oa_stream_get_taken (self->stream);
  return self->taken != taken && self->taken < self->ping_end;
}

static gboolean
is_open (OaWatchdog *self)
{
  return soup_websocket_connection_get_state (self->websocket) ==
      SOUP_WEBSOCKET_STATE_OPEN;
}

static void
ping (OaWatchdog *self)
{
  gboolean sent;

  if (self->interval == 0 || !is_open (self))
    return;
  sent = oa_stream_send_ping (self->stream);
  if (self->quiet_ticks == 0)
    self->ping_end = G_MAXUINT64;
  if (self->ping_end == G_MAXUINT64 && sent && oa_stream_flush (self->stream))
    self->ping_end = oa_stream_get_sent (self->stream);
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
  if (lives || !is_open (self))
    self->quiet_ticks = 0;
  else
    self->quiet_ticks++;
  /* A loop that was held up has not read yet. */
  if (is_dead (self) && !oa_stream_has_input (self->stream)) {
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
  self->tick = oa_loop_add_timer (self->loop, us - us / FIRST_PING, on_tick,
      self);
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
oa_watchdog_new (OaLoop *loop, SoupWebsocketConnection *websocket,
    OaStream *stream, guint interval, guint silence, OaWatchdogFunc silent,
    gpointer user_data)
{
  OaWatchdog *self = g_new0 (OaWatchdog, 1);

  self->loop = loop;
  self->websocket = g_object_ref (websocket);
  self->stream = g_object_ref (stream);
  self->received = oa_stream_get_received (stream);
  self->taken = oa_stream_get_taken (stream);
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
  g_object_unref (self->stream);
  g_object_unref (self->websocket);
  g_free (self);
}
