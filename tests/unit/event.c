/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* event.c - every event of the reference, and everything that is none.
 *
 * The lines of tests/data/server-events*.jsonl are the material. */

#include <string.h>

#include "protocol/eventdecode.h"
#include "../support/testcase.h"

#define N_FLIPS 300

/* A copy in memory of its own, with the NUL that the contract asks for. */
static GBytes *
bytes_of (const gchar *text, gsize length)
{
  gchar *copy = g_malloc (length + 1);

  memcpy (copy, text, length);
  copy[length] = '\0';
  return g_bytes_new_take (copy, length);
}

static OaEvent *
decode (const gchar *text)
{
  g_autoptr (GBytes) raw = bytes_of (text, strlen (text));
  g_autoptr (GError) error = NULL;
  OaEvent *event = oa_event_decode (NULL, raw, &error);

  g_assert_no_error (error);
  g_assert_nonnull (event);
  return event;
}

static void
assert_refused (const gchar *text, gssize length, gint code)
{
  g_autoptr (GBytes) raw =
      bytes_of (text, length < 0 ? strlen (text) : (gsize) length);
  g_autoptr (GError) error = NULL;

  g_assert_null (oa_event_decode (NULL, raw, &error));
  g_assert_error (error, OA_PROTOCOL_ERROR, code);
}

static void
add_lines (GPtrArray *lines, const gchar *name)
{
  g_autofree gchar *path =
      g_build_filename (g_getenv ("TESTDATADIR"), name, NULL);
  g_autofree gchar *text = NULL;
  g_auto (GStrv) split = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  split = g_strsplit (text, "\n", -1);
  for (guint i = 0; split[i]; i++)
    if (*split[i])
      g_ptr_array_add (lines, g_strdup (split[i]));
}

static GPtrArray *
load_lines (void)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  add_lines (lines, "server-events.jsonl");
  add_lines (lines, "server-events-translation.jsonl");
  add_lines (lines, "server-events-beta.jsonl");
  add_lines (lines, "server-events-others.jsonl");
  g_assert_cmpuint (lines->len, >, 70);
  return lines;
}

/* The first line of the data with that event_id, decoded. */
static OaEvent *
decode_example (const gchar *event_id)
{
  g_autoptr (GPtrArray) lines = load_lines ();
  g_autofree gchar *needle = g_strdup_printf ("\"event_id\":\"%s\"", event_id);

  for (guint i = 0; i < lines->len; i++)
    if (strstr (g_ptr_array_index (lines, i), needle))
      return decode (g_ptr_array_index (lines, i));
  g_error ("no example %s", event_id);
}

TEST (all_examples)
{
  g_autoptr (GPtrArray) lines = load_lines ();
  gboolean seen[OA_N_EVENTS] = { FALSE };

  for (guint i = 0; i < lines->len; i++) {
    g_autoptr (OaEvent) event = decode (g_ptr_array_index (lines, i));

    g_assert_nonnull (event->name);
    g_assert_true (
        (event->json == NULL) == (event->type == OA_EVENT_AUDIO_DELTA));
    seen[event->type] = TRUE;
  }
  for (guint i = 0; i < OA_N_EVENTS; i++)
    if (!seen[i])
      g_error ("no example of %s", oa_event_type_get_nick (i));
}

static void
assert_same_audio (const OaEvent *a, const OaEvent *b)
{
  g_assert_cmpint (a->type, ==, b->type);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->event_id, ==, b->event_id);
  g_assert_true (a->raw == b->raw);
  g_assert_cmpstr (a->response_id, ==, b->response_id);
  g_assert_cmpstr (a->item_id, ==, b->item_id);
  g_assert_cmpstr (a->previous_item_id, ==, b->previous_item_id);
  g_assert_cmpint (a->has_previous, ==, b->has_previous);
  g_assert_cmpstr (a->call_id, ==, b->call_id);
  g_assert_cmpint (a->output_index, ==, b->output_index);
  g_assert_cmpint (a->content_index, ==, b->content_index);
  g_assert_cmpint (a->audio_start_ms, ==, b->audio_start_ms);
  g_assert_cmpint (a->audio_end_ms, ==, b->audio_end_ms);
  g_assert_cmpint (a->elapsed_ms, ==, b->elapsed_ms);
  g_assert_cmpstr (a->text, ==, b->text);
  g_assert_cmpstr (a->function_name, ==, b->function_name);
  g_assert_true (g_bytes_equal (a->audio, b->audio));
  g_assert_null (a->error);
  g_assert_null (b->error);
}

static void
assert_paths_agree (const gchar *text)
{
  g_autoptr (GBytes) raw = bytes_of (text, strlen (text));
  g_autoptr (OaEvent) fast = oa_event_decode (NULL, raw, NULL);
  g_autoptr (OaEvent) tree =
      oa_event_new_from_tree (&oa_event_table_realtime, raw, NULL);

  g_assert_null (fast->json);
  g_assert_nonnull (tree->json);
  assert_same_audio (fast, tree);
}

TEST (both_paths_agree)
{
  g_autoptr (GPtrArray) lines = load_lines ();
  guint n_deltas = 0;

  for (guint i = 0; i < lines->len; i++) {
    const gchar *line = g_ptr_array_index (lines, i);

    if (!strstr (line, "audio.delta"))
      continue;
    assert_paths_agree (line);
    n_deltas++;
  }
  g_assert_cmpuint (n_deltas, ==, 4);

  assert_paths_agree ("{\"type\":\"response.audio.delta\",\"delta\":\"\"}");
  assert_paths_agree (
      "{\"type\":\"response.audio.delta\",\"delta\":\"AAAA\","
      "\"call_id\":\"c\",\"previous_item_id\":\"p\",\"audio_end_ms\":5,"
      "\"name\":\"n\",\"text\":\"t\",\"item_id\":\"\"}");
}

/* What the fast path will not take, the tree still makes of it. */
TEST (unusual_audio)
{
  static const gchar *const unusual[] = {
    "{\"type\":\"response.audio.delta\",\"delta\":\"AA\\/A\"}",
    "{\"type\":\"response.audio.delta\",\"delta\":\"AA/A\",\"x\":{}}",
    "{\"type\":\"response.audio.delta\",\"delta\":\"AA/A\",\"x\":1.5}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (unusual); i++) {
    g_autoptr (OaEvent) event = decode (unusual[i]);

    g_assert_nonnull (event->json);
    g_assert_cmpuint (g_bytes_get_size (event->audio), ==, 3);
  }
}

TEST (audio_without_audio)
{
  static const gchar *const bad[] = {
    "{\"type\":\"response.audio.delta\"}",
    "{\"type\":\"response.audio.delta\",\"delta\":5}",
    "{\"type\":\"response.audio.delta\",\"delta\":null}",
    "{\"type\":\"response.audio.delta\",\"delta\":\"A\"}",
    "{\"type\":\"response.audio.delta\",\"delta\":\"AA=A\"}",
    "{\"type\":\"response.audio.delta\",\"delta\":\"AAA\xc3\xa9\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i], -1, OA_PROTOCOL_ERROR_SHAPE);
}

TEST (speech)
{
  g_autoptr (OaEvent) started = decode_example ("event_1");
  g_autoptr (OaEvent) stopped = decode_example ("event_2");
  g_autoptr (OaEvent) committed = decode_example ("event_3");

  g_assert_cmpint (started->type, ==, OA_EVENT_SPEECH_STARTED);
  g_assert_cmpint (started->audio_start_ms, ==, 1460);
  g_assert_cmpint (started->audio_end_ms, ==, -1);
  g_assert_cmpstr (started->item_id, ==, "item_U1");
  g_assert_cmpint (stopped->audio_end_ms, ==, 4256);
  g_assert_cmpint (committed->type, ==, OA_EVENT_INPUT_COMMITTED);
  g_assert_false (committed->has_previous);
}

TEST (items)
{
  g_autoptr (OaEvent) user = decode_example ("event_4");
  g_autoptr (OaEvent) assistant = decode_example ("event_15");
  g_autoptr (OaEvent) call = decode_example ("event_30");
  g_autoptr (OaEvent) output = decode_example ("event_33");
  g_autoptr (OaEvent) final = decode_example ("event_37");

  g_assert_cmpint (user->item->kind, ==, OA_ITEM_MESSAGE);
  g_assert_cmpint (user->item->role, ==, OA_ROLE_USER);
  g_assert_true (user->item->has_audio);
  g_assert_null (user->item->text);
  g_assert_cmpstr (assistant->item->text, ==, "Hello!");
  g_assert_true (assistant->item->has_audio);
  g_assert_cmpstr (assistant->item->status, ==, "completed");
  g_assert_cmpint (call->item->kind, ==, OA_ITEM_FUNCTION_CALL);
  g_assert_cmpstr (call->item->name, ==, "get_weather");
  g_assert_cmpstr (call->item->call_id, ==, "call_1");
  g_assert_cmpint (call->output_index, ==, 1);
  g_assert_cmpstr (output->item->output, ==, "12 degrees");
  g_assert_cmpstr (output->previous_item_id, ==, "item_F1");
  g_assert_true (output->has_previous);
  g_assert_cmpstr (final->item->phase, ==, "final_answer");
  g_assert_false (final->item->has_audio);
}

TEST (mcp_items)
{
  g_autoptr (OaEvent) list = decode_example ("event_44");
  g_autoptr (OaEvent) request = decode_example ("event_47");
  g_autoptr (OaEvent) call = decode_example ("event_50");

  g_assert_cmpint (list->item->kind, ==, OA_ITEM_MCP_LIST_TOOLS);
  g_assert_cmpint (request->item->kind, ==, OA_ITEM_MCP_APPROVAL_REQUEST);
  g_assert_cmpstr (request->item->arguments, ==, "{\"q\":\"x\"}");
  g_assert_cmpint (call->item->kind, ==, OA_ITEM_MCP_CALL);
  g_assert_cmpstr (call->item->output, ==, "(text)");
}

TEST (beta_item)
{
  g_autoptr (OaEvent) event = decode_example ("event_B3");

  g_assert_cmpint (event->type, ==, OA_EVENT_ITEM_ADDED);
  g_assert_cmpstr (event->name, ==, "conversation.item.created");
  g_assert_cmpstr (event->item->text, ==, "One.\nTwo.");
  g_assert_true (event->item->has_audio);
}

TEST (strange_items)
{
  g_autoptr (OaEvent) other = decode (
      "{\"type\":\"conversation.item.added\","
      "\"item\":{\"id\":\"i\",\"type\":\"hologram\",\"role\":\"robot\"}}");
  g_autoptr (OaEvent) wrong = decode (
      "{\"type\":\"conversation.item.added\","
      "\"item\":{\"id\":5,\"type\":[],\"role\":null,\"content\":[5,null,[],"
      "{\"type\":5,\"text\":{}},{\"text\":\"x\"}]}}");

  g_assert_cmpint (other->item->kind, ==, OA_ITEM_OTHER);
  g_assert_cmpint (other->item->role, ==, OA_ROLE_NONE);
  g_assert_null (wrong->item->id);
  g_assert_cmpstr (wrong->item->text, ==, "x");
  assert_refused ("{\"type\":\"conversation.item.done\",\"item\":5}", -1,
      OA_PROTOCOL_ERROR_SHAPE);
}

TEST (nicks)
{
  g_assert_cmpstr (oa_role_get_nick (OA_ROLE_ASSISTANT), ==, "assistant");
  g_assert_cmpstr (oa_role_get_nick (OA_ROLE_NONE), ==, "");
  g_assert_cmpstr (oa_role_get_nick ((OaRole) 77), ==, "");
  g_assert_cmpstr (oa_item_kind_get_nick (OA_ITEM_MCP_CALL), ==, "mcp_call");
  g_assert_cmpstr (oa_item_kind_get_nick ((OaItemKind) 77), ==, "other");
}

TEST (copies)
{
  g_autoptr (OaEvent) event = decode_example ("event_30");
  g_autoptr (OaEvent) failed = decode_example ("event_17");
  OaItemInfo *item = oa_item_info_copy (event->item);
  OaServiceError *error = oa_service_error_copy (failed->error);

  g_assert_cmpstr (item->call_id, ==, event->item->call_id);
  g_assert_true (item->call_id != event->item->call_id);
  g_assert_cmpstr (error->code, ==, "audio_unintelligible");
  oa_item_info_free (item);
  oa_service_error_free (error);
  g_assert_null (oa_item_info_copy (NULL));
  g_assert_null (oa_service_error_copy (NULL));
}

TEST (texts)
{
  static const struct
  {
    const gchar *event_id;
    const gchar *text;
  } texts[] = {
    { "event_9", "Hello" },
    { "event_12", "Hello!" },
    { "event_13", "Hello!" },
    { "event_16", "Hi there." },
    { "event_31", "{\"ci" },
    { "event_32", "{\"city\":\"London\"}" },
    { "event_34", "It" },
    { "event_35", "It is foggy." },
    { "event_36", "It is foggy." },
    { "event_41", " Hello" },
    { "event_46", "{\"q\":\"x\"}" },
    { "event_62", " Hola" },
    { "event_63", " Hello" },
    { "event_A7", "Hi there." },
    { "event_B6", "Hello" },
    { "event_B9", "It is foggy." },
    { "event_C1", "" },
    { "event_1", NULL },
    { "event_10", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (OaEvent) event = decode_example (texts[i].event_id);

    g_assert_cmpstr (event->text, ==, texts[i].text);
  }
}

TEST (function_call)
{
  g_autoptr (OaEvent) ga = decode_example ("event_32");
  g_autoptr (OaEvent) beta = decode_example ("event_B10");

  g_assert_cmpstr (ga->function_name, ==, "get_weather");
  g_assert_cmpstr (ga->call_id, ==, "call_1");
  g_assert_null (beta->function_name);
  g_assert_cmpstr (beta->text, ==, "{}");
}

TEST (responses)
{
  g_autoptr (OaEvent) created = decode_example ("event_6");
  g_autoptr (OaEvent) cancelled = decode_example ("event_38");
  g_autoptr (OaEvent) failed = decode_example ("event_39");
  g_autoptr (OaEvent) beta = decode_example ("event_B11");
  OaItemInfo *item;

  g_assert_cmpstr (created->response->id, ==, "resp_1");
  g_assert_cmpstr (created->response->status, ==, "in_progress");
  g_assert_cmpint (created->response->output_format, ==, OA_AUDIO_FORMAT_PCM);
  g_assert_false (created->response->out_of_band);
  g_assert_false (created->response->has_usage);
  g_assert_cmpuint (created->response->output->len, ==, 0);

  g_assert_cmpstr (cancelled->response->reason, ==, "turn_detected");
  g_assert_true (cancelled->response->has_usage);
  g_assert_cmpuint (cancelled->response->output->len, ==, 1);
  item = g_ptr_array_index (cancelled->response->output, 0);
  g_assert_cmpstr (item->text, ==, "Well, the");

  g_assert_cmpstr (failed->response->error->code, ==,
      "credit_balance_exhausted");
  g_assert_null (failed->response->metadata);
  g_assert_cmpint (beta->response->output_format, ==, OA_AUDIO_FORMAT_PCM);
  g_assert_cmpstr (beta->response->reason, ==, "max_output_tokens");
}

TEST (out_of_band)
{
  g_autoptr (OaEvent) outside = decode (
      "{\"type\":\"response.created\","
      "\"response\":{\"id\":\"r\",\"conversation_id\":null,"
      "\"metadata\":{\"topic\":\"x\"}}}");
  g_autoptr (OaEvent) silent = decode ("{\"type\":\"response.created\","
                                       "\"response\":{\"id\":\"r\"}}");

  g_assert_true (outside->response->out_of_band);
  g_assert_cmpstr (oa_json_get_string (outside->response->metadata, "topic"),
      ==, "x");
  g_assert_false (silent->response->out_of_band);
  assert_refused ("{\"type\":\"response.done\"}", -1, OA_PROTOCOL_ERROR_SHAPE);
}

TEST (usage)
{
  g_autoptr (OaEvent) done = decode_example ("event_38");
  g_autoptr (OaEvent) tokens = decode_example ("event_42");
  g_autoptr (OaEvent) negative = decode (
      "{\"type\":\"response.done\","
      "\"response\":{\"usage\":{\"total_tokens\":-5,"
      "\"input_token_details\":null}}}");
  OaUsage total = done->response->usage;

  g_assert_cmpuint (total.total_tokens, ==, 90);
  g_assert_cmpuint (total.input_text_tokens, ==, 20);
  g_assert_cmpuint (total.input_audio_tokens, ==, 30);
  g_assert_cmpuint (total.output_text_tokens, ==, 10);
  g_assert_cmpuint (total.output_audio_tokens, ==, 30);

  g_assert_true (tokens->has_usage);
  oa_usage_add (&total, &tokens->usage);
  g_assert_cmpuint (total.total_tokens, ==, 114);
  g_assert_cmpuint (total.input_audio_tokens, ==, 46);
  g_assert_cmpuint (total.output_tokens, ==, 48);
  g_assert_cmpuint (negative->response->usage.total_tokens, ==, 0);
}

TEST (errors)
{
  g_autoptr (OaEvent) error = decode_example ("event_20");
  g_autoptr (OaEvent) sentence = decode (
      "{\"type\":\"error\","
      "\"error\":\"Model was not validated.\",\"code\":\"no_model\"}");
  g_autoptr (OaEvent) flat = decode ("{\"type\":\"error\","
                                     "\"message\":\"Sorry.\"}");
  g_autoptr (OaEvent) empty = decode ("{\"type\":\"error\",\"error\":5}");

  g_assert_cmpstr (error->error->code, ==, "invalid_value");
  g_assert_cmpstr (error->error->param, ==, "type");
  g_assert_null (error->error->event_id);
  g_assert_cmpstr (sentence->error->message, ==, "Model was not validated.");
  g_assert_cmpstr (sentence->error->code, ==, "no_model");
  g_assert_cmpstr (flat->error->message, ==, "Sorry.");
  g_assert_nonnull (empty->error);
  g_assert_null (empty->error->message);
}

TEST (sessions)
{
  g_autoptr (OaEvent) created = decode_example ("event_A1");
  g_autoptr (OaEvent) beta = decode_example ("event_B2");
  g_autoptr (OaEvent) bare = decode (
      "{\"type\":\"session.created\","
      "\"id\":\"sess_V1\",\"created\":1785217655}");

  g_assert_cmpstr (created->session->id, ==, "sess_A1");
  g_assert_cmpstr (created->session->model, ==, "gpt-realtime-2.1");
  g_assert_cmpint (created->session->expires_at, ==, 1785217655);
  g_assert_true (json_object_has_member (created->session->json, "audio"));
  g_assert_cmpint (beta->type, ==, OA_EVENT_SESSION_UPDATED);
  g_assert_cmpstr (bare->session->id, ==, "sess_V1");
  g_assert_nonnull (bare->session->json);
}

TEST (rate_limits)
{
  g_autoptr (OaEvent) event = decode_example ("event_18");
  g_autoptr (OaEvent) empty = decode ("{\"type\":\"rate_limits.updated\","
                                      "\"rate_limits\":[5,{}]}");
  OaRateLimit *limit = &g_array_index (event->rate_limits, OaRateLimit, 0);

  g_assert_cmpuint (event->rate_limits->len, ==, 1);
  g_assert_cmpstr (limit->name, ==, "tokens");
  g_assert_cmpint (limit->limit, ==, 15000000);
  g_assert_cmpint (limit->remaining, ==, 14998954);
  g_assert_cmpfloat (limit->reset_seconds, ==, 0.004);
  limit = &g_array_index (empty->rate_limits, OaRateLimit, 0);
  g_assert_cmpuint (empty->rate_limits->len, ==, 1);
  g_assert_cmpint (limit->limit, ==, -1);
}

TEST (translation)
{
  g_autoptr (OaEvent) audio = decode_example ("event_61");
  g_autoptr (OaEvent) text = decode_example ("event_62");

  g_assert_cmpint (audio->type, ==, OA_EVENT_AUDIO_DELTA);
  g_assert_cmpint (audio->elapsed_ms, ==, 1200);
  g_assert_null (audio->item_id);
  g_assert_cmpint (audio->output_index, ==, -1);
  g_assert_cmpint (text->type, ==, OA_EVENT_OUTPUT_TRANSCRIPT_DELTA);
  g_assert_cmpint (text->elapsed_ms, ==, 1200);
}

TEST (dtmf)
{
  g_autoptr (OaEvent) event = decode (
      "{\"type\":\"input_audio_buffer.dtmf_event_received\",\"event\":\"#\"}");

  g_assert_cmpint (event->type, ==, OA_EVENT_DTMF);
  g_assert_cmpstr (event->text, ==, "#");
}

TEST (unknown_keeps_json)
{
  g_autoptr (OaEvent) event = decode_example ("event_C3");

  g_assert_cmpint (event->type, ==, OA_EVENT_UNKNOWN);
  g_assert_cmpstr (event->name, ==, "ping");
  g_assert_cmpint (oa_json_get_int (event->json, "timestamp", 0), ==,
      1785217655);
}

TEST (wrong_types)
{
  g_autoptr (OaEvent) event = decode (
      "{\"type\":"
      "\"conversation.item.truncated\",\"event_id\":5,\"item_id\":[],"
      "\"content_index\":\"0\",\"audio_end_ms\":\"1500\","
      "\"previous_item_id\":{},\"call_id\":null,\"output_index\":1e300}");

  g_assert_null (event->event_id);
  g_assert_null (event->item_id);
  g_assert_cmpint (event->content_index, ==, -1);
  g_assert_cmpint (event->output_index, ==, -1);
  g_assert_cmpint (event->audio_end_ms, ==, -1);
  g_assert_false (event->has_previous);
}

TEST (out_of_range)
{
  g_autoptr (OaEvent) event = decode (
      "{\"type\":"
      "\"conversation.item.truncated\",\"output_index\":-7,"
      "\"content_index\":4294967296,\"audio_end_ms\":-99}");

  g_assert_cmpint (event->output_index, ==, -1);
  g_assert_cmpint (event->content_index, ==, -1);
  g_assert_cmpint (event->audio_end_ms, ==, -1);
}

TEST (not_events)
{
  assert_refused ("", -1, OA_PROTOCOL_ERROR_SYNTAX);
  assert_refused ("[]", -1, OA_PROTOCOL_ERROR_SHAPE);
  assert_refused ("null", -1, OA_PROTOCOL_ERROR_SHAPE);
  assert_refused ("{}", -1, OA_PROTOCOL_ERROR_SHAPE);
  assert_refused ("{\"type\":5}", -1, OA_PROTOCOL_ERROR_SHAPE);
  assert_refused ("{\"type\":null}", -1, OA_PROTOCOL_ERROR_SHAPE);
  assert_refused ("{\"type\":\"x\"} {}", -1, OA_PROTOCOL_ERROR_SYNTAX);
  assert_refused ("{\"type\":\"x\"}\0", 13, OA_PROTOCOL_ERROR_NOT_UTF8);
  assert_refused ("{\"type\":\"x\xff\"}", -1, OA_PROTOCOL_ERROR_NOT_UTF8);
}

TEST (too_deep)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"x\",\"a\":");

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, '[');
  assert_refused (text->str, text->len, OA_PROTOCOL_ERROR_TOO_DEEP);
}

TEST (too_large)
{
  static const gchar start[] =
      "{\"type\":\"response.audio.delta\",\"delta\":\"";
  gsize length = OA_EVENT_MAX_SIZE + 4;
  g_autofree gchar *text = g_malloc (length + 1);

  memset (text, 'A', length);
  memcpy (text, start, strlen (start));
  memcpy (text + length - 2, "\"}", 3);
  assert_refused (text, length, OA_PROTOCOL_ERROR_TOO_LARGE);
}

TEST (half_surrogate_is_text)
{
  g_autoptr (OaEvent) event = decode (
      "{\"type\":\"response.output_text.delta\",\"delta\":\"a\\ud83d\"}");

  g_assert_true (g_utf8_validate (event->text, -1, NULL));
  g_assert_cmpstr (event->text, ==, "a\xef\xbf\xbd");
}

/* No beginning of an event is an event. */
TEST (cut_anywhere)
{
  g_autoptr (GPtrArray) lines = load_lines ();

  for (guint i = 0; i < lines->len; i++) {
    const gchar *line = g_ptr_array_index (lines, i);

    for (gsize length = 0; length < strlen (line); length++) {
      g_autoptr (GBytes) raw = bytes_of (line, length);
      g_autoptr (GError) error = NULL;

      g_assert_null (oa_event_decode (NULL, raw, &error));
      g_assert_nonnull (error);
    }
  }
}

static void
flip (gchar *text, gsize length, GRand *rand)
{
  guint n = g_rand_int_range (rand, 1, 4);

  for (guint i = 0; i < n; i++)
    text[g_rand_int_range (rand, 0, length)] = g_rand_boolean (rand)
        ? g_rand_int_range (rand, 0, 256)
        : "{}[]\",:\\/0-."[g_rand_int_range (rand, 0, 12)];
}

/* Whatever comes, an event or an error: and the fast path never says anything
 * that the tree would not. */
TEST (flipped_bytes)
{
  g_autoptr (GPtrArray) lines = load_lines ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (guint i = 0; i < lines->len * N_FLIPS; i++) {
    g_autofree gchar *text = g_strdup (
        g_ptr_array_index (lines, i % lines->len));
    gsize length = strlen (text);
    g_autoptr (GBytes) raw = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (OaEvent) event = NULL;

    flip (text, length, rand);
    raw = bytes_of (text, length);
    event = oa_event_decode (NULL, raw, &error);
    g_assert_true ((event == NULL) == (error != NULL));
    if (event && !event->json) {
      g_autoptr (OaEvent) tree =
          oa_event_new_from_tree (&oa_event_table_realtime, raw, NULL);

      g_assert_nonnull (tree);
      assert_same_audio (event, tree);
    }
  }
}

/* Others add to them and multiply them: whatever a service says, that must not
 * overflow. */
TEST (numbers_have_bounds)
{
#define HUGE "9223372036854775807"
  g_autoptr (OaEvent) speech = decode (
      "{\"type\":\"input_audio_buffer."
      "speech_started\",\"audio_start_ms\":" HUGE ",\"audio_end_ms\":-5}");
  g_autoptr (OaEvent) session = decode (
      "{\"type\":\"session.created\","
      "\"session\":{\"expires_at\":" HUGE "}}");
  g_autoptr (OaEvent) response = decode (
      "{\"type\":\"response.done\","
      "\"response\":{\"id\":\"r\",\"usage\":{\"total_tokens\":" HUGE "}}}");
  g_autoptr (OaEvent) limits = decode (
      "{\"type\":\"rate_limits.updated\","
      "\"rate_limits\":[{\"limit\":" HUGE ",\"remaining\":-7,"
      "\"reset_seconds\":1e300}]}");
  g_autoptr (OaEvent) audio = decode (
      "{\"type\":"
      "\"session.output_audio.delta\","
      "\"delta\":\"AAAA\",\"elapsed_ms\":999999999999999999}");
  g_autoptr (OaEvent) tree = decode (
      "{\"type\":\"session.output_audio.delta\","
      "\"delta\":\"AAAA\",\"elapsed_ms\":999999999999999999,\"x\":{}}");
  const OaRateLimit *limit =
      &g_array_index (limits->rate_limits, OaRateLimit, 0);

  g_assert_cmpint (speech->audio_start_ms, ==, OA_JSON_MAX_MS);
  g_assert_cmpint (speech->audio_end_ms, ==, -1);
  g_assert_cmpint (session->session->expires_at, ==, OA_JSON_MAX_EPOCH);
  g_assert_cmpuint (response->response->usage.total_tokens, ==,
      OA_JSON_MAX_TOKENS);
  g_assert_cmpint (limit->limit, ==, OA_JSON_MAX_TOKENS);
  g_assert_cmpint (limit->remaining, ==, -1);
  g_assert_cmpfloat (limit->reset_seconds, <=, OA_JSON_MAX_EPOCH);
  g_assert_cmpint (audio->elapsed_ms, ==, OA_JSON_MAX_MS);
  g_assert_cmpint (tree->elapsed_ms, ==, OA_JSON_MAX_MS);
}

/* Another protocol gives the same names another meaning. */
TEST (table_of_another_protocol)
{
  static const OaEventRow rows[] = {
    { "error", 5, OA_EVENT_ERROR, OA_PAYLOAD_ERROR, NULL },
    { "session.started", 15, OA_EVENT_SESSION_CREATED, OA_PAYLOAD_SESSION,
        NULL },
    { "session.updated", 15, OA_EVENT_OUTPUT_TRANSCRIPT_DELTA,
        OA_PAYLOAD_NOTHING, "words" },
    { "track.delta", 11, OA_EVENT_AUDIO_DELTA, OA_PAYLOAD_AUDIO, NULL },
  };
  static const OaEventTable table = { rows, G_N_ELEMENTS (rows), "start_ms",
    "end_ms", "client_event_id" };
  const OaDialect dialect = { .name = "other", .events = &table };
  static const gchar *const texts[] = {
    "{\"type\":\"session.updated\",\"words\":\"Hi\",\"start_ms\":7,"
    "\"end_ms\":9,\"audio_start_ms\":1}",
    "{\"type\":\"error\",\"error\":{\"event_id\":\"a\","
    "\"client_event_id\":\"b\"}}",
    "{\"type\":\"track.delta\",\"delta\":\"AAAA\"}",
    "{\"type\":\"session.started\",\"session\":{\"id\":\"s\"}}",
    "{\"type\":\"response.audio.delta\",\"delta\":\"AAAA\"}",
  };
  OaEvent *events[G_N_ELEMENTS (texts)];

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GBytes) raw = bytes_of (texts[i], strlen (texts[i]));

    events[i] = oa_event_decode (&dialect, raw, NULL);
    g_assert_nonnull (events[i]);
  }
  g_assert_cmpint (events[0]->type, ==, OA_EVENT_OUTPUT_TRANSCRIPT_DELTA);
  g_assert_cmpstr (events[0]->text, ==, "Hi");
  g_assert_cmpint (events[0]->audio_start_ms, ==, 7);
  g_assert_cmpint (events[0]->audio_end_ms, ==, 9);
  g_assert_cmpstr (events[1]->error->event_id, ==, "b");
  g_assert_cmpint (events[2]->type, ==, OA_EVENT_AUDIO_DELTA);
  g_assert_null (events[2]->json);
  g_assert_cmpstr (events[3]->session->id, ==, "s");
  g_assert_cmpint (events[4]->type, ==, OA_EVENT_UNKNOWN);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    oa_event_free (events[i]);
}

TEST_MAIN ()
