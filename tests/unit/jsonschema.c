/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* jsonschema.c - values, schemas, and the sentence about what is wrong. */

#include <string.h>

#include "protocol/json.h"
#include "protocol/jsonschema.h"
#include "../support/testcase.h"

typedef struct
{
  const gchar *schema;
  const gchar *value;
  const gchar *complaint; /* NULL = good */
} Case;

static gchar *
check (const gchar *schema, const gchar *value)
{
  g_autoptr (JsonNode) s = oa_json_parse (schema, -1, 0, "schema", NULL);
  g_autoptr (JsonNode) v = oa_json_parse (value, -1, 0, "value", NULL);

  g_assert_nonnull (s);
  g_assert_nonnull (v);
  return oa_json_schema_check (s, v, "arguments");
}

static void
run (const Case *cases, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree gchar *got = check (cases[i].schema, cases[i].value);

    g_test_message ("%s against %s", cases[i].value, cases[i].schema);
    g_assert_cmpstr (got, ==, cases[i].complaint);
  }
}

#define RUN(cases) run (cases, G_N_ELEMENTS (cases))

TEST (types)
{
  static const Case cases[] = {
    { "{\"type\":\"object\"}", "{}", NULL },
    { "{\"type\":\"object\"}", "[]", "arguments must be of type object." },
    { "{\"type\":\"array\"}", "[1]", NULL },
    { "{\"type\":\"array\"}", "{}", "arguments must be of type array." },
    { "{\"type\":\"string\"}", "\"\"", NULL },
    { "{\"type\":\"string\"}", "null", "arguments must be of type string." },
    { "{\"type\":\"number\"}", "1", NULL },
    { "{\"type\":\"number\"}", "1.5", NULL },
    { "{\"type\":\"number\"}", "\"1\"", "arguments must be of type number." },
    { "{\"type\":\"integer\"}", "7", NULL },
    { "{\"type\":\"integer\"}", "7.0", NULL },
    { "{\"type\":\"integer\"}", "7.5", "arguments must be of type integer." },
    { "{\"type\":\"boolean\"}", "false", NULL },
    { "{\"type\":\"boolean\"}", "0", "arguments must be of type boolean." },
    { "{\"type\":\"null\"}", "null", NULL },
    { "{\"type\":\"null\"}", "0", "arguments must be of type null." },
    { "{\"type\":[\"string\",\"null\"]}", "null", NULL },
    { "{\"type\":[\"string\",\"null\"]}", "\"x\"", NULL },
    { "{\"type\":[\"string\",\"null\"]}", "1",
        "arguments must be of type string or null." },
    { "{\"type\":\"money\"}", "1", NULL },
    { "true", "1", NULL },
    { "false", "1", "arguments must not be there." },
    { "{}", "1", NULL },
    { "{\"$ref\":\"#/x\",\"title\":5}", "1", NULL },
  };

  RUN (cases);
}

TEST (choices)
{
  static const Case cases[] = {
    { "{\"enum\":[\"c\",\"f\",null,2]}", "\"f\"", NULL },
    { "{\"enum\":[\"c\",\"f\",null,2]}", "null", NULL },
    { "{\"enum\":[\"c\",\"f\",null,2]}", "2.0", NULL },
    { "{\"enum\":[\"c\",\"f\",null,2]}", "\"k\"",
        "arguments must be one of \"c\", \"f\", null, 2." },
    { "{\"enum\":[[1]]}", "[1]", NULL },
    { "{\"const\":{\"a\":1}}", "{\"a\":1}", NULL },
    { "{\"const\":{\"a\":1}}", "{\"a\":2}", "arguments must be {\"a\":1}." },
  };

  RUN (cases);
}

TEST (numbers)
{
  static const Case cases[] = {
    { "{\"minimum\":1}", "1", NULL },
    { "{\"minimum\":1}", "0.9", "arguments must be at least 1." },
    { "{\"maximum\":1.5}", "1.5", NULL },
    { "{\"maximum\":1.5}", "2", "arguments must be at most 1.5." },
    { "{\"exclusiveMinimum\":0}", "0", "arguments must be greater than 0." },
    { "{\"exclusiveMaximum\":0}", "-1", NULL },
    { "{\"exclusiveMaximum\":0}", "0", "arguments must be less than 0." },
    { "{\"minimum\":0,\"exclusiveMinimum\":true}", "0", NULL },
    { "{\"multipleOf\":0.01}", "19.99", NULL },
    { "{\"multipleOf\":5}", "15", NULL },
    { "{\"multipleOf\":5}", "16", "arguments must be a multiple of 5." },
    { "{\"multipleOf\":0}", "16", NULL },
    { "{\"minimum\":9}", "\"1\"", NULL },
  };

  RUN (cases);
}

TEST (texts)
{
  static const Case cases[] = {
    { "{\"minLength\":2}", "\"äö\"", NULL },
    { "{\"minLength\":3}", "\"äö\"",
        "arguments must have at least 3 characters." },
    { "{\"maxLength\":1}", "\"äö\"",
        "arguments must have at most 1 characters." },
    { "{\"pattern\":\"b+\"}", "\"abba\"", NULL },
    { "{\"pattern\":\"^b+$\"}", "\"abba\"",
        "arguments must match the pattern ^b+$." },
    { "{\"pattern\":\"(\"}", "\"x\"", NULL },
    /* Backtracking that would not end in a lifetime. */
    { "{\"pattern\":\"^(a+)+$\"}", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"",
        "arguments must match the pattern ^(a+)+$." },
  };

  RUN (cases);
}

TEST (containers)
{
#define PLACE \
  "{\"type\":\"object\",\"required\":[\"city\"]," \
  "\"additionalProperties\":false,\"properties\":{\"city\":" \
  "{\"type\":\"string\"},\"days\":{\"type\":\"array\",\"maxItems\":2," \
  "\"minItems\":1,\"items\":{\"type\":\"object\",\"properties\":{\"n\":" \
  "{\"type\":\"integer\"}}}}}}"
  static const Case cases[] = {
    { PLACE, "{\"city\":\"Ulm\"}", NULL },
    { PLACE, "{\"city\":\"Ulm\",\"days\":[{\"n\":1},{}]}", NULL },
    { PLACE, "{}", "arguments must have the member \"city\"." },
    { PLACE, "{\"city\":7}", "arguments.city must be of type string." },
    { PLACE, "{\"city\":\"Ulm\",\"zip\":1}",
        "arguments must not have the member \"zip\"." },
    { PLACE, "{\"city\":\"Ulm\",\"days\":[]}",
        "arguments.days must have at least 1 elements." },
    { PLACE, "{\"city\":\"Ulm\",\"days\":[{},{},{}]}",
        "arguments.days must have at most 2 elements." },
    { PLACE, "{\"city\":\"Ulm\",\"days\":[{},{\"n\":\"x\"}]}",
        "arguments.days[1].n must be of type integer." },
    { "{\"additionalProperties\":{\"type\":\"string\"}}", "{\"a\":1}",
        "arguments.a must be of type string." },
    { "{\"additionalProperties\":false,\"patternProperties\":{\"a\":{}}}",
        "{\"a\":1}", NULL },
  };

  RUN (cases);
}

TEST (alternatives)
{
  static const Case cases[] = {
    { "{\"anyOf\":[{\"type\":\"string\"},{\"minimum\":5}]}", "7", NULL },
    { "{\"anyOf\":[{\"type\":\"string\"},{\"minimum\":5}]}", "3",
        "arguments must match one of the schemas in anyOf." },
    { "{\"oneOf\":[{\"minimum\":1},{\"minimum\":5}]}", "3", NULL },
    { "{\"oneOf\":[{\"minimum\":1},{\"minimum\":5}]}", "7",
        "arguments must match exactly one of the schemas in oneOf." },
    { "{\"allOf\":[{\"minimum\":1},{\"maximum\":5}]}", "3", NULL },
    { "{\"allOf\":[{\"minimum\":1},{\"maximum\":5}]}", "7",
        "arguments must be at most 5." },
    { "{\"properties\":{\"x\":{\"anyOf\":[{\"type\":\"null\"}]}}}", "{\"x\":1}",
        "arguments.x must match one of the schemas in anyOf." },
  };

  RUN (cases);
}

static gchar *
nest (const gchar *open, const gchar *middle, const gchar *close, guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  g_string_append (text, middle);
  for (guint i = 0; i < depth; i++)
    g_string_append (text, close);
  return g_string_free (text, FALSE);
}

/* Alternatives within alternatives, over an array: the work would multiply. */
TEST (work_is_bounded)
{
  g_autofree gchar *both =
      nest ("{\"anyOf\":[{\"type\":\"null\"},", "{}", "]}", 40);
  g_autofree gchar *many = nest ("1,", "1", "", 2000);
  g_autofree gchar *schema = g_strdup_printf ("{\"items\":%s}", both);
  g_autofree gchar *value = g_strdup_printf ("[%s]", many);
  g_autofree gchar *large = check (schema, value);
  g_autofree gchar *small = check (schema, "[1,2,3]");
  g_autofree gchar *deep_schema = nest ("{\"allOf\":[", "{}", "]}", 45);
  g_autofree gchar *deep = NULL;

  g_assert_nonnull (strstr (large, "too large to be checked"));
  g_assert_null (small);
  deep = check (deep_schema, "1");
  g_assert_null (deep);
}

/* What is quoted is short, whatever the model writes. */
TEST (quotes_are_short)
{
  g_autofree gchar *name = nest ("x", "", "", 5000);
  g_autofree gchar *value = g_strdup_printf ("{\"%s\":1}", name);
  g_autofree gchar *complaint =
      check ("{\"additionalProperties\":false}", value);

  g_assert_cmpuint (strlen (complaint), <, 200);
}

TEST_MAIN ()
