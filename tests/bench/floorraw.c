/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* floorraw.c - the floor on raw sockets and OpenSSL, one thread. */

#include "floor.h"
#include "wire.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

typedef struct
{
  Floor *floor;
  Wire **wires;
  gint epoll, timer;
  guint64 tick;
  gint64 start;
} Raw;

static SSL *
make_tls (SSL_CTX *context, gint fd)
{
  SSL *ssl;

  if (context == NULL)
    return NULL;
  ssl = SSL_new (context);
  SSL_set_fd (ssl, fd);
  SSL_set1_host (ssl, "localhost");
  SSL_set_connect_state (ssl);
  return ssl;
}

static SSL_CTX *
make_context (const gchar *trust)
{
  SSL_CTX *context;

  if (trust == NULL)
    return NULL;
  context = SSL_CTX_new (TLS_client_method ());
  SSL_CTX_set_mode (context,
      SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
          | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  if (SSL_CTX_load_verify_file (context, trust) != 1)
    g_error ("%s cannot be read", trust);
  return context;
}

static void
open_call (Raw *self, guint i, SSL_CTX *context)
{
  struct epoll_event event = { EPOLLIN, { .u32 = i } };
  gint fd = wire_connect (self->floor->options.port);

  if (fd < 0)
    g_error ("no load server at port %u", self->floor->options.port);
  self->wires[i] = wire_new (fd, make_tls (context, fd), TRUE);
  if (!wire_upgrade (self->wires[i], "localhost", "/v1/realtime")
      || !wire_send (self->wires[i], FLOOR_UPDATE, strlen (FLOOR_UPDATE)))
    g_error ("the load server does not take a call");
  epoll_ctl (self->epoll, EPOLL_CTL_ADD, fd, &event);
}

static void
read_call (Raw *self, Wire *wire)
{
  WireFrame frame;

  if (!wire_fill (wire))
    g_error ("the load server has ended a call");
  while (wire_take_frame (wire, &frame))
    floor_take_message (self->floor, frame.text, frame.size);
}

static void
send_due (Raw *self)
{
  guint period = FLOOR_SLOTS * self->floor->options.chunk;
  guint64 ticks = 0;

  if (read (self->timer, &ticks, sizeof (ticks)) < 0)
    return;
  for (; ticks > 0; ticks--) {
    self->tick++;
    for (guint i = self->tick % period; i < self->floor->options.sessions;
         i += period) {
      gsize size;
      const gchar *text = floor_make_message (self->floor, &size);

      wire_send (self->wires[i], text, size);
    }
  }
}

/* Blocks where it must: nothing else is there to do. */
static void
send_all (Wire *wire, const gchar *text, gsize size)
{
  gboolean ok = wire_send (wire, text, size);

  while (ok && wire_get_waiting (wire) > 0) {
    wire_wait (wire, TRUE);
    ok = wire_flush (wire);
  }
  if (!ok)
    g_error ("the load server has ended a recording");
}

static void
run_recording (Floor *floor, Wire *wire)
{
  guint messages = floor->options.minutes * 3000 / floor->options.chunk, i;
  gboolean answered = FALSE;
  WireFrame frame;

  for (i = 0; i < messages; i++) {
    gsize size;
    const gchar *text = floor_make_message (floor, &size);

    send_all (wire, text, size);
  }
  send_all (wire, FLOOR_COMMIT, strlen (FLOOR_COMMIT));
  send_all (wire, FLOOR_ASK, strlen (FLOOR_ASK));
  while (!answered) {
    wire_wait (wire, FALSE);
    if (!wire_fill (wire))
      g_error ("the load server has ended a recording");
    while (!answered && wire_take_frame (wire, &frame))
      answered = floor_is_answered (floor, frame.text, frame.size);
  }
  floor_print_recording (floor);
}

int
floor_run_raw (Floor *floor)
{
  struct itimerspec period = { { 0, 1000000 }, { 0, 1000000 } };
  struct epoll_event events[256], event = { EPOLLIN, { .u32 = G_MAXUINT32 } };
  SSL_CTX *context = make_context (floor->options.trust);
  Raw self = { floor, g_new0 (Wire *, floor->options.sessions),
    epoll_create1 (EPOLL_CLOEXEC),
    timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK) };

  for (guint i = 0; i < floor->options.sessions; i++)
    open_call (&self, i, context);
  if (floor->options.minutes > 0) {
    run_recording (floor, self.wires[0]);
    return 0;
  }
  epoll_ctl (self.epoll, EPOLL_CTL_ADD, self.timer, &event);
  timerfd_settime (self.timer, 0, &period, NULL);
  self.start = stamp_now ();
  while (!floor_advance (floor, stamp_now () - self.start)) {
    gint n = epoll_wait (self.epoll, events, G_N_ELEMENTS (events), -1), j;

    for (j = 0; j < n; j++) {
      if (events[j].data.u32 == G_MAXUINT32)
        send_due (&self);
      else
        read_call (&self, self.wires[events[j].data.u32]);
    }
  }
  for (guint i = 0; i < floor->options.sessions; i++)
    wire_free (self.wires[i]);
  g_free (self.wires);
  return 0;
}
