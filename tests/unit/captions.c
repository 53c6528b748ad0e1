/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* captions.c - tones stand for sentences, silence for pauses: each caption lies
 * where its tone does. Time is the timeline's, frame by frame. */

#include <math.h>
#include <string.h>

#include "media/captionitem.h"
#include "media/captions.h"
#include "../support/testcase.h"

#define MS GST_MSECOND
#define FRAME (20 * MS)
/* The detector looks at 10 ms at a time. */
#define EXACT (11 * MS)

static const OaAudioFormat formats[] = { OA_AUDIO_FORMAT_PCM,
  OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA };

typedef struct
{
  OaTimeline *timeline;
  OaCaptions *captions;
  gboolean live;
  OaAudioFormat format;
} Room;

static void
room_start (Room *room, OaAudioFormat format, gboolean live)
{
  room->timeline = oa_timeline_new ();
  oa_timeline_configure (room->timeline, format, FRAME, TRUE);
  room->captions = oa_captions_new ();
  room->live = live;
  room->format = format;
}

static void
room_stop (Room *room)
{
  oa_captions_free (room->captions);
  oa_timeline_free (room->timeline);
}

static void
append_sample (GByteArray *audio, OaAudioFormat format, gboolean loud, guint n)
{
  gint16 pcm = loud ? (n % 24 < 12 ? 8000 : -8000) : 0;
  guint8 bytes[2] = { pcm & 0xff, (guint16) pcm >> 8 };

  if (format != OA_AUDIO_FORMAT_PCM)
    bytes[0] = loud ? (n % 8 < 4 ? 0x10 : 0x90)
                    : oa_audio_format_get_silence (format);
  g_byte_array_append (audio, bytes, oa_audio_format_get_sample_size (format));
}

/* Tones and pauses in turn, in ms; the first is a tone. 0 ends. */
static GBytes *
make_audio (OaAudioFormat format, const guint *parts)
{
  GByteArray *audio = g_byte_array_new ();

  for (guint i = 0; parts[i] != 0; i++)
    for (guint n = 0; n < parts[i] * oa_audio_format_get_rate (format) / 1000;
         n++)
      append_sample (audio, format, i % 2 == 0, n);
  return g_byte_array_free_to_bytes (audio);
}

static void
add_bytes (Room *room, const gchar *item, GBytes *audio)
{
  oa_timeline_add (room->timeline, oa_timeline_get_format (room->timeline), "r",
      item, audio, GST_CLOCK_TIME_NONE);
  oa_captions_add_audio (room->captions, "r", item, room->format, audio);
}

static void
end_audio (Room *room, const gchar *item)
{
  oa_timeline_end_item (room->timeline, item);
  oa_captions_end_audio (room->captions, item);
}

static void
say (Room *room, const gchar *item, const gchar *text, const guint *parts)
{
  g_autoptr (GBytes) audio = make_audio (room->format, parts);

  oa_captions_end_text (room->captions, "r", item, TRUE, GST_CLOCK_TIME_NONE,
      text);
  add_bytes (room, item, audio);
  end_audio (room, item);
}

/* One frame leaves. */
static void
step (Room *room)
{
  OaFrame frame;

  if (room->live)
    oa_timeline_pop_paced (room->timeline, &frame);
  else
    oa_timeline_pop_joined (room->timeline, &frame);
  oa_frame_clear (&frame);
  oa_captions_advance (room->captions, room->timeline, room->live);
}

static void
run_until (Room *room, GstClockTime position)
{
  while (oa_timeline_get_position (room->timeline) < position)
    step (room);
}

static void
assert_near (GstClockTime time, GstClockTime expected, GstClockTime tolerance)
{
  g_assert_cmpuint (time + tolerance, >=, expected);
  g_assert_cmpuint (time, <=, expected + tolerance);
}

static void
assert_next (Room *room, const gchar *text, GstClockTime begin,
    GstClockTime end, GstClockTime tolerance)
{
  OaCaption caption;

  g_assert_true (oa_captions_pop (room->captions, &caption));
  g_assert_cmpstr (caption.text, ==, text);
  assert_near (caption.pts, begin, tolerance);
  assert_near (caption.pts + caption.duration, end, tolerance);
  oa_caption_clear (&caption);
}

static void
assert_none (Room *room)
{
  OaCaption caption;

  g_assert_false (oa_captions_pop (room->captions, &caption));
}

/* Sentences whose length in text says little about their length in sound. */
#define SENTENCES \
  "I am short. This one is quite a bit longer, isn't it? " \
  "And here is the end of it."
static const guint tones[] = { 900, 300, 1800, 400, 1700, 100, 0 };

static void
assert_sentences (Room *room, GstClockTime base, GstClockTime tolerance)
{
  assert_next (room, "I am short.", base, base + 900 * MS, tolerance);
  assert_next (room, "This one is quite a bit longer, isn't it?",
      base + 1200 * MS, base + 3000 * MS, tolerance);
  assert_next (room, "And here is the end of it.", base + 3400 * MS,
      base + 5100 * MS, tolerance);
}

TEST (sentences_at_their_tones)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    for (guint live = 0; live < 2; live++) {
      Room room;

      room_start (&room, formats[i], live);
      run_until (&room, live ? 200 * MS : 0);
      say (&room, "i", SENTENCES, tones);
      run_until (&room, live ? 6 * GST_SECOND : 5200 * MS);
      assert_sentences (&room, live ? 200 * MS : 0, EXACT);
      assert_none (&room);
      room_stop (&room);
    }
  }
}

/* A caption is not due before the frame in which it begins has left. */
TEST_WITH (Room, room, due_with_its_frame, OA_AUDIO_FORMAT_PCM, TRUE)
{
  GstClockTime begins[] = { 0, 1200 * MS, 3400 * MS };
  OaCaption caption;
  guint n = 0;

  say (room, "i", SENTENCES, tones);
  oa_captions_advance (room->captions, room->timeline, TRUE);
  assert_none (room);
  while (n < G_N_ELEMENTS (begins)) {
    step (room);
    while (oa_captions_pop (room->captions, &caption)) {
      GstClockTime position = oa_timeline_get_position (room->timeline);

      g_assert_cmpuint (caption.pts, <, position);
      g_assert_cmpuint (caption.pts + FRAME, >=, position);
      assert_near (caption.pts, begins[n++], EXACT);
      oa_caption_clear (&caption);
    }
  }
}

/* Audio in small pieces just before it is needed, text much faster. */
static void
stream (Room *room, const gchar *text, const guint *parts, guint ahead_ms)
{
  g_autoptr (GBytes) audio = make_audio (room->format, parts);
  gsize piece = 20 * oa_audio_format_get_bytes_per_ms (room->format), at;
  gsize size = g_bytes_get_size (audio);
  gsize ahead = ahead_ms * oa_audio_format_get_bytes_per_ms (room->format);
  gsize said = 0, length = strlen (text);

  for (at = 0; at < size; at += piece) {
    g_autoptr (GBytes) part =
        g_bytes_new_from_bytes (audio, at, MIN (piece, size - at));
    gsize upto = MIN (length, length * (4 * at + ahead + 40 * piece) / size);
    g_autofree gchar *delta = g_strndup (text + said, upto - said);

    said = upto;
    oa_captions_add_text (room->captions, "r", "i", TRUE, GST_CLOCK_TIME_NONE,
        delta);
    add_bytes (room, "i", part);
    if (at >= ahead)
      step (room);
  }
  end_audio (room, "i");
  oa_captions_end_text (room->captions, "r", "i", TRUE, GST_CLOCK_TIME_NONE,
      text);
}

/* The total is not known, but what is ahead is. */
TEST (streamed_as_well_placed)
{
  static const guint aheads[] = { 800, 1500, 4000 };

  for (guint i = 0; i < G_N_ELEMENTS (aheads); i++) {
    OaCaption caption;
    Room room;

    room_start (&room, OA_AUDIO_FORMAT_PCM, TRUE);
    stream (&room, SENTENCES, tones, aheads[i]);
    run_until (&room, 6 * GST_SECOND);
    g_assert_true (oa_captions_pop (room.captions, &caption));
    assert_near (caption.pts, 0, EXACT);
    oa_caption_clear (&caption);
    g_assert_true (oa_captions_pop (room.captions, &caption));
    assert_near (caption.pts, 1200 * MS, EXACT);
    oa_caption_clear (&caption);
    g_assert_true (oa_captions_pop (room.captions, &caption));
    assert_near (caption.pts, 3400 * MS, EXACT);
    oa_caption_clear (&caption);
    room_stop (&room);
  }
}

/* With no audio ahead, and words as long as usual. */
TEST_WITH (Room, room, streamed_without_a_lead, OA_AUDIO_FORMAT_PCM, TRUE)
{
  static const guint usual[] = { 600, 300, 1700, 400, 1300, 100, 0 };
  GstClockTime begins[] = { 0, 900 * MS, 3000 * MS };
  OaCaption caption;
  guint n = 0;

  stream (room, SENTENCES, usual, 0);
  run_until (room, 6 * GST_SECOND);
  while (oa_captions_pop (room->captions, &caption)) {
    g_assert_cmpuint (n, <, G_N_ELEMENTS (begins));
    assert_near (caption.pts, begins[n++], 150 * MS);
    oa_caption_clear (&caption);
  }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (begins));
}

/* Without pauses lines lie by their share. */
TEST_WITH (Room, room, share_of_the_audio, OA_AUDIO_FORMAT_PCMU, FALSE)
{
  static const guint one[] = { 8000, 0 };
  OaCaption caption;
  GstClockTime end = 0;
  guint n = 0;

  say (room, "i",
      "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
      "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
      "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa",
      one);
  run_until (room, 8 * GST_SECOND);
  while (oa_captions_pop (room->captions, &caption)) {
    assert_near (caption.pts, end, MS);
    /* Eight words to a line, half a second each. */
    assert_near (caption.pts, n++ * 4 * GST_SECOND, 30 * MS);
    end = caption.pts + caption.duration;
    oa_caption_clear (&caption);
  }
  g_assert_cmpuint (n, ==, 2);
  assert_near (end, 8 * GST_SECOND, EXACT);
}

/* A recording's captions are there before their audio leaves: a muxer may
 * take the one only with the other. */
TEST_WITH (Room, room, second_answer_follows, OA_AUDIO_FORMAT_PCM, FALSE)
{
  say (room, "a", SENTENCES, tones);
  oa_captions_advance (room->captions, room->timeline, FALSE);
  assert_sentences (room, 0, EXACT);
  assert_none (room);
  say (room, "b", SENTENCES, tones);
  oa_captions_advance (room->captions, room->timeline, FALSE);
  assert_sentences (room, 5200 * MS, EXACT);
  assert_none (room);
}

/* The ledger has forgotten the item when its text comes. */
TEST (text_after_its_audio)
{
  g_autofree gchar *taken = NULL;
  g_autoptr (GBytes) audio = make_audio (OA_AUDIO_FORMAT_PCM, tones);
  Room room;

  room_start (&room, OA_AUDIO_FORMAT_PCM, FALSE);
  add_bytes (&room, "i", audio);
  end_audio (&room, "i");
  run_until (&room, 5200 * MS);
  taken = oa_timeline_take_finished (room.timeline, GST_CLOCK_TIME_NONE, NULL);
  g_assert_cmpstr (taken, ==, "i");
  assert_none (&room);
  oa_captions_end_text (room.captions, "r", "i", TRUE, GST_CLOCK_TIME_NONE,
      SENTENCES);
  oa_captions_advance (room.captions, room.timeline, FALSE);
  assert_sentences (&room, 0, EXACT);
  assert_none (&room);
  room_stop (&room);
}

TEST_WITH (Room, room, interruption_forgets_what_never_left,
    OA_AUDIO_FORMAT_PCM, TRUE)
{
  g_autoptr (GPtrArray) truncated = NULL;

  say (room, "i", SENTENCES, tones);
  run_until (room, 2000 * MS);
  truncated = oa_timeline_interrupt (room->timeline, 2000 * MS);
  oa_captions_interrupt (room->captions);
  oa_captions_add_text (room->captions, "r", "i", TRUE, GST_CLOCK_TIME_NONE,
      "Late. Very late. ");
  /* What had left stays, and the next answer need not wait for its end. */
  say (room, "j", SENTENCES, tones);
  run_until (room, 8 * GST_SECOND);
  assert_next (room, "I am short.", 0, 900 * MS, EXACT);
  assert_next (room, "This one is quite a bit longer, isn't it?", 1200 * MS,
      3000 * MS, EXACT);
  assert_sentences (room, 2000 * MS, EXACT);
  assert_none (room);
}

TEST_WITH (Room, room, text_without_audio_is_not_shown, OA_AUDIO_FORMAT_PCM,
    TRUE)
{
  g_autoptr (GBytes) odd = g_bytes_new_static ("x", 1);

  oa_captions_add_text (room->captions, "r1", "a", TRUE, GST_CLOCK_TIME_NONE,
      "Never said. Not at all.");
  oa_captions_end_response (room->captions, "r1");
  /* Half a sample is none. */
  oa_captions_add_audio (room->captions, "r2", "c", OA_AUDIO_FORMAT_PCM, odd);
  oa_captions_end_text (room->captions, "r2", "c", TRUE, GST_CLOCK_TIME_NONE,
      "Never said either.");
  oa_captions_end_audio (room->captions, "c");
  say (room, "b", SENTENCES, tones);
  run_until (room, 6 * GST_SECOND);
  assert_sentences (room, 0, EXACT);
  assert_none (room);
}

TEST (written_text)
{
  for (guint live = 0; live < 2; live++) {
    Room room;

    room_start (&room, OA_AUDIO_FORMAT_PCM, live);
    run_until (&room, live ? 500 * MS : 0);
    oa_captions_add_text (room.captions, "r", "i", FALSE,
        live ? GST_CLOCK_TIME_NONE : 500 * MS, "First of them. Secon");
    oa_captions_advance (room.captions, room.timeline, live);
    assert_next (&room, "First of them.", 500 * MS, 1500 * MS, 0);
    oa_captions_end_text (room.captions, "r", "i", FALSE, 500 * MS,
        "First of them. Second one.");
    oa_captions_advance (room.captions, room.timeline, live);
    /* Live, one line at a time. */
    if (live)
      assert_none (&room);
    run_until (&room, live ? 1500 * MS : 0);
    assert_next (&room, "Second one.", 1500 * MS, 2500 * MS, 0);
    room_stop (&room);
  }
}

/*** the user ***/

TEST_WITH (Room, room, turns_in_order_however_late, OA_AUDIO_FORMAT_PCM, FALSE)
{
  oa_captions_settle (room->captions, 0);
  oa_captions_begin_turn (room->captions, "a", 1000 * MS);
  oa_captions_end_turn (room->captions, "a", 2000 * MS);
  oa_captions_begin_turn (room->captions, "b", 5000 * MS);
  oa_captions_end_turn (room->captions, "b", 7000 * MS);
  oa_captions_begin_turn (room->captions, "c", 9000 * MS);
  oa_captions_set_turn_text (room->captions, "b", "Here we are. There we go.");
  oa_captions_advance (room->captions, room->timeline, FALSE);
  assert_none (room);
  oa_captions_set_turn_text (room->captions, "a", "Who is there?");
  oa_captions_advance (room->captions, room->timeline, FALSE);
  assert_next (room, "Who is there?", 1000 * MS, 2000 * MS, 0);
  assert_next (room, "Here we are.", 5000 * MS, 6000 * MS, 100 * MS);
  assert_next (room, "There we go.", 6000 * MS, 7000 * MS, 100 * MS);
  /* No text at all: nothing waits for it. */
  oa_captions_begin_turn (room->captions, "d", 12000 * MS);
  oa_captions_end_turn (room->captions, "d", 13000 * MS);
  oa_captions_set_turn_text (room->captions, "d", "The end of it.");
  oa_captions_set_turn_text (room->captions, "c", NULL);
  oa_captions_advance (room->captions, room->timeline, FALSE);
  assert_next (room, "The end of it.", 12000 * MS, 13000 * MS, 0);
}

TEST_WITH (Room, room, late_turn_is_shifted_live, OA_AUDIO_FORMAT_PCM, TRUE)
{
  GstClockTime begin, end;

  run_until (room, 4000 * MS);
  g_assert_true (oa_captions_pop_gap (room->captions, &begin, &end));
  g_assert_cmpuint (end, ==, 4000 * MS);
  oa_captions_begin_turn (room->captions, "a", 1000 * MS);
  oa_captions_end_turn (room->captions, "a", 3000 * MS);
  oa_captions_set_turn_text (room->captions, "a", "Here we are. There we go.");
  oa_captions_advance (room->captions, room->timeline, TRUE);
  assert_next (room, "Here we are.", 4000 * MS, 5000 * MS, 100 * MS);
  assert_none (room);
  run_until (room, 5100 * MS);
  assert_next (room, "There we go.", 5000 * MS, 6000 * MS, 100 * MS);
}

TEST_WITH (Room, room, turn_without_text_is_given_up_live, OA_AUDIO_FORMAT_PCM,
    TRUE)
{
  GstClockTime begin, end;

  oa_captions_begin_turn (room->captions, "a", 0);
  oa_captions_end_turn (room->captions, "a", 1000 * MS);
  oa_captions_begin_turn (room->captions, "b", 2000 * MS);
  oa_captions_end_turn (room->captions, "b", 3000 * MS);
  oa_captions_set_turn_text (room->captions, "b", "Is anybody there?");
  run_until (room, 10900 * MS);
  assert_none (room);
  g_assert_true (oa_captions_pop_gap (room->captions, &begin, &end));
  run_until (room, 11200 * MS);
  assert_next (room, "Is anybody there?", end, end + 1000 * MS, 0);
}

/* A turn whose begin was not told lies before its commit. */
TEST_WITH (Room, room, committed_turn_ends_at_its_commit, OA_AUDIO_FORMAT_PCM,
    FALSE)
{
  oa_captions_end_turn (room->captions, "a", 5000 * MS);
  oa_captions_set_turn_text (room->captions, "a", "Is anybody there?");
  oa_captions_advance (room->captions, room->timeline, FALSE);
  assert_next (room, "Is anybody there?", 4000 * MS, 5000 * MS, 0);
}

TEST_WITH (Room, room, finish_shows_what_is_there, OA_AUDIO_FORMAT_PCM, TRUE)
{
  oa_captions_begin_turn (room->captions, "a", 0);
  oa_captions_begin_turn (room->captions, "b", 2000 * MS);
  oa_captions_end_turn (room->captions, "b", 3000 * MS);
  oa_captions_set_turn_text (room->captions, "b", "Is anybody there?");
  oa_captions_finish (room->captions, room->timeline, TRUE);
  assert_next (room, "Is anybody there?", 2000 * MS, 3000 * MS, 0);
  assert_none (room);
}

/* The service is gone: what it had not written down is said to another. */
TEST_WITH (Room, room, lost_turns_hold_nothing, OA_AUDIO_FORMAT_PCM, FALSE)
{
  oa_captions_begin_turn (room->captions, "a", 1000 * MS);
  oa_captions_begin_turn (room->captions, "b", 2000 * MS);
  oa_captions_set_turn_text (room->captions, "b", "Is anybody there?");
  oa_captions_forget_turns (room->captions);
  oa_captions_begin_turn (room->captions, "c", 1000 * MS);
  oa_captions_end_turn (room->captions, "c", 1900 * MS);
  oa_captions_set_turn_text (room->captions, "c", "Who is it?");
  oa_captions_advance (room->captions, room->timeline, FALSE);
  assert_next (room, "Is anybody there?", 2000 * MS, 3000 * MS, 100 * MS);
  /* Never back in time. */
  assert_next (room, "Who is it?", 3000 * MS, 3900 * MS, 100 * MS);
}

/*** gaps ***/

/* Gaps and captions together cover the time up to the timeline, in order, and
 * no gap lies over a caption. */
TEST_WITH (Room, room, gaps_fill_the_rest, OA_AUDIO_FORMAT_PCM, TRUE)
{
  GstClockTime begin, end, at = 0;
  OaCaption caption;
  guint n = 0;

  say (room, "i", SENTENCES, tones);
  while (oa_timeline_get_position (room->timeline) < 7 * GST_SECOND) {
    step (room);
    while (oa_captions_pop (room->captions, &caption)) {
      g_assert_cmpuint (caption.pts, >=, at);
      at = caption.pts + caption.duration;
      oa_caption_clear (&caption);
      n++;
    }
    if (oa_captions_pop_gap (room->captions, &begin, &end)) {
      g_assert_cmpuint (begin, ==, at);
      g_assert_cmpuint (end, ==, oa_timeline_get_position (room->timeline));
      at = end;
    }
    g_assert_cmpuint (at, >=, oa_timeline_get_position (room->timeline)
        - FRAME);
  }
  g_assert_cmpuint (n, ==, 3);
}

/* In a recording, no gap lies over an answer whose captions are to come. */
TEST (gaps_wait_for_an_answer)
{
  g_autoptr (GBytes) audio = make_audio (OA_AUDIO_FORMAT_PCM, tones);
  GstClockTime begin, end;
  Room room;

  room_start (&room, OA_AUDIO_FORMAT_PCM, FALSE);
  say (&room, "a", SENTENCES, tones);
  run_until (&room, 5200 * MS);
  assert_sentences (&room, 0, EXACT);
  add_bytes (&room, "b", audio);
  run_until (&room, 8 * GST_SECOND);
  g_assert_true (oa_captions_pop_gap (room.captions, &begin, &end));
  g_assert_cmpuint (end, ==, 5200 * MS);
  g_assert_false (oa_captions_pop_gap (room.captions, &begin, &end));
  end_audio (&room, "b");
  oa_captions_end_text (room.captions, "r", "b", TRUE, GST_CLOCK_TIME_NONE,
      SENTENCES);
  run_until (&room, 10400 * MS);
  assert_sentences (&room, 5200 * MS, EXACT);
  assert_none (&room);
  room_stop (&room);
}

TEST_WITH (Room, room, gaps_of_turns_wait_for_their_text, OA_AUDIO_FORMAT_PCM,
    FALSE)
{
  GstClockTime begin, end;

  oa_captions_settle (room->captions, 0);
  g_assert_false (oa_captions_pop_gap (room->captions, &begin, &end));
  oa_captions_begin_turn (room->captions, "a", 1000 * MS);
  oa_captions_end_turn (room->captions, "a", 2000 * MS);
  oa_captions_advance (room->captions, room->timeline, FALSE);
  g_assert_true (oa_captions_pop_gap (room->captions, &begin, &end));
  g_assert_cmpuint (end, ==, 1000 * MS);
  g_assert_false (oa_captions_pop_gap (room->captions, &begin, &end));
  oa_captions_set_turn_text (room->captions, "a", NULL);
  oa_captions_advance (room->captions, room->timeline, FALSE);
  g_assert_true (oa_captions_pop_gap (room->captions, &begin, &end));
  g_assert_cmpuint (begin, ==, 1000 * MS);
  g_assert_cmpuint (end, ==, 2000 * MS);
}

/* A service that begins and never ends anything. */
TEST_WITH (Room, room, memory_has_an_end, OA_AUDIO_FORMAT_PCM, TRUE)
{
  OaCaption caption;
  guint i, n = 0;

  for (i = 0; i < 10000; i++) {
    g_autofree gchar *id = g_strdup_printf ("i%u", i);

    oa_captions_add_text (room->captions, "r", id, FALSE, GST_CLOCK_TIME_NONE,
        "never ended");
    oa_captions_begin_turn (room->captions, id, i * MS);
  }
  oa_captions_end_all (room->captions);
  oa_captions_finish (room->captions, room->timeline, TRUE);
  while (oa_captions_pop (room->captions, &caption)) {
    oa_caption_clear (&caption);
    n++;
  }
  g_assert_cmpuint (n, ==, 256);
}

TEST_MAIN (gst_init (NULL, NULL))
