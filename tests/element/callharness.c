/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callharness.c - see callharness.h. */

#include "callharness.h"

void
call_take (Call *call, GstHarness *h)
{
  call->h = h;
  call->watch = watch_new (h->element);
  call->spoken = g_byte_array_new ();
  call->input_ms = 0;
}

void
call_start (Call *call, const OrsOptions *options)
{
  fixture_start (&call->f, options);
  call_take (call, live_harness_new (call->f.server, "pcm"));
}

void
call_stop (Call *call)
{
  live_harness_stop (call->h, call->watch);
  g_byte_array_unref (call->spoken);
  fixture_stop (&call->f);
}

void
say (Call *call, const gchar *text)
{
  ACT (call->h->element, "send-text", text, TRUE);
}

void
user_says (Call *call, guint ms, guint pause_ms)
{
  g_autoptr (GBytes) speech = make_speech ("pcm", 1, ms, pause_ms);
  gsize i, size = g_bytes_get_size (speech);

  for (i = 0; i + FRAME_BYTES <= size; i += FRAME_BYTES) {
    GstBuffer *buffer = gst_buffer_new_memdup (
        (const guint8 *) g_bytes_get_data (speech, NULL) + i, FRAME_BYTES);

    GST_BUFFER_PTS (buffer) = call->input_ms * GST_MSECOND;
    call->input_ms += FRAME_MS;
    g_assert_cmpint (gst_harness_push (call->h, buffer), ==, GST_FLOW_OK);
  }
}

gboolean
next_frame (Call *call)
{
  g_autoptr (GstBuffer) buffer = live_harness_next (call->h);
  gboolean gap = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP);
  GstMapInfo map;

  if (!gap) {
    gst_buffer_map (buffer, &map, GST_MAP_READ);
    g_byte_array_append (call->spoken, map.data, map.size);
    gst_buffer_unmap (buffer, &map);
  }
  return !gap;
}

void
hear_frames (Call *call, guint n)
{
  while (n > 0) {
    if (next_frame (call))
      n--;
  }
}

gboolean
act (Call *call, const gchar *action)
{
  gboolean ok = FALSE;

  g_signal_emit_by_name (call->h->element, action, &ok);
  return ok;
}

guint
count_client (Call *call, const gchar *type)
{
  return ors_server_count_events (call->f.server, "client", type);
}
