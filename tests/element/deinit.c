/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* deinit.c - no thread of ours is left behind gst_deinit(). A program of its
 * own: GStreamer cannot be used again behind that. */

#include "fixture.h"
#include "../support/testcase.h"

#define TASKS "/proc/self/task"

/* Of GLib, for its pools and its own main context, which stay in any program;
 * and of the local server, for its synthesizer. */
static const gchar *const others[] = { "pool-spawner", "gmain", "gdbus",
  "speech", NULL };

static GHashTable *before; /* ids of threads */

static gchar *
dup_thread_name (const gchar *id)
{
  g_autofree gchar *path = g_build_filename (TASKS, id, "comm", NULL);
  gchar *name = NULL;

  /* It may have ended since it was listed. */
  if (g_file_get_contents (path, &name, NULL, NULL))
    g_strchomp (name);
  return name;
}

/* Names of threads that were not there at first, or NULL. */
static gchar *
dup_new_threads (void)
{
  g_autoptr (GDir) tasks = g_dir_open (TASKS, 0, NULL);
  GString *names = g_string_new (NULL);
  const gchar *id;

  while ((id = g_dir_read_name (tasks)) != NULL) {
    g_autofree gchar *name =
        g_hash_table_contains (before, id) ? NULL : dup_thread_name (id);

    if (name != NULL && !g_strv_contains (others, name))
      g_string_append_printf (names, "%s ", name);
  }
  return g_string_free (names, names->len == 0);
}

static void
note_threads (void)
{
  g_autoptr (GDir) tasks = g_dir_open (TASKS, 0, NULL);
  const gchar *id;

  before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while ((id = g_dir_read_name (tasks)) != NULL)
    g_hash_table_add (before, g_strdup (id));
}

/* Nothing tells of the end of a thread that is not joined: it is looked for
 * until it has come. */
static void
wait_until_alone (void)
{
  gint64 end = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;
  gchar *names;

  while ((names = dup_new_threads ()) != NULL) {
    if (g_get_monotonic_time () > end)
      g_error ("still there: %s", names);
    g_free (names);
    g_thread_yield ();
  }
}

static void
run_recording (Fixture *f)
{
  g_autoptr (GBytes) audio = make_speech ("pcm", 1, 500, 1000);
  g_autoptr (Run) run = NULL;

  fixture_build (f, format_caps ("pcm"), format_caps ("pcm"));
  run = fixture_run (f, audio);
  g_assert_true (run->eos);
}

/* With the thread that paces many. */
static void
run_live (Fixture *f)
{
  GError *error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (
      "audiotestsrc is-live=true ! "
      "audio/x-raw,rate=24000,channels=1 ! openairealtime name=element "
      "shared-pacing=true auth=none ! fakesink",
      &error);
  g_autoptr (GstElement) element = NULL;

  g_assert_no_error (error);
  element = gst_bin_get_by_name (GST_BIN (pipeline), "element");
  g_object_set (element, "uri", ors_server_get_uri (f->server), NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  await_got (f->server, "input_audio_buffer.append", 1);
  gst_element_get_state (pipeline, NULL, NULL, WAIT_S * GST_SECOND);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

TEST (no_thread_is_left)
{
  Fixture f;

  fixture_start (&f, NULL);
  run_recording (&f);
  run_live (&f);
  fixture_stop (&f);
  gst_deinit ();
  /* They would end by themselves, but only after some seconds. */
  g_thread_pool_stop_unused_threads ();
  wait_until_alone ();
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();
  if (!g_file_test (TASKS, G_FILE_TEST_IS_DIR))
    return 77;
  note_threads ();
  return g_test_run ();
}
