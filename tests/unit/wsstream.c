/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wsstream.c - the frames of a connection that takes them slowly. */

#include "transport/wsstream.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <string.h>

/* More than the buffers of two sockets. */
#define TEXT_SIZE (32 * 1024 * 1024)
#define TEXT_HEAD 14
#define PING_SIZE 6
#define PINGS 3
#define FLUSH_US 1000

typedef struct
{
  OaLoop *loop;
  GSocketConnection *ours, *theirs;
  OaWsStream *stream;
  gchar *text;
  gboolean refused[PINGS];
  GMutex lock;
  GCond cond;
  gboolean done;
} Line;

static void
connect_line (Line *line)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  GSocketAddress *any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketAddress *address;
  GError *error = NULL;

  g_socket_listener_add_address (listener, any, G_SOCKET_TYPE_STREAM,
      G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  line->ours = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address),
      NULL, &error);
  g_assert_no_error (error);
  line->theirs = g_socket_listener_accept (listener, NULL, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (address);
  g_object_unref (any);
}

static void
set_done (Line *line)
{
  g_mutex_lock (&line->lock);
  line->done = TRUE;
  g_cond_signal (&line->cond);
  g_mutex_unlock (&line->lock);
}

/* Until all has gone. */
static void
on_time (gpointer data)
{
  Line *line = data;

  if (oa_ws_stream_flush (line->stream)) {
    oa_ws_stream_unref (line->stream);
    set_done (line);
  } else {
    oa_loop_add_timer (line->loop, FLUSH_US, on_time, line);
  }
}

static void
no_message (const guint8 *data, gsize size, gboolean binary, gpointer user_data)
{
  g_assert_not_reached ();
}

static void
not_refused (guint16 close_code, gpointer user_data)
{
  g_assert_not_reached ();
}

static gboolean
send_on_loop (gpointer data)
{
  static const OaFrameSorterFuncs funcs = { no_message, not_refused };
  Line *line = data;
  GError *error = NULL;
  OaChannel *channel;

  channel = oa_channel_new (line->loop, line->ours, &error);
  g_assert_no_error (error);
  line->stream = oa_ws_stream_new (channel, FALSE, 0, &funcs, NULL);
  oa_channel_unref (channel);
  g_assert_true (oa_ws_stream_add_text (line->stream, line->text, TEXT_SIZE));
  g_assert_false (oa_ws_stream_flush (line->stream));
  for (guint i = 0; i < PINGS; i++)
    line->refused[i] = !oa_ws_stream_send_ping (line->stream);
  g_assert_false (oa_ws_stream_add_text (line->stream, "{}", 2));
  oa_loop_add_timer (line->loop, FLUSH_US, on_time, line);
  return G_SOURCE_REMOVE;
}

/* None is left out: who counts their answers counts them right. */
TEST (pings_follow_the_frame_under_way)
{
  gsize size = TEXT_HEAD + TEXT_SIZE + PINGS * PING_SIZE, count;
  guint8 *all = g_malloc (size);
  GError *error = NULL;
  Line line = { NULL };

  g_mutex_init (&line.lock);
  g_cond_init (&line.cond);
  line.loop = oa_loop_acquire ();
  line.text = g_malloc0 (TEXT_SIZE);
  connect_line (&line);
  oa_loop_invoke (line.loop, send_on_loop, &line, NULL);
  g_input_stream_read_all (g_io_stream_get_input_stream (
                               G_IO_STREAM (line.theirs)),
      all, size, &count, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count, ==, size);
  SHARED_WAIT (&line, line.done);
  for (guint i = 0; i < PINGS; i++) {
    const guint8 *ping = all + TEXT_HEAD + TEXT_SIZE + i * PING_SIZE;

    g_assert_true (line.refused[i]);
    g_assert_cmphex (ping[0], ==, 0x89);
    g_assert_cmphex (ping[1], ==, 0x80);
  }
  oa_loop_release (line.loop);
  g_object_unref (line.ours);
  g_object_unref (line.theirs);
  g_cond_clear (&line.cond);
  g_mutex_clear (&line.lock);
  g_free (line.text);
  g_free (all);
}

TEST_MAIN ()
