/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* serverscript.c - what the local server answers. */

#include "config.h"

#include <locale.h>
#include <gio/gio.h>

#include "script.h"
#include "../support/testcase.h"

static void
assert_says (OrsScript *script, const OrsOccasion *occasion,
    const gchar *expected)
{
  OrsReply reply;
  OrsPiece *first;

  ors_script_reply (script, occasion, &reply);
  first = g_queue_peek_head (&reply.pieces);
  g_assert_cmpint (first->kind, ==, ORS_PIECE_TEXT);
  g_assert_cmpstr (first->text, ==, expected);
  ors_reply_clear (&reply);
}

static OrsScript *
script_new (const gchar *text)
{
  GError *error = NULL;
  OrsScript *script = ors_script_new (text, &error);

  g_assert_no_error (error);
  return script;
}

TEST (built_in)
{
  OrsScript *script = script_new (NULL);
  OrsOccasion heard = { .seconds = 2.04, .text = "speech" };
  OrsOccasion nothing = { 0 };
  OrsOccasion read = { .text = "Hello" };
  OrsOccasion told = { .text = "Hello", .tool = "f", .output = "12" };

  assert_says (script, &heard, "I heard 2.0 seconds of speech.");
  assert_says (script, &nothing, "I heard 0.0 seconds of speech.");
  assert_says (script, &read, "You wrote: Hello");
  assert_says (script, &told, "The tool said: 12");
  ors_script_free (script);
}

TEST (sequence_then_default)
{
  OrsScript *script = script_new ("{\"turns\":[{\"say\":\"One.\"},"
                                  "{\"say\":\"Turn {turn}, {seconds} s.\"}],"
                                  "\"default\":{\"say\":\"{text}?\"}}");
  OrsOccasion first = { .turn = 0 };
  OrsOccasion second = { .turn = 1, .seconds = 3.25 };
  OrsOccasion third = { .turn = 2, .text = "What" };

  assert_says (script, &first, "One.");
  assert_says (script, &second, "Turn 2, 3.2 s.");
  assert_says (script, &third, "What?");
  ors_script_free (script);
}

TEST (rules_come_first)
{
  OrsScript *script = script_new (
      "{\"turns\":[{\"say\":\"One.\"},"
      "{\"when\":{\"contains\":\"WEATHER\"},\"say\":\"Fine.\"},"
      "{\"when\":{\"tool\":\"clock\"},\"say\":\"It is {output}.\"}]}");
  OrsOccasion weather = { .text = "The weather, please" };
  OrsOccasion clock = { .text = "weather", .tool = "clock", .output = "noon" };
  OrsReply reply;

  assert_says (script, &weather, "Fine.");
  ors_script_reply (script, &weather, &reply);
  g_assert_false (reply.in_sequence);
  ors_reply_clear (&reply);
  assert_says (script, &clock, "It is noon.");
  ors_script_free (script);
}

/* What is filled in is not looked through for more. */
TEST (filled_in_once)
{
  OrsScript *script = script_new (
      "{\"default\":{\"say\":\"{text} {output} {other} {\"}}");
  OrsOccasion occasion = { .text = "{output}{turn}", .output = "{text}" };

  occasion.tool = "f";
  assert_says (script, &occasion, "{output}{turn} {text} {other} {");
  ors_script_free (script);
}

/* Skipped in effect where there is no such locale. */
TEST (numbers_in_any_language)
{
  OrsScript *script = script_new (NULL);
  OrsOccasion heard = { .seconds = 2.5, .text = "speech" };

  g_test_message ("%s", setlocale (LC_ALL, "de_DE.UTF-8"));
  assert_says (script, &heard, "I heard 2.5 seconds of speech.");
  setlocale (LC_ALL, "C");
  ors_script_free (script);
}

TEST (calls)
{
  OrsScript *script = script_new (
      "{\"turns\":[{\"calls\":["
      "{\"name\":\"a\",\"arguments\":{\"x\":1}},"
      "{\"name\":\"b\",\"arguments\":\"{broken\"},{\"name\":\"c\"}]}]}");
  OrsOccasion occasion = { 0 };
  OrsReply reply;
  static const gchar *const arguments[] = { "{\"x\":1}", "{broken", "{}" };

  ors_script_reply (script, &occasion, &reply);
  g_assert_cmpuint (reply.pieces.length, ==, 4);
  for (guint i = 0; i < 3; i++) {
    OrsPiece *piece = g_queue_peek_nth (&reply.pieces, i);

    g_assert_cmpint (piece->kind, ==, ORS_PIECE_CALL);
    g_assert_cmpstr (piece->text, ==, arguments[i]);
  }
  ors_reply_clear (&reply);
  occasion.no_calls = TRUE;
  assert_says (script, &occasion, "One moment, please.");
  ors_script_free (script);
}

TEST (transcripts)
{
  OrsScript *script = script_new (
      "{\"turns\":[{\"user\":\"Hi.\","
      "\"user_delay_ms\":40},{\"user_error\":{\"code\":\"x\"}}]}");
  guint delay_ms;
  g_autofree gchar *first =
      ors_script_dup_transcript (script, 0, 1.0, &delay_ms);
  g_autofree gchar *later = NULL;

  g_assert_cmpstr (first, ==, "Hi.");
  g_assert_cmpuint (delay_ms, ==, 40);
  g_assert_nonnull (ors_script_transcript_error (script, 1));
  later = ors_script_dup_transcript (script, 7, 1.26, &delay_ms);
  g_assert_cmpstr (later, ==, "speech of 1.3 seconds");
  g_assert_cmpuint (delay_ms, ==, 0);
  ors_script_free (script);
}

TEST (models)
{
  OrsScript *any = script_new (NULL);
  OrsScript *some = script_new ("{\"models\":[\"mine\"]}");

  g_assert_true (ors_script_allows_model (any, "gpt-realtime-2.1"));
  g_assert_false (ors_script_allows_model (any, "mine"));
  g_assert_true (ors_script_allows_model (some, "mine"));
  g_assert_false (ors_script_allows_model (some, "gpt-realtime-2.1"));
  ors_script_free (any);
  ors_script_free (some);
}

TEST (mistakes_are_named)
{
  GError *error = NULL;

  g_assert_null (ors_script_new ("{\"turns\":[{\"sey\":\"x\"}]}", &error));
  g_assert_nonnull (strstr (error->message, "turns[0].sey"));
  g_clear_error (&error);
  g_assert_null (ors_script_new ("not JSON", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
}

TEST_MAIN ()
