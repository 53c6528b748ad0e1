/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listenbin.c - see listenbin.h.
 *
 * The sources are live and bounded; whoever comes late or not at all is silence
 * to the mixer, which goes by the clock. */

#include "listenbin.h"

#include "webrtc/network.h"

#define LATENCY_MS 40
/* Of a side that may wait for the mixer: 200 ms at least. */
#define MAX_WAITING 9600

static const gchar *const names[OVS_TAP_SIDES] = { "caller", "agent" };

static const gchar *
find_decoder (GstCaps *caps)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);

  if (gst_structure_has_name (structure, "audio/x-mulaw"))
    return "mulawdec ! ";
  if (gst_structure_has_name (structure, "audio/x-alaw"))
    return "alawdec ! ";
  return "";
}

static gchar *
describe_side (guint side, GstCaps *caps)
{
  return g_strdup_printf ("appsrc name=%s is-live=true do-timestamp=true "
                          "format=time leaky-type=downstream max-bytes=%u ! "
                          "%s audioconvert ! audioresample ! "
                          "audio/x-raw,rate=24000,channels=1 ! audioconvert "
                          "name=place%u ! audio/x-raw,format=S16LE,rate=24000,"
                          "channels=2,channel-mask=(bitmask)3 ! mix. ",
      names[side], MAX_WAITING, find_decoder (caps), side);
}

static gchar *
describe (const OvsOffer *offer, GstCaps *const caps[OVS_TAP_SIDES])
{
  g_autofree gchar *caller =
      describe_side (OVS_TAP_CALLER, caps[OVS_TAP_CALLER]);
  g_autofree gchar *agent = describe_side (OVS_TAP_AGENT, caps[OVS_TAP_AGENT]);

  return g_strdup_printf (
      "webrtcbin name=peer bundle-policy=max-bundle latency=%d "
      "audiomixer name=mix latency=%u output-buffer-duration=20000000 "
      "start-time-selection=first ! "
      "audio/x-raw,format=S16LE,rate=24000,channels=2 ! "
      "opusenc frame-size=20 bitrate=64000 complexity=5 ! rtpopuspay pt=%u ! "
      "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,"
      "payload=%u ! peer. %s %s",
      LATENCY_MS, (guint) (LATENCY_MS * GST_MSECOND), offer->payload,
      offer->payload, caller, agent);
}

static void
append_row (GValue *matrix, gdouble value)
{
  GValue row = G_VALUE_INIT, cell = G_VALUE_INIT;

  g_value_init (&row, GST_TYPE_ARRAY);
  g_value_init (&cell, G_TYPE_FLOAT);
  g_value_set_float (&cell, value);
  gst_value_array_append_and_take_value (&row, &cell);
  gst_value_array_append_and_take_value (matrix, &row);
}

/* One channel in, two out. */
static void
place (GstElement *bin, guint side)
{
  g_autofree gchar *name = g_strdup_printf ("place%u", side);
  GstElement *convert = gst_bin_get_by_name (GST_BIN (bin), name);
  GValue matrix = G_VALUE_INIT;

  g_value_init (&matrix, GST_TYPE_ARRAY);
  append_row (&matrix, side == OVS_TAP_CALLER ? 1 : 0);
  append_row (&matrix, side == OVS_TAP_AGENT ? 1 : 0);
  g_object_set_property (G_OBJECT (convert), "mix-matrix", &matrix);
  g_value_unset (&matrix);
  gst_object_unref (convert);
}

GstElement *
ovs_listen_bin_get_webrtcbin (GstElement *bin)
{
  GstElement *webrtcbin = gst_bin_get_by_name (GST_BIN (bin), "peer");

  gst_object_unref (webrtcbin);
  return webrtcbin;
}

GstElement *
ovs_listen_bin_get_source (GstElement *bin, OvsTapSide side)
{
  return gst_bin_get_by_name (GST_BIN (bin), names[side]);
}

GstElement *
ovs_listen_bin_new (const OvsOffer *offer, const OvsSettings *settings,
    GstCaps *const caps[OVS_TAP_SIDES], GError **error)
{
  g_autofree gchar *text = describe (offer, caps);
  GstElement *bin = gst_parse_bin_from_description_full (text, FALSE, NULL,
      GST_PARSE_FLAG_FATAL_ERRORS, error);

  if (bin == NULL)
    return NULL;
  for (guint i = 0; i < OVS_TAP_SIDES; i++) {
    GstElement *source = ovs_listen_bin_get_source (bin, (OvsTapSide) i);

    g_object_set (source, "caps", caps[i], NULL);
    gst_object_unref (source);
    place (bin, i);
  }
  ovs_network_configure (ovs_listen_bin_get_webrtcbin (bin), settings);
  return bin;
}

void
ovs_listen_bin_push (GstElement *source, GstBuffer *buffer)
{
  GstFlowReturn result;
  GstBuffer *copy = gst_buffer_new ();

  gst_buffer_copy_into (copy, buffer, GST_BUFFER_COPY_MEMORY, 0, -1);
  g_signal_emit_by_name (source, "push-buffer", copy, &result);
  gst_buffer_unref (copy);
}
