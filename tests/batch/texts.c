/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* texts.c - subtitles, paragraphs, tables and pictures, byte for byte. */

#include <string.h>

#include "cli/console.h"
#include "results/drawing.h"
#include "results/summary.h"
#include "transcript/linewrap.h"
#include "transcript/loudness.h"
#include "transcript/subtitles.h"
#include "transcript/textfiles.h"
#include "transcript/transcript.h"
#include "../support/testcase.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrbTranscript, orb_transcript_free)

static void
say (OrbTranscript *talk, const gchar *role, const gchar *id, const gchar *text)
{
  g_autoptr (GstStructure) s = gst_structure_new ("openairealtime/transcript",
      "role", G_TYPE_STRING, role, "item-id", G_TYPE_STRING, id, "text",
      G_TYPE_STRING, text, "final", G_TYPE_BOOLEAN, TRUE, NULL);

  orb_transcript_message (talk, s, 0);
}

static OrbItem *
item (OrbTranscript *talk, guint i, gdouble start, gdouble end)
{
  OrbItem *it = g_ptr_array_index (talk->items, i);

  it->start = start;
  it->end = end;
  it->times = ORB_TIMES_SERVICE;
  return it;
}

/* A question, an answer with everything that must be escaped, a text of which
 * nothing is known, and one that is too long. */
static OrbTranscript *
conversation (void)
{
  OrbTranscript *talk = orb_transcript_new (0);

  say (talk, "user", "u1", "Is 1 < 2 && 3 > 2?");
  say (talk, "assistant", "a1", "Yes -->\nof course.");
  say (talk, "user", "u2", "When was this?");
  say (talk, "user", "u3",
      "One two three four five six seven eight nine ten "
      "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen");
  item (talk, 0, 1.0004, 2.5);
  item (talk, 1, 2.6, 3.25);
  item (talk, 3, 3600, 3610);
  return talk;
}

static void
assert_text (GString *text, const gchar *expected)
{
  g_assert_cmpstr (text->str, ==, expected);
  g_string_free (text, TRUE);
}

TEST (vtt)
{
  g_autoptr (OrbTranscript) talk = conversation ();

  assert_text (orb_write_vtt (talk->items),
      "WEBVTT\n\n"
      "00:00:01.000 --> 00:00:02.500\n"
      "<v Speaker>Is 1 &lt; 2 &amp;&amp; 3 &gt; 2?\n\n"
      "00:00:02.600 --> 00:00:03.250\n"
      "<v Assistant>Yes --&gt; of course.\n\n"
      "01:00:00.000 --> 01:00:06.991\n"
      "<v Speaker>One two three four five six seven eight\n"
      "nine ten eleven twelve thirteen fourteen\n\n"
      "01:00:06.991 --> 01:00:10.000\n"
      "<v Speaker>fifteen sixteen seventeen eighteen\n");
}

TEST (srt)
{
  g_autoptr (OrbTranscript) talk = conversation ();

  assert_text (orb_write_srt (talk->items),
      "1\r\n00:00:01,000 --> 00:00:02,500\r\n"
      "Speaker: Is 1 \342\200\271 2 && 3 \342\200\272 2?\r\n\r\n"
      "2\r\n00:00:02,600 --> 00:00:03,250\r\n"
      "Assistant: Yes --\342\200\272 of course.\r\n\r\n"
      "3\r\n01:00:00,000 --> 01:00:06,991\r\n"
      "Speaker: One two three four five six seven eight\r\n"
      "nine ten eleven twelve thirteen fourteen\r\n\r\n"
      "4\r\n01:00:06,991 --> 01:00:10,000\r\n"
      "Speaker: fifteen sixteen seventeen eighteen\r\n\r\n");
}

/* A single speaker is not named. */
TEST (srt_of_one_speaker)
{
  g_autoptr (OrbTranscript) talk = orb_transcript_new (0);

  say (talk, "user", "u1", "Alone.");
  item (talk, 0, 0, 1);
  assert_text (orb_write_srt (talk->items),
      "1\r\n00:00:00,000 --> 00:00:01,000\r\nAlone.\r\n\r\n");
}

TEST (txt)
{
  g_autoptr (OrbTranscript) talk = conversation ();

  g_ptr_array_set_size ((GPtrArray *) talk->items, 3);
  assert_text (orb_write_txt (talk->items),
      "[00:00:01] Speaker: Is 1 < 2 && 3 > 2?\n"
      "[00:00:02] Assistant: Yes -->\nof course.\n"
      "Speaker: When was this?\n");
}

TEST (jsonl)
{
  g_autoptr (OrbTranscript) talk = conversation ();

  g_ptr_array_set_size ((GPtrArray *) talk->items, 3);
  assert_text (orb_write_jsonl (talk->items),
      "{\"role\":\"user\",\"item_id\":\"u1\",\"start_ms\":1000,"
      "\"end_ms\":2500,\"times\":\"service\","
      "\"text\":\"Is 1 < 2 && 3 > 2?\"}\n"
      "{\"role\":\"assistant\",\"item_id\":\"a1\",\"start_ms\":2600,"
      "\"end_ms\":3250,\"times\":\"service\","
      "\"text\":\"Yes -->\\nof course.\"}\n"
      "{\"role\":\"user\",\"item_id\":\"u2\",\"start_ms\":null,"
      "\"end_ms\":null,\"times\":\"unknown\",\"text\":\"When was this?\"}\n");
}

TEST (nothing_said)
{
  g_autoptr (OrbTranscript) talk = orb_transcript_new (0);
  const GPtrArray *items = talk->items;

  assert_text (orb_write_vtt (items), "WEBVTT\n");
  assert_text (orb_write_srt (items), "");
  assert_text (orb_write_txt (items), "");
  assert_text (orb_write_jsonl (items), "");
}

static const gchar *const closing[] = { "\343\200\202", "\343\200\201",
  "\357\274\214", "\357\274\237", "\343\200\215", "\357\274\211",
  "\343\203\274", "\343\201\243", "!", ",", ")", "\302\273" };

/* Every sign of the text, and no line that cannot be read. */
static void
assert_wrapped (const gchar *text)
{
  g_autoptr (GPtrArray) lines = orb_wrap (text, ORB_CUE_LINE);
  g_autofree gchar *all = NULL;
  g_autoptr (GString) rest = g_string_new (text);

  for (guint i = 0; i < lines->len; i++) {
    const gchar *line = g_ptr_array_index (lines, i);

    g_assert_cmpuint (orb_columns (line), <=, ORB_CUE_LINE);
    g_assert_cmpuint (orb_columns (line), >, 0);
    g_assert_true (g_utf8_validate (line, -1, NULL));
    g_assert_false (g_unichar_ismark (g_utf8_get_char (line)));
    for (guint c = 0; c < G_N_ELEMENTS (closing); c++)
      g_assert_false (g_str_has_prefix (line, closing[c]));
  }
  g_ptr_array_add (lines, NULL);
  all = g_strjoinv (" ", (gchar **) lines->pdata);
  g_string_truncate (rest, 0);
  for (const gchar *at = all; *at != '\0'; at++)
    if (*at != ' ')
      g_string_append_c (rest, *at);
  {
    g_autoptr (GString) wanted = g_string_new (NULL);

    for (const gchar *at = text; *at != '\0'; at++)
      if (strchr (" \t\r\n", *at) == NULL)
        g_string_append_c (wanted, *at);
    g_assert_cmpstr (rest->str, ==, wanted->str);
  }
}

TEST (languages_without_spaces)
{
  static const gchar *const texts[] = {
    "感谢您的来电，我们酒店位于市中心，距离火车站步行十分钟，每天早上七点到十点供应早餐。"
    "请问您想预订哪一天的房间？需要几位入住？如果您需要，我可以介绍附近的景点。",
    "お電話ありがとうございます。ご予約の確認をいたしますので、お名前とお電話番号を"
    "お聞かせください。「ちょっとまって、コーヒー！」（ただいま確認しております）。",
    "สวัสดีครับขอบคุณที่โทรมาโรงแรมของเราตั้งอยู่ใจกลางเมืองเดินจากสถานีรถไฟเพียงสิบนาที",
    "ສະບາຍດີຂອບໃຈທີ່ໂທມາໂຮງແຮມຂອງພວກເຮົາຕັ້ງຢູ່ໃຈກາງເມືອງຍ່າງຈາກສະຖານີລົດໄຟ",
    "សូមស្វាគមន៍សណ្ឋាគាររបស់យើងស្ថិតនៅកណ្តាលទីក្រុងដើរពីស្ថានីយរថភ្លើង",
    "မင်္ဂလာပါကျွန်ုပ်တို့၏ဟိုတယ်သည်မြို့လယ်ခေါင်တွင်တည်ရှိပါသည်",
    "안녕하세요 저희 호텔은 시내 중심에 위치해 있으며 기차역에서 걸어서 십 분 거리에 있습니다.",
    "The code is 请问您想预订哪一天的房间需要几位入住 and https://example.com/"
    "a/very/long/address/that/has/no/space/at/all?and=more#than-one-line",
    "👨‍👩‍👧‍👦👍🏽🇩🇪🇫🇷👨‍👩‍👧‍👦👍🏽🇩🇪🇫🇷👨‍👩‍👧‍👦👍🏽🇩🇪🇫🇷👨‍👩‍👧‍👦👍🏽🇩🇪🇫🇷👨‍👩‍👧‍👦👍🏽",
    "e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201"
    "e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201"
    "e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201"
    "e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201"
    "e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201"
    "e\314\201e\314\201e\314\201e\314\201e\314\201e\314\201",
    "", "   ", "\314\201"
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts) - 1; i++)
    for (guint skip = 0; skip < 12 && texts[i][skip] != '\0'; skip++)
      if ((texts[i][skip] & 0xc0) != 0x80
          && !g_unichar_ismark (g_utf8_get_char (texts[i] + skip)))
        assert_wrapped (texts[i] + skip);
}

/* Signs have two columns; the last line holds what does not fit. */
TEST (columns)
{
  GPtrArray *lines = orb_wrap ("一二三四五，六七", 10);

  g_assert_cmpuint (lines->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (lines, 0), ==, "一二三四");
  g_assert_cmpstr (g_ptr_array_index (lines, 1), ==, "五，六七");
  g_ptr_array_unref (lines);
  g_assert_cmpuint (orb_columns ("a一\314\201"), ==, 3);
}

/* A word that is longer than a line is broken, but no character. */
TEST (long_words)
{
  g_autofree gchar *word = g_strnfill (100, 'x');
  g_autofree gchar *text =
      g_strconcat ("\303\244 ", word, " \343\201\202", NULL);
  g_autoptr (OrbTranscript) talk = orb_transcript_new (0);
  g_autoptr (GPtrArray) cues = NULL;

  say (talk, "user", "u1", text);
  item (talk, 0, 0, 102);
  cues = orb_subtitles_new (talk->items);
  g_assert_cmpuint (cues->len, ==, 2);
  g_assert_true (
      g_str_has_prefix (((OrbCue *) cues->pdata[0])->text, "\303\244\nxxx"));
  g_assert_true (g_str_has_suffix (((OrbCue *) cues->pdata[1])->text,
      "\nxxxxxxxxxxxxxxxx \343\201\202"));
  g_assert_cmpfloat_with_epsilon (((OrbCue *) cues->pdata[1])->start,
      102 * 43 / 104.0, 0.001);
}

/*** tables ***/

static JsonObject *
parse (const gchar *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  JsonObject *object = json_node_dup_object (node);

  return object;
}

static GPtrArray *
results (void)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (
      (GDestroyNotify) json_object_unref);

  g_ptr_array_add (all,
      parse ("{\"recording\":\"a \\\"b\\\", c.wav\","
             "\"status\":\"done\",\"name\":\"a\",\"duration\":12.5,\"turns\":2,"
             "\"answers\":2,\"attempts\":1,\"wall\":0.125,\"tokens\":300,"
             "\"cost\":0.5,\"currency\":\"USD\",\"latencies\":[0.3,0.1],"
             "\"waves\":[\"00ff\"]}"));
  g_ptr_array_add (all,
      parse ("{\"recording\":\"=evil.wav\",\"status\":"
             "\"failed\",\"cause\":\"Line\\nbreak.\",\"name\":\"evil\"}"));
  return all;
}

TEST (csv)
{
  g_autoptr (GPtrArray) all = results ();

  assert_text (orb_summary_to_csv (all),
      "recording,status,cause,name,currency,duration_s,turns,answers,"
      "attempts,wall_s,tokens,cost,latency_median_s,latency_p95_s,"
      "incomplete,warnings\r\n"
      "\"a \"\"b\"\", c.wav\",\"done\",\"\",\"a\",\"USD\",12.5,2,2,1,0.125,"
      "300,0.5,0.2,0.29,,\"\"\r\n"
      "\"'=evil.wav\",\"failed\",\"Line\nbreak.\",\"evil\",\"\",,,,,,,,,,,"
      "\"\"\r\n");
}

TEST (summary)
{
  g_autoptr (GPtrArray) all = results ();
  g_autoptr (JsonObject) summary = orb_summary_new (all, 3);
  JsonObject *total = json_object_get_object_member (summary, "total");
  JsonObject *latency = json_object_get_object_member (total, "latency");
  JsonArray *list = json_object_get_array_member (summary, "recordings");

  g_assert_cmpint (json_object_get_int_member (total, "done"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (total, "failed"), ==, 1);
  g_assert_cmpfloat (json_object_get_double_member (total, "duration"), ==,
      12.5);
  g_assert_cmpfloat (json_object_get_double_member (total, "cost"), ==, 0.5);
  g_assert_cmpfloat (json_object_get_double_member (latency, "median"), ==,
      0.2);
  g_assert_cmpuint (json_array_get_length (list), ==, 2);
  g_assert_false (
      json_object_has_member (json_array_get_object_element (list, 0),
          "waves"));
}

/*** pictures ***/

TEST (steps_of_axes)
{
  g_assert_cmpfloat (orb_draw_find_step (0.9, 12), ==, 0.1);
  g_assert_cmpfloat (orb_draw_find_step (10, 12), ==, 1);
  g_assert_cmpfloat (orb_draw_find_step (180, 12), ==, 15);
  g_assert_cmpfloat (orb_draw_find_step (3 * 3600, 12), ==, 900);
  g_assert_cmpfloat (orb_draw_find_step (100 * 3600, 12), ==, 9 * 3600);
}

TEST (wave)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (JsonNode) turns =
      json_from_string ("[[1,0,1.0,2.0],[0,0,2.0,4.0],[],[1]]", NULL);

  orb_draw_wave (out, "00ff00", json_node_get_array (turns), 0, 4);
  g_assert_nonnull (strstr (out->str,
      "<rect class=\"turn\" x=\"240.0\" "
      "y=\"0.0\" width=\"240.0\""));
  g_assert_nonnull (strstr (out->str, "<rect class=\"answer\" x=\"480.0\""));
  g_assert_true (g_str_has_suffix (out->str, "</svg>\n"));
  g_string_truncate (out, 0);
  orb_draw_wave (out, "", json_node_get_array (turns), 0, 4);
  g_assert_cmpstr (out->str, ==, "");
}

TEST (bar)
{
  g_autofree gchar *half = orb_console_format_bar (80, 0.5, 10, 20, 60, 6000);
  g_autofree gchar *start = orb_console_format_bar (80, 0, 0, 20, 0, 0);
  g_autofree gchar *narrow = orb_console_format_bar (20, 1, 20, 20, 60, 60);

  g_assert_cmpstr (half, ==,
      "[############............]  50 %  10 of 20  100x  1:00 min left");
  g_assert_cmpstr (start, ==,
      "[........................]   0 %  0 of 20  0.0x  ? left");
  g_assert_cmpuint (strlen (narrow), ==, 19);
}

TEST_MAIN (gst_init (NULL, NULL))
