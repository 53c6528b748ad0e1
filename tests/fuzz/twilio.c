/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* twilio.c - any bytes as a message of the phone company, a mark that comes
 * back, a time, and a signed form.
 *
 * A message that is read has what its kind needs, within its bounds, and what
 * is sent back for it can be read; what was heard never goes back, and is never
 * more than was sent; time does not go back by more than clocks differ.
 */

#include "fuzz.h"

#include "protocol/json.h"
#include "twilio/marks.h"
#include "twilio/message.h"
#include "twilio/signature.h"
#include "twilio/streamtime.h"

#include <string.h>

const gchar fuzz_name[] = "twilio";
const guint fuzz_mutations = 60000;

void
fuzz_set_up (void)
{
  gst_init (NULL, NULL);
}

/* JSON with that event. */
static void
assert_written (GBytes *message, const gchar *event)
{
  JsonObject *object = oa_json_parse_object (g_bytes_get_data (message, NULL),
      g_bytes_get_size (message), 0, "What is written", NULL);

  g_assert_nonnull (object);
  g_assert_cmpstr (oa_json_get_string (object, "event"), ==, event);
  json_object_unref (object);
  g_bytes_unref (message);
}

static void
check_start (const OaTwilioMessage *message)
{
  GBytes *audio = g_bytes_new_static ("\xff\xff", 2);

  g_assert_nonnull (message->info);
  g_assert_nonnull (message->sid_member);
  g_assert_cmpuint (strlen (message->stream_sid), <=, OA_TWILIO_MAX_ID);
  g_assert_cmpint (gst_structure_n_fields (message->info->parameters), <=,
      OA_TWILIO_MAX_PARAMETERS);
  gst_caps_unref (oa_twilio_format_to_caps (&message->format));
  assert_written (oa_twilio_message_new_media (message->sid_member,
                      message->stream_sid, audio),
      "media");
  assert_written (oa_twilio_message_new_clear (message->sid_member,
                      message->stream_sid),
      "clear");
  g_bytes_unref (audio);
}

static void
check_message (const OaTwilioMessage *message, OaTwilioMarks *marks)
{
  switch (message->kind) {
    case OA_TWILIO_START:
      check_start (message);
      break;
    case OA_TWILIO_MEDIA:
      g_assert_nonnull (message->audio);
      g_assert_cmpint (message->timestamp, >=, -1);
      break;
    case OA_TWILIO_DTMF:
      g_assert_cmpuint (strlen (message->text), ==, 1);
      break;
    case OA_TWILIO_MARK:
      oa_twilio_marks_echo (marks, message->text, 0);
      assert_written (oa_twilio_message_new_mark ("streamSid", "MZ1",
                          message->text),
          "mark");
      break;
    default:
      break;
  }
}

/* A member that is a list makes the scan hesitate: the tree reads it all. */
static gchar *
make_hesitant (const gchar *text, gsize size)
{
  GString *changed = g_string_new ("{\"odd\":[],");

  g_string_append_len (changed, text + 1, size - 1);
  return g_string_free (changed, FALSE);
}

static void
check_by_tree (const OaTwilioMessage *message, const gchar *text, gsize size)
{
  gchar *changed = make_hesitant (text, size);
  OaTwilioMessage other;

  g_assert_true (oa_twilio_message_read (&other, changed,
      size + strlen ("\"odd\":[],"), NULL));
  g_assert_cmpint (other.kind, ==, message->kind);
  g_assert_cmpstr (other.stream_sid, ==, message->stream_sid);
  g_assert_cmpstr (other.sid_member, ==, message->sid_member);
  g_assert_cmpint (other.inbound, ==, message->inbound);
  g_assert_cmpint (other.timestamp, ==, message->timestamp);
  g_assert_cmpstr (other.text, ==, message->text);
  g_assert_true (
      message->audio == NULL || g_bytes_equal (other.audio, message->audio));
  oa_twilio_message_clear (&other);
  g_free (changed);
}

static void
run_message (const guint8 *data, gsize size)
{
  OaTwilioMarks *marks = oa_twilio_marks_new (1000, NULL, NULL);
  OaTwilioMessage message;
  GError *error = NULL;

  g_free (
      oa_twilio_marks_add_audio (marks, 20 * GST_MSECOND, 20 * GST_MSECOND, 0));
  if (oa_twilio_message_read (&message, (const gchar *) data, size, &error)) {
    check_message (&message, marks);
    if ((message.kind == OA_TWILIO_MEDIA || message.kind == OA_TWILIO_MARK)
        && *data == '{' && size < 100000)
      check_by_tree (&message, (const gchar *) data, size);
  } else {
    g_assert_nonnull (error);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    g_error_free (error);
  }
  oa_twilio_message_clear (&message);
  oa_twilio_marks_free (marks);
}

/*** steps ***/

static void
check_heard (OaTwilioMarks *marks, GstClockTime *before, GstClockTime sent)
{
  GstClockTime heard = oa_twilio_marks_get_heard (marks);

  if (!GST_CLOCK_TIME_IS_VALID (heard))
    return;
  g_assert_cmpuint (heard, >=, *before);
  g_assert_cmpuint (heard, <=, sent);
  *before = heard;
}

static void
run_marks (FuzzInput *input)
{
  OaTwilioMarks *marks = oa_twilio_marks_new (1000, NULL, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GstClockTime sent = 0, heard = 0;
  gint64 now = 0;

  while (input->left > 0) {
    now += fuzz_take_byte (input) * 100;
    switch (fuzz_take_number (input, 5)) {
      case 0:
        sent += 20 * GST_MSECOND;
        g_ptr_array_add (names,
            oa_twilio_marks_add_audio (marks, sent, 20 * GST_MSECOND, now));
        break;
      case 1:
        oa_twilio_marks_add_named (marks, "x", now);
        break;
      case 2:
        oa_twilio_marks_echo (marks,
            names->len > 0 ? g_ptr_array_index (names,
                fuzz_take_number (input, names->len))
                           : "x",
            now);
        break;
      case 3:
        oa_twilio_marks_clear (marks);
        break;
      default:
        oa_twilio_marks_poll (marks, now);
        break;
    }
    check_heard (marks, &heard, sent);
  }
  g_ptr_array_unref (names);
  oa_twilio_marks_free (marks);
}

static void
run_times (FuzzInput *input)
{
  OaTwilioTime time = { 0 };
  OaTwilioStamp stamp;
  GstClockTime end = 0, now = 0;

  while (input->left > 0) {
    gint64 timestamp = fuzz_take_byte (input) < 200
        ? fuzz_take_byte (input) * 20
        : MAX (fuzz_take_int64 (input), -1) % OA_JSON_MAX_MS;
    GstClockTime duration = fuzz_take_byte (input) * GST_MSECOND;

    now += fuzz_take_byte (input) * GST_MSECOND;
    oa_twilio_time_stamp (&time, timestamp, duration,
        fuzz_take_byte (input) < 20 ? GST_CLOCK_TIME_NONE : now, &stamp);
    g_assert_cmpuint (stamp.pts + GST_MSECOND, >=, end);
    g_assert_cmpuint (stamp.gap, <=, stamp.pts + GST_MSECOND);
    end = stamp.pts + duration;
  }
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput marks = { data, size }, times = { data, size };
  gchar *form = g_strndup ((const gchar *) data, size);

  run_message (data, size);
  run_marks (&marks);
  run_times (&times);
  oa_twilio_signature_check ("token", "https://a.b/twiml", form, form);
  oa_twilio_signature_check ("token", form, NULL,
      "7PR3qMkpDyEJtMrVOY/LDyNq8J8=");
  g_free (form);
}
