/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* GIO wants three objects: the stream and its two directions. What they have
 * in common, the channel, lives as long as any of them. */

#include "stream.h"

#include "channel.h"

/*** sources: ready by what the loop has found, without descriptors ***/

typedef struct
{
  GSource source;
  GObject *stream;              /* a direction */
  OaChannel *channel;
  gboolean (*is_ready) (OaChannel *channel);
} ReadySource;

static gboolean
ready_prepare (GSource *source, gint *timeout)
{
  ReadySource *self = (ReadySource *) source;

  *timeout = -1;
  return self->is_ready (self->channel);
}

static gboolean
ready_check (GSource *source)
{
  ReadySource *self = (ReadySource *) source;

  return self->is_ready (self->channel);
}

static gboolean
ready_dispatch (GSource *source, GSourceFunc func, gpointer user_data)
{
  ReadySource *self = (ReadySource *) source;
  GPollableSourceFunc callback = (GPollableSourceFunc) (gpointer) func;

  return callback (self->stream, user_data);
}

static void
ready_finalize (GSource *source)
{
  ReadySource *self = (ReadySource *) source;

  g_object_unref (self->stream);
  oa_channel_unref (self->channel);
}

static GSourceFuncs ready_funcs = { ready_prepare, ready_check,
  ready_dispatch, ready_finalize, };

static GSource *
make_source (GObject *stream, OaChannel *channel,
    gboolean (*is_ready) (OaChannel *),
    GCancellable *cancellable)
{
  GSource *source = g_source_new (&ready_funcs, sizeof (ReadySource));
  ReadySource *self = (ReadySource *) source;

  self->stream = g_object_ref (stream);
  self->channel = oa_channel_ref (channel);
  self->is_ready = is_ready;
  if (cancellable != NULL) {
    GSource *cancelled = g_cancellable_source_new (cancellable);

    g_source_set_dummy_callback (cancelled);
    g_source_add_child_source (source, cancelled);
    g_source_unref (cancelled);
  }
  return source;
}

/*** reading ***/

#define OA_TYPE_STREAM_INPUT (oa_stream_input_get_type ())
G_DECLARE_FINAL_TYPE (OaStreamInput, oa_stream_input, OA, STREAM_INPUT,
    GInputStream)

struct _OaStreamInput
{
  GInputStream parent;
  OaChannel *channel;
};

static gboolean
input_is_readable (GPollableInputStream *stream)
{
  return oa_channel_can_read (OA_STREAM_INPUT (stream)->channel);
}

static GSource *
input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  return make_source (G_OBJECT (stream), OA_STREAM_INPUT (stream)->channel,
      oa_channel_can_read, cancellable);
}

/* GIO's own read_nonblocking() asks is_readable() first, then read_fn. */
static void
input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = input_is_readable;
  iface->create_source = input_create_source;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (OaStreamInput, oa_stream_input,
    G_TYPE_INPUT_STREAM, G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
        input_pollable_init))

static gssize
input_read (GInputStream *stream, gpointer data, gsize size,
    GCancellable *cancellable, GError **error)
{
  return oa_channel_read (OA_STREAM_INPUT (stream)->channel, data, size, error);
}

static void
oa_stream_input_finalize (GObject *object)
{
  oa_channel_unref (OA_STREAM_INPUT (object)->channel);
  G_OBJECT_CLASS (oa_stream_input_parent_class)->finalize (object);
}

static void
oa_stream_input_class_init (OaStreamInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = oa_stream_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = input_read;
}

static void
oa_stream_input_init (OaStreamInput *self)
{
}

/*** writing ***/

#define OA_TYPE_STREAM_OUTPUT (oa_stream_output_get_type ())
G_DECLARE_FINAL_TYPE (OaStreamOutput, oa_stream_output, OA, STREAM_OUTPUT,
    GOutputStream)

struct _OaStreamOutput
{
  GOutputStream parent;
  OaChannel *channel;
};

static gboolean
output_is_writable (GPollableOutputStream *stream)
{
  return oa_channel_can_write (OA_STREAM_OUTPUT (stream)->channel);
}

static GSource *
output_create_source (GPollableOutputStream *stream,
    GCancellable *cancellable)
{
  return make_source (G_OBJECT (stream), OA_STREAM_OUTPUT (stream)->channel,
      oa_channel_can_write, cancellable);
}

static void
output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = output_is_writable;
  iface->create_source = output_create_source;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (OaStreamOutput, oa_stream_output,
    G_TYPE_OUTPUT_STREAM,
    G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
        output_pollable_init))

static gssize
output_write (GOutputStream *stream, gconstpointer data, gsize size,
    GCancellable *cancellable, GError **error)
{
  return oa_channel_write (OA_STREAM_OUTPUT (stream)->channel, data, size,
      error);
}

static void
oa_stream_output_finalize (GObject *object)
{
  oa_channel_unref (OA_STREAM_OUTPUT (object)->channel);
  G_OBJECT_CLASS (oa_stream_output_parent_class)->finalize (object);
}

static void
oa_stream_output_class_init (OaStreamOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = oa_stream_output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = output_write;
}

static void
oa_stream_output_init (OaStreamOutput *self)
{
}

/*** both ***/

struct _OaStream
{
  GIOStream parent;
  OaChannel *channel;
  OaStreamInput *input;
  OaStreamOutput *output;
  OaLoop *loop;
  GSource *reader;              /* NULL: not sorted */
};

G_DEFINE_FINAL_TYPE (OaStream, oa_stream, G_TYPE_IO_STREAM)

static GInputStream *
oa_stream_get_input (GIOStream *stream)
{
  return G_INPUT_STREAM (OA_STREAM (stream)->input);
}

static GOutputStream *
oa_stream_get_output (GIOStream *stream)
{
  return G_OUTPUT_STREAM (OA_STREAM (stream)->output);
}

static gboolean
oa_stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  oa_channel_hang_up (OA_STREAM (stream)->channel);
  return TRUE;
}

/* GIO would take a thread for it. */
static void
oa_stream_close_async (GIOStream *stream, gint priority,
    GCancellable *cancellable, GAsyncReadyCallback done, gpointer user_data)
{
  GTask *task = g_task_new (stream, cancellable, done, user_data);

  g_task_set_priority (task, priority);
  oa_channel_hang_up (OA_STREAM (stream)->channel);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
oa_stream_close_finish (GIOStream *stream, GAsyncResult *result,
    GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
oa_stream_finalize (GObject *object)
{
  OaStream *self = OA_STREAM (object);

  oa_stream_stop_reading (self);
  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_pointer (&self->channel, oa_channel_unref);
  G_OBJECT_CLASS (oa_stream_parent_class)->finalize (object);
}

static void
oa_stream_class_init (OaStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = oa_stream_finalize;
  stream_class->get_input_stream = oa_stream_get_input;
  stream_class->get_output_stream = oa_stream_get_output;
  stream_class->close_fn = oa_stream_close;
  stream_class->close_async = oa_stream_close_async;
  stream_class->close_finish = oa_stream_close_finish;
}

static void
oa_stream_init (OaStream *self)
{
}

OaStream *
oa_stream_new (OaLoop *loop, GSocketConnection *connection, GError **error)
{
  OaChannel *channel = oa_channel_new (loop, connection, error);
  OaStream *self;

  if (channel == NULL)
    return NULL;
  self = g_object_new (OA_TYPE_STREAM, NULL);
  self->loop = loop;
  self->channel = channel;
  self->input = g_object_new (OA_TYPE_STREAM_INPUT, NULL);
  self->input->channel = oa_channel_ref (channel);
  self->output = g_object_new (OA_TYPE_STREAM_OUTPUT, NULL);
  self->output->channel = oa_channel_ref (channel);
  return self;
}

void
oa_stream_start_tls (OaStream *self, OaTrust *trust, const gchar *host,
    gboolean strict)
{
  oa_channel_start_tls (self->channel, trust, host, strict);
}

gboolean
oa_stream_handshake (OaStream *self, GError **error)
{
  return oa_channel_handshake (self->channel, error);
}

GTlsCertificateFlags
oa_stream_get_tls_faults (OaStream *self)
{
  return oa_channel_get_tls_faults (self->channel);
}

void
oa_stream_unread (OaStream *self, gconstpointer data, gsize size)
{
  oa_channel_unread (self->channel, data, size);
}

gboolean
oa_stream_flush (OaStream *self)
{
  return oa_channel_flush (self->channel);
}

gboolean
oa_stream_send_text (OaStream *self, gconstpointer text, gsize size)
{
  return oa_channel_send_text (self->channel, text, size);
}

gboolean
oa_stream_send_ping (OaStream *self)
{
  return oa_channel_send_ping (self->channel);
}

static gboolean
on_readable (GObject *stream, gpointer user_data)
{
  OaChannel *channel = oa_channel_ref (OA_STREAM_INPUT (stream)->channel);

  oa_channel_sort (channel);
  oa_channel_unref (channel);
  return G_SOURCE_CONTINUE;
}

void
oa_stream_start_reading (OaStream *self, gsize limit,
    const OaFrameSorterFuncs *funcs, gpointer user_data)
{
  g_return_if_fail (self->reader == NULL);

  oa_channel_start_sorting (self->channel, limit, funcs, user_data);
  self->reader = make_source (G_OBJECT (self->input), self->channel,
      oa_channel_wants_to_sort, NULL);
  g_source_set_static_name (self->reader, "oa_stream");
  g_source_set_callback (self->reader, G_SOURCE_FUNC (on_readable), NULL,
      NULL);
  g_source_attach (self->reader, oa_loop_get_context (self->loop));
}

void
oa_stream_stop_reading (OaStream *self)
{
  oa_channel_stop_sorting (self->channel);
  if (self->reader != NULL)
    g_source_destroy (self->reader);
  g_clear_pointer (&self->reader, g_source_unref);
}

gboolean
oa_stream_has_input (OaStream *self)
{
  return oa_channel_has_input (self->channel);
}

GSource *
oa_stream_add_watch (OaStream *self, GIOCondition condition, gint priority,
    GPollableSourceFunc func, gpointer user_data)
{
  gboolean reads = condition == G_IO_IN;
  GObject *direction = reads ? G_OBJECT (self->input)
      : G_OBJECT (self->output);
  GSource *source = make_source (direction, self->channel,
      reads ? oa_channel_can_read : oa_channel_can_write, NULL);

  g_source_set_static_name (source, "oa_stream_add_watch");
  g_source_set_priority (source, priority);
  g_source_set_callback (source, G_SOURCE_FUNC (func), user_data, NULL);
  g_source_attach (source, oa_loop_get_context (self->loop));
  return source;
}

gboolean
oa_stream_can_write (OaStream *self)
{
  return oa_channel_can_write (self->channel);
}

guint64
oa_stream_get_received (OaStream *self)
{
  return oa_channel_get_received (self->channel);
}

guint64
oa_stream_get_sent (OaStream *self)
{
  return oa_channel_get_sent (self->channel);
}

guint64
oa_stream_get_taken (OaStream *self)
{
  return oa_channel_get_taken (self->channel);
}

void
oa_stream_cut (OaStream *self)
{
  oa_channel_hang_up (self->channel);
}
