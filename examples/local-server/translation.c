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
/* Whose words are not known yet; those of more are never told. */
#define MAX_UTTERANCES 64

/* An utterance whose words are not known yet. */
typedef struct
{
  OrsSession *session;
  OrsHearing *hearing;
  OrsWords words; /* once they are there */
  guint64 start_ms;
} Utterance;

/* Of a session. */
typedef struct
{
  GByteArray *audio; /* less than a piece */
  GQueue utterances; /* Utterance; told in their order */
  gboolean closing;
} Translation;

static void
free_utterance (gpointer data)
{
  Utterance *utterance = data;

  ors_hearing_free (utterance->hearing);
  ors_words_clear (&utterance->words);
  g_free (utterance);
}

static void
clear_translation (gpointer data)
{
  Translation *self = data;

  g_byte_array_unref (self->audio);
  g_queue_clear_full (&self->utterances, free_utterance);
}

static Translation *
get_translation (OrsSession *session)
{
  Translation *self = ors_session_get_part (session, ORS_PART_TRANSLATION,
      sizeof (Translation), clear_translation);

  if (self->audio == NULL)
    self->audio = g_byte_array_new ();
  return self;
}

static void
send_audio (OrsSession *session, gsize size)
{
  GByteArray *audio = get_translation (session)->audio;
  JsonObject *event = ors_event_new ("session.output_audio.delta");
  g_autoptr (GBytes) piece = g_bytes_new (audio->data, size);

  g_byte_array_remove_range (audio, 0, size);
  json_object_set_int_member (event, "sample_rate", 24000);
  json_object_set_int_member (event, "channels", 1);
  json_object_set_string_member (event, "format", "pcm16");
  json_object_set_int_member (event, "elapsed_ms",
      ors_input_total_ms (ors_session_get_input (session)) / PIECE_MS
          * PIECE_MS);
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
send_texts (const Utterance *utterance)
{
  OrsSession *session = utterance->session;
  JsonObject *config = ors_session_get_config (session);
  const gchar *language =
      oa_json_get_string (ors_session_config_get_output (config), "language");
  const gchar *heard = utterance->words.text;
  g_autofree gchar *said = NULL;

  if (utterance->words.kind == ORS_WORDS_FAILED)
    return;
  said = g_strdup_printf ("(%s) %s", language, heard);
  if (ors_session_config_get_transcription (config) != NULL)
    send_words (session, "session.input_transcript.delta", heard,
        utterance->start_ms);
  send_words (session, "session.output_transcript.delta", said,
      utterance->start_ms);
}

/* TRUE: all that is said of it is known. */
static gboolean
listen (Utterance *utterance)
{
  while (utterance->words.kind < ORS_WORDS_ALL) {
    ors_words_clear (&utterance->words);
    ors_hearing_take (utterance->hearing, &utterance->words);
    if (utterance->words.kind == ORS_WORDS_NOTHING)
      return FALSE;
  }
  return TRUE;
}

static void
go_on (OrsSession *session)
{
  Translation *self = get_translation (session);
  Utterance *first;

  while ((first = g_queue_peek_head (&self->utterances)) != NULL
      && listen (first)) {
    send_texts (first);
    free_utterance (g_queue_pop_head (&self->utterances));
  }
  if (!self->closing || first != NULL)
    return;
  self->closing = FALSE;
  if (self->audio->len > 0)
    send_audio (session, self->audio->len);
  if (!ors_session_has_fault (session, ORS_FAULT_NO_RESPONSE))
    ors_session_send (session, ors_event_new ("session.closed"));
}

static void
on_wake (gpointer user_data)
{
  Utterance *utterance = user_data;

  go_on (utterance->session);
}

static void
end_utterance (OrsSession *session, gboolean at_stop)
{
  Translation *self = get_translation (session);
  Utterance *utterance;
  OrsWaker waker = { on_wake };
  OrsSpeech speech = { .format = OA_AUDIO_FORMAT_PCM };
  OrsTurn turn;
  g_autoptr (GBytes) audio = NULL;

  ors_input_take (ors_session_get_input (session), at_stop, &turn);
  audio = turn.audio;
  if (self->utterances.length == MAX_UTTERANCES)
    return;
  utterance = g_new0 (Utterance, 1);
  utterance->session = session;
  utterance->start_ms = turn.start_ms;
  speech.audio = audio;
  speech.seconds = (turn.end_ms - turn.start_ms) / 1000.0;
  speech.settings = ors_session_config_get_transcription (
      ors_session_get_config (session));
  speech.place = (*ors_session_get_place (session))++;
  waker.user_data = utterance;
  g_queue_push_tail (&self->utterances, utterance);
  utterance->hearing =
      ors_ears_hear (ors_session_get_context (session)->ears, &speech, &waker);
  go_on (session);
}

void
ors_translation_append (OrsSession *session, GBytes *audio)
{
  GByteArray *pending = get_translation (session)->audio;
  OrsInput *input = ors_session_get_input (session);
  g_autoptr (JsonObject) usual = json_object_new ();
  OrsInputEvent event;
  guint64 ms;
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);

  ors_session_note_heard (session, OA_AUDIO_FORMAT_PCM, audio);
  ors_input_configure (input, OA_AUDIO_FORMAT_PCM, usual);
  ors_input_append (input, data, size);
  g_byte_array_append (pending, data, size);
  while (pending->len >= PIECE_BYTES)
    send_audio (session, PIECE_BYTES);
  while ((event = ors_input_next (input, &ms)) != ORS_INPUT_NOTHING) {
    if (event == ORS_INPUT_STOPPED)
      end_utterance (session, TRUE);
  }
}

/* Once all that was said is told. */
void
ors_translation_close (OrsSession *session)
{
  if (ors_input_is_speaking (ors_session_get_input (session)))
    end_utterance (session, FALSE);
  get_translation (session)->closing = TRUE;
  go_on (session);
}
