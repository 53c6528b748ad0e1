/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* messages.c - bus messages, read by the public library. */

#include "../support/testcase.h"

#include <gst/openairealtime/openairealtime.h>

static GstMessage *
make (const gchar *text)
{
  GstStructure *fields = gst_structure_from_string (text, NULL);

  g_assert_nonnull (fields);
  return gst_message_new_element (NULL, fields);
}

TEST (transcript)
{
  g_autoptr (GstMessage) message = make (
      "openairealtime/transcript, role=user, "
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
}

TEST (function_call)
{
  g_autoptr (GstMessage) message = make (
      "openairealtime/function-call, "
      "call-id=call_1, name=(string)f, arguments=\"{}\"");
  const gchar *id, *name, *arguments;

  g_assert_true (gst_openai_realtime_message_parse_function_call (message, &id,
      &name, &arguments));
  g_assert_cmpstr (id, ==, "call_1");
  g_assert_cmpstr (name, ==, "f");
  g_assert_cmpstr (arguments, ==, "{}");
}

TEST (interrupted)
{
  g_autoptr (GstMessage) message = make (
      "openairealtime/interrupted, item-id=item_1, "
      "heard-ms=(guint64)140");
  const gchar *id;
  guint64 heard, dropped = 7;

  g_assert_true (gst_openai_realtime_message_parse_interrupted (message, &id,
      &heard, &dropped));
  g_assert_cmpstr (id, ==, "item_1");
  g_assert_cmpuint (heard, ==, 140);
  g_assert_cmpuint (dropped, ==, 0);
}

TEST (response_done)
{
  g_autoptr (GstMessage) message = make (
      "openairealtime/response-done, "
      "response-id=resp_1, status=completed, total-tokens=(guint64)99");
  const gchar *id, *status, *reason = "x";
  guint64 tokens;

  g_assert_true (gst_openai_realtime_message_parse_response_done (message, &id,
      &status, &reason, &tokens));
  g_assert_cmpstr (id, ==, "resp_1");
  g_assert_cmpstr (status, ==, "completed");
  g_assert_null (reason);
  g_assert_cmpuint (tokens, ==, 99);
}

TEST (error)
{
  g_autoptr (GstMessage) message = make (
      "openairealtime/error, code=bad, type=kind, "
      "message=\"No.\", param=p");
  const gchar *code, *type, *text, *param;

  g_assert_true (gst_openai_realtime_message_parse_error (message, &code, &type,
      &text, &param));
  g_assert_cmpstr (code, ==, "bad");
  g_assert_cmpstr (type, ==, "kind");
  g_assert_cmpstr (text, ==, "No.");
  g_assert_cmpstr (param, ==, "p");
}

TEST (other_messages)
{
  g_autoptr (GstMessage) eos = gst_message_new_eos (NULL);
  g_autoptr (GstMessage) other = make ("level, final=true");

  g_assert_false (gst_openai_realtime_message_parse_transcript (eos, NULL, NULL,
      NULL, NULL));
  g_assert_false (gst_openai_realtime_message_parse_transcript (other, NULL,
      NULL, NULL, NULL));
  g_assert_false (gst_openai_realtime_message_parse_function_call (other, NULL,
      NULL, NULL));
  g_assert_false (
      gst_openai_realtime_message_parse_interrupted (eos, NULL, NULL, NULL));
  g_assert_false (gst_openai_realtime_message_parse_response_done (eos, NULL,
      NULL, NULL, NULL));
}

TEST (failure)
{
  static const struct
  {
    const gchar *message, *failure;
  } cases[] = {
    { "openairealtime/response-done, status=completed", NULL },
    { "openairealtime/response-done, status=cancelled, reason=turn_detected",
        NULL },
    { "openairealtime/response-done", NULL },
    { "level, status=failed", NULL },
    { "openairealtime/response-done, status=failed",
        "The answer failed: no cause was given" },
    { "openairealtime/response-done, status=failed, code=server_error",
        "The answer failed: server_error" },
    { "openairealtime/response-done, status=failed, code=server_error, "
      "message=\"No\\033 luck.\"",
        "The answer failed: No  luck." },
    { "openairealtime/response-done, status=incomplete, reason=content_filter",
        "The answer is incomplete: content_filter" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GstMessage) message = make (cases[i].message);
    g_autofree gchar *failure = gst_openai_realtime_message_dup_failure (
        message);

    g_assert_cmpstr (failure, ==, cases[i].failure);
  }
}

TEST (printable)
{
  static const struct
  {
    const gchar *text, *clean;
  } cases[] = {
    { NULL, "" },
    { "", "" },
    { "Grüße, 東京", "Grüße, 東京" },
    { "a\nb\tc\177", "a b c " },
    { "\033]0;title\007\033[31m", " ]0;title  [31m" },
    { "\302\23331mC1", " 31mC1" },
    { "a\342\200\256b\342\201\246c\342\200\217\330\234", "abc" },
    { "one\342\200\250two", "one two" },
    { "\357\273\277begin", "begin" },
    { "\377\376", "\357\277\275\357\277\275" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *clean = gst_openai_realtime_printable (cases[i].text);

    g_assert_cmpstr (clean, ==, cases[i].clean);
  }
}

/* Every message of the element has a kind of its own. */
TEST (kinds)
{
  static const gchar *const names[] = { "connected", "reconnecting",
    "reconnected", "renewed", "transcript", "speech-started", "speech-stopped",
    "response-done", "interrupted", "resumed", "playback-done", "idle-timeout",
    "dtmf", "function-call", "limit", "mcp-tools", "mcp-approval-request",
    "mcp-call", "error", "rate-limits" };
  GstMessage *message;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *text = g_strdup_printf ("openairealtime/%s", names[i]);

    message = make (text);
    g_assert_cmpint (gst_openai_realtime_message_get_kind (message), ==, i + 1);
    gst_message_unref (message);
  }
  message = make ("openairealtime/other");
  g_assert_cmpint (gst_openai_realtime_message_get_kind (message), ==,
      GST_OPENAI_REALTIME_MESSAGE_OTHER);
  gst_message_unref (message);
  message = make ("connected");
  g_assert_cmpint (gst_openai_realtime_message_get_kind (message), ==,
      GST_OPENAI_REALTIME_MESSAGE_OTHER);
  gst_message_unref (message);
  message = gst_message_new_eos (NULL);
  g_assert_cmpint (gst_openai_realtime_message_get_kind (message), ==,
      GST_OPENAI_REALTIME_MESSAGE_OTHER);
  gst_message_unref (message);
}

TEST (connection)
{
  g_autoptr (GstMessage) connected = make ("openairealtime/connected, "
                                           "session-id=sess_1, model=gpt");
  g_autoptr (GstMessage) lost = make (
      "openairealtime/reconnecting, attempt=(uint)2, "
      "delay-ms=(guint64)500, cause=\"It broke.\", error-class=network");
  g_autoptr (GstMessage) renewed = make (
      "openairealtime/renewed, session-id=sess_2, "
      "restored=true");
  const gchar *id, *model, *cause, *class;
  guint attempt;
  guint64 delay;
  gboolean restored;

  g_assert_true (
      gst_openai_realtime_message_parse_connected (connected, &id, &model));
  g_assert_cmpstr (id, ==, "sess_1");
  g_assert_cmpstr (model, ==, "gpt");
  g_assert_true (gst_openai_realtime_message_parse_reconnecting (lost, &attempt,
      &delay, &cause, &class));
  g_assert_cmpuint (attempt, ==, 2);
  g_assert_cmpuint (delay, ==, 500);
  g_assert_cmpstr (cause, ==, "It broke.");
  g_assert_cmpstr (class, ==, "network");
  g_assert_true (
      gst_openai_realtime_message_parse_reconnected (renewed, &id, &restored));
  g_assert_cmpstr (id, ==, "sess_2");
  g_assert_true (restored);
  g_assert_false (
      gst_openai_realtime_message_parse_reconnected (lost, &id, &restored));
  g_assert_cmpstr (id, ==, "sess_2");
}

TEST (speech_and_keys)
{
  g_autoptr (GstMessage) speech = make (
      "openairealtime/speech-stopped, item-id=item_1, "
      "audio-ms=(guint64)900, running-time=(guint64)900000000");
  g_autoptr (GstMessage) resumed = make (
      "openairealtime/resumed, held-ms=(guint64)300");
  g_autoptr (GstMessage) played = make (
      "openairealtime/playback-done, item-id=item_2, "
      "heard-ms=(guint64)1200");
  g_autoptr (GstMessage) key = make (
      "openairealtime/dtmf, digit=(string)\"#\", "
      "running-time=(guint64)5");
  g_autoptr (GstMessage) limit = make ("openairealtime/limit, limit=idle");
  const gchar *id, *text;
  guint64 ms, time;

  g_assert_true (
      gst_openai_realtime_message_parse_speech (speech, &id, &ms, &time));
  g_assert_cmpstr (id, ==, "item_1");
  g_assert_cmpuint (ms, ==, 900);
  g_assert_cmpuint (time, ==, 900000000);
  g_assert_true (gst_openai_realtime_message_parse_resumed (resumed, &ms));
  g_assert_cmpuint (ms, ==, 300);
  g_assert_true (
      gst_openai_realtime_message_parse_playback_done (played, &id, &ms));
  g_assert_cmpstr (id, ==, "item_2");
  g_assert_cmpuint (ms, ==, 1200);
  g_assert_true (gst_openai_realtime_message_parse_dtmf (key, &text, &time));
  g_assert_cmpstr (text, ==, "#");
  g_assert_cmpuint (time, ==, 5);
  g_assert_true (gst_openai_realtime_message_parse_limit (limit, &text));
  g_assert_cmpstr (text, ==, "idle");
}

TEST (mcp)
{
  g_autoptr (GstMessage) tools = make (
      "openairealtime/mcp-tools, item-id=item_1, "
      "server=docs, status=completed");
  g_autoptr (GstMessage) request = make (
      "openairealtime/mcp-approval-request, "
      "approval-id=mcpr_1, server=docs, name=search, arguments=\"{}\"");
  g_autoptr (GstMessage) call = make (
      "openairealtime/mcp-call, item-id=item_2, "
      "server=docs, name=search, status=failed, error=\"No.\"");
  const gchar *id, *server, *name, *status, *output, *error;

  g_assert_true (gst_openai_realtime_message_parse_mcp_tools (tools, &id,
      &server, &status));
  g_assert_cmpstr (status, ==, "completed");
  g_assert_true (
      gst_openai_realtime_message_parse_mcp_approval_request (request, &id,
          &server, &name, NULL));
  g_assert_cmpstr (id, ==, "mcpr_1");
  g_assert_true (gst_openai_realtime_message_parse_mcp_call (call, &id, &server,
      &name, &status, &output, &error));
  g_assert_cmpstr (status, ==, "failed");
  g_assert_null (output);
  g_assert_cmpstr (error, ==, "No.");
}

TEST_MAIN (gst_init (NULL, NULL))
