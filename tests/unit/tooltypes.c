/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tooltypes.c - parameters made of a type's properties, and what a model may
 * give for them. */

#include "booking.h"
#include "fakemodel.h"
#include "../support/testcase.h"

#include <gst/openairealtime/openairealtime.h>
#include <json-glib/json-glib.h>
#include <string.h>

/*** schema ***/

static JsonNode *
parse_json (const gchar *text)
{
  GError *error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

static gchar *
no_answer (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  return NULL;
}

static JsonObject *
dup_parameters (GstOpenaiRealtimeTools *tools)
{
  g_autofree gchar *json = gst_openai_realtime_tools_to_json (tools);
  g_autoptr (JsonNode) root = parse_json (json);
  JsonObject *parameters = json_object_ref (json_object_get_object_member (
      json_array_get_object_element (json_node_get_array (root), 0),
      "parameters"));

  return parameters;
}

typedef struct
{
  const gchar *member;
  const gchar *schema;
} Expected;

static const Expected expected[] = {
  { "date", "{'type':'string','description':'Day of arrival'}" },
  { "nights",
      "{'type':'integer','minimum':1,'maximum':30,'default':2,"
      "'description':'How many nights'}" },
  { "max_price",
      "{'type':'integer','minimum':0,'default':0,"
      "'description':'At most, in cents'}" },
  { "since", "{'type':'integer','default':0}" },
  { "card",
      "{'type':'integer','minimum':5,'default':5,"
      "'description':'Number'}" },
  { "share",
      "{'type':'number','minimum':0.0,'maximum':1.0,'default':0.25,"
      "'description':'Deposit'}" },
  { "rate", "{'type':'number','default':1.0,'description':'Any'}" },
  { "late",
      "{'type':'boolean','default':true,"
      "'description':'Arrives late'}" },
  { "room",
      "{'type':'string','enum':['single','twin-bed'],"
      "'default':'twin-bed','description':'Kind of room'}" },
  { "extras",
      "{'type':'array','items':{'type':'string',"
      "'enum':['breakfast','sea-view']},'default':['breakfast'],"
      "'description':'What else'}" },
  { "wishes",
      "{'type':'array','items':{'type':'string'},"
      "'description':'In words'}" },
  { "guest",
      "{'type':'object','properties':{'name':{'type':'string',"
      "'description':'Full name'}},'required':['name'],"
      "'description':'Who comes'}" },
  { "title",
      "{'type':'string','default':'Mx',"
      "'description':'How to say it'}" },
};

static void
test_schema_of_property (gconstpointer data)
{
  const Expected *e = data;
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();
  g_autofree gchar *text = g_strdelimit (g_strdup (e->schema), "'", '"');
  g_autoptr (JsonNode) wanted = parse_json (text);
  g_autoptr (JsonObject) parameters = NULL;

  g_assert_true (
      gst_openai_realtime_tools_add_typed (tools, "book", NULL, TYPE_BOOKING,
          NULL, GST_OPENAI_REALTIME_TOOL_NONE, no_answer, NULL, NULL, NULL));
  parameters = dup_parameters (tools);
  g_assert_true (json_node_equal (
      json_object_get_member (
          json_object_get_object_member (parameters, "properties"), e->member),
      wanted));
  g_object_unref (tools);
}

TEST (schema_whole)
{
  static const gchar *const more[] = { "nights", "max_price", NULL };
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();
  g_autoptr (JsonObject) parameters = NULL;
  JsonArray *required;

  g_assert_true (
      gst_openai_realtime_tools_add_typed (tools, "book", NULL, TYPE_BOOKING,
          more, GST_OPENAI_REALTIME_TOOL_NONE, no_answer, NULL, NULL, NULL));
  parameters = dup_parameters (tools);
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member
          (parameters, "properties")), ==, G_N_ELEMENTS (expected));
  required = json_object_get_array_member (parameters, "required");
  g_assert_cmpuint (json_array_get_length (required), ==, 3);
  g_assert_cmpstr (json_array_get_string_element (required, 0), ==, "date");
  g_assert_cmpstr (json_array_get_string_element (required, 2), ==,
      "max_price");
  g_object_unref (tools);
}

static void
count (gpointer data)
{
  ++*(guint *) data;
}

static void
assert_refused (GType type, const gchar *const *required, const gchar *sentence)
{
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();
  g_autoptr (GError) error = NULL;
  guint freed = 0;

  g_assert_false (
      gst_openai_realtime_tools_add_typed (tools, "f", NULL, type, required,
          GST_OPENAI_REALTIME_TOOL_NONE, no_answer, &freed, count, &error));
  g_assert_error (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
      GST_OPENAI_REALTIME_TOOLS_ERROR_PARAMETERS);
  g_assert_nonnull (strstr (error->message, sentence));
  g_assert_cmpuint (freed, ==, 1);
  g_object_unref (tools);
}

TEST (types_without_schema)
{
  static const gchar *const missing[] = { "secret", NULL };

  assert_refused (TYPE_ENDLESS, NULL, "nests");
  assert_refused (TYPE_OPAQUE, NULL, "no form in JSON");
  assert_refused (G_TYPE_STRING, NULL, "no class of objects");
  assert_refused (GST_TYPE_ELEMENT, NULL, "no class of objects");
  assert_refused (TYPE_BOOKING, missing, "no writable property");
}

/*** arguments ***/

static gchar *
tell_booking (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  GObject *booking = gst_openai_realtime_tool_call_get_object (call);
  GObject *guest;
  gchar *date, **wishes, *name = NULL, *text;
  gint nights, room;
  guint extras, price;
  gint64 since;
  guint64 card;
  gdouble share;
  gboolean late;

  g_object_get (booking, "date", &date, "nights", &nights, "max-price", &price,
      "since", &since, "card", &card, "share", &share, "late", &late, "room",
      &room, "extras", &extras, "wishes", &wishes, "guest", &guest, NULL);
  if (guest != NULL)
    g_object_get (guest, "name", &name, NULL);
  text = g_strdup_printf ("%s %d %u %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT
                          " %g %d %d %u %u %s",
      date, nights, price, since, card, share, late, room, extras,
      wishes != NULL ? g_strv_length (wishes) : 0, name != NULL ? name : "-");
  g_free (date);
  g_strfreev (wishes);
  g_clear_object (&guest);
  g_free (name);
  return text;
}

static void
assert_answer (const gchar *arguments, const gchar *wanted, gboolean whole)
{
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();
  FakeModel *model = fake_model_new ();
  g_autofree gchar *json = g_strdelimit (g_strdup (arguments), "'", '"');

  g_assert_true (
      gst_openai_realtime_tools_add_typed (tools, "book", NULL, TYPE_BOOKING,
          NULL, GST_OPENAI_REALTIME_TOOL_NONE, tell_booking, NULL, NULL, NULL));
  g_assert_true (
      gst_openai_realtime_tools_attach (tools, GST_ELEMENT (model), NULL));
  fake_model_call (model, "call_1", "book", json);
  if (whole) {
    g_assert_cmpstr (fake_model_get_answer (model, "call_1"), ==, wanted);
  } else if (strstr (fake_model_get_answer (model, "call_1"), wanted) == NULL
      || !g_str_has_prefix (fake_model_get_answer (model, "call_1"),
          "{\"error\":")) {
    g_error ("%s was answered with %s", arguments,
        fake_model_get_answer (model, "call_1"));
  }
  g_object_unref (tools);
  gst_object_unref (model);
}

TEST (good_arguments)
{
  assert_answer ("{'date':'May 1'}", "May 1 2 0 0 5 0.25 1 7 1 0 -", TRUE);
  assert_answer (
      "{'date':'May 1','nights':3,'max_price':4294967295,"
      "'since':-9223372036854775808,'card':9223372036854775807,'share':1,"
      "'late':false,'room':'single','extras':['sea-view','breakfast'],"
      "'wishes':['quiet','high'],'guest':{'name':'Ada'}}",
      "May 1 3 4294967295 -9223372036854775808 9223372036854775807 1 0 0 9 2 "
      "Ada",
      TRUE);
  assert_answer ("{'date':'May 1','nights':4.0,'secret':1,'no':{'such':[]},"
                 "'room':null,'guest':{'name':'Bob','age':null}}",
      "May 1 4 0 0 5 0.25 1 7 1 0 Bob", TRUE);
}

static const gchar *const hostile[] = { "", "nonsense", "[]", "null",
  "{'date':'x'", "{}", "{'date':null}", "{'date':7}", "{'date':{}}",
  "{'date':['x']}", "{'date':'x','nights':0}", "{'date':'x','nights':31}",
  "{'date':'x','nights':2.5}", "{'date':'x','nights':'2'}",
  "{'date':'x','nights':9223372036854775807}", "{'date':'x','nights':1e300}",
  "{'date':'x','max_price':-1}", "{'date':'x','max_price':4294967296}",
  "{'date':'x','since':1e19}", "{'date':'x','since':0.5}",
  "{'date':'x','card':4}", "{'date':'x','card':18446744073709551615}",
  "{'date':'x','share':1.1}", "{'date':'x','share':'1'}",
  "{'date':'x','rate':1e39}", "{'date':'x','late':1}",
  "{'date':'x','late':'true'}", "{'date':'x','room':'ROOM_SINGLE'}",
  "{'date':'x','room':7}", "{'date':'x','extras':'breakfast'}",
  "{'date':'x','extras':['breakfast',1]}", "{'date':'x','extras':['pool']}",
  "{'date':'x','wishes':'quiet'}", "{'date':'x','wishes':['quiet',{}]}",
  "{'date':'x','wishes':[null]}", "{'date':'x','guest':'Ada'}",
  "{'date':'x','guest':{}}", "{'date':'x','guest':{'name':1}}",
  "{'date':'x','guest':[]}" };

TEST (hostile_arguments)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    assert_answer (hostile[i], "error", FALSE);
}

TEST (deep_and_large_arguments)
{
  g_autoptr (GString) deep = g_string_new ("{'date':'x','wishes':");
  g_autofree gchar *large = g_strnfill (2 * 1024 * 1024, 'a');
  g_autofree gchar *json = g_strdup_printf ("{'date':'%s'}", large);

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  assert_answer (deep->str, "error", FALSE);
  assert_answer (json, "error", FALSE);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  gst_init (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    TEST_ROW (schema_of_property, expected[i].member, &expected[i]);
  return g_test_run ();
}
