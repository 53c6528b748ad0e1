/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* phonebin.c - see phonebin.h.
 *
 * The model speaks in time: what it gives is sent at once, and nothing waits
 * here but the frame that is being encoded. Opus is coded at the model's own
 * rate. */

#include "phonebin.h"

#include "webrtc/network.h"

#define LATENCY_MS 40
/* The first of a browser counts; a few more may come of one that is broken. */
#define MAX_STREAMS 4
#define GATE "ovs-phone-gate"

#define RAW "audio/x-raw,format=S16LE,rate=24000,channels=1,layout=interleaved"

typedef struct
{
  const gchar *from, *to, *encoding;
  guint clock_rate;
} Chain;

/* The decoder's caps lack the rate when the offer does not name one. */
static const Chain chains[] = {
  [OVS_CODEC_OPUS] = { "rtpopusdepay name=in ! "
                       "audio/x-opus,channel-mapping-family=0,rate=48000 ! "
                       "opusdec plc=true use-inband-fec=true ! "
                       "audioconvert ! audioresample ! capsfilter name=last "
                       "caps=\"" RAW "\"",
      "opusenc name=first audio-type=voice frame-size=20 bitrate=32000 "
      "complexity=5 inband-fec=true packet-loss-percentage=5 ! rtpopuspay",
      "OPUS", 48000 },
  [OVS_CODEC_PCMU] = { "rtppcmudepay name=in ! capsfilter name=last "
                       "caps=\"audio/x-mulaw,rate=8000,channels=1\"",
      "rtppcmupay name=first", "PCMU", 8000 },
  [OVS_CODEC_PCMA] = { "rtppcmadepay name=in ! capsfilter name=last "
                       "caps=\"audio/x-alaw,rate=8000,channels=1\"",
      "rtppcmapay name=first", "PCMA", 8000 },
};

/*** what comes of the browser ***/

static GstPadProbeReturn
on_other (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  return GST_PAD_PROBE_DROP;
}

/* Streams beside the first end here, and need nothing that would stay. */
static void
on_pad (GstElement *webrtcbin, GstPad *pad, gpointer user_data)
{
  GstElement *phone = GST_ELEMENT (gst_element_get_parent (webrtcbin));
  GstElement *in;
  GstPad *to;

  if (phone == NULL)
    return;
  in = gst_bin_get_by_name (GST_BIN (phone), "in");
  to = gst_element_get_static_pad (in, "sink");
  if (GST_PAD_IS_SRC (pad) && gst_pad_link (pad, to) != GST_PAD_LINK_OK)
    gst_pad_add_probe (pad,
        GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_other,
        NULL, NULL);
  gst_object_unref (to);
  gst_object_unref (in);
  gst_object_unref (phone);
}

static GstPadProbeReturn
on_closed_gate (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  return GST_PAD_PROBE_DROP;
}

static void
close_gate (GstPad *src)
{
  gulong id = gst_pad_add_probe (src,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
      on_closed_gate, NULL, NULL);

  g_object_set_data (G_OBJECT (src), GATE, GSIZE_TO_POINTER (id));
}

void
ovs_phone_bin_open (GstElement *phone)
{
  GstPad *src = gst_element_get_static_pad (phone, "src");
  gulong id = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (src), GATE));

  gst_pad_remove_probe (src, id);
  gst_object_unref (src);
}

/*** what goes to it ***/

/* The network's elements would not say that they have had the last of it. */
static GstPadProbeReturn
on_to_browser (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  GstElement *phone;

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_EOS)
    return GST_PAD_PROBE_OK;
  phone = gst_pad_get_parent_element (pad);
  if (phone != NULL)
    gst_element_post_message (phone,
        gst_message_new_element (GST_OBJECT (phone),
            gst_structure_new_empty (OVS_PHONE_FINISHED)));
  gst_clear_object (&phone);
  return GST_PAD_PROBE_DROP;
}

/*** building ***/

static gchar *
describe (const OvsOffer *offer)
{
  const Chain *chain = &chains[offer->codec];

  return g_strdup_printf ("webrtcbin name=peer bundle-policy=max-bundle "
                          "latency=%d "
                          "%s %s pt=%u ! application/x-rtp,media=audio,"
                          "encoding-name=%s,clock-rate=%u,payload=%u ! peer.",
      LATENCY_MS, chain->from, chain->to, offer->payload, chain->encoding,
      chain->clock_rate, offer->payload);
}

static GstPad *
add_ghost (GstElement *phone, const gchar *element, const gchar *name)
{
  GstElement *child = gst_bin_get_by_name (GST_BIN (phone), element);
  GstPad *target = gst_element_get_static_pad (child, name);
  GstPad *ghost = gst_ghost_pad_new (name, target);

  gst_element_add_pad (phone, ghost);
  gst_object_unref (target);
  gst_object_unref (child);
  return ghost;
}

static void
set_streams (GstElement *webrtcbin)
{
  GstElement *rtpbin = gst_bin_get_by_name (GST_BIN (webrtcbin), "rtpbin");

  if (rtpbin != NULL)
    g_object_set (rtpbin, "max-streams", MAX_STREAMS, NULL);
  gst_clear_object (&rtpbin);
}

GstElement *
ovs_phone_bin_get_webrtcbin (GstElement *phone)
{
  GstElement *webrtcbin = gst_bin_get_by_name (GST_BIN (phone), "peer");

  gst_object_unref (webrtcbin);
  return webrtcbin;
}

GstElement *
ovs_phone_bin_new (const OvsOffer *offer, const OvsSettings *settings,
    GError **error)
{
  g_autofree gchar *text = describe (offer);
  GstElement *phone = gst_parse_bin_from_description_full (text, FALSE, NULL,
      GST_PARSE_FLAG_FATAL_ERRORS, error);
  GstElement *webrtcbin;
  GstPad *sink;

  if (phone == NULL)
    return NULL;
  webrtcbin = ovs_phone_bin_get_webrtcbin (phone);
  ovs_network_configure (webrtcbin, settings);
  set_streams (webrtcbin);
  g_signal_connect (webrtcbin, "pad-added", G_CALLBACK (on_pad), NULL);
  close_gate (add_ghost (phone, "last", "src"));
  sink = add_ghost (phone, "first", "sink");
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_to_browser,
      NULL, NULL);
  return phone;
}
