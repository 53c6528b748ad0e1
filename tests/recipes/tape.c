/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tape.c - see tape.h. */

#include "tape.h"
#include "fixture.h"

struct _Tape
{
  GstPad *pad;
  gulong probe;

  /* The pad's thread writes, the test reads. */
  GMutex lock;
  GCond cond;
  GArray *entries;
  GByteArray *bytes;
};

static GstPadProbeReturn
on_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  Tape *self = data;
  TapeEntry entry = { GST_BUFFER_PTS (buffer), GST_BUFFER_FLAGS (buffer) };
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_mutex_lock (&self->lock);
  entry.offset = self->bytes->len;
  entry.size = map.size;
  g_byte_array_append (self->bytes, map.data, map.size);
  g_array_append_val (self->entries, entry);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (buffer, &map);
  return GST_PAD_PROBE_OK;
}

Tape *
tape_new (GstElement *pipeline, const gchar *name, const gchar *pad)
{
  g_autoptr (GstElement) element =
      gst_bin_get_by_name (GST_BIN (pipeline), name);
  Tape *self = g_new0 (Tape, 1);

  g_assert_nonnull (element);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->entries = g_array_new (FALSE, FALSE, sizeof (TapeEntry));
  self->bytes = g_byte_array_new ();
  self->pad = gst_element_get_static_pad (element, pad);
  self->probe = gst_pad_add_probe (self->pad, GST_PAD_PROBE_TYPE_BUFFER,
      on_buffer, self, NULL);
  return self;
}

void
tape_free (Tape *self)
{
  gst_pad_remove_probe (self->pad, self->probe);
  gst_object_unref (self->pad);
  g_array_unref (self->entries);
  g_byte_array_unref (self->bytes);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
tape_wait (Tape *self, guint count)
{
  gint64 end = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;

  g_mutex_lock (&self->lock);
  while (self->entries->len < count) {
    if (!g_cond_wait_until (&self->cond, &self->lock, end))
      g_error ("waited in vain for %u buffers; %u came", count,
          self->entries->len);
  }
  g_mutex_unlock (&self->lock);
}

guint
tape_count (Tape *self)
{
  guint count;

  g_mutex_lock (&self->lock);
  count = self->entries->len;
  g_mutex_unlock (&self->lock);
  return count;
}

void
tape_get (Tape *self, guint n, TapeEntry *entry)
{
  g_mutex_lock (&self->lock);
  g_assert_cmpuint (n, <, self->entries->len);
  *entry = g_array_index (self->entries, TapeEntry, n);
  g_mutex_unlock (&self->lock);
}

GBytes *
tape_dup_bytes (Tape *self)
{
  GBytes *bytes;

  g_mutex_lock (&self->lock);
  bytes = g_bytes_new (self->bytes->data, self->bytes->len);
  g_mutex_unlock (&self->lock);
  return bytes;
}
