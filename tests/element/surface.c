/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* surface.c - every event and every field that a client may send, from a
 * property, an action or session-config of the element.
 *
 * With --dump KIND… the events are printed, one per line; validate-events.py
 * compares them with the published schemas: each must be valid, and no field
 * may be missing from the table. */

#include "fixture.h"
#include "../support/testcase.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "protocol/json.h"
#include "protocol/sessionpath.h"

#define FUNCTION \
  "{\"type\":\"function\",\"name\":\"f\"," \
  "\"description\":\"d\"," \
  "\"parameters\":{\"type\":\"object\"}}"
#define MCP \
  "{\"type\":\"mcp\",\"server_label\":\"x\",\"server_url\":" \
  "\"https://x/mcp\",\"authorization\":\"a\",\"headers\":{\"h\":\"v\"}," \
  "\"server_description\":\"d\",\"allowed_callers\":[\"direct\"]," \
  "\"defer_loading\":true,\"allowed_tools\":{\"read_only\":true," \
  "\"tool_names\":[\"t\"]},\"require_approval\":{\"always\":{\"read_only\":" \
  "true,\"tool_names\":[\"t\"]},\"never\":{\"read_only\":true," \
  "\"tool_names\":[\"t\"]}}}"
#define MORE_MCP \
  "{\"type\":\"mcp\",\"server_label\":\"y\",\"connector_id\":" \
  "\"connector_gmail\"},{\"type\":\"mcp\",\"server_label\":\"z\"," \
  "\"tunnel_id\":\"tunnel_abcdefghijklmnopqrstuvwxyz012345\"}"
#define ITEM(body) \
  "{\"type\":\"conversation.item.create\"," \
  "\"event_id\":\"e\"," \
  "\"previous_item_id\":\"root\",\"item\":" body "}"
#define MESSAGE(role, part) \
  "{\"type\":\"message\",\"id\":\"i\",\"object\":" \
  "\"realtime.item\",\"status\":\"completed\",\"role\":\"" role "\"," \
  "\"content\":[" part "]}"
#define CALL_OF(type, more) \
  "{\"type\":\"" type "\",\"id\":\"i\"," \
  "\"server_label\":\"x\",\"name\":\"t\",\"arguments\":\"{}\"" more "}"
#define MCP_CALL(error) \
  CALL_OF ("mcp_call", \
      ",\"approval_request_id\":" \
      "\"r\",\"output\":\"o\",\"error\":" error)
#define RESPONSE(body) "{\"conversation\":\"none\"," body "}"

typedef enum
{
  PROPERTY,
  CONFIG,
  EVENT,   /* send-event */
  RESPOND, /* create-response */
} How;

typedef struct
{
  How how;
  const gchar *name;  /* of the property */
  const gchar *value; /* or JSON */
  const gchar *type;  /* of the event that it makes… */
  const gchar *path;  /* …and a member of it */
} Row;

#define SESSION(p) "session.update", "session." p

static const Row realtime[] = {
  { PROPERTY, "instructions", "Be brief.", SESSION ("instructions") },
  { PROPERTY, "output-modality", "text", SESSION ("output_modalities") },
  { PROPERTY, "voice", "cedar", SESSION ("audio.output.voice") },
  { PROPERTY, "voice", "voice_1", SESSION ("audio.output.voice.id") },
  { PROPERTY, "speed", "1.25", SESSION ("audio.output.speed") },
  { PROPERTY, "vad-threshold", "0.25",
      SESSION ("audio.input.turn_detection.threshold") },
  { PROPERTY, "vad-prefix-padding", "100",
      SESSION ("audio.input.turn_detection.prefix_padding_ms") },
  { PROPERTY, "vad-silence-duration", "700",
      SESSION ("audio.input.turn_detection.silence_duration_ms") },
  { PROPERTY, "idle-timeout", "6000",
      SESSION ("audio.input.turn_detection.idle_timeout_ms") },
  { PROPERTY, "create-response", "false",
      SESSION ("audio.input.turn_detection.create_response") },
  { PROPERTY, "turn-detection", "semantic-vad",
      SESSION ("audio.input.turn_detection.type") },
  { PROPERTY, "vad-eagerness", "low",
      SESSION ("audio.input.turn_detection.eagerness") },
  { PROPERTY, "turn-detection", "none",
      SESSION ("audio.input.turn_detection") },
  { PROPERTY, "noise-reduction", "far-field",
      SESSION ("audio.input.noise_reduction.type") },
  { PROPERTY, "transcription-model", "gpt-transcribe",
      SESSION ("audio.input.transcription.model") },
  { PROPERTY, "transcription-language", "de",
      SESSION ("audio.input.transcription.language") },
  { PROPERTY, "transcription-prompt", "names",
      SESSION ("audio.input.transcription.prompt") },
  { PROPERTY, "tools", "[" FUNCTION "]", SESSION ("tools") },
  { PROPERTY, "tools", "[" FUNCTION "," MCP "," MORE_MCP "]",
      SESSION ("tools") },
  { PROPERTY, "tool-choice", "f", SESSION ("tool_choice.name") },
  { PROPERTY, "tool-choice",
      "{\"type\":\"mcp\",\"server_label\":\"x\","
      "\"name\":\"t\"}",
      SESSION ("tool_choice.server_label") },
  { PROPERTY, "tool-choice", "required", SESSION ("tool_choice") },
  { PROPERTY, "max-output-tokens", "100", SESSION ("max_output_tokens") },
  { PROPERTY, "reasoning-effort", "high", SESSION ("reasoning.effort") },
  { CONFIG, NULL, "{\"parallel_tool_calls\":true}",
      SESSION ("parallel_tool_calls") },
  { CONFIG, NULL,
      "{\"truncation\":{\"type\":\"retention_ratio\","
      "\"retention_ratio\":0.5,\"token_limits\":{\"post_instructions\":9}}}",
      SESSION ("truncation.token_limits.post_instructions") },
  { CONFIG, NULL, "{\"truncation\":\"disabled\"}", SESSION ("truncation") },
  { CONFIG, NULL,
      "{\"prompt\":{\"id\":\"p\",\"version\":\"1\","
      "\"variables\":{\"a\":\"b\",\"c\":{\"type\":\"input_text\","
      "\"text\":\"t\"}}}}",
      SESSION ("prompt.variables.a") },
  { CONFIG, NULL,
      "{\"tracing\":{\"workflow_name\":\"w\",\"group_id\":\"g\","
      "\"metadata\":{}}}",
      SESSION ("tracing.workflow_name") },
  { CONFIG, NULL, "{\"include\":[\"item.input_audio_transcription.logprobs\"]}",
      SESSION ("include") },
  { CONFIG, NULL, "{\"model\":\"gpt-realtime-2\"}", SESSION ("model") },
  { CONFIG, NULL,
      "{\"audio\":{\"input\":{\"noise_reduction\":{\"strength\":2}"
      "}}}",
      SESSION ("audio.input.noise_reduction.strength") },
  { CONFIG, NULL,
      "{\"audio\":{\"input\":{\"transcription\":{\"languages\":"
      "[\"de\"],\"keywords\":[\"k\"],\"delay\":\"low\"}}}}",
      SESSION ("audio.input.transcription.delay") },
  { CONFIG, NULL,
      "{\"audio\":{\"output\":{\"format\":{\"type\":\"audio/pcma\"}"
      "}}}",
      SESSION ("audio.output.format.type") },
  { CONFIG, NULL,
      "{\"audio\":{\"output\":{\"format\":{\"type\":\"audio/pcmu\"}"
      "}}}",
      SESSION ("audio.output.format.type") },
  { EVENT, NULL,
      "{\"type\":\"session.update\",\"event_id\":\"e\",\"session\":"
      "{\"type\":\"realtime\"}}",
      "session.update", "event_id" },
  { EVENT, NULL,
      "{\"type\":\"input_audio_buffer.append\",\"event_id\":\"e\","
      "\"audio\":\"AAAA\"}",
      "input_audio_buffer.append", "event_id" },
  { EVENT, NULL, "{\"type\":\"input_audio_buffer.commit\",\"event_id\":\"e\"}",
      "input_audio_buffer.commit", "event_id" },
  { EVENT, NULL, "{\"type\":\"input_audio_buffer.clear\",\"event_id\":\"e\"}",
      "input_audio_buffer.clear", "event_id" },
  { EVENT, NULL, "{\"type\":\"output_audio_buffer.clear\",\"event_id\":\"e\"}",
      "output_audio_buffer.clear", "event_id" },
  { EVENT, NULL,
      "{\"type\":\"response.cancel\",\"event_id\":\"e\","
      "\"response_id\":\"r\"}",
      "response.cancel", "response_id" },
  { EVENT, NULL,
      "{\"type\":\"conversation.item.delete\",\"event_id\":\"e\","
      "\"item_id\":\"i\"}",
      "conversation.item.delete", "item_id" },
  { EVENT, NULL,
      "{\"type\":\"conversation.item.retrieve\",\"event_id\":\"e\","
      "\"item_id\":\"i\"}",
      "conversation.item.retrieve", "item_id" },
  { EVENT, NULL,
      "{\"type\":\"conversation.item.truncate\",\"event_id\":\"e\","
      "\"item_id\":\"i\",\"content_index\":0,\"audio_end_ms\":5}",
      "conversation.item.truncate", "audio_end_ms" },
  { EVENT, NULL,
      ITEM (MESSAGE ("system", "{\"type\":\"input_text\",\"text\":\"t\"}")),
      "conversation.item.create", "item.content" },
  { EVENT, NULL,
      ITEM (MESSAGE ("user",
          "{\"type\":\"input_text\",\"text\":"
          "\"t\"},{\"type\":\"input_audio\",\"audio\":\"AAAA\","
          "\"transcript\":\"t\"},{\"type\":\"input_image\",\"image_url\":"
          "\"data:image/png;base64,AAAA\",\"detail\":\"low\"}")),
      "conversation.item.create", "item.content" },
  { EVENT, NULL,
      ITEM (MESSAGE ("assistant",
          "{\"type\":\"output_text\","
          "\"text\":\"t\"},{\"type\":\"output_audio\",\"audio\":\"AAAA\","
          "\"transcript\":\"t\"}")),
      "conversation.item.create", "item.content" },
  { EVENT, NULL,
      ITEM ("{\"type\":\"function_call\",\"id\":\"i\",\"object\":"
            "\"realtime.item\",\"status\":\"completed\",\"name\":\"f\","
            "\"call_id\":\"c\",\"arguments\":\"{}\"}"),
      "conversation.item.create", "item.arguments" },
  { EVENT, NULL,
      ITEM ("{\"type\":\"function_call_output\",\"id\":\"i\","
            "\"object\":\"realtime.item\",\"status\":\"completed\","
            "\"call_id\":\"c\",\"output\":\"o\"}"),
      "conversation.item.create", "item.output" },
  { EVENT, NULL,
      ITEM ("{\"type\":\"mcp_approval_response\",\"id\":\"i\","
            "\"approval_request_id\":\"r\",\"approve\":true,\"reason\":\"w\"}"),
      "conversation.item.create", "item.approve" },
  { EVENT, NULL, ITEM (CALL_OF ("mcp_approval_request", "")),
      "conversation.item.create", "item.server_label" },
  { EVENT, NULL,
      ITEM ("{\"type\":\"mcp_list_tools\",\"id\":\"i\","
            "\"server_label\":\"x\",\"tools\":[{\"name\":\"t\","
            "\"description\":\"d\",\"input_schema\":{},\"annotations\":{}}]}"),
      "conversation.item.create", "item.tools" },
  { EVENT, NULL,
      ITEM (MCP_CALL ("{\"type\":\"protocol_error\",\"code\":1,"
                      "\"message\":\"m\"}")),
      "conversation.item.create", "item.error" },
  { EVENT, NULL,
      ITEM (MCP_CALL ("{\"type\":\"http_error\",\"code\":1,"
                      "\"message\":\"m\"}")),
      "conversation.item.create", "item.error" },
  { EVENT, NULL,
      ITEM (MCP_CALL ("{\"type\":\"tool_execution_error\","
                      "\"message\":\"m\"}")),
      "conversation.item.create", "item.error" },
  { RESPOND, NULL,
      RESPONSE (
          "\"instructions\":\"i\",\"metadata\":{\"a\":\"b\"}"
          ",\"output_modalities\":[\"text\"],\"max_output_tokens\":9,"
          "\"parallel_tool_calls\":true,\"reasoning\":{\"effort\":\"low\"},"
          "\"prompt\":{\"id\":\"p\",\"version\":\"1\",\"variables\":"
          "{\"a\":\"b\"}},\"tools\":[" FUNCTION "," MCP "," MORE_MCP "],"
          "\"tool_choice\":\"auto\",\"audio\":{\"output\":{\"voice\":"
          "\"cedar\",\"format\":{\"type\":\"audio/pcm\",\"rate\":24000}}}"),
      "response.create", "response.metadata.a" },
  { RESPOND, NULL,
      RESPONSE (
          "\"audio\":{\"output\":{\"voice\":{\"id\":\"v\"},"
          "\"format\":{\"type\":\"audio/pcma\"}}},\"input\":["
          "{\"type\":\"item_reference\",\"id\":\"i\"}," MESSAGE ("user",
              "{\"type\":\"input_text\",\"text\":\"t\"}") "],\"tool_choice\":"
                                                          "{\"type\":\"function\",\"name\":\"f\"}"),
      "response.create", "response.input" },
  { RESPOND, NULL, "{\"instructions\":\"i\"}", "response.create", "event_id" },
};

static const Row transcription[] = {
  { PROPERTY, "vad-threshold", "0.25",
      SESSION ("audio.input.turn_detection.threshold") },
  { PROPERTY, "vad-prefix-padding", "100",
      SESSION ("audio.input.turn_detection.prefix_padding_ms") },
  { PROPERTY, "vad-silence-duration", "700",
      SESSION ("audio.input.turn_detection.silence_duration_ms") },
  { PROPERTY, "turn-detection", "semantic-vad",
      SESSION ("audio.input.turn_detection.type") },
  { PROPERTY, "vad-eagerness", "low",
      SESSION ("audio.input.turn_detection.eagerness") },
  { PROPERTY, "noise-reduction", "near-field",
      SESSION ("audio.input.noise_reduction.type") },
  { PROPERTY, "transcription-language", "de",
      SESSION ("audio.input.transcription.language") },
  { PROPERTY, "transcription-prompt", "names",
      SESSION ("audio.input.transcription.prompt") },
  { PROPERTY, "transcription-model", "gpt-live-transcribe",
      SESSION ("audio.input.transcription.model") },
  { CONFIG, NULL, "{\"include\":[\"item.input_audio_transcription.logprobs\"]}",
      SESSION ("include") },
  { CONFIG, NULL,
      "{\"audio\":{\"input\":{\"noise_reduction\":{\"strength\":2}"
      "}}}",
      SESSION ("audio.input.noise_reduction.strength") },
  { CONFIG, NULL,
      "{\"audio\":{\"input\":{\"transcription\":{\"languages\":"
      "[\"de\"],\"keywords\":[\"k\"],\"delay\":\"low\"}}}}",
      SESSION ("audio.input.transcription.delay") },
  { CONFIG, NULL,
      "{\"audio\":{\"input\":{\"turn_detection\":{\"type\":"
      "\"server_vad\",\"create_response\":false,\"interrupt_response\":"
      "false,\"idle_timeout_ms\":6000}}}}",
      SESSION ("audio.input.turn_detection.create_response") },
  { CONFIG, NULL,
      "{\"audio\":{\"input\":{\"turn_detection\":{\"type\":"
      "\"semantic_vad\",\"create_response\":false,\"interrupt_response\":"
      "false}}}}",
      SESSION ("audio.input.turn_detection.create_response") },
  { CONFIG, NULL,
      "{\"audio\":{\"input\":{\"format\":{\"type\":\"audio/pcmu\"}"
      "}}}",
      SESSION ("audio.input.format.type") },
  { CONFIG, NULL,
      "{\"audio\":{\"input\":{\"format\":{\"type\":\"audio/pcma\"}"
      "}}}",
      SESSION ("audio.input.format.type") },
  { EVENT, NULL,
      "{\"type\":\"session.update\",\"event_id\":\"e\",\"session\":"
      "{\"type\":\"transcription\"}}",
      "session.update", "event_id" },
  { EVENT, NULL,
      "{\"type\":\"input_audio_buffer.append\",\"event_id\":\"e\","
      "\"audio\":\"AAAA\"}",
      "input_audio_buffer.append", "event_id" },
  { EVENT, NULL, "{\"type\":\"input_audio_buffer.commit\",\"event_id\":\"e\"}",
      "input_audio_buffer.commit", "event_id" },
  { EVENT, NULL, "{\"type\":\"input_audio_buffer.clear\",\"event_id\":\"e\"}",
      "input_audio_buffer.clear", "event_id" },
  { EVENT, NULL,
      "{\"type\":\"conversation.item.delete\",\"event_id\":\"e\","
      "\"item_id\":\"i\"}",
      "conversation.item.delete", "item_id" },
  { EVENT, NULL,
      "{\"type\":\"conversation.item.retrieve\",\"event_id\":\"e\","
      "\"item_id\":\"i\"}",
      "conversation.item.retrieve", "item_id" },
};

static const Row translation[] = {
  { PROPERTY, "target-language", "es", SESSION ("audio.output.language") },
  { PROPERTY, "transcription-model", "gpt-realtime-whisper",
      SESSION ("audio.input.transcription.model") },
  { PROPERTY, "noise-reduction", "near-field",
      SESSION ("audio.input.noise_reduction.type") },
  { CONFIG, NULL,
      "{\"audio\":{\"input\":{\"noise_reduction\":{\"strength\":2}"
      "}}}",
      SESSION ("audio.input.noise_reduction.strength") },
  { EVENT, NULL,
      "{\"type\":\"session.update\",\"event_id\":\"e\",\"session\":"
      "{}}",
      "session.update", "event_id" },
  { EVENT, NULL,
      "{\"type\":\"session.input_audio_buffer.append\","
      "\"event_id\":\"e\",\"audio\":\"AAAA\"}",
      "session.input_audio_buffer.append", "event_id" },
  { EVENT, NULL, "{\"type\":\"session.close\",\"event_id\":\"e\"}",
      "session.close", "event_id" },
};

static const struct
{
  const gchar *name;
  const Row *rows;
  guint n_rows;
} kinds[] = {
  { "realtime", realtime, G_N_ELEMENTS (realtime) },
  { "transcription", transcription, G_N_ELEMENTS (transcription) },
  { "translation", translation, G_N_ELEMENTS (translation) },
};

/* TRUE when a client's event of the row's type has the row's member. */
static gboolean
is_sent (const Row *row, gchar **log, guint from)
{
  for (guint i = from; log[i] != NULL; i++) {
    g_autoptr (JsonObject) record =
        oa_json_parse_object (log[i], -1, 0, "log", NULL);
    JsonObject *event = oa_json_get_object (record, "event");

    if (g_strcmp0 (oa_json_get_string (record, "from"), "client") == 0
        && g_strcmp0 (oa_json_get_string (event, "type"), row->type) == 0
        && oa_session_path_has (event, row->path))
      return TRUE;
  }
  return FALSE;
}

static void
apply (GstElement *element, const Row *row)
{
  gboolean ok = TRUE;

  switch (row->how) {
    case PROPERTY:
      gst_util_set_object_arg (G_OBJECT (element), row->name, row->value);
      break;
    case CONFIG:
      g_object_set (element, "session-config", row->value, NULL);
      break;
    case EVENT:
      g_signal_emit_by_name (element, "send-event", row->value, &ok);
      break;
    case RESPOND:
      g_signal_emit_by_name (element, "create-response", row->value, &ok);
      break;
  }
  g_assert_true (ok);
}

/* The row's event must come, and after the row was applied. */
static void
try_row (Fixture *f, const Row *row)
{
  guint count = ors_server_count_events (f->server, "client", row->type);
  gchar **log = ors_server_dup_log (f->server);
  guint from = g_strv_length (log);

  g_strfreev (log);
  apply (f->element, row);
  if (!ors_server_wait_event (f->server, "client", row->type, count + 1,
          WAIT_US))
    g_error ("%s makes no %s", row->value, row->type);
  log = ors_server_dup_log (f->server);
  if (!is_sent (row, log, from))
    g_error ("%s %s makes no %s with %s", row->name != NULL ? row->name : "",
        row->value, row->type, row->path);
  g_strfreev (log);
}

static void
wait_for_session (Fixture *f)
{
  await_sent (f->server, "session.updated", 1);
}

/* The events of one kind of session, as JSON lines. */
static gchar **
run_kind (guint kind)
{
  OrsOptions options = { .log_audio = TRUE };
  gchar **log;
  Fixture f;

  fixture_start_pcm (&f, &options);
  gst_util_set_object_arg (G_OBJECT (f.element), "session-type",
      kinds[kind].name);
  if (g_str_equal (kinds[kind].name, "transcription"))
    g_object_set (f.element, "transcription-model", "gpt-transcribe", NULL);
  if (g_str_equal (kinds[kind].name, "translation"))
    g_object_set (f.element, "target-language", "de", NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  wait_for_session (&f);
  for (guint i = 0; i < kinds[kind].n_rows; i++)
    try_row (&f, &kinds[kind].rows[i]);
  log = ors_server_dup_log (f.server);
  fixture_stop (&f);
  return log;
}

static void
test_kind (gconstpointer data)
{
  g_strfreev (run_kind (GPOINTER_TO_UINT (data)));
}

static void
dump (const gchar *name)
{
  gchar **log;
  guint kind;

  for (kind = 0; !g_str_equal (kinds[kind].name, name); kind++)
    ;
  log = run_kind (kind);
  for (guint i = 0; log[i] != NULL; i++) {
    g_autoptr (JsonObject) record =
        oa_json_parse_object (log[i], -1, 0, "log", NULL);
    g_autofree gchar *text = NULL;

    if (g_strcmp0 (oa_json_get_string (record, "from"), "client") != 0)
      continue;
    text = oa_json_object_to_text (oa_json_get_object (record, "event"));
    printf ("%s\n", text);
  }
  g_strfreev (log);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();
  if (argc > 2 && strcmp (argv[1], "--dump") == 0) {
    for (gint i = 2; i < argc; i++)
      dump (argv[i]);
    return 0;
  }
  for (gint i = 0; i < (gint) G_N_ELEMENTS (kinds); i++)
    TEST_ROW (kind, kinds[i].name, GINT_TO_POINTER (i));
  return g_test_run ();
}
