/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* intake.c - a form that a conversation fills in, with guard rails.
 *
 *   intake "We are two, and I earn 3000 a month." "What should I do?"
 *
 * The first talk about a bankruptcy; with --source and --sink, for a headset,
 * as in hotel-concierge.c. The model asks and writes down, the program decides:
 * the form takes only facts of the right type and size, decide() wants all of
 * them, and an answer that gives advice is stopped and replaced, since its text
 * is ahead of its sound. The rules are simplified, and no legal advice. */

#include <gst/openairealtime/openairealtime.h>
#include <string.h>

#define print gst_openai_realtime_print
#define answer gst_openai_realtime_tool_call_answer_fields
#define INSTRUCTIONS \
  "You take down facts for a lawyer: household, income, " \
  "expenses and debts. Ask for what is missing, write it down with " \
  "save_fact, then call decide. Never give advice."
#define INSTEAD \
  "{\"instructions\":\"Say that you cannot give advice, that a " \
  "lawyer will, and ask for the next fact.\"}"

static const gchar *const names[] = { "household_size", "monthly_income",
  "monthly_expenses", "debts", NULL };
enum
{
  HOUSEHOLD,
  INCOME,
  EXPENSES,
  DEBTS,
  N_FACTS
};
static gint facts[N_FACTS] = { -1, -1, -1, -1 }; /* -1 = not known */

static gchar *
list_missing (void)
{
  const gchar *missing[N_FACTS + 1] = { NULL };
  guint i, n = 0;

  for (i = 0; i < N_FACTS; i++)
    if (facts[i] < 0)
      missing[n++] = names[i];
  return g_strjoinv (" ", (gchar **) missing);
}

typedef struct
{
  gint fact, value;
} Fact;

static const GstOpenaiRealtimeField fact_fields[] = {
  GST_OPENAI_REALTIME_FIELD_CHOICE (Fact, fact, TRUE, names, NULL),
  GST_OPENAI_REALTIME_FIELD_INT (Fact, value, TRUE, 0, 100000000, NULL),
  { NULL }
};

static void
save_fact (GstOpenaiRealtimeToolCall *call, gconstpointer arguments,
    gpointer talk)
{
  const Fact *given = arguments;
  g_autofree gchar *missing = NULL;

  print ("[form] %s = %d", names[given->fact], given->value);
  facts[given->fact] = given->value;
  missing = list_missing ();
  answer (call, "missing", G_TYPE_STRING, missing, NULL);
}

static void
decide (GstOpenaiRealtimeToolCall *call, gconstpointer arguments, gpointer talk)
{
  g_autofree gchar *missing = list_missing ();
  const gchar *chapter;

  if (*missing == '\0') {
    /* With little left for the creditors the debts are discharged (7). */
    chapter = facts[INCOME] - facts[EXPENSES] < 1000 ? "7" : "13";
    print ("[decided] chapter %s", chapter);
    answer (call, "chapter", G_TYPE_STRING, chapter, NULL);
    return;
  }
  print ("[refused] missing: %s", missing);
  gst_openai_realtime_tool_call_answer_error (call, "Ask for what is missing.");
}

static const GstOpenaiRealtimeFunction functions[] = {
  { "save_fact", "Notes a fact, in persons or dollars", fact_fields,
      save_fact },
  { "decide", "Which chapter the lawyer will look at", NULL, decide }, { NULL }
};

/* On a thread of the element's, for each piece of text, and for all of it. */
static void
on_transcript (GstElement *model, const gchar *role, const gchar *item_id,
    const gchar *text, gboolean final, gpointer talk)
{
  g_autofree gchar *low = g_utf8_strdown (text, -1);

  if (g_str_equal (role, "assistant")
      && (strstr (low, "you should file") || strstr (low, "i advise")
          || strstr (low, "i recommend"))
      && gst_openai_realtime_conversation_replace_answer (talk, item_id,
          INSTEAD))
    print ("[guard] advice, replaced");
}

int
main (int argc, char **argv)
{
  g_autoptr (GstOpenaiRealtimeConversation) talk =
      gst_openai_realtime_conversation_new_from_arguments (&argc, &argv);
  GstElement *model = gst_openai_realtime_conversation_get_element (talk);

  g_object_set (talk, "name", "Office", NULL);
  g_object_set (model, "instructions", INSTRUCTIONS, NULL);
  g_signal_connect (model, "transcript", G_CALLBACK (on_transcript), talk);
  gst_openai_realtime_conversation_add_functions (talk, functions, talk, NULL);
  return gst_openai_realtime_conversation_run (talk);
}
