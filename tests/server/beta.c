/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* beta.c - the dialect before May 2026, and the addresses that have it: event
 * by event, and member by member. */

#include "config.h"

#include <gst/gst.h>

#include "peer.h"
#include "../support/testcase.h"

#define BETA "OpenAI-Beta: realtime=v1"
#define PREVIEW "/openai/realtime"
#define DATE "api-version=2025-04-01-preview"

#define UPDATE(members) \
  "{\"type\":\"session.update\",\"session\":{" members "}}"
#define RESPOND(members) \
  "{\"type\":\"response.create\",\"event_id\":\"e1\",\"response\":{" members \
  "}}"
#define MESSAGE(role, type) \
  "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\"," \
  "\"role\":\"" role "\",\"content\":[{\"type\":\"" type \
  "\",\"text\":\"Hello\"}]}}"

typedef struct
{
  OrsServer *server;
  Peer *peer;
} Fixture;

static void
start (Fixture *f, const gchar *query, const gchar *script)
{
  OrsOptions options = { .api_key = "", .beta = TRUE };

  f->server = test_server_new (&options, script);
  f->peer = peer_connect (f->server, query, BETA);
}

static void
set_up (Fixture *f)
{
  start (f, "?model=gpt-realtime",
      "{\"turns\":[{\"say\":\"Good day.\"},{\"call\":{\"name\":\"f\","
      "\"arguments\":{}}}]}");
}

static void
tear_down (Fixture *f)
{
  peer_free (f->peer);
  ors_server_free (f->server);
}

static gchar *
dup_part_type (JsonObject *item)
{
  JsonArray *content = oa_json_get_array (item, "content");

  return g_strdup (
      oa_json_get_string (oa_json_array_get_object (content, 0), "type"));
}

static void
assert_flat (JsonObject *event)
{
  JsonObject *session = oa_json_get_object (event, "session");

  g_assert_false (json_object_has_member (session, "audio"));
  g_assert_false (json_object_has_member (session, "type"));
  g_assert_false (json_object_has_member (session, "output_modalities"));
  g_assert_nonnull (oa_json_get_string (session, "id"));
}

TEST_F (sessions_are_flat)
{
  JsonObject *event = peer_expect (f->peer, "session.created"), *session;

  assert_flat (event);
  session = oa_json_get_object (event, "session");
  g_assert_cmpuint (
      json_array_get_length (oa_json_get_array (session, "modalities")), ==, 2);
  g_assert_cmpstr (oa_json_get_string (session, "input_audio_format"), ==,
      "pcm16");
  g_assert_cmpstr (peer_get_string (event, "session.turn_detection.type"), ==,
      "server_vad");

  peer_send (f->peer,
      UPDATE ("\"modalities\":[\"text\"],\"voice\":\"cedar\","
              "\"input_audio_format\":\"g711_ulaw\",\"turn_detection\":null,"
              "\"output_audio_format\":\"g711_alaw\",\"temperature\":0.8,"
              "\"max_response_output_tokens\":100,\"tool_choice\":\"f\","
              "\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]"));
  event = peer_expect (f->peer, "session.updated");
  assert_flat (event);
  session = oa_json_get_object (event, "session");
  g_assert_cmpuint (
      json_array_get_length (oa_json_get_array (session, "modalities")), ==, 1);
  g_assert_cmpstr (oa_json_get_string (session, "voice"), ==, "cedar");
  g_assert_cmpstr (oa_json_get_string (session, "input_audio_format"), ==,
      "g711_ulaw");
  g_assert_cmpstr (oa_json_get_string (session, "output_audio_format"), ==,
      "g711_alaw");
  g_assert_cmpint (
      oa_json_get_int (session, "max_response_output_tokens", 0), ==, 100);
  g_assert_cmpstr (oa_json_get_string (session, "tool_choice"), ==, "f");
}

TEST_F (a_spoken_answer)
{
  g_autofree gchar *type = NULL;
  JsonObject *event;

  peer_skip_to (f->peer, "session.created");
  peer_send (f->peer, MESSAGE ("assistant", "text"));
  event = peer_expect (f->peer, "conversation.item.created");
  type = dup_part_type (oa_json_get_object (event, "item"));
  g_assert_cmpstr (type, ==, "text");

  peer_send (f->peer,
      RESPOND ("\"modalities\":[\"audio\",\"text\"],\"voice\":\"cedar\","
               "\"output_audio_format\":\"g711_ulaw\""));
  event = peer_expect (f->peer, "response.created");
  g_assert_cmpstr (peer_get_string (event, "response.output_audio_format"), ==,
      "g711_ulaw");
  peer_expect_all (f->peer, "response.output_item.added",
      "conversation.item.created", "response.content_part.added", NULL);
  peer_skip_to (f->peer, "response.audio.delta");
  peer_skip_to (f->peer, "response.audio.done");
  event = peer_expect (f->peer, "response.audio_transcript.done");
  g_assert_cmpstr (oa_json_get_string (event, "transcript"), ==, "Good day.");
  peer_expect (f->peer, "response.content_part.done");
  event = peer_expect (f->peer, "response.output_item.done");
  g_clear_pointer (&type, g_free);
  type = dup_part_type (oa_json_get_object (event, "item"));
  g_assert_cmpstr (type, ==, "audio");

  event =
      oa_json_get_object (peer_expect (f->peer, "response.done"), "response");
  g_assert_false (json_object_has_member (event, "output_modalities"));
  g_assert_false (json_object_has_member (event, "audio"));
  g_clear_pointer (&type, g_free);
  type = dup_part_type (
      oa_json_array_get_object (oa_json_get_array (event, "output"), 0));
  g_assert_cmpstr (type, ==, "audio");
}

TEST_F (a_text_and_a_call)
{
  JsonObject *event;

  peer_skip_to (f->peer, "session.created");
  peer_send (f->peer, RESPOND ("\"modalities\":[\"text\"]"));
  peer_skip_to (f->peer, "response.text.delta");
  event = peer_skip_to (f->peer, "response.text.done");
  g_assert_cmpstr (oa_json_get_string (event, "text"), ==, "Good day.");
  peer_skip_to (f->peer, "response.done");

  peer_send (f->peer, RESPOND (""));
  event = peer_skip_to (f->peer, "response.function_call_arguments.done");
  g_assert_false (json_object_has_member (event, "name"));
  event = peer_skip_to (f->peer, "response.output_item.done");
  g_assert_cmpstr (peer_get_string (event, "item.name"), ==, "f");
}

typedef struct
{
  const gchar *name;
  const gchar *event;
  const gchar *code;
  const gchar *param;
} Refusal;

/* What came with today's form, and what was never taken. */
static const Refusal refusals[] = {
  { "type", UPDATE ("\"type\":\"realtime\""), "unknown_parameter",
      "session.type" },
  { "audio", UPDATE ("\"audio\":{}"), "unknown_parameter", "session.audio" },
  { "output-modalities", UPDATE ("\"output_modalities\":[\"text\"]"),
      "unknown_parameter", "session.output_modalities" },
  { "audio-alone", UPDATE ("\"modalities\":[\"audio\"]"), "invalid_value",
      "session.modalities" },
  { "format", UPDATE ("\"input_audio_format\":{\"type\":\"audio/pcm\"}"),
      "invalid_value", "session.input_audio_format" },
  { "speed-of-a-response", RESPOND ("\"speed\":1"), "unknown_parameter",
      "response.speed" },
  { "part", MESSAGE ("assistant", "output_text"), "invalid_value",
      "item.content[0].type" },
  { "transcription",
      "{\"type\":\"transcription_session.update\",\"session\":{}}",
      "invalid_value", "type" },
};

static void
test_refused (gconstpointer data)
{
  const Refusal *refusal = data;
  Fixture f;

  set_up (&f);
  peer_expect (f.peer, "session.created");
  peer_send (f.peer, refusal->event);
  peer_expect_error (f.peer, refusal->code, refusal->param);
  /* The session is none the worse. */
  peer_send (f.peer, UPDATE ("\"instructions\":\"Be brief.\""));
  peer_expect (f.peer, "session.updated");
  tear_down (&f);
}

TEST (transcription_has_events_of_its_own)
{
  JsonObject *event;
  Fixture f;

  start (&f, "?intent=transcription", "{\"turns\":[{\"user\":\"Good day.\"}]}");
  event = peer_expect (f.peer, "transcription_session.created");
  assert_flat (event);
  peer_send (f.peer, UPDATE (""));
  peer_expect_error (f.peer, "invalid_value", "type");
  peer_send (f.peer,
      "{\"type\":\"transcription_session.update\",\"session\":{"
      "\"input_audio_transcription\":{\"model\":\"whisper-1\"},"
      "\"turn_detection\":null}}");
  event = peer_expect (f.peer, "transcription_session.updated");
  g_assert_cmpstr (peer_get_string (event,
      "session.input_audio_transcription.model"), ==, "whisper-1");
  peer_send_tone (f.peer, 500);
  peer_send (f.peer, "{\"type\":\"input_audio_buffer.commit\"}");
  peer_expect_all (f.peer, "input_audio_buffer.committed",
      "conversation.item.created", NULL);
  event = peer_skip_to (f.peer,
      "conversation.item.input_audio_transcription.completed");
  g_assert_cmpstr (oa_json_get_string (event, "transcript"), ==, "Good day.");
  tear_down (&f);
}

typedef struct
{
  const gchar *name;
  const gchar *target;
  const gchar *header;
  gboolean beta;     /* what the session then is */
  const gchar *code; /* of its refusal */
} Address;

static const Address addresses[] = {
  { "plain", "/v1/realtime?model=gpt-realtime", "", FALSE, NULL },
  { "azure", "/openai/v1/realtime?model=gpt-realtime", "api-key: k", FALSE,
      NULL },
  { "azure-with-a-date", "/openai/v1/realtime?model=gpt-realtime&" DATE,
      "api-key: k", FALSE, "invalid_api_version" },
  { "preview", PREVIEW "?" DATE "&deployment=gpt-realtime", "api-key: k", TRUE,
      NULL },
  { "preview-without-a-date", PREVIEW "?deployment=gpt-realtime", "api-key: k",
      FALSE, "missing_api_version" },
  { "preview-with-a-model", PREVIEW "?" DATE "&model=gpt-realtime",
      "api-key: k", FALSE, "missing_model" },
};

static void
test_address (gconstpointer data)
{
  const Address *address = data;
  OrsOptions options = { .api_key = "", .beta = TRUE };
  g_autoptr (OrsServer) server = test_server_new (&options, NULL);
  g_autoptr (Peer) peer =
      peer_connect (server, address->target, address->header);
  JsonObject *event;

  if (address->code != NULL) {
    peer_expect_error (peer, address->code, NULL);
    g_assert_cmpuint (peer_wait_closed (peer), ==, 4000);
    return;
  }
  event = peer_expect (peer, "session.created");
  g_assert_true (address->beta
      == (peer_get_string (event, "session.input_audio_format") != NULL));
}

/* As the service does since it is over. */
TEST (preview_needs_the_option)
{
  OrsOptions options = { .api_key = "" };
  g_autoptr (OrsServer) server = test_server_new (&options, NULL);
  g_autoptr (Peer) peer = peer_connect (server,
      PREVIEW "?" DATE "&deployment=gpt-realtime", "api-key: k");

  peer_expect_error (peer, "beta_api_shape_disabled", NULL);
  g_assert_cmpuint (peer_wait_closed (peer), ==, 4000);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  test_init (&argc, &argv);

  TEST_ROWS (refused, refusals);
  TEST_ROWS (address, addresses);
  return g_test_run ();
}
