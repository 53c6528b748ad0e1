/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* interruptions.c - interruptions at moments that a seed chooses, by the user's
 * voice and by the action, against a sink that synchronizes, on the real
 * clock. The server refuses a truncation that cannot be; the sink is the judge
 * of what was heard. */

#include "recipe.h"
#include "soak.h"
#include "tape.h"
#include "../support/testcase.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define SEED 2718
#define FRAME (20 * GST_MSECOND)
#define LOOKAHEAD (60 * GST_MSECOND)
#define SPEECH_STARTED "input_audio_buffer.speech_started"

/* A user who is silent unless there is something to say. */
typedef struct
{
  GstElement *in;
  GstClock *clock;
  GThread *thread;
  GMutex lock;
  GByteArray *words; /* what is left to say; under the lock */
  gboolean done;     /* under the lock */
} User;

typedef struct
{
  const gchar *name;
  gdouble speed; /* of the server's delivery */
  const gchar *scenario;
} Setup;

typedef struct
{
  Recipe recipe;
  GstElement *sink;
  Tape *tape;
  Told *told;
  User user;
  GBytes *words;
  GRand *dice;
  guint next; /* frame of the tape that was not looked at */
  GstClockTime worst;
  guint by_voice;
  guint voices; /* that the server heard before this turn */
  guint deleted;
} Talk;

/*** the user ***/

/* The next 20 ms, or NULL at the end. */
static GstBuffer *
next_buffer (User *self)
{
  gsize size = 441 * 2, n;
  GstBuffer *buffer;

  g_mutex_lock (&self->lock);
  n = MIN (size, self->words->len);
  buffer = self->done ? NULL : gst_buffer_new_allocate (NULL, size, NULL);
  if (buffer != NULL) {
    gst_buffer_memset (buffer, 0, 0, size);
    gst_buffer_fill (buffer, 0, self->words->data, n);
    g_byte_array_remove_range (self->words, 0, n);
  }
  g_mutex_unlock (&self->lock);
  return buffer;
}

static gpointer
speak_in_time (gpointer data)
{
  User *self = data;
  GstClockTime begin = gst_clock_get_time (self->clock), n = 0;
  GstBuffer *buffer;
  GstFlowReturn ret;

  while ((buffer = next_buffer (self)) != NULL) {
    GstClockID id =
        gst_clock_new_single_shot_id (self->clock, begin + ++n * FRAME);

    gst_clock_id_wait (id, NULL);
    gst_clock_id_unref (id);
    g_signal_emit_by_name (self->in, "push-buffer", buffer, &ret);
    gst_buffer_unref (buffer);
  }
  return NULL;
}

static void
user_say (User *self, GBytes *words)
{
  g_mutex_lock (&self->lock);
  g_byte_array_append (self->words, g_bytes_get_data (words, NULL),
      g_bytes_get_size (words));
  g_mutex_unlock (&self->lock);
}

static void
user_start (User *self, GstElement *pipeline)
{
  g_mutex_init (&self->lock);
  self->words = g_byte_array_new ();
  self->in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  self->clock = gst_pipeline_get_pipeline_clock (GST_PIPELINE (pipeline));
  self->thread = g_thread_new ("user", speak_in_time, self);
}

static void
user_stop (User *self)
{
  g_mutex_lock (&self->lock);
  self->done = TRUE;
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_byte_array_unref (self->words);
  gst_object_unref (self->clock);
  gst_object_unref (self->in);
  g_mutex_clear (&self->lock);
}

/*** what the sink renders ***/

static GstClockTime
sink_position (Talk *self)
{
  gint64 position;

  g_assert_true (
      gst_element_query_position (self->sink, GST_FORMAT_TIME, &position));
  return position;
}

static gboolean
is_speech (const TapeEntry *entry)
{
  return !(entry->flags & GST_BUFFER_FLAG_GAP);
}

/* The next frame of speech from @from on that comes to the sink. */
static guint
wait_for_speech (Talk *self, guint from, TapeEntry *entry)
{
  do {
    tape_wait (self->tape, from + 1);
    tape_get (self->tape, from++, entry);
  } while (!is_speech (entry));
  return from - 1;
}

/* Speech that the sink has rendered from frame @first on when it was at
 * @position. */
static GstClockTime
rendered (Talk *self, guint first, GstClockTime position)
{
  guint n, count = tape_count (self->tape);
  GstClockTime sum = 0;
  TapeEntry entry;

  for (n = first; n < count; n++) {
    tape_get (self->tape, n, &entry);
    if (is_speech (&entry) && position > entry.pts)
      sum += MIN (position - entry.pts, FRAME);
  }
  return sum;
}

/* What had left is still heard, and a fade; then nothing of the old answer. */
static void
check_silence (Talk *self, GstClockTime cut)
{
  guint n = tape_count (self->tape), end = n + 15;
  TapeEntry entry;

  tape_wait (self->tape, end);
  for (; n < end; n++) {
    tape_get (self->tape, n, &entry);
    if (entry.pts > cut + LOOKAHEAD + 2 * FRAME)
      g_assert_false (is_speech (&entry));
  }
  self->next = end;
}

/*** one interruption ***/

static void
wait_a_while (Talk *self, GstClockTime while_)
{
  GstClock *clock = self->user.clock;
  GstClockID id =
      gst_clock_new_single_shot_id (clock, gst_clock_get_time (clock) + while_);

  gst_clock_id_wait (id, NULL);
  gst_clock_id_unref (id);
}

static guint
count_voices (Talk *self)
{
  return ors_server_count_events (self->recipe.server, "server",
      SPEECH_STARTED);
}

/* When the server sent its @n-th speech_started, on the monotonic clock in us,
 * or up to some ms earlier. */
static gint64
voice_time (Talk *self, guint n)
{
  gchar **log = ors_server_dup_log (self->recipe.server);
  gint64 ms = -1;

  for (guint i = 0; log[i] != NULL && ms < 0; i++) {
    const gchar *time = strstr (log[i], "\"time_ms\":");

    if (strstr (log[i], "\"type\":\"" SPEECH_STARTED "\"") != NULL && --n == 0)
      ms = g_ascii_strtoll (time + strlen ("\"time_ms\":"), NULL, 10);
  }
  g_assert_cmpint (ms, >=, 0);
  g_strfreev (log);
  return self->recipe.server_start + ms * 1000;
}

/* Where the sink was then. */
static GstClockTime
position_at (Talk *self, gint64 time)
{
  GstClockTime position = sink_position (self);
  GstClockTime ago = (g_get_monotonic_time () - time) * 1000;

  return position - MIN (position, ago);
}

static void
interrupt (Talk *self, gboolean by_voice)
{
  if (by_voice) {
    user_say (&self->user, self->words);
    self->by_voice++;
    return;
  }
  ACT (self->recipe.element, "interrupt");
}

/* @least: what had been rendered when it was asked for, or when the server
 * heard the voice. */
static void
check_truth (Talk *self, guint first, const Heard *heard, GstClockTime least)
{
  GstClockTime most = rendered (self, first, heard->position);
  GstClockTime told = heard->heard_ms * GST_MSECOND, off = 0;

  /* Between the two it happened: how far outside is it? */
  if (told < least)
    off = least - told;
  else if (told > most)
    off = told - most;
  self->worst = MAX (self->worst, off);
  g_assert_cmpuint (off, <=, FRAME);
}

static void
ask (Talk *self, const gchar *text)
{
  ACT (self->recipe.element, "send-text", text, TRUE);
}

static void
take_turn (Talk *self, guint n)
{
  gboolean by_voice = g_rand_boolean (self->dice);
  GstClockTime least;
  TapeEntry entry;
  Heard heard;
  guint first, voices;

  first = wait_for_speech (self, self->next, &entry);
  wait_a_while (self, g_rand_int_range (self->dice, 0, 2500) * GST_MSECOND);
  least = rendered (self, first, sink_position (self));
  interrupt (self, by_voice);
  told_wait (self->told, &self->told->interruptions, n);
  g_mutex_lock (&self->told->lock);
  heard = g_array_index (self->told->heard, Heard, n - 1);
  g_mutex_unlock (&self->told->lock);
  voices = count_voices (self);
  if (voices > self->voices)
    least = rendered (self, first,
        position_at (self, voice_time (self, self->voices + 1)));
  check_truth (self, first, &heard, least);
  self->deleted += heard.heard_ms == 0;
  check_silence (self, heard.position);
  self->voices = count_voices (self);
  if (!by_voice)
    ask (self, "Go on.");
}

/*** the whole ***/

/* What the server remembers is what was told. */
static void
check_memory (Talk *self)
{
  g_autofree gchar *json = ors_server_dup_items (self->recipe.server, 1);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *items;

  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  items = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < self->told->heard->len; i++) {
    const Heard *heard = &g_array_index (self->told->heard, Heard, i);
    gint64 kept = 0;

    for (guint k = 0; k < json_array_get_length (items); k++) {
      JsonObject *item = json_array_get_object_element (items, k);

      if (g_str_equal (json_object_get_string_member (item, "id"),
              heard->item_id))
        kept = json_object_get_int_member (item, "truncated_ms");
    }
    g_assert_cmpint (kept, ==, heard->heard_ms);
  }
}

static void
talk_start (Talk *self, const Setup *setup)
{
  OrsOptions options = { .script = g_getenv ("SOAK_LONG_SCRIPT"),
    .speed = setup->speed,
    .scenario = setup->scenario };

  recipe_build (&self->recipe,
      "appsrc name=in is-live=true format=time "
      "do-timestamp=true caps=\"" SPOKEN_CAPS "\" ! audioconvert ! "
      "audioresample ! openairealtime ! fakesink name=sink sync=true",
      &options);
  self->sink = gst_bin_get_by_name (GST_BIN (self->recipe.pipeline), "sink");
  self->tape = tape_new (self->recipe.pipeline, "sink", "sink");
  self->told = told_new (self->recipe.element, self->sink);
  self->words = speak ("Wait, please.", 0);
  self->dice = g_rand_new_with_seed (SEED);
  pipeline_play (self->recipe.pipeline);
  user_start (&self->user, self->recipe.pipeline);
  pipeline_wait (self->recipe.pipeline, "connected", 1);
}

static void
talk_stop (Talk *self)
{
  user_stop (&self->user);
  gst_element_set_state (self->recipe.pipeline, GST_STATE_NULL);
  tape_free (self->tape);
  told_free (self->told);
  gst_object_unref (self->sink);
  g_bytes_unref (self->words);
  g_rand_free (self->dice);
  recipe_stop (&self->recipe);
}

static void
test_interruptions (gconstpointer data)
{
  guint n, count = g_test_slow () ? 50 : 4;
  OrsServer *server;
  Talk talk = {
    { NULL },
  };

  talk_start (&talk, data);
  server = talk.recipe.server;
  ask (&talk, "Tell me about the river.");
  for (n = 1; n <= count; n++)
    take_turn (&talk, n);
  g_test_message ("%u interruptions, %u by voice, %u before anything was "
                  "heard; at most %.1f ms off",
      count, talk.by_voice, talk.deleted, talk.worst / 1e6);
  assert_sent (server, "error", 0);
  g_assert_cmpuint (ors_server_count_events (server, "server",
          "conversation.item.truncated") + ors_server_count_events (server,
          "server", "conversation.item.deleted"), ==, count);
  check_memory (&talk);
  talk_stop (&talk);
}

int
main (int argc, char **argv)
{
  static const Setup setups[] = {
    { "burst", 0, NULL },
    { "paced", 4, "late-deltas" },
  };

  test_init (&argc, &argv);
  fixture_init ();
  TEST_ROWS (interruptions, setups);
  return g_test_run ();
}
