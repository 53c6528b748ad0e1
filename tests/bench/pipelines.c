/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pipelines.c - many live pipelines in one process: a source of 20 ms, the
 * element, a synchronizing sink. Everything that the process spends counts.
 *
 * Prints "ready" and "measured" around the measurement, then a line of JSON.
 * The way down is measured where the element has decoded the audio: this
 * program's base64 takes the place of the library's. */

#include "ends.h"
#include "gstopenairealtimeelement.h"
#include "protocol/base64.h"

#include <gst/openairealtime/openairealtime.h>
#include <stdio.h>
#include <string.h>

#define PATIENCE_US (60 * G_USEC_PER_SEC)

typedef struct
{
  GstElement *pipeline, *source, *element, *sink;
} Call;

static struct
{
  gint port, sessions, seconds, settle, frame_bytes, chunk, pause, deadline;
  gchar *trust, *source, *settings, *trouble;
  gboolean bare;
} options = { 0, 1, 5, 2000, 160, 0, 0, 0, NULL, NULL, NULL, NULL, FALSE };

static Delays down, cadence;
static gint measuring, errors, feeding;
static Call *calls;
static GMutex block_lock; /* held while a handler must not return */

static GBytes *decode_plain (const gchar *text, gsize length);

/* With all that base64.c defines here, the linker leaves the library's out. */
#define oa_base64_decode decode_plain
#include "protocol/base64.c"
#undef oa_base64_decode

GBytes *
oa_base64_decode (const gchar *text, gsize length)
{
  GBytes *audio = decode_plain (text, length);
  gint64 stamp;

  if (audio != NULL && g_bytes_get_size (audio) >= STAMP_SIZE
      && g_atomic_int_get (&measuring)
      && stamp_get (g_bytes_get_data (audio, NULL), &stamp))
    delays_add (&down, stamp_now () - stamp);
  return audio;
}

/*** calls ***/

static GstBusSyncReply
on_bus_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  GError *error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    if (g_atomic_int_add (&errors, 1) == 0)
      fprintf (stderr, "%s\n", error->message);
    g_error_free (error);
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
set_one (const gchar *setting, GstElement *element)
{
  gchar **pair = g_strsplit (setting, "=", 2);

  if (pair[0] != NULL && pair[1] != NULL)
    gst_util_set_object_arg (G_OBJECT (element), pair[0], pair[1]);
  g_strfreev (pair);
}

static GstElement *
make_element (void)
{
  GstElement *element = gst_element_factory_make ("openairealtime", NULL);
  g_autofree gchar *uri = g_strdup_printf ("%s://localhost:%d/v1/realtime",
      options.trust != NULL ? "wss" : "ws", options.port);
  gchar **settings =
      g_strsplit (options.settings != NULL ? options.settings : "", ",", -1);

  g_object_set (element, "uri", uri, "api-key", "sk-bench", "turn-detection",
      GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD, "connect-timeout", 60000,
      NULL);
  if (options.trust != NULL)
    g_object_set (element, "tls-database", options.trust, NULL);
  if (options.chunk > 0)
    g_object_set (element, "chunk-duration", options.chunk, NULL);
  for (guint i = 0; settings[i] != NULL; i++)
    set_one (settings[i], element);
  g_strfreev (settings);
  return element;
}

static GstCaps *
make_caps (void)
{
  return gst_caps_from_string (options.frame_bytes == 160
          ? "audio/x-mulaw,rate=8000,channels=1"
          : "audio/x-raw,format=S16LE,rate=24000,channels=1,layout=interleaved");
}

static GstElement *
make_source (GstCaps *caps)
{
  if (g_strcmp0 (options.source, "test") == 0)
    return gst_parse_bin_from_description (
        "audiotestsrc is-live=true "
        "samplesperbuffer=160 ! audio/x-raw,rate=8000,channels=1 ! mulawenc",
        TRUE, NULL);
  return bench_source_new (caps, options.frame_bytes,
      g_strcmp0 (options.source, "fed") != 0);
}

/* In its place, for what a call costs without it: passes on what it gets. */
static GstElement *
make_nothing (void)
{
  return gst_element_factory_make ("identity", NULL);
}

static void
make_call (Call *call)
{
  g_autoptr (GstCaps) caps = make_caps ();
  g_autoptr (GstBus) bus = NULL;

  call->pipeline = gst_pipeline_new (NULL);
  call->source = make_source (caps);
  call->element = options.bare ? make_nothing () : make_element ();
  call->sink = bench_sink_new (caps, &cadence);
  g_object_set (call->sink, "processing-deadline",
      (guint64) options.deadline * GST_MSECOND, NULL);
  gst_bin_add_many (GST_BIN (call->pipeline), call->source, call->element,
      call->sink, NULL);
  if (!gst_element_link (call->source, call->element)
      || !gst_element_link (call->element, call->sink))
    g_error ("the elements cannot be linked");
  bus = gst_element_get_bus (call->pipeline);
  gst_bus_set_sync_handler (bus, on_bus_message, NULL, NULL);
}

static gboolean
is_connected (const Call *call)
{
  gint state;

  if (options.bare)
    return TRUE;
  g_object_get (call->element, "connection-state", &state, NULL);
  return state == GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED;
}

static gboolean
wait_for_calls (guint count)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_US;
  guint i = 0;

  while (i < count && g_get_monotonic_time () < end) {
    if (is_connected (&calls[i]))
      i++;
    else
      g_usleep (1000);
  }
  return i == count;
}

/*** feeding ***/

/* What one thread of an application does that gets all packets of all calls:
 * sessions are spread over the 20 ms. */
static gpointer
feed (gpointer data)
{
  gint64 start = g_get_monotonic_time ();

  for (guint64 tick = 1; g_atomic_int_get (&feeding); tick++) {
    gint64 wait = start + (gint64) tick * 1000 - g_get_monotonic_time ();

    if (wait > 0)
      g_usleep (wait);
    for (gint i = tick % 20; i < options.sessions; i += 20)
      bench_source_push (BENCH_SOURCE (calls[i].source));
  }
  return NULL;
}

static GThread *
start_feeding (void)
{
  if (g_strcmp0 (options.source, "fed") != 0)
    return NULL;
  g_atomic_int_set (&feeding, 1);
  return g_thread_new ("feed", feed, NULL);
}

static void
stop_feeding (GThread *thread)
{
  g_atomic_int_set (&feeding, 0);
  if (thread != NULL)
    g_thread_join (thread);
}

/*** trouble in the first call ***/

static void
on_event (GstElement *element, const gchar *type, const gchar *json)
{
  g_mutex_lock (&block_lock);
  g_mutex_unlock (&block_lock);
}

static void
prepare_trouble (void)
{
  if (g_strcmp0 (options.trouble, "handler") == 0)
    g_signal_connect (calls[0].element, "event", G_CALLBACK (on_event), NULL);
}

static void
begin_trouble (void)
{
  if (g_strcmp0 (options.trouble, "handler") == 0)
    g_mutex_lock (&block_lock);
  else if (g_strcmp0 (options.trouble, "downstream") == 0)
    bench_sink_block (BENCH_SINK (calls[0].sink), TRUE);
}

static void
end_trouble (void)
{
  if (g_strcmp0 (options.trouble, "handler") == 0)
    g_mutex_unlock (&block_lock);
  else if (g_strcmp0 (options.trouble, "downstream") == 0)
    bench_sink_block (BENCH_SINK (calls[0].sink), FALSE);
}

/*** measuring ***/

static void
get_counts (BenchCounts *counts)
{
  for (gint i = 0; i < options.sessions; i++)
    bench_sink_get_counts (BENCH_SINK (calls[i].sink), &counts[i]);
}

/* Of all calls but the first, which may be in trouble. */
static void
print_counts (const BenchCounts *from, const BenchCounts *to, GString *json)
{
  guint64 least = G_MAXUINT64, most = 0, holes = 0, gaps = 0, speech = 0;

  for (gint i = options.sessions > 1 ? 1 : 0; i < options.sessions; i++) {
    least = MIN (least, to[i].frames - from[i].frames);
    most = MAX (most, to[i].frames - from[i].frames);
    holes += to[i].holes - from[i].holes;
    gaps += to[i].gaps - from[i].gaps;
    speech += to[i].speech - from[i].speech;
  }
  g_string_append_printf (json,
      ", \"frames_least\": %" G_GUINT64_FORMAT
      ", \"frames_most\": %" G_GUINT64_FORMAT
      ", \"frames_first_call\": %" G_GUINT64_FORMAT
      ", \"holes\": %" G_GUINT64_FORMAT ", \"gaps\": %" G_GUINT64_FORMAT
      ", \"speech\": %" G_GUINT64_FORMAT,
      least, most, to[0].frames - from[0].frames, holes, gaps, speech);
}

static gint64
stop_calls (void)
{
  gint64 begin = g_get_monotonic_time ();

  for (gint i = 0; i < options.sessions; i++)
    gst_element_set_state (calls[i].pipeline, GST_STATE_NULL);
  return (g_get_monotonic_time () - begin) / 1000;
}

static void
free_calls (void)
{
  for (gint i = 0; i < options.sessions; i++)
    gst_object_unref (calls[i].pipeline);
  g_free (calls);
}

/* The first call is up before the others come, so that the server's first is
 * ours. */
static gint64
start_calls (void)
{
  gint64 begin;

  for (gint i = 0; i < options.sessions; i++)
    make_call (&calls[i]);
  prepare_trouble ();
  begin = stamp_now ();
  gst_element_set_state (calls[0].pipeline, GST_STATE_PLAYING);
  if (options.trouble != NULL && !wait_for_calls (1))
    return -1;
  for (gint i = 1; i < options.sessions; i++) {
    gst_element_set_state (calls[i].pipeline, GST_STATE_PLAYING);
    if (options.pause > 0)
      g_usleep (options.pause);
  }
  return begin;
}

static void
measure (Usage *begin, Usage *end, BenchCounts *from, BenchCounts *to)
{
  get_counts (from);
  usage_take (begin);
  g_atomic_int_set (&measuring, 1);
  say ("ready");
  begin_trouble ();
  g_usleep (options.seconds * G_USEC_PER_SEC);
  usage_take (end);
  get_counts (to);
  g_atomic_int_set (&measuring, 0);
  say ("measured");
}

static void
run (void)
{
  BenchCounts *from = g_new0 (BenchCounts, options.sessions);
  BenchCounts *to = g_new0 (BenchCounts, options.sessions);
  g_autoptr (GString) json = g_string_new (NULL);
  Usage empty, begin, end;
  GThread *feeder;
  gint64 started;

  usage_take (&empty);
  calls = g_new0 (Call, options.sessions);
  started = start_calls ();
  feeder = start_feeding ();
  if (started < 0 || !wait_for_calls (options.sessions))
    g_error ("not all calls were connected");
  g_usleep (options.settle * 1000);
  delays_reset (&cadence);
  measure (&begin, &end, from, to);
  g_string_append_printf (json,
      "{\"sessions\": %d, \"started\": %" G_GINT64_FORMAT
      ", \"errors\": %d, \"rss_kb_per_session\": %" G_GINT64_FORMAT,
      options.sessions, started, g_atomic_int_get (&errors),
      (end.rss - empty.rss) / 1000 / options.sessions);
  usage_print (&begin, &end, options.sessions, json);
  delays_print (&down, json, "down");
  delays_print (&cadence, json, "cadence");
  print_counts (from, to, json);
  end_trouble ();
  stop_feeding (feeder);
  g_string_append_printf (json, ", \"stop_ms\": %" G_GINT64_FORMAT,
      stop_calls ());
  say (g_string_append_c (json, '}')->str);
  free_calls ();
  g_free (from);
  g_free (to);
}

gint
main (gint argc, gchar **argv)
{
  GOptionEntry entries[] = { { "port", 0, 0, G_OPTION_ARG_INT, &options.port,
                                 "of the load server", "N" },
    { "sessions", 0, 0, G_OPTION_ARG_INT, &options.sessions, "at once", "N" },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &options.seconds, "to measure", "N" },
    { "settle", 0, 0, G_OPTION_ARG_INT, &options.settle, "before that", "MS" },
    { "frame-bytes", 0, 0, G_OPTION_ARG_INT, &options.frame_bytes,
        "bytes of 20 ms: 160 = G.711, 960 = PCM", "N" },
    { "chunk-duration", 0, 0, G_OPTION_ARG_INT, &options.chunk,
        "ms per message, 0 = the element's default", "MS" },
    { "pause", 0, 0, G_OPTION_ARG_INT, &options.pause,
        "between the starts of two calls", "US" },
    { "trust", 0, 0, G_OPTION_ARG_FILENAME, &options.trust,
        "TLS, with these authorities", "PEM" },
    { "source", 0, 0, G_OPTION_ARG_STRING, &options.source,
        "own: a thread per call; fed: one thread for all; test: "
        "audiotestsrc",
        "KIND" },
    { "set", 0, 0, G_OPTION_ARG_STRING, &options.settings,
        "properties of the element", "NAME=VALUE,…" },
    { "deadline", 0, 0, G_OPTION_ARG_INT, &options.deadline,
        "the sink's processing-deadline; with more than 0 nothing is shared",
        "MS" },
    { "bare", 0, 0, G_OPTION_ARG_NONE, &options.bare,
        "calls without the element: what the rest of them costs", NULL },
    { "trouble", 0, 0, G_OPTION_ARG_STRING, &options.trouble,
        "in the first call: handler, downstream, connection", "KIND" },
    { NULL } };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, &argc, &argv, NULL))
    return 2;
  g_option_context_free (context);
  raise_limits ();
  options.sessions = MAX (options.sessions, 1);
  GST_ELEMENT_REGISTER (openairealtime, NULL);
  run ();
  return 0;
}
