/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* intake.c - a form that a conversation fills in, with guard rails.
 *
 *   OPENAI_API_KEY=… intake \
 *       --source "autoaudiosrc ! audioconvert ! audioresample" \
 *       --sink "audioconvert ! audioresample ! autoaudiosink"
 *   intake "We are two, and I earn 3000 a month." "What should I do?"
 *
 * The first talk about a bankruptcy: the model asks and writes down, the
 * program decides. Three things keep the model within its bounds. The form
 * takes only facts of the right type and size. Which chapter applies comes out
 * of decide_chapter(), and only when the form is complete. And when the model
 * is heard giving advice, the answer is stopped and replaced: the transcript is
 * ahead of the sound.
 *
 * The rules are simplified, and no legal advice. */

#include <glib-unix.h>
#include <gst/gst.h>
#include <gst/openairealtime/openairealtime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INSTRUCTIONS "You take down facts for a lawyer: household, income, " \
    "expenses and debts. Ask for what is missing, write it down with " \
    "save_fact, then call decide. Never give advice."
#define INSTEAD "{\"instructions\":\"Say that you cannot give advice, that a " \
    "lawyer will, and ask for the next fact.\"}"
#define TEXT_ONLY "appsrc format=time caps=audio/x-raw,format=S16LE," \
    "layout=interleaved,rate=24000,channels=1"

/* The rows of the form; the schema below has the same names. */
typedef enum
{
  FACT_HOUSEHOLD,
  FACT_INCOME,
  FACT_EXPENSES,
  FACT_DEBTS,
  N_FACTS
} Fact;

static const gchar *const fact_names[N_FACTS] = {
  "household_size", "monthly_income", "monthly_expenses", "debts",
};

typedef enum
{
  WATCHING,
  STOPPING,                     /* until the answer that was stopped is over */
  REPLACING,                    /* until what takes its place is over */
} GuardState;

typedef struct
{
  GMainLoop *loop;
  GstElement *pipeline;
  GstElement *model;
  gchar **lines;                /* what the client still has to say */
  gboolean called;              /* this answer has called a function */
  gboolean ending;
  gboolean failed;
  gint64 facts[N_FACTS];        /* dollars or persons; -1 = not known */

  GMutex lock;                  /* protects the rest: the guard has a thread of
                                 * its own */
  GuardState guard;
  gchar *stopped_item;          /* of the last answer that was stopped */
  gchar *stopped_response;
} Intake;

/*** the rules ***/

/* The median income of a household, a month. */
static gint64
get_median (gint64 persons)
{
  static const gint64 medians[] = { 5200, 6800, 7900, 9300 };
  gint64 i = CLAMP (persons, 1, 4) - 1;

  return medians[i] + MAX (persons - 4, 0) * 900;
}

/* Below the median, or with nothing left for the creditors, the debts are
 * discharged (7); else there is a plan (13), unless the debts are too many. */
static const gchar *
decide_chapter (const gint64 *facts)
{
  gint64 left = facts[FACT_INCOME] - facts[FACT_EXPENSES];

  if (facts[FACT_INCOME] <= get_median (facts[FACT_HOUSEHOLD])
      || left * 60 < facts[FACT_DEBTS] / 4)
    return "7";
  return facts[FACT_DEBTS] <= 465275 ? "13" : "none of 7 and 13";
}

/*** functions ***/

static gchar *
save_fact (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  Intake *self = data;
  const gchar *name = gst_openai_realtime_tool_call_get_string (call, "fact");
  gint64 value = gst_openai_realtime_tool_call_get_int (call, "value", -1);
  GString *missing = g_string_new (NULL);
  gchar *output;
  guint i;

  for (i = 0; i < N_FACTS; i++) {
    if (g_str_equal (fact_names[i], name))
      self->facts[i] = value;
    if (self->facts[i] < 0)
      g_string_append_printf (missing, " %s", fact_names[i]);
  }
  g_print ("[form] %s = %" G_GINT64_FORMAT "\n", name, value);
  output = g_strdup_printf ("{\"missing\":\"%s\"}",
      missing->len > 0 ? missing->str + 1 : "");
  g_string_free (missing, TRUE);
  return output;
}

static gchar *
decide (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  Intake *self = data;
  guint i;

  for (i = 0; i < N_FACTS; i++) {
    if (self->facts[i] < 0) {
      g_print ("[refused] %s is missing\n", fact_names[i]);
      gst_openai_realtime_tool_call_answer_error (call,
          "The form is not complete: ask for what is missing.");
      return NULL;
    }
  }
  g_print ("[decided] chapter %s\n", decide_chapter (self->facts));
  return g_strdup_printf ("{\"chapter\":\"%s\"}",
      decide_chapter (self->facts));
}

static void
attach_tools (Intake *self)
{
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();
  GError *error = NULL;

  if (!gst_openai_realtime_tools_add (tools, "save_fact",
          "Writes a fact down, in persons or dollars", "{\"type\":\"object\","
          "\"properties\":{\"fact\":{\"type\":\"string\",\"enum\":["
          "\"household_size\",\"monthly_income\",\"monthly_expenses\","
          "\"debts\"]},\"value\":{\"type\":\"integer\",\"minimum\":0,"
          "\"maximum\":100000000}},\"required\":[\"fact\",\"value\"]}",
          GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT, save_fact, self, NULL,
          &error)
      || !gst_openai_realtime_tools_add (tools, "decide",
          "Which chapter the lawyer will look at", NULL,
          GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT, decide, self, NULL, &error))
    g_error ("%s", error->message);
  gst_openai_realtime_tools_attach (tools, self->model, NULL);
  g_object_unref (tools);
}

/*** the guard ***/

static gboolean
is_advice (const gchar *text)
{
  static const gchar *const words[] = {
    "you should file", "i advise", "i recommend", "you will win",
  };
  gchar *low = g_utf8_strdown (text, -1);
  gboolean found = FALSE;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (words); i++)
    found = found || strstr (low, words[i]) != NULL;
  g_free (low);
  return found;
}

static void
set_guard (Intake *self, GuardState guard)
{
  g_mutex_lock (&self->lock);
  self->guard = guard;
  g_mutex_unlock (&self->lock);
}

/* TRUE for the first words of advice of an answer that is watched. */
static gboolean
stop_item (Intake *self, const gchar *item_id)
{
  gboolean watched;

  g_mutex_lock (&self->lock);
  watched = self->guard == WATCHING;
  if (watched) {
    self->guard = STOPPING;
    g_free (self->stopped_item);
    self->stopped_item = g_strdup (item_id);
  }
  g_mutex_unlock (&self->lock);
  return watched;
}

static gboolean
was_stopped (Intake *self, const gchar *item_id)
{
  gboolean stopped;

  g_mutex_lock (&self->lock);
  stopped = g_strcmp0 (self->stopped_item, item_id) == 0;
  g_mutex_unlock (&self->lock);
  return stopped;
}

static gboolean
was_replaced (Intake *self, const gchar *response_id)
{
  gboolean replaced;

  g_mutex_lock (&self->lock);
  replaced = response_id != NULL
      && g_strcmp0 (self->stopped_response, response_id) == 0;
  g_mutex_unlock (&self->lock);
  return replaced;
}

/* On a thread of the element's, for each piece of text. Words that are split
 * over pieces are found in the whole text. */
static void
on_transcript (GstElement *model, const gchar *role, const gchar *item_id,
    const gchar *text, gboolean final, gpointer data)
{
  Intake *self = data;
  gboolean ok;

  if (!g_str_equal (role, "assistant") || !is_advice (text)
      || !stop_item (self, item_id))
    return;
  g_print ("[guard] advice, replaced\n");
  g_signal_emit_by_name (model, "replace-response", INSTEAD, &ok);
  if (!ok)
    set_guard (self, WATCHING);
}

/* On the same thread. What takes the place of an answer is not replaced
 * itself: it may quote what it declines, and the replacing would not end. */
static void
on_response_done (GstElement *model, const GstStructure *response,
    gpointer data)
{
  Intake *self = data;

  g_mutex_lock (&self->lock);
  if (self->guard == STOPPING) {
    g_free (self->stopped_response);
    self->stopped_response = g_strdup (gst_structure_get_string (response,
            "response-id"));
  }
  self->guard = self->guard == STOPPING ? REPLACING : WATCHING;
  g_mutex_unlock (&self->lock);
}

/*** the conversation ***/

static void
say_next (Intake *self)
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

/* An answer is over. One that called functions is followed by another, and so
 * is one that the guard has stopped. */
static void
finish_answer (Intake *self, GstMessage *message, const gchar *response_id)
{
  gchar *failure = gst_openai_realtime_message_dup_failure (message);
  gboolean goes_on = (self->called && failure == NULL)
      || was_replaced (self, response_id);

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
  Intake *self = data;
  const gchar *role, *id, *type, *text;
  gboolean final;
  GError *error;

  if (gst_openai_realtime_message_parse_transcript (message, &role, &id,
          &text, &final) && final) {
    if (was_stopped (self, id))
      return G_SOURCE_CONTINUE;
    g_print ("%s: %s\n", g_str_equal (role, "user") ? "You" : "Office", text);
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
  Intake *self = data;

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
  Intake self = { NULL, };
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
  memset (self.facts, -1, sizeof (self.facts));
  g_mutex_init (&self.lock);
  g_signal_connect (self.model, "transcript", G_CALLBACK (on_transcript),
      &self);
  g_signal_connect (self.model, "response-done",
      G_CALLBACK (on_response_done), &self);
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
  g_mutex_clear (&self.lock);
  g_free (self.stopped_item);
  g_free (self.stopped_response);
  g_main_loop_unref (self.loop);
  g_strfreev (lines);
  g_free (source);
  g_free (sink);
  return self.failed ? 1 : 0;
}
