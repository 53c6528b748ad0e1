/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recording.c - see recording.h. */

#include "config.h"

#include "recording.h"

#include <errno.h>
#include <stdio.h>

#define WAV_HEADER_SIZE 44
/* The lengths in the header have 32 bits. */
#define MAX_FILE_BYTES (G_MAXUINT32 - WAV_HEADER_SIZE)
#define WAV_PCM 1
#define WAV_ALAW 6
#define WAV_ULAW 7

struct _OrsRecording
{
  GMutex lock;

  /* Protected by lock. */
  GByteArray *input; /* NULL if nothing is kept */
  GByteArray *output;

  gchar *path;
  FILE *file;
  OaAudioFormat format;
  guint32 file_bytes;
};

OrsRecording *
ors_recording_new (guint session, gboolean keep, const gchar *folder)
{
  OrsRecording *self = g_new0 (OrsRecording, 1);

  g_mutex_init (&self->lock);
  self->input = keep ? g_byte_array_new () : NULL;
  self->output = keep ? g_byte_array_new () : NULL;
  if (folder != NULL)
    self->path = g_strdup_printf ("%s/session-%u.wav", folder, session);
  return self;
}

static void
put_le (guint8 *to, guint32 value, guint n)
{
  for (guint i = 0; i < n; i++)
    to[i] = (value >> (8 * i)) & 0xff;
}

static void
write_wav_header (OrsRecording *self)
{
  static const guint16 codings[OA_N_AUDIO_FORMATS] = {
    [OA_AUDIO_FORMAT_PCM] = WAV_PCM,
    [OA_AUDIO_FORMAT_PCMU] = WAV_ULAW,
    [OA_AUDIO_FORMAT_PCMA] = WAV_ALAW,
  };
  guint width = oa_audio_format_get_sample_size (self->format);
  guint rate = oa_audio_format_get_rate (self->format);
  guint8 header[WAV_HEADER_SIZE] = "RIFF    WAVEfmt ";

  put_le (header + 4, self->file_bytes + WAV_HEADER_SIZE - 8, 4);
  put_le (header + 16, 16, 4);
  put_le (header + 20, codings[self->format], 2);
  put_le (header + 22, 1, 2);
  put_le (header + 24, rate, 4);
  put_le (header + 28, rate * width, 4);
  put_le (header + 32, width, 2);
  put_le (header + 34, 8 * width, 2);
  memcpy (header + 36, "data", 4);
  put_le (header + 40, self->file_bytes, 4);

  rewind (self->file);
  fwrite (header, 1, sizeof (header), self->file);
}

/* The file ends where the disk was full; its header says so, if it can. */
static void
give_up (OrsRecording *self)
{
  g_warning ("Cannot write a recording to its end: %s", g_strerror (errno));
  clearerr (self->file);
  write_wav_header (self);
  fclose (g_steal_pointer (&self->file));
}

void
ors_recording_free (OrsRecording *self)
{
  if (self->file != NULL) {
    write_wav_header (self); /* now the length is known */
    if (fclose (self->file) != 0)
      g_warning ("Cannot complete a recording: %s", g_strerror (errno));
  }
  g_clear_pointer (&self->input, g_byte_array_unref);
  g_clear_pointer (&self->output, g_byte_array_unref);
  g_free (self->path);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
open_file (OrsRecording *self, OaAudioFormat format)
{
  g_autofree gchar *path = g_steal_pointer (&self->path);

  self->file = fopen (path, "wb");
  if (self->file == NULL) {
    g_warning ("Cannot write \"%s\": %s", path, g_strerror (errno));
    return;
  }
  self->format = format;
  write_wav_header (self);
}

/* The first audio decides the format of the file. */
static void
write_file (OrsRecording *self, OaAudioFormat format, const guint8 *data,
    gsize size)
{
  if (self->path != NULL)
    open_file (self, format);
  if (self->file == NULL || format != self->format
      || size > MAX_FILE_BYTES - self->file_bytes)
    return;
  if (fwrite (data, 1, size, self->file) < size || fflush (self->file) != 0)
    give_up (self);
  else
    self->file_bytes += size;
}

void
ors_recording_add_input (OrsRecording *self, OaAudioFormat format,
    const guint8 *data, gsize size)
{
  g_mutex_lock (&self->lock);
  if (self->input != NULL)
    g_byte_array_append (self->input, data, size);
  write_file (self, format, data, size);
  g_mutex_unlock (&self->lock);
}

void
ors_recording_add_output (OrsRecording *self, GBytes *audio)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);

  g_mutex_lock (&self->lock);
  if (self->output != NULL)
    g_byte_array_append (self->output, data, size);
  g_mutex_unlock (&self->lock);
}

static GBytes *
dup_bytes (OrsRecording *self, GByteArray *array)
{
  GBytes *bytes;

  g_mutex_lock (&self->lock);
  bytes = array == NULL ? g_bytes_new (NULL, 0)
                        : g_bytes_new (array->data, array->len);
  g_mutex_unlock (&self->lock);
  return bytes;
}

GBytes *
ors_recording_dup_input (OrsRecording *self)
{
  return dup_bytes (self, self->input);
}

GBytes *
ors_recording_dup_output (OrsRecording *self)
{
  return dup_bytes (self, self->output);
}
