/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* rtp.c - the telephone recipes: what a peer sends is heard bit by bit, what
 * it gets is a stream without a hole. The peer is two pipelines of its own,
 * over loopback, in real time. */

#include "packets.h"
#include "recipe.h"
#include "../support/testcase.h"

#define EVENTS_PAYLOAD 101

typedef struct
{
  const gchar *recipe;
  const gchar *format; /* as in make_speech() */
  const gchar *payloader;
  guint8 payload;
} Line;

typedef struct
{
  Recipe recipe;
  GstElement *receiver;
  GstElement *sender;
  Tape *wire; /* what came to the recipe */
  Tape *back; /* what came back */
  GBytes *speech;
} Call;

/*** a call ***/

static GstElement *
new_sender (const Line *line, guint port)
{
  g_autofree gchar *text = g_strdup_printf (
      "appsrc name=in format=time "
      "caps=\"%s\" ! %s min-ptime=20000000 max-ptime=20000000 ssrc=7 "
      "timestamp-offset=9 ! rtpmux name=mux ssrc=7 timestamp-offset=9 ! "
      "udpsink name=out host=127.0.0.1 port=%u "
      "rtpdtmfsrc name=keys pt=%u ssrc=7 timestamp-offset=9 ! mux.",
      format_caps (line->format), line->payloader, port, EVENTS_PAYLOAD);
  GstElement *sender = pipeline_new (text);

  return sender;
}

/* Dials, and speaks for a second. */
static gboolean
start_call (Call *self, const Line *line)
{
  OrsOptions options = { .script = g_getenv ("RECIPE_SCRIPT") };
  gchar *text = recipe_read (line->recipe), *port;

  memset (self, 0, sizeof (*self));
  recipe_replace (&text, "port=5004", "address=127.0.0.1 port=0 name=wire");
  /* Not the recipe's patience: a busy machine's. */
  recipe_replace (&text, "latency=40", "latency=1000");
  if (!recipe_can_run (text)) {
    g_free (text);
    return FALSE;
  }
  self->receiver = receiver_new ();
  self->back = tape_new (self->receiver, "out", "sink");
  port = g_strdup_printf ("port=%u", udp_port (self->receiver, "in"));
  recipe_replace (&text, "port=5006", port);
  recipe_build (&self->recipe, text, &options);
  self->wire = tape_new (self->recipe.pipeline, "wire", "src");
  pipeline_play (self->recipe.pipeline);
  self->sender = new_sender (line, udp_port (self->recipe.pipeline, "wire"));
  self->speech = make_speech (line->format, 1, 1000, 5000);
  pipeline_wait (self->recipe.pipeline, "connected", 1);
  pipeline_play (self->sender);
  pipeline_feed (self->sender, g_bytes_ref (self->speech),
      format_bytes_per_ms (line->format));
  g_free (port);
  g_free (text);
  return TRUE;
}

static void
end_call (Call *self)
{
  gst_element_set_state (self->sender, GST_STATE_NULL);
  gst_element_set_state (self->recipe.pipeline, GST_STATE_NULL);
  gst_element_set_state (self->receiver, GST_STATE_NULL);
}

static void
free_call (Call *self)
{
  tape_free (self->wire);
  tape_free (self->back);
  gst_object_unref (self->sender);
  gst_object_unref (self->receiver);
  g_bytes_unref (self->speech);
  recipe_stop (&self->recipe);
}

/*** telephone events ***/

static gboolean
is_end_of_event (const Packet *packet)
{
  return packet->payload == EVENTS_PAYLOAD && packet->size == 4
      && (packet->data[1] & 0x80) != 0;
}

static void
press_key (Call *self, gboolean down)
{
  g_autoptr (GstElement) keys =
      gst_bin_get_by_name (GST_BIN (self->sender), "keys");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (keys, "src");
  GstStructure *event = gst_structure_new ("dtmf-event", "type", G_TYPE_INT, 1,
      "number", G_TYPE_INT, 5, "volume", G_TYPE_INT, 10, "start",
      G_TYPE_BOOLEAN, down, NULL);

  g_assert_true (gst_pad_send_event (pad,
      gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM, event)));
}

static void
wait_for_event (Call *self)
{
  gboolean found = FALSE;
  guint n = 0;

  while (!found) {
    g_autoptr (GBytes) bytes = NULL;
    Packet packet;

    tape_wait (self->wire, n + 1);
    bytes = tape_dup_bytes (self->wire);
    packet_read (self->wire, bytes, n++, &packet);
    found = is_end_of_event (&packet);
  }
}

/*** judging ***/

/* What the service heard is what was said, without the events. */
static void
check_heard (Call *self, const Line *line)
{
  g_autoptr (GBytes) heard =
      ors_server_dup_session_audio (self->recipe.server, 1);
  gsize size = g_bytes_get_size (heard);

  g_assert_cmpuint (size, >, 2000 * format_bytes_per_ms (line->format));
  g_assert_cmpuint (size, <=, g_bytes_get_size (self->speech));
  g_assert_cmpmem (g_bytes_get_data (heard, NULL), size,
      g_bytes_get_data (self->speech, NULL), size);
}

static void
test_call (gconstpointer data)
{
  const Line *line = data;
  Call call;

  if (!start_call (&call, line))
    return;
  /* The answer has begun: keys are pressed into it. */
  pipeline_wait (call.recipe.pipeline, "transcript", 1);
  press_key (&call, TRUE);
  tape_wait (call.back, tape_count (call.back) + 10);
  press_key (&call, FALSE);
  wait_for_event (&call);
  pipeline_wait (call.recipe.pipeline, "playback-done", 1);
  tape_wait (call.back, tape_count (call.back) + 10);
  end_call (&call);
  check_heard (&call, line);
  check_talk (call.back, call.recipe.server, line->payload, 1, FALSE);
  free_call (&call);
}

TEST (silence_left_out)
{
  static const Line line = { "Nothing sent in silence", "pcmu", "rtppcmupay",
    0 };
  GBytes *sent;
  Call call;

  if (!start_call (&call, &line))
    return;
  pipeline_wait (call.recipe.pipeline, "playback-done", 1);
  ACT (call.recipe.element, "send-text", "And now?", TRUE);
  pipeline_wait (call.recipe.pipeline, "playback-done", 1);
  sent = ors_server_dup_sent_audio (call.recipe.server, 1);
  tape_wait (call.back, g_bytes_get_size (sent) / FRAME_SAMPLES);
  g_bytes_unref (sent);
  end_call (&call);
  check_talk (call.back, call.recipe.server, line.payload, 2, TRUE);
  free_call (&call);
}

int
main (int argc, char **argv)
{
  static const Line lines[] = {
    { "PCMU through rtpbin", "pcmu", "rtppcmupay", 0 },
    { "PCMA through rtpbin", "pcma", "rtppcmapay", 8 },
  };

  test_init (&argc, &argv);
  fixture_init ();
  TEST_NUMBERED (call, lines);
  return g_test_run ();
}
