/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* menu-order.c - the state of an order is the program's, not the model's.
 *
 *   OPENAI_API_KEY=… menu-order \
 *       --source "autoaudiosrc ! audioconvert ! audioresample" \
 *       --sink "audioconvert ! audioresample ! autoaudiosink"
 *   menu-order "Two burgers and a cola." "Make that three." "That is all."
 *
 * Each function changes the order and returns all of it, with the total, so
 * that the model never adds up by itself. What cannot be done, a dish that is
 * not on the menu, or confirming nothing, is an error that the model
 * explains. */

#include <glib-unix.h>
#include <gst/gst.h>
#include <gst/openairealtime/openairealtime.h>
#include <stdio.h>
#include <stdlib.h>

#define INSTRUCTIONS "You take orders at a snack bar. Use the functions for " \
    "every change, tell totals as the functions give them, and confirm when " \
    "the guest has everything."
#define TEXT_ONLY "appsrc format=time caps=audio/x-raw,format=S16LE," \
    "layout=interleaved,rate=24000,channels=1"

/* Prices in cents. The schema below has the same names. */
static const struct
{
  const gchar *name;
  guint price;
} menu[] = {
  {"burger", 890},
  {"salad", 650},
  {"cola", 290},
};

typedef struct
{
  GMainLoop *loop;
  GstElement *pipeline;
  GstElement *model;
  gchar **lines;                /* what the guest still has to say */
  gboolean called;              /* this answer has called a function */
  gboolean ending;
  gboolean failed;
  guint order[G_N_ELEMENTS (menu)];
} Bar;

/*** the order ***/

static guint
get_total (const Bar *self)
{
  guint i, total = 0;

  for (i = 0; i < G_N_ELEMENTS (menu); i++)
    total += self->order[i] * menu[i].price;
  return total;
}

static gchar *
tell_order (const Bar *self)
{
  GString *text = g_string_new ("{\"lines\":{");
  const gchar *comma = "";
  guint i;

  for (i = 0; i < G_N_ELEMENTS (menu); i++) {
    if (self->order[i] == 0)
      continue;
    g_string_append_printf (text, "%s\"%s\":%u", comma, menu[i].name,
        self->order[i]);
    comma = ",";
  }
  g_string_append_printf (text, "},\"total\":\"%u.%02u\"}",
      get_total (self) / 100, get_total (self) % 100);
  g_print ("[order] %s\n", text->str);
  return g_string_free (text, FALSE);
}

/* The schema has made sure that it is there. */
static guint *
find_line (Bar *self, GstOpenaiRealtimeToolCall *call)
{
  const gchar *dish = gst_openai_realtime_tool_call_get_string (call, "dish");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (menu) - 1; i++) {
    if (g_str_equal (menu[i].name, dish))
      break;
  }
  return &self->order[i];
}

/*** functions ***/

static gchar *
add_dish (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  *find_line (data, call) +=
      gst_openai_realtime_tool_call_get_int (call, "count", 1);
  return tell_order (data);
}

static gchar *
change_dish (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  *find_line (data, call) =
      gst_openai_realtime_tool_call_get_int (call, "count", 1);
  return tell_order (data);
}

static gchar *
remove_dish (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  *find_line (data, call) = 0;
  return tell_order (data);
}

static gchar *
confirm (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  Bar *self = data;

  if (get_total (self) == 0) {
    g_print ("[refused] nothing is ordered\n");
    gst_openai_realtime_tool_call_answer_error (call, "Nothing is ordered.");
    return NULL;
  }
  g_print ("[confirmed] %u.%02u\n", get_total (self) / 100,
      get_total (self) % 100);
  return tell_order (self);
}

#define DISH "\"dish\":{\"type\":\"string\",\"enum\":[\"burger\",\"salad\"," \
    "\"cola\"]}"
#define COUNT "\"count\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":20}"
#define PARAMETERS(properties, required) "{\"type\":\"object\"," \
    "\"properties\":{" properties "},\"required\":[" required "]}"

static const struct
{
  const gchar *name, *description, *parameters;
  GstOpenaiRealtimeToolFunc func;
} functions[] = {
  {"add_dish", "Adds a dish to the order",
      PARAMETERS (DISH "," COUNT, "\"dish\""), add_dish},
  {"change_dish", "Sets how many of a dish are ordered",
      PARAMETERS (DISH "," COUNT, "\"dish\",\"count\""), change_dish},
  {"remove_dish", "Takes a dish off the order",
      PARAMETERS (DISH, "\"dish\""), remove_dish},
  {"confirm", "Sends the order to the kitchen", NULL, confirm},
};

static void
attach_tools (Bar *self)
{
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();
  GError *error = NULL;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (functions); i++) {
    if (!gst_openai_realtime_tools_add (tools, functions[i].name,
            functions[i].description, functions[i].parameters,
            GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT, functions[i].func, self,
            NULL, &error))
      g_error ("%s", error->message);
  }
  gst_openai_realtime_tools_attach (tools, self->model, NULL);
  g_object_unref (tools);
}

/*** the conversation ***/

static void
say_next (Bar *self)
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
finish_answer (Bar *self, GstMessage *message)
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
  Bar *self = data;
  const gchar *role, *type, *text;
  gboolean final;
  GError *error;

  if (gst_openai_realtime_message_parse_transcript (message, &role, NULL,
          &text, &final) && final) {
    g_print ("%s: %s\n", g_str_equal (role, "user") ? "You" : "Bar", text);
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
  Bar *self = data;

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
  Bar self = { NULL, };
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
  g_object_set (self.model, "instructions", INSTRUCTIONS, NULL);
  attach_tools (&self);

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
  g_main_loop_unref (self.loop);
  g_strfreev (lines);
  g_free (source);
  g_free (sink);
  return self.failed ? 1 : 0;
}
