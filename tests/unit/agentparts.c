/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentparts.c - guard rails, words for a human, facts, allowed hosts. */

#include "config.h"

#include "agents/allowedhosts.h"
#include "agents/facts.h"
#include "agents/guardrails.h"
#include "agents/phrases.h"
#include "protocol/json.h"

#include <string.h>

/*** guard rails ***/

static void
test_guard_rails (void)
{
  g_autoptr (OvsGuardrails) rails = ovs_guardrails_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ovs_guardrails_add (rails, "you should (file|sue)", NULL));
  g_assert_true (ovs_guardrails_add (rails, "\\bguarantee", NULL));
  g_assert_cmpint (ovs_guardrails_match (rails, "Well, You Should sue."), ==,
      0);
  g_assert_cmpint (ovs_guardrails_match (rails, "We guaranteed that."), ==, 1);
  g_assert_cmpint (ovs_guardrails_match (rails, "You should ask."), ==, -1);

  g_assert_false (ovs_guardrails_add (rails, "(", &error));
  g_assert_true (
      g_str_has_prefix (error->message, "This is no regular expression: "));
}

/* Steps grow with two to the power of its length; the limit ends them. */
static void
test_patterns_that_explode (void)
{
  g_autoptr (OvsGuardrails) rails = ovs_guardrails_new ();
  g_autofree gchar *text = g_strnfill (2000, 'a');

  g_assert_true (ovs_guardrails_add (rails, "(a+)+(b|c)+$", NULL));
  g_assert_true (ovs_guardrails_add (rails, "aaa", NULL));
  g_assert_cmpint (ovs_guardrails_match (rails, text), ==, 1);
}

static void
test_spoken (void)
{
  OvsSpoken spoken;
  g_autofree gchar *long_text = g_strnfill (5000, 'x');

  ovs_spoken_init (&spoken);
  g_assert_cmpstr (ovs_spoken_add (&spoken, "a", "You sho", FALSE), ==,
      "You sho");
  g_assert_cmpstr (ovs_spoken_add (&spoken, "a", "uld", FALSE), ==,
      "You should");
  g_assert_cmpstr (ovs_spoken_add (&spoken, "b", "sue", FALSE), ==, "sue");
  g_assert_cmpstr (ovs_spoken_add (&spoken, "b", "sue me", TRUE), ==,
      "sue me");
  g_assert_cmpuint (strlen (ovs_spoken_add (&spoken, "b", long_text, FALSE)),
      ==, 2048);
  /* Whole characters stay. */
  ovs_spoken_add (&spoken, "c", "\xc3\xa4", FALSE);
  long_text[2047] = '\0';
  g_assert_cmpuint (strlen (ovs_spoken_add (&spoken, "c", long_text, FALSE)),
      ==, 2047);
  ovs_spoken_clear (&spoken);
}

/*** words for a human ***/

static void
test_phrases (void)
{
  g_autofree gchar *one = ovs_phrase_normalize ("a human");
  g_autofree gchar *two = ovs_phrase_normalize ("Mitarbeiter");
  const gchar *const phrases[] = { one, two, NULL };

  g_assert_true (ovs_phrases_match (phrases, "I want to talk to a HUMAN!"));
  g_assert_true (ovs_phrases_match (phrases, "A - human; please"));
  g_assert_true (ovs_phrases_match (phrases, "mitarbeiter"));
  g_assert_false (ovs_phrases_match (phrases, "That is a humane idea"));
  g_assert_false (ovs_phrases_match (phrases, "Mitarbeiterin"));
  g_assert_false (ovs_phrases_match (phrases, ""));
  g_assert_false (ovs_phrases_match (phrases, "\xff\xff"));
}

/*** facts ***/

static gchar *
check_fact (const gchar *rule, const gchar *value, GError **error)
{
  g_autoptr (JsonObject) rule_object =
      oa_json_parse_object (rule, -1, 0, "A rule", NULL);
  g_autoptr (JsonNode) node = oa_json_parse (value, -1, 0, "A value", NULL);

  g_assert_nonnull (rule_object);
  return ovs_fact_check ("it", rule_object, node, error);
}

static void
test_facts (void)
{
  static const struct
  {
    const gchar *rule;
    const gchar *value;
    const gchar *kept;
  } rows[] = {
    { "{\"type\":\"text\"}", "\" Anna\\nMay \"", "Anna May" },
    { "{\"type\":\"text\"}", "\"\"", NULL },
    { "{\"type\":\"text\"}", "{}", NULL },
    { "{\"type\":\"text\"}", "null", NULL },
    { "{\"type\":\"integer\",\"min\":1,\"max\":9}", "\"4\"", "4" },
    { "{\"type\":\"integer\",\"min\":1,\"max\":9}", "4.0", "4" },
    { "{\"type\":\"integer\",\"min\":1,\"max\":9}", "4.5", NULL },
    { "{\"type\":\"integer\",\"min\":1,\"max\":9}", "10", NULL },
    { "{\"type\":\"integer\"}", "\"four\"", NULL },
    { "{\"type\":\"integer\"}", "\"0x10\"", NULL },
    { "{\"type\":\"integer\"}", "1e300", NULL },
    { "{\"type\":\"number\"}", "\"1.25\"", "1.25" },
    { "{\"type\":\"number\"}", "\"inf\"", NULL },
    { "{\"type\":\"number\"}", "\"1,5\"", NULL },
    { "{\"type\":\"boolean\"}", "true", "true" },
    { "{\"type\":\"boolean\"}", "\"No\"", "false" },
    { "{\"type\":\"boolean\"}", "\"maybe\"", NULL },
    { "{\"type\":\"date\"}", "\"2028-02-29\"", "2028-02-29" },
    { "{\"type\":\"date\"}", "\"2026-02-29\"", NULL },
    { "{\"type\":\"date\"}", "\"1.5.2026\"", NULL },
    { "{\"type\":\"date\"}", "\"2026-05-01x\"", NULL },
    { "{\"type\":\"time\"}", "\"18:30\"", "18:30" },
    { "{\"type\":\"time\"}", "\"18:30:00\"", "18:30" },
    { "{\"type\":\"time\"}", "\"24:00\"", NULL },
    { "{\"type\":\"time\"}", "\"18:3\"", NULL },
    { "{\"type\":\"phone\"}", "\"+49 (30) 12-34/56\"", "+4930123456" },
    { "{\"type\":\"phone\"}", "\"12\"", NULL },
    { "{\"type\":\"phone\"}", "\"1+2345\"", NULL },
    { "{\"type\":\"phone\"}", "\"+1234567890123456\"", NULL },
    { "{\"type\":\"email\"}", "\"a.b@c.de\"", "a.b@c.de" },
    { "{\"type\":\"email\"}", "\"a@b@c.de\"", NULL },
    { "{\"type\":\"email\"}", "\"a b@c.de\"", NULL },
    { "{\"type\":\"email\"}", "\"a@localhost\"", NULL },
    { "{\"type\":\"choice\",\"choices\":[\"Inside\",\"Terrace\"]}",
        "\"terrace\"", "Terrace" },
    { "{\"type\":\"choice\",\"choices\":[\"Inside\",\"Terrace\"]}", "\"roof\"",
        NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree gchar *kept = check_fact (rows[i].rule, rows[i].value, &error);

    g_assert_cmpstr (kept, ==, rows[i].kept);
    g_assert_true ((kept == NULL) == (error != NULL));
  }
}

static void
test_facts_are_told (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *described = NULL, *schema = NULL, *missing = NULL;
  g_autoptr (JsonObject) values = json_object_new ();
  g_autoptr (JsonObject) rules = oa_json_parse_object (
      "{\"size\":{\"type\":\"integer\",\"min\":1,\"max\":9,\"required\":true},"
      "\"place\":{\"type\":\"choice\",\"choices\":[\"in\",\"out\"],"
      "\"description\":\"Where\"},"
      "\"name\":{\"type\":\"text\",\"required\":true}}",
      -1, 0, "Rules", NULL);

  g_assert_null (check_fact ("{\"type\":\"integer\",\"min\":1}", "0", &error));
  g_assert_cmpstr (error->message, ==,
      "it must be an integer, at least 1. Ask the user again.");
  described = ovs_facts_describe (rules);
  g_assert_cmpstr (described, ==,
      "Notes a fact as soon as the user has said or corrected it. The facts:\n"
      "- size: an integer, at least 1, at most 9 (required)\n"
      "- place: one of the choices: in, out; Where\n"
      "- name: a text of at most 1000 bytes (required)");
  schema = ovs_facts_make_schema (rules);
  g_assert_nonnull (strstr (schema, "[\"size\",\"place\",\"name\"]"));
  json_object_set_string_member (values, "size", "4");
  missing = ovs_facts_list_missing (rules, values);
  g_assert_cmpstr (missing, ==, "name");
}

/*** hosts ***/

static void
test_hosts (void)
{
  static const gchar *const hosts[] = { "api.example.com", "127.0.0.1:8080",
    "[::1]:9000", NULL };
  static const struct
  {
    const gchar *url;
    gboolean allowed;
  } rows[] = {
    { "https://api.example.com/rooms", TRUE },
    { "https://API.example.com", TRUE },
    { "http://api.example.com/{{a}}", TRUE },
    { "https://api.example.com:443/", TRUE },
    { "https://api.example.com:444/", FALSE },
    { "https://api.example.com.evil.org/", FALSE },
    { "https://evil.org/api.example.com", FALSE },
    { "https://api.example.com@evil.org/", FALSE },
    { "https://evil.org#@api.example.com/", FALSE },
    { "https://evil.org?@api.example.com/", FALSE },
    { "https://user:secret@api.example.com/", FALSE },
    { "https://{{host}}/", FALSE },
    { "https://api.example.com{{a}}/", TRUE },
    { "https://api.example.com\\.evil.org/", FALSE },
    { "http://127.0.0.1:8080/x?y", TRUE },
    { "http://127.0.0.1/x", FALSE },
    { "http://[::1]:9000/", TRUE },
    { "ftp://api.example.com/", FALSE },
    { "file:///etc/passwd", FALSE },
    { "api.example.com/rooms", FALSE },
    { "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i].url);
    g_assert_cmpint (ovs_allowed_hosts_check (rows[i].url, hosts, NULL), ==,
        rows[i].allowed);
  }
}

static void
test_host_names (void)
{
  static const gchar *const good[] = { "a", "a.b-c", "a:1", "127.0.0.1",
    "[::1]", "[::1]:80" };
  static const gchar *const bad[] = { "", ":80", "a:", "a:0", "a:65536", "a b",
    "a/b", "https://a", "[::1", "*.a" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (ovs_allowed_host_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ovs_allowed_host_is_valid (bad[i]));
}

static void
test_open_addresses (void)
{
  g_assert_true (ovs_address_is_open ("http://api.example.com/"));
  g_assert_false (ovs_address_is_open ("https://api.example.com/"));
  g_assert_false (ovs_address_is_open ("http://127.0.0.1:8080/"));
  g_assert_false (ovs_address_is_open ("http://localhost/"));
  g_assert_false (ovs_address_is_open ("http://[::1]/"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/agentparts/guard-rails", test_guard_rails);
  g_test_add_func ("/agentparts/exploding-patterns",
      test_patterns_that_explode);
  g_test_add_func ("/agentparts/spoken", test_spoken);
  g_test_add_func ("/agentparts/phrases", test_phrases);
  g_test_add_func ("/agentparts/facts", test_facts);
  g_test_add_func ("/agentparts/facts-told", test_facts_are_told);
  g_test_add_func ("/agentparts/hosts", test_hosts);
  g_test_add_func ("/agentparts/host-names", test_host_names);
  g_test_add_func ("/agentparts/open-addresses", test_open_addresses);

  return g_test_run ();
}
