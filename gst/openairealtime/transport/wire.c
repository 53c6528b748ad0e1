/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "wire.h"

#include <errno.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

struct _OaWire
{
  OaLoop *loop;
  GSocketConnection *connection; /* NULL once it is cut */
  OaPolled polled;
  guint64 received;
  guint64 sent;
};

OaWire *
oa_wire_new (OaLoop *loop, GSocketConnection *connection, GError **error)
{
  OaWire *self = g_new0 (OaWire, 1);

  self->loop = loop;
  self->polled.fd =
      g_socket_get_fd (g_socket_connection_get_socket (connection));
  if (!oa_loop_watch (loop, &self->polled)) {
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno),
        g_strerror (errno));
    g_free (self);
    return NULL;
  }
  self->connection = g_object_ref (connection);
  return self;
}

void
oa_wire_cut (OaWire *self)
{
  GSocket *socket;

  if (self->connection == NULL)
    return;
  oa_loop_unwatch (self->loop, &self->polled);
  socket = g_socket_connection_get_socket (self->connection);
  g_socket_shutdown (socket, TRUE, TRUE, NULL);
  g_socket_close (socket, NULL);
  g_clear_object (&self->connection);
}

void
oa_wire_free (OaWire *self)
{
  oa_wire_cut (self);
  g_free (self);
}

static gboolean
is_ready (OaWire *self, gboolean marked)
{
  if (self->connection != NULL && marked)
    return TRUE;
  errno = self->connection != NULL ? EAGAIN : ENOTCONN;
  return FALSE;
}

gssize
oa_wire_receive (OaWire *self, gpointer data, gsize size)
{
  gssize count;

  if (!is_ready (self, self->polled.readable))
    return -1;
  do
    count = recv (self->polled.fd, data, size, MSG_DONTWAIT);
  while (count < 0 && errno == EINTR);

  /* Fewer than asked for: there are no more, unless it was the last word. */
  if (count < 0 ? errno == EAGAIN
      : (gsize) count < size && !self->polled.hung_up)
    self->polled.readable = FALSE;
  if (count > 0)
    self->received += count;
  return count;
}

gssize
oa_wire_send (OaWire *self, gconstpointer data, gsize size)
{
  gssize count;

  if (!is_ready (self, self->polled.writable))
    return -1;
  do
    count = send (self->polled.fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (count < 0 && errno == EINTR);

  if (count < 0 && errno == EAGAIN)
    self->polled.writable = FALSE;
  if (count > 0)
    self->sent += count;
  return count;
}

gboolean
oa_wire_is_readable (OaWire *self)
{
  return self->polled.readable || self->connection == NULL;
}

gboolean
oa_wire_is_writable (OaWire *self)
{
  return self->polled.writable || self->connection == NULL;
}

guint64
oa_wire_get_received (OaWire *self)
{
  return self->received;
}

guint64
oa_wire_get_sent (OaWire *self)
{
  return self->sent;
}

guint64
oa_wire_get_taken (OaWire *self)
{
  gint waiting;

  /* The kernel keeps what is not acknowledged. */
  if (self->connection == NULL
      || ioctl (self->polled.fd, SIOCOUTQ, &waiting) != 0)
    return self->sent;
  return self->sent - MIN (self->sent, (guint64) waiting);
}
