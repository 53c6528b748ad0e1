/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionconfig.c - what is sent, when, and when no more. */

#include <string.h>

#include "protocol/json.h"
#include "../support/testcase.h"
#include "protocol/sessionconfig.h"
#include "protocol/sessiondiff.h"

typedef struct
{
  OaSessionConfig *config;
  OaSettings settings;
} Fixture;

static void
set_up (Fixture *f)
{
  f->config = oa_session_config_new (
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
          GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME));
  oa_settings_init (&f->settings);
}

static void
tear_down (Fixture *f)
{
  oa_session_config_free (f->config);
  oa_settings_clear (&f->settings);
}

static void
set_text (gchar **member, const gchar *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

static void
want (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (oa_session_config_want (f->config, &f->settings, &error));
  g_assert_no_error (error);
}

/* The next connection is configured by a session config of its own. */
static void
reconnect (Fixture *f)
{
  OaSessionConfig *next = oa_session_config_new (
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
          GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME));

  oa_session_config_inherit_omissions (next, f->config);
  oa_session_config_free (f->config);
  f->config = next;
  want (f);
}

static void
want_instructions (Fixture *f, const gchar *text)
{
  set_text (&f->settings.instructions, text);
  want (f);
}

static void
want_voice (Fixture *f, const gchar *voice)
{
  set_text (&f->settings.voice, voice);
  want (f);
}

static JsonObject *
parse (const gchar *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = oa_json_parse_object (text, -1, 0, "test", &error);

  g_assert_no_error (error);
  return object;
}

static void
acknowledge (Fixture *f, const gchar *text)
{
  g_autoptr (JsonObject) session = parse (text);

  oa_session_config_acknowledge (f->config, session);
}

/* The next update as text; "" for none. */
static gchar *
next_text (Fixture *f)
{
  JsonObject *update = oa_session_config_next_update (f->config);
  gchar *text = update ? oa_json_object_to_text (update) : g_strdup ("");

  g_clear_pointer (&update, json_object_unref);
  return text;
}

static void
assert_next (Fixture *f, const gchar *expected)
{
  g_autofree gchar *text = next_text (f);

  g_assert_cmpstr (text, ==, expected);
}

/* Sends and echoes everything that is wanted. */
static void
settle (Fixture *f)
{
  g_autofree gchar *text = next_text (f);

  g_assert_cmpstr (text, !=, "");
  acknowledge (f, text);
  g_assert_true (oa_session_config_is_settled (f->config));
}

TEST_F (nothing_wanted)
{
  assert_next (f, "");
  g_assert_false (oa_session_config_is_settled (f->config));
  g_assert_false (oa_session_config_is_acknowledged (f->config));
  oa_session_config_refuse (f->config);
}

TEST_F (first_update_is_complete)
{
  g_autoptr (JsonObject) update = NULL;
  g_autoptr (JsonObject) complete =
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
          GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME)
          ->build_session (&f->settings);

  want (f);
  update = oa_session_config_next_update (f->config);
  g_assert_nonnull (update);
  g_assert_null (oa_session_diff (complete, update));
  g_assert_null (oa_session_diff (update, complete));
}

TEST_F (one_update_at_a_time)
{
  g_autofree gchar *first = NULL;

  want (f);
  first = next_text (f);
  want_instructions (f, "later");
  assert_next (f, "");
  g_assert_false (oa_session_config_is_settled (f->config));

  acknowledge (f, first);
  g_assert_true (oa_session_config_is_acknowledged (f->config));
  g_assert_false (oa_session_config_is_settled (f->config));
  assert_next (f, "{\"instructions\":\"later\",\"type\":\"realtime\"}");
}

TEST_F (settled)
{
  want (f);
  settle (f);
  want (f);
  assert_next (f, "");
}

/* Between updates it is held in another form: nothing of it changes by that. */
TEST_F (long_settled)
{
  const gchar *given = "{\"a\":[0.1,1.0,7,null,true,\"\\u00fc\"],"
                       "\"truncation\":{\"ratio\":0.8}}";

  f->settings.speed = 1.1;
  f->settings.vad_threshold = 0.35;
  set_text (&f->settings.session_config, given);
  want_instructions (f, "Say \"\303\244\n\342\202\254\"");
  settle (f);
  for (guint i = 0; i < 3; i++) {
    assert_next (f, "");
    want (f);
    assert_next (f, "");
    g_assert_true (oa_session_config_is_settled (f->config));
    g_assert_false (oa_session_config_voice_waits (f->config));
  }
  assert_next (f, "");
  want_instructions (f, "Less");
  g_assert_false (oa_session_config_is_settled (f->config));
  assert_next (f, "{\"instructions\":\"Less\",\"type\":\"realtime\"}");
}

/* A change of mind by the service is noted, and a lost connection forgets. */
TEST_F (long_settled_then_another)
{
  want_voice (f, "marin");
  settle (f);
  assert_next (f, "");
  acknowledge (f, "{\"audio\":{\"output\":{\"voice\":\"ash\"}}}");
  assert_next (f, "");
  oa_session_config_lock_voice (f->config);
  want_voice (f, "sage");
  assert_next (f, "");
  g_assert_true (oa_session_config_voice_waits (f->config));
  assert_next (f, "");
  g_assert_true (oa_session_config_voice_waits (f->config));
  reconnect (f);
  g_assert_false (oa_session_config_is_settled (f->config));
  settle (f);
}

/* Deeper in the session than it was by itself, it is beyond what is read. */
TEST_F (deep_settled)
{
  g_autoptr (GString) deep = g_string_new (
      "[{\"type\":\"function\",\"name\":\"f\","
      "\"parameters\":{\"type\":\"object\",\"x\":");
  g_autofree gchar *again = NULL;

  for (guint i = 3; i < OA_JSON_MAX_DEPTH; i++)
    g_string_append_c (deep, '[');
  for (guint i = 3; i < OA_JSON_MAX_DEPTH; i++)
    g_string_append_c (deep, ']');
  g_string_append (deep, "}}]");
  set_text (&f->settings.tools, deep->str);
  want (f);
  g_free (next_text (f));
  oa_session_config_acknowledge (f->config, NULL);
  assert_next (f, "");
  want_instructions (f, "Less");
  again = next_text (f);
  g_assert_cmpstr (again, ==,
      "{\"instructions\":\"Less\",\"type\":\"realtime\"}");
}

TEST_F (detects)
{
  g_assert_false (oa_session_config_detects (f->config));
  want (f);
  settle (f);
  g_assert_true (oa_session_config_detects (f->config));
  acknowledge (f, "{\"audio\":{\"input\":{\"turn_detection\":null}}}");
  g_assert_false (oa_session_config_detects (f->config));
  reconnect (f);
  set_text (&f->settings.session_config,
      "{\"audio\":{\"input\":{\"turn_detection\":null}}}");
  want (f);
  settle (f);
  g_assert_false (oa_session_config_detects (f->config));
}

/* As the service wrote it in a recording: more members than we want, nulls
 * filled in, integers for doubles. */
TEST_F (real_echo)
{
  set_text (&f->settings.transcription_model, "gpt-transcribe");
  want (f);
  g_free (next_text (f));
  acknowledge (f,
      "{\"type\":\"realtime\",\"object\":\"realtime.session\","
      "\"id\":\"sess_1\",\"model\":\"gpt-realtime-2.1\",\"output_modalities\":"
      "[\"audio\"],\"instructions\":\"Your knowledge\",\"tools\":[],"
      "\"tool_choice\":\"auto\",\"max_output_tokens\":\"inf\","
      "\"tracing\":null,\"truncation\":\"auto\",\"prompt\":null,"
      "\"expires_at\":1785217655,\"audio\":{\"input\":{\"format\":{\"type\":"
      "\"audio/pcm\",\"rate\":24000},\"transcription\":{\"model\":"
      "\"gpt-transcribe\",\"language\":null,\"prompt\":null},"
      "\"noise_reduction\":null,\"turn_detection\":{\"type\":\"server_vad\","
      "\"threshold\":0.500000001,\"prefix_padding_ms\":300,"
      "\"silence_duration_ms\":500,\"idle_timeout_ms\":null,"
      "\"create_response\":true,\"interrupt_response\":true}},\"output\":"
      "{\"format\":{\"type\":\"audio/pcm\",\"rate\":24000},\"voice\":"
      "\"alloy\",\"speed\":1}},\"include\":null}");
  g_assert_true (oa_session_config_is_settled (f->config));
}

TEST_F (change_sends_whole_leaf)
{
  want (f);
  settle (f);
  f->settings.vad_threshold = 0.75;
  want (f);
  assert_next (f,
      "{\"audio\":{\"input\":{\"turn_detection\":{\"type\":"
      "\"server_vad\",\"threshold\":0.75,\"prefix_padding_ms\":300,"
      "\"silence_duration_ms\":500,\"create_response\":true,"
      "\"interrupt_response\":true}}},\"type\":\"realtime\"}");
}

TEST_F (switching_off)
{
  f->settings.noise_reduction = GST_OPENAI_REALTIME_NOISE_REDUCTION_NEAR_FIELD;
  want (f);
  settle (f);
  f->settings.noise_reduction = GST_OPENAI_REALTIME_NOISE_REDUCTION_NONE;
  f->settings.turn_detection = GST_OPENAI_REALTIME_TURN_DETECTION_NONE;
  want (f);
  assert_next (f,
      "{\"audio\":{\"input\":{\"turn_detection\":null,"
      "\"noise_reduction\":null}},\"type\":\"realtime\"}");
}

TEST_F (speed_can_go_back)
{
  f->settings.speed = 1.2;
  want (f);
  settle (f);
  f->settings.speed = 1.0;
  want (f);
  assert_next (f,
      "{\"audio\":{\"output\":{\"speed\":1.0}},"
      "\"type\":\"realtime\"}");
}

TEST_F (members_without_echo_count)
{
  set_text (&f->settings.reasoning_effort, "low");
  want (f);
  g_free (next_text (f));
  acknowledge (f, "{}");
  g_assert_true (oa_session_config_is_settled (f->config));
  g_assert_cmpint (oa_session_config_get_input_format (f->config), ==,
      OA_AUDIO_FORMAT_PCM);
}

/* A service that answers with another value is asked once. */
TEST_F (no_endless_loop)
{
  want_voice (f, "marin");
  settle (f);
  want_voice (f, "Eve");
  assert_next (f,
      "{\"audio\":{\"output\":{\"voice\":\"Eve\"}},"
      "\"type\":\"realtime\"}");
  acknowledge (f, "{\"audio\":{\"output\":{\"voice\":\"eve\"}}}");
  assert_next (f, "");
  g_assert_true (oa_session_config_is_settled (f->config));

  /* Unasked news of the same does not start it again. */
  acknowledge (f, "{\"audio\":{\"output\":{\"voice\":\"other\"}}}");
  assert_next (f, "");

  want_voice (f, "marin");
  assert_next (f,
      "{\"audio\":{\"output\":{\"voice\":\"marin\"}},"
      "\"type\":\"realtime\"}");
}

TEST_F (back_and_forth_while_under_way)
{
  want_instructions (f, "A");
  settle (f);
  want_instructions (f, "B");
  assert_next (f, "{\"instructions\":\"B\",\"type\":\"realtime\"}");
  want_instructions (f, "A");
  acknowledge (f, "{\"instructions\":\"B\"}");
  assert_next (f, "{\"instructions\":\"A\",\"type\":\"realtime\"}");
}

TEST_F (refused_is_not_repeated)
{
  want_voice (f, "marin");
  settle (f);
  want_voice (f, "bad");
  assert_next (f,
      "{\"audio\":{\"output\":{\"voice\":\"bad\"}},"
      "\"type\":\"realtime\"}");
  oa_session_config_refuse (f->config);
  assert_next (f, "");
  g_assert_true (oa_session_config_is_settled (f->config));

  /* Others go on. */
  want_instructions (f, "x");
  assert_next (f, "{\"instructions\":\"x\",\"type\":\"realtime\"}");
  acknowledge (f, "{\"instructions\":\"x\"}");

  /* Back to what is in force: nothing to say. */
  want_voice (f, "marin");
  assert_next (f, "");

  /* Wanted anew: asked anew. */
  want_voice (f, "bad");
  assert_next (f,
      "{\"audio\":{\"output\":{\"voice\":\"bad\"}},"
      "\"type\":\"realtime\"}");
}

/* One bad member drops the whole update: when it is corrected, the good ones
 * must follow. */
TEST_F (refused_comes_whole_when_corrected)
{
  g_autofree gchar *text = NULL;

  want_instructions (f, "x");
  want_voice (f, "bad");
  g_free (next_text (f));
  oa_session_config_refuse (f->config);
  assert_next (f, "");
  g_assert_false (oa_session_config_is_settled (f->config));

  want_voice (f, "marin");
  text = next_text (f);
  g_assert_nonnull (strstr (text, "\"instructions\":\"x\""));
  g_assert_nonnull (strstr (text, "\"voice\":\"marin\""));
  g_assert_nonnull (strstr (text, "\"turn_detection\""));
  acknowledge (f, text);
  g_assert_true (oa_session_config_is_settled (f->config));
}

TEST_F (refused_after_correction)
{
  want_voice (f, "marin");
  settle (f);
  want_voice (f, "bad");
  g_free (next_text (f));
  want_voice (f, "cedar");
  oa_session_config_refuse (f->config);
  assert_next (f,
      "{\"audio\":{\"output\":{\"voice\":\"cedar\"}},"
      "\"type\":\"realtime\"}");
}

/* Once the model has spoken, the voice is left out, and nothing else is lost
 * for its sake. */
TEST_F (locked_voice)
{
  want_voice (f, "marin");
  settle (f);
  oa_session_config_lock_voice (f->config);
  g_assert_false (oa_session_config_voice_waits (f->config));

  want_voice (f, "cedar");
  assert_next (f, "");
  g_assert_true (oa_session_config_is_settled (f->config));
  g_assert_true (oa_session_config_voice_waits (f->config));
  want_instructions (f, "x");
  assert_next (f, "{\"instructions\":\"x\",\"type\":\"realtime\"}");
  acknowledge (f, "{\"instructions\":\"x\"}");
  want_voice (f, "marin");
  g_assert_false (oa_session_config_voice_waits (f->config));
  reconnect (f);
  want_voice (f, "cedar");
  g_assert_false (oa_session_config_voice_waits (f->config));
}

/* The first one is all or nothing: when anything changed since it was sent, all
 * goes again, also what was not the cause. */
TEST_F (first_refused_after_a_change)
{
  g_autofree gchar *first = NULL;
  g_autofree gchar *second = NULL;

  want (f);
  first = next_text (f);
  want_instructions (f, "later");
  oa_session_config_refuse (f->config);
  g_assert_false (oa_session_config_is_updating (f->config));
  second = next_text (f);
  g_assert_nonnull (strstr (second, "\"later\""));
  g_assert_nonnull (strstr (second, "\"format\""));
  oa_session_config_refuse (f->config);
  assert_next (f, "");
  g_assert_false (oa_session_config_is_settled (f->config));
}

/* What was refused for its moment is tried on the next connection; for itself,
 * it is left out there, and the rest goes. */
TEST_F (refused_again_on_the_next_connection)
{
  OaSessionConfig *next = oa_session_config_new (
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
          GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME));
  g_autoptr (JsonObject) whole = NULL;
  g_autoptr (JsonObject) rest = NULL;

  want (f);
  settle (f);
  want_instructions (f, "bad");
  g_free (next_text (f));
  oa_session_config_refuse (f->config);

  g_assert_true (oa_session_config_want (next, &f->settings, NULL));
  whole = oa_session_config_next_update (next);
  g_assert_true (json_object_has_member (whole, "instructions"));
  g_assert_true (oa_session_config_adopt_refusals (next, f->config));
  rest = oa_session_config_next_update (next);
  g_assert_false (json_object_has_member (rest, "instructions"));
  g_assert_true (json_object_has_member (rest, "audio"));
  g_assert_false (oa_session_config_adopt_refusals (next, f->config));
  oa_session_config_free (next);
}

/* The update crossed the first speech on its way. */
TEST_F (voice_refused)
{
  want_voice (f, "marin");
  settle (f);
  want_instructions (f, "x");
  want_voice (f, "cedar");
  g_free (next_text (f));
  oa_session_config_lock_voice (f->config);
  oa_session_config_refuse (f->config);
  assert_next (f, "{\"instructions\":\"x\",\"type\":\"realtime\"}");
  acknowledge (f, "{\"instructions\":\"x\"}");
  g_assert_true (oa_session_config_voice_waits (f->config));
}

TEST_F (reset_sends_everything)
{
  g_autofree gchar *first = NULL;
  g_autofree gchar *again = NULL;

  want_instructions (f, "x");
  first = next_text (f);
  acknowledge (f, first);
  reconnect (f);
  g_assert_false (oa_session_config_is_acknowledged (f->config));
  g_assert_cmpint (oa_session_config_get_output_format (f->config), ==,
      OA_AUDIO_FORMAT_UNKNOWN);
  again = next_text (f);
  g_assert_cmpstr (again, ==, first);
}

TEST_F (formats)
{
  f->settings.input_format = OA_AUDIO_FORMAT_PCMU;
  want (f);
  g_free (next_text (f));
  g_assert_cmpint (oa_session_config_get_input_format (f->config), ==,
      OA_AUDIO_FORMAT_UNKNOWN);
  acknowledge (f,
      "{\"audio\":{\"output\":{\"format\":"
      "{\"type\":\"audio/pcma\"}}}}");
  g_assert_cmpint (oa_session_config_get_input_format (f->config), ==,
      OA_AUDIO_FORMAT_PCMU);
  g_assert_cmpint (oa_session_config_get_output_format (f->config), ==,
      OA_AUDIO_FORMAT_PCMA);
  acknowledge (f,
      "{\"audio\":{\"output\":{\"format\":"
      "{\"type\":\"audio/pcm\",\"rate\":16000}}}}");
  g_assert_cmpint (oa_session_config_get_output_format (f->config), ==,
      OA_AUDIO_FORMAT_UNKNOWN);
}

TEST (beta_formats)
{
  OaSessionConfig *config = oa_session_config_new (
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_BETA,
          GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME));
  g_autoptr (JsonObject) session = parse (
      "{\"input_audio_format\":"
      "\"g711_alaw\",\"output_audio_format\":\"pcm16\",\"audio\":null}");
  g_autoptr (JsonObject) update = NULL;
  OaSettings settings;

  oa_settings_init (&settings);
  g_assert_true (oa_session_config_want (config, &settings, NULL));
  update = oa_session_config_next_update (config);
  g_assert_false (json_object_has_member (update, "type"));
  oa_session_config_acknowledge (config, session);
  g_assert_cmpint (oa_session_config_get_input_format (config), ==,
      OA_AUDIO_FORMAT_PCMA);
  g_assert_cmpint (oa_session_config_get_output_format (config), ==,
      OA_AUDIO_FORMAT_PCM);
  oa_session_config_free (config);
}

/* A service may echo nonsense: nothing is known, nothing breaks. */
TEST_F (strange_echoes)
{
  static const gchar *const echoes[] = { "{\"audio\":null}", "{\"audio\":[]}",
    "{\"audio\":{\"input\":5}}",
    "{\"audio\":{\"input\":{\"format\":null},\"output\":[{}]}}",
    "{\"type\":{}}", "{\"tools\":{\"a\":1}}" };

  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++) {
    reconnect (f);
    want (f);
    g_free (next_text (f));
    acknowledge (f, echoes[i]);
    oa_session_config_get_input_format (f->config);
    oa_session_config_get_output_format (f->config);
    assert_next (f, "");
  }
  oa_session_config_acknowledge (f->config, NULL);
}

static void
assert_diff (const gchar *wanted, const gchar *have, const gchar *expected)
{
  g_autoptr (JsonObject) w = parse (wanted);
  g_autoptr (JsonObject) h = parse (have);
  g_autoptr (JsonObject) diff = oa_session_diff (w, h);
  g_autofree gchar *text = diff ? oa_json_object_to_text (diff) : g_strdup ("");

  g_assert_cmpstr (text, ==, expected);
}

TEST (diff_equal)
{
  assert_diff ("{}", "{\"a\":1}", "");
  assert_diff ("{\"a\":1}", "{\"a\":1.0,\"b\":2}", "");
  assert_diff ("{\"a\":0.5}", "{\"a\":0.5000000001}", "");
  assert_diff ("{\"a\":null}", "{\"a\":null}", "");
  assert_diff ("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1,\"c\":null}}", "");
  assert_diff ("{\"a\":{\"b\":1,\"c\":null}}", "{\"a\":{\"b\":1}}", "");
  assert_diff ("{\"a\":[{\"b\":{\"c\":null}}]}", "{\"a\":[{\"b\":{}}]}", "");
  assert_diff ("{\"audio\":{\"input\":{},\"output\":{}}}", "{}", "");
}

TEST (diff_different)
{
  assert_diff ("{\"a\":1}", "{}", "{\"a\":1}");
  assert_diff ("{\"a\":null}", "{}", "{\"a\":null}");
  assert_diff ("{\"a\":null}", "{\"a\":{\"b\":1}}", "{\"a\":null}");
  assert_diff ("{\"a\":{\"b\":1}}", "{\"a\":null}", "{\"a\":{\"b\":1}}");
  assert_diff ("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1,\"c\":2}}",
      "{\"a\":{\"b\":1}}");
  assert_diff ("{\"a\":0.5}", "{\"a\":0.50001}", "{\"a\":0.5}");
  assert_diff ("{\"a\":\"1\"}", "{\"a\":1}", "{\"a\":\"1\"}");
  assert_diff ("{\"a\":true}", "{\"a\":1}", "{\"a\":true}");
  assert_diff ("{\"a\":[1]}", "{\"a\":[1,2]}", "{\"a\":[1]}");
  assert_diff ("{\"a\":[]}", "{\"a\":{}}", "{\"a\":[]}");
  assert_diff ("{\"audio\":{\"input\":{\"x\":1,\"y\":2}}}",
      "{\"audio\":{\"input\":{\"x\":1}}}", "{\"audio\":{\"input\":{\"y\":2}}}");
  assert_diff ("{\"audio\":{\"other\":{\"x\":1,\"y\":2}}}",
      "{\"audio\":{\"other\":{\"x\":1}}}",
      "{\"audio\":{\"other\":{\"x\":1,\"y\":2}}}");
  assert_diff ("{\"audio\":{\"input\":null}}", "{\"audio\":{\"input\":{}}}",
      "{\"audio\":{\"input\":null}}");
}

static void
assert_not_wanted (gsize member, const gchar *text, const gchar *property)
{
  OaSessionConfig *config = oa_session_config_new (
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
          GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME));
  g_autoptr (GError) error = NULL;
  g_auto (OaSettings) settings;

  oa_settings_init (&settings);
  set_text (G_STRUCT_MEMBER_P (&settings, member), text);
  g_assert_false (oa_session_config_want (config, &settings, &error));
  g_assert_true (error->domain == OA_PROTOCOL_ERROR);
  g_assert_nonnull (strstr (error->message, property));
  g_assert_nonnull (strstr (error->message, "Set it to "));
  g_assert_null (strstr (error->message, "hunter2"));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_null (oa_session_config_next_update (config));
  oa_session_config_free (config);
}

TEST (bad_settings)
{
  static const gchar *const tools[] = { "{}", "[", "[5]", "[{}]",
    "[{\"type\":5}]", "[{\"type\":\"\"}]", "[{\"type\":\"function\"}]",
    "[{\"type\":\"function\",\"name\":\"\"}]",
    "[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
    "[{\"type\":\"mcp\" \"authorization\":\"hunter2\"}]", "hunter2" };
  static const gchar *const configs[] = { "[]", "{", "x", "5", "{\"a\"}" };
  static const gchar *const choices[] = { "{}", "{", "two words", "[\"a\"]",
    "{\"type\":5}" };

  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    assert_not_wanted (G_STRUCT_OFFSET (OaSettings, tools), tools[i],
        "property tools");
  for (guint i = 0; i < G_N_ELEMENTS (configs); i++)
    assert_not_wanted (G_STRUCT_OFFSET (OaSettings, session_config), configs[i],
        "property session-config");
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    assert_not_wanted (G_STRUCT_OFFSET (OaSettings, tool_choice), choices[i],
        "property tool-choice");
}

TEST_F (bad_settings_change_nothing)
{
  want (f);
  settle (f);
  set_text (&f->settings.tools, "[{\"type\":\"mcp\",\"server_label\":\"x\"}]");
  want (f);
  settle (f);
  set_text (&f->settings.tools, "nonsense");
  g_assert_false (oa_session_config_want (f->config, &f->settings, NULL));
  assert_next (f, "");
}

TEST (error_sentence)
{
  OaSessionConfig *config = oa_session_config_new (
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
          GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME));
  g_autoptr (GError) error = NULL;
  g_auto (OaSettings) settings;

  oa_settings_init (&settings);
  set_text (&settings.tools, "{}");
  g_assert_false (oa_session_config_want (config, &settings, &error));
  g_assert_cmpstr (error->message, ==, "The property tools cannot be used: "
      "Not a JSON array. Set it to a JSON array of tools such as "
      "[{\"type\":\"function\",\"name\":\"get_time\"}].");
  oa_session_config_free (config);
}

/* A time that doubles by every level would not end. */
TEST (diff_deep)
{
  g_autoptr (GString) text = g_string_new ("1");
  g_autoptr (JsonObject) wanted = NULL;
  g_autoptr (JsonObject) have = NULL;

  for (guint i = 0; i < 90; i++) {
    g_string_prepend (text, "{\"a\":");
    g_string_append_c (text, '}');
  }
  wanted = parse (text->str);
  have = parse (text->str);
  g_assert_null (oa_session_diff (wanted, have));
}

TEST_MAIN ()
