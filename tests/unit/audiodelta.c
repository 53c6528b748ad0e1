/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* audiodelta.c - base64 both ways, and which messages take the fast path. */

#include <string.h>

#include "protocol/audiodelta.h"
#include "protocol/json.h"
#include "../support/testcase.h"

#define PLAIN \
  "{\"type\":\"response.output_audio.delta\",\"event_id\":\"event_1\"," \
  "\"response_id\":\"resp_1\",\"item_id\":\"item_1\",\"output_index\":1," \
  "\"content_index\":0,\"delta\":\"//8AAAYAAAA=\"}"

/* In memory of exactly that size, so that a sanitizer sees a byte too far. */
static gboolean
scan (const gchar *text, OaAudioDelta *delta)
{
  gsize length = strlen (text);
  g_autofree gchar *exact = g_memdup2 (text, length);
  gboolean found =
      oa_audio_delta_scan (&oa_event_table_realtime, exact, length, delta);

  return found;
}

static void
assert_span (const OaSpan *span, const gchar *expected)
{
  g_autofree gchar *text = g_strndup (span->text, span->length);

  g_assert_cmpstr (text, ==, expected);
}

TEST (plain)
{
  OaAudioDelta delta;

  g_assert_true (oa_audio_delta_scan (&oa_event_table_realtime, PLAIN,
      strlen (PLAIN), &delta));
  assert_span (&delta.type, "response.output_audio.delta");
  assert_span (&delta.event_id, "event_1");
  assert_span (&delta.response_id, "resp_1");
  assert_span (&delta.item_id, "item_1");
  assert_span (&delta.delta, "//8AAAYAAAA=");
  g_assert_cmpint (delta.output_index, ==, 1);
  g_assert_cmpint (delta.content_index, ==, 0);
  g_assert_cmpint (delta.elapsed_ms, ==, -1);
}

TEST (taken)
{
  static const gchar *const taken[] = {
    "{\"type\":\"response.audio.delta\",\"delta\":\"\"}",
    "{\"delta\":\"AAAA\",\"type\":\"response.output_audio.delta\"}",
    " {\n\"type\" : \"session.output_audio.delta\" ,\t\"delta\":\"AAAA\" } \n",
    ("{\"type\":\"session.output_audio.delta\",\"delta\":\"AAAAAA==\","
     "\"sample_rate\":24000,\"channels\":1,\"format\":\"pcm16\","
     "\"elapsed_ms\":1200}"),
    ("{\"type\":\"response.audio.delta\",\"delta\":\"\",\"elapsed_ms\":null,"
     "\"obfuscation\":\"kX1y\",\"a\":true,\"b\":false,\"c\":-5}"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (taken); i++) {
    OaAudioDelta delta;

    g_assert_true (scan (taken[i], &delta));
  }
}

#define T "{\"type\":\"response.audio.delta\""
#define D ",\"delta\":\"AAAA\""

TEST (left_to_the_tree)
{
  static const gchar *const left[] = { "", "{", "{}", "[]", "null", T "}", T D,
    T D ",}", T D "}}", T D "} x", "{,\"type\":\"response.audio.delta\"" D "}",
    "{\"delta\":\"AAAA\"}", "{\"type\":\"response.done\"" D "}",
    "{\"type\":\"response.audio.deltas\"" D "}",
    "{\"type\":\"response.audio.delt\\u0061\"" D "}", "{\"type\":5" D "}",
    T ",\"delta\":\"AA\\/A\"}", T ",\"delta\":5}", T ",\"delta\":null}",
    T ",\"delta\":\"AAAA}", T D D "}",
    T D ",\"type\":\"response.audio.delta\"}",
    T D ",\"item_id\":\"a\",\"item_id\":\"b\"}",
    T D ",\"output_index\":1,\"output_index\":1}",
    T D ",\"elapsed_ms\":1,\"elapsed_ms\":null}", T D ",\"item_id\":5}",
    T D ",\"item_id\":null}", T D ",\"item_id\":\"\xc3\xa9\"}",
    T D ",\"item_id\":\"a\\nb\"}", T D ",\"\xc3\xa9\":1}",
    T D ",\"output_index\":\"1\"}", T D ",\"output_index\":-1}",
    T D ",\"output_index\":1.0}", T D ",\"output_index\":01}",
    T D ",\"output_index\":4294967296}",
    T D ",\"output_index\":99999999999999999999}", T D ",\"x\":1e5}",
    T D ",\"x\":0x10}", T D ",\"x\":truely}", T D ",\"x\":nul}",
    T D ",\"x\":-}", T D ",\"x\":}", T D ",\"x\"}", T D ",\"x\":{}}",
    T D ",\"x\":[]}", T D ",x:1}", T D ",'x':1}", T D ",\"x\":1 \"y\":2}",
    "{\"type\":\"response.audio.delta\" \"delta\":\"AAAA\"}", "/**/" T D "}" };

  for (guint i = 0; i < G_N_ELEMENTS (left); i++) {
    OaAudioDelta delta;

    if (scan (left[i], &delta))
      g_error ("taken: %s", left[i]);
  }
}

/* Every byte at every place of an id, among bytes that are plain. */
TEST (plain_bytes)
{
  for (guint place = 0; place < 19; place++) {
    for (guint byte = 0; byte < 256; byte++) {
      gchar text[] = T D ",\"item_id\":\"item_0123456789abcd\"}";
      gchar *id = strstr (text, "item_0");
      gboolean plain = byte >= 0x20 && byte < 0x7f && byte != '\\'
          && byte != '"';
      OaAudioDelta delta;

      id[place] = byte;
      g_assert_cmpint (oa_audio_delta_scan (&oa_event_table_realtime,
              text, sizeof (text) - 1, &delta), ==, plain);
    }
  }
}

TEST (never_taken_when_cut)
{
  for (gsize length = 0; length < strlen (PLAIN); length++) {
    g_autofree gchar *cut = g_strndup (PLAIN, length);
    OaAudioDelta delta;

    g_assert_false (scan (cut, &delta));
  }
}

static void
assert_decodes (const gchar *text, const gchar *bytes, gsize length)
{
  g_autoptr (GBytes) decoded = oa_base64_decode (text, strlen (text));
  gsize size = 0;
  gconstpointer data;

  g_assert_nonnull (decoded);
  data = g_bytes_get_data (decoded, &size);
  g_assert_cmpmem (data, size, bytes, length);
}

TEST (base64)
{
  assert_decodes ("", "", 0);
  assert_decodes ("Zg==", "f", 1);
  assert_decodes ("Zm8=", "fo", 2);
  assert_decodes ("Zm9v", "foo", 3);
  assert_decodes ("Zm9vYmFy", "foobar", 6);
  assert_decodes ("+/+/", "\xfb\xff\xbf", 3);
}

TEST (base64_is_strict)
{
  static const gchar *const bad[] = { "A", "AA", "AAA", "AAAAA",
    "====", "A===", "=AAA", "AA=A", "AAA=AAAA", "AAAA====", "AA==AA==", "AA A",
    "AAAA\nAAA", "AA-_", "AAA\x80", "AAA\"" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (oa_base64_decode (bad[i], strlen (bad[i])));
  g_assert_null (oa_base64_decode ("A\0AA", 4));
}

TEST (base64_every_length)
{
  guint8 audio[300];

  for (guint i = 0; i < sizeof (audio); i++)
    audio[i] = i * 167 + 13;
  for (gsize length = 0; length < sizeof (audio); length++) {
    g_autofree gchar *text = g_base64_encode (audio, length);

    assert_decodes (text, (const gchar *) audio, length);
  }
}

TEST (base64_is_fast)
{
  gsize length = 8 * 1024 * 1024;
  g_autofree guint8 *audio = g_malloc0 (length);
  g_autofree gchar *text = g_base64_encode (audio, length);
  g_autoptr (GBytes) decoded = NULL;

  if (!g_test_perf ()) {
    g_test_skip ("only with -m perf");
    return;
  }
  g_test_timer_start ();
  decoded = oa_base64_decode (text, strlen (text));
  g_test_maximized_result (length / 1e6 / g_test_timer_elapsed (),
      "MB/s of audio");
  g_assert_cmpuint (g_bytes_get_size (decoded), ==, length);
}

static void
assert_append (GstOpenaiRealtimeSessionType type, const gchar *expected)
{
  const OaDialect *dialect =
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA, type);
  g_autoptr (GBytes) bytes =
      oa_audio_append_encode (dialect, (const guint8 *) "\0\0\0\0", 4);
  gsize length = 0;
  const gchar *text = g_bytes_get_data (bytes, &length);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpuint (length, ==, strlen (expected));
}

TEST (append)
{
  assert_append (GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME,
      "{\"type\":\"input_audio_buffer.append\",\"audio\":\"AAAAAA==\"}");
  assert_append (GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION,
      "{\"type\":\"session.input_audio_buffer.append\","
      "\"audio\":\"AAAAAA==\"}");
}

TEST (append_comes_back)
{
  const OaDialect *dialect = oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
      GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME);
  guint8 audio[100];

  for (guint i = 0; i < sizeof (audio); i++)
    audio[i] = 255 - i;
  for (gsize length = 0; length < sizeof (audio); length++) {
    g_autoptr (GBytes) bytes = oa_audio_append_encode (dialect, audio, length);
    g_autoptr (JsonObject) event =
        oa_json_parse_object (g_bytes_get_data (bytes, NULL),
            g_bytes_get_size (bytes), 0, "test", NULL);
    const gchar *base64 = oa_json_get_string (event, "audio");

    assert_decodes (base64, (const gchar *) audio, length);
  }
}

TEST_MAIN ()
