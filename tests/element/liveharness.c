/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* liveharness.c - see liveharness.h. */

#include "liveharness.h"
#include "fixture.h"

static void
add_element (GstHarness *h, GstElement *element, const gchar *format)
{
  GstStaticPadTemplate src = { "src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (format_caps (format)) };
  GstStaticPadTemplate sink = { "sink", GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (format_caps (format)) };

  gst_harness_add_element_full (h, element, &src, "sink", &sink, "src");
  gst_static_caps_cleanup (&src.static_caps);
  gst_static_caps_cleanup (&sink.static_caps);
}

static GstElement *
make_element (OrsServer *server, const gchar *property, va_list args)
{
  GstElement *element = gst_element_factory_make ("openairealtime", NULL);

  g_object_set (element, "uri", ors_server_get_uri (server), "api-key",
      "sk-test", NULL);
  if (property != NULL)
    g_object_set_valist (G_OBJECT (element), property, args);
  /* It starts within the harness, and may be connected before the test
   * looks. */
  watch_early (element);
  return element;
}

/* Takes @element. */
static void
start (GstHarness *h, GstElement *element, const gchar *format, GstClock *clock)
{
  gst_element_set_clock (element, clock);
  gst_harness_set_live (h, TRUE);
  add_element (h, element, format);
  gst_harness_set_src_caps_str (h, format_caps (format));
  gst_object_unref (element);
}

GstHarness *
live_harness_new_with (OrsServer *server, const gchar *format,
    const gchar *property, ...)
{
  GstHarness *h = gst_harness_new_empty ();
  GstTestClock *clock = gst_harness_get_testclock (h);
  va_list args;

  va_start (args, property);
  start (h, make_element (server, property, args), format, GST_CLOCK (clock));
  va_end (args);
  gst_harness_use_testclock (h);
  gst_object_unref (clock);
  return h;
}

GstHarness *
live_harness_new_by (GstClock *clock, OrsServer *server, const gchar *format,
    const gchar *property, ...)
{
  GstHarness *h = gst_harness_new_empty ();
  va_list args;

  va_start (args, property);
  start (h, make_element (server, property, args), format, clock);
  va_end (args);
  return h;
}

GstHarness *
live_harness_new (OrsServer *server, const gchar *format)
{
  return live_harness_new_with (server, format, NULL, NULL);
}

void
live_harness_stop (GstHarness *h, Watch *watch)
{
  gst_element_set_state (h->element, GST_STATE_NULL);
  watch_free (watch);
  gst_harness_teardown (h);
}

void
live_harness_push_all (GstHarness *h, GBytes *audio)
{
  gsize frame = 20 * 48, at;

  for (at = 0; at < g_bytes_get_size (audio); at += frame) {
    GBytes *bytes = g_bytes_new_from_bytes (audio, at,
        MIN (frame, g_bytes_get_size (audio) - at));
    GstBuffer *buffer = gst_buffer_new_wrapped_bytes (bytes);

    GST_BUFFER_PTS (buffer) = at / 48 * GST_MSECOND;
    g_bytes_unref (bytes);
    g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
  }
  g_bytes_unref (audio);
}

GstBuffer *
live_harness_next (GstHarness *h)
{
  g_assert_true (gst_harness_crank_single_clock_wait (h));
  return gst_harness_pull (h);
}
