/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* pcmfile.c - see pcmfile.h. */

#include "pcmfile.h"

#include "transcript/loudness.h"

#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Samples that are read at once, of each track. */
#define PORTION 8192
/* A WAV file counts its bytes in 32 bits. */
#define MAX_WAV G_GUINT64_CONSTANT (0xfffff000)

struct _OrbPcmFile
{
  AppFolder *folder;
  gchar *work;
  gint fd;
  OrbAnswerMap *spans;
  GError *error;
};

static void
set_error (GError **error)
{
  int saved = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved),
      "Audio cannot be kept in the folder of the results: %s. Make room and "
      "give the same command again; what is done stays done.",
      g_strerror (saved));
}

OrbPcmFile *
orb_pcm_file_new (AppFolder *folder, GError **error)
{
  OrbPcmFile *self = g_new0 (OrbPcmFile, 1);

  self->folder = folder;
  self->work = app_folder_new_work (folder, "pcm");
  self->spans = orb_answer_map_new ();
  self->fd = app_folder_create_work (folder, self->work, error);
  if (self->fd < 0)
    g_clear_pointer (&self, orb_pcm_file_free);
  return self;
}

void
orb_pcm_file_free (OrbPcmFile *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  app_folder_drop_work (self->folder, self->work);
  orb_answer_map_free (self->spans);
  g_clear_error (&self->error);
  g_free (self->work);
  g_free (self);
}

gboolean
orb_pcm_file_write (OrbPcmFile *self, guint64 place, const gint16 *samples,
    gsize n)
{
  const guint8 *data = (const guint8 *) samples;
  gsize size = n * sizeof (gint16);
  off_t at;

  if (self->error != NULL)
    return FALSE;
  at = orb_answer_map_add (self->spans, place, n) * sizeof (gint16);
  while (size > 0) {
    gssize done = pwrite (self->fd, data, size, at);

    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0) {
      set_error (&self->error);
      return FALSE;
    }
    data += done;
    at += done;
    size -= done;
  }
  return TRUE;
}

const GError *
orb_pcm_file_get_error (OrbPcmFile *self)
{
  return self->error;
}

const OrbAnswerMap *
orb_pcm_file_get_map (OrbPcmFile *self)
{
  return self->spans;
}

/* What is beyond the end is silence. */
static void
read_samples (OrbPcmFile *self, guint64 place, gint16 *samples, gsize n)
{
  guint8 *data = (guint8 *) samples;
  gsize size = n * sizeof (gint16), got = 0;

  while (got < size) {
    gssize done =
        pread (self->fd, data + got, size - got, place * sizeof (gint16) + got);

    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      break;
    got += done;
  }
  memset (data + got, 0, size - got);
}

/*** encoding ***/

typedef struct
{
  OrbPcmFile *tracks[2];
  guint channels;
  guint64 place;
  guint64 end; /* of a pair */
  guint span;  /* of a single one */
} Feed;

/* The next samples of a single track, from span to span. */
static gsize
read_joined (Feed *feed, gint16 *samples)
{
  const OrbAnswerMap *spans = feed->tracks[0]->spans;
  const OrbAnswerSpan *span;
  gsize n;

  if (feed->span == orb_answer_map_get_length (spans))
    return 0;
  span = orb_answer_map_get (spans, feed->span);
  n = MIN (PORTION, span->length - feed->place);
  read_samples (feed->tracks[0], span->start + feed->place, samples, n);
  feed->place += n;
  if (feed->place == span->length) {
    feed->span++;
    feed->place = 0;
  }
  return n;
}

static gsize
read_pair (Feed *feed, gint16 *samples)
{
  gint16 side[2][PORTION];
  gsize n = MIN (PORTION, feed->end - feed->place);

  read_samples (feed->tracks[0], feed->place, side[0], n);
  read_samples (feed->tracks[1], feed->place, side[1], n);
  for (gsize i = 0; i < n; i++) {
    samples[2 * i] = side[0][i];
    samples[2 * i + 1] = side[1][i];
  }
  feed->place += n;
  return n;
}

static GstBuffer *
next_buffer (Feed *feed)
{
  gsize size = PORTION * feed->channels * sizeof (gint16);
  gint16 *samples = g_malloc (size);
  gsize n = feed->channels == 1 ? read_joined (feed, samples)
                                : read_pair (feed, samples);

  if (n == 0) {
    g_free (samples);
    return NULL;
  }
  return gst_buffer_new_wrapped_full (0, samples, size, 0,
      n * feed->channels * sizeof (gint16), samples, g_free);
}

static GstElement *
build (const gchar *path, guint channels, OrbAudio format, GError **error)
{
  static const gchar *const encoders[] = { "wavenc", "audioconvert ! flacenc",
    "audioconvert ! opusenc ! oggmux" };
  g_autofree gchar *text = g_strdup_printf (
      "appsrc name=src format=time "
      "block=true do-timestamp=false max-bytes=1000000 caps=\"audio/x-raw,"
      "format=S16LE,rate=%d,channels=%u,layout=interleaved,"
      "channel-mask=(bitmask)%u\" ! %s ! filesink name=sink sync=false",
      ORB_RATE, channels, channels == 1 ? 0 : 3, encoders[format]);
  GstElement *pipeline = gst_parse_launch (text, error);
  GstElement *sink;

  if (pipeline == NULL)
    return NULL;
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_object_set (sink, "location", path, NULL);
  gst_object_unref (sink);
  return pipeline;
}

static void
push_all (GstElement *pipeline, Feed *feed)
{
  GstElement *src = gst_bin_get_by_name (GST_BIN (pipeline), "src");
  GstFlowReturn ret = GST_FLOW_OK;
  guint64 samples = 0;
  GstBuffer *buffer;

  while (ret == GST_FLOW_OK && (buffer = next_buffer (feed)) != NULL) {
    gsize n = gst_buffer_get_size (buffer) / (feed->channels * sizeof (gint16));

    GST_BUFFER_PTS (buffer) =
        gst_util_uint64_scale (samples, GST_SECOND, ORB_RATE);
    GST_BUFFER_DURATION (buffer) =
        gst_util_uint64_scale (n, GST_SECOND, ORB_RATE);
    samples += n;
    ret = gst_app_src_push_buffer (GST_APP_SRC (src), buffer);
  }
  gst_app_src_end_of_stream (GST_APP_SRC (src));
  gst_object_unref (src);
}

static gboolean
wait_for_end (GstElement *pipeline, GError **error)
{
  GstBus *bus = gst_element_get_bus (pipeline);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gboolean ok = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;

  if (!ok)
    gst_message_parse_error (message, error, NULL);
  if (!ok && error != NULL
      && g_error_matches (*error, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_NO_SPACE_LEFT)) {
    g_clear_error (error);
    errno = ENOSPC;
    set_error (error);
  }
  gst_message_unref (message);
  gst_object_unref (bus);
  return ok;
}

static gboolean
encode (Feed *feed, AppFolder *folder, const gchar *work, OrbAudio format,
    GError **error)
{
  g_autofree gchar *path = app_folder_work_path (folder, work);
  GstElement *pipeline = build (path, feed->channels, format, error);
  gboolean ok;

  if (pipeline == NULL)
    return FALSE;
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  push_all (pipeline, feed);
  ok = wait_for_end (pipeline, error);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  return ok && app_folder_sync_work (folder, work, error);
}

static gboolean
check_size (guint64 bytes, OrbAudio format, GError **error)
{
  if (format != ORB_AUDIO_WAV || bytes <= MAX_WAV)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
      "The audio is more "
      "than a WAV file can hold. Use --audio flac.");
  return FALSE;
}

gboolean
orb_pcm_file_encode_joined (OrbPcmFile *self, AppFolder *folder,
    const gchar *work, OrbAudio format, GError **error)
{
  Feed feed = { { self, NULL }, 1, 0, 0, 0 };

  return check_size (orb_answer_map_get_joined (self->spans) * sizeof (gint16),
             format, error)
      && encode (&feed, folder, work, format, error);
}

gboolean
orb_pcm_file_encode_pair (OrbPcmFile *left, OrbPcmFile *right,
    AppFolder *folder, const gchar *work, OrbAudio format, GError **error)
{
  guint64 end = MAX (orb_answer_map_get_end (left->spans),
      orb_answer_map_get_end (right->spans));
  Feed feed = { { left, right }, 2, 0, end, 0 };

  return check_size (2 * end * sizeof (gint16), format, error)
      && encode (&feed, folder, work, format, error);
}
