/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversation.c - a pipeline with a model, from its start to the exit status.
 */

#include "conversation.h"

#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>

#define TEXT_ONLY "appsrc format=time caps=audio/x-raw,format=S16LE," \
    "layout=interleaved,rate=24000,channels=1"

void
conversation_add_functions (GstOpenaiRealtimeTools *tools,
    const Function *functions, gpointer user_data)
{
  GError *error = NULL;

  for (; functions->name != NULL; functions++) {
    if (!gst_openai_realtime_tools_add (tools, functions->name,
            functions->description, functions->parameters,
            GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT, functions->func, user_data,
            NULL, &error))
      g_error ("%s", error->message);
  }
}

/*** what is said ***/

void
conversation_end (Conversation *self)
{
  gboolean ok;

  g_signal_emit_by_name (self->model, "end-after-response", &ok);
}

static void
say_next (Conversation *self)
{
  gboolean ok;

  if (self->lines == NULL || self->ending)
    return;
  if (*self->lines == NULL) {
    conversation_end (self);
    return;
  }
  g_print ("You: %s\n", *self->lines);
  g_signal_emit_by_name (self->model, "send-text", *self->lines++, TRUE, &ok);
}

static gboolean
was_stopped (Conversation *self, const gchar *id)
{
  return self->was_stopped != NULL && id != NULL
      && self->was_stopped (self->user_data, id);
}

/* An answer is over. One that called functions is followed by another. */
static void
finish_answer (Conversation *self, GstMessage *message,
    const gchar *response_id)
{
  gchar *failure = gst_openai_realtime_message_dup_failure (message);
  gboolean goes_on = (self->called && failure == NULL)
      || was_stopped (self, response_id);

  if (failure != NULL) {
    g_printerr ("%s\n", failure);
    self->failed = TRUE;
  }
  g_free (failure);
  self->called = FALSE;
  if (!goes_on)
    say_next (self);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Conversation *self = data;
  const gchar *role, *id, *type, *text;
  gboolean final;
  GError *error;

  if (gst_openai_realtime_message_parse_transcript (message, &role, &id,
          &text, &final) && final) {
    if (!was_stopped (self, id))
      g_print ("%s: %s\n", g_str_equal (role, "user") ? "You" : self->name,
          text);
  } else if (gst_openai_realtime_message_parse_function_call (message, NULL,
          NULL, NULL)) {
    self->called = TRUE;
  } else if (gst_openai_realtime_message_parse_response_done (message, &id,
          NULL, NULL, NULL)) {
    finish_answer (self, message, id);
  } else if (gst_openai_realtime_message_parse_error (message, NULL, &type,
          &text, NULL)) {
    g_printerr ("%s\n", text);
    /* The model is told of a call that was refused, and answers. */
    self->called = self->called || g_strcmp0 (type, "function_call") == 0;
  } else if (gst_message_has_name (message, "openairealtime/limit")) {
    g_printerr ("No answer came.\n");
    self->failed = TRUE;
  } else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_printerr ("%s\n", error->message);
    g_error_free (error);
    self->failed = TRUE;
    g_main_loop_quit (self->loop);
  } else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS) {
    g_main_loop_quit (self->loop);
  }
  return G_SOURCE_CONTINUE;
}

/* The last answer is heard and a file is complete; asked again, it ends now. */
static gboolean
on_interrupt (gpointer data)
{
  Conversation *self = data;

  if (self->ending)
    g_main_loop_quit (self->loop);
  else
    gst_element_send_event (self->pipeline, gst_event_new_eos ());
  self->ending = TRUE;
  return G_SOURCE_CONTINUE;
}

/*** the program ***/

/* All lines pass here. Much of them comes from the model and the service:
 * nothing in it may control the terminal. */
static void
print_line (FILE *stream, const gchar *text)
{
  gchar *clean = gst_openai_realtime_printable (text);

  fprintf (stream, "%s\n", g_strchomp (clean));
  fflush (stream);
  g_free (clean);
}

static void
print_output (const gchar *text)
{
  print_line (stdout, text);
}

static void
print_error (const gchar *text)
{
  print_line (stderr, text);
}

static GstElement *
make_pipeline (const gchar *source, const gchar *sink)
{
  GError *error = NULL;
  /* In writing there is nothing to wait for when no answer comes. */
  gchar *text = g_strdup_printf ("%s ! openairealtime name=model %s ! %s",
      source != NULL ? source : TEXT_ONLY,
      source != NULL ? "" : "max-idle=60",
      sink != NULL ? sink : "fakesink async=false");
  GstElement *pipeline = gst_parse_launch (text, &error);

  /* It may have made a part of the pipeline. */
  if (error != NULL) {
    g_printerr ("%s\n", error->message);
    exit (1);
  }
  g_free (text);
  return pipeline;
}

void
conversation_init (Conversation *self, const gchar *name, int argc,
    char **argv)
{
  gchar *source = NULL, *sink = NULL;
  GOptionEntry entries[] = {
    {"source", 0, 0, G_OPTION_ARG_STRING, &source, "Where speech comes from"},
    {"sink", 0, 0, G_OPTION_ARG_STRING, &sink, "Where speech goes to"},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->given,
        "What is said in writing"},
    {NULL}
  };
  GOptionContext *options = g_option_context_new ("[TEXT…]");
  GError *error = NULL;

  self->name = name;
  g_option_context_add_main_entries (options, entries, NULL);
  g_option_context_add_group (options, gst_init_get_option_group ());
  if (!g_option_context_parse (options, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    exit (1);
  }
  g_option_context_free (options);
  g_set_print_handler (print_output);
  g_set_printerr_handler (print_error);

  self->lines = self->given;
  self->pipeline = make_pipeline (source, sink);
  self->model = gst_bin_get_by_name (GST_BIN (self->pipeline), "model");
  self->loop = g_main_loop_new (NULL, FALSE);
  g_free (source);
  g_free (sink);
}

int
conversation_run (Conversation *self)
{
  GstBus *bus = gst_element_get_bus (self->pipeline);
  guint interrupt = g_unix_signal_add (SIGINT, on_interrupt, self);

  gst_bus_add_watch (bus, on_message, self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  say_next (self);
  g_main_loop_run (self->loop);

  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_source_remove (interrupt);
  gst_bus_remove_watch (bus);
  gst_object_unref (bus);
  gst_object_unref (self->model);
  gst_object_unref (self->pipeline);
  g_main_loop_unref (self->loop);
  g_strfreev (self->given);
  return self->failed ? 1 : 0;
}
