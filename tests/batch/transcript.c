/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* transcript.c - which times and texts come of what the element tells. */

#include <math.h>

#include "transcript/transcript.h"
#include "../support/testcase.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrbTranscript, orb_transcript_free)

#define MS GST_MSECOND

/* A tone where `sound` says so: pairs of from and to, in ms. */
static OrbLoudness *
record (guint length, const guint *sound, guint n)
{
  OrbLoudness *levels = orb_loudness_new ();
  guint per_ms = ORB_RATE / 1000;

  for (guint ms = 0; ms < length; ms++) {
    gint16 samples[ORB_RATE / 1000] = { 0 };

    for (guint i = 0; i < n; i++)
      if (ms >= sound[2 * i] && ms < sound[2 * i + 1])
        for (guint k = 0; k < per_ms; k++)
          samples[k] = 8000 * sin (2 * G_PI * k / per_ms);
    orb_loudness_add (levels, samples, per_ms, FALSE);
  }
  return levels;
}

static void
tell (OrbTranscript *talk, GstStructure *message, GstClockTime base)
{
  orb_transcript_message (talk, message, base);
  gst_structure_free (message);
}

static void
tell_speech (OrbTranscript *talk, const gchar *id, guint from, guint to,
    GstClockTime base)
{
  tell (talk,
      gst_structure_new ("openairealtime/speech-started", "item-id",
          G_TYPE_STRING, id, "running-time", G_TYPE_UINT64, from * MS + base,
          NULL),
      base);
  tell (talk,
      gst_structure_new ("openairealtime/speech-stopped", "item-id",
          G_TYPE_STRING, id, "running-time", G_TYPE_UINT64, to * MS + base,
          NULL),
      base);
}

static void
tell_text (OrbTranscript *talk, const gchar *role, const gchar *id,
    const gchar *text, gboolean final)
{
  tell (talk,
      gst_structure_new ("openairealtime/transcript", "role", G_TYPE_STRING,
          role, "item-id", G_TYPE_STRING, id, "text", G_TYPE_STRING, text,
          "final", G_TYPE_BOOLEAN, final, NULL),
      0);
}

static void
tell_answer (OrbTranscript *talk, const gchar *id, guint64 ms)
{
  tell (talk,
      gst_structure_new ("openairealtime/playback-done", "item-id",
          G_TYPE_STRING, id, "heard-ms", G_TYPE_UINT64, ms, NULL),
      0);
}

static const OrbItem *
item (OrbTranscript *talk, guint i)
{
  g_assert_cmpuint (i, <, talk->items->len);
  return g_ptr_array_index (talk->items, i);
}

static void
assert_times (const OrbItem *it, OrbTimes times, guint start, guint end)
{
  g_assert_cmpint (it->times, ==, times);
  g_assert_cmpuint (llround (it->start * 1000), ==, start);
  g_assert_cmpuint (llround (it->end * 1000), ==, end);
}

static const OrbDetection detects = { TRUE, 0.3, 0.5 };
static const OrbDetection silent = { FALSE, 0.3, 0.5 };

/* The service's padding and silence are not part of what was said. */
TEST (voice_without_padding)
{
  static const guint sound[] = { 1000, 2000, 4000, 4500 };
  OrbLoudness *levels = record (6000, sound, 2);
  OrbTranscript *talk = orb_transcript_new (0);

  tell_speech (talk, "a", 700, 2500, 0);
  tell_speech (talk, "b", 3700, 5000, 0);
  orb_transcript_resolve_times (talk, &detects, levels, NULL);
  assert_times (item (talk, 0), ORB_TIMES_SERVICE, 1000, 2000);
  assert_times (item (talk, 1), ORB_TIMES_SERVICE, 4000, 4500);
  orb_transcript_free (talk);
  orb_loudness_free (levels);
}

/* Times count from the first sample, whatever its running time is. */
TEST (times_from_first_sample)
{
  static const guint sound[] = { 1000, 2000 };
  OrbLoudness *levels = record (3000, sound, 1);
  OrbTranscript *talk = orb_transcript_new (0);

  tell_speech (talk, "a", 700, 2500, 90 * GST_SECOND);
  orb_transcript_resolve_times (talk, &detects, levels, NULL);
  assert_times (item (talk, 0), ORB_TIMES_SERVICE, 1000, 2000);
  orb_transcript_free (talk);
  orb_loudness_free (levels);
}

/* Speech to the very end has no end but that. */
TEST (speech_at_the_end)
{
  static const guint sound[] = { 1000, 2000 };
  OrbLoudness *levels = record (2000, sound, 1);
  OrbTranscript *talk = orb_transcript_new (0);

  tell_speech (talk, "a", 700, 2500, 0);
  orb_transcript_resolve_times (talk, &detects, levels, NULL);
  assert_times (item (talk, 0), ORB_TIMES_SERVICE, 1000, 2000);
  orb_transcript_free (talk);
  orb_loudness_free (levels);
}

static void
commit (OrbTranscript *talk, const gchar *id, gdouble position)
{
  g_autofree gchar *json = g_strdup_printf ("{\"item_id\":\"%s\"}", id);

  orb_transcript_event (talk, "input_audio_buffer.committed", json, position);
}

/* The recording was read further than it was sent; the pause says where the
 * turn was cut. */
TEST (times_by_pauses)
{
  static const guint sound[] = { 500, 1500, 2500, 4000 };
  OrbLoudness *levels = record (5000, sound, 2);
  OrbTranscript *talk = orb_transcript_new (0);

  commit (talk, "a", 2.9);
  commit (talk, "b", 4.6);
  /* What is behind the last turn is silence, whatever was written down. */
  commit (talk, "c", 5.0);
  tell_text (talk, "user", "c", "Thank you.", TRUE);
  orb_transcript_resolve_times (talk, &silent, levels, NULL);
  assert_times (item (talk, 0), ORB_TIMES_ESTIMATED, 500, 1500);
  assert_times (item (talk, 1), ORB_TIMES_ESTIMATED, 2500, 4000);
  g_assert_cmpuint (talk->items->len, ==, 2);
  orb_transcript_free (talk);
  orb_loudness_free (levels);
}

TEST (unknown_times)
{
  OrbLoudness *levels = record (1000, NULL, 0);
  OrbTranscript *talk = orb_transcript_new (0);

  tell_text (talk, "user", "a", "Hello.", TRUE);
  orb_transcript_resolve_times (talk, &detects, levels, NULL);
  g_assert_cmpint (item (talk, 0)->times, ==, ORB_TIMES_UNKNOWN);
  g_assert_cmpfloat (item (talk, 0)->start, ==, -1);
  orb_transcript_free (talk);
  orb_loudness_free (levels);
}

TEST (answers_lie_where_they_were_put)
{
  OrbLoudness *levels = record (1000, NULL, 0);
  OrbTranscript *talk = orb_transcript_new (0);
  OrbAnswerMap *spans = orb_answer_map_new ();

  orb_answer_map_add (spans, 2 * ORB_RATE, ORB_RATE + ORB_RATE / 2);
  orb_answer_map_add (spans, 9 * ORB_RATE, ORB_RATE);
  tell_answer (talk, "a", 1000);
  tell_answer (talk, "b", 499);
  tell_answer (talk, "c", 1000);
  orb_transcript_resolve_times (talk, &detects, levels, spans);
  assert_times (item (talk, 0), ORB_TIMES_SERVICE, 2000, 3000);
  assert_times (item (talk, 1), ORB_TIMES_SERVICE, 3000, 3499);
  assert_times (item (talk, 2), ORB_TIMES_SERVICE, 9000, 10000);
  orb_answer_map_free (spans);
  orb_transcript_free (talk);
  orb_loudness_free (levels);
}

TEST (pieces_then_the_whole)
{
  g_autoptr (OrbTranscript) talk = orb_transcript_new (0);

  tell_text (talk, "assistant", "a", "Hel", FALSE);
  tell_text (talk, "assistant", "a", "lo", FALSE);
  g_assert_cmpstr (item (talk, 0)->text->str, ==, "Hello");
  tell_text (talk, "assistant", "a", "Hello!", TRUE);
  tell_text (talk, "assistant", "a", " late", FALSE);
  g_assert_cmpstr (item (talk, 0)->text->str, ==, "Hello!");
  g_assert_false (item (talk, 0)->user);
}

TEST (segments_with_speakers)
{
  static const guint sound[] = { 1000, 4000 };
  OrbLoudness *levels = record (5000, sound, 1);
  OrbTranscript *talk = orb_transcript_new (0);
  OrbSegment *segment;

  tell_speech (talk, "a", 700, 4500, 0);
  orb_transcript_event (talk,
      "conversation.item.input_audio_transcription.segment",
      "{\"item_id\":\"a\",\"text\":\"Hi.\",\"speaker\":\"A\",\"start\":0.3,"
      "\"end\":1}",
      5);
  orb_transcript_event (talk,
      "conversation.item.input_audio_transcription.segment",
      "{\"item_id\":\"a\",\"text\":\"No times\",\"speaker\":\"A\"}", 5);
  orb_transcript_resolve_times (talk, &detects, levels, NULL);
  g_assert_cmpuint (item (talk, 0)->segments->len, ==, 1);
  segment = g_ptr_array_index (item (talk, 0)->segments, 0);
  g_assert_cmpuint (llround (segment->start * 1000), ==, 1000);
  g_assert_cmpuint (llround (segment->end * 1000), ==, 1700);
  g_assert_cmpstr (segment->speaker, ==, "A");
  orb_transcript_free (talk);
  orb_loudness_free (levels);
}

TEST (usage_adds_up)
{
  g_autoptr (OrbTranscript) talk = orb_transcript_new (0);
  const OrbUsage *usage = &talk->usage;

  for (guint i = 0; i < 2; i++)
    tell (talk,
        gst_structure_new ("openairealtime/response-done", "status",
            G_TYPE_STRING, "completed", "input-audio-tokens", G_TYPE_UINT64,
            (guint64) 20, "output-audio-tokens", G_TYPE_UINT64, (guint64) 7,
            "first-delta-latency", G_TYPE_UINT64, 250 * MS, NULL),
        0);
  orb_transcript_event (talk,
      "conversation.item.input_audio_transcription.completed",
      "{\"item_id\":\"a\",\"usage\":{\"seconds\":3},\"languages\":"
      "[{\"code\":\"en\"}]}",
      1);
  g_assert_cmpuint (usage->input_audio, ==, 40);
  g_assert_cmpuint (usage->output_audio, ==, 14);
  g_assert_cmpfloat (usage->transcription_seconds, ==, 3);
  g_assert_cmpuint (talk->latencies->len, ==, 2);
  g_assert_cmpstr (item (talk, 0)->language, ==, "en");
  g_assert_null (talk->failure);
}

typedef struct
{
  const gchar *code;
  gboolean limited;
} Failure;

static void
test_failed_answer (gconstpointer data)
{
  const Failure *failure = data;
  g_autoptr (OrbTranscript) talk = orb_transcript_new (0);

  tell (talk,
      gst_structure_new ("openairealtime/response-done", "status",
          G_TYPE_STRING, "failed", "code", G_TYPE_STRING, failure->code, NULL),
      0);
  g_assert_nonnull (talk->failure);
  g_assert_cmpint (talk->limited, ==, failure->limited);
}

/* What comes from outside may be anything. */
TEST (hostile_events)
{
  static const gchar *const texts[] = { "", "[]", "null", "{",
    "{\"item_id\":7}", "{\"item_id\":[]}",
    "{\"item_id\":\"a\",\"usage\":[],\"languages\":{},\"error\":1}",
    "{\"item_id\":\"a\",\"languages\":[1]}",
    "{\"item_id\":\"a\",\"start\":\"x\",\"end\":{},\"text\":3}",
    "{\"item_id\":\"a\",\"start\":5,\"end\":2,\"text\":\"back\"}",
    "{\"item_id\":\"a\",\"usage\":{\"seconds\":-1e300}}" };
  static const gchar *const types[] = {
    "conversation.item.input_audio_transcription.completed",
    "conversation.item.input_audio_transcription.segment",
    "conversation.item.input_audio_transcription.failed",
    "input_audio_buffer.committed", "unknown"
  };
  g_autoptr (OrbTranscript) talk = orb_transcript_new (0);

  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      orb_transcript_event (talk, types[t], texts[i], 0);
  g_assert_cmpuint (talk->items->len, ==, 1);
  g_assert_cmpuint (item (talk, 0)->segments->len, ==, 0);
  g_assert_cmpfloat (talk->usage.transcription_seconds, ==, 0);
}

int
main (int argc, char **argv)
{
  static const Failure failures[] = {
    { "server_error", FALSE },
    { "rate_limit_exceeded", TRUE },
  };

  test_init (&argc, &argv);
  gst_init (NULL, NULL);
  TEST_ROW (failed_answer, "broken", &failures[0]);
  TEST_ROW (failed_answer, "limited", &failures[1]);
  return g_test_run ();
}
