/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* stream.c - any bytes from a socket, in pieces of any size: as the answer to a
 * request with its body, or as the frames of a WebSocket with libsoup behind
 * the sorter, in either role. On the loop's thread, as in life.
 *
 * It always comes to an end; no message is larger than allowed or comes behind
 * what was refused; what goes back is frames, a client's masked, one behind the
 * other. */

#include "fuzz.h"

#include "transport/httpbody.h"
#include "transport/httpexchange.h"
#include "transport/transporterror.h"
#include "transport/websocket.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

const gchar fuzz_name[] = "stream";
const guint fuzz_mutations = 3000;

#define LIMIT 1000

typedef struct
{
  OaLoop *loop;
  gint ours, theirs; /* ends of the socket */
  gboolean is_websocket;
  gboolean is_server;

  /* Of the loop's thread. */
  OaChannel *channel;
  OaHttpExchange *exchange;
  OaWebsocket *websocket;
  GSource *waiting;
  gboolean over;

  GMutex lock;
  GCond cond;
  gboolean done; /* nothing more is expected */
  gboolean stopped;
} Run;

static OaLoop *loop;

void
fuzz_set_up (void)
{
  loop = oa_loop_acquire ();
}

static void
set (Run *run, gboolean *flag)
{
  g_mutex_lock (&run->lock);
  *flag = TRUE;
  g_cond_signal (&run->cond);
  g_mutex_unlock (&run->lock);
}

static void
tell_done (Run *run)
{
  set (run, &run->done);
}

/*** an answer ***/

static void
read_body (Run *run)
{
  OaTransportEnd end = { NULL };
  gsize size;
  const guint8 *body = oa_http_exchange_get_rest (run->exchange, &size);

  oa_http_body_read (oa_http_exchange_get_head (run->exchange), body, size,
      &end);
  oa_transport_end_clear (&end);
}

static gboolean
go_on (GObject *stream, gpointer user_data)
{
  Run *run = user_data;
  GError *error = NULL;
  OaHttpExchangeState state = OA_HTTP_EXCHANGE_DONE;

  if (oa_http_exchange_get_head (run->exchange)->status < 200)
    state = oa_http_exchange_go_on (run->exchange, &error);
  if (state == OA_HTTP_EXCHANGE_DONE)
    state = oa_http_exchange_read_body (run->exchange);
  if (state == OA_HTTP_EXCHANGE_READS)
    return G_SOURCE_CONTINUE;
  g_assert_true ((state == OA_HTTP_EXCHANGE_FAILED) == (error != NULL));
  if (state == OA_HTTP_EXCHANGE_DONE)
    read_body (run);
  g_clear_error (&error);
  tell_done (run);
  return G_SOURCE_REMOVE;
}

static void
start_exchange (Run *run)
{
  run->exchange =
      oa_http_exchange_new (run->channel, g_strdup ("GET / HTTP/1.1\r\n\r\n"));
  run->waiting = oa_channel_add_watch (run->channel, G_IO_IN, go_on, run);
}

/*** frames ***/

static void
on_message (GBytes *message, gboolean binary, gpointer user_data)
{
  Run *run = user_data;

  g_assert_cmpuint (g_bytes_get_size (message), <=, LIMIT);
  g_assert_false (run->over);
}

static void
on_pong (gpointer user_data)
{}

static void
on_over (Run *run)
{
  g_assert_false (run->over);
  run->over = TRUE;
  oa_websocket_stop (run->websocket);
  tell_done (run);
}

static void
on_refused (guint16 close_code, gpointer user_data)
{
  on_over (user_data);
}

static void
on_closed (guint close_code, const gchar *reason, gpointer user_data)
{
  on_over (user_data);
}

static void
on_broken (const GError *cause, gpointer user_data)
{
  on_over (user_data);
}

static void
start_websocket (Run *run)
{
  static const OaWebsocketFuncs funcs = { on_message, on_pong, on_refused,
    on_closed, on_broken };

  run->websocket =
      oa_websocket_new (run->channel, run->is_server, LIMIT, &funcs, run);
}

/*** the socket ***/

static gboolean
start_here (gpointer data)
{
  Run *run = data;
  GSocket *socket = g_socket_new_from_fd (run->ours, NULL);
  GSocketConnection *connection =
      g_socket_connection_factory_create_connection (socket);

  run->channel = oa_channel_new (run->loop, connection, NULL);
  g_assert_nonnull (run->channel);
  g_object_unref (connection);
  g_object_unref (socket);
  if (run->is_websocket)
    start_websocket (run);
  else
    start_exchange (run);
  return G_SOURCE_REMOVE;
}

static gboolean
stop_here (gpointer data)
{
  Run *run = data;

  if (run->waiting != NULL)
    g_source_destroy (run->waiting);
  g_clear_pointer (&run->waiting, g_source_unref);
  g_clear_pointer (&run->exchange, oa_http_exchange_free);
  g_clear_pointer (&run->websocket, oa_websocket_free);
  oa_channel_close (run->channel);
  g_clear_pointer (&run->channel, oa_channel_unref);
  return G_SOURCE_REMOVE;
}

static void
on_stopped (gpointer data)
{
  Run *run = data;

  set (run, &run->stopped);
}

static void
wait_for (Run *run, const gboolean *flag)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&run->lock);
  while (!*flag)
    g_assert_true (g_cond_wait_until (&run->cond, &run->lock, deadline));
  g_mutex_unlock (&run->lock);
}

static void
write_pieces (Run *run, FuzzInput *input, gsize most)
{
  while (input->left > 0) {
    gsize size;
    const guint8 *bytes = fuzz_take_bytes (input, most, &size);

    /* What does not fit in is left out. */
    if (send (run->theirs, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
      break;
  }
  shutdown (run->theirs, SHUT_WR);
}

static gsize
get_frame_size (Run *run, const guint8 *data, gsize size)
{
  gsize payload = data[1] & 0x7f;
  gsize mask = run->is_server ? 0 : 4;

  g_assert_cmpuint (size, >=, 2);
  /* A pong, or the end. */
  g_assert_true (data[0] == 0x8a || data[0] == 0x88);
  g_assert_cmpuint (data[1] & 0x80, ==, run->is_server ? 0 : 0x80);
  g_assert_cmpuint (payload, <=, 125);
  return 2 + mask + payload;
}

static void
check_frames (Run *run)
{
  guint8 bytes[64 * 1024];
  gssize size = recv (run->theirs, bytes, sizeof (bytes), MSG_DONTWAIT);
  gsize at = 0;

  while (size > 0 && at < (gsize) size)
    at += get_frame_size (run, bytes + at, size - at);
  if (size > 0)
    g_assert_cmpuint (at, ==, size);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  Run run = { .loop = loop };
  gint ends[2];
  guint8 kind;
  gsize most;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    g_error ("no sockets");
  run.ours = ends[0];
  run.theirs = ends[1];
  g_mutex_init (&run.lock);
  g_cond_init (&run.cond);
  kind = fuzz_take_byte (&input);
  run.is_websocket = kind % 2 == 1;
  run.is_server = kind % 4 == 3;
  most = 1 + fuzz_take_byte (&input);

  oa_loop_expedite (loop);
  oa_loop_invoke (loop, start_here, &run, NULL);
  write_pieces (&run, &input, most);
  wait_for (&run, &run.done);
  oa_loop_invoke (loop, stop_here, &run, on_stopped);
  wait_for (&run, &run.stopped);
  if (run.is_websocket)
    check_frames (&run);

  close (run.theirs);
  g_mutex_clear (&run.lock);
  g_cond_clear (&run.cond);
}
