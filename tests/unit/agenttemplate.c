/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agenttemplate.c - texts with places for values, and what they may name. */

#include "config.h"

#include "agents/context.h"
#include "agents/template.h"
#include "protocol/json.h"

#include <string.h>

#define CONTEXT \
  "{\"hotel\":{\"name\":\"See\\nblick \\u202e{{x}}\",\"stars\":4,\"open\":true," \
  "\"rate\":1.5},\"none\":[],\"empty\":\"\",\"null\":null,\"zero\":0," \
  "\"tags\":[\"a\",\"b\",3],\"name\":\"outer\",\"rooms\":[" \
  "{\"name\":\"Blue\",\"price\":120,\"beds\":[1,2]},{\"price\":90}]}"

static JsonObject *
parse (const gchar *text)
{
  JsonObject *object = oa_json_parse_object (text, -1, 0, "A context", NULL);

  g_assert_nonnull (object);
  return object;
}

static gchar *
render (const gchar *text, gsize max, gboolean *cut)
{
  g_autoptr (JsonObject) context = parse (CONTEXT);
  g_autoptr (GError) error = NULL;
  g_autoptr (OvsTemplate) template = ovs_template_new (text, &error);

  g_assert_no_error (error);
  return ovs_template_render (template, context, max, cut);
}

static void
test_renders (void)
{
  static const struct
  {
    const gchar *text;
    const gchar *expected;
  } rows[] = {
    { "", "" },
    { "plain } {", "plain } {" },
    { "{{hotel.stars}} {{ hotel.rate }} {{hotel.open}}", "4 1.5 true" },
    /* Values are text: no line, no direction, no tag of theirs. */
    { "<{{hotel.name}}>", "<See blick {{x}}>" },
    { "[{{no.such.thing}}{{hotel}}{{null}}]", "[]" },
    { "{{tags}} {{tags.1}} {{tags.9}}", "a, b, 3 b " },
    { "{{#if hotel.open}}yes{{else}}no{{/if}}", "yes" },
    { "{{#if none}}1{{/if}}{{#if empty}}2{{/if}}{{#if zero}}3{{/if}}"
      "{{#if null}}4{{/if}}{{#if what}}5{{else}}6{{/if}}",
        "6" },
    { "{{#each rooms}}{{name}} {{this.price}} {{hotel.stars}};{{/each}}",
        "Blue 120 4;outer 90 4;" },
    { "{{#each tags}}<{{this}}>{{/each}}", "<a><b><3>" },
    { "{{#each none}}x{{else}}nothing{{/each}}", "nothing" },
    { "{{#each hotel}}x{{else}}no list{{/each}}", "no list" },
    { "{{#each rooms}}{{#each beds}}{{this}}{{else}}-{{/each}};{{/each}}",
        "12;-;" },
    { "Rooms:\n  {{#each rooms}}\n- {{price}}\n  {{/each}}\nEnd.",
        "Rooms:\n- 120\n- 90\nEnd." },
    { "{{#if zero}}\na\n{{else}}\nb\n{{/if}}\n", "b\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean cut;
    g_autofree gchar *text = render (rows[i].text, 1000, &cut);

    g_assert_cmpstr (text, ==, rows[i].expected);
    g_assert_false (cut);
  }
}

static void
test_refuses (void)
{
  static const struct
  {
    const gchar *text;
    const gchar *sentence;
  } rows[] = {
    { "a\n{{b", "In line 2 of the text: This {{ has no }} behind it." },
    { "{{}}",
        "In line 1 of the text: A tag must be names with points between "
        "them, as {{hotel.name}}." },
    { "{{a..b}}", NULL },
    { "{{a b}}", NULL },
    { "{{a.b.c.d.e.f.g.h.i}}", NULL },
    { "\n\n{{#each a}}x",
        "In line 3 of the text: This block has no end. "
        "Write {{/each}} or {{/if}} behind it." },
    { "{{#each a}}{{/if}}",
        "In line 1 of the text: This end belongs to no "
        "block that is open here." },
    { "{{/each}}", NULL },
    { "{{else}}", NULL },
    { "{{#if a}}{{else}}{{else}}{{/if}}", NULL },
    { "{{#unless a}}{{/unless}}",
        "In line 1 of the text: There is no such block. Blocks are "
        "{{#each ...}} and {{#if ...}}." },
    { "{{#if a/b}}{{/if}}", NULL },
    { "{{#if a}}{{#if a}}{{#if a}}{{#if a}}{{#if a}}{{#if a}}{{#if a}}"
      "{{#if a}}{{#if a}}",
        "In line 1 of the text: Blocks are nested more than 8 deep." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (ovs_template_new (rows[i].text, &error));
    g_assert_nonnull (error);
    if (rows[i].sentence != NULL)
      g_assert_cmpstr (error->message, ==, rows[i].sentence);
  }
}

static void
test_result_is_bounded (void)
{
  gboolean cut;
  g_autofree gchar *text = render ("{{#each rooms}}\xc3\xa4{{/each}}", 3, &cut);

  g_assert_cmpstr (text, ==, "\xc3\xa4");
  g_assert_true (cut);
}

/* Lists in lists multiply: 200 to the power of 4 rounds. */
static void
test_bombs_end (void)
{
  static const gchar *const texts[] = {
    "{{#each l}}{{#each l}}{{#each l}}{{#each l}}x{{/each}}{{/each}}{{/each}}"
    "{{/each}}",
    "{{#each l}}{{#each l}}{{#each l}}{{#each l}}{{/each}}{{/each}}{{/each}}"
    "{{/each}}",
    "{{#each l}}{{#each l}}{{v}}{{/each}}{{/each}}",
  };
  g_autoptr (GString) json = g_string_new ("{\"v\":\"");
  g_autoptr (JsonObject) context = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_c (json, 'v');
  g_string_append (json, "\",\"l\":[0");
  for (guint i = 1; i < 200; i++)
    g_string_append (json, ",0");
  g_string_append (json, "]}");
  context = parse (json->str);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (OvsTemplate) template = ovs_template_new (texts[i], NULL);
    gboolean cut;
    g_autofree gchar *text =
        ovs_template_render (template, context, 64 * 1024, &cut);

    g_assert_true (cut);
    g_assert_cmpuint (strlen (text), <=, 64 * 1024);
  }
}

static void
assert_uri (const gchar *text, const gchar *arguments, const gchar *expected)
{
  g_autoptr (JsonObject) context = parse (arguments);
  g_autoptr (OvsTemplate) template = ovs_template_new (text, NULL);
  g_autofree gchar *uri = ovs_template_render_uri (template, context, 59);

  g_assert_cmpstr (uri, ==, expected);
}

static void
test_addresses (void)
{
  static const gchar text[] = "https://h/rooms/{{a}}?q={{b}}";

  assert_uri (text, "{\"a\":\"x/y\",\"b\":\"1&c=2#f \\u00e4\"}",
      "https://h/rooms/x%2Fy?q=1%26c%3D2%23f%20%C3%A4");
  assert_uri (text, "{\"a\":\"..\",\"b\":1}", NULL);
  assert_uri (text, "{\"a\":\"\",\"b\":1}", NULL);
  assert_uri (text, "{\"b\":1}", NULL);
  assert_uri (text,
      "{\"a\":\"0123456789012345678901234567890123456789\",\"b\":1}", NULL);
  assert_uri ("https://h/{{#if b}}{{b}}{{/if}}", "{}", "https://h/");
}

/*** what a template may name ***/

static void
test_context_is_merged (void)
{
  g_autoptr (JsonObject) context = parse (
      "{\"a\":{\"b\":1,\"c\":2},\"d\":[1]}");
  g_autoptr (JsonObject) patch = parse ("{\"a\":{\"b\":3},\"d\":[2],\"e\":4}");
  g_autoptr (JsonObject) reserved = parse ("{\"call\":{\"from\":\"x\"}}");
  g_autofree gchar *text = NULL;

  g_assert_true (ovs_context_merge (&context, patch, NULL));
  g_assert_false (ovs_context_merge (&context, reserved, NULL));
  text = oa_json_object_to_text (context);
  g_assert_cmpstr (text, ==,
      "{\"a\":{\"b\":3,\"c\":2},\"d\":[2],\"e\":4}");
}

static void
test_context_is_bounded (void)
{
  g_autoptr (JsonObject) context = json_object_new ();
  g_autoptr (JsonObject) large = json_object_new ();
  g_autoptr (JsonObject) deep = parse (
      "{\"a\":[[[[[[[[[[[[[[[[\"[\"]]]]]]]]]]]]]]]]}");
  g_autofree gchar *text = g_strnfill (300 * 1024, 'x');

  json_object_set_string_member (large, "a", text);
  g_assert_false (ovs_context_merge (&context, large, NULL));
  g_assert_false (ovs_context_merge (&context, deep, NULL));
  g_assert_cmpuint (json_object_get_size (context), ==, 0);
}

static void
test_time (void)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 5, 1, 9, 5, 0);
  g_autoptr (JsonObject) now = ovs_context_describe_time (time);
  g_autofree gchar *text = oa_json_object_to_text (now);

  g_assert_cmpstr (text, ==,
      "{\"date\":\"2026-05-01\",\"time\":\"09:05\",\"weekday\":\"Friday\","
      "\"year\":2026,\"month\":5,\"day\":1,\"hour\":9}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/agenttemplate/renders", test_renders);
  g_test_add_func ("/agenttemplate/refuses", test_refuses);
  g_test_add_func ("/agenttemplate/bounded", test_result_is_bounded);
  g_test_add_func ("/agenttemplate/bombs", test_bombs_end);
  g_test_add_func ("/agenttemplate/addresses", test_addresses);
  g_test_add_func ("/agenttemplate/context", test_context_is_merged);
  g_test_add_func ("/agenttemplate/context-bounded", test_context_is_bounded);
  g_test_add_func ("/agenttemplate/time", test_time);

  return g_test_run ();
}
