/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* speechdecoder.c - whatever a service says and sends, what arrives is in the
 * pad's format, as long as it was, and nothing is touched that is right. */

#include <math.h>
#include <string.h>

#include "media/converter.h"
#include "media/speechdecoder.h"
#include "protocol/eventdecode.h"
#include "protocol/g711.h"
#include "../support/testcase.h"

#define PCM OA_AUDIO_FORMAT_PCM
#define PCMU OA_AUDIO_FORMAT_PCMU
#define PCMA OA_AUDIO_FORMAT_PCMA
#define MS 1000

typedef struct
{
  OaSpeechDecoder *decoder;
  GPtrArray *chunks;
  GByteArray *audio; /* of all chunks */
  gsize bytes;
  GstClockTime duration;
  GstClockTime sounding; /* by the formats of the chunks */
  guint n;
} Room;

static Room *
room_new (OaAudioFormat wanted, OaAudioFormat confirmed)
{
  Room *room = g_new0 (Room, 1);

  room->decoder = oa_speech_decoder_new ();
  room->chunks = oa_speech_decoder_new_chunks ();
  room->audio = g_byte_array_new ();
  oa_speech_decoder_configure (room->decoder, wanted, confirmed);
  return room;
}

static void
room_free (Room *room)
{
  oa_speech_decoder_free (room->decoder);
  g_ptr_array_unref (room->chunks);
  g_byte_array_unref (room->audio);
  g_free (room);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

static void
collect (Room *room)
{
  for (guint i = 0; i < room->chunks->len; i++) {
    OaDecodedChunk *chunk = g_ptr_array_index (room->chunks, i);

    room->sounding += oa_audio_format_samples_to_time (chunk->format,
        g_bytes_get_size (chunk->audio)
            / oa_audio_format_get_sample_size (chunk->format));
    g_byte_array_append (room->audio, g_bytes_get_data (chunk->audio, NULL),
        g_bytes_get_size (chunk->audio));
    room->bytes += chunk->sent_bytes;
    room->duration += chunk->duration;
    room->n++;
  }
  g_ptr_array_set_size (room->chunks, 0);
}

/* In deltas of @first, @first + @step, … bytes. */
static void
add (Room *room, const gchar *id, GBytes *speech, gsize first, gsize step)
{
  gsize size = g_bytes_get_size (speech), offset, delta = first;

  for (offset = 0; offset < size; offset += delta, delta += step) {
    GBytes *part;

    delta = MIN (delta, size - offset);
    part = g_bytes_new_from_bytes (speech, offset, delta);
    oa_speech_decoder_add (room->decoder, id, id, part, room->chunks);
    g_bytes_unref (part);
    collect (room);
  }
}

static void
end_item (Room *room, const gchar *id)
{
  oa_speech_decoder_end_item (room->decoder, id, room->chunks);
  collect (room);
}

static void
hear (Room *room, const gchar *text)
{
  g_autoptr (GBytes) raw = g_bytes_new (text, strlen (text) + 1);
  g_autoptr (GBytes) bytes = g_bytes_new_from_bytes (raw, 0, strlen (text));
  GError *error = NULL;
  g_autoptr (OaEvent) event = oa_event_decode (NULL, bytes, &error);

  g_assert_no_error (error);
  oa_speech_decoder_handle (room->decoder, event);
}

/* Harmonics of a voice that rises and falls. */
static GBytes *
make_voice (OaAudioFormat format, guint ms)
{
  GByteArray *bytes = g_byte_array_new ();
  guint rate = oa_audio_format_get_rate (format);

  for (guint i = 0; i < ms * rate / 1000; i++) {
    gdouble t = (gdouble) i / rate, s = 0;
    guint8 le[2];
    gint16 sample;

    for (guint k = 1; k <= 12; k++)
      s += 4000.0 / k * sin (2 * G_PI * 131 * k * t);
    sample = (gint16) lrint (s * (0.6 + 0.4 * sin (2 * G_PI * 3 * t)));
    le[0] = sample & 0xff;
    le[1] = (sample >> 8) & 0xff;
    if (format == PCMU)
      le[0] = oa_ulaw_encode (sample);
    else if (format == PCMA)
      le[0] = oa_alaw_encode (sample);
    g_byte_array_append (bytes, le, oa_audio_format_get_sample_size (format));
  }
  return g_byte_array_free_to_bytes (bytes);
}

static GBytes *
make_bytes (gint value, gsize size)
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = value < 0 ? g_test_rand_int_range (0, 256) : value;
  return g_bytes_new_take (data, size);
}

static void
assert_audio (Room *room, GBytes *wanted)
{
  g_assert_cmpmem (room->audio->data, room->audio->len,
      g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted));
}

/* As one converter makes it of the whole. */
static void
assert_converted (Room *room, GBytes *speech, OaAudioFormat from,
    OaAudioFormat to)
{
  OaConverter *converter = oa_converter_new (from, to);
  GByteArray *all = g_byte_array_new ();
  GBytes *part, *bytes;

  for (guint i = 0; i < 2; i++) {
    part = i == 0 ? oa_converter_push (converter,
               g_bytes_get_data (speech, NULL), g_bytes_get_size (speech))
                  : oa_converter_finish (converter);
    g_byte_array_append (all, g_bytes_get_data (part, NULL),
        g_bytes_get_size (part));
    g_bytes_unref (part);
  }
  bytes = g_byte_array_free_to_bytes (all);
  assert_audio (room, bytes);
  g_assert_cmpuint (room->audio->len, ==,
      g_bytes_get_size (speech) / oa_audio_format_get_bytes_per_ms (from)
      * oa_audio_format_get_bytes_per_ms (to));
  g_bytes_unref (bytes);
  oa_converter_free (converter);
}

static void
assert_mismatch (Room *room, OaAudioFormat said, OaAudioFormat sent)
{
  OaAudioFormat was_said, was_sent;
  gboolean mismatch = oa_speech_decoder_take_format_mismatch (room->decoder,
      &was_said, &was_sent);

  g_assert_true (mismatch == (said != sent));
  if (mismatch) {
    g_assert_cmpint (was_said, ==, said);
    g_assert_cmpint (was_sent, ==, sent);
  }
  g_assert_false (oa_speech_decoder_take_format_mismatch (room->decoder,
      &was_said, &was_sent));
}

/* What the service said and did, and what the pad has. */
typedef struct
{
  const gchar *name;
  OaAudioFormat wanted;
  OaAudioFormat confirmed;
  OaAudioFormat sent;
} Case;

static const Case cases[] = {
  { "pcm", PCM, PCM, PCM },
  { "pcmu", PCMU, PCMU, PCMU },
  { "pcma", PCMA, PCMA, PCMA },
  { "unknown", PCMU, OA_AUDIO_FORMAT_UNKNOWN, PCMU },
  { "confirmed-pcm-for-pcmu", PCMU, PCM, PCM },
  { "confirmed-pcm-for-pcma", PCMA, PCM, PCM },
  { "confirmed-pcmu-for-pcm", PCM, PCMU, PCMU },
  { "confirmed-pcma-for-pcm", PCM, PCMA, PCMA },
  { "confirmed-pcma-for-pcmu", PCMU, PCMA, PCMA },
  { "sent-pcm-as-pcmu", PCMU, PCMU, PCM },
  { "sent-pcm-as-pcma", PCMA, PCMA, PCM },
  { "sent-pcmu-as-pcm", PCM, PCM, PCMU },
  { "sent-pcma-as-pcm", PCM, PCM, PCMA },
  { "confirmed-pcmu-sent-pcm-for-pcm", PCM, PCMU, PCM },
};

static void
check_case (const Case *c, gsize first, gsize step)
{
  Room *room = room_new (c->wanted, c->confirmed);
  g_autoptr (GBytes) speech = make_voice (c->sent, MS);

  add (room, "a", speech, first, step);
  end_item (room, "a");
  if (c->sent == c->wanted)
    assert_audio (room, speech);
  else
    assert_converted (room, speech, c->sent, c->wanted);
  g_assert_cmpuint (room->bytes, ==, g_bytes_get_size (speech));
  g_assert_cmpuint (room->duration, ==, MS * GST_MSECOND);
  assert_mismatch (room,
      c->confirmed != OA_AUDIO_FORMAT_UNKNOWN ? c->confirmed : c->wanted,
      c->sent);
  room_free (room);
}

static void
test_case (gconstpointer data)
{
  check_case (data, 4800, 0);
  check_case (data, G_MAXUINT32, 0);
  check_case (data, 1, 2);
  check_case (data, 159, 0);
}

/* The very same bytes, not a copy, once it is known that they are right. */
TEST (untouched)
{
  g_autoptr (Room) room = room_new (PCMU, PCMU);
  g_autoptr (GBytes) speech = make_voice (PCMU, MS);
  OaDecodedChunk *chunk;

  add (room, "a", speech, 1600, 0);
  oa_speech_decoder_add (room->decoder, "a", "a", speech, room->chunks);
  g_assert_cmpuint (room->chunks->len, ==, 1);
  chunk = g_ptr_array_index (room->chunks, 0);
  g_assert_true (chunk->audio == speech);
  g_assert_cmpint (chunk->format, ==, PCMU);
  g_assert_cmpint (chunk->sent_as, ==, PCMU);
}

/* Silence tells nothing: it waits, but not for ever, and passes. */
TEST (silence_first)
{
  g_autoptr (Room) room = room_new (PCMU, PCMU);
  g_autoptr (GBytes) silence = make_bytes (0xff, 160);
  g_autoptr (GBytes) all = make_bytes (0xff, 31 * 160);

  for (guint i = 1; i <= 31; i++) {
    add (room, "a", silence, 160, 0);
    g_assert_cmpuint (room->audio->len, ==, i < 30 ? 0 : i * 160);
  }
  end_item (room, "a");
  assert_audio (room, all);
  assert_mismatch (room, PCMU, PCMU);
}

/* A short answer that nothing is known of comes out at its end. */
TEST (too_little)
{
  g_autoptr (Room) room = room_new (PCMU, PCMU);
  g_autoptr (GBytes) little = make_voice (PCMU, 30);

  add (room, "a", little, 80, 0);
  g_assert_cmpuint (room->audio->len, ==, 0);
  oa_speech_decoder_end_response (room->decoder, "a", room->chunks);
  collect (room);
  assert_audio (room, little);
}

/* PCM begins where silence of G.711 was believed, within a sample. */
TEST (turns_in_the_middle)
{
  g_autoptr (Room) room = room_new (PCMU, PCMU);
  g_autoptr (GBytes) silence = make_bytes (0xff, 4801);
  g_autoptr (GBytes) speech = make_voice (PCM, MS);
  g_autoptr (GBytes) half = make_bytes (0, 1);

  add (room, "a", silence, 4801, 0);
  g_assert_cmpuint (room->audio->len, ==, 4801);
  g_byte_array_set_size (room->audio, 0);
  add (room, "a", half, 1, 0);
  g_byte_array_set_size (room->audio, 0);
  add (room, "a", speech, 4800, 0);
  end_item (room, "a");
  assert_converted (room, speech, PCM, PCMU);
  assert_mismatch (room, PCMU, PCM);
}

/* What was settled holds for the next item, at its first byte. */
TEST (next_item_at_once)
{
  g_autoptr (Room) room = room_new (PCMU, PCMU);
  g_autoptr (GBytes) speech = make_voice (PCM, MS);
  g_autoptr (GBytes) silence = make_bytes (0, 4800);

  add (room, "a", speech, 4800, 0);
  end_item (room, "a");
  assert_mismatch (room, PCMU, PCM);
  g_byte_array_set_size (room->audio, 0);
  add (room, "b", silence, 2400, 0);
  g_assert_cmpuint (room->audio->len, >, 90 * 8);
  end_item (room, "b");
  g_assert_cmpuint (room->audio->len, ==, 100 * 8);
  assert_mismatch (room, PCMU, PCMU);
}

/* Another format confirmed is another promise to look at. */
TEST (confirmed_anew)
{
  g_autoptr (Room) room = room_new (PCMU, PCMU);
  g_autoptr (GBytes) speech = make_voice (PCM, MS);

  add (room, "a", speech, 4800, 0);
  end_item (room, "a");
  assert_mismatch (room, PCMU, PCM);
  oa_speech_decoder_configure (room->decoder, PCMU, PCMA);
  g_byte_array_set_size (room->audio, 0);
  add (room, "b", speech, 4800, 0);
  end_item (room, "b");
  assert_converted (room, speech, PCM, PCMU);
  assert_mismatch (room, PCMA, PCM);
}

/* A response of its own format within a session of another. */
TEST (response_says)
{
  g_autoptr (Room) room = room_new (PCMU, PCMU);
  g_autoptr (GBytes) speech = make_voice (PCMA, MS);

  hear (room,
      "{\"type\":\"response.created\",\"response\":{\"id\":\"r\","
      "\"audio\":{\"output\":{\"format\":{\"type\":\"audio/pcma\"}}}}}");
  oa_speech_decoder_add (room->decoder, "r", "i", speech, room->chunks);
  collect (room);
  end_item (room, "i");
  assert_converted (room, speech, PCMA, PCMU);
  assert_mismatch (room, PCMA, PCMA);
}

static void
add_noise_with_tokens (Room *room, const gchar *id, gsize bytes, guint tokens,
    const gchar *status)
{
  g_autoptr (GBytes) noise = make_bytes (-1, bytes);
  g_autofree gchar *done = g_strdup_printf (
      "{\"type\":\"response.done\",\"response\":{"
      "\"id\":\"%s\",\"status\":\"%s\",\"usage\":{\"total_tokens\":%u,"
      "\"output_tokens\":%u,\"output_token_details\":{\"audio_tokens\":%u}}}}",
      id, status, tokens, tokens, tokens);

  add (room, id, noise, 2400, 0);
  end_item (room, id);
  hear (room, done);
}

/* Sound that says nothing of its format: the service's own count does. */
TEST (length_tells)
{
  g_autoptr (Room) room = room_new (PCMU, PCMU);
  g_autoptr (GBytes) speech = make_voice (PCM, 200);

  add_noise_with_tokens (room, "a", 48000, 20, "cancelled");
  add_noise_with_tokens (room, "b", 48000, 0, "completed");
  add_noise_with_tokens (room, "c", 48000, 50, "completed");
  assert_mismatch (room, PCMU, PCMU);
  g_assert_cmpuint (room->audio->len, ==, 3 * 48000);
  add_noise_with_tokens (room, "d", 48000, 20, "completed");
  assert_mismatch (room, PCMU, PCM);
  g_byte_array_set_size (room->audio, 0);
  add (room, "e", speech, 480, 0);
  end_item (room, "e");
  assert_converted (room, speech, PCM, PCMU);
}

/* It agrees: nothing changes, nor for what is heard well. */
TEST (length_agrees)
{
  g_autoptr (Room) room = room_new (PCM, PCM);
  g_autoptr (GBytes) speech = make_voice (PCM, MS);

  add_noise_with_tokens (room, "a", 48000, 20, "completed");
  assert_mismatch (room, PCM, PCM);
  add (room, "b", speech, 4800, 0);
  end_item (room, "b");
  /* A service that counts otherwise is not believed over its speech. */
  add_noise_with_tokens (room, "c", 48000, 120, "completed");
  assert_mismatch (room, PCM, PCM);
}

/* All that came is known of, though the answer never ended. */
TEST (interrupted)
{
  g_autoptr (Room) room = room_new (PCMU, PCM);
  g_autoptr (GBytes) speech = make_voice (PCM, MS);

  add (room, "a", speech, 4800, 0);
  g_assert_cmpuint (room->audio->len, <, MS * 8);
  oa_speech_decoder_end_all (room->decoder, room->chunks);
  collect (room);
  g_assert_cmpuint (room->audio->len, ==, MS * 8);
  g_assert_cmpuint (room->duration, ==, MS * GST_MSECOND);
}

TEST (pad_changes)
{
  g_autoptr (Room) room = room_new (PCMU, PCM);
  g_autoptr (GBytes) speech = make_voice (PCM, MS);

  add (room, "a", speech, 4800, 0);
  oa_speech_decoder_configure (room->decoder, PCMA, PCM);
  add (room, "a", speech, 4800, 0);
  oa_speech_decoder_configure (room->decoder, PCM, PCM);
  add (room, "a", speech, 4800, 0);
  end_item (room, "a");
  /* What a converter held back comes out in its own format. */
  g_assert_cmpuint (room->duration, ==, 3 * MS * GST_MSECOND);
  g_assert_cmpuint (room->sounding, >, (3 * MS - 1) * GST_MSECOND);
  g_assert_cmpuint (room->sounding, <=, 3 * MS * GST_MSECOND);
}

/* What passed as it came ends within a sample. */
TEST (pad_changes_within_a_sample)
{
  g_autoptr (Room) room = room_new (PCM, PCM);
  g_autoptr (GBytes) speech = make_voice (PCM, MS);
  gsize size = g_bytes_get_size (speech), half = 9599;
  g_autoptr (GBytes) head = g_bytes_new_from_bytes (speech, 0, half);
  g_autoptr (GBytes) tail = g_bytes_new_from_bytes (speech, half, size - half);
  g_autoptr (GBytes) aligned =
      g_bytes_new_from_bytes (speech, half + 1, size - half - 1);

  add (room, "a", head, 4800, 0);
  oa_speech_decoder_configure (room->decoder, PCMU, PCM);
  g_byte_array_set_size (room->audio, 0);
  add (room, "a", tail, size, 0);
  end_item (room, "a");
  assert_converted (room, aligned, PCM, PCMU);
}

/* A service that never ends an item: each comes out, none is kept. */
TEST (items_without_end)
{
  g_autoptr (Room) room = room_new (PCMU, PCM);
  g_autoptr (GBytes) speech = make_voice (PCM, 100);

  for (guint i = 0; i < 200; i++) {
    g_autofree gchar *id = g_strdup_printf ("item_%u", i);

    add (room, id, speech, 4801, 0);
  }
  g_assert_cmpuint (room->audio->len, >, 183 * 800);
  oa_speech_decoder_end_all (room->decoder, room->chunks);
  collect (room);
  g_assert_cmpuint (room->audio->len, ==, 200 * 800);
}

/* Empty deltas, and ends of what never began. */
TEST (nothing)
{
  g_autoptr (Room) room = room_new (PCM, PCM);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) speech = make_voice (PCM, MS);

  oa_speech_decoder_add (room->decoder, NULL, NULL, empty, room->chunks);
  end_item (room, NULL);
  end_item (room, "a");
  oa_speech_decoder_end_response (room->decoder, NULL, room->chunks);
  oa_speech_decoder_end_all (room->decoder, room->chunks);
  collect (room);
  g_assert_cmpuint (room->n, ==, 0);
  oa_speech_decoder_add (room->decoder, NULL, NULL, speech, room->chunks);
  collect (room);
  assert_audio (room, speech);
}

TEST_MAIN (gst_init (NULL, NULL); TEST_ROWS (case, cases))
