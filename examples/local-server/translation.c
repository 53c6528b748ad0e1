/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* translation.c - see translation.h. */

#include "config.h"

#include "translation.h"

#include "protocol/json.h"
#include "sessionconfig.h"

/* The service's own step. */
#define PIECE_MS 200
#define PIECE_BYTES (PIECE_MS * 48)

static void
send_audio (OrsSession *session, gsize size)
{
  JsonObject *event = ors_event_new ("session.output_audio.delta");
  g_autoptr (GBytes) piece = g_bytes_new (session->untranslated->data, size);

  g_byte_array_remove_range (session->untranslated, 0, size);
  json_object_set_int_member (event, "sample_rate", 24000);
  json_object_set_int_member (event, "channels", 1);
  json_object_set_string_member (event, "format", "pcm16");
  json_object_set_int_member (event, "elapsed_ms",
      ors_input_total_ms (session->input) / PIECE_MS * PIECE_MS);
  ors_session_send_audio (session, event, piece);
}

/* A word per delta; each brings its space. */
static void
send_words (OrsSession *session, const gchar *type, const gchar *text,
    guint64 elapsed_ms)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    JsonObject *event = ors_event_new (type);
    g_autofree gchar *delta = g_strconcat (" ", words[i], NULL);

    json_object_set_string_member (event, "delta", delta);
    json_object_set_int_member (event, "elapsed_ms", elapsed_ms);
    ors_session_send (session, event);
  }
}

/* The translation names its language and is otherwise the same. */
static void
send_texts (OrsSession *session, gboolean at_stop)
{
  JsonObject *output = ors_session_config_get_output (session->config);
  guint delay_ms;
  OrsTurn turn;
  g_autofree gchar *heard = NULL, *said = NULL;

  ors_input_take (session->input, at_stop, &turn);
  g_bytes_unref (turn.audio);
  heard = ors_script_dup_transcript (session->context->script,
      session->turns_answered++, (turn.end_ms - turn.start_ms) / 1000.0,
      &delay_ms);
  said = g_strdup_printf ("(%s) %s", oa_json_get_string (output, "language"),
      heard);
  if (ors_session_config_get_transcription (session->config) != NULL)
    send_words (session, "session.input_transcript.delta", heard,
        turn.start_ms);
  send_words (session, "session.output_transcript.delta", said, turn.start_ms);
}

void
ors_translation_append (OrsSession *session, GBytes *audio)
{
  g_autoptr (JsonObject) usual = json_object_new ();
  OrsInputEvent event;
  guint64 ms;
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);

  ors_recording_add_input (session->recording, OA_AUDIO_FORMAT_PCM, data, size);
  ors_input_configure (session->input, OA_AUDIO_FORMAT_PCM, usual);
  ors_input_append (session->input, data, size);
  g_byte_array_append (session->untranslated, data, size);
  while (session->untranslated->len >= PIECE_BYTES)
    send_audio (session, PIECE_BYTES);
  while ((event = ors_input_next (session->input, &ms)) != ORS_INPUT_NOTHING) {
    if (event == ORS_INPUT_STOPPED)
      send_texts (session, TRUE);
  }
}

void
ors_translation_close (OrsSession *session)
{
  if (ors_input_is_speaking (session->input))
    send_texts (session, FALSE);
  if (session->untranslated->len > 0)
    send_audio (session, session->untranslated->len);
  if (!ors_session_has_fault (session, ORS_FAULT_NO_RESPONSE))
    ors_session_send (session, ors_event_new ("session.closed"));
}
