/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "socket.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

struct _OaSocket
{
  OaLoop *loop;
  GSocketConnection *connection; /* NULL once it is cut */
  OaPollHandle handle;
  guint64 received;
  guint64 sent;
};

OaSocket *
oa_socket_new (OaLoop *loop, GSocketConnection *connection, GError **error)
{
  OaSocket *self = g_new0 (OaSocket, 1);

  self->loop = loop;
  self->handle.fd = g_socket_get_fd (
      g_socket_connection_get_socket (connection));
  if (!oa_loop_watch (loop, &self->handle)) {
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno),
        g_strerror (errno));
    g_free (self);
    return NULL;
  }
  self->connection = g_object_ref (connection);
  /* A frame of audio waits for nothing. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP,
      TCP_NODELAY, 1, NULL);
  return self;
}

gchar *
oa_socket_describe_peer (GSocketConnection *connection)
{
  GSocketAddress *address =
      g_socket_connection_get_remote_address (connection, NULL);
  gchar *text = G_IS_INET_SOCKET_ADDRESS (address)
      ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address))
      : g_strdup ("The client");

  g_clear_object (&address);
  return text;
}

static void
cut (OaSocket *self)
{
  oa_loop_unwatch (self->loop, &self->handle);
  g_socket_close (g_socket_connection_get_socket (self->connection), NULL);
  g_clear_object (&self->connection);
}

void
oa_socket_close (OaSocket *self)
{
  if (self->connection == NULL)
    return;
  g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE,
      TRUE, NULL);
  cut (self);
}

void
oa_socket_reset (OaSocket *self)
{
  const struct linger none = { .l_onoff = 1, .l_linger = 0 };

  if (self->connection == NULL)
    return;
  setsockopt (self->handle.fd, SOL_SOCKET, SO_LINGER, &none, sizeof (none));
  cut (self);
}

void
oa_socket_free (OaSocket *self)
{
  oa_socket_close (self);
  g_free (self);
}

static gboolean
is_ready (OaSocket *self, gboolean marked)
{
  if (self->connection != NULL && marked)
    return TRUE;
  errno = self->connection != NULL ? EAGAIN : ENOTCONN;
  return FALSE;
}

gssize
oa_socket_receive (OaSocket *self, gpointer data, gsize size)
{
  gssize count;

  if (!is_ready (self, self->handle.readable))
    return -1;
  do
    count = recv (self->handle.fd, data, size, MSG_DONTWAIT);
  while (count < 0 && errno == EINTR);

  /* Fewer than asked for: there are no more for now. When the peer has hung
   * up, the end is still to be read. */
  if (count < 0 ? errno == EAGAIN
                : (gsize) count < size && !self->handle.hung_up)
    self->handle.readable = FALSE;
  if (count > 0)
    self->received += count;
  return count;
}

gssize
oa_socket_send (OaSocket *self, gconstpointer data, gsize size)
{
  gssize count;

  if (!is_ready (self, self->handle.writable))
    return -1;
  do
    count = send (self->handle.fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (count < 0 && errno == EINTR);

  if (count < 0 && errno == EAGAIN)
    self->handle.writable = FALSE;
  if (count > 0)
    self->sent += count;
  return count;
}

gboolean
oa_socket_is_readable (OaSocket *self)
{
  return self->handle.readable || self->connection == NULL;
}

gboolean
oa_socket_is_writable (OaSocket *self)
{
  return self->handle.writable || self->connection == NULL;
}

void
oa_socket_note_received (OaSocket *self, gsize count, gboolean readable)
{
  self->received += count;
  self->handle.readable = readable;
}

void
oa_socket_note_sent (OaSocket *self, gsize count, gboolean writable)
{
  self->sent += count;
  self->handle.writable = writable;
}

guint64
oa_socket_get_received (OaSocket *self)
{
  return self->received;
}

guint64
oa_socket_get_sent (OaSocket *self)
{
  return self->sent;
}

guint64
oa_socket_get_taken (OaSocket *self)
{
  gint waiting;

  /* The kernel keeps what is not acknowledged. */
  if (self->connection == NULL
      || ioctl (self->handle.fd, SIOCOUTQ, &waiting) != 0)
    return self->sent;
  return self->sent - MIN (self->sent, (guint64) waiting);
}
