/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sending.c - see sending.h. */

#include "sending.h"

#define CHUNK 65536

struct _OvsSending
{
  GQueue *all;
  GList link;
  AppHttpStream *stream;
  GInputStream *file;
  GCancellable *cancellable;
  guint64 left;
  gboolean reading;
};

void
ovs_sending_free (OvsSending *self)
{
  g_queue_unlink (self->all, &self->link);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_object_unref (self->file);
  g_clear_pointer (&self->stream, app_http_stream_free);
  g_free (self);
}

static void read_more (OvsSending *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OvsSending *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result,
          &error);
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->reading = FALSE;
  /* A file that became shorter breaks off: so its length is not kept. */
  if (size == 0) {
    ovs_sending_free (self);
    return;
  }
  self->left -= size;
  if (app_http_stream_write (self->stream, g_bytes_get_data (bytes, NULL),
          size))
    read_more (self);
}

static void
read_more (OvsSending *self)
{
  if (self->left == 0) {
    app_http_stream_end (g_steal_pointer (&self->stream));
    ovs_sending_free (self);
    return;
  }
  self->reading = TRUE;
  g_input_stream_read_bytes_async (self->file, MIN (self->left, CHUNK),
      G_PRIORITY_DEFAULT, self->cancellable, on_read, self);
}

static void
on_room (gpointer user_data)
{
  OvsSending *self = user_data;

  if (!self->reading)
    read_more (self);
}

static void
on_gone (gpointer user_data)
{
  ovs_sending_free (user_data);
}

static const AppHttpStreamFuncs stream_funcs = { on_room, on_gone };

void
ovs_sending_begin (GQueue *all, AppHttpRequest *request, guint status,
    const gchar *type, GInputStream *file, guint64 start, guint64 length)
{
  OvsSending *self = g_new0 (OvsSending, 1);

  self->all = all;
  self->link.data = self;
  g_queue_push_tail_link (all, &self->link);
  self->file = g_object_ref (file);
  self->cancellable = g_cancellable_new ();
  self->stream = app_http_request_stream (request, status, type, length,
      &stream_funcs, self);
  if (app_http_request_is_head (request)
      || !g_seekable_seek (G_SEEKABLE (file), start, G_SEEK_SET, NULL, NULL))
    self->left = 0;
  else
    self->left = length;
  read_more (self);
}
