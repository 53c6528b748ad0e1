/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* speech.c - see speech.h.
 *
 * One thread speaks for all, as the synthesizer can do one text at a time. Long
 * texts are spoken in parts, in turns with each other and with what is new, so
 * that no client waits for the end of another's. */

#include "config.h"

#include "speech.h"

#include <gst/audio/audio.h>

#include "voice.h"

/* A cache that is full is emptied, which costs some milliseconds per
 * sentence. */
#define MAX_CACHED_BYTES (64 * 1024 * 1024)
/* Texts up to this length are spoken in one go, others in such parts: half a
 * minute of speech. */
#define PART_BYTES 400
/* Ten minutes at the highest rate: digits and slow speech take long. */
#define MAX_PART_SAMPLES (600 * 24000)

struct _OrsSpeech
{
  GThread *thread;
  GMutex lock;
  GCond changed;

  /* Protected by lock. */
  GQueue fresh; /* Job, of which nothing is spoken */
  GQueue begun; /* Job, of which a part is */
  gboolean ends;

  /* The thread's. */
  gboolean fresh_next;
  GHashTable *cache; /* key of the request -> GBytes */
  gsize cached_bytes;

  /* The caller's thread's. */
  guint pending;
  void (*idle) (gpointer user_data); /* or NULL */
  gpointer idle_data;
};

/* A text, and how far it is spoken. */
typedef struct
{
  GTask *task;
  gchar *text;
  gchar *voice;
  gdouble speed;
  OaAudioFormat format;
  gchar *key; /* in the cache */
  gsize done; /* bytes of the text */
  GByteArray *audio;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->task);
  g_free (job->text);
  g_free (job->voice);
  g_free (job->key);
  g_clear_pointer (&job->audio, g_byte_array_unref);
  g_free (job);
}

/* The end of the part that begins at @start: behind the last space that is not
 * too far away. */
static gsize
find_part_end (const gchar *text, gsize start)
{
  const gchar *part = text + start;
  gsize length = strlen (part);
  const gchar *space;

  if (length <= PART_BYTES)
    return start + length;
  space = g_strrstr_len (part, PART_BYTES, " ");
  if (space != NULL && space > part)
    return space + 1 - text;
  return g_utf8_find_prev_char (part, part + PART_BYTES) - text;
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

static void
remember (OrsSpeech *self, Job *job, GBytes *audio)
{
  gsize size = g_bytes_get_size (audio);

  if (size > MAX_CACHED_BYTES / 4)
    return;
  if (self->cached_bytes + size > MAX_CACHED_BYTES) {
    g_hash_table_remove_all (self->cache);
    self->cached_bytes = 0;
  }
  self->cached_bytes += size;
  g_hash_table_insert (self->cache, g_steal_pointer (&job->key),
      g_bytes_ref (audio));
}

static void
finish (OrsSpeech *self, Job *job)
{
  GBytes *audio = g_byte_array_free_to_bytes (g_steal_pointer (&job->audio));

  /* A synthesis that was cancelled has less than all of it. */
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (job->task)))
    remember (self, job, audio);
  g_task_return_pointer (job->task, audio, (GDestroyNotify) g_bytes_unref);
}

/* How many samples there may still be. */
static gsize
count_left (Job *job)
{
  guint rate = oa_audio_format_get_rate (job->format);
  gsize per_second = oa_audio_format_get_bytes_per_ms (job->format) * 1000;

  return (ORS_SPEECH_MAX_SECONDS * per_second - job->audio->len) * rate
      / per_second;
}

/* TRUE when all is said. */
static gboolean
speak_part (Job *job)
{
  gsize end = find_part_end (job->text, job->done);
  g_autofree gchar *part = g_strndup (job->text + job->done, end - job->done);
  guint rate, wanted = oa_audio_format_get_rate (job->format);
  gsize left = count_left (job);
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  g_autoptr (GBytes) audio = NULL;

  ors_voice_speak (part, job->voice, job->speed, samples, MAX_PART_SAMPLES,
      &rate, g_task_get_cancellable (job->task));
  samples = resample (samples, rate, wanted);
  audio = ors_audio_encode (job->format, &g_array_index (samples, gint16, 0),
      MIN (samples->len, left));
  g_byte_array_append (job->audio, g_bytes_get_data (audio, NULL),
      g_bytes_get_size (audio));
  left -= MIN (samples->len, left);
  g_array_unref (samples);
  job->done = end;
  return job->text[end] == '\0' || left == 0;
}

/* TRUE when the job is over. */
static gboolean
work_on (OrsSpeech *self, Job *job)
{
  GBytes *known = job->done == 0 ? g_hash_table_lookup (self->cache, job->key)
                                 : NULL;

  if (g_task_return_error_if_cancelled (job->task))
    return TRUE;
  if (known != NULL) {
    g_task_return_pointer (job->task, g_bytes_ref (known),
        (GDestroyNotify) g_bytes_unref);
    return TRUE;
  }
  if (!speak_part (job))
    return FALSE;
  finish (self, job);
  return TRUE;
}

static void
push (OrsSpeech *self, GQueue *queue, Job *job)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail (queue, job);
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* A new one and a begun one by turns; NULL at the end. */
static Job *
pop (OrsSpeech *self)
{
  GQueue *first, *second;
  Job *job;

  g_mutex_lock (&self->lock);
  while (!self->ends && self->fresh.length + self->begun.length == 0)
    g_cond_wait (&self->changed, &self->lock);
  self->fresh_next = !self->fresh_next;
  first = self->fresh_next ? &self->fresh : &self->begun;
  second = self->fresh_next ? &self->begun : &self->fresh;
  job = g_queue_pop_head (first);
  if (job == NULL)
    job = g_queue_pop_head (second);
  g_mutex_unlock (&self->lock);
  return job;
}

static gpointer
speak_all (gpointer data)
{
  OrsSpeech *self = data;
  Job *job;

  while ((job = pop (self)) != NULL) {
    if (work_on (self, job))
      job_free (job);
    else
      push (self, &self->begun, job);
  }
  return NULL;
}

OrsSpeech *
ors_speech_new (void)
{
  OrsSpeech *self = g_new0 (OrsSpeech, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      (GDestroyNotify) g_bytes_unref);
  self->thread = g_thread_new ("speech", speak_all, self);
  return self;
}

void
ors_speech_free (OrsSpeech *self)
{
  g_mutex_lock (&self->lock);
  self->ends = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_hash_table_unref (self->cache);
  g_free (self);
}

void
ors_speech_speak_async (OrsSpeech *self, const gchar *text, const gchar *voice,
    gdouble speed, OaAudioFormat format, GCancellable *cancellable,
    GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->task = g_task_new (NULL, cancellable, callback, user_data);
  job->text = g_strdup (text);
  job->voice = g_strdup (voice);
  job->speed = speed;
  job->format = format;
  job->key = g_strdup_printf ("%s|%.2f|%s|%s",
      oa_audio_format_get_nick (format), speed, voice, text);
  job->audio = g_byte_array_new ();
  self->pending++;
  push (self, &self->fresh, job);
}

static void
check_idle (OrsSpeech *self)
{
  void (*idle) (gpointer user_data) = self->idle;

  if (self->pending > 0 || idle == NULL)
    return;
  self->idle = NULL;
  idle (self->idle_data);
}

GBytes *
ors_speech_speak_finish (OrsSpeech *self, GAsyncResult *result)
{
  GBytes *audio = g_task_propagate_pointer (G_TASK (result), NULL);

  self->pending--;
  check_idle (self);
  return audio;
}

void
ors_speech_call_when_idle (OrsSpeech *self, void (*func) (gpointer user_data),
    gpointer user_data)
{
  self->idle = func;
  self->idle_data = user_data;
  check_idle (self);
}
