/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversation.c - a program that is one conversation: its pipeline and what is
 * printed. What the model is, knows and may call is the application's; how it
 * runs is in conversationrun.c. */

#include "conversationprivate.h"

#include "messages.h"

#include <locale.h>
#include <stdlib.h>

#define TEXT_ONLY \
  "appsrc format=time caps=audio/x-raw,format=S16LE," \
  "layout=interleaved,rate=24000,channels=1"

/**
 * GstOpenaiRealtimeConversation:
 *
 * What a program needs around a pipeline with an `openairealtime` element when
 * it is one conversation and nothing else: it starts the pipeline, watches its
 * bus, says lines in writing one after the other, prints what is said, ends in
 * order at the first SIGINT or SIGTERM and at once at the second, and gives the
 * exit status.
 *
 * |[<!-- language="C" -->
 * int
 * main (int argc, char **argv)
 * {
 *   g_autoptr (GstOpenaiRealtimeConversation) talk =
 *       gst_openai_realtime_conversation_new_from_arguments (&argc, &argv);
 *
 *   return gst_openai_realtime_conversation_run (talk);
 * }
 * ]|
 *
 * All functions but gst_openai_realtime_conversation_replace_answer(),
 * gst_openai_realtime_conversation_end() and
 * gst_openai_realtime_conversation_quit() belong to the thread of the default
 * main context, in which the conversation runs.
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (GstOpenaiRealtimeConversation,
    gst_openai_realtime_conversation, G_TYPE_OBJECT)

enum
{
  PROP_NAME = 1,
};

static gboolean
print_text (GstOpenaiRealtimeConversation *self, const gchar *role,
    const gchar *item_id, const gchar *text)
{
  gst_openai_realtime_print ("%s: %s",
      g_strcmp0 (role, "user") == 0 ? "You" : self->name, text);
  return TRUE;
}

static void
print_error (const gchar *text)
{
  gchar *clean = gst_openai_realtime_printable (text);

  g_printerr ("%s\n", clean);
  g_free (clean);
}

static gboolean
print_failure (GstOpenaiRealtimeConversation *self, const gchar *text)
{
  print_error (text);
  return TRUE;
}

/*** what it is made of ***/

/**
 * gst_openai_realtime_conversation_get_pipeline:
 * @self: a conversation
 *
 * Gets the pipeline.
 *
 * Returns: (transfer none): the pipeline
 *
 * Since: 0.1
 */
GstElement *
gst_openai_realtime_conversation_get_pipeline (
    GstOpenaiRealtimeConversation *self)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_CONVERSATION (self), NULL);

  return self->pipeline;
}

/**
 * gst_openai_realtime_conversation_get_element:
 * @self: a conversation
 *
 * Gets the `openairealtime` element, for its properties and signals.
 *
 * Returns: (transfer none): the element
 *
 * Since: 0.1
 */
GstElement *
gst_openai_realtime_conversation_get_element (
    GstOpenaiRealtimeConversation *self)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_CONVERSATION (self), NULL);

  return self->element;
}

/**
 * gst_openai_realtime_conversation_get_tools:
 * @self: a conversation
 *
 * Gets the registry of functions that the model may call, attached to the
 * element.
 *
 * Returns: (transfer none): the registry
 *
 * Since: 0.1
 */
GstOpenaiRealtimeTools *
gst_openai_realtime_conversation_get_tools (GstOpenaiRealtimeConversation *self)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_CONVERSATION (self), NULL);

  if (self->tools == NULL) {
    self->tools = gst_openai_realtime_tools_new ();
    gst_openai_realtime_tools_attach (self->tools, self->element, NULL);
  }
  return self->tools;
}

/**
 * gst_openai_realtime_conversation_add_functions: (skip)
 * @self: a conversation
 * @functions: as for gst_openai_realtime_tools_add_table()
 * @user_data: for all of them
 * @error: return location of an error
 *
 * Adds functions that the model may call. They run in the main context, one at
 * a time, and need no lock.
 *
 * Returns: as gst_openai_realtime_tools_add_table()
 *
 * Since: 0.1
 */
gboolean
gst_openai_realtime_conversation_add_functions (
    GstOpenaiRealtimeConversation *self,
    const GstOpenaiRealtimeFunction *functions, gpointer user_data,
    GError **error)
{
  g_return_val_if_fail (GST_OPENAI_REALTIME_IS_CONVERSATION (self), FALSE);

  return gst_openai_realtime_tools_add_table (
      gst_openai_realtime_conversation_get_tools (self), functions,
      GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT, user_data, error);
}

/**
 * gst_openai_realtime_conversation_say:
 * @self: a conversation that does not run yet
 * @text: what the user says in writing
 *
 * Adds a line. The first one is said when the conversation runs, or behind the
 * greeting; each other one when the answer to the one before it is complete,
 * after the functions that it called. Behind the last answer the conversation
 * ends. An answer that does not come within a minute, or the element's
 * `max-idle`, is a failure.
 *
 * Since: 0.1
 */
void
gst_openai_realtime_conversation_say (GstOpenaiRealtimeConversation *self,
    const gchar *text)
{
  g_return_if_fail (GST_OPENAI_REALTIME_IS_CONVERSATION (self));
  g_return_if_fail (text != NULL);

  g_queue_push_tail (&self->lines, g_strdup (text));
  self->in_lines = TRUE;
}

/*** making one ***/

static GstElement *
find_element (GstElement *pipeline)
{
  GValue item = G_VALUE_INIT;
  GstElement *element = NULL;
  GstIterator *all;

  if (!GST_IS_BIN (pipeline))
    return NULL;
  all = gst_bin_iterate_all_by_element_factory_name (GST_BIN (pipeline),
      "openairealtime");
  if (gst_iterator_next (all, &item) == GST_ITERATOR_OK)
    element = g_value_dup_object (&item);
  g_value_unset (&item);
  gst_iterator_free (all);
  return element;
}

/**
 * gst_openai_realtime_conversation_new_for_pipeline:
 * @pipeline: (transfer none): a pipeline with an `openairealtime` element
 * @error: return location of an error
 *
 * Makes a conversation of a pipeline that the application has built.
 *
 * Returns: (transfer full) (nullable): a conversation
 *
 * Since: 0.1
 */
GstOpenaiRealtimeConversation *
gst_openai_realtime_conversation_new_for_pipeline (GstElement *pipeline,
    GError **error)
{
  GstOpenaiRealtimeConversation *self;
  GstElement *element;

  g_return_val_if_fail (GST_IS_ELEMENT (pipeline), NULL);

  element = find_element (pipeline);
  if (element == NULL) {
    g_set_error_literal (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN,
        "The pipeline has no element openairealtime.");
    return NULL;
  }
  self = g_object_new (GST_TYPE_OPENAI_REALTIME_CONVERSATION, NULL);
  self->pipeline = gst_object_ref_sink (pipeline);
  self->element = element;
  return self;
}

/**
 * gst_openai_realtime_conversation_new:
 * @source: (nullable): where speech comes from, as gst_parse_launch() takes it;
 *   %NULL = the user writes
 * @sink: (nullable): where speech goes to; %NULL = nowhere
 * @error: return location of an error
 *
 * Makes a conversation with a pipeline of its own. GStreamer must be
 * initialized; so should the locale be, by setlocale(), where texts that are
 * not ASCII are printed.
 *
 * Returns: (transfer full) (nullable): a conversation
 *
 * Since: 0.1
 */
GstOpenaiRealtimeConversation *
gst_openai_realtime_conversation_new (const gchar *source, const gchar *sink,
    GError **error)
{
  GstOpenaiRealtimeConversation *self = NULL;
  gchar *text = g_strdup_printf ("%s ! openairealtime ! %s",
      source != NULL ? source : TEXT_ONLY,
      sink != NULL ? sink : "fakesink async=false");
  GstElement *pipeline =
      gst_parse_launch_full (text, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);

  if (pipeline != NULL) {
    gst_object_ref_sink (pipeline);
    self = gst_openai_realtime_conversation_new_for_pipeline (pipeline, error);
    gst_object_unref (pipeline);
  }
  g_free (text);
  return self;
}

/* As a program does that cannot begin. */
static void G_GNUC_NORETURN
give_up (const gchar *text)
{
  print_error (text);
  exit (1);
}

/**
 * gst_openai_realtime_conversation_new_from_arguments:
 * @argc: (inout): how many arguments the program has
 * @argv: (inout) (array length=argc): the arguments
 *
 * For main(): makes a conversation of a program's arguments: `--source` and
 * `--sink`, as gst_openai_realtime_conversation_new() takes them, lines that
 * are said, and GStreamer's own. It sets the locale (but for numbers) and
 * initializes GStreamer. `--help` prints the arguments and ends the program;
 * what is wrong with them is printed and ends it with status 1.
 *
 * Returns: (transfer full): a conversation
 *
 * Since: 0.1
 */
GstOpenaiRealtimeConversation *
gst_openai_realtime_conversation_new_from_arguments (gint *argc, gchar ***argv)
{
  GstOpenaiRealtimeConversation *self;
  gchar *source = NULL, *sink = NULL, **lines = NULL, **line;
  GOptionEntry entries[] = { { "source", 0, 0, G_OPTION_ARG_STRING, &source,
                                 "Where speech comes from" },
    { "sink", 0, 0, G_OPTION_ARG_STRING, &sink, "Where speech goes to" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &lines,
        "What is said in writing" },
    { NULL } };
  GOptionContext *options = g_option_context_new ("[TEXT…]");
  GError *error = NULL;

  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  g_option_context_add_main_entries (options, entries, NULL);
  g_option_context_add_group (options, gst_init_get_option_group ());
  if (!g_option_context_parse (options, argc, argv, &error))
    give_up (error->message);
  if (source == NULL && lines == NULL)
    give_up ("Nothing is said: give it a text, or a --source.");
  self = gst_openai_realtime_conversation_new (source, sink, &error);
  if (self == NULL)
    give_up (error->message);
  for (line = lines; line != NULL && *line != NULL; line++)
    gst_openai_realtime_conversation_say (self, *line);
  g_option_context_free (options);
  g_strfreev (lines);
  g_free (sink);
  g_free (source);
  return self;
}

/*** class ***/

static void
gst_openai_realtime_conversation_set_property (GObject *object, guint id,
    const GValue *value, GParamSpec *pspec)
{
  GstOpenaiRealtimeConversation *self = GST_OPENAI_REALTIME_CONVERSATION (
      object);

  switch (id) {
    case PROP_NAME:
      g_free (self->name);
      self->name = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_openai_realtime_conversation_get_property (GObject *object, guint id,
    GValue *value, GParamSpec *pspec)
{
  GstOpenaiRealtimeConversation *self = GST_OPENAI_REALTIME_CONVERSATION (
      object);

  switch (id) {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_openai_realtime_conversation_finalize (GObject *object)
{
  GstOpenaiRealtimeConversation *self = GST_OPENAI_REALTIME_CONVERSATION (
      object);

  g_clear_object (&self->tools);
  gst_clear_object (&self->element);
  gst_clear_object (&self->pipeline);
  g_queue_clear_full (&self->lines, g_free);
  g_main_loop_unref (self->loop);
  oa_answer_guard_clear (&self->guard);
  g_free (self->failure);
  g_free (self->name);
  G_OBJECT_CLASS (gst_openai_realtime_conversation_parent_class)
      ->finalize (object);
}

static void
gst_openai_realtime_conversation_init (GstOpenaiRealtimeConversation *self)
{
  oa_answer_guard_init (&self->guard);
  g_queue_init (&self->lines);
  self->loop = g_main_loop_new (NULL, FALSE);
}

static void
gst_openai_realtime_conversation_class_init (
    GstOpenaiRealtimeConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = gst_openai_realtime_conversation_set_property;
  object_class->get_property = gst_openai_realtime_conversation_get_property;
  object_class->finalize = gst_openai_realtime_conversation_finalize;

  /**
   * GstOpenaiRealtimeConversation:name:
   *
   * Who the model is where its words are printed.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_NAME,
      g_param_spec_string ("name", NULL, NULL, "Model",
          G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS));

  /**
   * GstOpenaiRealtimeConversation::text:
   * @self: the conversation
   * @role: (nullable): `user` or `assistant`
   * @item_id: (nullable): the item of the conversation
   * @text: all of what was said
   *
   * Something was said. Unless a handler returns %TRUE it is printed.
   *
   * Returns: %TRUE to keep other handlers from it
   *
   * Since: 0.1
   */
  g_signal_new_class_handler ("text", G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST, G_CALLBACK (print_text),
      g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 3,
      G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * GstOpenaiRealtimeConversation::failed:
   * @self: the conversation
   * @text: a sentence
   *
   * An answer, a call of a function, the session or the pipeline failed. Unless
   * a handler returns %TRUE it is printed to the standard error output.
   *
   * Returns: %TRUE to keep other handlers from it
   *
   * Since: 0.1
   */
  g_signal_new_class_handler ("failed", G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST, G_CALLBACK (print_failure),
      g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1,
      G_TYPE_STRING);
}
