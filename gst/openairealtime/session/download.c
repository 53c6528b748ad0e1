/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* download.c - speech through the speech decoder, which knows its format, into
 * the timeline. */

#include "media/speechdecoder.h"
#include "session/download.h"

/* Of speech that belongs to no item. */
#define STREAM_ID "translation"
/* An array that was longer is not kept. */
#define SPARE_LENGTH 16

struct _OaDownload
{
  OaSessionContext *context;
  OaSpeechDecoder *decoder;
  GPtrArray *spare;      /* emptied; NULL while in use */
  gboolean warned_input; /* of another format than asked for */
  gboolean warned_output;
};

OaDownload *
oa_download_new (OaSessionContext *context)
{
  OaDownload *self = g_new0 (OaDownload, 1);

  self->context = context;
  self->decoder = oa_speech_decoder_new ();
  return self;
}

void
oa_download_free (OaDownload *self)
{
  if (self == NULL)
    return;
  oa_speech_decoder_free (self->decoder);
  g_clear_pointer (&self->spare, g_ptr_array_unref);
  g_free (self);
}

/*** formats ***/

/* Once for each direction. Takes @failure. */
static void
warn (gboolean *warned, OaFailure *failure, OaSessionActions *out)
{
  if (*warned)
    oa_failure_free (failure);
  else
    oa_session_actions_append (out,
        &(OaSessionAction){ OA_SESSION_ACTION_WARN, .failure = failure });
  *warned = TRUE;
}

static void
check_format (const gchar *direction, OaAudioFormat asked,
    OaAudioFormat confirmed, gboolean *warned, OaSessionActions *out)
{
  if (asked != OA_AUDIO_FORMAT_UNKNOWN && asked != confirmed)
    warn (warned,
        oa_failure_other_format (direction, oa_audio_format_get_nick (asked),
            oa_audio_format_get_nick (confirmed)),
        out);
}

void
oa_download_check_formats (OaDownload *self, OaSessionActions *out)
{
  const OaSettings *s = &self->context->settings->session;
  const OaSessionConfig *config = self->context->config;

  if (!self->context->dialect->has_formats)
    return;
  check_format ("input", s->input_format,
      oa_session_config_get_input_format (config), &self->warned_input, out);
  if (self->context->dialect->has_output)
    check_format ("output", s->output_format,
        oa_session_config_get_output_format (config), &self->warned_output,
        out);
}

/*** speech ***/

/* FALSE: too much of it waits. */
static gboolean
play_chunk (OaDownload *self, const OaDecodedChunk *chunk,
    OaSessionActions *out)
{
  OaSessionContext *context = self->context;

  if (!context->dialect->continuous_output) {
    g_mutex_lock (context->lock);
    oa_conversation_add_received (context->conversation, chunk->item_id,
        chunk->sent_bytes,
        oa_audio_format_get_rate (chunk->sent_as)
            * oa_audio_format_get_sample_size (chunk->sent_as));
    g_mutex_unlock (context->lock);
  }
  if (oa_media_play (context->media, chunk,
          oa_session_context_get_answer_time (context)))
    return TRUE;
  oa_session_actions_append (out,
      &(OaSessionAction){ OA_SESSION_ACTION_FAIL,
          .failure = oa_failure_too_much_speech (OA_MEDIA_MAX_SPEECH_BYTES,
              OA_MEDIA_MAX_ITEMS) });
  return FALSE;
}

static GPtrArray *
new_chunks (OaDownload *self)
{
  if (self->spare != NULL)
    return g_steal_pointer (&self->spare);
  return oa_speech_decoder_new_chunks ();
}

/* Takes @chunks. */
static void
play_chunks (OaDownload *self, GPtrArray *chunks, OaSessionActions *out)
{
  OaAudioFormat said, sent;
  guint i;

  for (i = 0; i < chunks->len; i++)
    if (!play_chunk (self, g_ptr_array_index (chunks, i), out))
      break;
  if (chunks->len <= SPARE_LENGTH) {
    g_ptr_array_set_size (chunks, 0);
    self->spare = chunks;
  } else {
    g_ptr_array_unref (chunks);
  }
  if (oa_speech_decoder_take_format_mismatch (self->decoder, &said, &sent))
    warn (&self->warned_output,
        oa_failure_other_content (oa_audio_format_get_nick (said),
            oa_audio_format_get_nick (sent)),
        out);
}

void
oa_download_play (OaDownload *self, const gchar *response_id,
    const gchar *item_id, GBytes *audio, OaSessionActions *out)
{
  GPtrArray *chunks = new_chunks (self);

  if (self->context->dialect->continuous_output)
    response_id = item_id = STREAM_ID;
  oa_speech_decoder_add (self->decoder, response_id, item_id, audio, chunks);
  play_chunks (self, chunks, out);
}

void
oa_download_end_item (OaDownload *self, const gchar *item_id,
    OaSessionActions *out)
{
  GPtrArray *chunks = new_chunks (self);

  oa_speech_decoder_end_item (self->decoder, item_id, chunks);
  play_chunks (self, chunks, out);
  oa_media_end_item (self->context->media, item_id);
}

void
oa_download_end_response (OaDownload *self, const gchar *response_id,
    OaSessionActions *out)
{
  GPtrArray *chunks = new_chunks (self);

  oa_speech_decoder_end_response (self->decoder, response_id, chunks);
  play_chunks (self, chunks, out);
  oa_media_end_response (self->context->media, response_id);
}

void
oa_download_end_speech (OaDownload *self, OaSessionActions *out)
{
  GPtrArray *chunks = new_chunks (self);

  oa_speech_decoder_end_all (self->decoder, chunks);
  play_chunks (self, chunks, out);
}

/*** as a part ***/

/* What is said of a response counts from its first audio. */
static void
handle_event (gpointer part, const OaEvent *event, gint64 now,
    OaSessionActions *out)
{
  OaDownload *self = part;

  oa_speech_decoder_configure (self->decoder,
      self->context->settings->session.output_format,
      oa_session_config_get_output_format (self->context->config));
  oa_speech_decoder_handle (self->decoder, event);
}

static void
link_lost (gpointer part, gint64 now, OaSessionActions *out)
{
  oa_download_end_speech (part, out);
}

const OaSessionPartClass oa_download_class = {
  .event = handle_event,
  .link_lost = link_lost,
};
