/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* speechdecoder.c - a stream per item: held while its format is looked at, then
 * converted or passed on. */

#include "speechdecoder.h"

#include "converter.h"
#include "formatguess.h"

/* 600 ms of G.711, 100 ms of PCM: what has no sound by then is believed. */
#define MAX_HELD 4800
/* Of a single message. */
#define MAX_LOOKED_AT 65536
/* Items that may be open, and responses that are remembered. */
#define MAX_STREAMS 16
#define MAX_RESPONSES 32

/* An output token is this long; fewer of them say too little. */
#define TOKEN_MS 50
#define MIN_TOKENS 10

typedef struct
{
  gchar *id;
  OaAudioFormat said;
  guint64 bytes;
} Response;

typedef struct
{
  GRefString *response_id;
  GRefString *item_id;
  OaAudioFormat said;
  OaAudioFormat format;   /* what it is taken for */
  OaFormatGuess *guess;   /* NULL: that is settled */
  GByteArray *held;       /* NULL: it flows */
  OaConverter *converter; /* NULL: it passes as it comes */
  guint64 bytes;
  guint64 flowed; /* of them, in this format */
} Stream;

struct _OaSpeechDecoder
{
  OaAudioFormat wanted;
  OaAudioFormat confirmed;

  /* The latest verdict: audio that was declared as `settled` is in fact
   * `found`. UNKNOWN = there is none yet. */
  OaAudioFormat settled;
  OaAudioFormat found;
  gboolean mismatch;

  GQueue responses;                     /* of Response */
  GQueue streams;                       /* of Stream */
  guint64 received[OA_N_AUDIO_FORMATS]; /* bytes */
};

static void
response_free (Response *response)
{
  g_free (response->id);
  g_free (response);
}

static gchar *
new_id (const gchar *id)
{
  return id != NULL ? g_ref_string_new (id) : NULL;
}

static gchar *
ref_id (gchar *id)
{
  return id != NULL ? g_ref_string_acquire (id) : NULL;
}

static void
stream_free (Stream *stream)
{
  g_clear_pointer (&stream->response_id, g_ref_string_release);
  g_clear_pointer (&stream->item_id, g_ref_string_release);
  oa_format_guess_free (stream->guess);
  g_clear_pointer (&stream->held, g_byte_array_unref);
  oa_converter_free (stream->converter);
  g_free (stream);
}

static void
chunk_free (OaDecodedChunk *chunk)
{
  g_clear_pointer (&chunk->response_id, g_ref_string_release);
  g_clear_pointer (&chunk->item_id, g_ref_string_release);
  g_bytes_unref (chunk->audio);
  g_free (chunk);
}

GPtrArray *
oa_speech_decoder_new_chunks (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) chunk_free);
}

OaSpeechDecoder *
oa_speech_decoder_new (void)
{
  OaSpeechDecoder *self = g_new0 (OaSpeechDecoder, 1);

  self->wanted = OA_AUDIO_FORMAT_PCM;
  g_queue_init (&self->responses);
  g_queue_init (&self->streams);
  return self;
}

void
oa_speech_decoder_free (OaSpeechDecoder *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->responses, (GDestroyNotify) response_free);
  g_queue_clear_full (&self->streams, (GDestroyNotify) stream_free);
  g_free (self);
}

void
oa_speech_decoder_configure (OaSpeechDecoder *self, OaAudioFormat wanted,
    OaAudioFormat confirmed)
{
  self->wanted = wanted != OA_AUDIO_FORMAT_UNKNOWN ? wanted
                                                   : OA_AUDIO_FORMAT_PCM;
  self->confirmed = confirmed;
}

/*** what it is said to be, and is ***/

static Response *
find_response (OaSpeechDecoder *self, const gchar *id)
{
  GList *l;

  for (l = self->responses.tail; l != NULL; l = l->prev) {
    Response *response = l->data;

    if (g_strcmp0 (response->id, id) == 0)
      return response;
  }
  return NULL;
}

static Response *
ensure_response (OaSpeechDecoder *self, const gchar *id)
{
  Response *response = find_response (self, id);

  if (response != NULL)
    return response;
  if (self->responses.length >= MAX_RESPONSES)
    response_free (g_queue_pop_head (&self->responses));
  response = g_new0 (Response, 1);
  response->id = g_strdup (id);
  response->said = self->confirmed != OA_AUDIO_FORMAT_UNKNOWN ? self->confirmed
                                                              : self->wanted;
  g_queue_push_tail (&self->responses, response);
  return response;
}

static void
set_verdict (OaSpeechDecoder *self, OaAudioFormat said, OaAudioFormat found)
{
  self->settled = said;
  self->found = found;
  self->mismatch = said != found;
}

gboolean
oa_speech_decoder_take_format_mismatch (OaSpeechDecoder *self,
    OaAudioFormat *said, OaAudioFormat *sent)
{
  gboolean mismatch = self->mismatch;

  *said = self->settled;
  *sent = self->found;
  self->mismatch = FALSE;
  return mismatch;
}

static OaAudioFormat
other_kind (const OaSpeechDecoder *self, OaAudioFormat format)
{
  if (format != OA_AUDIO_FORMAT_PCM)
    return OA_AUDIO_FORMAT_PCM;
  return self->wanted != OA_AUDIO_FORMAT_PCM ? self->wanted
                                             : OA_AUDIO_FORMAT_PCMU;
}

/* Within a third: the two kinds are six times apart. */
static gboolean
lasts (guint64 bytes, OaAudioFormat format, guint64 ms)
{
  guint64 sent = bytes / oa_audio_format_get_bytes_per_ms (format);

  return sent * 3 > ms * 2 && sent * 3 < ms * 4;
}

/* For a service whose speech was never heard well enough: the time that it
 * counts tells what its bytes are, for the next response. */
static void
check_length (OaSpeechDecoder *self, const OaResponseInfo *info)
{
  const Response *response = find_response (self, info->id);
  guint64 ms = MIN (info->usage.output_audio_tokens, G_MAXUINT32) * TOKEN_MS;

  if (response == NULL || response->said == self->settled || !info->has_usage
      || g_strcmp0 (info->status, "completed") != 0
      || ms < MIN_TOKENS * TOKEN_MS)
    return;
  if (lasts (response->bytes, response->said, ms))
    set_verdict (self, response->said, response->said);
  else if (lasts (response->bytes, other_kind (self, response->said), ms))
    set_verdict (self, response->said, other_kind (self, response->said));
}

void
oa_speech_decoder_handle (OaSpeechDecoder *self, const OaEvent *event)
{
  if (event->response == NULL || event->response->id == NULL)
    return;
  if (event->type == OA_EVENT_RESPONSE_CREATED) {
    Response *response = ensure_response (self, event->response->id);

    if (event->response->output_format != OA_AUDIO_FORMAT_UNKNOWN)
      response->said = event->response->output_format;
  } else if (event->type == OA_EVENT_RESPONSE_DONE) {
    check_length (self, event->response);
  }
}

/*** streams ***/

static GList *
find_stream (OaSpeechDecoder *self, const gchar *item_id)
{
  GList *l;

  for (l = self->streams.tail; l != NULL; l = l->prev) {
    if (g_strcmp0 (((Stream *) l->data)->item_id, item_id) == 0)
      return l;
  }
  return NULL;
}

/* @bytes are counted now; they or others are in @audio (taken), of @format. */
static void
arrive (OaSpeechDecoder *self, const Stream *stream, GBytes *audio,
    OaAudioFormat format, gsize bytes, GPtrArray *chunks)
{
  guint64 *received = &self->received[stream->format];
  guint per_second = oa_audio_format_get_bytes_per_ms (stream->format) * 1000;
  OaDecodedChunk *chunk = g_new (OaDecodedChunk, 1);

  *chunk = (OaDecodedChunk){
    .response_id = ref_id (stream->response_id),
    .item_id = ref_id (stream->item_id),
    .audio = audio,
    .format = format,
    .sent_as = stream->format,
    .sent_bytes = bytes,
  };
  /* From sums, so that no rounding adds up. */
  chunk->duration =
      gst_util_uint64_scale_int (*received + bytes, GST_SECOND, per_second)
      - gst_util_uint64_scale_int (*received, GST_SECOND, per_second);
  *received += bytes;
  g_ptr_array_add (chunks, chunk);
}

/* The end of what was converted, or of doing so. */
static void
finish_converter (OaSpeechDecoder *self, Stream *stream, GPtrArray *chunks)
{
  if (stream->converter != NULL)
    arrive (self, stream, oa_converter_finish (stream->converter),
        oa_converter_get_to (stream->converter), 0, chunks);
  g_clear_pointer (&stream->converter, oa_converter_free);
}

/* TRUE when a new one begins. */
static gboolean
ensure_converter (OaSpeechDecoder *self, Stream *stream, GPtrArray *chunks)
{
  if (stream->converter != NULL
      && oa_converter_get_from (stream->converter) == stream->format
      && oa_converter_get_to (stream->converter) == self->wanted)
    return FALSE;
  finish_converter (self, stream, chunks);
  if (stream->format == self->wanted)
    return FALSE;
  stream->converter = oa_converter_new (stream->format, self->wanted);
  return TRUE;
}

static void
flow (OaSpeechDecoder *self, Stream *stream, GBytes *bytes, GPtrArray *chunks)
{
  gsize size, stray = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  /* What flowed until now may have ended within a sample: its other half is
   * skipped by a converter that begins there. */
  if (ensure_converter (self, stream, chunks))
    stray =
        MIN (stream->flowed % oa_audio_format_get_sample_size (stream->format),
            size);
  stream->flowed += size;
  arrive (self, stream,
      stream->converter == NULL
          ? g_bytes_ref (bytes)
          : oa_converter_push (stream->converter, data + stray, size - stray),
      self->wanted, size, chunks);
}

static void
release (OaSpeechDecoder *self, Stream *stream, GPtrArray *chunks)
{
  GByteArray *held = g_steal_pointer (&stream->held);
  GBytes *bytes;

  if (held == NULL)
    return;
  bytes = g_byte_array_free_to_bytes (held);
  if (g_bytes_get_size (bytes) > 0)
    flow (self, stream, bytes, chunks);
  g_bytes_unref (bytes);
}

static void
end_stream (OaSpeechDecoder *self, GList *link, GPtrArray *chunks)
{
  Stream *stream = link->data;

  release (self, stream, chunks);
  finish_converter (self, stream, chunks);
  stream_free (stream);
  g_queue_delete_link (&self->streams, link);
}

static Stream *
begin_stream (OaSpeechDecoder *self, const gchar *response_id,
    const gchar *item_id, GPtrArray *chunks)
{
  Stream *stream = g_new0 (Stream, 1);

  if (self->streams.length >= MAX_STREAMS)
    end_stream (self, self->streams.head, chunks);
  stream->response_id = new_id (response_id);
  stream->item_id = new_id (item_id);
  stream->said = ensure_response (self, response_id)->said;
  stream->format = stream->said;
  stream->guess = oa_format_guess_new ();
  stream->held = g_byte_array_new ();
  g_queue_push_tail (&self->streams, stream);
  return stream;
}

/* TRUE when it is settled just now what the stream is. */
static gboolean
look_at (OaSpeechDecoder *self, Stream *stream, const guint8 *data, gsize size)
{
  OaAudioFormat found;

  if (stream->guess == NULL)
    return FALSE;
  if (self->settled != stream->said) {
    oa_format_guess_push (stream->guess, data, MIN (size, MAX_LOOKED_AT));
    found = oa_format_guess_get (stream->guess, stream->said);
    if (found != OA_AUDIO_FORMAT_UNKNOWN)
      set_verdict (self, stream->said, found);
  }
  if (self->settled != stream->said)
    return FALSE;
  g_clear_pointer (&stream->guess, oa_format_guess_free);
  return TRUE;
}

/* Turns to the format that was found. What flowed as G.711 until now may end
 * within a sample of PCM: then the other half goes. */
static GBytes *
turn (OaSpeechDecoder *self, Stream *stream, GBytes *audio)
{
  gsize size = g_bytes_get_size (audio), skip = 0;

  if (stream->format != self->found && stream->held == NULL)
    skip = stream->bytes % oa_audio_format_get_sample_size (self->found);
  skip = MIN (skip, size);
  if (stream->format != self->found)
    stream->flowed = 0;
  stream->format = self->found;
  return g_bytes_new_from_bytes (audio, skip, size - skip);
}

/* Nothing waits, so the bytes go on as they are. */
static void
pass (OaSpeechDecoder *self, Stream *stream, GBytes *audio, gboolean settled,
    GPtrArray *chunks)
{
  GBytes *rest = settled && stream->format != self->found
      ? turn (self, stream, audio)
      : g_bytes_ref (audio);

  g_clear_pointer (&stream->held, g_byte_array_unref);
  flow (self, stream, rest, chunks);
  g_bytes_unref (rest);
}

static void
hold (OaSpeechDecoder *self, Stream *stream, GBytes *audio, gboolean settled,
    GPtrArray *chunks)
{
  g_byte_array_append (stream->held, g_bytes_get_data (audio, NULL),
      g_bytes_get_size (audio));
  if (settled)
    stream->format = self->found;
  if (settled || stream->held->len >= MAX_HELD)
    release (self, stream, chunks);
}

void
oa_speech_decoder_add (OaSpeechDecoder *self, const gchar *response_id,
    const gchar *item_id, GBytes *audio, GPtrArray *chunks)
{
  GList *link = find_stream (self, item_id);
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);
  gboolean settled;
  Stream *stream;

  if (size == 0)
    return;
  stream = link != NULL ? link->data
                        : begin_stream (self, response_id, item_id, chunks);
  settled = look_at (self, stream, data, size);
  ensure_response (self, response_id)->bytes += size;
  if (stream->held != NULL && (stream->held->len > 0 || !settled))
    hold (self, stream, audio, settled, chunks);
  else
    pass (self, stream, audio, settled, chunks);
  stream->bytes += size;
}

void
oa_speech_decoder_end_item (OaSpeechDecoder *self, const gchar *item_id,
    GPtrArray *chunks)
{
  GList *link = find_stream (self, item_id);

  if (link != NULL)
    end_stream (self, link, chunks);
}

void
oa_speech_decoder_end_response (OaSpeechDecoder *self, const gchar *response_id,
    GPtrArray *chunks)
{
  GList *l, *next;

  for (l = self->streams.head; l != NULL; l = next) {
    next = l->next;
    if (g_strcmp0 (((Stream *) l->data)->response_id, response_id) == 0)
      end_stream (self, l, chunks);
  }
}

void
oa_speech_decoder_end_all (OaSpeechDecoder *self, GPtrArray *chunks)
{
  while (self->streams.head != NULL)
    end_stream (self, self->streams.head, chunks);
}
