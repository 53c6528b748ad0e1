/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* secrets.c - the key is nowhere: not in any log at the highest level, not in
 * a pipeline graph, not in a readable property, not in a message. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "fixture.h"

#include <string.h>

#define KEY "sk-seventeen-yellow-submarines"

static GMutex lock;
static gboolean leaked;
static guint64 lines;

static void
look_at_log (GstDebugCategory *category, GstDebugLevel level,
    const gchar *file, const gchar *function, gint line, GObject *object,
    GstDebugMessage *message, gpointer data)
{
  const gchar *text = gst_debug_message_get (message);

  g_mutex_lock (&lock);
  lines++;
  if (text != NULL && strstr (text, KEY) != NULL) {
    g_printerr ("%s:%d: %s\n", file, line, text);
    leaked = TRUE;
  }
  g_mutex_unlock (&lock);
}

static void
assert_not_in_graph (Fixture *f)
{
  gchar *graph = gst_debug_bin_to_dot_data (GST_BIN (f->pipeline),
      GST_DEBUG_GRAPH_SHOW_VERBOSE);

  g_assert_nonnull (strstr (graph, "GstOpenaiRealtime"));
  g_assert_null (strstr (graph, KEY));
  g_free (graph);
}

static void
assert_not_in_messages (const Run *run)
{
  guint i;

  for (i = 0; i < run->messages->len; i++) {
    gchar *text =
        gst_structure_to_string (g_ptr_array_index (run->messages, i));

    g_assert_null (strstr (text, KEY));
    g_free (text);
  }
}

static void
run_with_key (const gchar *scenario, gboolean works)
{
  OrsOptions options = { .scenario = scenario };
  GBytes *speech = make_speech ("pcm", 1, 1000, 1000);
  Fixture f;
  Run *run;

  fixture_start (&f, &options);
  fixture_build (&f, format_caps ("pcm"), format_caps ("pcm"));
  g_object_set (f.element, "api-key", KEY, NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, TRUE);
  run = fixture_finish (&f);
  assert_not_in_graph (&f);
  g_assert_true ((run->error == NULL) == works);
  assert_not_in_messages (run);
  if (run->error != NULL)
    g_assert_null (strstr (run->error->message, KEY));
  g_bytes_unref (speech);
  run_free (run);
  fixture_stop (&f);
}

static void
test_key_is_nowhere (void)
{
  gst_debug_remove_log_function (gst_debug_log_default);
  gst_debug_add_log_function (look_at_log, NULL, NULL);
  gst_debug_set_active (TRUE);
  gst_debug_set_default_threshold (GST_LEVEL_MEMDUMP);
  run_with_key (NULL, TRUE);
  run_with_key ("invalid-key", FALSE);
  run_with_key ("http-401", FALSE);
  gst_debug_set_default_threshold (GST_LEVEL_NONE);
  gst_debug_remove_log_function (look_at_log);
  g_assert_cmpuint (lines, >, 1000);
  g_assert_false (leaked);
}

static void
test_key_is_write_only (void)
{
  GstElement *element = gst_element_factory_make ("openairealtime", NULL);
  GObjectClass *klass = G_OBJECT_GET_CLASS (element);

  g_assert_false (g_object_class_find_property (klass, "api-key")->flags
      & G_PARAM_READABLE);
  g_assert_false (g_object_class_find_property (klass, "extra-headers")->flags
      & G_PARAM_READABLE);
  gst_object_unref (element);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/secrets/key-is-nowhere", test_key_is_nowhere);
  g_test_add_func ("/secrets/key-is-write-only", test_key_is_write_only);
  return g_test_run ();
}
