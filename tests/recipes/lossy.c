/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* lossy.c - a bad line: packets are lost, late and out of order, the same ones
 * in each run; or nothing at all is sent while nobody speaks. Every turn ends,
 * and every answer arrives whole.
 *
 * The sender is no GStreamer: packets of our own on a socket of our own. */

#include "packets.h"
#include "recipe.h"
#include "../support/testcase.h"

#include <string.h>

#define SEED 20
#define LOSS 0.01
#define JITTER_US 30000
#define FRAME_US 20000
#define TURNS 2
#define SPEECH_MS 900
#define PAUSE_MS 3600
/* Speech goes on that long for a detector of pauses. */
#define HANGOVER_MS 100

typedef struct
{
  guint number;
  guint frame; /* of the audio */
  gint64 due;  /* in us from the start */
} Sending;

typedef struct
{
  GBytes *audio;
  GSocket *socket;
  GSocketAddress *to;
  GArray *plan;
  GThread *thread;
} Sender;

static gint
compare_due (gconstpointer a, gconstpointer b)
{
  gint64 difference = ((Sending *) a)->due - ((Sending *) b)->due;

  return CLAMP (difference, -1, 1);
}

static gboolean
is_pause (guint frame)
{
  return frame * 20 % (SPEECH_MS + PAUSE_MS) >= SPEECH_MS + HANGOVER_MS;
}

/* Which packets go out, and when: the same in each run. @dtx: none in pauses,
 * and they have no number either. */
static GArray *
make_plan (guint frames, gboolean dtx)
{
  GArray *plan = g_array_new (FALSE, FALSE, sizeof (Sending));
  g_autoptr (GRand) dice = g_rand_new_with_seed (SEED);
  guint n, number = 0;

  for (n = 0; n < frames; n++) {
    gboolean lost = g_rand_double (dice) < LOSS;
    Sending sending = { number, n,
      (gint64) n * FRAME_US + g_rand_int_range (dice, 0, JITTER_US) };

    if (dtx && is_pause (n))
      continue;
    number++;
    if (!lost)
      g_array_append_val (plan, sending);
  }
  g_array_sort (plan, compare_due);
  g_assert_cmpuint (plan->len, <, number);
  return plan;
}

static void
send_packet (Sender *self, const Sending *sending)
{
  const guint8 *audio = g_bytes_get_data (self->audio, NULL);
  guint8 packet[12 + FRAME_SAMPLES] = { 0x80, 0 };
  GError *error = NULL;

  GST_WRITE_UINT16_BE (packet + 2, sending->number);
  GST_WRITE_UINT32_BE (packet + 4, sending->frame * FRAME_SAMPLES);
  GST_WRITE_UINT32_BE (packet + 8, 4711);
  memcpy (packet + 12, audio + sending->frame * FRAME_SAMPLES, FRAME_SAMPLES);
  g_socket_send_to (self->socket, self->to, (gchar *) packet, sizeof (packet),
      NULL, &error);
  g_assert_no_error (error);
}

static gpointer
send_all (gpointer data)
{
  Sender *self = data;
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  GstClockTime start = gst_clock_get_time (clock);

  for (guint i = 0; i < self->plan->len; i++) {
    const Sending *sending = &g_array_index (self->plan, Sending, i);
    GstClockID id = gst_clock_new_single_shot_id (clock,
        start + sending->due * GST_USECOND);

    gst_clock_id_wait (id, NULL);
    gst_clock_id_unref (id);
    send_packet (self, sending);
  }
  return NULL;
}

static void
sender_start (Sender *self, guint port, gboolean dtx)
{
  self->audio = make_speech ("pcmu", TURNS, SPEECH_MS, PAUSE_MS);
  self->plan = make_plan (g_bytes_get_size (self->audio) / FRAME_SAMPLES, dtx);
  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
      G_SOCKET_PROTOCOL_UDP, NULL);
  self->to = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  self->thread = g_thread_new ("sender", send_all, self);
}

static void
sender_free (Sender *self)
{
  g_object_unref (self->socket);
  g_object_unref (self->to);
  g_array_unref (self->plan);
  g_bytes_unref (self->audio);
}

/* Time without a packet between the first and the last. */
static GstClockTime
get_lost (const Sender *self)
{
  guint first = G_MAXUINT, last = 0, i;

  for (i = 0; i < self->plan->len; i++) {
    guint frame = g_array_index (self->plan, Sending, i).frame;

    first = MIN (first, frame);
    last = MAX (last, frame);
  }
  return (last - first + 1 - self->plan->len) * FRAME_US * GST_USECOND;
}

/* A lost packet shortens nothing. */
static void
check_filled (const Sender *self, GstElement *element)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 filled;

  g_object_get (element, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_uint64 (stats, "input-filled", &filled));
  g_assert_cmpuint (get_lost (self), >, 0);
  g_assert_cmpuint (filled, >=, get_lost (self));
}

static void
test_lossy (gconstpointer dtx)
{
  OrsOptions options = { .script = g_getenv ("RECIPE_SCRIPT") };
  gchar *line = recipe_read ("PCMU through rtpbin"), *port;
  GstElement *receiver;
  Sender sender;
  Recipe recipe;
  Tape *back;

  recipe_replace (&line, "port=5004", "address=127.0.0.1 port=0 name=wire");
  if (!recipe_can_run (line)) {
    g_free (line);
    return;
  }
  receiver = receiver_new ();
  back = tape_new (receiver, "out", "sink");
  port = g_strdup_printf ("port=%u", udp_port (receiver, "in"));
  recipe_replace (&line, "port=5006", port);
  recipe_build (&recipe, line, &options);
  pipeline_play (recipe.pipeline);
  pipeline_wait (recipe.pipeline, "connected", 1);
  sender_start (&sender, udp_port (recipe.pipeline, "wire"), dtx != NULL);
  pipeline_wait (recipe.pipeline, "playback-done", TURNS);
  tape_wait (back, tape_count (back) + 10);
  g_thread_join (sender.thread);
  if (dtx == NULL)
    check_filled (&sender, recipe.element);
  sender_free (&sender);
  gst_element_set_state (recipe.pipeline, GST_STATE_NULL);
  gst_element_set_state (receiver, GST_STATE_NULL);

  assert_sent (recipe.server, "input_audio_buffer.committed", TURNS);
  check_talk (back, recipe.server, 0, TURNS, FALSE);
  tape_free (back);
  gst_object_unref (receiver);
  recipe_stop (&recipe);
  g_free (port);
  g_free (line);
}

TEST_MAIN (fixture_init (); TEST_ROW (lossy, "lossy", NULL);
           TEST_ROW (lossy, "lossy-dtx", "dtx"))
