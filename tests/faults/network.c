/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* network.c - bad ways to a good server: slow, lossy, cut, black holes; names,
 * proxies and certificates that do not work. Time limits are tested where they
 * can be set: in tests/unit/connectionpath.c. */

#include "scripts.h"
#include "fixture.h"
#include "gstopenairealtimeelement.h"
#include "liveharness.h"
#include "tcppath.h"
#include "watch.h"
#include "../support/testcase.h"

#include <string.h>

#define M(name) "openairealtime/" name
#define FRAME_BYTES 960
/* What takes longer hangs. */
#define STOP_LIMIT_US (5 * G_TIME_SPAN_SECOND)

/* GLib's tests print every debug message. */
static void
drop_message (const gchar *domain, GLogLevelFlags level, const gchar *message,
    gpointer data)
{}

/*** recordings over a bad way ***/

typedef struct
{
  const gchar *name;
  TcpRules rules;
} Way;

static const Way ways[] = {
  { "delay", { .delay_ms = 400 } },
  { "loss", { .loss_percent = 5 } },
  { "throttle", { .bytes_per_s = 200000 } },
  { "all", { .delay_ms = 100, .loss_percent = 3, .bytes_per_s = 400000 } },
};

static void
set_way (GstElement *element, const gchar *scheme, const gchar *host,
    guint port)
{
  g_autofree gchar *uri =
      g_strdup_printf ("%s://%s:%u/v1/realtime", scheme, host, port);

  g_object_set (element, "uri", uri, "proxy", "", NULL);
}

static gboolean
contains (GBytes *all, GBytes *part)
{
  const guint8 *data = g_bytes_get_data (all, NULL);
  gsize i, n = g_bytes_get_size (all), size = g_bytes_get_size (part);

  for (i = 0; i + size <= n; i += 2) {
    if (memcmp (data + i, g_bytes_get_data (part, NULL), size) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
assert_heard (OrsServer *server, guint session, GBytes *speech)
{
  g_autoptr (GBytes) heard = ors_server_dup_session_audio (server, session);

  g_assert_true (contains (heard, speech));
}

/* Late, but all of it, in both directions. */
static void
test_way (gconstpointer data)
{
  const Way *way = data;
  GBytes *speech = make_speech ("pcm", 2, 1000, 1000), *sent;
  TcpPath *path;
  Fixture f;
  Run *run;

  fixture_start (&f, NULL);
  path = tcp_path_new (ors_server_get_port (f.server), &way->rules);
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  set_way (f.element, "ws", "127.0.0.1", tcp_path_get_port (path));
  run = fixture_run (&f, speech);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->n_warnings, ==, 0);
  g_assert_cmpuint (run_count (run, M ("response-done")), ==, 2);
  g_assert_cmpuint (ors_server_count_sessions (f.server), ==, 1);
  sent = ors_server_dup_sent_audio (f.server, 1);
  g_assert_cmpmem (run->audio->data, run->audio->len,
      g_bytes_get_data (sent, NULL), g_bytes_get_size (sent));
  g_bytes_unref (sent);
  g_bytes_unref (speech);
  run_free (run);
  fixture_stop (&f);
  tcp_path_free (path);
}

/*** live, over a way that breaks ***/

typedef struct
{
  Fixture f;
  TcpPath *path;
  GstHarness *h;
  Watch *watch;
  guint64 input_ms;
} Call;

/* What the server has sent may not have come: before it has, a loss is the
 * end. */
static void
wait_connected (Call *call)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;
  GstOpenaiRealtimeConnectionState state;

  for (;;) {
    g_object_get (call->h->element, "connection-state", &state, NULL);
    if (state == GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED)
      return;
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_thread_yield ();
  }
}

static void
call_start (Call *call)
{
  gchar *uri;

  memset (call, 0, sizeof (*call));
  fixture_start (&call->f, NULL);
  call->path = tcp_path_new (ors_server_get_port (call->f.server), NULL);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/v1/realtime",
      tcp_path_get_port (call->path));
  call->h = live_harness_new_with (call->f.server, "pcm", "uri", uri, NULL);
  call->watch = watch_new (call->h->element);
  g_free (uri);
  wait_connected (call);
}

static void
call_stop (Call *call)
{
  gint64 begin = g_get_monotonic_time ();

  gst_element_set_state (call->h->element, GST_STATE_NULL);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, STOP_LIMIT_US);
  g_test_message ("down in %" G_GINT64_FORMAT " ms",
      (g_get_monotonic_time () - begin) / 1000);
  live_harness_stop (call->h, call->watch);
  fixture_stop (&call->f);
  tcp_path_free (call->path);
}

/* Each frame is another, so that a missing one is seen. */
static GBytes *
make_numbered_speech (guint ms)
{
  GBytes *speech = make_speech ("pcm", 1, ms, 0);
  gsize size;
  guint8 *data = g_bytes_unref_to_data (speech, &size);

  for (gsize i = 0; i + FRAME_BYTES <= size; i += FRAME_BYTES)
    data[i] = i / FRAME_BYTES;
  return g_bytes_new_take (data, size);
}

static void
push (Call *call, GBytes *audio)
{
  gsize i, size = g_bytes_get_size (audio);

  for (i = 0; i + FRAME_BYTES <= size; i += FRAME_BYTES) {
    GstBuffer *buffer = gst_buffer_new_memdup (
        (const guint8 *) g_bytes_get_data (audio, NULL) + i, FRAME_BYTES);

    GST_BUFFER_PTS (buffer) = call->input_ms * GST_MSECOND;
    GST_BUFFER_DURATION (buffer) = 20 * GST_MSECOND;
    call->input_ms += 20;
    g_assert_cmpint (gst_harness_push (call->h, buffer), ==, GST_FLOW_OK);
  }
}

static void
push_silence (Call *call)
{
  g_autoptr (GBytes) silence = make_speech ("pcm", 1, 0, 1000);

  push (call, silence);
}

static guint64
get_events_sent (Call *call)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 n;

  g_object_get (call->h->element, "stats", &stats, NULL);
  n = watch_get_uint64 (stats, "events-sent");
  return n;
}

/* Until the element has sent so many messages more. */
static void
wait_sent (Call *call, guint64 n)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;

  while (get_events_sent (call) < n) {
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_thread_yield ();
  }
}

/* What was sent into a dead connection goes up again, however long ago. */
TEST_WITH (Call, call, speech_on_its_way)
{
  g_autoptr (GBytes) speech = make_numbered_speech (4000);
  guint64 before;

  before = get_events_sent (call);
  tcp_path_hold (call->path, TRUE, FALSE);
  push (call, speech);
  /* Messages of 100 ms, and the last may be waited for. */
  wait_sent (call, before + 35);
  tcp_path_cut (call->path, TRUE);
  watch_wait (call->watch, M ("reconnecting"), 1);
  tcp_path_hold (call->path, FALSE, FALSE);
  watch_wait (call->watch, M ("reconnected"), 1);
  push_silence (call);
  watch_wait (call->watch, M ("response-done"), 1);
  assert_heard (call->f.server, ors_server_count_sessions (call->f.server),
      speech);
}

/* A hole that closes again before either side gives up is no loss at all. */
static void
test_outage (gconstpointer direction)
{
  g_autoptr (GBytes) speech = make_numbered_speech (2000);
  gboolean up = !g_str_equal (direction, "down");
  gboolean down = !g_str_equal (direction, "up");
  Call call;

  call_start (&call);
  tcp_path_hold (call.path, up, down);
  push (&call, speech);
  push_silence (&call);
  tcp_path_hold (call.path, FALSE, FALSE);
  watch_wait (call.watch, M ("response-done"), 1);
  assert_heard (call.f.server, 1, speech);
  g_assert_cmpuint (ors_server_count_sessions (call.f.server), ==, 1);
  g_assert_cmpuint (watch_count (call.watch, M ("reconnecting")), ==, 0);
  call_stop (&call);
}

/* So long that the connection is given up, and not so long as drain-timeout:
 * the last turn of a recording goes up once more. */
#define OUTAGE_US (9 * G_USEC_PER_SEC)

static void
test_outage_at_the_end_of_a_recording (gconstpointer direction)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 2, 1000, 1000);
  TcpPath *path;
  Fixture f;
  Run *run;

  fixture_start (&f, NULL);
  path = tcp_path_new (ors_server_get_port (f.server), NULL);
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  set_way (f.element, "ws", "127.0.0.1", tcp_path_get_port (path));
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, TRUE);
  await_sent (f.server, "response.created", 1);
  tcp_path_hold (path, !g_str_equal (direction, "down"),
      !g_str_equal (direction, "up"));
  /* It is the length of the outage that is tested. */
  g_usleep (OUTAGE_US);
  tcp_path_hold (path, FALSE, FALSE);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_cmpuint (run->n_warnings, ==, 0);
  g_assert_cmpuint (run_count (run, M ("response-done")), >=, 2);
  run_free (run);
  fixture_stop (&f);
  tcp_path_free (path);
}

/* Neither side closes, and no close is waited for. */
TEST_WITH (Call, call, stop_in_a_black_hole)
{
  g_autoptr (GBytes) speech = make_numbered_speech (2000);

  tcp_path_hold (call->path, TRUE, TRUE);
  push (call, speech);
}

/* Cut again and again, in the middle of whatever it is: one answer. */
static void
test_cut_often (gconstpointer how)
{
  g_autoptr (GBytes) speech = make_numbered_speech (2000);
  Call call;

  call_start (&call);
  push (&call, speech);
  for (guint i = 1; i <= 3; i++) {
    tcp_path_cut (call.path, g_str_equal (how, "reset"));
    watch_wait (call.watch, M ("reconnected"), i);
  }
  push_silence (&call);
  watch_wait (call.watch, M ("response-done"), 1);
  assert_heard (call.f.server, ors_server_count_sessions (call.f.server),
      speech);
  call_stop (&call);
}

/*** ways that lead nowhere ***/

static gchar *
get_pem (const gchar *name)
{
  return g_build_filename (g_getenv ("TESTDATADIR"), "tls", name, NULL);
}

static void
set_database (GstElement *element, const gchar *name)
{
  g_autofree gchar *pem = get_pem (name);

  g_object_set (element, "tls-database", pem, NULL);
}

static void
start_tls (Fixture *f, const gchar *name, const gchar *scenario)
{
  g_autofree gchar *pem = get_pem (name);
  OrsOptions options = { .certificate = pem,
    .private_key = pem,
    .scenario = scenario };

  fixture_start (f, &options);
}

static void
assert_fails (Fixture *f, const gchar *class, const gchar *says)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 600, 1000);
  g_autoptr (Run) run = fixture_run (f, speech);

  g_assert_nonnull (run->error);
  g_test_message ("%s", run->error->message);
  g_assert_cmpuint (run->n_errors, ==, 1);
  g_assert_cmpstr (gst_structure_get_string (run->details, "error-class"), ==,
      class);
  g_assert_nonnull (strstr (run->error->message, says));
}

static void
assert_works (Fixture *f)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, 600, 1000);
  g_autoptr (Run) run = fixture_run (f, speech);

  g_assert_no_error (run->error);
  g_assert_cmpuint (run_count (run, M ("response-done")), ==, 1);
}

typedef struct
{
  const gchar *name;
  gboolean tls;
  TcpRules rules;
  const gchar *class;
} Cut;

static const Cut cuts[] = {
  { "upgrade-closed", FALSE, { .cut_after = 30 }, "network" },
  { "upgrade-reset", FALSE, { .cut_after = 30, .cut_resets = TRUE },
      "network" },
  { "tls-hello-closed", TRUE, { .cut_after = 3 }, "network" },
  { "tls-hello-reset", TRUE, { .cut_after = 3, .cut_resets = TRUE },
      "network" },
  { "tls-certificate-closed", TRUE, { .cut_after = 200 }, "network" },
  { "tls-certificate-reset", TRUE, { .cut_after = 200, .cut_resets = TRUE },
      "network" },
};

static void
test_cut_while_connecting (gconstpointer data)
{
  const Cut *cut = data;
  TcpPath *path;
  Fixture f;

  if (cut->tls)
    start_tls (&f, "localhost.pem", NULL);
  else
    fixture_start (&f, NULL);
  path = tcp_path_new (ors_server_get_port (f.server), &cut->rules);
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  set_database (f.element, "localhost.pem");
  set_way (f.element, cut->tls ? "wss" : "ws", "localhost",
      tcp_path_get_port (path));
  /* It is tried again as long. */
  g_object_set (f.element, "connect-timeout", 500, NULL);
  assert_fails (&f, cut->class, "localhost");
  fixture_stop (&f);
  tcp_path_free (path);
}

typedef struct
{
  const gchar *name;
  const gchar *certificate; /* of the server */
  const gchar *database;    /* what is trusted; NULL = the system's */
  const gchar *host;
  gboolean strict;
  const gchar *says; /* NULL = it works */
} Certificate;

static const Certificate certificates[] = {
  { "trusted", "localhost.pem", "localhost.pem", "localhost", TRUE, NULL },
  { "trusted-address", "localhost.pem", "localhost.pem", "127.0.0.1", TRUE,
      NULL },
  { "self-signed", "localhost.pem", NULL, "localhost", TRUE,
      "unknown authority" },
  { "expired", "expired.pem", "expired.pem", "localhost", TRUE, "expired" },
  { "wrong-name", "localhost.pem", "localhost.pem", "wrong.localhost", TRUE,
      "another host name" },
  { "anything-goes", "expired.pem", NULL, "wrong.localhost", FALSE, NULL },
};

static void
test_certificate (gconstpointer data)
{
  const Certificate *c = data;
  Fixture f;

  start_tls (&f, c->certificate, NULL);
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  if (c->database != NULL)
    set_database (f.element, c->database);
  g_object_set (f.element, "ssl-strict", c->strict, NULL);
  set_way (f.element, "wss", c->host, ors_server_get_port (f.server));
  if (c->says != NULL)
    assert_fails (&f, "tls", c->says);
  else
    assert_works (&f);
  fixture_stop (&f);
}

/* Behind the encryption it is the service that refuses, not a proxy. */
TEST (refused_behind_tls)
{
  g_auto (Fixture) f = { NULL };

  start_tls (&f, "localhost.pem", "http-401");
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  set_database (f.element, "localhost.pem");
  set_way (f.element, "wss", "localhost", ors_server_get_port (f.server));
  assert_fails (&f, "auth", "localhost refused");
}

/* Older services end there. */
TEST (tls_1_2_only)
{
  GSubprocess *path;
  GDataInputStream *lines;
  gchar *port, *line, *pem = get_pem ("localhost.pem");
  GError *error = NULL;
  Fixture f;

  fixture_start (&f, NULL);
  port = g_strdup_printf ("%u", ors_server_get_port (f.server));
  path = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE
          | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
      &error, g_getenv ("TLSPATH"), pem, port, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (path));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  set_database (f.element, "localhost.pem");
  set_way (f.element, "wss", "localhost", atoi (line));
  assert_works (&f);
  fixture_stop (&f);
  g_output_stream_close (g_subprocess_get_stdin_pipe (path), NULL, NULL);
  g_assert_true (g_subprocess_wait (path, NULL, &error));
  g_object_unref (lines);
  g_object_unref (path);
  g_free (line);
  g_free (port);
  g_free (pem);
}

TEST_PCM (unknown_name, NULL)
{
  g_object_set (f->element, "uri", "wss://host.invalid/v1/realtime", "proxy",
      "", NULL);
  assert_fails (f, "network", "host.invalid is unknown");
}

/* The name is the proxy's to know. */
static void
test_proxy_refuses (gconstpointer answer)
{
  g_autoptr (Peer) peer = peer_new (script_answer, answer);
  g_autofree gchar *proxy =
      g_strdup_printf ("http://127.0.0.1:%u", peer_get_port (peer));
  g_auto (Fixture) f = { NULL };

  fixture_start_pcm (&f, NULL);
  g_object_set (f.element, "uri", "wss://host.invalid/v1/realtime", "proxy",
      proxy, NULL);
  assert_fails (&f, "network", "proxy");
}

int
main (int argc, char **argv)
{
  static const gchar *const directions[] = { "up", "down", "both" };
  static const gchar *const hows[] = { "reset", "close" };

  test_init (&argc, &argv);
  fixture_init ();
  g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_DEBUG, drop_message, NULL);
  TEST_ROWS (way, ways);
  TEST_WORDS (outage, directions);
  TEST_ROW (outage_at_the_end_of_a_recording, "both", "both");
  TEST_ROW (outage_at_the_end_of_a_recording, "up", "up");
  TEST_WORDS (cut_often, hows);
  TEST_ROWS (cut_while_connecting, cuts);
  TEST_ROWS (certificate, certificates);
  TEST_ROW (proxy_refuses, "403",
      "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
  TEST_ROW (proxy_refuses, "502",
      "HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n");
  return g_test_run ();
}
