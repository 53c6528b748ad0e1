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

#include "conversation.h"

typedef struct
{
  const gchar *name;
  const gchar *voice;
  const gchar *instructions;
  GstOpenaiRealtimeTools *tools;
} Agent;

typedef struct
{
  Conversation talk;
  Agent host;
  Agent cook;
} Restaurant;

/*** handing over ***/

static void
call_agent (Restaurant *self, Agent *agent)
{
  GstStructure *settings = gst_structure_new ("agent",
      "instructions", G_TYPE_STRING, agent->instructions,
      "voice", G_TYPE_STRING, agent->voice, NULL);

  self->talk.name = agent->name;
  gst_openai_realtime_tools_hand_over (agent->tools, self->talk.model,
      settings, NULL);
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

static const Function of_host[] = {
  {"reserve_table", "Reserves a table",
      "{\"type\":\"object\",\"properties\":{\"guests\":{\"type\":\"integer\","
      "\"minimum\":1,\"maximum\":12},\"time\":{\"type\":\"string\"}},"
      "\"required\":[\"guests\",\"time\"]}", reserve_table},
  {"call_cook", "Lets the cook speak with the guest", NULL, call_cook},
  {NULL}
};

static const Function of_cook[] = {
  {"order_dish", "Orders a dish",
      "{\"type\":\"object\",\"properties\":{\"dish\":{\"type\":\"string\"}},"
      "\"required\":[\"dish\"]}", order_dish},
  {"call_host", "Lets the host speak with the guest", NULL, call_host},
  {NULL}
};

int
main (int argc, char **argv)
{
  Restaurant self = {
    .host = {"Host", "marin", "You are the host of a restaurant. You reserve "
        "tables. When somebody wants to order food, call the cook."},
    .cook = {"Cook", "cedar", "You are the cook of a restaurant. You take "
        "orders. When somebody asks for anything else, call the host."},
  };
  int status;

  conversation_init (&self.talk, NULL, argc, argv);
  self.host.tools = gst_openai_realtime_tools_new ();
  self.cook.tools = gst_openai_realtime_tools_new ();
  conversation_add_functions (self.host.tools, of_host, &self);
  conversation_add_functions (self.cook.tools, of_cook, &self);
  call_agent (&self, &self.host);
  status = conversation_run (&self.talk);
  g_object_unref (self.host.tools);
  g_object_unref (self.cook.tools);
  return status;
}
