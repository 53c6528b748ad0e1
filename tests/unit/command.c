/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* command.c - every client event, byte by byte.
 *
 * With --dump DIALECT (ga, translation, beta) it prints one of each kind and
 * sessions of all settings, a line each, for validate-events.py. */

#include <string.h>

#include "protocol/audiodelta.h"
#include "protocol/command.h"
#include "protocol/json.h"
#include "../support/testcase.h"
#include "protocol/sessionconfig.h"

static const OaDialect *
ga (void)
{
  return oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
      GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME);
}

static const OaDialect *
transcription (void)
{
  return oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
      GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION);
}

static const OaDialect *
translation (void)
{
  return oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
      GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION);
}

static const OaDialect *
beta (void)
{
  return oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_BETA,
      GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME);
}

static JsonObject *
parse (const gchar *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = oa_json_parse_object (text, -1, 0, "test", &error);

  g_assert_no_error (error);
  return object;
}

static GBytes *
new_append (const OaDialect *dialect)
{
  return oa_audio_append_encode (dialect, (const guint8 *) "\0\0\0\0", 4);
}

static void
assert_message (GBytes *bytes, const gchar *expected)
{
  gsize length;

  g_assert_cmpstr (g_bytes_get_data (bytes, &length), ==, expected);
  g_assert_cmpuint (length, ==, strlen (expected));
}

/* Takes the object of @command. */
static void
assert_encoded (const OaCommand *command, const OaDialect *dialect,
    const gchar *expected)
{
  g_autoptr (JsonObject) G_GNUC_UNUSED owned = command->object;
  g_autoptr (GBytes) message = oa_command_encode (command, dialect);

  g_assert_true ((message != NULL) == (expected != NULL));
  if (expected)
    assert_message (message, expected);
}

/* Nothing of it is that of the first. */
TEST (copy)
{
  g_autoptr (JsonObject) object = parse ("{}");
  const OaCommand command = { OA_COMMAND_RAW, "a", object, "b", "c", "d", "e",
    "f", TRUE, "g", OA_ROLE_USER, 1, 2, { OA_SAY_FILLER, "h", TRUE } };
  OaCommand *first = oa_command_copy (&command);
  OaCommand *second = oa_command_copy (first);

  oa_command_free (first);
  g_assert_cmpstr (second->event_id, ==, "a");
  g_assert_true (second->object == object);
  g_assert_cmpstr (second->item_id, ==, "b");
  g_assert_cmpstr (second->previous_id, ==, "c");
  g_assert_cmpstr (second->response_id, ==, "d");
  g_assert_cmpstr (second->call_id, ==, "e");
  g_assert_cmpstr (second->request_id, ==, "f");
  g_assert_cmpstr (second->text, ==, "g");
  g_assert_cmpint (second->audio_end_ms, ==, 2);
  g_assert_cmpstr (second->say.words, ==, "h");
  oa_command_free (second);
  oa_command_free (NULL);
}

TEST (simple)
{
  assert_encoded (&(OaCommand){ OA_COMMAND_COMMIT }, ga (),
      "{\"type\":\"input_audio_buffer.commit\"}");
  assert_encoded (&(OaCommand){ OA_COMMAND_CLEAR_INPUT }, ga (),
      "{\"type\":\"input_audio_buffer.clear\"}");
  assert_encoded (&(OaCommand){ OA_COMMAND_CLEAR_OUTPUT }, ga (),
      "{\"type\":\"output_audio_buffer.clear\"}");
  assert_encoded (&(OaCommand){ OA_COMMAND_CLOSE }, translation (),
      "{\"type\":\"session.close\"}");
}

TEST (event_id)
{
  assert_encoded (&(OaCommand){ OA_COMMAND_COMMIT, "c\"1" }, ga (),
      "{\"type\":\"input_audio_buffer.commit\",\"event_id\":\"c\\\"1\"}");
}

static void
assert_append (const OaDialect *dialect, const gchar *expected)
{
  g_autoptr (GBytes) bytes = new_append (dialect);

  assert_message (bytes, expected);
}

TEST (append)
{
  assert_append (ga (),
      "{\"type\":\"input_audio_buffer.append\",\"audio\":\"AAAAAA==\"}");
  assert_append (translation (),
      "{\"type\":\"session.input_audio_buffer.append\","
      "\"audio\":\"AAAAAA==\"}");
}

TEST (session_update)
{
  assert_encoded (&(OaCommand){ OA_COMMAND_CONFIGURE,
                      .object = parse ("{\"type\":\"realtime\"}") },
      ga (),
      "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\"}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_CONFIGURE, .object = parse ("{}") },
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_BETA,
          GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION),
      "{\"type\":\"transcription_session.update\",\"session\":{}}");
}

TEST (item_commands)
{
  assert_encoded (&(OaCommand){ OA_COMMAND_RETRIEVE_ITEM, .item_id = "item_1" },
      ga (),
      "{\"type\":\"conversation.item.retrieve\",\"item_id\":\"item_1\"}");
  assert_encoded (&(OaCommand){ OA_COMMAND_DELETE_ITEM, .item_id = "item_1" },
      ga (), "{\"type\":\"conversation.item.delete\",\"item_id\":\"item_1\"}");
  assert_encoded (&(OaCommand){ OA_COMMAND_TRUNCATE_ITEM, .item_id = "item_1",
                      .content_index = 0, .audio_end_ms = 1500 },
      ga (),
      "{\"type\":\"conversation.item.truncate\",\"item_id\":\"item_1\","
      "\"content_index\":0,\"audio_end_ms\":1500}");
}

TEST (text_items)
{
  assert_encoded (&(OaCommand){ OA_COMMAND_ADD_ITEM,
                      .object = oa_item_new_text (OA_ROLE_USER, "Hello") },
      ga (),
      "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\","
      "\"role\":\"user\",\"content\":[{\"type\":\"input_text\","
      "\"text\":\"Hello\"}]}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_ADD_ITEM,
                      .object =
                          oa_item_new_text (OA_ROLE_SYSTEM, "Ann \"A\"\n"),
                      .previous_id = "root" },
      ga (),
      "{\"type\":\"conversation.item.create\",\"previous_item_id\":\"root\","
      "\"item\":{\"type\":\"message\",\"role\":\"system\",\"content\":"
      "[{\"type\":\"input_text\",\"text\":\"Ann \\\"A\\\"\\n\"}]}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_ADD_ITEM,
                      .object = oa_item_new_text (OA_ROLE_ASSISTANT, "Hi") },
      ga (),
      "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\","
      "\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
      "\"text\":\"Hi\"}]}}");
}

TEST (beta_history)
{
  assert_encoded (&(OaCommand){ OA_COMMAND_ADD_ITEM,
                      .object = oa_item_new_text (OA_ROLE_ASSISTANT, "Hi") },
      beta (),
      "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\","
      "\"role\":\"assistant\",\"content\":[{\"type\":\"text\","
      "\"text\":\"Hi\"}]}}");
}

TEST (other_items)
{
  g_autoptr (GBytes) image = g_bytes_new_static ("\x89PNG\r\n", 6);

  assert_encoded (&(OaCommand){ OA_COMMAND_ADD_ITEM,
                      .object = oa_item_new_image ("image/png", image, "low") },
      ga (),
      "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\","
      "\"role\":\"user\",\"content\":[{\"type\":\"input_image\","
      "\"image_url\":\"data:image/png;base64,iVBORw0K\","
      "\"detail\":\"low\"}]}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_ADD_ITEM,
                      .object = oa_item_new_function_output ("call_1",
                          "{\"ok\":true}") },
      ga (),
      "{\"type\":\"conversation.item.create\",\"item\":{\"type\":"
      "\"function_call_output\",\"call_id\":\"call_1\","
      "\"output\":\"{\\\"ok\\\":true}\"}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_ADD_ITEM,
                      .object = oa_item_new_function_output ("call_1", NULL) },
      ga (),
      "{\"type\":\"conversation.item.create\",\"item\":{\"type\":"
      "\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"\"}}");
}

TEST (responses)
{
  assert_encoded (&(OaCommand){ OA_COMMAND_RESPOND }, ga (),
      "{\"type\":\"response.create\"}");
  assert_encoded (&(OaCommand){ OA_COMMAND_RESPOND,
                      .object = parse ("{\"output_modalities\":[\"audio\"]}") },
      ga (),
      "{\"type\":\"response.create\",\"response\":"
      "{\"output_modalities\":[\"audio\"]}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_RESPOND,
                      .object = parse ("{\"output_modalities\":[\"audio\"]}") },
      beta (),
      "{\"type\":\"response.create\",\"response\":"
      "{\"modalities\":[\"text\",\"audio\"]}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_CANCEL }, ga (),
      "{\"type\":\"response.cancel\"}");
  assert_encoded (&(OaCommand){ OA_COMMAND_CANCEL, .response_id = "resp_1" },
      ga (), "{\"type\":\"response.cancel\",\"response_id\":\"resp_1\"}");
}

/* One form for all words that are said as they are written. */
TEST (say)
{
  const OaSay greeting = { OA_SAY_GREETING, "Hi!", FALSE };
  const OaSay protected = { OA_SAY_GREETING, "Hi!", TRUE };
  const OaSay farewell = { OA_SAY_FAREWELL, "Bye.", TRUE };
  const OaSay filler = { OA_SAY_FILLER, "One moment.", FALSE };

  assert_encoded (&(OaCommand){ OA_COMMAND_SAY, .say = greeting }, ga (),
      "{\"type\":\"response.create\",\"response\":{\"instructions\":"
      "\"Speak first. Say this to the user, in these words: Hi!\","
      "\"metadata\":{\"purpose\":\"greeting\"}}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_SAY, .say = protected }, ga (),
      "{\"type\":\"response.create\",\"response\":{\"instructions\":"
      "\"Speak first. Say this to the user, in these words: Hi!\","
      "\"metadata\":{\"purpose\":\"greeting\","
      "\"interruptible\":\"false\"}}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_SAY, .say = farewell }, ga (),
      "{\"type\":\"response.create\",\"response\":{\"instructions\":"
      "\"The conversation ends now. Say this to the user, in these words: "
      "Bye.\",\"tool_choice\":\"none\","
      "\"metadata\":{\"interruptible\":\"false\"}}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_SAY, .say = filler }, ga (),
      "{\"type\":\"response.create\",\"response\":{\"instructions\":"
      "\"The result of the function is not there yet. Say only this to the "
      "user, in these words: One moment.\",\"tool_choice\":\"none\"}}");
}

/* What an intent adds to the conversation. */
TEST (intents_that_add_items)
{
  assert_encoded (&(OaCommand){ OA_COMMAND_INFORM, .role = OA_ROLE_SYSTEM,
                      .text = "It rains." },
      ga (),
      "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\","
      "\"role\":\"system\",\"content\":[{\"type\":\"input_text\","
      "\"text\":\"It rains.\"}]}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_ANSWER_CALL, .call_id = "call_1",
                      .text = "{}" },
      ga (),
      "{\"type\":\"conversation.item.create\",\"item\":{\"type\":"
      "\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"{}\"}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_DECIDE, .item_id = "d",
                      .request_id = "request_1", .text = "No." },
      ga (),
      "{\"type\":\"conversation.item.create\",\"item\":{\"type\":"
      "\"mcp_approval_response\",\"id\":\"d\","
      "\"approval_request_id\":\"request_1\",\"approve\":false,"
      "\"reason\":\"No.\"}}");
  assert_encoded (&(OaCommand){ OA_COMMAND_INFORM, .role = OA_ROLE_SYSTEM,
                      .text = "x" },
      translation (), NULL);
}

TEST (raw)
{
  assert_encoded (&(OaCommand){ OA_COMMAND_RAW, "e1",
                      parse ("{\"type\":\"x\",\"event_id\":\"own\"}") },
      ga (), "{\"type\":\"x\",\"event_id\":\"own\"}");
  assert_encoded (&(OaCommand){ OA_COMMAND_RAW, "e1",
                      parse ("{\"type\":\"x\"}") },
      ga (), "{\"type\":\"x\",\"event_id\":\"e1\"}");
  assert_encoded (&(OaCommand){ OA_COMMAND_RAW,
                      .object = parse ("{\"type\":\"x\"}") },
      translation (), "{\"type\":\"x\"}");
}

TEST (missing_events)
{
  assert_encoded (&(OaCommand){ OA_COMMAND_CLOSE }, ga (), NULL);
  assert_encoded (&(OaCommand){ OA_COMMAND_COMMIT }, translation (), NULL);
  assert_encoded (&(OaCommand){ OA_COMMAND_CLEAR_INPUT }, translation (), NULL);
  assert_encoded (&(OaCommand){ OA_COMMAND_DELETE_ITEM, .item_id = "i" },
      translation (), NULL);
  assert_encoded (&(OaCommand){ OA_COMMAND_RESPOND }, translation (), NULL);
  assert_encoded (&(OaCommand){ OA_COMMAND_RESPOND }, transcription (), NULL);
  assert_encoded (&(OaCommand){ OA_COMMAND_TRUNCATE_ITEM, .item_id = "i",
                      .content_index = 0, .audio_end_ms = 1 },
      transcription (), NULL);
}

TEST (names)
{
  g_autoptr (JsonObject) typed = parse ("{\"type\":\"x\"}");
  g_autoptr (JsonObject) untyped = parse ("{}");
  OaCommand command = { OA_COMMAND_RAW, .object = typed };

  g_assert_cmpstr (oa_command_get_name (&command, ga ()), ==, "x");
  command.object = untyped;
  g_assert_cmpstr (oa_command_get_name (&command, ga ()), ==, "unknown");
  for (command.kind = 0; command.kind < OA_COMMAND_RAW; command.kind++) {
    g_assert_nonnull (strchr (oa_command_get_name (&command, ga ()), '.'));
    g_assert_nonnull (
        strchr (oa_command_get_name (&command, translation ()), '.'));
  }
}

static void
set_text (gchar **member, const gchar *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

static void
print_message (GBytes *bytes)
{
  g_print ("%s\n", (const gchar *) g_bytes_get_data (bytes, NULL));
}

/* Takes the object of @command. */
static void
print_command (const OaCommand *command, const OaDialect *dialect)
{
  g_autoptr (JsonObject) G_GNUC_UNUSED owned = command->object;
  g_autoptr (GBytes) message = oa_command_encode (command, dialect);

  if (message)
    print_message (message);
}

static void
print_session (const OaSettings *settings, const OaDialect *dialect)
{
  OaSessionConfig *config = oa_session_config_new (dialect);
  g_autoptr (GError) error = NULL;

  if (!oa_session_config_want (config, settings, &error))
    g_error ("%s", error->message);
  print_command (&(OaCommand){ OA_COMMAND_CONFIGURE,
                     .object = oa_session_config_next_update (config) },
      dialect);
  oa_session_config_free (config);
}

static void
print_turn_detections (OaSettings *s, const OaDialect *dialect)
{
  for (guint i = 0; i <= GST_OPENAI_REALTIME_TURN_DETECTION_SEMANTIC_VAD; i++)
    for (guint j = 0; j <= GST_OPENAI_REALTIME_EAGERNESS_HIGH; j++)
      for (guint k = 0; k < 4; k++) {
        s->turn_detection = i;
        s->vad_eagerness = j;
        s->create_response = k & 1;
        s->idle_timeout = k & 2 ? 5000 : 0;
        print_session (s, dialect);
      }
}

static void
print_audio (OaSettings *s, const OaDialect *dialect)
{
  for (guint i = 0; i <= OA_AUDIO_FORMAT_PCMA; i++)
    for (guint j = 0; j <= GST_OPENAI_REALTIME_NOISE_REDUCTION_FAR_FIELD; j++)
      for (guint k = 0; k < 2; k++) {
        s->input_format = i;
        s->output_format = OA_AUDIO_FORMAT_PCMA - i;
        s->noise_reduction = j;
        s->output_modality = k;
        s->speed = 0.25 + j * 0.5;
        print_session (s, dialect);
      }
}

static void
print_words (OaSettings *s, const OaDialect *dialect)
{
  static const gchar *const choices[] = { NULL, "auto", "none", "required", "f",
    "{\"type\":\"function\",\"name\":\"f\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    set_text (&s->tool_choice, choices[i]);
    set_text (&s->tools,
        i % 2 ? "[{\"type\":\"function\",\"name\":\"f\","
                "\"description\":\"d\",\"parameters\":{\"type\":\"object\"}}]"
              : "[]");
    set_text (&s->instructions, i % 2 ? "Say \"hi\" \xc3\xa9\n" : NULL);
    set_text (&s->voice, i % 2 ? "marin" : "voice_1");
    s->max_output_tokens = i * 100;
    set_text (&s->transcription_model, i % 3 ? "whisper-1" : NULL);
    set_text (&s->transcription_language, i % 2 ? "en" : NULL);
    set_text (&s->transcription_prompt, i % 3 ? "p" : NULL);
    set_text (&s->reasoning_effort, i % 2 ? "low" : NULL);
    set_text (&s->target_language, i % 2 ? "es" : NULL);
    print_session (s, dialect);
  }
}

static void
print_sessions (const OaDialect *dialect)
{
  g_auto (OaSettings) s;

  oa_settings_init (&s);
  print_session (&s, dialect);
  print_turn_detections (&s, dialect);
  oa_settings_init (&s);
  print_audio (&s, dialect);
  oa_settings_init (&s);
  print_words (&s, dialect);
}

/* Members that only GA has. */
static void
print_ga_sessions (const OaDialect *dialect)
{
  g_auto (OaSettings) s;

  oa_settings_init (&s);
  set_text (&s.tools,
      "[{\"type\":\"mcp\",\"server_label\":\"x\","
      "\"server_url\":\"https://example.com/mcp\"}]");
  set_text (&s.tool_choice, "{\"type\":\"mcp\",\"server_label\":\"x\"}");
  set_text (&s.session_config,
      "{\"truncation\":\"disabled\","
      "\"tracing\":null,"
      "\"include\":[\"item.input_audio_transcription.logprobs\"]}");
  print_session (&s, dialect);
}

static void
print_items (const OaDialect *dialect)
{
  for (guint role = OA_ROLE_SYSTEM; role <= OA_ROLE_ASSISTANT; role++)
    print_command (&(OaCommand){ OA_COMMAND_ADD_ITEM,
                       .object = oa_item_new_text (role, "Hello \"you\""),
                       .previous_id = role == OA_ROLE_SYSTEM ? "root" : NULL },
        dialect);
  print_command (&(OaCommand){ OA_COMMAND_ADD_ITEM,
                     .object = oa_item_new_function_output ("call_1", "{}") },
      dialect);
  print_command (&(OaCommand){ OA_COMMAND_RETRIEVE_ITEM, .item_id = "item_1" },
      dialect);
  print_command (&(OaCommand){ OA_COMMAND_TRUNCATE_ITEM, .item_id = "item_1",
                     .content_index = 0, .audio_end_ms = 1500 },
      dialect);
  print_command (&(OaCommand){ OA_COMMAND_DELETE_ITEM, .item_id = "item_1" },
      dialect);
}

static void
print_images (const OaDialect *dialect)
{
  static const gchar *const details[] = { NULL, "auto", "low", "high" };
  g_autoptr (GBytes) image = g_bytes_new_static ("\x89PNG\r\n", 6);

  for (guint i = 0; i < G_N_ELEMENTS (details); i++)
    print_command (&(OaCommand){ OA_COMMAND_ADD_ITEM,
                       .object =
                           oa_item_new_image ("image/png", image, details[i]) },
        dialect);
}

static void
print_responses (const OaDialect *dialect)
{
  print_command (&(OaCommand){ OA_COMMAND_RESPOND }, dialect);
  print_command (
      &(OaCommand){ OA_COMMAND_RESPOND,
          .object = parse (
              "{\"conversation\":\"none\",\"metadata\":{\"topic\":\"x\"},"
              "\"output_modalities\":[\"text\"],\"max_output_tokens\":50,"
              "\"input\":[{\"type\":\"message\",\"role\":\"user\","
              "\"content\":[{\"type\":\"input_text\",\"text\":\"t\"}]}],"
              "\"audio\":{\"output\":{\"voice\":\"alloy\",\"format\":"
              "{\"type\":\"audio/pcmu\"}}},\"instructions\":\"Classify.\"}") },
      dialect);
  print_command (&(OaCommand){ OA_COMMAND_CANCEL }, dialect);
  print_command (&(OaCommand){ OA_COMMAND_CANCEL, .response_id = "resp_1" },
      dialect);
}

static void
print_simple (const OaDialect *dialect)
{
  static const OaCommandKind types[] = { OA_COMMAND_COMMIT,
    OA_COMMAND_CLEAR_INPUT, OA_COMMAND_CLEAR_OUTPUT, OA_COMMAND_CLOSE };

  g_autoptr (GBytes) append = new_append (dialect);

  print_message (append);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    print_command (&(OaCommand){ types[i] }, dialect);
}

static void
print_all (const OaDialect *dialect)
{
  print_sessions (dialect);
  print_simple (dialect);
  print_items (dialect);
  print_responses (dialect);
}

static int
dump (const gchar *dialect)
{
  if (strcmp (dialect, "ga") == 0) {
    print_all (ga ());
    print_ga_sessions (ga ());
    print_images (ga ());
    print_all (transcription ());
  } else if (strcmp (dialect, "translation") == 0) {
    print_all (translation ());
  } else if (strcmp (dialect, "beta") == 0) {
    print_all (beta ());
    print_sessions (oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_BETA,
        GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION));
  } else {
    return 2;
  }
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--dump") == 0)
    return dump (argv[2]);

  test_init (&argc, &argv);
  return g_test_run ();
}
