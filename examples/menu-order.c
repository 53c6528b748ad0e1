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

#include "conversation.h"

#define INSTRUCTIONS "You take orders at a snack bar. Use the functions for " \
    "every change, tell totals as the functions give them, and confirm when " \
    "the guest has everything."

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
  Conversation talk;
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

static const Function functions[] = {
  {"add_dish", "Adds a dish to the order",
      PARAMETERS (DISH "," COUNT, "\"dish\""), add_dish},
  {"change_dish", "Sets how many of a dish are ordered",
      PARAMETERS (DISH "," COUNT, "\"dish\",\"count\""), change_dish},
  {"remove_dish", "Takes a dish off the order",
      PARAMETERS (DISH, "\"dish\""), remove_dish},
  {"confirm", "Sends the order to the kitchen", NULL, confirm},
  {NULL}
};

int
main (int argc, char **argv)
{
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();
  Bar self = { 0, };

  conversation_init (&self.talk, "Bar", argc, argv);
  g_object_set (self.talk.model, "instructions", INSTRUCTIONS, NULL);
  conversation_add_functions (tools, functions, &self);
  gst_openai_realtime_tools_attach (tools, self.talk.model, NULL);
  g_object_unref (tools);
  return conversation_run (&self.talk);
}
