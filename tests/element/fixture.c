/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* fixture.c - building and running pipelines for tests. */

#include "fixture.h"
#include "testserver.h"
#include "gstopenairealtimeelement.h"
#include "protocol/g711.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

static void
ignore_log (const gchar *domain, GLogLevelFlags level, const gchar *message,
    gpointer data)
{}

void
fixture_init (void)
{
  /* Tests print debug messages of every library otherwise. */
  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, ignore_log, NULL);
  g_unsetenv ("OPENAI_API_KEY");
  g_unsetenv ("OPENAI_BASE_URL");
  gst_init (NULL, NULL);
  g_assert_true (GST_ELEMENT_REGISTER (openairealtime, NULL));
}

void
fixture_start_script (Fixture *f, const OrsOptions *options,
    const gchar *script)
{
  memset (f, 0, sizeof (*f));
  f->server = test_server_new (options, script);
}

void
fixture_start (Fixture *f, const OrsOptions *options)
{
  fixture_start_script (f, options, NULL);
}

void
fixture_start_pcm (Fixture *f, const OrsOptions *options)
{
  fixture_start (f, options);
  fixture_build (f, format_caps ("pcm"), format_caps ("pcm"));
}

void
fixture_start_server (Fixture *f, const OrsOptions *options)
{
  f->server = test_server_new (options, NULL);
}

void
fixture_build (Fixture *f, const gchar *in_caps, const gchar *out_caps)
{
  GError *error = NULL;
  gchar *text = g_strdup_printf (
      "appsrc name=src format=time caps=\"%s\" "
      "max-bytes=0 ! openairealtime name=element api-key=sk-test ! "
      "appsink name=sink sync=false caps=\"%s\" wait-on-eos=false",
      in_caps, out_caps);

  f->pipeline = gst_parse_launch (text, &error);
  g_assert_no_error (error);
  g_free (text);
  f->src = gst_bin_get_by_name (GST_BIN (f->pipeline), "src");
  f->element = gst_bin_get_by_name (GST_BIN (f->pipeline), "element");
  f->sink = gst_bin_get_by_name (GST_BIN (f->pipeline), "sink");
  if (f->server != NULL)
    g_object_set (f->element, "uri", ors_server_get_uri (f->server), NULL);
}

void
fixture_stop (Fixture *f)
{
  if (f->pipeline != NULL) {
    gst_element_set_state (f->pipeline, GST_STATE_NULL);
    gst_object_unref (f->src);
    gst_object_unref (f->element);
    gst_object_unref (f->sink);
    gst_object_unref (f->pipeline);
  }
  if (f->server != NULL)
    ors_server_free (f->server);
}

void
fixture_push (Fixture *f, GBytes *audio, gboolean eos)
{
  GstFlowReturn ret;

  if (audio != NULL) {
    g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_bytes (audio);

    GST_BUFFER_PTS (buffer) = 0;
    g_signal_emit_by_name (f->src, "push-buffer", buffer, &ret);
  }
  if (eos)
    g_signal_emit_by_name (f->src, "end-of-stream", &ret);
}

static gboolean
is_contiguous (GstBuffer *buffer, GstClockTime *end)
{
  gboolean ok = !GST_CLOCK_TIME_IS_VALID (*end)
      || GST_BUFFER_PTS (buffer) == *end;

  *end = GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer);
  return ok;
}

static void
collect_audio (Fixture *f, Run *run)
{
  GstClockTime end = GST_CLOCK_TIME_NONE;
  GstSample *sample;

  run->contiguous = TRUE;
  for (;;) {
    GstMapInfo map;
    GstBuffer *buffer;

    g_signal_emit_by_name (f->sink, "try-pull-sample", (guint64) 0, &sample);
    if (sample == NULL)
      break;
    buffer = gst_sample_get_buffer (sample);
    run->contiguous = is_contiguous (buffer, &end) && run->contiguous;
    gst_buffer_map (buffer, &map, GST_MAP_READ);
    g_byte_array_append (run->audio, map.data, map.size);
    gst_buffer_unmap (buffer, &map);
    gst_sample_unref (sample);
  }
}

static void
take_error (Run *run, GstMessage *message)
{
  const GstStructure *details = NULL;

  if (run->n_errors++ > 0)
    return;
  gst_message_parse_error (message, &run->error, NULL);
  gst_message_parse_error_details (message, &details);
  if (details != NULL)
    run->details = gst_structure_copy (details);
}

/* TRUE when the message ends the run. */
static gboolean
take_message (Run *run, GstMessage *message)
{
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_EOS:
      run->eos = TRUE;
      return TRUE;
    case GST_MESSAGE_ERROR:
      take_error (run, message);
      return TRUE;
    case GST_MESSAGE_WARNING:
      run->n_warnings++;
      return FALSE;
    case GST_MESSAGE_ELEMENT:
      g_ptr_array_add (run->messages,
          gst_structure_copy (gst_message_get_structure (message)));
      return FALSE;
    default:
      return FALSE;
  }
}

Run *
fixture_finish (Fixture *f)
{
  Run *run = g_new0 (Run, 1);
  g_autoptr (GstBus) bus = gst_element_get_bus (f->pipeline);
  GstMessage *message;
  gboolean done = FALSE;

  run->audio = g_byte_array_new ();
  run->messages = g_ptr_array_new_with_free_func (
      (GDestroyNotify) gst_structure_free);
  while (!done) {
    message = gst_bus_timed_pop (bus, WAIT_S * GST_SECOND);
    g_assert_nonnull (message);
    done = take_message (run, message);
    gst_message_unref (message);
  }
  collect_audio (f, run);
  /* Further errors would follow the first at once. */
  while ((message = gst_bus_pop (bus)) != NULL) {
    take_message (run, message);
    gst_message_unref (message);
  }
  return run;
}

Run *
fixture_run (Fixture *f, GBytes *audio)
{
  Run *run;

  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  fixture_push (f, audio, TRUE);
  run = fixture_finish (f);
  gst_element_set_state (f->pipeline, GST_STATE_NULL);
  return run;
}

void
run_free (Run *run)
{
  g_byte_array_unref (run->audio);
  g_clear_error (&run->error);
  g_clear_pointer (&run->details, gst_structure_free);
  g_ptr_array_unref (run->messages);
  g_free (run);
}

const GstStructure *
run_nth (const Run *run, const gchar *name, guint n)
{
  for (guint i = 0; i < run->messages->len; i++) {
    const GstStructure *s = g_ptr_array_index (run->messages, i);

    if (gst_structure_has_name (s, name) && n-- == 0)
      return s;
  }
  return NULL;
}

guint
run_count (const Run *run, const gchar *name)
{
  guint n = 0;

  while (run_nth (run, name, n) != NULL)
    n++;
  return n;
}

gint64
fixture_truncated_ms (OrsServer *server, guint session)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree gchar *json = ors_server_dup_items (server, session);
  JsonArray *items;
  gint64 ms;

  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  items = json_node_get_array (json_parser_get_root (parser));
  ms = json_object_get_int_member_with_default (
      json_array_get_object_element (items, json_array_get_length (items) - 1),
      "truncated_ms", -1);
  return ms;
}

/*** audio ***/

const gchar *
format_caps (const gchar *format)
{
  if (g_str_equal (format, "pcmu"))
    return "audio/x-mulaw,rate=8000,channels=1";
  if (g_str_equal (format, "pcma"))
    return "audio/x-alaw,rate=8000,channels=1";
  return "audio/x-raw,format=S16LE,layout=interleaved,rate=24000,channels=1";
}

guint
format_bytes_per_ms (const gchar *format)
{
  return g_str_equal (format, "pcm") ? 48 : 8;
}

static void
append_sample (GByteArray *audio, const gchar *format, gint16 sample)
{
  guint8 bytes[2] = { sample & 0xff, (guint16) sample >> 8 };

  if (g_str_equal (format, "pcmu"))
    bytes[0] = oa_ulaw_encode (sample);
  else if (g_str_equal (format, "pcma"))
    bytes[0] = oa_alaw_encode (sample);
  g_byte_array_append (audio, bytes, g_str_equal (format, "pcm") ? 2 : 1);
}

GBytes *
make_speech (const gchar *format, guint n, guint speech_ms, guint pause_ms)
{
  GByteArray *audio = g_byte_array_new ();
  guint per_ms = g_str_equal (format, "pcm") ? 24 : 8;

  for (guint i = 0; i < n; i++) {
    for (guint t = 0; t < speech_ms * per_ms; t++)
      append_sample (audio, format,
          12000 * sin (2 * G_PI * 300 * t / (per_ms * 1000.0)));
    for (guint t = 0; t < pause_ms * per_ms; t++)
      append_sample (audio, format, 0);
  }
  return g_byte_array_free_to_bytes (audio);
}
