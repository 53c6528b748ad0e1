/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* server.c - any messages of a client to the local server.
 *
 * A session of the server on one end of a pair of sockets; lines are messages.
 * Nothing breaks, and what it sends back is JSON that our own decoder takes,
 * about one response of the conversation at a time. */

#include "fuzz.h"

#include "dispatch.h"
#include "protocol/eventdecode.h"

#include <gst/gst.h>
#include <string.h>
#include <sys/socket.h>

const gchar fuzz_name[] = "server";
const guint fuzz_mutations = 3000;

#define MAX_LINES 40
/* The service's own texts are short: synthesis costs more than all else. */
#define SCRIPT "{\"default\":{\"say\":\"Yes.\"}}"

static OrsOptions options = { .forget = TRUE };
static OrsContext context = { .options = &options };

void
fuzz_set_up (void)
{
  GError *error = NULL;

  gst_init (NULL, NULL);
  context.script = ors_script_new (SCRIPT, &error);
  g_assert_no_error (error);
  context.speech = ors_speech_new ();
  context.log = ors_log_new (NULL, FALSE, FALSE, &error);
  g_assert_no_error (error);
}

typedef struct
{
  OrsSession *session;
  SoupWebsocketConnection *client;
  guint active;                 /* responses of the conversation */
} Run;

static GIOStream *
make_stream (gint fd)
{
  GSocket *socket = g_socket_new_from_fd (fd, NULL);
  GIOStream *stream;

  g_assert_nonnull (socket);
  g_socket_set_blocking (socket, FALSE);
  stream = G_IO_STREAM (g_socket_connection_factory_create_connection
      (socket));
  g_object_unref (socket);
  return stream;
}

static SoupWebsocketConnection *
make_websocket (gint fd, SoupWebsocketConnectionType type)
{
  GIOStream *stream = make_stream (fd);
  GUri *uri = g_uri_parse ("ws://127.0.0.1/", SOUP_HTTP_URI_FLAGS, NULL);
  SoupWebsocketConnection *websocket =
      soup_websocket_connection_new (stream, uri, type, NULL, NULL, NULL);

  soup_websocket_connection_set_max_incoming_payload_size (websocket, 0);
  g_uri_unref (uri);
  g_object_unref (stream);
  return websocket;
}

static void
on_message (SoupWebsocketConnection *client, gint type, GBytes *message,
    gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (OaEvent) event = oa_event_decode (NULL, message, NULL);

  g_assert_nonnull (event);
  if (event->response == NULL || event->response->out_of_band)
    return;
  if (event->type == OA_EVENT_RESPONSE_CREATED)
    g_assert_cmpuint (run->active++, ==, 0);
  else
    g_assert_cmpuint (run->active--, ==, 1);
}

static void
iterate (guint times)
{
  while (times-- > 0 && g_main_context_iteration (NULL, FALSE));
  /* Synthesis has threads of its own; the sessions' work is done here. */
  while (ors_speech_get_pending (context.speech) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
begin (Run *run, OrsKind kind)
{
  gboolean has_model = kind != ORS_KIND_TRANSCRIPTION;
  gint fds[2];
  SoupWebsocketConnection *server;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  server = make_websocket (fds[0], SOUP_WEBSOCKET_CONNECTION_SERVER);
  run->client = make_websocket (fds[1], SOUP_WEBSOCKET_CONNECTION_CLIENT);
  g_signal_connect (run->client, "message", G_CALLBACK (on_message), run);
  run->session = ors_session_new (&context, 1, server, kind,
      has_model ? "gpt-realtime-2.1" : NULL, ors_scenario_new (NULL, NULL));
  g_object_unref (server);
  ors_session_greet (run->session);
}

static void
end (Run *run)
{
  iterate (1000);
  ors_session_free (run->session);
  g_signal_handlers_disconnect_by_data (run->client, run);
  g_io_stream_close (soup_websocket_connection_get_io_stream (run->client),
      NULL, NULL);
  g_object_unref (run->client);
  iterate (1000);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  static const OrsKind kinds[] = { ORS_KIND_TRANSCRIPTION, ORS_KIND_REALTIME,
    ORS_KIND_TRANSLATION, ORS_KIND_REALTIME, ORS_KIND_SIDEBAND };
  FuzzInput input = { data, size };
  Run run = { NULL, };

  begin (&run, kinds[fuzz_take_byte (&input) % G_N_ELEMENTS (kinds)]);
  for (guint i = 0; i < MAX_LINES && input.left > 0; i++) {
    g_autofree gchar *line = fuzz_take_line (&input);

    ors_dispatch_text (run.session, line, strlen (line));
    iterate (20);
  }
  end (&run);
}
