/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voiceweb.c - what stands between browsers and calls: sessions and cookies,
 * addresses, streams, ranges, sound that is left out of events, levels. */

#include "config.h"

#include "calls/meter.h"
#include "common/http.h"
#include "common/httprange.h"
#include "common/httproutes.h"
#include "common/httpsessions.h"
#include "feed/audiocut.h"
#include "feed/eventtext.h"
#include "protocol/json.h"
#include "web/summary.h"
#include "../support/testcase.h"

#include <math.h>
#include <string.h>

#define S G_GINT64_CONSTANT (1000000)

/*** sessions ***/

TEST (sessions_are_random_and_end)
{
  AppHttpSessions *sessions = app_http_sessions_new ();
  g_autofree gchar *one = app_http_sessions_add (sessions, 0);
  g_autofree gchar *two = app_http_sessions_add (sessions, S);

  g_assert_cmpstr (one, !=, two);
  g_assert_cmpuint (strlen (one), ==, 64);
  g_assert_true (app_http_sessions_has (sessions, one, S));
  g_assert_true (app_http_sessions_has (sessions, two, S));
  g_assert_false (app_http_sessions_has (sessions, "", S));
  g_assert_false (app_http_sessions_has (sessions, "x", S));
  app_http_sessions_remove (sessions, one);
  app_http_sessions_remove (sessions, one);
  g_assert_false (app_http_sessions_has (sessions, one, S));
  g_assert_true (app_http_sessions_has (sessions, two, APP_HTTP_SESSION_S * S));
  g_assert_false (
      app_http_sessions_has (sessions, two, (APP_HTTP_SESSION_S + 1) * S));
  app_http_sessions_free (sessions);
}

TEST (the_oldest_session_makes_way)
{
  AppHttpSessions *sessions = app_http_sessions_new ();
  g_autofree gchar *first = app_http_sessions_add (sessions, 0);
  g_autofree gchar *last = NULL;

  for (guint i = 0; i < 1000; i++) {
    g_free (last);
    last = app_http_sessions_add (sessions, i);
  }
  g_assert_false (app_http_sessions_has (sessions, first, S));
  g_assert_true (app_http_sessions_has (sessions, last, S));
  app_http_sessions_free (sessions);
}

TEST (wrong_tokens_are_few)
{
  AppHttpSessions *sessions = app_http_sessions_new ();

  for (guint i = 0; i < 10; i++) {
    g_assert_true (app_http_sessions_may_try (sessions, "a", i * S));
    app_http_sessions_count_wrong (sessions, "a", i * S);
  }
  g_assert_false (app_http_sessions_may_try (sessions, "a", 10 * S));
  g_assert_true (app_http_sessions_may_try (sessions, "b", 10 * S));
  g_assert_false (app_http_sessions_may_try (sessions, "a", 59 * S));
  g_assert_true (app_http_sessions_may_try (sessions, "a", 60 * S));
  app_http_sessions_count_wrong (sessions, "a", 60 * S);
  g_assert_false (app_http_sessions_may_try (sessions, "a", 60 * S));
  for (guint i = 0; i < 90; i++) {
    g_autofree gchar *address = g_strdup_printf ("%u", i);

    g_assert_true (app_http_sessions_may_try (sessions, address, 60 * S));
    app_http_sessions_count_wrong (sessions, address, 60 * S);
  }
  g_assert_false (app_http_sessions_may_try (sessions, "b", 60 * S));
  g_assert_true (app_http_sessions_may_try (sessions, "b", 120 * S));
  app_http_sessions_free (sessions);
}

static void
count_told (const gchar *address, gpointer user_data)
{
  g_assert_cmpstr (address, ==, "a");
  ++*(guint *) user_data;
}

TEST (every_wrong_token_is_told_and_few_are_kept)
{
  AppHttpSessions *sessions = app_http_sessions_new ();
  guint told = 0;

  app_http_sessions_set_wrong_func (sessions, count_told, &told);
  for (guint i = 0; i < 100000; i++)
    app_http_sessions_count_wrong (sessions, "a", 0);
  g_assert_cmpuint (told, ==, 100000);
  /* Others are not kept out by the one. */
  g_assert_true (app_http_sessions_may_try (sessions, "b", 0));
  app_http_sessions_free (sessions);
}

static void
find_cookie (const gchar *header, const gchar *wanted)
{
  g_autofree gchar *found = app_http_cookie_find (&header, "id");

  g_assert_cmpstr (found, ==, wanted);
}

TEST (cookies)
{
  find_cookie (NULL, NULL);
  find_cookie ("", NULL);
  find_cookie ("id", NULL);
  find_cookie ("id=", "");
  find_cookie ("id=5", "5");
  find_cookie ("a=1; id=5; b=2", "5");
  find_cookie ("a=1;id=5;b=2", "5");
  find_cookie ("xid=4; id=5", "5");
  find_cookie ("a=id=4; id=5", "5");
  find_cookie ("idx=4", NULL);
  find_cookie ("; ;; id=5", "5");
  find_cookie ("id=4; id=5", "4");
}

TEST (a_cookie_of_another_server_hides_none)
{
  const gchar *header = "id=4; a=1;id=5;";
  g_autofree gchar *first = app_http_cookie_find (&header, "id");
  g_autofree gchar *second = app_http_cookie_find (&header, "id");

  g_assert_cmpstr (first, ==, "4");
  g_assert_cmpstr (second, ==, "5");
  g_assert_null (app_http_cookie_find (&header, "id"));
  g_assert_null (app_http_cookie_find (&header, "id"));
}

/*** addresses ***/

static void
handle (AppHttpRequest *request, gpointer user_data)
{}

static const AppHttpRoute routes[] = { { "GET", "/calls/events", APP_HTTP_OPEN,
                                           0, handle },
  { "GET", "/calls/{ID}", APP_HTTP_OPEN, 0, handle },
  { "POST", "/calls/{ID}/{WHAT}", APP_HTTP_OPEN, 0, handle },
  { "DELETE", "/calls/{ID}", APP_HTTP_OPEN, 0, handle }, { NULL } };

static void
find_route (const gchar *method, const gchar *path, gint index,
    const gchar *part, const gchar *allowed)
{
  AppHttpRoutes *table = app_http_routes_new ();
  AppHttpMatch match = { 0 };

  app_http_routes_add (table, routes, NULL);
  app_http_routes_find (table, method, path, &match);
  g_assert_true (match.route == (index < 0 ? NULL : &routes[index]));
  if (part != NULL)
    g_assert_cmpstr (match.parts[0], ==, part);
  if (index < 0)
    g_assert_cmpstr (match.allowed, ==, allowed);
  app_http_match_clear (&match);
  app_http_routes_free (table);
}

TEST (addresses)
{
  g_autofree gchar *longer = g_strnfill (129, 'a');
  g_autofree gchar *path = g_strconcat ("/calls/", longer, NULL);

  find_route ("GET", "/calls/events", 0, NULL, NULL);
  find_route ("HEAD", "/calls/events", 0, NULL, NULL);
  find_route ("GET", "/calls/call_1.a-b", 1, "call_1.a-b", NULL);
  find_route ("DELETE", "/calls/x", 3, "x", NULL);
  find_route ("POST", "/calls/x/say", 2, "x", NULL);
  find_route ("PUT", "/calls/x", -1, NULL, "GET, DELETE");
  find_route ("GET", "/calls/", -1, NULL, NULL);
  find_route ("GET", "/calls/x/", -1, NULL, NULL);
  find_route ("GET", "/calls/x%2f", -1, NULL, NULL);
  find_route ("GET", "/calls", -1, NULL, NULL);
  find_route ("GET", path, -1, NULL, NULL);
}

/*** streams ***/

typedef struct
{
  AppHttpStream *stream;
  guint rooms;
} Streaming;

static void
on_room (gpointer user_data)
{
  ((Streaming *) user_data)->rooms++;
}

static void
on_gone (gpointer user_data)
{
  g_assert_not_reached ();
}

static const AppHttpStreamFuncs stream_funcs = { on_room, on_gone };

static void
on_stream (AppHttpRequest *request, gpointer user_data)
{
  Streaming *self = user_data;

  self->stream = app_http_request_stream (request, 200, "text/plain", -1,
      &stream_funcs, self);
}

static GSocketConnection *
ask (guint port, const gchar *text)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketConnection *connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);

  g_assert_nonnull (connection);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (
                                                G_IO_STREAM (connection)),
      text, strlen (text), NULL, NULL, NULL));
  return connection;
}

static void
read_some (GSocketConnection *connection)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (
      g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  gchar waste[16384];

  g_pollable_input_stream_read_nonblocking (input, waste, sizeof waste, NULL,
      NULL);
}

TEST (room_is_told_though_more_is_written_meanwhile)
{
  static const AppHttpRoute stream_routes[] = {
    { "GET", "/", APP_HTTP_OPEN, 0, on_stream }, { NULL }
  };
  const AppHttpConfig config = { .host = "127.0.0.1",
    .limits = { 4, 8192, 60000 } };
  g_autoptr (GError) error = NULL;
  AppHttpServer *server = app_http_server_new (&config, &error);
  Streaming streaming = { 0 };
  g_autofree gchar *much = g_strnfill (100000, 'x');
  g_autoptr (GSocketConnection) connection = NULL;

  g_assert_no_error (error);
  app_http_server_add (server, stream_routes, &streaming);
  connection = ask (app_http_server_get_port (server),
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  while (streaming.stream == NULL)
    g_main_context_iteration (NULL, TRUE);
  while (app_http_stream_write (streaming.stream, much, strlen (much)))
    while (g_main_context_iteration (NULL, FALSE))
      continue;
  while (streaming.rooms == 0) {
    read_some (connection);
    g_main_context_iteration (NULL, FALSE);
    if (streaming.rooms == 0)
      g_assert_false (app_http_stream_write (streaming.stream, ".", 1));
  }
  app_http_stream_free (streaming.stream);
  app_http_server_free (server);
}

/*** ranges ***/

static void
read_range (const gchar *header, guint64 size, AppHttpRange kind, guint64 first,
    guint64 count)
{
  guint64 start, length;

  g_assert_cmpint (app_http_range_read (header, size, &start, &length), ==,
      kind);
  if (kind == APP_HTTP_RANGE_WRONG)
    return;
  g_assert_cmpuint (start, ==, first);
  g_assert_cmpuint (length, ==, count);
}

TEST (ranges)
{
  static const gchar *const others[] = { "", "bytes", "bytes=", "bytes=-",
    "bytes=a-b", "bytes=1-2,3-4", "bytes=5-1", "items=1-2", "bytes=1",
    "bytes= 1-2", "bytes=--1", "bytes=1-99999999999999999999", "BYTES=1-2",
    "bytes=-99999999999999999999", "bytes=+1-2" };

  read_range (NULL, 100, APP_HTTP_RANGE_NONE, 0, 100);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    read_range (others[i], 100, APP_HTTP_RANGE_NONE, 0, 100);
  read_range ("bytes=0-0", 100, APP_HTTP_RANGE_PART, 0, 1);
  read_range ("bytes=10-19", 100, APP_HTTP_RANGE_PART, 10, 10);
  read_range ("bytes=90-200", 100, APP_HTTP_RANGE_PART, 90, 10);
  read_range ("bytes=90-", 100, APP_HTTP_RANGE_PART, 90, 10);
  read_range ("bytes=-10", 100, APP_HTTP_RANGE_PART, 90, 10);
  read_range ("bytes=-200", 100, APP_HTTP_RANGE_PART, 0, 100);
  read_range ("bytes=0-9223372036854775807", 100, APP_HTTP_RANGE_PART, 0, 100);
  read_range ("bytes=100-", 100, APP_HTTP_RANGE_WRONG, 0, 0);
  read_range ("bytes=-0", 100, APP_HTTP_RANGE_WRONG, 0, 0);
  read_range ("bytes=0-", 0, APP_HTTP_RANGE_WRONG, 0, 0);
  read_range ("bytes=-1", 0, APP_HTTP_RANGE_WRONG, 0, 0);
}

/*** sound in events ***/

static void
cut (const gchar *type, const gchar *json, const gchar *wanted)
{
  g_autofree gchar *result = ovs_cut_audio (type, json);

  g_assert_cmpstr (result, ==, wanted);
}

TEST (sound_is_told_as_its_size)
{
  cut ("response.output_audio.delta", "{\"delta\":\"AAAA\",\"x\":1}",
      "{\"delta\":{\"bytes\":3},\"x\":1}");
  cut ("response.audio.delta", "{ \"delta\" : \"AAAAAA==\" }",
      "{ \"delta\":{\"bytes\":4} }");
  cut ("response.output_audio_transcript.delta", "{\"delta\":\"Hello\"}",
      "{\"delta\":\"Hello\"}");
  cut ("conversation.item.done", "{\"c\":[{\"audio\":\"AAA=\"}]}",
      "{\"c\":[{\"audio\":{\"bytes\":2}}]}");
  /* What only looks like it. */
  cut ("x", "{\"type\":\"audio\",\"audio\":null}",
      "{\"type\":\"audio\",\"audio\":null}");
  cut ("x", "{\"audio\":{\"input\":{}}}", "{\"audio\":{\"input\":{}}}");
  cut ("x", "{\"audio\":\"not so.\"}", "{\"audio\":\"not so.\"}");
  cut ("x", "{\"a\\\"audio\":\"AAAA\"}", "{\"a\\\"audio\":\"AAAA\"}");
  cut ("x", "[\"audio\",\"AAAA\"]", "[\"audio\",\"AAAA\"]");
  cut ("x", "{\"text\":\"\\\"audio\\\":\\\"AAAA\\\"\"}",
      "{\"text\":\"\\\"audio\\\":\\\"AAAA\\\"\"}");
  /* And what is none. */
  cut (NULL, "", "");
  cut ("x", "\"", "\"");
  cut ("x", "{\"audio\":\"AAAA", "{\"audio\":\"AAAA");
  cut ("x", "{\"audio\":", "{\"audio\":");
  cut ("x", "\"a\\", "\"a\\");
}

TEST (any_text_is_cut_to_json_or_stays_none)
{
  static const gchar letters[] = "\"\\:{}[],audioDelta AA=1";

  for (guint i = 0; i < 20000; i++) {
    GString *text = g_string_new (i % 2 ? "{" : "{\"audio\":");
    g_autofree gchar *result = NULL;

    for (guint n = g_random_int_range (0, 40); n > 0; n--)
      g_string_append_c (text,
          letters[g_random_int_range (0, sizeof letters - 1)]);
    if (i % 3 == 0)
      g_string_append_c (text, '}');
    result = ovs_cut_audio ("response.output_audio.delta", text->str);
    if (oa_json_check (text->str, text->len, 1000, NULL))
      g_assert_true (oa_json_check (result, strlen (result), 1000, NULL));
    g_string_free (text, TRUE);
  }
}

/*** all calls ***/

static JsonArray *
make_calls (guint n)
{
  g_autofree gchar *words = g_strnfill (200, '\x01');
  JsonArray *calls = json_array_new ();

  for (guint i = 0; i < n; i++) {
    JsonObject *call = json_object_new ();

    json_object_set_int_member (call, "n", i);
    json_object_set_string_member (call, "last_words", words);
    json_array_add_object_element (calls, call);
  }
  return calls;
}

/* How many calls are told of, of @n. */
static void
check_summary (guint n, guint parts)
{
  JsonArray *calls = make_calls (n);
  GQueue *queue = ovs_summary_split (calls, TRUE);
  guint told = 0, part = 0;
  JsonObject *data;

  g_assert_cmpuint (queue->length, ==, parts);
  while ((data = g_queue_pop_head (queue)) != NULL) {
    g_autofree gchar *text = ovs_event_to_text (0, "calls", data);
    g_autoptr (JsonObject) event =
        oa_json_parse_object (text, -1, 0, "It", NULL);
    JsonObject *read = oa_json_get_object (event, "data");
    JsonArray *some = oa_json_get_array (read, "calls");

    g_assert_cmpint (oa_json_get_int (read, "part", 0), ==, ++part);
    g_assert_cmpint (oa_json_get_int (read, "parts", 0), ==, parts);
    g_assert_true (oa_json_get_boolean (read, "draining", FALSE));
    for (guint i = 0; i < json_array_get_length (some); i++)
      g_assert_cmpint (oa_json_get_int (json_array_get_object_element (some, i),
                           "n", -1),
          ==, told++);
  }
  g_assert_cmpuint (told, ==, n);
  g_queue_free (queue);
  json_array_unref (calls);
}

TEST (any_number_of_calls_is_told_in_parts)
{
  check_summary (0, 1);
  check_summary (1, 1);
  check_summary (OVS_SUMMARY_PART, 1);
  check_summary (OVS_SUMMARY_PART + 1, 2);
  check_summary (1000, 20);
}

/*** levels ***/

static gdouble
measure (OvsMeter *meter, const guint8 *data, gsize size, OvsLineFormat format)
{
  ovs_meter_add (meter, OVS_SIDE_USER, format, data, size);
  return ovs_meter_read (meter, OVS_SIDE_USER);
}

TEST (levels)
{
  OvsMeter *meter = ovs_meter_new ();
  guint8 silence[160], square[320];

  g_assert_false (ovs_meter_is_wanted (meter));
  memset (silence, 0xff, sizeof silence);
  g_assert_cmpfloat (measure (meter, silence, 160, OVS_LINE_MULAW), ==,
      OVS_METER_FLOOR);
  g_assert_cmpfloat (measure (meter, NULL, 160, OVS_LINE_MULAW), ==,
      OVS_METER_FLOOR);
  g_assert_cmpfloat (ovs_meter_read (meter, OVS_SIDE_ASSISTANT), ==,
      OVS_METER_FLOOR);
  for (guint i = 0; i < 160; i++) {
    square[2 * i] = 0;
    square[2 * i + 1] = i % 2 ? 0x40 : 0xc0;
  }
  /* Half of the range, and the same half the time. */
  g_assert_cmpfloat_with_epsilon (measure (meter, square, 320, OVS_LINE_S16LE),
      -6.02, 0.01);
  ovs_meter_add (meter, OVS_SIDE_USER, OVS_LINE_S16LE, NULL, 320);
  g_assert_cmpfloat_with_epsilon (measure (meter, square, 320, OVS_LINE_S16LE),
      -9.03, 0.01);
  memset (silence, 0x80, sizeof silence);
  g_assert_cmpfloat_with_epsilon (measure (meter, silence, 160,
                                      OVS_LINE_MULAW),
      -0.17, 0.05);
  ovs_meter_free (meter);
}

TEST_MAIN ()
