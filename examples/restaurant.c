/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* restaurant.c - two agents that hand a conversation over to each other.
 *
 *   OPENAI_API_KEY=… restaurant \
 *       --source "autoaudiosrc ! audioconvert ! audioresample" \
 *       --sink "audioconvert ! audioresample ! autoaudiosink"
 *   restaurant "A table for four tonight." "And a pizza to take away."
 *
 * An agent is a text of instructions, a voice, and a registry of functions. One
 * of the functions gives the conversation to the other agent: instructions and
 * functions change in one step, and everything that was said is kept. Another
 * voice comes in the next pause, since the service changes none that has
 * spoken. */

#include <glib-unix.h>
#include <gst/gst.h>
#include <gst/openairealtime/openairealtime.h>
#include <stdio.h>
#include <stdlib.h>

#define TEXT_ONLY "appsrc format=time caps=audio/x-raw,format=S16LE," \
    "layout=interleaved,rate=24000,channels=1"

typedef struct
{
  const gchar *name;
  const gchar *voice;
  const gchar *instructions;
  GstOpenaiRealtimeTools *tools;
} Agent;

typedef struct
{
  GMainLoop *loop;
  GstElement *pipeline;
  GstElement *model;
  Agent host;
  Agent cook;
  Agent *present;               /* who speaks */
  gchar **lines;                /* what the guest still has to say */
  gboolean called;              /* this answer has called a function */
  gboolean ending;
  gboolean failed;
} Restaurant;

/*** handing over ***/

static void
call_agent (Restaurant *self, Agent *agent)
{
  GstStructure *settings = gst_structure_new ("agent",
      "instructions", G_TYPE_STRING, agent->instructions,
      "voice", G_TYPE_STRING, agent->voice, NULL);

  self->present = agent;
  gst_openai_realtime_tools_hand_over (agent->tools, self->model, settings,
      NULL);
  gst_structure_free (settings);
}

/* The output is for the agent that takes over: it answers next. */
static gchar *
call_cook (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  Restaurant *self = data;

  g_print ("[to the cook]\n");
  call_agent (self, &self->cook);
  return g_strdup ("You are the cook now. Take the order.");
}

static gchar *
call_host (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  Restaurant *self = data;

  g_print ("[to the host]\n");
  call_agent (self, &self->host);
  return g_strdup ("You are the host now. Go on.");
}

/*** what each agent can do ***/

static gchar *
reserve_table (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  g_print ("[table] for %" G_GINT64_FORMAT ", %s\n",
      gst_openai_realtime_tool_call_get_int (call, "guests", 0),
      gst_openai_realtime_tool_call_get_string (call, "time"));
  return g_strdup ("{\"table\":7}");
}

static gchar *
order_dish (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  g_print ("[kitchen] %s\n",
      gst_openai_realtime_tool_call_get_string (call, "dish"));
  return g_strdup ("{\"minutes\":20}");
}

static void
add (GstOpenaiRealtimeTools *tools, const gchar *name,
    const gchar *description, const gchar *parameters,
    GstOpenaiRealtimeToolFunc func, Restaurant *self)
{
  GError *error = NULL;

  if (!gst_openai_realtime_tools_add (tools, name, description, parameters,
          GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT, func, self, NULL, &error))
    g_error ("%s", error->message);
}

static void
make_agents (Restaurant *self)
{
  self->host = (Agent) {
    "Host", "marin", "You are the host of a restaurant. You reserve tables. "
        "When somebody wants to order food, call the cook.",
        gst_openai_realtime_tools_new ()};
  add (self->host.tools, "reserve_table", "Reserves a table",
      "{\"type\":\"object\",\"properties\":{\"guests\":{\"type\":\"integer\","
      "\"minimum\":1,\"maximum\":12},\"time\":{\"type\":\"string\"}},"
      "\"required\":[\"guests\",\"time\"]}", reserve_table, self);
  add (self->host.tools, "call_cook", "Lets the cook speak with the guest",
      NULL, call_cook, self);

  self->cook = (Agent) {
    "Cook", "cedar", "You are the cook of a restaurant. You take orders. When "
        "somebody asks for anything else, call the host.",
        gst_openai_realtime_tools_new ()};
  add (self->cook.tools, "order_dish", "Orders a dish",
      "{\"type\":\"object\",\"properties\":{\"dish\":{\"type\":\"string\"}},"
      "\"required\":[\"dish\"]}", order_dish, self);
  add (self->cook.tools, "call_host", "Lets the host speak with the guest",
      NULL, call_host, self);
}

/*** the conversation ***/

static void
say_next (Restaurant *self)
{
  gboolean ok;

  if (self->lines == NULL || self->ending)
    return;
  if (*self->lines == NULL) {
    g_signal_emit_by_name (self->model, "end-after-response", &ok);
    return;
  }
  g_print ("You: %s\n", *self->lines);
  g_signal_emit_by_name (self->model, "send-text", *self->lines++, TRUE, &ok);
}

/* An answer is over. One that called functions is followed by another. */
static void
finish_answer (Restaurant *self, GstMessage *message)
{
  gchar *failure = gst_openai_realtime_message_dup_failure (message);
  gboolean goes_on = self->called && failure == NULL;

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
  Restaurant *self = data;
  const gchar *role, *type, *text;
  gboolean final;
  GError *error;

  if (gst_openai_realtime_message_parse_transcript (message, &role, NULL,
          &text, &final) && final) {
    g_print ("%s: %s\n", g_str_equal (role, "user") ? "You"
        : self->present->name, text);
  } else if (gst_openai_realtime_message_parse_function_call (message, NULL,
          NULL, NULL)) {
    self->called = TRUE;
  } else if (gst_openai_realtime_message_parse_response_done (message, NULL,
          NULL, NULL, NULL)) {
    finish_answer (self, message);
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
  Restaurant *self = data;

  if (self->ending)
    g_main_loop_quit (self->loop);
  else
    gst_element_send_event (self->pipeline, gst_event_new_eos ());
  self->ending = TRUE;
  return G_SOURCE_CONTINUE;
}

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
  /* Who writes does not wait for ever. */
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

int
main (int argc, char **argv)
{
  gchar *source = NULL, *sink = NULL, **lines = NULL;
  GOptionEntry entries[] = {
    {"source", 0, 0, G_OPTION_ARG_STRING, &source, "Where speech comes from"},
    {"sink", 0, 0, G_OPTION_ARG_STRING, &sink, "Where speech goes to"},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &lines,
        "What is said in writing"},
    {NULL}
  };
  GOptionContext *options = g_option_context_new ("[TEXT…]");
  Restaurant self = { NULL, };
  GError *error = NULL;
  GstBus *bus;
  guint interrupt;

  g_option_context_add_main_entries (options, entries, NULL);
  g_option_context_add_group (options, gst_init_get_option_group ());
  if (!g_option_context_parse (options, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  g_option_context_free (options);
  g_set_print_handler (print_output);
  g_set_printerr_handler (print_error);

  self.pipeline = make_pipeline (source, sink);
  self.loop = g_main_loop_new (NULL, FALSE);
  self.model = gst_bin_get_by_name (GST_BIN (self.pipeline), "model");
  self.lines = lines;
  make_agents (&self);
  call_agent (&self, &self.host);

  bus = gst_element_get_bus (self.pipeline);
  gst_bus_add_watch (bus, on_message, &self);
  interrupt = g_unix_signal_add (SIGINT, on_interrupt, &self);
  gst_element_set_state (self.pipeline, GST_STATE_PLAYING);
  say_next (&self);
  g_main_loop_run (self.loop);

  gst_element_set_state (self.pipeline, GST_STATE_NULL);
  g_source_remove (interrupt);
  gst_bus_remove_watch (bus);
  gst_object_unref (bus);
  gst_object_unref (self.model);
  gst_object_unref (self.pipeline);
  g_object_unref (self.host.tools);
  g_object_unref (self.cook.tools);
  g_main_loop_unref (self.loop);
  g_strfreev (lines);
  g_free (source);
  g_free (sink);
  return self.failed ? 1 : 0;
}
