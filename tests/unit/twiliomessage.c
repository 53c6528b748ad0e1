/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* twiliomessage.c - messages of Media Streams and of its imitators, read and
 * written. */

#include "twilio/message.h"
#include "../support/testcase.h"

#define SID "MZ0123456789abcdef0123456789abcdef"

static OaTwilioMessage
read_good (const gchar *text)
{
  OaTwilioMessage message;
  GError *error = NULL;

  g_assert_true (
      oa_twilio_message_read (&message, text, strlen (text), &error));
  g_assert_no_error (error);
  return message;
}

static void
read_bad (const gchar *text)
{
  OaTwilioMessage message;
  g_autoptr (GError) error = NULL;

  g_assert_false (
      oa_twilio_message_read (&message, text, strlen (text), &error));
  g_assert_nonnull (error);
  g_assert_true (g_str_has_suffix (error->message, "."));
  oa_twilio_message_clear (&message);
}

/* What the plain reading of media takes, and what it leaves to the other, is
 * read alike. */
TEST (media_are_read_alike_by_scan_and_tree)
{
  static const struct
  {
    const gchar *of_message, *of_media;
    gint64 timestamp;
    gboolean inbound;
  } cases[] = {
    { "", "\"track\":\"inbound\",\"chunk\":\"1\",\"timestamp\":\"20\",", 20,
        TRUE },
    { "\"sequenceNumber\":\"7\",", "\"timestamp\":20,", 20, TRUE },
    { "\"sequenceNumber\":7,", "\"track\":\"outbound\",", -1, FALSE },
    { " \"sequenceNumber\" : 7 , ", "\"timestamp\":\"007\",", 7, TRUE },
    { "", "\"timestamp\":\"999999999999\",", 999999999999, TRUE },
    { "", "\"timestamp\":\"1000000000001\",", -1, TRUE },
    { "", "\"timestamp\":\"\",", -1, TRUE },
    { "", "\"timestamp\":-5,", -1, TRUE },
    { "", "\"timestamp\":\"5\",\"timestamp\":\"6\",", 6, TRUE },
    { "", "\"track\":\"in\\u0062ound\",\"odd\":{\"a\":[1]},", -1, TRUE },
    { "\"event\":\"media\",\"stream_sid\":\"other\",", "\"n\":0,", -1, TRUE },
    { "\n", "\"track\":null,", -1, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint odd = 0; odd < 2; odd++) {
      g_autofree gchar *text = g_strdup_printf (
          "{%s\"event\":\"media\",%s\"media\":{%s\"payload\":\"/38A\"},"
          "\"streamSid\":\"" SID "\"}",
          odd ? "\"odd\":[]," : "", cases[i].of_message, cases[i].of_media);
      OaTwilioMessage message = read_good (text);

      g_assert_cmpint (message.kind, ==, OA_TWILIO_MEDIA);
      g_assert_cmpstr (message.stream_sid, ==, SID);
      g_assert_cmpstr (message.sid_member, ==, "streamSid");
      g_assert_cmpint (message.timestamp, ==, cases[i].timestamp);
      g_assert_cmpint (message.inbound, ==, cases[i].inbound);
      g_assert_cmpmem (g_bytes_get_data (message.audio, NULL),
          g_bytes_get_size (message.audio), "\xff\x7f\x00", 3);
      oa_twilio_message_clear (&message);
    }
}

TEST (marks_are_read_alike_by_scan_and_tree)
{
  static const gchar *const texts[] = {
    "{\"event\":\"mark\",\"sequenceNumber\":\"4\",\"streamSid\":\"" SID
    "\",\"mark\":{\"name\":\"a b\"}}",
    "{\"event\":\"mark\", \"streamSid\": \"" SID
    "\", \"mark\": {\"name\": \"a b\"}}",
    "{\"event\":\"mark\",\"streamSid\":\"" SID
    "\",\"mark\":{\"name\":\"a\\u0020b\"}}",
    "{\"event\":\"mark\",\"streamSid\":\"" SID
    "\",\"mark\":{\"name\":\"other\",\"name\":\"a b\"}}",
    "{\"event\":\"mark\",\"mark\":{\"name\":\"a b\",\"n\":[]},"
    "\"streamSid\":\"" SID "\",\"media\":{\"payload\":\"/38A\"}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    OaTwilioMessage message = read_good (texts[i]);

    g_assert_cmpint (message.kind, ==, OA_TWILIO_MARK);
    g_assert_cmpstr (message.stream_sid, ==, SID);
    g_assert_cmpstr (message.text, ==, "a b");
    g_assert_null (message.audio);
    oa_twilio_message_clear (&message);
  }
  read_bad ("{\"event\":\"mark\",\"streamSid\":\"" SID
            "\",\"mark\":{\"name\":\"\"}}");
}

TEST (media_that_break_off_are_none)
{
  static const gchar whole[] =
      "{\"event\":\"media\",\"sequenceNumber\":\"3\",\"media\":{\"track\":"
      "\"inbound\",\"chunk\":\"1\",\"timestamp\":\"5\",\"payload\":\"/38A\"},"
      "\"streamSid\":\"" SID "\"}";
  gsize size;

  for (size = 0; size < strlen (whole); size++) {
    g_autofree gchar *part = g_strndup (whole, size);

    read_bad (part);
  }
}

TEST (start_says_who_calls)
{
  OaTwilioMessage message = read_good (
      "{\"event\":\"start\",\"sequenceNumber\":\"1\",\"streamSid\":\"" SID
      "\",\"start\":{\"accountSid\":\"AC1\",\"streamSid\":\"" SID
      "\",\"callSid\":\"CA1\",\"tracks\":[\"inbound\"],\"mediaFormat\":"
      "{\"encoding\":\"audio/x-mulaw\",\"sampleRate\":8000,\"channels\":1},"
      "\"customParameters\":{\"token\":\"abc\",\"n\":7}}}");

  g_assert_cmpint (message.kind, ==, OA_TWILIO_START);
  g_assert_cmpstr (message.stream_sid, ==, SID);
  g_assert_cmpstr (message.sid_member, ==, "streamSid");
  g_assert_cmpstr (message.info->call_sid, ==, "CA1");
  g_assert_cmpstr (message.info->account_sid, ==, "AC1");
  g_assert_cmpstr (
      gst_structure_get_string (message.info->parameters, "token"), ==, "abc");
  g_assert_cmpint (gst_structure_n_fields (message.info->parameters), ==, 1);
  g_assert_cmpint (message.format.encoding, ==, OA_TWILIO_MULAW);
  g_assert_cmpuint (message.format.rate, ==, 8000);
  oa_twilio_message_clear (&message);
}

TEST (an_imitator_has_underscores_and_other_formats)
{
  OaTwilioMessage message = read_good (
      "{\"event\":\"start\",\"sequence_number\":1,\"stream_id\":\"32de\","
      "\"start\":{\"call_control_id\":\"v3:x\",\"media_format\":"
      "{\"encoding\":\"L16\",\"sample_rate\":\"16000\",\"channels\":\"1\"},"
      "\"custom_parameters\":{\"a\":\"b\"}}}");

  g_assert_cmpstr (message.stream_sid, ==, "32de");
  g_assert_cmpstr (message.sid_member, ==, "stream_id");
  g_assert_cmpstr (message.info->call_sid, ==, "v3:x");
  g_assert_null (message.info->account_sid);
  g_assert_cmpint (message.format.encoding, ==, OA_TWILIO_L16);
  g_assert_cmpuint (message.format.rate, ==, 16000);
  oa_twilio_message_clear (&message);
}

TEST (a_start_that_cannot_be_served)
{
  OaTwilioMessage message;
  const gchar *text =
      "{\"event\":\"start\",\"streamSid\":\"MZ1\",\"start\":{\"mediaFormat\":"
      "{\"encoding\":\"audio/opus\",\"sampleRate\":48000}}}";

  g_assert_false (oa_twilio_message_read (&message, text, strlen (text), NULL));
  g_assert_cmpint (message.kind, ==, OA_TWILIO_START);
  oa_twilio_message_clear (&message);
  read_bad ("{\"event\":\"start\",\"start\":{}}");
  read_bad ("{\"event\":\"start\",\"streamSid\":\"a\\\"b\",\"start\":{}}");
  read_bad ("{\"event\":\"start\",\"streamSid\":\"\",\"start\":{}}");
  read_bad ("{\"event\":\"start\",\"streamSid\":\"MZ1\",\"start\":"
            "{\"mediaFormat\":{\"sampleRate\":11025}}}");
  read_bad ("{\"event\":\"start\",\"streamSid\":\"MZ1\",\"start\":"
            "{\"mediaFormat\":{\"channels\":2}}}");
}

TEST (media_with_numbers_as_text_and_as_numbers)
{
  static const gchar *const stamps[] = { "\"1540\"", "1540", "1540.0" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (stamps); i++) {
    g_autofree gchar *text = g_strdup_printf (
        "{\"event\":\"media\",\"streamSid\":\"MZ1\",\"media\":"
        "{\"track\":\"inbound\",\"timestamp\":%s,\"payload\":\"fn5+fn5+\"}}",
        stamps[i]);
    OaTwilioMessage message = read_good (text);

    g_assert_cmpint (message.kind, ==, OA_TWILIO_MEDIA);
    g_assert_true (message.inbound);
    g_assert_cmpint (message.timestamp, ==, 1540);
    g_assert_cmpuint (g_bytes_get_size (message.audio), ==, 6);
    oa_twilio_message_clear (&message);
  }
}

TEST (timestamps_that_are_none)
{
  static const gchar *const stamps[] = { "null", "\"\"", "\"-1\"", "-7",
    "\"12x\"", "1e300", "\"99999999999999999999\"", "[]" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (stamps); i++) {
    g_autofree gchar *text =
        g_strdup_printf ("{\"event\":\"media\",\"streamSid\":\"MZ1\",\"media\":"
                         "{\"timestamp\":%s,\"payload\":\"\"}}",
            stamps[i]);
    OaTwilioMessage message = read_good (text);

    g_assert_cmpint (message.timestamp, ==, -1);
    oa_twilio_message_clear (&message);
  }
}

TEST (what_the_caller_does_not_say_is_marked)
{
  OaTwilioMessage message = read_good (
      "{\"event\":\"media\",\"media\":{\"track\":\"outbound\","
      "\"payload\":\"fn5+\"}}");

  g_assert_false (message.inbound);
  g_assert_null (message.stream_sid);
  oa_twilio_message_clear (&message);
}

TEST (keys_and_marks)
{
  OaTwilioMessage message = read_good (
      "{\"event\":\"dtmf\",\"streamSid\":\"MZ1\",\"dtmf\":{\"digit\":\"d\"}}");

  g_assert_cmpstr (message.text, ==, "D");
  oa_twilio_message_clear (&message);
  message = read_good (
      "{\"event\":\"mark\",\"streamSid\":\"MZ1\",\"mark\":{\"name\":\"x\"}}");
  g_assert_cmpstr (message.text, ==, "x");
  oa_twilio_message_clear (&message);
  read_bad ("{\"event\":\"dtmf\",\"dtmf\":{\"digit\":\"12\"}}");
  read_bad ("{\"event\":\"dtmf\",\"dtmf\":{\"digit\":\"\"}}");
  read_bad ("{\"event\":\"dtmf\",\"dtmf\":{\"digit\":1}}");
  read_bad ("{\"event\":\"mark\",\"mark\":{\"name\":\"\"}}");
  read_bad ("{\"event\":\"mark\"}");
}

TEST (what_is_unknown_is_no_error)
{
  OaTwilioMessage message = read_good ("{\"event\":\"tomorrow\",\"x\":[]}");

  g_assert_cmpint (message.kind, ==, OA_TWILIO_OTHER);
  oa_twilio_message_clear (&message);
}

TEST (what_is_no_message)
{
  g_autofree gchar *deep = g_strnfill (100000, '[');

  read_bad ("");
  read_bad ("{");
  read_bad ("[]");
  read_bad ("{}");
  read_bad ("{\"event\":7}");
  read_bad ("{\"event\":\"media\"}");
  read_bad ("{\"event\":\"media\",\"media\":{\"payload\":\"a\"}}");
  read_bad ("{\"event\":\"media\",\"media\":{\"payload\":7}}");
  read_bad (deep);
}

/* Their names stay in memory: a caller can make only so many. */
TEST (parameters_are_bounded)
{
  g_autoptr (GString) text = g_string_new (
      "{\"event\":\"start\",\"streamSid\":\"MZ1\",\"start\":"
      "{\"customParameters\":{");
  OaTwilioMessage message;
  guint i;

  for (i = 0; i < 500; i++)
    g_string_append_printf (text, "%s\"p%u\":\"v\"", i > 0 ? "," : "", i);
  g_string_append (text, "}}}");
  message = read_good (text->str);
  g_assert_cmpint (gst_structure_n_fields (message.info->parameters), ==,
      OA_TWILIO_MAX_PARAMETERS);
  oa_twilio_message_clear (&message);
}

/*** written ***/

static void
assert_text (GBytes *bytes, const gchar *expected)
{
  g_autofree gchar *text =
      g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_cmpstr (text, ==, expected);
  g_bytes_unref (bytes);
}

TEST (messages_have_these_members_and_no_others)
{
  g_autoptr (GBytes) audio =
      g_bytes_new_static ("\xff\xff\xff\xff\xff\xff\xff\xff", 8);

  assert_text (oa_twilio_message_new_media ("streamSid", SID, audio),
      "{\"event\":\"media\",\"streamSid\":\"" SID "\",\"media\":"
      "{\"payload\":\"//////////8=\"}}");
  assert_text (oa_twilio_message_new_mark ("streamSid", SID, "a\"\n\xc3\xa4"),
      "{\"event\":\"mark\",\"streamSid\":\"" SID "\",\"mark\":"
      "{\"name\":\"a\\\"\\n\xc3\xa4\"}}");
  assert_text (oa_twilio_message_new_clear ("stream_id", "32de"),
      "{\"event\":\"clear\",\"stream_id\":\"32de\"}");
}

TEST_MAIN (gst_init (NULL, NULL))
