/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "peer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#define ACCEPT_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

struct _Peer
{
  PeerScript script;
  gconstpointer data;
  GTlsCertificate *certificate;
  GSocketListener *listener;
  guint16 port;
  GCancellable *cancellable;
  GThread *accepter;

  GMutex lock;
  GCond cond;
  GPtrArray *threads;
  guint accepted;
  guint eofs;
  gboolean released;
};

/* ---- bytes ---- */

gboolean
peer_write (Talk *talk, gconstpointer data, gsize size)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (
                                        talk->stream),
      data, size, NULL, talk->peer->cancellable, NULL);
}

void
peer_write_text (Talk *talk, const gchar *text)
{
  peer_write (talk, text, strlen (text));
}

/* Nothing is urgent on the socket, so this is a pause. */
static void
pause_reading (Talk *talk)
{
  talk->slow_reads--;
  g_socket_condition_timed_wait (g_socket_connection_get_socket (
                                     talk->connection),
      G_IO_PRI, PEER_SLOW_READ_MS * G_TIME_SPAN_MILLISECOND, NULL, NULL);
}

static gboolean
read_exactly (Talk *talk, gpointer data, gsize size)
{
  GInputStream *input = g_io_stream_get_input_stream (talk->stream);
  gsize got = 0, more;

  while (got < size && talk->slow_reads > 0) {
    pause_reading (talk);
    if (!g_input_stream_read_all (input, (guint8 *) data + got,
            MIN (size - got, PEER_SLOW_READ_BYTES), &more,
            talk->peer->cancellable, NULL)
        || more == 0)
      return FALSE;
    got += more;
  }
  more = 0;
  g_input_stream_read_all (input, (guint8 *) data + got, size - got, &more,
      talk->peer->cancellable, NULL);
  return got + more == size;
}

void
peer_drain (Talk *talk)
{
  gchar buffer[65536];

  while (g_input_stream_read (g_io_stream_get_input_stream (talk->stream),
             buffer, sizeof (buffer), talk->peer->cancellable, NULL)
      > 0) {
  }
}

void
peer_reset (Talk *talk)
{
  struct linger now = { 1, 0 };
  GSocket *socket = g_socket_connection_get_socket (talk->connection);

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &now,
      sizeof (now));
}

/* ---- HTTP ---- */

gboolean
peer_read_request (Talk *talk)
{
  GString *head = g_string_new (NULL);
  gchar c;

  while (
      !g_str_has_suffix (head->str, "\r\n\r\n") && read_exactly (talk, &c, 1))
    g_string_append_c (head, c);
  talk->request = g_string_free (head, FALSE);
  return g_str_has_suffix (talk->request, "\r\n\r\n");
}

static gchar *
make_accept (const gchar *request)
{
  const gchar *key = strstr (request, "Sec-WebSocket-Key: ")
      + strlen ("Sec-WebSocket-Key: ");
  gchar *text =
      g_strdup_printf ("%.*s" ACCEPT_GUID, (gint) strcspn (key, "\r"), key);
  GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize size = sizeof (digest);

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &size);
  g_checksum_free (checksum);
  g_free (text);
  return g_base64_encode (digest, size);
}

gboolean
peer_upgrade (Talk *talk)
{
  gchar *accept;
  gchar *answer;

  if (!peer_read_request (talk))
    return FALSE;
  accept = make_accept (talk->request);
  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                            "Upgrade: websocket\r\n"
                            "Connection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: %s\r\n\r\n",
      accept);
  peer_write_text (talk, answer);
  g_free (answer);
  g_free (accept);
  return TRUE;
}

/* ---- frames ---- */

static gsize
put_size (guint8 *header, guint64 size)
{
  guint i;

  if (size < 126) {
    header[1] = size;
    return 2;
  }
  if (size < 65536) {
    header[1] = 126;
    header[2] = size >> 8;
    header[3] = size & 0xff;
    return 4;
  }
  header[1] = 127;
  for (i = 0; i < 8; i++)
    header[2 + i] = (size >> (56 - 8 * i)) & 0xff;
  return 10;
}

void
peer_write_frame (Talk *talk, gboolean last, guint8 opcode, gconstpointer data,
    gsize size)
{
  guint8 header[10] = {
    (last ? 0x80 : 0) | opcode,
  };

  peer_write (talk, header, put_size (header, size));
  peer_write (talk, data, size);
}

void
peer_write_close (Talk *talk, guint16 code, const gchar *reason)
{
  guint8 payload[125];
  gsize size = 2 + strlen (reason);

  payload[0] = code >> 8;
  payload[1] = code & 0xff;
  memcpy (payload + 2, reason, size - 2);
  peer_write_frame (talk, TRUE, OPCODE_CLOSE, payload, size);
}

static gboolean
read_size (Talk *talk, guint8 first, guint64 *size)
{
  guint8 bytes[8];
  guint count = first == 127 ? 8 : first == 126 ? 2 : 0;
  guint i;

  *size = count == 0 ? first : 0;
  if (!read_exactly (talk, bytes, count))
    return FALSE;
  for (i = 0; i < count; i++)
    *size = *size << 8 | bytes[i];
  return TRUE;
}

GBytes *
peer_read_frame (Talk *talk, guint8 *opcode)
{
  guint8 header[2];
  guint8 mask[4];
  guint8 *data;
  guint64 size;
  guint64 i;

  if (!read_exactly (talk, header, 2)
      || !read_size (talk, header[1] & 0x7f, &size)
      || !read_exactly (talk, mask, 4))
    return NULL;

  data = g_malloc (size + 1);
  if (!read_exactly (talk, data, size)) {
    g_free (data);
    return NULL;
  }
  for (i = 0; i < size; i++)
    data[i] ^= mask[i & 3];
  *opcode = header[0] & 0x0f;
  return g_bytes_new_take (data, size);
}

/* ---- talks ---- */

static GIOStream *
start_tls (Peer *self, GSocketConnection *connection)
{
  GIOStream *tls = g_tls_server_connection_new (G_IO_STREAM (connection),
      self->certificate, NULL);

  /* A client that is cut off says no goodbye. */
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_tls_connection_handshake (G_TLS_CONNECTION (tls), self->cancellable, NULL);
  return tls;
}

static void
count_up (Peer *self, guint *counter)
{
  g_mutex_lock (&self->lock);
  (*counter)++;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

static gpointer
run_talk (gpointer data)
{
  Talk *talk = data;
  Peer *self = talk->peer;

  talk->stream = self->certificate != NULL
      ? start_tls (self, talk->connection)
      : G_IO_STREAM (g_object_ref (talk->connection));
  self->script (talk);

  g_io_stream_close (G_IO_STREAM (talk->connection), NULL, NULL);
  count_up (self, &self->eofs);
  g_object_unref (talk->stream);
  g_object_unref (talk->connection);
  g_free (talk->request);
  g_free (talk);
  return NULL;
}

static void
start_talk (Peer *self, GSocketConnection *connection)
{
  Talk *talk = g_new0 (Talk, 1);

  /* Head and body of a frame are written apart: do not hold back the body. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP,
      TCP_NODELAY, TRUE, NULL);
  talk->peer = self;
  talk->data = self->data;
  talk->connection = connection;
  g_ptr_array_add (self->threads, g_thread_new ("talk", run_talk, talk));
  count_up (self, &self->accepted);
}

static gpointer
run_accepter (gpointer data)
{
  Peer *self = data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL,
              self->cancellable, NULL))
      != NULL)
    start_talk (self, connection);
  return NULL;
}

static void
listen_on_loopback (Peer *self)
{
  GInetAddress *loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  GSocketAddress *wanted = g_inet_socket_address_new (loopback, 0);
  GSocketAddress *got = NULL;
  GError *error = NULL;

  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM,
      G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  g_object_unref (got);
  g_object_unref (wanted);
  g_object_unref (loopback);
}

static Peer *
start (GTlsCertificate *certificate, PeerScript script, gconstpointer data)
{
  Peer *self = g_new0 (Peer, 1);

  self->script = script;
  self->data = data;
  self->certificate = certificate;
  self->cancellable = g_cancellable_new ();
  self->threads = g_ptr_array_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  listen_on_loopback (self);
  self->accepter = g_thread_new ("accepter", run_accepter, self);
  return self;
}

Peer *
peer_new (PeerScript script, gconstpointer data)
{
  return start (NULL, script, data);
}

Peer *
peer_new_tls (const gchar *pem, PeerScript script, gconstpointer data)
{
  GError *error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_file (pem, &error);

  g_assert_no_error (error);
  return start (certificate, script, data);
}

void
peer_free (Peer *self)
{
  guint i;

  peer_release (self);
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->accepter);
  for (i = 0; i < self->threads->len; i++)
    g_thread_join (self->threads->pdata[i]);
  g_ptr_array_unref (self->threads);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_clear_object (&self->certificate);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

guint16
peer_get_port (Peer *self)
{
  return self->port;
}

void
peer_release (Peer *self)
{
  g_mutex_lock (&self->lock);
  self->released = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
peer_wait_released (Talk *talk)
{
  Peer *self = talk->peer;

  g_mutex_lock (&self->lock);
  while (!self->released)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
wait_count (Peer *self, guint *counter, guint count)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&self->lock);
  while (*counter < count) {
    if (!g_cond_wait_until (&self->cond, &self->lock, deadline))
      g_error ("the peer waited in vain for a client");
  }
  g_mutex_unlock (&self->lock);
}

void
peer_wait_eofs (Peer *self, guint count)
{
  wait_count (self, &self->eofs, count);
}

void
peer_wait_accepted (Peer *self, guint count)
{
  wait_count (self, &self->accepted, count);
}
