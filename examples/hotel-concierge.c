/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* hotel-concierge.c - functions that the model calls.
 *
 *   OPENAI_API_KEY=… hotel-concierge \
 *       --source "autoaudiosrc ! audioconvert ! audioresample" \
 *       --sink "audioconvert ! audioresample ! autoaudiosink"
 *
 * talks with a headset. Arguments are what the guest writes instead:
 *
 *   hotel-concierge "Do you have a room for two nights from May 1st?"
 *
 * The table below tells the model of the functions; arguments that do not fit
 * it never reach them, and each call gets one answer. payment_link answers
 * later, transfer_call is the last of the conversation. */

#include <gst/openairealtime/openairealtime.h>

#define INSTRUCTIONS \
  "You are the concierge of the hotel Seeblick. Use the " \
  "functions for everything that you say about rooms, prices and bookings. " \
  "Answer in one sentence."

#define print gst_openai_realtime_print
#define answer gst_openai_realtime_tool_call_answer_fields
#define TEXT GST_OPENAI_REALTIME_FIELD_TEXT
#define INT GST_OPENAI_REALTIME_FIELD_INT

typedef struct
{
  const gchar *check_in;
  gint nights;
} Stay;

static const GstOpenaiRealtimeField stay_fields[] = {
  TEXT (Stay, check_in, TRUE, "Day of arrival, as YYYY-MM-DD"),
  INT (Stay, nights, TRUE, 1, 14, "How many nights"), { NULL }
};

static void
check_availability (GstOpenaiRealtimeToolCall *call, gconstpointer arguments,
    gpointer talk)
{
  const Stay *stay = arguments;

  print ("[availability] %d nights from %s", stay->nights, stay->check_in);
  answer (call, "free", G_TYPE_BOOLEAN, TRUE, "price", G_TYPE_INT,
      stay->nights * 120, NULL);
}

typedef struct
{
  gint booking;
} Payment;

static const GstOpenaiRealtimeField payment_fields[] = {
  INT (Payment, booking, TRUE, 0, 0, NULL), { NULL }
};

static gboolean
on_link_made (gpointer call)
{
  print ("[payment] the link is ready");
  answer (call, "url", G_TYPE_STRING, "https://pay.example/1001", NULL);
  return G_SOURCE_REMOVE;
}

/* The kept reference answers the call later. Dropped without an answer, the
 * model would get an error. */
static void
payment_link (GstOpenaiRealtimeToolCall *call, gconstpointer arguments,
    gpointer talk)
{
  const Payment *payment = arguments;

  print ("[payment] asking the bank about booking %d", payment->booking);
  g_timeout_add_full (G_PRIORITY_DEFAULT, 20, on_link_made, g_object_ref (call),
      g_object_unref);
}

/* The model's goodbye is heard to its end, then the program ends. */
static void
transfer_call (GstOpenaiRealtimeToolCall *call, gconstpointer arguments,
    gpointer talk)
{
  print ("[transfer] to the front desk");
  gst_openai_realtime_conversation_end (talk);
  answer (call, "ringing", G_TYPE_BOOLEAN, TRUE, NULL);
}

static const GstOpenaiRealtimeFunction functions[] = {
  { "check_availability", "Whether a room is free, and its price in euros",
      stay_fields, check_availability },
  { "payment_link", "Makes a link by which a booking is paid", payment_fields,
      payment_link },
  { "transfer_call", "Puts the guest through; say goodbye then", NULL,
      transfer_call },
  { NULL }
};

int
main (int argc, char **argv)
{
  g_autoptr (GstOpenaiRealtimeConversation) talk =
      gst_openai_realtime_conversation_new_from_arguments (&argc, &argv);

  g_object_set (talk, "name", "Concierge", NULL);
  g_object_set (gst_openai_realtime_conversation_get_element (talk),
      "instructions", INSTRUCTIONS, NULL);
  gst_openai_realtime_conversation_add_functions (talk, functions, talk, NULL);
  return gst_openai_realtime_conversation_run (talk);
}
