/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wavsink.c - see wavsink.h.
 *
 * wavenc writes the length into its header at the end only, when a program that
 * was killed is no more. */

#include "records/wavsink.h"

#include <gst/audio/audio.h>
#include <gst/base/gstbasesink.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define CAPS \
  "audio/x-raw, format=S16LE, layout=interleaved, channels=2, " \
  "rate=[4000, 192000]"
#define FRAME 4
#define HEADER 44
/* The header counts in 32 bits. */
#define MAX_DATA G_GUINT64_CONSTANT (0xffff0000)

typedef struct
{
  GstBaseSink parent;

  gint fd;
  guint rate;
  guint64 written; /* bytes of sound in the file */
  guint64 told;    /* of them, by the header */
} OvsWavSink;

typedef struct
{
  GstBaseSinkClass parent_class;
} OvsWavSinkClass;

GType ovs_wav_sink_get_type (void);

G_DEFINE_TYPE (OvsWavSink, ovs_wav_sink, GST_TYPE_BASE_SINK)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (CAPS));

/* Returns how much is written; less than all = errno says why. */
static gsize
write_at (gint fd, const guint8 *data, gsize size, guint64 place)
{
  gsize done = 0;

  while (done < size) {
    gssize n = pwrite (fd, data + done, size - done, place + done);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    done += n;
  }
  return done;
}

static gboolean
write_header (OvsWavSink *self)
{
  guint32 size = self->written - self->written % FRAME;
  guint8 header[HEADER];

  memcpy (header, "RIFF", 4);
  GST_WRITE_UINT32_LE (header + 4, HEADER - 8 + size);
  memcpy (header + 8, "WAVEfmt ", 8);
  GST_WRITE_UINT32_LE (header + 16, 16);
  GST_WRITE_UINT16_LE (header + 20, 1); /* PCM */
  GST_WRITE_UINT16_LE (header + 22, 2);
  GST_WRITE_UINT32_LE (header + 24, self->rate);
  GST_WRITE_UINT32_LE (header + 28, self->rate * FRAME);
  GST_WRITE_UINT16_LE (header + 32, FRAME);
  GST_WRITE_UINT16_LE (header + 34, 16);
  memcpy (header + 36, "data", 4);
  GST_WRITE_UINT32_LE (header + 40, size);
  self->told = size;
  return write_at (self->fd, header, HEADER, 0) == HEADER;
}

static GstFlowReturn
fail (OvsWavSink *self)
{
  int saved = errno;

  /* Its place is there already. */
  if (self->written > 0)
    write_header (self);
  GST_ELEMENT_ERROR (self, RESOURCE, WRITE, ("%s", g_strerror (saved)), (NULL));
  return GST_FLOW_ERROR;
}

static GstFlowReturn
render (GstBaseSink *sink, GstBuffer *buffer)
{
  OvsWavSink *self = (OvsWavSink *) sink;
  GstMapInfo map;
  gboolean ok;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_FLOW_OK;
  errno = EFBIG;
  ok = self->written + map.size <= MAX_DATA;
  if (ok && self->written == 0)
    ok = write_header (self);
  if (ok) {
    gsize done =
        write_at (self->fd, map.data, map.size, HEADER + self->written);

    self->written += done;
    ok = done == map.size;
  }
  gst_buffer_unmap (buffer, &map);
  if (ok && self->written - self->told >= self->rate * FRAME)
    ok = write_header (self);
  return ok ? GST_FLOW_OK : fail (self);
}

static gboolean
set_caps (GstBaseSink *sink, GstCaps *caps)
{
  OvsWavSink *self = (OvsWavSink *) sink;
  gint rate = 0;

  gst_structure_get_int (gst_caps_get_structure (caps, 0), "rate", &rate);
  self->rate = rate;
  /* A call in which nobody was heard has a file, too. */
  return write_header (self);
}

static gboolean
stop (GstBaseSink *sink)
{
  OvsWavSink *self = (OvsWavSink *) sink;

  if (self->rate > 0 && self->told != self->written)
    write_header (self);
  return TRUE;
}

static gboolean
sink_event (GstBaseSink *sink, GstEvent *event)
{
  OvsWavSink *self = (OvsWavSink *) sink;

  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS && self->rate > 0) {
    write_header (self);
    fsync (self->fd);
  }
  return GST_BASE_SINK_CLASS (ovs_wav_sink_parent_class)->event (sink, event);
}

static void
ovs_wav_sink_class_init (OvsWavSinkClass *class)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (class);
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (class);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_set_static_metadata (element_class, "WAV sink",
      "Sink/File/Audio", "Keeps a WAV file that can be read at any time",
      "The openairealtime developers");
  sink_class->render = render;
  sink_class->set_caps = set_caps;
  sink_class->stop = stop;
  sink_class->event = sink_event;
}

static void
ovs_wav_sink_init (OvsWavSink *self)
{
  gst_base_sink_set_sync (GST_BASE_SINK (self), FALSE);
  gst_base_sink_set_async_enabled (GST_BASE_SINK (self), FALSE);
  gst_base_sink_set_last_sample_enabled (GST_BASE_SINK (self), FALSE);
}

GstElement *
ovs_wav_sink_new (gint fd)
{
  OvsWavSink *self = g_object_new (ovs_wav_sink_get_type (), NULL);

  self->fd = fd;
  return GST_ELEMENT (self);
}
