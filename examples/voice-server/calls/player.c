/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* player.c - see player.h. */

#include "player.h"

#include "linesound.h"

static gchar *
describe (GstPad *sink, gboolean paced)
{
  OvsLineFormat format = OVS_LINE_MULAW;
  const gchar *encoder;
  guint rate = 8000;

  ovs_line_find (sink, &format, &rate);
  encoder = format == OVS_LINE_MULAW ? "! mulawenc"
      : format == OVS_LINE_ALAW      ? "! alawenc"
                                     : "";
  return g_strdup_printf ("filesrc name=file ! decodebin ! audioconvert "
                          "! audioresample ! audio/x-raw,format=S16LE,rate=%u,"
                          "channels=1,layout=interleaved %s %s",
      rate, encoder, paced ? "! clocksync name=pace" : "");
}

void
ovs_player_unlink (GstPad *sink)
{
  GstPad *peer = gst_pad_get_peer (sink);

  if (peer != NULL)
    gst_pad_unlink (peer, sink);
  gst_clear_object (&peer);
}

/* Its time begins now. */
static void
set_pace (GstElement *pipeline, GstElement *player, GstPad *src)
{
  GstElement *pace = gst_bin_get_by_name (GST_BIN (player), "pace");
  GstClockTime now = gst_element_get_current_running_time (pipeline);

  if (pace == NULL || !GST_CLOCK_TIME_IS_VALID (now)) {
    gst_clear_object (&pace);
    return;
  }
  g_object_set (pace, "ts-offset", (gint64) now, NULL);
  gst_pad_set_offset (src, now);
  gst_object_unref (pace);
}

/* On another thread: it opens a file. The pipeline may be stopped meanwhile;
 * one that was takes nobody along any more. */
static void
start_last_child (GstElement *pipeline, gpointer child)
{
  GST_STATE_LOCK (pipeline);
  gst_element_sync_state_with_parent (child);
  GST_STATE_UNLOCK (pipeline);
}

GstElement *
ovs_player_start (GstElement *pipeline, GstPad *sink, const gchar *path,
    gboolean paced, GstPadProbeCallback probe, gpointer user_data,
    GError **error)
{
  g_autofree gchar *line = describe (sink, paced);
  GstElement *player = gst_parse_bin_from_description (line, TRUE, error);
  GstElement *file;
  GstPad *src;

  if (player == NULL)
    return NULL;
  file = gst_bin_get_by_name (GST_BIN (player), "file");
  g_object_set (file, "location", path, NULL);
  gst_object_unref (file);
  gst_bin_add (GST_BIN (pipeline), player);
  src = gst_element_get_static_pad (player, "src");
  set_pace (pipeline, player, src);
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, probe, user_data,
      NULL);
  ovs_player_unlink (sink);
  gst_pad_link (src, sink);
  gst_object_unref (src);
  gst_element_call_async (pipeline, start_last_child, gst_object_ref (player),
      gst_object_unref);
  return player;
}
