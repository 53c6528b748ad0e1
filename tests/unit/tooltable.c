/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tooltable.c - functions of a table: arguments as members of structs, answers
 * made of fields. */

#include "fakemodel.h"
#include "../support/testcase.h"

#include <gst/openairealtime/openairealtime.h>
#include <math.h>
#include <string.h>

static const gchar *const colors[] = { "red", "green", NULL };

typedef struct
{
  gchar before;
  const gchar *text;
  gint number;
  gdouble real;
  gboolean yes;
  gint color;
  gchar after[64]; /* no field */
} Arguments;

static const GstOpenaiRealtimeField fields[] = {
  GST_OPENAI_REALTIME_FIELD_TEXT (Arguments, text, TRUE, "A \"text\""),
  GST_OPENAI_REALTIME_FIELD_INT (Arguments, number, FALSE, 1, 14, NULL),
  GST_OPENAI_REALTIME_FIELD_DOUBLE (Arguments, real, FALSE, 0.5, INFINITY,
      NULL),
  GST_OPENAI_REALTIME_FIELD_BOOLEAN (Arguments, yes, FALSE, NULL),
  GST_OPENAI_REALTIME_FIELD_CHOICE (Arguments, color, FALSE, colors, NULL),
  { NULL }
};

typedef struct
{
  GstOpenaiRealtimeTools *tools;
  FakeModel *model;
  GstOpenaiRealtimeToolCall *kept;
  GString *seen;
} Room;

static void
note (GstOpenaiRealtimeToolCall *call, gconstpointer data, gpointer user_data)
{
  const Arguments *arguments = data;
  const Arguments all = *arguments; /* all of the struct is there */
  Room *room = user_data;

  g_assert_cmpint (all.before, ==, 0);
  g_assert_cmpint (all.after[sizeof (all.after) - 1], ==, 0);
  g_string_printf (room->seen, "%s %d %.2f %d %d", arguments->text,
      arguments->number, arguments->real, arguments->yes, arguments->color);
  gst_openai_realtime_tool_call_answer (call, "noted");
}

static void
forget (GstOpenaiRealtimeToolCall *call, gconstpointer data, gpointer user_data)
{
  g_assert_null (data);
}

static void
keep (GstOpenaiRealtimeToolCall *call, gconstpointer data, gpointer user_data)
{
  g_set_object (&((Room *) user_data)->kept, call);
}

static void
answer_all_kinds (GstOpenaiRealtimeToolCall *call, gconstpointer data,
    gpointer user_data)
{
  const gchar *const texts[] = { "a", "b\"", NULL };
  g_autoptr (GstStructure) inner =
      gst_structure_new ("inner", "n", G_TYPE_INT, -3, NULL);

  gst_openai_realtime_tool_call_answer_fields (call, "boolean", G_TYPE_BOOLEAN,
      TRUE, "int", G_TYPE_INT, -7, "uint", G_TYPE_UINT, 7u, "int64",
      G_TYPE_INT64, G_MAXINT64, "time", G_TYPE_UINT64, GST_CLOCK_TIME_NONE,
      "double", G_TYPE_DOUBLE, 0.5, "infinite", G_TYPE_DOUBLE,
      (gdouble) INFINITY, "text", G_TYPE_STRING, "é\n", "none", G_TYPE_STRING,
      NULL, "texts", G_TYPE_STRV, texts, "inner", GST_TYPE_STRUCTURE, inner,
      "rate", GST_TYPE_FRACTION, 1, 50, NULL);
}

static const GstOpenaiRealtimeFunction functions[] = { { "note", "Notes it",
                                                           fields, note },
  { "forget", NULL, NULL, forget }, { "keep", NULL, NULL, keep },
  { "answer", NULL, NULL, answer_all_kinds }, { NULL } };

static void
room_start (Room *room)
{
  GError *error = NULL;

  memset (room, 0, sizeof (*room));
  room->seen = g_string_new (NULL);
  room->tools = gst_openai_realtime_tools_new ();
  room->model = fake_model_new ();
  g_assert_true (gst_openai_realtime_tools_attach (room->tools,
      GST_ELEMENT (room->model), NULL));
  g_assert_true (gst_openai_realtime_tools_add_table (room->tools, functions,
      GST_OPENAI_REALTIME_TOOL_NONE, room, &error));
  g_assert_no_error (error);
}

static void
room_stop (Room *room)
{
  g_clear_object (&room->kept);
  g_object_unref (room->tools);
  gst_object_unref (room->model);
  g_string_free (room->seen, TRUE);
}

static void
assert_answer (Room *room, const gchar *id, const gchar *answer)
{
  g_assert_cmpstr (fake_model_get_answer (room->model, id), ==, answer);
}

static void
assert_error (Room *room, const gchar *id)
{
  const gchar *answer = fake_model_get_answer (room->model, id);

  g_assert_nonnull (answer);
  g_assert_true (g_str_has_prefix (answer, "{\"error\":"));
}

TEST_WITH (Room, room, schema)
{
  g_autofree gchar *json = NULL;

  json = gst_openai_realtime_tools_to_json (room->tools);
  g_assert_nonnull (strstr (json,
      "{\"type\":\"function\",\"name\":\"note\","
      "\"description\":\"Notes it\",\"parameters\":{\"type\":\"object\","
      "\"properties\":{\"text\":{\"type\":\"string\",\"description\":"
      "\"A \\\"text\\\"\"},\"number\":{\"type\":\"integer\",\"minimum\":1,"
      "\"maximum\":14},\"real\":{\"type\":\"number\",\"minimum\":0.5},"
      "\"yes\":{\"type\":\"boolean\"},\"color\":{\"type\":\"string\",\"enum\":[\"red\","
      "\"green\"]}},\"required\":[\"text\"]}}"));
}

TEST_WITH (Room, room, arguments)
{
  static const struct
  {
    const gchar *given, *seen; /* NULL = an error for the model */
  } rows[] = {
    { "{\"text\":\"x\",\"number\":3,\"real\":2.5,\"yes\":true,"
      "\"color\":\"green\"}",
        "x 3 2.50 1 1" },
    /* Not given, told as null, and more than was asked for. */
    { "{\"text\":\"x\"}", "x 0 0.00 0 -1" },
    { "{\"text\":\"x\",\"number\":null,\"color\":null}", "x 0 0.00 0 -1" },
    { "{\"text\":\"x\",\"other\":1}", "x 0 0.00 0 -1" },
    { "{\"text\":\"x\",\"number\":3.0,\"real\":2}", "x 3 2.00 0 -1" },
    { "{\"text\":null}", NULL },
    { "{}", NULL },
    { "", NULL },
    { "{\"text\":7}", NULL },
    { "{\"text\":\"x\",\"number\":15}", NULL },
    { "{\"text\":\"x\",\"number\":3.5}", NULL },
    { "{\"text\":\"x\",\"number\":99999999999}", NULL },
    { "{\"text\":\"x\",\"yes\":\"true\"}", NULL },
    { "{\"text\":\"x\",\"color\":\"blue\"}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree gchar *id = g_strdup_printf ("call_%u", i);

    g_string_assign (room->seen, "");
    fake_model_call (room->model, id, "note", rows[i].given);
    if (rows[i].seen != NULL) {
      g_assert_cmpstr (room->seen->str, ==, rows[i].seen);
      assert_answer (room, id, "noted");
    } else {
      g_assert_cmpstr (room->seen->str, ==, "");
      assert_error (room, id);
    }
  }
}

/* Neither answered nor kept: the model does not wait for ever. */
TEST_WITH (Room, room, forgotten_call)
{
  fake_model_call (room->model, "call_1", "forget", "{}");
  assert_error (room, "call_1");
}

TEST_WITH (Room, room, answer_later)
{
  fake_model_call (room->model, "call_1", "keep", "{}");
  assert_answer (room, "call_1", NULL);
  g_assert_true (gst_openai_realtime_tool_call_answer_fields (room->kept, "url",
      G_TYPE_STRING, "https://pay.example", NULL));
  assert_answer (room, "call_1", "{\"url\":\"https://pay.example\"}");
  g_assert_false (gst_openai_realtime_tool_call_answer_fields (room->kept,
      "url", G_TYPE_STRING, "again", NULL));
}

TEST_WITH (Room, room, answer_of_all_kinds)
{
  fake_model_call (room->model, "call_1", "answer", "{}");
  assert_answer (room, "call_1",
      "{\"boolean\":true,\"int\":-7,\"uint\":7,"
      "\"int64\":9223372036854775807,\"time\":"
      "\"18446744073709551615\",\"double\":0.5,\"infinite\":null,"
      "\"text\":\"é\\n\",\"none\":null,\"texts\":[\"a\",\"b\\\"\"],"
      "\"inner\":{\"n\":-3},\"rate\":\"1/50\"}");
}

/* A row that is wrong is named, and the rows before it are there. */
TEST (bad_rows)
{
  static const GstOpenaiRealtimeField no_choices[] = {
    GST_OPENAI_REALTIME_FIELD_CHOICE (Arguments, color, TRUE, NULL, NULL),
    { NULL }
  };
  static const GstOpenaiRealtimeFunction bad_field[] = {
    { "fine", NULL, NULL, keep }, { "choose", NULL, no_choices, keep }, { NULL }
  };
  static const GstOpenaiRealtimeFunction bad_name[] = {
    { "not a name", NULL, NULL, keep }, { NULL }
  };
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();
  GError *error = NULL;
  gchar **names;

  g_assert_false (gst_openai_realtime_tools_add_table (tools, bad_field,
      GST_OPENAI_REALTIME_TOOL_NONE, NULL, &error));
  g_assert_error (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
      GST_OPENAI_REALTIME_TOOLS_ERROR_PARAMETERS);
  g_assert_nonnull (strstr (error->message, "\"color\""));
  g_assert_nonnull (strstr (error->message, "\"choose\""));
  g_clear_error (&error);
  names = gst_openai_realtime_tools_list_names (tools);
  g_assert_cmpuint (g_strv_length (names), ==, 1);
  g_strfreev (names);
  g_assert_false (gst_openai_realtime_tools_add_table (tools, bad_name,
      GST_OPENAI_REALTIME_TOOL_NONE, NULL, &error));
  g_assert_error (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
      GST_OPENAI_REALTIME_TOOLS_ERROR_NAME);
  g_clear_error (&error);
  g_object_unref (tools);
}

TEST_MAIN (gst_init (NULL, NULL))
