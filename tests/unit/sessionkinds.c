/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionkinds.c - sessions without responses, silence that the service
 * answers, keys of a telephone. */

#include "room.h"
#include "../support/testcase.h"

#include "protocol/settings.h"

/*** without responses ***/

static Room *
transcription_room (void)
{
  Room *room = room_new ();

  configure (room, FALSE, TRUE);
  oa_conversation_get_rules (room->conversation)->answers = FALSE;
  return room;
}

TEST (nothing_is_asked)
{
  g_autoptr (Room) room = transcription_room ();

  want (room);
  write_text (room, "Hello", TRUE);
  committed (room, "U");
  pass (room, 100 * SECOND);
  assert_done (room, "");
  assert_busy (room, FALSE);
}

/* From our commit to the text, with nothing in between that looks like an
 * end. */
TEST (awaits_the_text_of_a_commit)
{
  g_autoptr (Room) room = transcription_room ();

  oa_conversation_begin_commit (room->conversation);
  g_assert_true (oa_conversation_awaits_transcript (room->conversation));
  committed (room, "U");
  g_assert_true (oa_conversation_awaits_transcript (room->conversation));
  hear (room,
      "{\"type\":\"conversation.item.input_audio_transcription."
      "completed\",\"item_id\":\"U\",\"transcript\":\"Hi\"}");
  assert_done (room, "transcript:user:U:Hi.");
  g_assert_false (oa_conversation_awaits_transcript (room->conversation));

  oa_conversation_begin_commit (room->conversation);
  oa_conversation_time_out (room->conversation, room->actions);
  g_assert_false (oa_conversation_awaits_transcript (room->conversation));
}

TEST (segments_repeat_no_text)
{
  g_autoptr (Room) room = transcription_room ();
  OaAction *action;

  hear (room,
      "{\"type\":\"conversation.item.input_audio_transcription.segment"
      "\",\"item_id\":\"U\",\"text\":\"Hi\",\"speaker\":\"A\",\"start\":0,"
      "\"end\":1}");
  action = room->actions->pdata[0];
  g_assert_cmpuint (action->notice->transcript.detail->segments->len, ==, 1);
  assert_done (room, "transcript:user:U:");
}

/*** silence ***/

/* The service answers by itself, although turns are left to us; there was no
 * speech, so there is no turn and no text to wait for. */
TEST (idle_timeout)
{
  g_autoptr (Room) room = room_new ();

  configure (room, FALSE, TRUE);
  oa_conversation_get_rules (room->conversation)->leaves_turns = TRUE;
  hear (room,
      "{\"type\":\"input_audio_buffer.timeout_triggered\","
      "\"audio_start_ms\":1000,\"audio_end_ms\":7000,\"item_id\":\"I\"}");
  assert_done (room, "idle-timeout:7000");
  committed (room, "I");
  assert_done (room, "");
  assert_busy (room, TRUE);
  g_assert_false (oa_conversation_awaits_transcript (room->conversation));
  g_assert_cmpuint (oa_conversation_get_turns (room->conversation), ==, 0);
  created (room, "r1");
  done (room, "r1");
  committed (room, "U");
  assert_done (room, "turn:U");
}

TEST (dtmf)
{
  g_autoptr (Room) room = room_new ();

  hear (room,
      "{\"type\":\"input_audio_buffer.dtmf_event_received\","
      "\"event\":\"#\",\"received_at\":1785217655}");
  assert_done (room, "dtmf");
  hear (room,
      "{\"type\":\"input_audio_buffer.dtmf_event_received\","
      "\"event\":\"12\"}");
  hear (room,
      "{\"type\":\"input_audio_buffer.dtmf_event_received\","
      "\"event\":\"x\"}");
  hear (room, "{\"type\":\"input_audio_buffer.dtmf_event_received\"}");
  assert_done (room, "");
}

/*** settings ***/

static const struct
{
  GstOpenaiRealtimeSessionType type;
  const gchar *model;
  gboolean responds;
  gboolean detects;
} kinds[] = {
  { GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME, "gpt-realtime-whisper", TRUE,
      TRUE },
  { GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION, "gpt-transcribe", FALSE,
      TRUE },
  { GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION, NULL, FALSE, TRUE },
  { GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION, "gpt-realtime-whisper",
      FALSE, FALSE },
  { GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION,
      "gpt-live-transcribe-2026-09-01", FALSE, FALSE },
  { GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION, "gpt-live-transcribe", FALSE,
      TRUE },
};

TEST (settings)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_auto (OaSettings) settings;

    oa_settings_init (&settings);
    settings.session_type = kinds[i].type;
    settings.transcription_model = g_strdup (kinds[i].model);
    oa_settings_normalize (&settings);
    g_assert_cmpint (settings.create_response, ==, kinds[i].responds);
    g_assert_cmpint (settings.interrupt_response, ==, kinds[i].responds);
    g_assert_cmpint (settings.turn_detection
        != GST_OPENAI_REALTIME_TURN_DETECTION_NONE, ==, kinds[i].detects);
  }
}

TEST_MAIN ()
