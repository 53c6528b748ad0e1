/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sequences.c - the order of events in each kind of turn. */

#include "config.h"

#include <gst/gst.h>

#include "peer.h"

#define UPDATE(members) \
  "{\"type\":\"session.update\",\"session\":" \
  "{\"type\":\"realtime\"," members "}}"
#define VAD(members) \
  UPDATE ("\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"server_vad\"," \
          "\"silence_duration_ms\":500" members "}}}")
#define MANUAL UPDATE ("\"audio\":{\"input\":{\"turn_detection\":null}}")
#define RESPOND "{\"type\":\"response.create\"}"
#define COMMIT "{\"type\":\"input_audio_buffer.commit\"}"

typedef struct
{
  OrsServer *server;
  Peer *peer;
} Fixture;

static void
set_up (Fixture *f, gconstpointer script)
{
  f->server = script != NULL ? peer_start_server_with_script (script, 0)
                             : test_server_new (NULL, NULL);
  f->peer = peer_open (f->server);
}

/* Answers take as long as speech does: time to come in between. */
static void
set_up_slow (Fixture *f, gconstpointer script)
{
  f->server = peer_start_server_with_script (script, 1);
  f->peer = peer_open (f->server);
}

/* Long enough for what a test does meanwhile, short enough to wait for. */
static void
set_up_brisk (Fixture *f, gconstpointer script)
{
  f->server = peer_start_server_with_script (script, 8);
  f->peer = peer_open (f->server);
}

static void
tear_down (Fixture *f, gconstpointer script)
{
  peer_free (f->peer);
  ors_server_free (f->server);
}

static void
update (Fixture *f, const gchar *json)
{
  peer_send (f->peer, json);
  peer_expect (f->peer, "session.updated");
}

static void
say (Fixture *f, const gchar *text)
{
  peer_sendf (f->peer,
      "{\"type\":\"conversation.item.create\",\"item\":"
      "{\"type\":\"message\",\"role\":\"user\",\"content\":"
      "[{\"type\":\"input_text\",\"text\":\"%s\"}]}}",
      text);
  peer_expect_all (f->peer, "conversation.item.added", "conversation.item.done",
      NULL);
}

static void
expect_spoken_answer (Fixture *f)
{
  peer_expect_all (f->peer, "response.created", "response.output_item.added",
      "conversation.item.added", "response.content_part.added", "*",
      "response.output_audio.done", "response.output_audio_transcript.done",
      "response.content_part.done", "conversation.item.done",
      "response.output_item.done", NULL);
  g_assert_cmpstr (peer_get_string (peer_expect (f->peer, "response.done"),
          "response.status"), ==, "completed");
  peer_expect (f->peer, "rate_limits.updated");
}

static void
test_voice_turn (Fixture *f, gconstpointer data)
{
  JsonObject *event;
  gchar *id;

  update (f, VAD (""));
  peer_send_silence (f->peer, 1000);
  peer_send_tone (f->peer, 1200);
  peer_send_silence (f->peer, 700);

  event = peer_expect (f->peer, "input_audio_buffer.speech_started");
  g_assert_cmpint (peer_get_int (event, "audio_start_ms"), ==, 700);
  id = g_strdup (peer_get_string (event, "item_id"));
  event = peer_expect (f->peer, "input_audio_buffer.speech_stopped");
  g_assert_cmpint (peer_get_int (event, "audio_end_ms"), ==, 2700);
  g_assert_cmpstr (peer_get_string (event, "item_id"), ==, id);
  event = peer_expect (f->peer, "input_audio_buffer.committed");
  g_assert_cmpstr (peer_get_string (event, "item_id"), ==, id);
  g_free (id);
  peer_expect_all (f->peer, "conversation.item.added", "conversation.item.done",
      NULL);
  expect_spoken_answer (f);
}

static void
test_answer_says_how_much_was_heard (Fixture *f, gconstpointer data)
{
  JsonObject *event;

  update (f, VAD (""));
  peer_send_silence (f->peer, 1000);
  peer_send_tone (f->peer, 1200);
  peer_send_silence (f->peer, 700);
  event = peer_skip_to (f->peer, "response.output_audio_transcript.done");
  g_assert_cmpstr (peer_get_string (event, "transcript"), ==,
      "I heard 2.0 seconds of speech.");
}

static void
test_two_turns_in_one_append (Fixture *f, gconstpointer data)
{
  JsonObject *event;

  update (f, VAD (",\"interrupt_response\":false,\"create_response\":false"));
  peer_send_tone (f->peer, 500);
  peer_send_silence (f->peer, 1000);
  peer_send_tone (f->peer, 500);
  peer_send_silence (f->peer, 1000);

  event = peer_expect (f->peer, "input_audio_buffer.speech_started");
  g_assert_cmpint (peer_get_int (event, "audio_start_ms"), ==, 0);
  peer_expect_all (f->peer, "input_audio_buffer.speech_stopped",
      "input_audio_buffer.committed", "conversation.item.added",
      "conversation.item.done", NULL);
  event = peer_expect (f->peer, "input_audio_buffer.speech_started");
  g_assert_cmpint (peer_get_int (event, "audio_start_ms"), ==, 1200);
  event = peer_expect (f->peer, "input_audio_buffer.speech_stopped");
  g_assert_cmpint (peer_get_int (event, "audio_end_ms"), ==, 2500);
}

static void
test_manual_turn (Fixture *f, gconstpointer data)
{
  update (f, MANUAL);
  peer_send_tone (f->peer, 300);
  peer_send (f->peer, COMMIT);
  peer_send (f->peer, RESPOND);
  peer_expect_all (f->peer, "input_audio_buffer.committed",
      "conversation.item.added", "conversation.item.done", NULL);
  expect_spoken_answer (f);
}

static void
test_clear (Fixture *f, gconstpointer data)
{
  update (f, MANUAL);
  peer_send_tone (f->peer, 300);
  peer_send (f->peer, "{\"type\":\"input_audio_buffer.clear\"}");
  peer_expect (f->peer, "input_audio_buffer.cleared");
  peer_send (f->peer, COMMIT);
  peer_expect_error (f->peer, "input_audio_buffer_commit_empty", NULL);
}

static void
test_text_response (Fixture *f, gconstpointer data)
{
  JsonObject *event;

  say (f, "Is it foggy?");
  peer_send (f->peer,
      "{\"type\":\"response.create\",\"response\":"
      "{\"output_modalities\":[\"text\"]}}");
  peer_expect_all (f->peer, "response.created", "response.output_item.added",
      "conversation.item.added", "response.content_part.added", "*", NULL);
  event = peer_expect (f->peer, "response.output_text.done");
  g_assert_cmpstr (peer_get_string (event, "text"), ==,
      "You wrote: Is it foggy?");
  peer_expect_all (f->peer, "response.content_part.done",
      "conversation.item.done", "response.output_item.done", "response.done",
      "rate_limits.updated", NULL);
}

static const gchar long_script[] =
    "{\"default\":{\"say\":\"This is a long answer, so long that one may well "
    "interrupt it, and it goes on and on about nothing in particular, as if "
    "nobody had anything else to do.\"}}";

static void
test_barge_in (Fixture *f, gconstpointer data)
{
  JsonObject *event;
  g_autofree gchar *item = NULL;

  update (f, VAD (",\"create_response\":false"));
  say (f, "Talk to me.");
  peer_send (f->peer, RESPOND);
  peer_expect (f->peer, "response.created");
  item = g_strdup (
      peer_get_string (peer_expect (f->peer, "response.output_item.added"),
          "item.id"));
  peer_skip_to (f->peer, "response.output_audio.delta");
  peer_send_tone (f->peer, 200);

  peer_skip_to (f->peer, "input_audio_buffer.speech_started");
  peer_expect_all (f->peer, "response.output_audio.done",
      "response.output_audio_transcript.done", "response.content_part.done",
      NULL);
  event = peer_expect (f->peer, "response.output_item.done");
  g_assert_cmpstr (peer_get_string (event, "item.status"), ==, "incomplete");
  event = peer_expect (f->peer, "response.done");
  g_assert_cmpstr (peer_get_string (event, "response.status"), ==, "cancelled");
  g_assert_cmpstr (peer_get_string (event, "response.status_details.reason"),
      ==, "turn_detected");

  peer_sendf (f->peer,
      "{\"type\":\"conversation.item.truncate\",\"item_id\":"
      "\"%s\",\"content_index\":0,\"audio_end_ms\":100}",
      item);
  event = peer_expect (f->peer, "conversation.item.truncated");
  g_assert_cmpint (peer_get_int (event, "audio_end_ms"), ==, 100);
  peer_send_silence (f->peer, 600);
  peer_expect_all (f->peer, "input_audio_buffer.speech_stopped",
      "input_audio_buffer.committed", "conversation.item.added",
      "conversation.item.done", NULL);
}

static void
test_no_interruption_no_second_answer (Fixture *f, gconstpointer data)
{
  update (f, VAD (",\"interrupt_response\":false"));
  say (f, "Talk to me.");
  peer_send (f->peer, RESPOND);
  peer_skip_to (f->peer, "response.output_audio.delta");
  peer_send_tone (f->peer, 200);
  peer_send_silence (f->peer, 600);
  peer_skip_to (f->peer, "input_audio_buffer.committed");
  g_assert_cmpuint (ors_server_count_events (f->server, "server",
          "response.created"), ==, 1);
  g_assert_cmpstr (peer_get_string (peer_skip_to (f->peer, "response.done"),
          "response.status"), ==, "completed");
}

static const gchar tool_script[] =
    "{\"turns\":[{\"say\":\"Let me look.\",\"call\":{\"name\":\"get_weather\","
    "\"arguments\":{\"city\":\"London\"}}},"
    "{\"when\":{\"tool\":\"get_weather\"},\"say\":\"It is {output}.\"}]}";

static void
test_function_call (Fixture *f, gconstpointer data)
{
  JsonObject *event;

  say (f, "How is the weather?");
  peer_send (f->peer, RESPOND);
  peer_skip_to (f->peer, "response.output_item.done");
  event = peer_expect (f->peer, "response.output_item.added");
  g_assert_cmpint (peer_get_int (event, "output_index"), ==, 1);
  g_assert_cmpstr (peer_get_string (event, "item.arguments"), ==, "");
  peer_expect_all (f->peer, "conversation.item.added", "*", NULL);
  event = peer_expect (f->peer, "response.function_call_arguments.done");
  g_assert_cmpstr (peer_get_string (event, "name"), ==, "get_weather");
  g_assert_cmpstr (peer_get_string (event, "arguments"), ==,
      "{\"city\":\"London\"}");
  peer_sendf (f->peer,
      "{\"type\":\"conversation.item.create\",\"item\":"
      "{\"type\":\"function_call_output\",\"call_id\":\"%s\","
      "\"output\":\"12 degrees\"}}",
      peer_get_string (event, "call_id"));
  peer_expect_all (f->peer, "conversation.item.done",
      "response.output_item.done", "response.done", "rate_limits.updated",
      "conversation.item.added", "conversation.item.done", NULL);

  peer_send (f->peer, RESPOND);
  event = peer_skip_to (f->peer, "response.output_audio_transcript.done");
  g_assert_cmpstr (peer_get_string (event, "transcript"), ==,
      "It is 12 degrees.");
}

static void
test_transcription (Fixture *f, gconstpointer data)
{
  JsonObject *event;

  update (f,
      UPDATE ("\"audio\":{\"input\":{\"turn_detection\":null,"
              "\"transcription\":{\"model\":\"whisper-1\"}}}"));
  peer_send_tone (f->peer, 1500);
  peer_send (f->peer, COMMIT);
  peer_expect_all (f->peer, "input_audio_buffer.committed",
      "conversation.item.added", "conversation.item.done", NULL);
  event = peer_skip_to (f->peer,
      "conversation.item.input_audio_transcription.completed");
  g_assert_cmpstr (peer_get_string (event, "transcript"), ==,
      "speech of 1.5 seconds");
  g_assert_cmpstr (peer_get_string (event, "usage.type"), ==, "duration");
  g_assert_cmpint (peer_get_int (event, "usage.seconds"), ==, 2);
}

static void
test_out_of_band (Fixture *f, gconstpointer data)
{
  JsonObject *event;

  peer_send (f->peer,
      "{\"type\":\"response.create\",\"response\":"
      "{\"conversation\":\"none\",\"output_modalities\":[\"text\"],"
      "\"metadata\":{\"topic\":\"x\"},\"input\":[{\"type\":\"message\","
      "\"role\":\"user\",\"content\":[{\"type\":\"input_text\","
      "\"text\":\"Hi\"}]}]}}");
  event = peer_expect (f->peer, "response.created");
  g_assert_null (peer_get_string (event, "response.conversation_id"));
  g_assert_cmpstr (peer_get_string (event, "response.metadata.topic"), ==, "x");
  peer_expect_all (f->peer, "response.output_item.added",
      "response.content_part.added", "*", NULL);
  event = peer_expect (f->peer, "response.output_text.done");
  g_assert_cmpstr (peer_get_string (event, "text"), ==, "You wrote: Hi");
  peer_expect_all (f->peer, "response.content_part.done",
      "response.output_item.done", "response.done", "rate_limits.updated",
      NULL);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  JsonObject *event;

  say (f, "Talk to me.");
  peer_send (f->peer, RESPOND);
  peer_skip_to (f->peer, "response.output_audio.delta");
  peer_send (f->peer, RESPOND);
  peer_send (f->peer, "{\"type\":\"response.cancel\"}");
  event = peer_skip_to (f->peer, "error");
  g_assert_cmpstr (peer_get_string (event, "error.code"), ==,
      "conversation_already_has_active_response");
  event = peer_skip_to (f->peer, "response.done");
  g_assert_cmpstr (peer_get_string (event, "response.status_details.reason"),
      ==, "client_cancelled");
  peer_send (f->peer, "{\"type\":\"response.cancel\"}");
  peer_expect_error (f->peer, "response_cancel_not_active", NULL);
}

static void
test_max_output_tokens (Fixture *f, gconstpointer data)
{
  JsonObject *event;
  g_autoptr (GBytes) audio = NULL;

  say (f, "Talk to me.");
  peer_send (f->peer,
      "{\"type\":\"response.create\",\"response\":"
      "{\"max_output_tokens\":20}}");
  event = peer_skip_to (f->peer, "response.done");
  g_assert_cmpstr (peer_get_string (event, "response.status"), ==,
      "incomplete");
  g_assert_cmpstr (peer_get_string (event, "response.status_details.reason"),
      ==, "max_output_tokens");
  audio = ors_server_dup_sent_audio (f->server, 1);
  g_assert_cmpuint (g_bytes_get_size (audio), ==, 20 * 50 * 48);
}

static void
test_mulaw (Fixture *f, gconstpointer data)
{
  JsonObject *event;
  GBytes *audio;

  update (f,
      UPDATE (
          "\"audio\":{\"input\":{\"format\":{\"type\":"
          "\"audio/pcmu\"}},\"output\":{\"format\":{\"type\":\"audio/pcmu\"}}}"));
  peer_use_mulaw (f->peer);
  peer_send_silence (f->peer, 1000);
  peer_send_tone (f->peer, 1000);
  peer_send_silence (f->peer, 600);
  event = peer_expect (f->peer, "input_audio_buffer.speech_started");
  g_assert_cmpint (peer_get_int (event, "audio_start_ms"), ==, 700);
  event = peer_skip_to (f->peer, "response.done");
  g_assert_cmpstr (peer_get_string (event,
          "response.audio.output.format.type"), ==, "audio/pcmu");

  audio = ors_server_dup_session_audio (f->server, 1);
  g_assert_cmpuint (g_bytes_get_size (audio), ==, 2600 * 8);
  g_bytes_unref (audio);
  audio = ors_server_dup_sent_audio (f->server, 1);
  g_assert_cmpuint (g_bytes_get_size (audio), >, 1000 * 8);
  g_assert_cmpuint (g_bytes_get_size (audio), <, 6000 * 8);
  g_bytes_unref (audio);
}

static const gchar failing_script[] =
    "{\"turns\":[{\"status\":\"failed\",\"error\":{\"type\":\"server_error\","
    "\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down.\"}},"
    "{\"say\":\"Once upon\",\"status\":\"incomplete\","
    "\"reason\":\"content_filter\"}]}";

static void
test_failed_and_incomplete (Fixture *f, gconstpointer data)
{
  JsonObject *event;

  peer_send (f->peer, RESPOND);
  event = peer_skip_to (f->peer, "response.done");
  g_assert_cmpstr (peer_get_string (event, "response.status"), ==, "failed");
  g_assert_cmpstr (peer_get_string (event,
          "response.status_details.error.code"), ==, "rate_limit_exceeded");
  peer_expect (f->peer, "rate_limits.updated");

  peer_send (f->peer, RESPOND);
  event = peer_skip_to (f->peer, "response.done");
  g_assert_cmpstr (peer_get_string (event, "response.status_details.reason"),
      ==, "content_filter");
}

static void
test_usage_counts_the_conversation (Fixture *f, gconstpointer data)
{
  JsonObject *event;
  gint64 input, output;

  update (f, MANUAL);
  peer_send_tone (f->peer, 2000);
  peer_send (f->peer, COMMIT);
  peer_send (f->peer, RESPOND);
  event = peer_skip_to (f->peer, "response.done");
  g_assert_cmpint (peer_get_int (event,
          "response.usage.input_token_details.audio_tokens"), ==, 20);
  input = peer_get_int (event, "response.usage.input_tokens");
  output = peer_get_int (event, "response.usage.output_tokens");
  g_assert_cmpint (output, >, 20);
  g_assert_cmpint (peer_get_int (event, "response.usage.total_tokens"), ==,
      input + output);
}

static void
test_items_are_told (Fixture *f, gconstpointer data)
{
  g_autofree gchar *text = NULL;
  g_autoptr (JsonArray) items = NULL;
  JsonObject *item;

  update (f, VAD (""));
  peer_send_tone (f->peer, 1000);
  peer_send_silence (f->peer, 600);
  peer_skip_to (f->peer, "response.done");

  text = ors_server_dup_items (f->server, 1);
  items = oa_json_parse_array (text, -1, 0, "items", NULL);
  g_assert_cmpuint (json_array_get_length (items), ==, 2);
  item = oa_json_array_get_object (items, 0);
  g_assert_cmpint (oa_json_get_int (item, "audio_start_ms", -1), ==, 0);
  g_assert_cmpint (oa_json_get_int (item, "audio_end_ms", -1), ==, 1500);
  g_assert_cmpint (oa_json_get_int (item, "audio_bytes", -1), ==, 1500 * 48);
  item = oa_json_array_get_object (items, 1);
  g_assert_cmpstr (oa_json_get_string (item, "text"), ==,
      "I heard 1.5 seconds of speech.");
}

/* The span is the time without speech, not what is kept of it. */
static void
test_idle_timeout (Fixture *f, gconstpointer data)
{
  JsonObject *event;
  gint64 start;

  peer_send (f->peer,
      "{\"type\":\"session.update\",\"session\":{\"type\":"
      "\"realtime\",\"output_modalities\":[\"text\"],\"audio\":{\"input\":"
      "{\"turn_detection\":{\"type\":\"server_vad\",\"idle_timeout_ms\":"
      "5000}}}}}");
  peer_expect (f->peer, "session.updated");
  peer_send_silence (f->peer, 8000);
  peer_send (f->peer, "{\"type\":\"response.create\"}");
  event = peer_skip_to (f->peer, "input_audio_buffer.timeout_triggered");
  start = peer_get_int (event, "audio_start_ms");
  g_assert_cmpint (start, ==, 3000);
  g_assert_cmpint (peer_get_int (event, "audio_end_ms"), ==, 8000);
  peer_expect (f->peer, "input_audio_buffer.committed");
  peer_skip_to (f->peer, "response.created");
}

/* Clients check the shape of what they are told. */
static void
test_tools_of_a_server (Fixture *f, gconstpointer data)
{
  JsonArray *tools;

  peer_send (f->peer,
      "{\"type\":\"session.update\",\"session\":{\"type\":"
      "\"realtime\",\"tools\":[{\"type\":\"mcp\",\"server_label\":\"docs\","
      "\"server_url\":\"https://localhost\"}]}}");
  tools = oa_json_get_array (oa_json_get_object (peer_skip_to (f->peer,
                                                     "conversation.item.done"),
                                 "item"),
      "tools");
  for (guint i = 0; i < 2; i++) {
    JsonObject *tool = oa_json_array_get_object (tools, i);

    g_assert_nonnull (oa_json_get_string (tool, "description"));
    g_assert_true (json_object_has_member (tool, "annotations"));
  }
}

static void
test_transcription_session (void)
{
  g_autoptr (OrsServer) server = test_server_new (NULL, NULL);
  Peer *peer = peer_connect (server, "?intent=transcription", NULL);
  JsonObject *event = peer_expect (peer, "session.created");

  g_assert_cmpstr (peer_get_string (event, "session.type"), ==,
      "transcription");
  g_assert_cmpstr (peer_get_string (event, "session.object"), ==,
      "realtime.transcription_session");
  peer_send (peer,
      "{\"type\":\"session.update\",\"session\":{\"type\":"
      "\"transcription\",\"audio\":{\"input\":{\"transcription\":"
      "{\"model\":\"gpt-4o-transcribe\"}}}}}");
  peer_expect (peer, "session.updated");
  peer_send_tone (peer, 500);
  peer_send_silence (peer, 300);
  peer_expect_all (peer, "input_audio_buffer.speech_started",
      "input_audio_buffer.speech_stopped", "input_audio_buffer.committed",
      "conversation.item.added", "conversation.item.done", NULL);
  peer_skip_to (peer, "conversation.item.input_audio_transcription.completed");
  peer_free (peer);
  g_assert_cmpuint (ors_server_count_events (server, "server",
          "response.created"), ==, 0);
}

#define ADD_PACED(name, function, script, pace) \
  g_test_add ("/sequences/" name, Fixture, script, pace, function, tear_down)
#define ADD(name, function, script) ADD_PACED (name, function, script, set_up)

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);

  ADD ("voice-turn", test_voice_turn, NULL);
  ADD ("answer-says-how-much-was-heard", test_answer_says_how_much_was_heard,
      NULL);
  ADD ("two-turns-in-one-append", test_two_turns_in_one_append, NULL);
  ADD ("manual-turn", test_manual_turn, NULL);
  ADD ("clear", test_clear, NULL);
  ADD ("text-response", test_text_response, NULL);
  ADD_PACED ("barge-in", test_barge_in, long_script, set_up_slow);
  ADD_PACED ("no-interruption-no-second-answer",
      test_no_interruption_no_second_answer, long_script, set_up_brisk);
  ADD ("function-call", test_function_call, tool_script);
  ADD ("transcription", test_transcription, NULL);
  ADD ("out-of-band", test_out_of_band, NULL);
  ADD_PACED ("cancel", test_cancel, long_script, set_up_slow);
  ADD ("max-output-tokens", test_max_output_tokens, long_script);
  ADD ("mulaw", test_mulaw, NULL);
  ADD ("failed-and-incomplete", test_failed_and_incomplete, failing_script);
  ADD ("usage-counts-the-conversation", test_usage_counts_the_conversation,
      NULL);
  ADD ("items-are-told", test_items_are_told, NULL);
  ADD ("idle-timeout", test_idle_timeout, NULL);
  ADD ("tools-of-a-server", test_tools_of_a_server, NULL);
  g_test_add_func ("/sequences/transcription-session",
      test_transcription_session);
  return g_test_run ();
}
