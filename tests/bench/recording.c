/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recording.c - what an hour of recorded audio costs: up as fast as it goes,
 * and an answer back. */

#include "figures.h"
#include "gstopenairealtimeelement.h"

#include <math.h>

#define RATE 24000

static gint port, minutes = 10;
static gchar *trust;
static guint64 received;

/* A second of tone: a recording without a pause is one turn. */
static GstBuffer *
make_second (void)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, RATE * 2, NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (guint i = 0; i < RATE; i++)
    GST_WRITE_UINT16_LE (map.data + 2 * i, (gint16) (8000 * sin (i * 0.05)));
  gst_buffer_unmap (buffer, &map);
  return buffer;
}

static void
push_recording (GstElement *source)
{
  g_autoptr (GstBuffer) second = make_second ();
  GstFlowReturn ret = GST_FLOW_OK;

  for (gint i = 0; i < minutes * 60 && ret == GST_FLOW_OK; i++) {
    g_autoptr (GstBuffer) buffer = gst_buffer_copy (second);

    GST_BUFFER_PTS (buffer) = i * GST_SECOND;
    GST_BUFFER_DURATION (buffer) = GST_SECOND;
    g_signal_emit_by_name (source, "push-buffer", buffer, &ret);
  }
  g_signal_emit_by_name (source, "end-of-stream", &ret);
}

static GstPadProbeReturn
on_answer (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  received += gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (info));
  return GST_PAD_PROBE_OK;
}

static GstElement *
make_pipeline (void)
{
  g_autofree gchar *uri = g_strdup_printf ("%s://localhost:%d/v1/realtime",
      trust != NULL ? "wss" : "ws", port);
  GstElement *pipeline = gst_parse_launch (
      "appsrc name=source format=time "
      "block=true max-bytes=960000 caps=audio/x-raw,format=S16LE,rate=24000,"
      "channels=1,layout=interleaved ! openairealtime name=element live=no "
      "turn-detection=none api-key=sk-bench ! fakesink name=sink sync=false",
      NULL);
  g_autoptr (GstElement) element =
      gst_bin_get_by_name (GST_BIN (pipeline), "element");
  g_autoptr (GstElement) sink =
      gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (sink, "sink");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_answer, NULL, NULL);
  g_object_set (element, "uri", uri, "tls-database", trust, NULL);
  return pipeline;
}

static gboolean
run_pipeline (GstElement *pipeline)
{
  g_autoptr (GstElement) source =
      gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  gboolean ok;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  push_recording (source);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  ok = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
  return ok;
}

gint
main (gint argc, gchar **argv)
{
  GOptionEntry entries[] = { { "port", 0, 0, G_OPTION_ARG_INT, &port,
                                 "of the load server", "N" },
    { "minutes", 0, 0, G_OPTION_ARG_INT, &minutes, "of the recording", "N" },
    { "trust", 0, 0, G_OPTION_ARG_FILENAME, &trust,
        "TLS, with these authorities", "PEM" },
    { NULL } };
  GOptionContext *context = g_option_context_new (NULL);
  GString *json = g_string_new (NULL);
  GstElement *pipeline;
  Usage begin, end;
  gboolean ok;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, &argc, &argv, NULL))
    return 2;
  g_option_context_free (context);
  GST_ELEMENT_REGISTER (openairealtime, NULL);
  pipeline = make_pipeline ();
  usage_take (&begin);
  ok = run_pipeline (pipeline);
  usage_take (&end);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  g_string_append_printf (json,
      "{\"minutes\": %d, \"received\": %" G_GUINT64_FORMAT, minutes, received);
  usage_print (&begin, &end, 1, json);
  say (g_string_append_c (json, '}')->str);
  g_string_free (json, TRUE);
  return ok ? 0 : 1;
}
