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

#include <glib-unix.h>
#include <gst/gst.h>
#include <gst/openairealtime/openairealtime.h>
#include <stdio.h>
#include <stdlib.h>

#define INSTRUCTIONS "You are the concierge of the hotel Seeblick. Use the " \
    "functions for everything that you say about rooms, prices and bookings. " \
    "Answer in one sentence."
#define TEXT_ONLY "appsrc format=time caps=audio/x-raw,format=S16LE," \
    "layout=interleaved,rate=24000,channels=1"

typedef struct
{
  GMainLoop *loop;
  GstElement *pipeline;
  GstElement *model;
  gchar **lines;                /* what the guest still has to say */
  gboolean called;              /* this answer has called a function */
  gboolean ending;
  gboolean failed;
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

/* NULL is "later": whoever holds the call answers it. If nobody did, the model
 * would be told so. */
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
  gboolean ok;

  g_print ("[transfer] to %s\n",
      gst_openai_realtime_tool_call_get_string (call, "to"));
  g_signal_emit_by_name (self->model, "end-after-response", &ok);
  return g_strdup ("{\"ringing\":true}");
}

#define TEXT(name) "\"" name "\":{\"type\":\"string\"}"
#define PARAMETERS(properties, required) "{\"type\":\"object\"," \
    "\"properties\":{" properties "},\"required\":[" required "]}"

static const struct
{
  const gchar *name, *description, *parameters;
  GstOpenaiRealtimeToolFunc func;
} functions[] = {
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
};

static GstOpenaiRealtimeTools *
make_tools (Concierge *self)
{
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();
  GError *error = NULL;
  guint i;

  /* In the main loop's thread: these functions need no lock. */
  if (!gst_openai_realtime_tools_add_typed (tools, "check_availability",
          "Whether a room is free, and its price in euros", TYPE_STAY, NULL,
          GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT, check_availability, self,
          NULL, &error))
    g_error ("%s", error->message);
  for (i = 0; i < G_N_ELEMENTS (functions); i++) {
    if (!gst_openai_realtime_tools_add (tools, functions[i].name,
            functions[i].description, functions[i].parameters,
            GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT, functions[i].func, self,
            NULL, &error))
      g_error ("%s", error->message);
  }
  return tools;
}

/*** the conversation ***/

static void
say_next (Concierge *self)
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
finish_answer (Concierge *self, GstMessage *message)
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
  Concierge *self = data;
  const gchar *role, *type, *text;
  gboolean final;
  GError *error;

  if (gst_openai_realtime_message_parse_transcript (message, &role, NULL,
          &text, &final) && final) {
    g_print ("%s: %s\n", g_str_equal (role, "user") ? "You" : "Concierge",
        text);
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
  Concierge *self = data;

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
  GstOpenaiRealtimeTools *tools;
  GError *error = NULL;
  Concierge self = { NULL, };
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
  tools = make_tools (&self);
  gst_openai_realtime_tools_attach (tools, self.model, NULL);
  g_object_unref (tools);

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
