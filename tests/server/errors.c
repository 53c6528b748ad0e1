/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* errors.c - what the server refuses, and with which code. */

#include "config.h"

#include <gst/gst.h>

#include "peer.h"

#define UPDATE(members) \
  "{\"type\":\"session.update\",\"session\":{" members "}}"
#define INPUT(members) \
  UPDATE ("\"type\":\"realtime\",\"audio\":{\"input\":{" members "}}")
#define OUTPUT(members) \
  UPDATE ("\"type\":\"realtime\",\"audio\":{\"output\":{" members "}}")
#define ITEM(members) \
  "{\"type\":\"conversation.item.create\",\"item\":{" members "}}"
#define RESPONSE(members) \
  "{\"type\":\"response.create\",\"response\":{" members "}}"

typedef struct
{
  const gchar *event;
  const gchar *code;
  const gchar *param;
} Refusal;

static const Refusal refusals[] = {
  /* The envelope. */
  { "this is not JSON", "invalid_json", NULL },
  { "[1,2]", "invalid_json", NULL },
  { "{}", "invalid_event", NULL },
  { "{\"type\":\"nonsense\"}", "invalid_value", "type" },
  { "{\"type\":\"output_audio_buffer.clear\"}", "invalid_value", "type" },
  { "{\"type\":\"response.cancel\",\"x\":1}", "unknown_parameter", "x" },

  /* session.update */
  { "{\"type\":\"session.update\"}", "missing_required_parameter", "session" },
  { UPDATE (""), "missing_required_parameter", "session.type" },
  { UPDATE ("\"type\":\"transcription\""), "invalid_parameter",
      "session.type" },
  { UPDATE ("\"type\":\"other\""), "invalid_value", "session.type" },
  { UPDATE ("\"type\":\"realtime\",\"temperature\":1"), "unknown_parameter",
      "session.temperature" },
  { UPDATE ("\"type\":\"realtime\",\"voice\":\"marin\""), "unknown_parameter",
      "session.voice" },
  { UPDATE ("\"type\":\"realtime\",\"model\":\"gpt-other\""), "invalid_value",
      "session.model" },
  { UPDATE ("\"type\":\"realtime\",\"output_modalities\":[\"audio\","
            "\"text\"]"),
      "invalid_value", "session.output_modalities" },
  { UPDATE ("\"type\":\"realtime\",\"max_output_tokens\":5000"),
      "invalid_value", "session.max_output_tokens" },
  { UPDATE ("\"type\":\"realtime\",\"instructions\":7"), "invalid_type",
      "session.instructions" },
  { UPDATE ("\"type\":\"realtime\",\"tools\":[{\"type\":\"function\","
            "\"name\":\"f\",\"strict\":true}]"),
      "unknown_parameter", "session.tools[0].strict" },
  { UPDATE ("\"type\":\"realtime\",\"tool_choice\":\"maybe\""), "invalid_value",
      "session.tool_choice" },
  { UPDATE ("\"type\":\"realtime\",\"tool_choice\":{\"type\":\"function\","
            "\"name\":\"f\"}"),
      "invalid_value", "session.tool_choice" },
  { UPDATE ("\"type\":\"realtime\",\"tools\":[{\"type\":\"function\","
            "\"name\":\"f\"}],\"tool_choice\":{\"type\":\"mcp\","
            "\"server_label\":\"f\"}"),
      "invalid_value", "session.tool_choice" },
  { RESPONSE ("\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"}"),
      "invalid_value", "response.tool_choice" },
  { INPUT ("\"format\":{\"type\":\"audio/pcm\"}"), "missing_required_parameter",
      "session.audio.input.format.rate" },
  { OUTPUT ("\"format\":{\"type\":\"audio/pcm\",\"rate\":16000}"),
      "invalid_value", "session.audio.output.format.rate" },
  { OUTPUT ("\"format\":{\"type\":\"audio/pcmu\",\"rate\":8000}"),
      "unknown_parameter", "session.audio.output.format.rate" },
  { OUTPUT ("\"format\":{\"type\":\"audio/opus\"}"), "invalid_value",
      "session.audio.output.format.type" },
  { OUTPUT ("\"speed\":2"), "invalid_value", "session.audio.output.speed" },
  { OUTPUT ("\"voice\":\"nobody\""), "invalid_value",
      "session.audio.output.voice" },
  { INPUT ("\"turn_detection\":{\"threshold\":0.5}"),
      "missing_required_parameter", "session.audio.input.turn_detection.type" },
  { INPUT ("\"turn_detection\":{\"type\":\"server_vad\",\"threshold\":2}"),
      "invalid_value", "session.audio.input.turn_detection.threshold" },
  { INPUT ("\"turn_detection\":{\"type\":\"semantic_vad\","
           "\"silence_duration_ms\":1}"),
      "unknown_parameter",
      "session.audio.input.turn_detection.silence_duration_ms" },
  { INPUT ("\"turn_detection\":{\"type\":\"server_vad\","
           "\"idle_timeout_ms\":100}"),
      "invalid_value", "session.audio.input.turn_detection.idle_timeout_ms" },
  { INPUT ("\"transcription\":{\"model\":\"nobody\"}"), "invalid_value",
      "session.audio.input.transcription.model" },

  /* The input buffer. */
  { "{\"type\":\"input_audio_buffer.append\"}", "missing_required_parameter",
      "audio" },
  { "{\"type\":\"input_audio_buffer.append\",\"audio\":\"AA\"}",
      "invalid_value", "audio.audio" },
  { "{\"type\":\"input_audio_buffer.append\",\"audio\":\"AA\\nAA\"}",
      "invalid_value", "audio.audio" },
  { "{\"type\":\"input_audio_buffer.append\",\"audio\":\"A-_A\"}",
      "invalid_value", "audio.audio" },
  { "{\"type\":\"input_audio_buffer.commit\"}",
      "input_audio_buffer_commit_empty", NULL },

  /* Items. */
  { ITEM (""), "missing_required_parameter", "item.type" },
  { ITEM ("\"type\":\"song\""), "invalid_value", "item.type" },
  { ITEM ("\"type\":\"message\",\"role\":\"user\",\"content\":"
          "[{\"type\":\"text\",\"text\":\"x\"}]"),
      "invalid_value", "item.content[0].type" },
  { ITEM ("\"type\":\"message\",\"role\":\"assistant\",\"content\":"
          "[{\"type\":\"input_text\",\"text\":\"x\"}]"),
      "invalid_value", "item.content[0].type" },
  { ITEM ("\"type\":\"function_call_output\",\"call_id\":\"call_9\","
          "\"output\":\"x\""),
      "invalid_tool_call_id", NULL },
  { ITEM ("\"type\":\"function_call_output\",\"call_id\":\"call_9\","
          "\"output\":{}"),
      "invalid_type", "item.output" },
  { "{\"type\":\"conversation.item.create\",\"previous_item_id\":\"gone\","
    "\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":[]}}",
      "item_create_invalid_previous_item_id", "previous_item_id" },
  { "{\"type\":\"conversation.item.retrieve\",\"item_id\":\"gone\"}",
      "item_retrieve_invalid_item_id", "item_id" },
  { "{\"type\":\"conversation.item.delete\",\"item_id\":\"gone\"}",
      "item_delete_invalid_item_id", "item_id" },
  { "{\"type\":\"conversation.item.truncate\",\"item_id\":\"gone\","
    "\"content_index\":0,\"audio_end_ms\":0}",
      "item_truncate_invalid_item_id", "item_id" },
  { "{\"type\":\"conversation.item.truncate\",\"item_id\":\"gone\","
    "\"content_index\":0,\"audio_end_ms\":1.5}",
      "invalid_type", "audio_end_ms" },

  /* Responses. */
  { "{\"type\":\"response.cancel\"}", "response_cancel_not_active", NULL },
  { RESPONSE ("\"conversation\":\"other\""), "invalid_value",
      "response.conversation" },
  { RESPONSE ("\"audio\":{\"output\":{\"speed\":1}}"), "unknown_parameter",
      "response.audio.output.speed" },
  { RESPONSE ("\"metadata\":{\"x\":1}"), "invalid_value", "response.metadata" },
  { RESPONSE ("\"input\":[{\"type\":\"item_reference\",\"id\":\"gone\"}]"),
      "invalid_value", "response.input[0]" },
};

/* All in one session: none of them ends it. */
static void
test_refusals (void)
{
  OrsServer *server = test_server_new (NULL, NULL);
  Peer *peer = peer_open (server);

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    g_test_message ("%s", refusals[i].event);
    peer_send (peer, refusals[i].event);
    peer_expect_error (peer, refusals[i].code, refusals[i].param);
  }
  peer_free (peer);
  ors_server_free (server);
}

static void
test_binary_frame (void)
{
  g_autoptr (OrsServer) server = test_server_new (NULL, NULL);
  g_autoptr (Peer) peer = peer_open (server);

  peer_send_binary (peer);
  peer_expect_error (peer, "invalid_event", NULL);
}

static void
test_event_id_is_repeated (void)
{
  g_autoptr (OrsServer) server = test_server_new (NULL, NULL);
  g_autoptr (Peer) peer = peer_open (server);

  peer_send (peer, "{\"type\":\"nonsense\",\"event_id\":\"e7\"}");
  g_assert_cmpstr (peer_get_string (peer_expect (peer, "error"),
          "error.event_id"), ==, "e7");
}

/* As the service has it: of all kinds of sessions but that of a call. */
static void
test_unknown_type_lists_those_there_are (void)
{
  g_autoptr (OrsServer) server = test_server_new (NULL, NULL);
  g_autoptr (Peer) peer = peer_open (server);
  const gchar *message;

  peer_send (peer, "{\"type\":\"nonsense\"}");
  message = peer_get_string (peer_expect (peer, "error"), "error.message");
  g_assert_nonnull (strstr (message, "'session.close'"));
  g_assert_nonnull (strstr (message, "'response.cancel'."));
  g_assert_null (strstr (message, "output_audio_buffer.clear"));
}

static void
test_refused_update_changes_nothing (void)
{
  g_autoptr (OrsServer) server = test_server_new (NULL, NULL);
  g_autoptr (Peer) peer = peer_open (server);
  JsonObject *event;

  peer_send (peer,
      UPDATE ("\"type\":\"realtime\",\"instructions\":\"New.\","
              "\"temperature\":1"));
  peer_expect_error (peer, "unknown_parameter", "session.temperature");
  peer_send (peer, OUTPUT ("\"voice\":\"cedar\""));
  event = peer_expect (peer, "session.updated");
  g_assert_cmpstr (peer_get_string (event, "session.instructions"), !=,
      "New.");
  g_assert_cmpstr (peer_get_string (event, "session.audio.output.voice"), ==,
      "cedar");
}

static void
test_voice_is_fixed_after_audio (void)
{
  g_autoptr (OrsServer) server = test_server_new (NULL, NULL);
  g_autoptr (Peer) peer = peer_open (server);

  peer_send (peer, "{\"type\":\"response.create\"}");
  peer_skip_to (peer, "rate_limits.updated");
  peer_send (peer, OUTPUT ("\"voice\":\"cedar\""));
  peer_expect_error (peer, "cannot_update_voice", NULL);
  peer_send (peer, OUTPUT ("\"voice\":\"alloy\""));
  peer_expect (peer, "session.updated");
}

static void
truncate_item (Peer *peer, const gchar *id, gint64 ms)
{
  peer_sendf (peer,
      "{\"type\":\"conversation.item.truncate\",\"item_id\":"
      "\"%s\",\"content_index\":0,\"audio_end_ms\":%" G_GINT64_FORMAT "}",
      id, ms);
}

static void
test_truncate (void)
{
  OrsServer *server = test_server_new (NULL, NULL);
  Peer *peer = peer_open (server);
  g_autofree gchar *id = NULL;
  g_autofree gchar *items = NULL;
  GBytes *audio;
  gint64 ms;

  peer_send (peer, "{\"type\":\"response.create\"}");
  id = g_strdup (
      peer_get_string (peer_skip_to (peer, "response.output_item.added"),
          "item.id"));
  peer_skip_to (peer, "rate_limits.updated");
  audio = ors_server_dup_sent_audio (server, 1);
  ms = g_bytes_get_size (audio) / 48;
  g_bytes_unref (audio);

  truncate_item (peer, id, ms + 1);
  peer_expect_error (peer, "invalid_value", "audio_end_ms");
  truncate_item (peer, id, 500);
  peer_expect (peer, "conversation.item.truncated");
  truncate_item (peer, id, 501);
  peer_expect_error (peer, "invalid_value", "audio_end_ms");
  truncate_item (peer, id, 0);
  peer_expect (peer, "conversation.item.truncated");

  items = ors_server_dup_items (server, 1);
  g_assert_nonnull (strstr (items, "\"truncated_ms\":0"));
  g_assert_null (strstr (items, "I heard"));
  peer_free (peer);
  ors_server_free (server);
}

static void
test_truncate_refuses_others (void)
{
  g_autoptr (OrsServer) server = test_server_new (NULL, NULL);
  g_autoptr (Peer) peer = peer_open (server);

  peer_send (peer,
      ITEM ("\"id\":\"u1\",\"type\":\"message\",\"role\":\"user\","
            "\"content\":[{\"type\":\"input_text\",\"text\":\"x\"}]"));
  peer_send (peer,
      ITEM ("\"id\":\"a1\",\"type\":\"message\","
            "\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
            "\"text\":\"x\"}]"));
  peer_skip_to (peer, "conversation.item.done");
  peer_skip_to (peer, "conversation.item.done");
  truncate_item (peer, "u1", 0);
  peer_expect_error (peer, "unsupported_content_type", "item_id");
  truncate_item (peer, "a1", 0);
  peer_expect_error (peer, "unsupported_content_type", "item_id");
}

static void
test_insert_and_delete (void)
{
  g_autoptr (OrsServer) server = test_server_new (NULL, NULL);
  g_autoptr (Peer) peer = peer_open (server);
  const gchar *item = "\"type\":\"message\",\"role\":\"user\",\"content\":[]";

  peer_sendf (peer,
      "{\"type\":\"conversation.item.create\",\"item\":"
      "{\"id\":\"b\",%s}}",
      item);
  peer_skip_to (peer, "conversation.item.done");
  peer_sendf (peer,
      "{\"type\":\"conversation.item.create\","
      "\"previous_item_id\":\"root\",\"item\":{\"id\":\"a\",%s}}",
      item);
  g_assert_null (peer_get_string (peer_expect (peer, "conversation.item.added"),
      "previous_item_id"));
  peer_expect (peer, "conversation.item.done");
  peer_sendf (peer,
      "{\"type\":\"conversation.item.create\","
      "\"previous_item_id\":\"b\",\"item\":{\"id\":\"c\",%s}}",
      item);
  g_assert_cmpstr (peer_get_string (
      peer_expect (peer, "conversation.item.added"), "previous_item_id"), ==,
      "b");
  peer_expect (peer, "conversation.item.done");
  peer_send (peer, "{\"type\":\"conversation.item.delete\",\"item_id\":\"b\"}");
  peer_expect (peer, "conversation.item.deleted");
}

/* It was begun once, without an output to describe. */
static void
test_transcription_has_no_response (void)
{
  g_autoptr (OrsServer) server = test_server_new (NULL, NULL);
  g_autoptr (Peer) peer = peer_connect (server, "?intent=transcription", NULL);

  peer_expect (peer, "session.created");
  peer_send (peer, "{\"type\":\"response.create\"}");
  peer_expect_error (peer, "invalid_value", "type");
}

static void
test_retrieve_brings_the_audio (void)
{
  OrsServer *server = test_server_new (NULL, NULL);
  Peer *peer = peer_open (server);
  JsonObject *event, *part;
  g_autofree gchar *id = NULL;

  peer_send (peer, INPUT ("\"turn_detection\":null"));
  peer_expect (peer, "session.updated");
  peer_send_tone (peer, 300);
  peer_send (peer, "{\"type\":\"input_audio_buffer.commit\"}");
  id = g_strdup (
      peer_get_string (peer_expect (peer, "input_audio_buffer.committed"),
          "item_id"));
  peer_skip_to (peer, "conversation.item.done");
  peer_sendf (peer,
      "{\"type\":\"conversation.item.retrieve\",\"item_id\":"
      "\"%s\"}",
      id);
  event = peer_expect (peer, "conversation.item.retrieved");
  part = oa_json_array_get_object (
      oa_json_get_array (oa_json_get_object (event, "item"), "content"), 0);
  g_assert_cmpuint (strlen (oa_json_get_string (part, "audio")), ==,
      300 * 48 / 3 * 4);
  peer_free (peer);
  ors_server_free (server);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/errors/refusals", test_refusals);
  g_test_add_func ("/errors/binary-frame", test_binary_frame);
  g_test_add_func ("/errors/event-id-is-repeated", test_event_id_is_repeated);
  g_test_add_func ("/errors/unknown-type-lists-those-there-are",
      test_unknown_type_lists_those_there_are);
  g_test_add_func ("/errors/refused-update-changes-nothing",
      test_refused_update_changes_nothing);
  g_test_add_func ("/errors/voice-is-fixed-after-audio",
      test_voice_is_fixed_after_audio);
  g_test_add_func ("/errors/truncate", test_truncate);
  g_test_add_func ("/errors/truncate-refuses-others",
      test_truncate_refuses_others);
  g_test_add_func ("/errors/insert-and-delete", test_insert_and_delete);
  g_test_add_func ("/errors/transcription-has-no-response",
      test_transcription_has_no_response);
  g_test_add_func ("/errors/retrieve-brings-the-audio",
      test_retrieve_brings_the_audio);
  return g_test_run ();
}
