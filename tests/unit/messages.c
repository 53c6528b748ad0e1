/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* messages.c - bus messages, read by the public library. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <gst/openairealtime/openairealtime.h>

static GstMessage *
make (const gchar *text)
{
  GstStructure *fields = gst_structure_from_string (text, NULL);

  g_assert_nonnull (fields);
  return gst_message_new_element (NULL, fields);
}

static void
test_transcript (void)
{
  GstMessage *message = make ("openairealtime/transcript, role=user, "
      "item-id=item_1, text=\"Hello you\", final=true");
  const gchar *role, *id, *text;
  gboolean final;

  g_assert_true (gst_openai_realtime_message_parse_transcript (message, &role,
          &id, &text, &final));
  g_assert_cmpstr (role, ==, "user");
  g_assert_cmpstr (id, ==, "item_1");
  g_assert_cmpstr (text, ==, "Hello you");
  g_assert_true (final);
  g_assert_true (gst_openai_realtime_message_parse_transcript (message, NULL,
          NULL, NULL, NULL));
  g_assert_false (gst_openai_realtime_message_parse_error (message, NULL, NULL,
          &text, NULL));
  g_assert_cmpstr (text, ==, "Hello you");
  gst_message_unref (message);
}

static void
test_function_call (void)
{
  GstMessage *message = make ("openairealtime/function-call, "
      "call-id=call_1, name=(string)f, arguments=\"{}\"");
  const gchar *id, *name, *arguments;

  g_assert_true (gst_openai_realtime_message_parse_function_call (message,
          &id, &name, &arguments));
  g_assert_cmpstr (id, ==, "call_1");
  g_assert_cmpstr (name, ==, "f");
  g_assert_cmpstr (arguments, ==, "{}");
  gst_message_unref (message);
}

static void
test_interrupted (void)
{
  GstMessage *message = make ("openairealtime/interrupted, item-id=item_1, "
      "heard-ms=(guint64)140");
  const gchar *id;
  guint64 heard, dropped = 7;

  g_assert_true (gst_openai_realtime_message_parse_interrupted (message, &id,
          &heard, &dropped));
  g_assert_cmpstr (id, ==, "item_1");
  g_assert_cmpuint (heard, ==, 140);
  g_assert_cmpuint (dropped, ==, 0);
  gst_message_unref (message);
}

static void
test_response_done (void)
{
  GstMessage *message = make ("openairealtime/response-done, "
      "response-id=resp_1, status=completed, total-tokens=(guint64)99");
  const gchar *id, *status, *reason = "x";
  guint64 tokens;

  g_assert_true (gst_openai_realtime_message_parse_response_done (message,
          &id, &status, &reason, &tokens));
  g_assert_cmpstr (id, ==, "resp_1");
  g_assert_cmpstr (status, ==, "completed");
  g_assert_null (reason);
  g_assert_cmpuint (tokens, ==, 99);
  gst_message_unref (message);
}

static void
test_error (void)
{
  GstMessage *message = make ("openairealtime/error, code=bad, type=kind, "
      "message=\"No.\", param=p");
  const gchar *code, *type, *text, *param;

  g_assert_true (gst_openai_realtime_message_parse_error (message, &code,
          &type, &text, &param));
  g_assert_cmpstr (code, ==, "bad");
  g_assert_cmpstr (type, ==, "kind");
  g_assert_cmpstr (text, ==, "No.");
  g_assert_cmpstr (param, ==, "p");
  gst_message_unref (message);
}

static void
test_other_messages (void)
{
  GstMessage *eos = gst_message_new_eos (NULL);
  GstMessage *other = make ("level, final=true");

  g_assert_false (gst_openai_realtime_message_parse_transcript (eos, NULL,
          NULL, NULL, NULL));
  g_assert_false (gst_openai_realtime_message_parse_transcript (other, NULL,
          NULL, NULL, NULL));
  g_assert_false (gst_openai_realtime_message_parse_function_call (other, NULL,
          NULL, NULL));
  g_assert_false (gst_openai_realtime_message_parse_interrupted (eos, NULL,
          NULL, NULL));
  g_assert_false (gst_openai_realtime_message_parse_response_done (eos, NULL,
          NULL, NULL, NULL));
  gst_message_unref (eos);
  gst_message_unref (other);
}

static void
test_failure (void)
{
  static const struct
  {
    const gchar *message, *failure;
  } cases[] = {
    {"openairealtime/response-done, status=completed", NULL},
    {"openairealtime/response-done, status=cancelled, reason=turn_detected",
        NULL},
    {"openairealtime/response-done", NULL},
    {"level, status=failed", NULL},
    {"openairealtime/response-done, status=failed",
        "The answer failed: no cause was given"},
    {"openairealtime/response-done, status=failed, code=server_error",
        "The answer failed: server_error"},
    {"openairealtime/response-done, status=failed, code=server_error, "
          "message=\"No\\033 luck.\"", "The answer failed: No  luck."},
    {"openairealtime/response-done, status=incomplete, reason=content_filter",
        "The answer is incomplete: content_filter"},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    GstMessage *message = make (cases[i].message);
    gchar *failure = gst_openai_realtime_message_dup_failure (message);

    g_assert_cmpstr (failure, ==, cases[i].failure);
    g_free (failure);
    gst_message_unref (message);
  }
}

static void
test_printable (void)
{
  static const struct
  {
    const gchar *text, *clean;
  } cases[] = {
    {NULL, ""},
    {"", ""},
    {"Grüße, 東京", "Grüße, 東京"},
    {"a\nb\tc\177", "a b c "},
    {"\033]0;title\007\033[31m", " ]0;title  [31m"},
    {"\302\23331mC1", " 31mC1"},
    {"a\342\200\256b\342\201\246c\342\200\217\330\234", "abc"},
    {"one\342\200\250two", "one two"},
    {"\357\273\277begin", "begin"},
    {"\377\376", "\357\277\275\357\277\275"},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    gchar *clean = gst_openai_realtime_printable (cases[i].text);

    g_assert_cmpstr (clean, ==, cases[i].clean);
    g_free (clean);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/messages/transcript", test_transcript);
  g_test_add_func ("/messages/function-call", test_function_call);
  g_test_add_func ("/messages/interrupted", test_interrupted);
  g_test_add_func ("/messages/response-done", test_response_done);
  g_test_add_func ("/messages/error", test_error);
  g_test_add_func ("/messages/why-an-answer-failed", test_failure);
  g_test_add_func ("/messages/printable-text", test_printable);
  g_test_add_func ("/messages/other-messages", test_other_messages);
  return g_test_run ();
}
