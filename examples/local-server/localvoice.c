/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* localvoice.c - see localvoice.h.
 *
 * One thread speaks for all, as the synthesizer can do one text at a time. What
 * is new and what has begun come by turns, so that no client waits for the end
 * of another's long answer. */

#include "config.h"

#include "localvoice.h"

#include <gio/gio.h>
#include <gst/audio/audio.h>

#include "synthesizer.h"

/* A cache that is full is emptied, which costs some milliseconds per text. */
#define MAX_CACHED_BYTES (64 * 1024 * 1024)
/* Ten minutes at the highest rate: digits and slow speech take long. */
#define MAX_SAMPLES (600 * 24000)
/* Texts of an utterance that are spoken and not taken. */
#define MAX_AHEAD 2

typedef struct
{
  OrsVoice base;
  GThread *thread;
  GMutex lock;
  GCond changed;

  /* Protected by lock. */
  GQueue fresh; /* Utterance, of which nothing is spoken */
  GQueue begun; /* Utterance, of which something is */
  gboolean ends;

  /* The thread's. */
  gboolean fresh_next;
  GHashTable *cache; /* what is said, and how -> GBytes */
  gsize cached_bytes;
} LocalVoice;

typedef struct
{
  OrsUtterance base;
  LocalVoice *voice;
  gchar *name;
  gdouble speed;
  OaAudioFormat format;
  GCancellable *cancellable;
  GMainContext *context;
  OrsWaker waker;

  /* Protected by the voice's lock. */
  GQueue texts;    /* not spoken yet */
  GQueue sounds;   /* GBytes, not taken yet */
  gboolean queued; /* or at work */
  gboolean begun;
  GSource *wake;
} Utterance;

static void
clear_utterance (gpointer data)
{
  Utterance *self = data;

  g_queue_clear_full (&self->texts, g_free);
  g_queue_clear_full (&self->sounds, (GDestroyNotify) g_bytes_unref);
  g_main_context_unref (self->context);
  g_object_unref (self->cancellable);
  g_free (self->name);
}

static void
release (gpointer utterance)
{
  g_atomic_rc_box_release_full (utterance, clear_utterance);
}

/*** the synthesizer ***/

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
synthesize (Utterance *utterance, const gchar *text)
{
  guint rate;
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  GBytes *audio;

  ors_synthesize (text, utterance->name, utterance->speed, samples, MAX_SAMPLES,
      &rate, utterance->cancellable);
  samples =
      resample (samples, rate, oa_audio_format_get_rate (utterance->format));
  audio = ors_audio_encode (utterance->format,
      &g_array_index (samples, gint16, 0), samples->len);
  g_array_unref (samples);
  return audio;
}

/* Takes @key. */
static void
remember (LocalVoice *self, gchar *key, GBytes *audio)
{
  if (self->cached_bytes + g_bytes_get_size (audio) > MAX_CACHED_BYTES) {
    g_hash_table_remove_all (self->cache);
    self->cached_bytes = 0;
  }
  self->cached_bytes += g_bytes_get_size (audio);
  g_hash_table_insert (self->cache, key, g_bytes_ref (audio));
}

static GBytes *
speak (LocalVoice *self, Utterance *utterance, const gchar *text)
{
  g_autofree gchar *key = g_strdup_printf ("%s|%.2f|%s|%s",
      oa_audio_format_get_nick (utterance->format), utterance->speed,
      utterance->name, text);
  GBytes *audio = g_hash_table_lookup (self->cache, key);

  if (audio != NULL)
    return g_bytes_ref (audio);
  audio = synthesize (utterance, text);
  /* A synthesis that was cancelled has less than all of it. */
  if (!g_cancellable_is_cancelled (utterance->cancellable))
    remember (self, g_steal_pointer (&key), audio);
  return audio;
}

/*** the thread; all with the lock, which is released meanwhile ***/

static gboolean
on_wake (gpointer data)
{
  Utterance *self = data;

  g_mutex_lock (&self->voice->lock);
  g_clear_pointer (&self->wake, g_source_unref);
  g_mutex_unlock (&self->voice->lock);
  self->waker.func (self->waker.user_data);
  return G_SOURCE_REMOVE;
}

static void
schedule_wake (Utterance *self)
{
  if (self->wake != NULL)
    return;
  self->wake = g_idle_source_new ();
  g_source_set_priority (self->wake, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->wake, on_wake, g_atomic_rc_box_acquire (self),
      release);
  g_source_attach (self->wake, self->context);
}

static void
enqueue (LocalVoice *self, Utterance *utterance)
{
  if (utterance->queued || utterance->texts.length == 0
      || utterance->sounds.length >= MAX_AHEAD)
    return;
  utterance->queued = TRUE;
  g_queue_push_tail (utterance->begun ? &self->begun : &self->fresh, utterance);
  g_cond_signal (&self->changed);
}

/* A new one and a begun one by turns; NULL at the end. */
static Utterance *
pop (LocalVoice *self)
{
  GQueue *queues[] = { &self->fresh, &self->begun };
  Utterance *utterance;

  while (!self->ends && self->fresh.length + self->begun.length == 0)
    g_cond_wait (&self->changed, &self->lock);
  if (self->ends)
    return NULL;
  self->fresh_next = !self->fresh_next;
  utterance = g_queue_pop_head (queues[self->fresh_next ? 0 : 1]);
  return utterance != NULL ? utterance
                           : g_queue_pop_head (queues[self->fresh_next]);
}

static void
work_on (LocalVoice *self, Utterance *utterance)
{
  g_autofree gchar *text = g_queue_pop_head (&utterance->texts);
  GBytes *audio;

  g_atomic_rc_box_acquire (utterance);
  g_mutex_unlock (&self->lock);
  audio = speak (self, utterance, text);
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&utterance->sounds, audio);
  utterance->queued = FALSE;
  utterance->begun = TRUE;
  if (!g_cancellable_is_cancelled (utterance->cancellable)) {
    enqueue (self, utterance);
    schedule_wake (utterance);
  }
  release (utterance);
}

static gpointer
speak_all (gpointer data)
{
  LocalVoice *self = data;
  Utterance *utterance;

  g_mutex_lock (&self->lock);
  while ((utterance = pop (self)) != NULL)
    work_on (self, utterance);
  g_mutex_unlock (&self->lock);
  return NULL;
}

/*** the interface ***/

static OrsUtterance *
begin (OrsVoice *voice, const OrsManner *manner, const OrsWaker *waker)
{
  Utterance *self = g_atomic_rc_box_new0 (Utterance);

  self->voice = (LocalVoice *) voice;
  self->name = g_strdup (manner->name);
  self->speed = manner->speed;
  self->format = manner->format;
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->waker = *waker;
  return &self->base;
}

static void
say (OrsUtterance *utterance, const gchar *text)
{
  Utterance *self = (Utterance *) utterance;

  g_mutex_lock (&self->voice->lock);
  g_queue_push_tail (&self->texts, g_strdup (text));
  enqueue (self->voice, self);
  g_mutex_unlock (&self->voice->lock);
}

static void
take (OrsUtterance *utterance, OrsSound *sound)
{
  Utterance *self = (Utterance *) utterance;

  g_mutex_lock (&self->voice->lock);
  sound->audio = g_queue_pop_head (&self->sounds);
  sound->ends = sound->audio != NULL;
  enqueue (self->voice, self);
  g_mutex_unlock (&self->voice->lock);
}

static void
free_utterance (OrsUtterance *utterance)
{
  Utterance *self = (Utterance *) utterance;
  LocalVoice *voice = self->voice;
  GSource *wake;

  g_mutex_lock (&voice->lock);
  g_cancellable_cancel (self->cancellable);
  g_queue_remove (&voice->fresh, self);
  g_queue_remove (&voice->begun, self);
  wake = g_steal_pointer (&self->wake);
  g_mutex_unlock (&voice->lock);
  if (wake != NULL) {
    g_source_destroy (wake);
    g_source_unref (wake);
  }
  release (self);
}

static void
free_voice (OrsVoice *voice)
{
  LocalVoice *self = (LocalVoice *) voice;

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

OrsVoice *
ors_local_voice_new (void)
{
  static const OrsVoiceClass class = { begin, say, take, free_utterance,
    free_voice };
  LocalVoice *self = g_new0 (LocalVoice, 1);

  self->base.class = &class;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      (GDestroyNotify) g_bytes_unref);
  self->thread = g_thread_new ("speech", speak_all, self);
  return &self->base;
}
