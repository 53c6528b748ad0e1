/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* adoption.c - a stream of GIO as a channel.
 *
 * libsoup hands out a stream around its socket, in which bytes may wait that it
 * read too far: they are read first. */

#include "adoption.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

/* More was never read too far; bytes. */
#define MOST_UNREAD (64 * 1024)

/* What @stream is around, all the way down. */
static GIOStream *
unwrap (GIOStream *stream)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (stream),
      "base-iostream");
  GIOStream *base = NULL;

  /* What encrypts has a base, too, and must not be left out. */
  if (spec == NULL || !g_type_is_a (spec->value_type, G_TYPE_IO_STREAM)
      || G_IS_TLS_CONNECTION (stream))
    return g_object_ref (stream);
  g_object_get (stream, "base-iostream", &base, NULL);
  if (base == NULL)
    return g_object_ref (stream);
  stream = unwrap (base);
  g_object_unref (base);
  return stream;
}

/*** a socket ***/

/* A first read gives what was read too far, or what the socket has. */
static gboolean
read_unread (OaChannel *channel, GIOStream *stream, GError **error)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  GError *cause = NULL;
  guint8 *bytes;
  gssize count;

  if (!G_IS_POLLABLE_INPUT_STREAM (input))
    return TRUE;
  bytes = g_malloc (MOST_UNREAD);
  count =
      g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input),
          bytes, MOST_UNREAD, NULL, &cause);
  if (count > 0)
    oa_channel_unread (channel, bytes, count);
  g_free (bytes);
  if (cause == NULL
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
    g_clear_error (&cause);
    return TRUE;
  }
  g_propagate_error (error, cause);
  return FALSE;
}

/* @tls: what encrypts between @connection and @stream, or NULL. */
static OaChannel *
from_socket (OaLoop *loop, GSocketConnection *connection, GTlsConnection *tls,
    GIOStream *stream, GError **error)
{
  OaChannel *channel;

  channel = oa_channel_new (loop, connection, error);
  if (channel != NULL && tls != NULL)
    oa_channel_adopt_tls (channel, stream, tls);
  if (channel == NULL || G_IO_STREAM (connection) == stream
      || read_unread (channel, stream, error))
    return channel;
  oa_channel_unref (channel);
  return NULL;
}

/*** anything else ***/

static void
on_carried (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  g_io_stream_splice_finish (result, NULL);
  oa_loop_unhold (user_data);
}

static GSocketConnection *
make_end (gint fd, GError **error)
{
  GSocket *socket = g_socket_new_from_fd (fd, error);
  GSocketConnection *connection;

  if (socket == NULL) {
    close (fd);
    return NULL;
  }
  connection = g_socket_connection_factory_create_connection (socket);
  g_object_unref (socket);
  return connection;
}

/* The other end of a pair of sockets; both ways are carried until both are
 * over. */
static GSocketConnection *
carry (OaLoop *loop, GIOStream *stream, GError **error)
{
  GSocketConnection *ours, *theirs;
  gint fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) {
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno),
        g_strerror (errno));
    return NULL;
  }
  ours = make_end (fds[0], error);
  theirs = make_end (fds[1], ours != NULL ? error : NULL);
  if (ours != NULL && theirs != NULL) {
    oa_loop_hold (loop);
    g_io_stream_splice_async (stream, G_IO_STREAM (theirs),
        G_IO_STREAM_SPLICE_CLOSE_STREAM1 | G_IO_STREAM_SPLICE_CLOSE_STREAM2,
        G_PRIORITY_DEFAULT, NULL, on_carried, loop);
  } else {
    g_clear_object (&ours);
  }
  g_clear_object (&theirs);
  return ours;
}

static OaChannel *
from_stream (OaLoop *loop, GIOStream *stream, GError **error)
{
  GSocketConnection *connection = carry (loop, stream, error);
  OaChannel *channel;

  if (connection == NULL)
    return NULL;
  channel = oa_channel_new (loop, connection, error);
  g_object_unref (connection);
  return channel;
}

static gboolean
is_socket (GIOStream *stream)
{
  return G_IS_SOCKET_CONNECTION (stream)
      && !G_IS_TCP_WRAPPER_CONNECTION (stream);
}

OaChannel *
oa_adoption_make_channel (OaLoop *loop, GIOStream *stream, gchar **host,
    GError **error)
{
  GIOStream *base = unwrap (stream), *socket = NULL;
  GTlsConnection *tls = G_IS_TLS_CONNECTION (base) ? G_TLS_CONNECTION (base)
                                                   : NULL;
  OaChannel *channel;

  if (tls != NULL)
    g_object_get (tls, "base-io-stream", &socket, NULL);
  else
    socket = g_object_ref (base);
  if (is_socket (socket)) {
    *host = oa_socket_describe_peer (G_SOCKET_CONNECTION (socket));
    channel =
        from_socket (loop, G_SOCKET_CONNECTION (socket), tls, stream, error);
  } else {
    *host = g_strdup ("The client");
    channel = from_stream (loop, stream, error);
  }
  g_clear_object (&socket);
  g_object_unref (base);
  return channel;
}
