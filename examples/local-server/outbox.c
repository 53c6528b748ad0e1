/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* outbox.c - see outbox.h. */

#include "config.h"

#include "outbox.h"

#include "frames.h"

struct _OrsOutbox
{
  SoupWebsocketConnection *websocket;
  OrsOutboxCallbacks callbacks;
  gpointer user_data;

  GQueue waiting;        /* OrsMessage */
  gsize size;            /* of their texts */
  GSource *writable;     /* only while something waits: it fires all the time */
  gboolean stalled;

  /* Bytes of fragments that were not written yet. */
  gsize fragment_size;
  GByteArray *raw;

  /* A close that follows the last message. */
  gboolean closing;
  gboolean over;         /* stays when the close was sent */
  gushort close_code;
  gchar *close_reason;
};

void
ors_message_free (OrsMessage *self)
{
  g_free (self->type);
  g_bytes_unref (self->text);
  g_free (self->record);
  g_clear_pointer (&self->audio, g_bytes_unref);
  g_free (self);
}

OrsOutbox *
ors_outbox_new (SoupWebsocketConnection *websocket, gsize fragment_size,
    const OrsOutboxCallbacks *callbacks, gpointer user_data)
{
  OrsOutbox *self = g_new0 (OrsOutbox, 1);

  self->websocket = g_object_ref (websocket);
  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->fragment_size = fragment_size;
  self->raw = g_byte_array_new ();
  g_queue_init (&self->waiting);
  return self;
}

static void
stop_watching (OrsOutbox *self)
{
  if (self->writable != NULL)
    g_source_destroy (self->writable);
  g_clear_pointer (&self->writable, g_source_unref);
}

void
ors_outbox_free (OrsOutbox *self)
{
  stop_watching (self);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) ors_message_free);
  g_byte_array_unref (self->raw);
  g_free (self->close_reason);
  g_object_unref (self->websocket);
  g_free (self);
}

static gboolean
is_open (OrsOutbox *self)
{
  return soup_websocket_connection_get_state (self->websocket)
      == SOUP_WEBSOCKET_STATE_OPEN;
}

static void
send_close (OrsOutbox *self)
{
  self->closing = FALSE;
  if (is_open (self))
    soup_websocket_connection_close (self->websocket, self->close_code,
        self->close_reason);
}

static void
send_message (OrsOutbox *self, OrsMessage *message)
{
  if (self->fragment_size > 0)
    ors_frames_append_message (self->raw, message->text, self->fragment_size);
  else if (is_open (self))
    soup_websocket_connection_send_message (self->websocket,
        SOUP_WEBSOCKET_DATA_TEXT, message->text);
}

/* TRUE when all of it is written. */
static gboolean
write_raw (OrsOutbox *self, GPollableOutputStream *stream)
{
  gssize n;

  if (self->raw->len == 0)
    return TRUE;

  n = g_pollable_output_stream_write_nonblocking (stream, self->raw->data,
      self->raw->len, NULL, NULL);
  if (n > 0)
    g_byte_array_remove_range (self->raw, 0, n);
  return self->raw->len == 0;
}

static gboolean
on_writable (GObject *stream, gpointer user_data)
{
  OrsOutbox *self = user_data;
  OrsMessage *message;

  if (!is_open (self)) {
    stop_watching (self);
    return G_SOURCE_REMOVE;
  }
  if (!write_raw (self, G_POLLABLE_OUTPUT_STREAM (stream)))
    return G_SOURCE_CONTINUE;

  message = g_queue_pop_head (&self->waiting);
  if (message != NULL) {
    self->size -= g_bytes_get_size (message->text);
    send_message (self, message);
    self->callbacks.sent (message, self->user_data);
    ors_message_free (message);
    return G_SOURCE_CONTINUE;
  }

  stop_watching (self);
  if (self->closing)
    send_close (self);
  else
    self->callbacks.drained (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
start_watching (OrsOutbox *self)
{
  GIOStream *io;

  if (self->writable != NULL || self->stalled || !is_open (self))
    return;

  io = soup_websocket_connection_get_io_stream (self->websocket);
  self->writable = g_pollable_output_stream_create_source (
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (io)), NULL);
  g_source_set_callback (self->writable, G_SOURCE_FUNC (on_writable), self,
      NULL);
  g_source_attach (self->writable, g_main_context_get_thread_default ());
}

void
ors_outbox_push (OrsOutbox *self, OrsMessage *message)
{
  if (self->over) {
    ors_message_free (message);
    return;
  }
  self->size += g_bytes_get_size (message->text);
  g_queue_push_tail (&self->waiting, message);
  start_watching (self);
}

guint
ors_outbox_get_length (OrsOutbox *self)
{
  return self->waiting.length + (self->raw->len > 0 ? 1 : 0);
}

gsize
ors_outbox_get_size (OrsOutbox *self)
{
  return self->size + self->raw->len;
}

gboolean
ors_outbox_is_closing (OrsOutbox *self)
{
  return self->over;
}

void
ors_outbox_close (OrsOutbox *self, gushort code, const gchar *reason)
{
  self->closing = self->over = TRUE;
  self->close_code = code;
  g_free (self->close_reason);
  self->close_reason = g_strdup (reason);
  start_watching (self);
}

void
ors_outbox_stall (OrsOutbox *self)
{
  self->stalled = TRUE;
  stop_watching (self);
}
