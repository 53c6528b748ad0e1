/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dialect.c - names of events, and the sessions that settings become. */

#include <string.h>

#include "protocol/dialect.h"
#include "protocol/json.h"
#include "../support/testcase.h"

#define GA GST_OPENAI_REALTIME_DIALECT_GA
#define BETA GST_OPENAI_REALTIME_DIALECT_BETA
#define REALTIME GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME
#define TRANSCRIPTION GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION
#define TRANSLATION GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION

static void
set_text (gchar **member, const gchar *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

static void
assert_session (GstOpenaiRealtimeDialect dialect,
    GstOpenaiRealtimeSessionType type, const OaSettings *settings,
    const gchar *expected)
{
  g_autoptr (JsonObject) session =
      oa_dialect_get (dialect, type)->build_session (settings);
  g_autofree gchar *text = oa_json_object_to_text (session);

  g_assert_cmpstr (text, ==, expected);
}

static OaEventType
find_type (const gchar *name, gsize length)
{
  const OaEventRow *row =
      oa_event_table_find (&oa_event_table_realtime, name, length);

  return row ? row->type : OA_EVENT_UNKNOWN;
}

static OaEventType
type_of (const gchar *name)
{
  return find_type (name, strlen (name));
}

TEST (names_are_known)
{
  gboolean seen[OA_N_EVENTS] = { FALSE };
  const OaEventTable *table = oa_dialect_get (GA, REALTIME)->events;

  for (guint i = 0; i < table->n_rows; i++) {
    g_assert_cmpint (type_of (table->rows[i].name), ==, table->rows[i].type);
    seen[table->rows[i].type] = TRUE;
  }
  for (guint i = OA_EVENT_UNKNOWN + 1; i < OA_N_EVENTS; i++) {
    const gchar *nick = oa_event_type_get_nick (i);

    g_assert_true (seen[i]);
    g_assert_cmpint (type_of (nick), ==, i);
  }
}

TEST (foreign_names)
{
  const gchar *longest = "a.name.that.is.longer.than.any.that.a.dialect."
                         "has.for.an.event.of.the.service";

  g_assert_cmpint (find_type ("ping", 4), ==, OA_EVENT_UNKNOWN);
  g_assert_cmpint (find_type ("", 0), ==, OA_EVENT_UNKNOWN);
  g_assert_cmpint (find_type (NULL, 0), ==, OA_EVENT_UNKNOWN);
  g_assert_cmpint (find_type ("error\0", 6), ==, OA_EVENT_UNKNOWN);
  g_assert_cmpint (type_of (longest), ==, OA_EVENT_UNKNOWN);
  g_assert_cmpint (find_type ("errors", 5), ==, OA_EVENT_ERROR);
  g_assert_cmpstr (oa_event_type_get_nick (OA_EVENT_UNKNOWN), ==, "unknown");
}

TEST (beta_names)
{
  g_assert_cmpint (find_type ("response.audio.delta", 20), ==,
      OA_EVENT_AUDIO_DELTA);
  g_assert_cmpint (find_type ("conversation.item.created", 25),
      ==, OA_EVENT_ITEM_ADDED);
  g_assert_cmpstr (oa_event_type_get_nick (OA_EVENT_AUDIO_DELTA), ==,
      "response.output_audio.delta");
  g_assert_cmpstr (oa_event_type_get_nick (OA_EVENT_ITEM_ADDED), ==,
      "conversation.item.added");
}

TEST (rows)
{
  g_assert_cmpstr (oa_dialect_get (GA, REALTIME)->name, ==, "ga");
  g_assert_null (oa_dialect_get (GA, REALTIME)->header_name);
  g_assert_null (oa_dialect_get (GA, REALTIME)->session_close);
  g_assert_cmpstr (oa_dialect_get (GA, TRANSLATION)->append, ==,
      "session.input_audio_buffer.append");
  g_assert_null (oa_dialect_get (GA, TRANSLATION)->commit);
  g_assert_cmpstr (oa_dialect_get (BETA, REALTIME)->header_name, ==,
      "OpenAI-Beta");
  g_assert_cmpstr (oa_dialect_get (BETA, TRANSCRIPTION)->session_update, ==,
      "transcription_session.update");
  g_assert_true (
      oa_dialect_get (BETA, TRANSLATION) == oa_dialect_get (GA, TRANSLATION));
}

/* What a dialect is able to do it has a name for, and the other way round. */
TEST (abilities_and_names)
{
  for (gint type = REALTIME;
       type <= GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION; type++) {
    const OaDialect *ga = oa_dialect_get (GA, type);

    g_assert_cmpint (ga->has_close, ==, ga->session_close != NULL);
    g_assert_cmpint (ga->has_turns, ==, ga->commit != NULL);
    g_assert_cmpint (ga->has_turns, ==, ga->clear != NULL);
  }
}

TEST (ga_defaults)
{
  g_auto (OaSettings) s;

  oa_settings_init (&s);
  assert_session (GA, REALTIME, &s,
      "{\"type\":\"realtime\",\"output_modalities\":[\"audio\"],"
      "\"audio\":{\"input\":{\"format\":{\"type\":\"audio/pcm\","
      "\"rate\":24000},\"turn_detection\":{\"type\":\"server_vad\","
      "\"threshold\":0.5,\"prefix_padding_ms\":300,"
      "\"silence_duration_ms\":500,\"create_response\":true,"
      "\"interrupt_response\":true},\"noise_reduction\":null,"
      "\"transcription\":null},\"output\":{\"format\":{\"type\":"
      "\"audio/pcm\",\"rate\":24000},\"speed\":1.0}},\"tools\":[],"
      "\"tool_choice\":\"auto\",\"max_output_tokens\":\"inf\"}");
}

TEST (ga_everything)
{
  g_auto (OaSettings) s;

  oa_settings_init (&s);
  s.input_format = OA_AUDIO_FORMAT_PCMU;
  s.output_format = OA_AUDIO_FORMAT_PCMA;
  set_text (&s.instructions, "Say \"hi\".\n");
  set_text (&s.voice, "voice_123");
  s.speed = 1.25;
  s.output_modality = GST_OPENAI_REALTIME_MODALITY_TEXT;
  s.turn_detection = GST_OPENAI_REALTIME_TURN_DETECTION_SEMANTIC_VAD;
  s.vad_eagerness = GST_OPENAI_REALTIME_EAGERNESS_LOW;
  s.create_response = FALSE;
  s.noise_reduction = GST_OPENAI_REALTIME_NOISE_REDUCTION_FAR_FIELD;
  set_text (&s.transcription_model, "gpt-live-transcribe");
  set_text (&s.transcription_language, "de");
  set_text (&s.transcription_prompt, "Namen");
  set_text (&s.tools, "[{\"type\":\"function\",\"name\":\"f\"}]");
  set_text (&s.tool_choice, "f");
  s.max_output_tokens = 100;
  set_text (&s.reasoning_effort, "low");
  assert_session (GA, REALTIME, &s,
      "{\"type\":\"realtime\",\"output_modalities\":[\"text\"],"
      "\"instructions\":\"Say \\\"hi\\\".\\n\","
      "\"audio\":{\"input\":{\"format\":{\"type\":\"audio/pcmu\"},"
      "\"turn_detection\":{\"type\":\"semantic_vad\",\"eagerness\":\"low\","
      "\"create_response\":false,\"interrupt_response\":true},"
      "\"noise_reduction\":{\"type\":\"far_field\"},\"transcription\":"
      "{\"model\":\"gpt-live-transcribe\",\"language\":\"de\","
      "\"prompt\":\"Namen\"}},\"output\":{\"format\":{\"type\":"
      "\"audio/pcma\"},\"voice\":{\"id\":\"voice_123\"},\"speed\":1.25}},"
      "\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],"
      "\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"},"
      "\"max_output_tokens\":100,\"reasoning\":{\"effort\":\"low\"}}");
}

TEST (ga_session_config_is_last)
{
  g_autoptr (JsonObject) session = NULL;
  JsonObject *output;
  g_auto (OaSettings) s;

  oa_settings_init (&s);
  set_text (&s.voice, "marin");
  set_text (&s.session_config,
      "{\"truncation\":\"disabled\","
      "\"audio\":{\"output\":{\"voice\":\"cedar\"}}}");
  session = oa_dialect_get (GA, REALTIME)->build_session (&s);
  output = oa_json_get_object (oa_json_get_object (session, "audio"), "output");
  g_assert_cmpstr (oa_json_get_string (session, "truncation"), ==,
      "disabled");
  g_assert_cmpstr (oa_json_get_string (output, "voice"), ==, "cedar");
  g_assert_cmpfloat (oa_json_get_double (output, "speed", 0), ==, 1.0);
}

TEST (ga_idle_timeout)
{
  g_autoptr (JsonObject) session = NULL;
  JsonObject *input, *turns;
  g_auto (OaSettings) s;

  oa_settings_init (&s);
  s.idle_timeout = 6000;
  session = oa_dialect_get (GA, REALTIME)->build_session (&s);
  input = oa_json_get_object (oa_json_get_object (session, "audio"), "input");
  turns = oa_json_get_object (input, "turn_detection");
  g_assert_cmpint (oa_json_get_int (turns, "idle_timeout_ms", 0), ==, 6000);
}

TEST (ga_transcription)
{
  g_auto (OaSettings) s;

  oa_settings_init (&s);
  set_text (&s.transcription_model, "gpt-transcribe");
  set_text (&s.instructions, "no such member here");
  assert_session (GA, TRANSCRIPTION, &s,
      "{\"type\":\"transcription\",\"audio\":{\"input\":{\"format\":"
      "{\"type\":\"audio/pcm\",\"rate\":24000},\"turn_detection\":"
      "{\"type\":\"server_vad\",\"threshold\":0.5,"
      "\"prefix_padding_ms\":300,\"silence_duration_ms\":500},"
      "\"noise_reduction\":null,\"transcription\":"
      "{\"model\":\"gpt-transcribe\"}}}}");

  s.turn_detection = GST_OPENAI_REALTIME_TURN_DETECTION_NONE;
  assert_session (GA, TRANSCRIPTION, &s,
      "{\"type\":\"transcription\",\"audio\":{\"input\":{\"format\":"
      "{\"type\":\"audio/pcm\",\"rate\":24000},\"turn_detection\":null,"
      "\"noise_reduction\":null,\"transcription\":"
      "{\"model\":\"gpt-transcribe\"}}}}");
}

TEST (ga_translation)
{
  g_auto (OaSettings) s;

  oa_settings_init (&s);
  set_text (&s.target_language, "es");
  set_text (&s.transcription_model, "gpt-realtime-whisper");
  set_text (&s.transcription_language, "en");
  s.noise_reduction = GST_OPENAI_REALTIME_NOISE_REDUCTION_NEAR_FIELD;
  assert_session (GA, TRANSLATION, &s,
      "{\"audio\":{\"input\":{\"noise_reduction\":{\"type\":\"near_field\"},"
      "\"transcription\":{\"model\":\"gpt-realtime-whisper\"}},"
      "\"output\":{\"language\":\"es\"}}}");
}

TEST (beta)
{
  g_auto (OaSettings) s;

  oa_settings_init (&s);
  s.input_format = OA_AUDIO_FORMAT_PCMU;
  set_text (&s.voice, "alloy");
  set_text (&s.tool_choice, "f");
  s.idle_timeout = 6000;
  set_text (&s.reasoning_effort, "low");
  assert_session (BETA, REALTIME, &s,
      "{\"modalities\":[\"text\",\"audio\"],"
      "\"input_audio_format\":\"g711_ulaw\",\"turn_detection\":"
      "{\"type\":\"server_vad\",\"threshold\":0.5,"
      "\"prefix_padding_ms\":300,\"silence_duration_ms\":500,"
      "\"create_response\":true,\"interrupt_response\":true},"
      "\"input_audio_noise_reduction\":null,"
      "\"input_audio_transcription\":null,"
      "\"output_audio_format\":\"pcm16\",\"voice\":\"alloy\",\"tools\":[],"
      "\"tool_choice\":\"f\",\"max_response_output_tokens\":\"inf\"}");
}

TEST (beta_transcription)
{
  g_auto (OaSettings) s;

  oa_settings_init (&s);
  s.turn_detection = GST_OPENAI_REALTIME_TURN_DETECTION_NONE;
  set_text (&s.transcription_model, "gpt-transcribe");
  assert_session (BETA, TRANSCRIPTION, &s,
      "{\"input_audio_format\":\"pcm16\",\"turn_detection\":null,"
      "\"input_audio_noise_reduction\":null,"
      "\"input_audio_transcription\":{\"model\":\"gpt-transcribe\"}}");
}

static void
assert_adapted (JsonObject *(*adapt) (JsonObject *), const gchar *ga,
    const gchar *expected)
{
  g_autoptr (JsonObject) object =
      oa_json_parse_object (ga, -1, 0, "test", NULL);
  g_autoptr (JsonObject) adapted = adapt (object);
  g_autofree gchar *text = oa_json_object_to_text (adapted);
  g_autofree gchar *unchanged = oa_json_object_to_text (object);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpstr (unchanged, ==, ga);
}

TEST (beta_items)
{
  const OaDialect *beta = oa_dialect_get (BETA, REALTIME);

  assert_adapted (beta->adapt_item,
      "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\","
      "\"text\":\"x\"},{\"type\":\"input_text\"},5]}",
      "{\"type\":\"message\",\"content\":[{\"type\":\"text\","
      "\"text\":\"x\"},{\"type\":\"input_text\"},5]}");
  assert_adapted (beta->adapt_item, "{\"content\":null}", "{\"content\":null}");
}

TEST (beta_responses)
{
  const OaDialect *beta = oa_dialect_get (BETA, REALTIME);

  assert_adapted (beta->adapt_response, "{\"instructions\":\"x\"}",
      "{\"instructions\":\"x\"}");
  assert_adapted (beta->adapt_response,
      "{\"output_modalities\":[\"audio\"],\"max_output_tokens\":5,"
      "\"audio\":{\"output\":{\"voice\":\"alloy\",\"format\":"
      "{\"type\":\"audio/pcmu\"}}},\"input\":[{\"content\":"
      "[{\"type\":\"output_text\"}]}],"
      "\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"}}",
      "{\"input\":[{\"content\":[{\"type\":\"text\"}]}],"
      "\"modalities\":[\"text\",\"audio\"],"
      "\"max_response_output_tokens\":5,\"voice\":\"alloy\","
      "\"output_audio_format\":\"g711_ulaw\",\"tool_choice\":\"f\"}");
  assert_adapted (beta->adapt_response,
      "{\"output_modalities\":[\"text\",{}],\"audio\":5,\"input\":null}",
      "{\"audio\":5,\"input\":null,\"modalities\":[\"text\"]}");
}

TEST (settings_copy)
{
  OaSettings a, b;

  oa_settings_init (&a);
  a.instructions = g_strdup ("x");
  a.session_config = g_strdup ("{}");
  a.idle_timeout = 7000;
  oa_settings_copy (&b, &a);
  oa_settings_clear (&a);
  g_assert_null (a.instructions);
  g_assert_cmpstr (b.instructions, ==, "x");
  g_assert_cmpstr (b.session_config, ==, "{}");
  g_assert_cmpuint (b.idle_timeout, ==, 7000);
  oa_settings_clear (&b);
}

TEST_MAIN ()
