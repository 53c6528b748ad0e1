/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonrules.c - JSON files against a table: what is wrong, and where. */

#include "config.h"

#include "common/jsonplace.h"
#include "common/jsonrules.h"
#include "protocol/json.h"

#include <string.h>

static const gchar *const colours[] = { "red", "green", NULL };

static const AppJsonRule inner[] = {
  { "size", APP_JSON_NUMBER, TRUE, 0.5, 2 },
  { "colour", APP_JSON_WORD, FALSE, 0, 0, "\"red\"", colours },
  { NULL },
};

static const AppJsonRule rules[] = {
  { "name", APP_JSON_TEXT, TRUE, 1, 8 },
  { "lines", APP_JSON_LINES, FALSE, 1, 10 },
  { "count", APP_JSON_INT, FALSE, 1, 9, "3" },
  { "on", APP_JSON_BOOLEAN },
  { "texts", APP_JSON_TEXTS, FALSE, 1, 2 },
  { "map", APP_JSON_MAP, FALSE, 0, 2 },
  { "one", APP_JSON_OBJECT, FALSE, 0, 0, NULL, NULL, inner },
  { "list", APP_JSON_OBJECTS, FALSE, 0, 2, NULL, NULL, inner },
  { "named", APP_JSON_NAMED, FALSE, 0, 2, NULL, NULL, inner },
  { "any", APP_JSON_ANY_OBJECT },
  { NULL },
};

static JsonObject *
read_file (const gchar *text, GError **error)
{
  return app_json_rules_read (rules, text, strlen (text), 1000, "a.json",
      error);
}

static void
assert_refused (const gchar *text, const gchar *sentence)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = read_file (text, &error);

  g_assert_null (object);
  g_assert_cmpstr (error->message, ==, sentence);
}

static void
test_accepts (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = read_file (
      "{\"name\":\"x\",\"lines\":[\"a\",\"b\"],\"on\":true,\"texts\":[\"t\"],"
      "\"map\":{\"k\":\"v\"},\"one\":{\"size\":1},\"list\":[{\"size\":2.0}],"
      "\"named\":{\"n n\":{\"size\":0.5,\"colour\":\"green\"}},"
      "\"any\":{\"a\":[{}]}}",
      &error);

  g_assert_no_error (error);
  g_assert_cmpint (oa_json_get_int (object, "count", 0), ==, 3);
  g_assert_cmpstr (oa_json_get_string (oa_json_get_object (object, "one"),
                       "colour"),
      ==, "red");
}

static void
test_refuses (void)
{
  static const struct
  {
    const gchar *text;
    const gchar *sentence;
  } rows[] = {
    { "[]", "a.json, line 1: This must be a JSON object: { ... }." },
    { "{}", "a.json, line 1: The member \"name\" is missing here." },
    { "{\n\"name\": \"x\",\n\"nmae\": 1}",
        "a.json, line 3, nmae: There is no such member. The nearest is "
        "\"name\"." },
    { "{\n\"name\": \"x\",\n\n\"list\": [{\"size\":1},\n {\"size\":1,\n"
      "\"clour\":\"red\"}]}",
        "a.json, line 6, list[1].clour: There is no such member. The nearest "
        "is \"colour\"." },
    { "{\"name\":\"x\",\"one\":{\"size\":1,\"zzzzzzzz\":1}}",
        "a.json, line 1, one.zzzzzzzz: There is no such member. Take one of: "
        "size, colour." },
    { "{\"name\":\"\"}",
        "a.json, line 1, name: This must be a text of 1 to 8 bytes." },
    { "{\"name\":\"x\",\n\"count\":10}",
        "a.json, line 2, count: This must be an integer from 1 to 9." },
    { "{\"name\":\"x\",\"count\":1.5}",
        "a.json, line 1, count: This must be an integer from 1 to 9." },
    { "{\"name\":\"x\",\"one\":{\"size\":3}}",
        "a.json, line 1, one.size: This must be a number from 0.5 to 2." },
    { "{\"name\":\"x\",\"on\":1}",
        "a.json, line 1, on: This must be true or false." },
    { "{\"name\":\"x\",\"texts\":[]}",
        "a.json, line 1, texts: This must be a list of 1 to 2 texts." },
    { "{\"name\":\"x\",\"map\":{\"a\":1}}",
        "a.json, line 1, map: This must be an object with 0 to 2 texts." },
    { "{\"name\":\"x\",\"list\":[\n1]}",
        "a.json, line 2, list[0]: This must be an object." },
    { "{\"name\":\"x\",\"named\":{\"a b\":{\n\"size\":\"1\"}}}",
        "a.json, line 2, named[\"a b\"].size: This must be a number from 0.5 "
        "to 2." },
    { "{\"name\":\"x\",\"one\":{\"size\":1,\"colour\":\"blue\"}}",
        "a.json, line 1, one.colour: This must be one of \"red\", \"green\"." },
    { "{\"name\":\"x\",\"lines\":[\"123456\",\"7890\"]}",
        "a.json, line 1, lines: This must be a text of 1 to 10 bytes, or a "
        "list of its lines." },
    { "{\"name\":\"x\",\n\"any\":{\"a\":1,\n\"a\":2}}",
        "a.json, line 3, any.a: This member is there twice. Take one of them "
        "out." },
    { "{\"name\":\"x\",\n\"na\\u006de\":\"y\"}",
        "a.json, line 2, name: This member is there twice. Take one of them "
        "out." },
    { "{\"name\":\"x\",\n\"on\":true,\n}",
        "a.json, line 3: This is not JSON. Look for a comma, a quote or a "
        "bracket that is missing or too many, here or just before." },
    { "",
        "a.json, line 1: This is not JSON. Look for a comma, a quote or a "
        "bracket that is missing or too many, here or just before." },
    { "{\"name\":\"x\",\n\"any\":{\"\xff\":1}}",
        "a.json, line 2: JSON that is not UTF-8 text." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_refused (rows[i].text, rows[i].sentence);
}

static void
test_size_and_depth (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 400; i++)
    g_string_append (text, "[");
  assert_refused (text->str,
      "a.json, line 1: JSON nested more than 100 levels deep.");
  for (guint i = 0; i < 4; i++)
    g_string_append (text, text->str);
  assert_refused (text->str,
      "a.json, line 1: JSON of 6400 bytes; at most 1000 are taken.");
}

/* A name with a point is not a name behind a point. */
static void
test_places_are_told_apart (void)
{
  static const gchar text[] = "{\"a.b\":1,\n\"a\":{\"b\":2},\n\"a\\\"\":3}";

  g_assert_cmpuint (app_json_place_find (text, "a.b"), ==, 2);
  g_assert_cmpuint (app_json_place_find (text, "[\"a.b\"]"), ==, 1);
  g_assert_cmpuint (app_json_place_find (text, "[\"a\\\"\"]"), ==, 3);
  g_assert_cmpuint (app_json_place_find (text, "a.c"), ==, 2);
  g_assert_null (app_json_place_find_double (text, NULL));
}

static void
test_nearest (void)
{
  static const gchar *const words[] = { "timeout", "method", "url", NULL };

  g_assert_cmpstr (app_json_find_nearest ("timout", words), ==, "timeout");
  g_assert_cmpstr (app_json_find_nearest ("mehtod", words), ==, "method");
  g_assert_cmpstr (app_json_find_nearest ("lru", words), ==, "url");
  g_assert_null (app_json_find_nearest ("something", words));
  g_assert_null (
      app_json_find_nearest ("a_name_that_is_longer_than_all_names_there_are",
          words));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/jsonrules/accepts", test_accepts);
  g_test_add_func ("/jsonrules/refuses", test_refuses);
  g_test_add_func ("/jsonrules/size-and-depth", test_size_and_depth);
  g_test_add_func ("/jsonrules/places", test_places_are_told_apart);
  g_test_add_func ("/jsonrules/nearest", test_nearest);

  return g_test_run ();
}
