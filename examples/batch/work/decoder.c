/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* decoder.c - see decoder.h. */

#include "decoder.h"

#include <gst/app/gstappsrc.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Bytes of a part that are read at once. */
#define PART_PORTION 65536

struct _OrbDecoder
{
  GstElement *pipeline;
  GstElement *entry;
  const OrbInput *input;
  const OrbMediaInfo *info;
  gboolean in_order;

  GstElement *decoder;
  GstElement *feed; /* of a part; in front of the decoder */
  guint part;
  gboolean broken;    /* this one could not be read */
  gint last;          /* no other is read; atomic */
  guint other_tracks; /* atomic */
  gint fd;
  guint64 at; /* the next byte; the thread that feeds */
};

static void
on_pad_added (GstElement *decoder, GstPad *pad, gpointer user_data)
{
  OrbDecoder *self = user_data;
  GstPad *sink = gst_element_get_static_pad (self->entry, "sink");
  GstCaps *caps = gst_pad_query_caps (pad, NULL);

  if (gst_caps_get_size (caps) > 0
      && gst_structure_has_name (gst_caps_get_structure (caps, 0),
          "audio/x-raw")) {
    if (!gst_pad_is_linked (sink))
      gst_pad_link (pad, sink);
    else
      g_atomic_int_inc (&self->other_tracks);
  }
  gst_caps_unref (caps);
  gst_object_unref (sink);
}

static void
on_no_more_pads (GstElement *decoder, gpointer user_data)
{
  OrbDecoder *self = user_data;
  GstPad *sink = gst_element_get_static_pad (self->entry, "sink");

  if (!gst_pad_is_linked (sink))
    GST_ELEMENT_ERROR (decoder, STREAM, WRONG_TYPE,
        ("There is no audio in it."), (NULL));
  gst_object_unref (sink);
}

/* decodebin asks what is behind the queue for no other place in the file. */
static GstElement *
new_decoder_in_order (OrbDecoder *self)
{
  GstElement *decoder = gst_element_factory_make ("decodebin", NULL);
  GstElement *source = gst_element_factory_make ("filesrc", NULL);
  GstElement *queue = gst_element_factory_make ("queue", NULL);

  g_object_set (source, "location", self->input->path, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), source, queue, decoder, NULL);
  gst_element_link_many (source, queue, decoder, NULL);
  return decoder;
}

static GstElement *
new_decoder (OrbDecoder *self)
{
  GstElement *decoder = gst_element_factory_make ("uridecodebin", NULL);

  g_object_set (decoder, "uri", self->input->uri, NULL);
  gst_bin_add (GST_BIN (self->pipeline), decoder);
  return decoder;
}

/*** parts ***/

static guint64
get_part_start (OrbDecoder *self, guint part)
{
  const OrbContainer *container = &self->info->container;

  return part < container->starts->len
      ? g_array_index (container->starts, guint64, part)
      : container->size;
}

static void
on_need_data (GstAppSrc *feed, guint length, gpointer user_data)
{
  OrbDecoder *self = user_data;
  guint64 start = get_part_start (self, self->part);
  guint64 left = get_part_start (self, self->part + 1) - start - self->at;
  /* Who reads here and there takes no more than it asked for. */
  gsize wanted = MIN (left, length != G_MAXUINT ? length : PART_PORTION);
  guint8 *data = g_malloc (wanted);
  gssize n = wanted > 0 ? pread (self->fd, data, wanted, start + self->at) : 0;
  GstBuffer *buffer;

  if (n <= 0) {
    g_free (data);
    gst_app_src_end_of_stream (feed);
    return;
  }
  buffer = gst_buffer_new_wrapped_full (0, data, wanted, 0, n, data, g_free);
  GST_BUFFER_OFFSET (buffer) = self->at;
  self->at += n;
  gst_app_src_push_buffer (feed, buffer);
}

static gboolean
on_seek_data (GstAppSrc *feed, guint64 offset, gpointer user_data)
{
  OrbDecoder *self = user_data;

  self->at = offset;
  return TRUE;
}

/* Demuxers read one recording in a file, and most of them nothing behind it. */
static GstElement *
new_decoder_of_part (OrbDecoder *self)
{
  GstAppSrcCallbacks callbacks = { .need_data = on_need_data,
    .seek_data = on_seek_data };
  GstElement *decoder = gst_element_factory_make ("decodebin", NULL);
  GstElement *feed = gst_element_factory_make ("appsrc", NULL);

  self->at = 0;
  g_object_set (feed, "format", GST_FORMAT_BYTES, "stream-type",
      self->in_order ? GST_APP_STREAM_TYPE_STREAM
                     : GST_APP_STREAM_TYPE_RANDOM_ACCESS,
      "size",
      (gint64) (get_part_start (self, self->part + 1)
          - get_part_start (self, self->part)),
      NULL);
  gst_app_src_set_callbacks (GST_APP_SRC (feed), &callbacks, self, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), feed, decoder, NULL);
  gst_element_link (feed, decoder);
  self->feed = feed;
  return decoder;
}

static void
remove_part (OrbDecoder *self)
{
  GstElement *elements[] = { self->feed, self->decoder };

  for (guint i = 0; i < G_N_ELEMENTS (elements); i++) {
    gst_element_set_state (elements[i], GST_STATE_NULL);
    gst_bin_remove (GST_BIN (self->pipeline), elements[i]);
  }
}

/*** the decoder ***/

static GstElement *
make_decoder (OrbDecoder *self)
{
  if (self->info->container.parts > 1 && self->fd >= 0)
    return new_decoder_of_part (self);
  g_atomic_int_set (&self->last, TRUE);
  return self->in_order && self->input->path != NULL
      ? new_decoder_in_order (self)
      : new_decoder (self);
}

static void
add_decoder (OrbDecoder *self)
{
  GstElement *decoder = self->decoder = make_decoder (self);
  GstCaps *caps = gst_caps_new_empty_simple ("audio/x-raw");

  /* Pictures are not decoded. */
  g_object_set (decoder, "caps", caps, "expose-all-streams", FALSE, NULL);
  gst_caps_unref (caps);
  g_signal_connect (decoder, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (decoder, "no-more-pads", G_CALLBACK (on_no_more_pads),
      self);
}

OrbDecoder *
orb_decoder_new (GstElement *pipeline, GstElement *entry, const OrbInput *input,
    const OrbMediaInfo *info, gboolean in_order)
{
  OrbDecoder *self = g_new0 (OrbDecoder, 1);

  self->pipeline = pipeline;
  self->entry = entry;
  self->input = input;
  self->info = info;
  self->in_order = in_order;
  self->fd = input->path != NULL && info->container.parts > 1
      ? g_open (input->path, O_RDONLY | O_CLOEXEC, 0)
      : -1;
  add_decoder (self);
  return self;
}

void
orb_decoder_free (OrbDecoder *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

gboolean
orb_decoder_is_at_last (OrbDecoder *self)
{
  return g_atomic_int_get (&self->last);
}

/* A short part is over before the pipeline plays: without the lock that could
 * start again what is removed. */
void
orb_decoder_begin_part (OrbDecoder *self)
{
  GST_STATE_LOCK (self->pipeline);
  remove_part (self);
  self->part++;
  if (self->part + 1 >= self->info->container.parts)
    g_atomic_int_set (&self->last, TRUE);
  add_decoder (self);
  gst_element_sync_state_with_parent (self->decoder);
  gst_element_sync_state_with_parent (self->feed);
  GST_STATE_UNLOCK (self->pipeline);
}

static void
end_parts (OrbDecoder *self)
{
  GstPad *sink = gst_element_get_static_pad (self->entry, "sink");

  GST_STATE_LOCK (self->pipeline);
  remove_part (self);
  GST_STATE_UNLOCK (self->pipeline);
  g_atomic_int_set (&self->last, TRUE);
  gst_pad_send_event (sink, gst_event_new_eos ());
  gst_object_unref (sink);
}

gboolean
orb_decoder_take_error (OrbDecoder *self, GstMessage *message)
{
  GstObject *source = GST_MESSAGE_SRC (message);

  if (self->part == 0
      || !(source == GST_OBJECT (self->decoder)
          || gst_object_has_as_ancestor (source, GST_OBJECT (self->decoder))))
    return FALSE;
  if (!self->broken)
    end_parts (self);
  self->broken = TRUE;
  return TRUE;
}

guint
orb_decoder_get_parts (OrbDecoder *self)
{
  return self->part + !self->broken;
}

guint
orb_decoder_get_other_tracks (OrbDecoder *self)
{
  return g_atomic_int_get (&self->other_tracks);
}
