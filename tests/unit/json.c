/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* json.c - what is let in, what is refused, what the getters answer. */

#include <string.h>

#include "protocol/json.h"
#include "../support/testcase.h"

static void
assert_accepted (const gchar *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_assert_true (oa_json_check (text, strlen (text), 0, &error));
  g_assert_no_error (error);
  node = oa_json_parse (text, -1, 0, "test", &error);
  g_assert_no_error (error);
  g_assert_nonnull (node);
}

static void
assert_refused (const gchar *text, gssize length, gsize max_size, gint code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (oa_json_parse (text, length, max_size, "test", &error));
  g_assert_error (error, OA_PROTOCOL_ERROR, code);
  g_assert_true (g_str_has_prefix (error->message, "test: "));
}

TEST (accepts_json)
{
  static const gchar *const good[] = { "{}", "[]", " { } ", "\t[\r\n]", "0",
    "-1", "1.5e-3", "\"x\"", "true", "false", "null",
    "{\"a\":[1,{\"b\":null}]}", "[\"\\\"\\\\\\/\\b\\u00e9\"]", "[\"[[[[{{{{\"]",
    "[\"\\\\\"]", "[\"\xc3\xa9\"]", "[9223372036854775807]" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    assert_accepted (good[i]);
}

/* Most of these json-glib takes. */
TEST (refuses_what_is_not_json)
{
  static const gchar *const bad[] = {
    "",
    "  ",
    "{",
    "[",
    "}",
    "[}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "[1,]",
    "{} {}",
    "{}1",
    "1 {}",
    "[1 2]",
    "['a']",
    "{a:1}",
    "/* */[1]",
    "//\n[1]",
    "[1]/*",
    "var x = {};",
    "[01]",
    "[-]",
    "[+1]",
    "[.5]",
    "[1.]",
    "[1e]",
    "[0x1f]",
    "[nul]",
    "[nullx]",
    "[True]",
    "[NaN]",
    "[Infinity]",
    "[\"a]",
    "[\"\\\"]",
    "[\"\\q\"]",
    "[\"\\u12\"]",
    "[\"\\uzzzz\"]",
    "[\"\\",
    "[$x]",
    "]",
    "[1]]",
    /* Written again as "inf" once. */
    "[1e999]",
    "{\"a\":-1.5E400}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i], -1, 0, OA_PROTOCOL_ERROR_SYNTAX);
  assert_refused (NULL, 0, 0, OA_PROTOCOL_ERROR_SYNTAX);
  assert_refused (NULL, -1, 0, OA_PROTOCOL_ERROR_SYNTAX);
}

TEST (refuses_bad_text)
{
  assert_refused ("[\"\xff\"]", -1, 0, OA_PROTOCOL_ERROR_NOT_UTF8);
  assert_refused ("[\"\xc3\"]", -1, 0, OA_PROTOCOL_ERROR_NOT_UTF8);
  assert_refused ("[\"\xed\xa0\x80\"]", -1, 0, OA_PROTOCOL_ERROR_NOT_UTF8);
  assert_refused ("[\"a\0b\"]", 7, 0, OA_PROTOCOL_ERROR_NOT_UTF8);
  assert_refused ("[1]\0", 4, 0, OA_PROTOCOL_ERROR_NOT_UTF8);
}

TEST (size_limit)
{
  assert_refused ("[1,2]", -1, 4, OA_PROTOCOL_ERROR_TOO_LARGE);
  g_assert_true (oa_json_check ("[1,2]", 5, 5, NULL));
  g_assert_true (oa_json_check ("[1,2]", 5, 0, NULL));
}

static gchar *
nested (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, i % 2 ? "{\"a\":" : "[");
  g_string_append (text, "1");
  for (guint i = depth; i > 0; i--)
    g_string_append_c (text, (i - 1) % 2 ? '}' : ']');
  return g_string_free (text, FALSE);
}

TEST (depth_limit)
{
  g_autofree gchar *deep = nested (OA_JSON_MAX_DEPTH);
  g_autofree gchar *deeper = nested (OA_JSON_MAX_DEPTH + 1);

  assert_accepted (deep);
  assert_refused (deeper, -1, 0, OA_PROTOCOL_ERROR_TOO_DEEP);
}

/* A million brackets would overflow the parser's stack: whatever hides them
 * from the count must be refused for itself. */
TEST (depth_cannot_be_hidden)
{
  static const gchar *const covers[] = { "", "/*\"*/", "'\"'", "//\"\n",
    "\"a\"", "]]]]]", "{\"a\":'\"',\"b\":" };

  for (guint i = 0; i < G_N_ELEMENTS (covers); i++) {
    g_autoptr (GString) text = g_string_new (covers[i]);
    g_autoptr (GError) error = NULL;

    for (guint n = 0; n < 1000000; n++)
      g_string_append_c (text, '[');
    g_assert_false (oa_json_check (text->str, text->len, 0, &error));
    g_assert_nonnull (error);
    g_assert_null (oa_json_parse (text->str, text->len, 0, "test", NULL));
  }
}

static void
assert_string (const gchar *json, const gchar *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) array =
      oa_json_parse_array (json, -1, 0, "test", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (oa_json_array_get_string (array, 0), ==, expected);
}

/* json-glib makes invalid UTF-8 of the first, and refuses others. */
TEST (half_surrogates)
{
  assert_string ("[\"\\ud800x\"]", "\xef\xbf\xbdx");
  assert_string ("[\"\\ud83d\"]", "\xef\xbf\xbd");
  assert_string ("[\"\\udc00\"]", "\xef\xbf\xbd");
  assert_string ("[\"\\ud83d\\u0041\"]",
      "\xef\xbf\xbd"
      "A");
  assert_string ("[\"\\ud83d\\ud83d\\ude00\"]", "\xef\xbf\xbd\xf0\x9f\x98\x80");
  assert_string ("[\"\\ud83d\\ude00\"]", "\xf0\x9f\x98\x80");
  assert_string ("[\"a\\u0000b\"]",
      "a\xef\xbf\xbd"
      "b");
  assert_string ("[\"\\\\ud800\"]", "\\ud800");
}

TEST (length_is_honoured)
{
  g_autoptr (JsonArray) array =
      oa_json_parse_array ("[1]garbage", 3, 0, "test", NULL);

  g_assert_nonnull (array);
}

TEST (shape)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (oa_json_parse_object ("[]", -1, 0, "tools", &error));
  g_assert_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE);
  g_assert_cmpstr (error->message, ==, "tools: Not a JSON object.");
  g_clear_error (&error);
  g_assert_null (oa_json_parse_array ("null", -1, 0, "tools", &error));
  g_assert_error (error, OA_PROTOCOL_ERROR, OA_PROTOCOL_ERROR_SHAPE);
  g_assert_cmpstr (error->message, ==, "tools: Not a JSON array.");
}

TEST (errors_do_not_quote)
{
  static const gchar *const leaks[] = {
    "{\"authorization\" \"hunter2\"}",
    "{\"authorization\":hunter2}",
    "[\"a\" \"hunter2\"]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (leaks); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (oa_json_parse (leaks[i], -1, 0, "test", &error));
    g_assert_null (strstr (error->message, "hunter2"));
  }
}

static JsonObject *
parse (const gchar *text)
{
  JsonObject *object = oa_json_parse_object (text, -1, 0, "test", NULL);

  g_assert_nonnull (object);
  return object;
}

TEST (getters)
{
  g_autoptr (JsonObject) o = parse (
      "{\"s\":\"x\",\"i\":7,\"d\":1.5,"
      "\"b\":true,\"o\":{},\"a\":[{},1,\"t\"],\"n\":null,\"w\":1500.0}");

  g_assert_cmpstr (oa_json_get_string (o, "s"), ==, "x");
  g_assert_cmpint (oa_json_get_int (o, "i", -1), ==, 7);
  g_assert_cmpint (oa_json_get_int (o, "w", -1), ==, 1500);
  g_assert_cmpfloat (oa_json_get_double (o, "d", -1), ==, 1.5);
  g_assert_cmpfloat (oa_json_get_double (o, "i", -1), ==, 7);
  g_assert_true (oa_json_get_boolean (o, "b", FALSE));
  g_assert_nonnull (oa_json_get_object (o, "o"));
  g_assert_nonnull (oa_json_get_array (o, "a"));
  g_assert_nonnull (oa_json_array_get_object (oa_json_get_array (o, "a"), 0));
  g_assert_cmpstr (oa_json_array_get_string (oa_json_get_array (o, "a"), 2),
      ==, "t");
}

/* Every getter on every wrong type: defaults, no criticals. */
TEST (getters_on_wrong_types)
{
  static const gchar *const values[] = { "{}", "[]", "\"x\"", "true", "null",
    "1", "1.5" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autofree gchar *text = g_strdup_printf ("{\"m\":%s}", values[i]);
    g_autoptr (JsonObject) o = parse (text);
    const gchar *v = values[i];

    g_assert_true ((oa_json_get_string (o, "m") != NULL) == (*v == '"'));
    g_assert_true ((oa_json_get_object (o, "m") != NULL) == (*v == '{'));
    g_assert_true ((oa_json_get_array (o, "m") != NULL) == (*v == '['));
    g_assert_true (oa_json_get_boolean (o, "m", FALSE) == (*v == 't'));
    if (i != 5 && i != 6) {
      g_assert_cmpint (oa_json_get_int (o, "m", -9), ==, -9);
      g_assert_cmpfloat (oa_json_get_double (o, "m", -9), ==, -9);
    }
  }
}

TEST (getters_on_nothing)
{
  g_autoptr (JsonObject) o = json_object_new ();

  g_assert_null (oa_json_get_string (NULL, "m"));
  g_assert_null (oa_json_get_string (o, "m"));
  g_assert_null (oa_json_get_object (NULL, "m"));
  g_assert_null (oa_json_get_array (o, "m"));
  g_assert_cmpint (oa_json_get_int (NULL, "m", 3), ==, 3);
  g_assert_true (oa_json_get_boolean (NULL, "m", TRUE));
  g_assert_null (oa_json_array_get_object (NULL, 0));
  g_assert_null (oa_json_array_get_string (NULL, 0));
}

static void
assert_merged (const gchar *target, const gchar *patch, const gchar *expected)
{
  g_autoptr (JsonObject) t = parse (target);
  g_autoptr (JsonObject) p = parse (patch);
  g_autofree gchar *merged = NULL;
  g_autofree gchar *after = NULL;

  oa_json_merge (t, p, NULL);
  merged = oa_json_object_to_text (t);
  after = oa_json_object_to_text (p);
  g_assert_cmpstr (merged, ==, expected);
  g_assert_cmpstr (after, ==, patch);
}

TEST (merge)
{
  assert_merged ("{\"a\":1}", "{\"b\":2}", "{\"a\":1,\"b\":2}");
  assert_merged ("{\"a\":{\"x\":1}}", "{\"a\":{\"y\":{\"z\":2}}}",
      "{\"a\":{\"x\":1,\"y\":{\"z\":2}}}");
  assert_merged ("{\"a\":{\"x\":1}}", "{\"a\":null}", "{\"a\":null}");
  assert_merged ("{\"a\":[1,2]}", "{\"a\":[3]}", "{\"a\":[3]}");
  assert_merged ("{\"a\":1}", "{\"a\":{\"b\":[{}]}}", "{\"a\":{\"b\":[{}]}}");
}

TEST (copies_are_deep)
{
  g_autoptr (JsonObject) o = parse ("{\"a\":{\"b\":[{\"c\":1}]}}");
  g_autoptr (JsonObject) copy = oa_json_object_copy (o);
  JsonArray *b = oa_json_get_array (oa_json_get_object (copy, "a"), "b");
  g_autofree gchar *text = NULL;

  json_object_set_int_member (oa_json_array_get_object (b, 0), "c", 2);
  text = oa_json_object_to_text (o);
  g_assert_cmpstr (text, ==, "{\"a\":{\"b\":[{\"c\":1}]}}");
}

TEST (bytes_end_with_nul)
{
  g_autoptr (JsonObject) o = parse ("{\"a\":\"\\u0001\xc3\xa9\"}");
  g_autoptr (GBytes) bytes = oa_json_object_to_bytes (o);
  gsize length = 0;
  const gchar *text = g_bytes_get_data (bytes, &length);

  g_assert_cmpuint (length, ==, strlen (text));
  g_assert_true (oa_json_check (text, length, 0, NULL));
}

/* json-glib alone reads the second as -1 and writes the first as 1e+20.0. */
TEST (large_numbers_stay_numbers)
{
  static const gchar *const rows[][2] = {
    { "[1e20]", "[1e+20]" },
    { "[1e-8,\"e-08.0\"]", "[1e-08,\"e-08.0\"]" },
    { "[18446744073709551616]", "[1.8446744073709601e+19]" },
    { "[9223372036854775807]", "[9223372036854775807]" },
    { "[9223372036854775808]", "[9.2233720368548004e+18]" },
    { "[-9223372036854775808]", "[-9223372036854775808]" },
    { "[\"1e+20.0\\\"1e+20.0\",1e300,0]",
        "[\"1e+20.0\\\"1e+20.0\","
        "1.0000000000000001e+300,0]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonNode) node = oa_json_parse (rows[i][0], -1, 0, "n", NULL);
    g_autofree gchar *text = NULL;

    g_assert_nonnull (node);
    text = oa_json_node_to_text (node);
    g_assert_cmpstr (text, ==, rows[i][1]);
  }
}

/* People write them into settings by hand. What json-glib says of them depends
 * on its version. */
TEST (control_characters_in_strings)
{
  static const gchar text[] = "{\"a\tb\":\"two\nlines\x01\x1f\\\"\r\\u0000\"}";
  g_autoptr (JsonObject) object = parse (text);
  g_autofree gchar *again = oa_json_object_to_text (object);

  g_assert_cmpstr (oa_json_get_string (object, "a\tb"), ==,
      "two\nlines\x01\x1f\"\r\xef\xbf\xbd");
  g_assert_null (strchr (again, '\n'));
  assert_accepted (text);
  /* Elsewhere they are nothing. */
  assert_refused ("[\x01]", -1, 0, OA_PROTOCOL_ERROR_SYNTAX);
  assert_refused ("[\"\\\n\"]", -1, 0, OA_PROTOCOL_ERROR_SYNTAX);
}

TEST (errors_name_the_byte)
{
  static const struct
  {
    const gchar *text;
    const gchar *place;
  } rows[] = {
    { "{\"a\":1,}", "at byte 7." },
    { "{\"a\" 1}", "at byte 5." },
    { "[1 2]", "at byte 3." },
    { "{\"a\":[1}", "at byte 7." },
    { "{1:2}", "at byte 1." },
    { "[", "at byte 1." },
    { "{}1", "at byte 2." },
    { "[\n,]", "at byte 2." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (oa_json_parse (rows[i].text, -1, 0, "test", &error));
    g_assert_nonnull (strstr (error->message, rows[i].place));
  }
}

/* {"k0":0,"k1":0,…}, @n times in an array. */
static gchar *
make_objects (guint n, guint members, guint name_length)
{
  g_autofree gchar *pad = g_strnfill (name_length, 'x');
  GString *text = g_string_new ("[");

  for (guint i = 0; i < n; i++) {
    g_string_append (text, i > 0 ? ",{" : "{");
    for (guint k = 0; k < members; k++)
      g_string_append_printf (text, "%s\"%s%u\":0", k > 0 ? "," : "", pad, k);
    g_string_append_c (text, '}');
  }
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

/* What members cost is the square of their number, as all may collide in
 * json-glib's table: in one object, in many, and by long names. */
TEST (members_are_limited)
{
  static const struct
  {
    guint n, members, name_length;
    gboolean accepted;
  } rows[] = {
    { 1, OA_JSON_MAX_MEMBERS, 0, TRUE },
    { 1, OA_JSON_MAX_MEMBERS + 1, 0, FALSE },
    { 5, OA_JSON_MAX_MEMBERS, 0, TRUE },
    { 10, OA_JSON_MAX_MEMBERS, 0, FALSE },
    { 1, OA_JSON_MAX_MEMBERS, 1000, FALSE },
    { 6000, 30, 10, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree gchar *text =
        make_objects (rows[i].n, rows[i].members, rows[i].name_length);

    if (rows[i].accepted)
      assert_accepted (text);
    else
      assert_refused (text, -1, 0, OA_PROTOCOL_ERROR_TOO_LARGE);
  }
}

/* Each costs fifty times its bytes. */
TEST (values_are_limited)
{
  g_autoptr (GString) text = g_string_new ("[1");

  for (guint i = 2; i < OA_JSON_MAX_VALUES; i++)
    g_string_append (text, ",1");
  g_string_append_c (text, ']');
  assert_accepted (text->str);
  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",1]");
  assert_refused (text->str, -1, 0, OA_PROTOCOL_ERROR_TOO_LARGE);
}

TEST_MAIN ()
