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

#include "conversation.h"

#include <string.h>

#define INSTRUCTIONS "You take down facts for a lawyer: household, income, " \
    "expenses and debts. Ask for what is missing, write it down with " \
    "save_fact, then call decide. Never give advice."
#define INSTEAD "{\"instructions\":\"Say that you cannot give advice, that a " \
    "lawyer will, and ask for the next fact.\"}"

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
  Conversation talk;
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

static const Function functions[] = {
  {"save_fact", "Writes a fact down, in persons or dollars",
      "{\"type\":\"object\",\"properties\":{\"fact\":{\"type\":\"string\","
      "\"enum\":[\"household_size\",\"monthly_income\",\"monthly_expenses\","
      "\"debts\"]},\"value\":{\"type\":\"integer\",\"minimum\":0,"
      "\"maximum\":100000000}},\"required\":[\"fact\",\"value\"]}", save_fact},
  {"decide", "Which chapter the lawyer will look at", NULL, decide},
  {NULL}
};

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
was_stopped (gpointer user_data, const gchar *id)
{
  Intake *self = user_data;
  gboolean stopped;

  g_mutex_lock (&self->lock);
  stopped = g_strcmp0 (self->stopped_item, id) == 0
      || g_strcmp0 (self->stopped_response, id) == 0;
  g_mutex_unlock (&self->lock);
  return stopped;
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

int
main (int argc, char **argv)
{
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();
  Intake self = { 0, };
  int status;

  conversation_init (&self.talk, "Office", argc, argv);
  self.talk.was_stopped = was_stopped;
  self.talk.user_data = &self;
  memset (self.facts, -1, sizeof (self.facts));
  g_mutex_init (&self.lock);
  g_object_set (self.talk.model, "instructions", INSTRUCTIONS, NULL);
  g_signal_connect (self.talk.model, "transcript", G_CALLBACK (on_transcript),
      &self);
  g_signal_connect (self.talk.model, "response-done",
      G_CALLBACK (on_response_done), &self);
  conversation_add_functions (tools, functions, &self);
  gst_openai_realtime_tools_attach (tools, self.talk.model, NULL);
  g_object_unref (tools);
  status = conversation_run (&self.talk);
  g_mutex_clear (&self.lock);
  g_free (self.stopped_item);
  g_free (self.stopped_response);
  return status;
}
