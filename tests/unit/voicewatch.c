/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voicewatch.c - what an element tells of a call, as those who watch the call
 * are told it: who speaks, what is said, what goes wrong, and the service's
 * own events in bounds. */

#include "config.h"

#include "calls/modelevents.h"
#include "calls/servicetap.h"
#include "protocol/json.h"
#include "../support/testcase.h"

#include <string.h>

/*** what is told ***/

/* "user+ assistant:a1+ " */
static GString *told;

static void
tell_speech (JsonObject *data)
{
  const gchar *id = oa_json_get_string (data, "item_id");

  g_string_append_printf (told, "%s%s%s%s ", oa_json_get_string (data, "role"),
      id != NULL ? ":" : "", id != NULL ? id : "",
      oa_json_get_boolean (data, "speaking", FALSE) ? "+" : "-");
}

static gboolean
on_event (gint64 id, const gchar *kind, const gchar *json, gpointer user_data)
{
  g_autoptr (JsonObject) event =
      oa_json_parse_object (json, -1, 0, "event", NULL);
  JsonObject *data = oa_json_get_object (event, "data");

  if (g_str_equal (kind, "speech"))
    tell_speech (data);
  else if (g_str_equal (kind, "note"))
    g_string_append_printf (told, "%s: %s ", oa_json_get_string (data, "level"),
        oa_json_get_string (data, "sentence"));
  else if (g_str_equal (kind, "tool"))
    g_string_append_printf (told, "%s %s ", oa_json_get_string (data, "name"),
        oa_json_get_string (data, "state"));
  else if (g_str_equal (kind, "gap"))
    g_string_append_printf (told, "gap %" G_GINT64_FORMAT " ",
        oa_json_get_int (data, "lost", 0));
  else if (g_str_equal (kind, "service"))
    g_string_append_printf (told, "%s ",
        oa_json_get_string (oa_json_get_object (data, "event"), "n"));
  return TRUE;
}

static void
expect (const gchar *words)
{
  g_assert_cmpstr (told->str, ==, words);
  g_string_truncate (told, 0);
}

typedef struct
{
  OvsFeed *feed;
  OvsModelEvents *events;
} Call;

static Call
begin (void)
{
  Call call = { ovs_feed_new (), NULL };

  told = g_string_new (NULL);
  call.events = ovs_model_events_new (call.feed);
  ovs_feed_watch (call.feed, 0, on_event, NULL);
  return call;
}

static void
end (Call *call)
{
  ovs_model_events_free (call->events);
  ovs_feed_unref (call->feed);
  g_string_free (told, TRUE);
}

/* @fields: as a structure is written. */
static void
take (Call *call, const gchar *fields, gboolean sounds)
{
  g_autofree gchar *text = g_strconcat ("openairealtime/", fields, NULL);
  GstStructure *structure = gst_structure_from_string (text, NULL);
  GstMessage *message;

  g_assert_nonnull (structure);
  message = gst_message_new_element (NULL, structure);
  ovs_model_events_take (call->events, message, sounds);
  gst_message_unref (message);
}

static void
say (Call *call, const gchar *item_id, const gchar *text, gboolean final)
{
  g_autofree gchar *fields = g_strdup_printf (
      "transcript, role=(string)assistant, item-id=(string)%s, "
      "text=(string)\"%s\", final=(boolean)%s",
      item_id, text, final ? "true" : "false");

  take (call, fields, FALSE);
}

/*** who speaks ***/

TEST (an_answer_speaks_from_its_first_sound_to_its_end)
{
  Call call = begin ();

  take (&call, "speech-started, item-id=(string)u1", FALSE);
  take (&call, "speech-stopped, item-id=(string)u1", FALSE);
  expect ("user:u1+ user:u1- ");
  say (&call, "a1", "It is", FALSE);
  expect ("");
  ovs_model_events_begin_sound (call.events);
  g_assert_cmpstr (ovs_model_events_get_speaker (call.events), ==,
      "assistant");
  expect ("assistant:a1+ ");
  take (&call, "playback-done, item-id=(string)a1, heard-ms=(guint64)500",
      FALSE);
  expect ("assistant:a1- ");
  g_assert_cmpstr (ovs_model_events_get_speaker (call.events), ==, "none");
  end (&call);
}

TEST (the_next_answer_speaks_behind_the_one_before)
{
  Call call = begin ();

  say (&call, "a1", "One.", FALSE);
  ovs_model_events_begin_sound (call.events);
  say (&call, "a2", "Two.", FALSE);
  /* It leaves while the ear still hears the first. */
  ovs_model_events_begin_sound (call.events);
  expect ("assistant:a1+ ");
  take (&call, "playback-done, item-id=(string)a1, heard-ms=(guint64)500",
      TRUE);
  expect ("assistant:a1- assistant:a2+ ");
  take (&call,
      "interrupted, item-id=(string)a2, heard-ms=(guint64)5, "
      "dropped-ms=(guint64)7",
      TRUE);
  expect ("assistant:a2- ");
  end (&call);
}

TEST (a_sound_without_a_text_has_no_item)
{
  Call call = begin ();

  say (&call, "a1", "One.", FALSE);
  ovs_model_events_begin_sound (call.events);
  take (&call, "playback-done, item-id=(string)a1, heard-ms=(guint64)500",
      FALSE);
  ovs_model_events_begin_sound (call.events);
  expect ("assistant:a1+ assistant:a1- assistant+ ");
  say (&call, "a2", "Two.", FALSE);
  take (&call, "playback-done, item-id=(string)a2, heard-ms=(guint64)500",
      FALSE);
  expect ("assistant:a2- ");
  end (&call);
}

TEST (an_answer_that_was_not_heard_speaks_never)
{
  Call call = begin ();

  say (&call, "a1", "One.", FALSE);
  take (&call,
      "interrupted, item-id=(string)a1, heard-ms=(guint64)0, "
      "dropped-ms=(guint64)7",
      FALSE);
  expect ("");
  end (&call);
}

TEST (a_user_speaks_no_more_when_the_connection_is_lost)
{
  Call call = begin ();

  take (&call, "speech-started, item-id=(string)u1", FALSE);
  g_assert_cmpstr (ovs_model_events_get_speaker (call.events), ==, "user");
  take (&call,
      "reconnecting, attempt=(uint)1, delay-ms=(guint64)250, "
      "cause=(string)\"The line is cut.\"",
      FALSE);
  expect ("user:u1+ user:u1- warning: The connection to the service is tried "
          "again in 250 ms (attempt 1): The line is cut. ");
  g_assert_cmpstr (ovs_model_events_get_speaker (call.events), ==, "none");
  end (&call);
}

/*** what is said ***/

TEST (the_newest_words_are_kept_short)
{
  Call call = begin ();
  const gchar *words;

  say (&call, "a1", "Good ", FALSE);
  say (&call, "a1", "day", FALSE);
  g_assert_cmpstr (ovs_model_events_get_words (call.events), ==, "Good day");
  say (&call, "a1", "Good day.", TRUE);
  g_assert_cmpstr (ovs_model_events_get_words (call.events), ==, "Good day.");
  say (&call, "a2", "Yes", FALSE);
  g_assert_cmpstr (ovs_model_events_get_words (call.events), ==, "Yes");
  for (guint i = 0; i < 1000; i++)
    say (&call, "a2", "\xc3\xa4", FALSE);
  words = ovs_model_events_get_words (call.events);
  g_assert_cmpuint (strlen (words), <=, 200);
  g_assert_true (g_utf8_validate (words, -1, NULL));
  end (&call);
}

TEST (functions_of_the_service)
{
  Call call = begin ();

  take (&call,
      "mcp-call, item-id=(string)m1, name=(string)look, "
      "status=(string)in-progress, arguments=(string)\"{}\"",
      FALSE);
  take (&call,
      "mcp-call, item-id=(string)m1, name=(string)look, "
      "status=(string)result, output=(string)found",
      FALSE);
  expect ("look started look done ");
  end (&call);
}

TEST (notes)
{
  Call call = begin ();

  take (&call, "limit, limit=(string)cost", FALSE);
  expect ("warning: The conversation has reached its limit of cost and "
          "ends. ");
  take (&call, "error, message=(string)\"No such voice.\"", FALSE);
  expect ("warning: The service refused something: No such voice. ");
  take (&call, "renewed, session-id=(string)s, restored=(boolean)true", FALSE);
  expect ("info: Another session has taken over in a pause. ");
  end (&call);
}

/*** the service's events ***/

typedef GstBin TestModel;
typedef GstBinClass TestModelClass;
static GType test_model_get_type (void);
G_DEFINE_TYPE (TestModel, test_model, GST_TYPE_BIN)

static void
test_model_class_init (TestModelClass *klass)
{
  g_signal_new ("event", G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL, NULL, NULL, G_TYPE_NONE,
      2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
test_model_init (TestModel *self)
{}

static void
emit (GstElement *model, guint from, guint n)
{
  for (guint i = from; i < from + n; i++) {
    g_autofree gchar *json =
        g_strdup_printf ("{\"type\":\"x\",\"n\":\"%u\"}", i);

    g_signal_emit_by_name (model, "event", "x", json);
  }
}

static gpointer
flood (gpointer model)
{
  emit (model, 0, 100000);
  return NULL;
}

static void
run_main (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

TEST (a_flood_of_the_service_is_bounded_and_told)
{
  Call call = begin ();
  GstElement *model = gst_object_ref_sink (
      g_object_new (test_model_get_type (), NULL));
  OvsServiceTap *tap = ovs_service_tap_new (model, call.feed);

  g_thread_join (g_thread_new ("flood", flood, model));
  run_main ();
  g_assert_true (g_str_has_prefix (told->str, "0 1 2 3 "));
  g_assert_true (g_str_has_suffix (told->str, " 499 gap 99500 "));
  g_string_truncate (told, 0);
  emit (model, 7, 3);
  run_main ();
  expect ("7 8 9 ");
  emit (model, 10, 3);
  ovs_service_tap_free (tap);
  emit (model, 20, 3);
  run_main ();
  expect ("");
  gst_object_unref (model);
  end (&call);
}

TEST (events_that_are_no_json_are_told_as_their_size)
{
  Call call = begin ();
  GstElement *model = gst_object_ref_sink (
      g_object_new (test_model_get_type (), NULL));
  OvsServiceTap *tap = ovs_service_tap_new (model, call.feed);
  g_autofree gchar *huge = g_strnfill (2000000, 'x');

  g_signal_emit_by_name (model, "event", "x", "{");
  g_signal_emit_by_name (model, "event", "x", huge);
  run_main ();
  expect ("(null) gap 1 ");
  ovs_service_tap_free (tap);
  gst_object_unref (model);
  end (&call);
}

TEST_MAIN (gst_init (&argc, &argv))
