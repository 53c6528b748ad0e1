/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* intake.c - a form that a conversation fills in, with guard rails.
 *
 *   OPENAI_API_KEY=… intake \
 *       --source "autoaudiosrc ! audioconvert ! audioresample" \
 *       --sink "audioconvert ! audioresample ! autoaudiosink"
 *   intake "We are two, and I earn 3000 a month." "What should I do?"
 *
 * The first talk about a bankruptcy: the model asks and writes down, the program
 * decides. Three things keep the model within its bounds. The form takes only
 * facts of the right type and size. Which chapter applies comes out of
 * decide_chapter(), and only when the form is complete. And when the model is
 * heard giving advice, the answer is stopped and replaced: the transcript is
 * ahead of the sound.
 *
 * The rules are simplified, and no legal advice. */

#include <gst/gst.h>
#include <gst/openairealtime/openairealtime.h>
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

typedef struct
{
  GMainLoop *loop;
  GstElement *model;
  gchar **lines;                /* what the client still has to say */
  gboolean spoken;              /* the model has said something */
  gboolean failed;
  gint64 facts[N_FACTS];        /* dollars or persons; -1 = not known */

  GMutex lock;                  /* protects the next: the guard has a thread of
                                 * its own */
  gchar *stopped;               /* the last answer that was stopped */
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

/* TRUE when it was not stopped before. */
static gboolean
note_stopped (Intake *self, const gchar *item_id)
{
  gboolean is_new;

  g_mutex_lock (&self->lock);
  is_new = g_strcmp0 (self->stopped, item_id) != 0;
  if (is_new) {
    g_free (self->stopped);
    self->stopped = g_strdup (item_id);
  }
  g_mutex_unlock (&self->lock);
  return is_new;
}

static gboolean
was_stopped (Intake *self, const gchar *item_id)
{
  gboolean stopped;

  g_mutex_lock (&self->lock);
  stopped = g_strcmp0 (self->stopped, item_id) == 0;
  g_mutex_unlock (&self->lock);
  return stopped;
}

/* On a thread of the element's, for each piece of text. Words that are split
 * over pieces are found in the whole text. */
static void
on_transcript (GstElement *model, const gchar *role, const gchar *item_id,
    const gchar *text, gboolean final, gpointer data)
{
  gboolean ok;

  if (!g_str_equal (role, "assistant") || !is_advice (text)
      || !note_stopped (data, item_id))
    return;
  g_print ("[guard] advice, replaced\n");
  g_signal_emit_by_name (model, "replace-response", INSTEAD, &ok);
}

/*** the conversation ***/

static void
say_next (Intake *self)
{
  gboolean ok;

  if (self->lines == NULL)
    return;
  if (*self->lines == NULL) {
    g_signal_emit_by_name (self->model, "end-after-response", &ok);
    return;
  }
  g_print ("You: %s\n", *self->lines);
  g_signal_emit_by_name (self->model, "send-text", *self->lines++, TRUE, &ok);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Intake *self = data;
  const gchar *role, *id, *text;
  gboolean final;
  GError *error;

  if (gst_openai_realtime_message_parse_transcript (message, &role, &id,
          &text, &final) && final) {
    if (was_stopped (self, id))
      return G_SOURCE_CONTINUE;
    g_print ("%s: %s\n", g_str_equal (role, "user") ? "You" : "Office", text);
    self->spoken = self->spoken || g_str_equal (role, "assistant");
  } else if (gst_openai_realtime_message_parse_response_done (message, NULL,
          NULL, NULL, NULL) && self->spoken) {
    self->spoken = FALSE;
    say_next (self);
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

static GstElement *
make_pipeline (const gchar *source, const gchar *sink)
{
  GError *error = NULL;
  gchar *text = g_strdup_printf ("%s ! openairealtime name=model ! %s",
      source != NULL ? source : TEXT_ONLY,
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
  GstElement *pipeline;
  GstBus *bus;

  g_option_context_add_main_entries (options, entries, NULL);
  g_option_context_add_group (options, gst_init_get_option_group ());
  if (!g_option_context_parse (options, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  g_option_context_free (options);

  pipeline = make_pipeline (source, sink);
  self.loop = g_main_loop_new (NULL, FALSE);
  self.model = gst_bin_get_by_name (GST_BIN (pipeline), "model");
  self.lines = lines;
  g_object_set (self.model, "instructions", INSTRUCTIONS, NULL);
  memset (self.facts, -1, sizeof (self.facts));
  g_mutex_init (&self.lock);
  g_signal_connect (self.model, "transcript", G_CALLBACK (on_transcript),
      &self);
  attach_tools (&self);

  bus = gst_element_get_bus (pipeline);
  gst_bus_add_watch (bus, on_message, &self);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  say_next (&self);
  g_main_loop_run (self.loop);

  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_bus_remove_watch (bus);
  gst_object_unref (bus);
  gst_object_unref (self.model);
  gst_object_unref (pipeline);
  g_mutex_clear (&self.lock);
  g_free (self.stopped);
  g_main_loop_unref (self.loop);
  g_strfreev (lines);
  g_free (source);
  g_free (sink);
  return self.failed ? 1 : 0;
}
