/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* hotel-concierge.c - functions that the model calls, in a registry.
 *
 *   OPENAI_API_KEY=… hotel-concierge \
 *       --source "autoaudiosrc ! audioconvert ! audioresample" \
 *       --sink "audioconvert ! audioresample ! autoaudiosink"
 *
 * talks with a headset. Arguments are what the guest writes instead:
 *
 *   hotel-concierge "Do you have a room for two nights from May 1st?"
 *
 * The registry tells the model of the functions, checks what it gives, and sees
 * to it that each call gets one answer. Four ways to write a function are here:
 * with a type of arguments (check_availability), with a JSON Schema (most),
 * with an answer that comes later (payment_link), and as the last of the
 * conversation (transfer_call). */

#include "conversation.h"

#define INSTRUCTIONS "You are the concierge of the hotel Seeblick. Use the " \
    "functions for everything that you say about rooms, prices and bookings. " \
    "Answer in one sentence."

typedef struct
{
  Conversation talk;
  guint bookings;
} Concierge;

/*** arguments as a type: its properties are what the model is told ***/

#define TYPE_STAY (stay_get_type ())
G_DECLARE_FINAL_TYPE (Stay, stay, HOTEL, STAY, GObject)

struct _Stay
{
  GObject parent;
  gchar *check_in;
  gint nights;
};

G_DEFINE_FINAL_TYPE (Stay, stay, G_TYPE_OBJECT)

enum
{
  PROP_CHECK_IN = 1,
  PROP_NIGHTS,
};

static void
stay_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  Stay *self = HOTEL_STAY (object);

  if (id == PROP_CHECK_IN) {
    g_free (self->check_in);
    self->check_in = g_value_dup_string (value);
  } else {
    self->nights = g_value_get_int (value);
  }
}

static void
stay_finalize (GObject *object)
{
  g_free (HOTEL_STAY (object)->check_in);
  G_OBJECT_CLASS (stay_parent_class)->finalize (object);
}

static void
stay_init (Stay *self)
{
}

/* Construct-only properties are required, ranges become limits. */
static void
stay_class_init (StayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = stay_set_property;
  object_class->finalize = stay_finalize;
  g_object_class_install_property (object_class, PROP_CHECK_IN,
      g_param_spec_string ("check-in", NULL, "Day of arrival, as YYYY-MM-DD",
          NULL, G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY));
  g_object_class_install_property (object_class, PROP_NIGHTS,
      g_param_spec_int ("nights", NULL, "How many nights", 1, 14, 1,
          G_PARAM_WRITABLE | G_PARAM_CONSTRUCT));
}

/*** functions ***/

static gchar *
check_availability (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  Stay *stay = HOTEL_STAY (gst_openai_realtime_tool_call_get_object (call));

  g_print ("[availability] %d nights from %s\n", stay->nights,
      stay->check_in);
  return g_strdup_printf ("{\"free\":true,\"price\":%d}",
      stay->nights * 120);
}

static gchar *
save_lead (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  Concierge *self = data;

  g_print ("[lead] %s, %s\n",
      gst_openai_realtime_tool_call_get_string (call, "name"),
      gst_openai_realtime_tool_call_get_string (call, "email"));
  return g_strdup_printf ("{\"booking\":%u}", 1000 + ++self->bookings);
}

static gboolean
on_link_made (gpointer data)
{
  g_print ("[payment] the link is ready\n");
  gst_openai_realtime_tool_call_answer (data,
      "{\"url\":\"https://pay.example/1001\"}");
  return G_SOURCE_REMOVE;
}

/* NULL is "later": the kept reference answers the call. Dropped without an
 * answer, the model would get an error. */
static gchar *
payment_link (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  g_print ("[payment] asking the bank about booking %" G_GINT64_FORMAT "\n",
      gst_openai_realtime_tool_call_get_int (call, "booking", 0));
  g_timeout_add_full (G_PRIORITY_DEFAULT, 20, on_link_made,
      g_object_ref (call), g_object_unref);
  return NULL;
}

static gchar *
send_sms (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  g_print ("[sms] to %s: %s\n",
      gst_openai_realtime_tool_call_get_string (call, "number"),
      gst_openai_realtime_tool_call_get_string (call, "text"));
  return g_strdup ("{\"sent\":true}");
}

static gchar *
request_callback (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  g_print ("[callback] %s, %s\n",
      gst_openai_realtime_tool_call_get_string (call, "number"),
      gst_openai_realtime_tool_call_get_string (call, "when"));
  return g_strdup ("{\"noted\":true}");
}

/* The model's goodbye is heard to its end, then the stream ends. */
static gchar *
transfer_call (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  Concierge *self = data;

  g_print ("[transfer] to %s\n",
      gst_openai_realtime_tool_call_get_string (call, "to"));
  conversation_end (&self->talk);
  return g_strdup ("{\"ringing\":true}");
}

#define TEXT(name) "\"" name "\":{\"type\":\"string\"}"
#define PARAMETERS(properties, required) "{\"type\":\"object\"," \
    "\"properties\":{" properties "},\"required\":[" required "]}"

static const Function functions[] = {
  {"save_lead", "Books the room for the guest",
      PARAMETERS (TEXT ("name") "," TEXT ("email"), "\"name\",\"email\""),
      save_lead},
  {"payment_link", "Makes a link by which a booking is paid",
      PARAMETERS ("\"booking\":{\"type\":\"integer\"}", "\"booking\""),
      payment_link},
  {"send_sms", "Sends a text to the guest's telephone",
      PARAMETERS (TEXT ("number") "," TEXT ("text"), "\"number\",\"text\""),
      send_sms},
  {"request_callback", "Has a colleague call the guest",
      PARAMETERS (TEXT ("number") "," TEXT ("when"), "\"number\",\"when\""),
      request_callback},
  {"transfer_call", "Puts the guest through; say goodbye then",
      PARAMETERS (TEXT ("to"), "\"to\""), transfer_call},
  {NULL}
};

int
main (int argc, char **argv)
{
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();
  GError *error = NULL;
  Concierge self = { 0, };

  conversation_init (&self.talk, "Concierge", argc, argv);
  g_object_set (self.talk.model, "instructions", INSTRUCTIONS, NULL);
  if (!gst_openai_realtime_tools_add_typed (tools, "check_availability",
          "Whether a room is free, and its price in euros", TYPE_STAY, NULL,
          GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT, check_availability, &self,
          NULL, &error))
    g_error ("%s", error->message);
  conversation_add_functions (tools, functions, &self);
  gst_openai_realtime_tools_attach (tools, self.talk.model, NULL);
  g_object_unref (tools);
  return conversation_run (&self.talk);
}
