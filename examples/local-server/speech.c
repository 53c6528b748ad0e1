/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* speech.c - see speech.h. */

#include "config.h"

#include "speech.h"

#include <gst/audio/audio.h>

#include "voice.h"

/* A session of one hour has some hundred sentences; a cache that is full is
 * emptied, which costs some milliseconds per sentence. */
#define MAX_CACHED 200

struct _OrsSpeech
{
  GMutex lock;       /* protects the cache, and makes one sentence at a time */
  GHashTable *cache; /* key of the request -> GBytes */

  guint pending;     /* on the caller's thread only */
};

typedef struct
{
  OrsSpeech *speech;
  gchar *text;
  gchar *voice;
  gdouble speed;
  OrsFormat format;
} Request;

static void
free_request (gpointer data)
{
  Request *request = data;

  g_free (request->text);
  g_free (request->voice);
  g_free (request);
}

OrsSpeech *
ors_speech_new (void)
{
  OrsSpeech *self = g_new0 (OrsSpeech, 1);

  g_mutex_init (&self->lock);
  self->cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      (GDestroyNotify) g_bytes_unref);
  return self;
}

void
ors_speech_free (OrsSpeech *self)
{
  g_hash_table_unref (self->cache);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Takes @samples. */
static GArray *
resample (GArray *samples, guint from, guint to)
{
  GstAudioInfo in, out;
  GstAudioConverter *converter;
  GArray *result;
  gpointer in_data[1], out_data[1];
  gsize n;

  if (from == to || samples->len == 0)
    return samples;

  gst_audio_info_set_format (&in, GST_AUDIO_FORMAT_S16, from, 1, NULL);
  gst_audio_info_set_format (&out, GST_AUDIO_FORMAT_S16, to, 1, NULL);
  converter = gst_audio_converter_new (0, &in, &out, NULL);
  n = gst_audio_converter_get_out_frames (converter, samples->len);
  result = g_array_sized_new (FALSE, TRUE, sizeof (gint16), n);
  g_array_set_size (result, n);

  in_data[0] = samples->data;
  out_data[0] = result->data;
  gst_audio_converter_samples (converter, 0, in_data, samples->len, out_data,
      n);
  gst_audio_converter_free (converter);
  g_array_unref (samples);
  return result;
}

static GBytes *
speak (const Request *request)
{
  guint rate;
  GArray *samples = ors_voice_speak (request->text, request->voice,
      request->speed, &rate);
  GBytes *audio;

  samples = resample (samples, rate, ors_format_get_rate (request->format));
  audio = ors_audio_encode (request->format, (gint16 *) samples->data,
      samples->len);
  g_array_unref (samples);
  return audio;
}

static GBytes *
speak_or_recall (OrsSpeech *self, const Request *request)
{
  g_autofree gchar *key = g_strdup_printf ("%s|%.2f|%s|%s",
      ors_format_get_name (request->format), request->speed, request->voice,
      request->text);
  GBytes *audio = g_hash_table_lookup (self->cache, key);

  if (audio != NULL)
    return g_bytes_ref (audio);

  audio = speak (request);
  if (g_hash_table_size (self->cache) >= MAX_CACHED)
    g_hash_table_remove_all (self->cache);
  g_hash_table_insert (self->cache, g_steal_pointer (&key),
      g_bytes_ref (audio));
  return audio;
}

static void
speak_in_thread (GTask *task, gpointer source, gpointer data,
    GCancellable *cancellable)
{
  Request *request = data;
  GBytes *audio;

  g_mutex_lock (&request->speech->lock);
  audio = speak_or_recall (request->speech, request);
  g_mutex_unlock (&request->speech->lock);
  g_task_return_pointer (task, audio, (GDestroyNotify) g_bytes_unref);
}

void
ors_speech_speak_async (OrsSpeech *self, const gchar *text,
    const gchar *voice, gdouble speed, OrsFormat format,
    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->speech = self;
  request->text = g_strdup (text);
  request->voice = g_strdup (voice);
  request->speed = speed;
  request->format = format;
  g_task_set_task_data (task, request, free_request);

  self->pending++;
  g_task_run_in_thread (task, speak_in_thread);
}

GBytes *
ors_speech_speak_finish (OrsSpeech *self, GAsyncResult *result)
{
  self->pending--;
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

guint
ors_speech_get_pending (OrsSpeech *self)
{
  return self->pending;
}
