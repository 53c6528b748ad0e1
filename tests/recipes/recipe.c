/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recipe.c - see recipe.h. */

#include "recipe.h"
#include "testserver.h"

#include <string.h>

static gchar *
read_document (void)
{
  GMappedFile *file = g_mapped_file_new (g_getenv ("RECIPES"), FALSE, NULL);
  gchar *text;

  g_assert_nonnull (file);
  text = g_strndup (g_mapped_file_get_contents (file),
      g_mapped_file_get_length (file));
  g_mapped_file_unref (file);
  return text;
}

/* What follows the program's name and its options. */
static gchar *
take_pipeline (const gchar *command)
{
  g_assert_true (g_str_has_prefix (command, "gst-launch-1.0 "));
  command += strlen ("gst-launch-1.0 ");
  while (*command == '-')
    command = strchr (command, ' ') + 1;
  return g_strdup (command);
}

/* The first block of commands behind the heading. */
static gchar *
read_block (const gchar *text, const gchar *name)
{
  g_autofree gchar *heading = g_strdup_printf ("\n### %s\n", name);
  const gchar *begin, *end;
  gchar *block;

  begin = strstr (text, heading);
  g_assert_nonnull (begin);
  begin = strstr (begin, "```sh\n");
  g_assert_nonnull (begin);
  end = strstr (begin, "\n```");
  g_assert_nonnull (end);
  begin += strlen ("```sh\n");
  block = g_strndup (begin, end - begin);
  return block;
}

gchar *
recipe_read (const gchar *name)
{
  g_autofree gchar *text = read_document ();
  g_autofree gchar *block = read_block (text, name);
  gchar **parts = g_strsplit (block, "\\\n", -1);
  gchar *command = g_strjoinv (" ", parts);
  gchar *line = take_pipeline (command);

  g_free (command);
  g_strfreev (parts);
  return line;
}

void
recipe_replace (gchar **line, const gchar *from, const gchar *to)
{
  gchar **parts = g_strsplit (*line, from, -1);

  if (g_strv_length (parts) != 2)
    g_error ("the recipe must have \"%s\" once: %s", from, *line);
  g_free (*line);
  *line = g_strjoinv (to, parts);
  g_strfreev (parts);
}

static GstElement *
parse (const gchar *line, GError **error)
{
  GstElement *pipeline;
  gchar **argv;

  if (!g_shell_parse_argv (line, NULL, &argv, error))
    return NULL;
  pipeline = gst_parse_launchv_full ((const gchar **) argv, NULL,
      GST_PARSE_FLAG_FATAL_ERRORS, error);
  g_strfreev (argv);
  return pipeline;
}

gboolean
recipe_can_run (const gchar *line)
{
  GError *error = NULL;
  GstElement *pipeline = parse (line, &error);
  gboolean missing =
      g_error_matches (error, GST_PARSE_ERROR, GST_PARSE_ERROR_NO_SUCH_ELEMENT);

  if (missing)
    g_test_skip (error->message);
  else
    g_assert_no_error (error);
  g_clear_error (&error);
  g_clear_pointer (&pipeline, gst_object_unref);
  return !missing;
}

static GstElement *
find_element (GstElement *pipeline)
{
  GstIterator *it =
      gst_bin_iterate_all_by_element_factory_name (GST_BIN (pipeline),
          "openairealtime");
  GValue value = G_VALUE_INIT;
  GstElement *element;

  g_assert_cmpint (gst_iterator_next (it, &value), ==, GST_ITERATOR_OK);
  element = g_value_dup_object (&value);
  g_value_unset (&value);
  gst_iterator_free (it);
  return element;
}

void
recipe_build (Recipe *self, const gchar *line, const OrsOptions *options)
{
  GError *error = NULL;

  self->server_start = g_get_monotonic_time ();
  self->server = test_server_new (options, NULL);
  self->pipeline = parse (line, &error);
  g_assert_no_error (error);
  self->element = find_element (self->pipeline);
  g_object_set (self->element, "uri", ors_server_get_uri (self->server),
      "api-key", "sk-test", NULL);
}

void
recipe_stop (Recipe *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->element);
  gst_object_unref (self->pipeline);
  ors_server_free (self->server);
}

GstElement *
pipeline_new (const gchar *description)
{
  GError *error = NULL;
  GstElement *pipeline = parse (description, &error);

  g_assert_no_error (error);
  return pipeline;
}

void
pipeline_play (GstElement *pipeline)
{
  g_assert_cmpint (gst_element_set_state (pipeline, GST_STATE_PLAYING), !=,
      GST_STATE_CHANGE_FAILURE);
}

static void
assert_no_failure (GstMessage *message)
{
  GError *error = NULL;
  g_autofree gchar *debug = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, &debug);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING)
    gst_message_parse_warning (message, &error, &debug);
  if (debug != NULL)
    g_test_message ("%s", debug);
  g_assert_no_error (error);
}

/* The next message of the types that matter. */
static GstMessage *
next_message (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, WAIT_S * GST_SECOND,
      GST_MESSAGE_ERROR | GST_MESSAGE_WARNING | GST_MESSAGE_EOS
          | GST_MESSAGE_ELEMENT);

  g_assert_nonnull (message);
  assert_no_failure (message);
  return message;
}

void
pipeline_wait (GstElement *pipeline, const gchar *name, guint n)
{
  g_autofree gchar *wanted = g_strconcat ("openairealtime/", name, NULL);

  while (n > 0) {
    g_autoptr (GstMessage) message = next_message (pipeline);

    g_assert_cmpint (GST_MESSAGE_TYPE (message), !=, GST_MESSAGE_EOS);
    if (gst_message_has_name (message, wanted))
      n--;
  }
}

void
pipeline_wait_eos (GstElement *pipeline)
{
  gboolean eos = FALSE;

  while (!eos) {
    g_autoptr (GstMessage) message = next_message (pipeline);

    eos = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
  }
}

void
pipeline_feed (GstElement *pipeline, GBytes *audio, guint bytes_per_ms)
{
  g_autoptr (GstElement) in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  gsize size = g_bytes_get_size (audio), frame = 20 * bytes_per_ms, i;
  GstFlowReturn ret;

  for (i = 0; i < size; i += frame) {
    g_autoptr (GBytes) part =
        g_bytes_new_from_bytes (audio, i, MIN (frame, size - i));
    g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_bytes (part);

    GST_BUFFER_PTS (buffer) = i / frame * 20 * GST_MSECOND;
    GST_BUFFER_DURATION (buffer) = 20 * GST_MSECOND;
    g_signal_emit_by_name (in, "push-buffer", buffer, &ret);
    g_assert_cmpint (ret, ==, GST_FLOW_OK);
  }
  g_signal_emit_by_name (in, "end-of-stream", &ret);
  g_bytes_unref (audio);
}

GBytes *
speak (const gchar *words, guint pause_ms)
{
  const gchar *argv[] = { "espeak-ng", "--stdout", words, NULL };
  GError *error = NULL;
  GSubprocess *voice =
      g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  GByteArray *audio = g_byte_array_new ();
  guint start, length = pause_ms * 22050 / 1000 * 2;
  g_autoptr (GBytes) wav = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate (voice, NULL, NULL, &wav, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (wav), >, 44);
  g_byte_array_append (audio,
      (const guint8 *) g_bytes_get_data (wav, NULL) + 44,
      g_bytes_get_size (wav) - 44);
  start = audio->len;
  g_byte_array_set_size (audio, start + length);
  memset (audio->data + start, 0, length);
  g_object_unref (voice);
  return g_byte_array_free_to_bytes (audio);
}

gssize
find_audio (const guint8 *data, gsize size, GBytes *wanted, gsize step)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (wanted, &length);

  for (gsize i = 0; i + length <= size; i += step) {
    if (memcmp (data + i, bytes, length) == 0)
      return i;
  }
  return -1;
}
