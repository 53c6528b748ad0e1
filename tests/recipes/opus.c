/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* opus.c - Opus over RTP, both ways, over loopback, in real time. */

#include "packets.h"
#include "recipe.h"
#include "../support/testcase.h"

static GstElement *
new_sender (guint port)
{
  g_autofree gchar *text =
      g_strdup_printf ("appsrc name=in format=time max-bytes=0 "
                       "caps=\"" SPOKEN_CAPS
                       "\" ! audioconvert ! audioresample ! opusenc ! "
                       "rtpopuspay pt=96 ! udpsink host=127.0.0.1 port=%u",
          port);
  GstElement *sender = pipeline_new (text);

  return sender;
}

/* Every packet is 20 ms after the one before, from @first on: a busy machine
 * may take its time for the start. */
static void
check_packets (Tape *tape, guint first)
{
  g_autoptr (GBytes) bytes = tape_dup_bytes (tape);
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  guint n, count = tape_count (tape);
  guint32 time = 0;
  guint16 number = 0;

  g_assert_cmpuint (count, >, first + 100);
  for (n = first; n < count; n++) {
    const guint8 *p;
    TapeEntry entry;

    tape_get (tape, n, &entry);
    p = data + entry.offset;
    g_assert_cmpuint (p[1] & 0x7f, ==, 96);
    if (n > first) {
      g_assert_cmpuint ((guint16) (GST_READ_UINT16_BE (p + 2) - number), ==,
          1);
      g_assert_cmpuint (GST_READ_UINT32_BE (p + 4) - time, ==, 960);
    }
    number = GST_READ_UINT16_BE (p + 2);
    time = GST_READ_UINT32_BE (p + 4);
  }
}

static guint
loud_ms (GBytes *audio, guint rate)
{
  const gint16 *samples = g_bytes_get_data (audio, NULL);
  gsize last = g_bytes_get_size (audio) / 2, first = 0, end = last;

  while (first < end && ABS (samples[first]) < 300)
    first++;
  while (last > first && ABS (samples[last - 1]) < 300)
    last--;
  return (last - first) * 1000 / rate;
}

TEST (opus)
{
  OrsOptions options = { .script = g_getenv ("RECIPE_SCRIPT") };
  gchar *line = recipe_read ("Opus over RTP"), *port;
  GstElement *receiver, *sender;
  Tape *packets, *sound;
  GBytes *sent, *heard;
  Recipe recipe;
  guint first;

  recipe_replace (&line, "port=5004", "address=127.0.0.1 port=0 name=wire");
  if (!recipe_can_run (line)) {
    g_free (line);
    return;
  }
  receiver = pipeline_new (
      "udpsrc name=udp address=127.0.0.1 port=0 "
      "caps=\"application/x-rtp,media=audio,clock-rate=48000,"
      "encoding-name=OPUS,payload=96\" ! rtpopusdepay ! opusdec ! "
      "audio/x-raw,rate=48000,channels=1 ! fakesink name=out sync=false");
  packets = tape_new (receiver, "udp", "src");
  sound = tape_new (receiver, "out", "sink");
  pipeline_play (receiver);
  port = g_strdup_printf ("port=%u", udp_port (receiver, "udp"));
  recipe_replace (&line, "port=5006", port);
  recipe_build (&recipe, line, &options);
  pipeline_play (recipe.pipeline);
  sender = new_sender (udp_port (recipe.pipeline, "wire"));
  pipeline_wait (recipe.pipeline, "connected", 1);
  pipeline_play (sender);
  /* The very first holds what the encoder looks ahead, too. */
  first = MAX (tape_count (packets), 1);
  pipeline_feed (sender, speak ("Hello, can you hear me?", 3000), 44);
  pipeline_wait (recipe.pipeline, "playback-done", 1);
  tape_wait (sound, tape_count (sound) + 10);
  gst_element_set_state (sender, GST_STATE_NULL);
  gst_element_set_state (recipe.pipeline, GST_STATE_NULL);
  gst_element_set_state (receiver, GST_STATE_NULL);

  check_packets (packets, first);
  sent = ors_server_dup_sent_audio (recipe.server, 1);
  heard = tape_dup_bytes (sound);
  g_assert_cmpint (ABS ((gint) loud_ms (heard, 48000)
          - (gint) loud_ms (sent, 24000)), <, 50);
  g_bytes_unref (heard);
  g_bytes_unref (sent);
  tape_free (packets);
  tape_free (sound);
  gst_object_unref (sender);
  gst_object_unref (receiver);
  recipe_stop (&recipe);
  g_free (port);
  g_free (line);
}

TEST_MAIN (fixture_init ())
