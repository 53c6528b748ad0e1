/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* GIO wants three objects: the stream and its two directions. What they have
 * in common, the frames, lives as long as any of them. */

#include "soupstream.h"

#include "readysource.h"

/* Each plugin holds this room, and types of one name there can be only once in
 * a process: the names are of the copy. */
static const gchar *
name_type (const gchar *name)
{
  static const gchar copy;
  gchar *unique = g_strdup_printf ("%s-%p", name, (gconstpointer) &copy);
  const gchar *interned = g_intern_string (unique);

  g_free (unique);
  return interned;
}

/* As G_DEFINE_TYPE names what it registers. */
#define g_intern_static_string name_type

static GSource *
make_source (gpointer stream, OaWsStream *base, OaReadyFunc is_ready,
    GCancellable *cancellable)
{
  GSource *source = oa_ready_source_new (stream, is_ready,
      oa_ws_stream_ref (base), (GDestroyNotify) oa_ws_stream_unref);

  if (cancellable != NULL) {
    GSource *cancelled = g_cancellable_source_new (cancellable);

    g_source_set_dummy_callback (cancelled);
    g_source_add_child_source (source, cancelled);
    g_source_unref (cancelled);
  }
  return source;
}

/*** reading ***/

#define OA_TYPE_SOUP_STREAM_INPUT (oa_soup_stream_input_get_type ())
G_DECLARE_FINAL_TYPE (OaSoupStreamInput, oa_soup_stream_input, OA,
    SOUP_STREAM_INPUT, GInputStream)

struct _OaSoupStreamInput
{
  GInputStream parent;
  OaWsStream *base;
};

static gboolean
input_is_readable (GPollableInputStream *stream)
{
  return oa_ws_stream_can_read (OA_SOUP_STREAM_INPUT (stream)->base);
}

static GSource *
input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  return make_source (stream, OA_SOUP_STREAM_INPUT (stream)->base,
      (OaReadyFunc) oa_ws_stream_can_read, cancellable);
}

/* GIO's own read_nonblocking() asks is_readable() first, then read_fn. */
static void
input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = input_is_readable;
  iface->create_source = input_create_source;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (OaSoupStreamInput, oa_soup_stream_input,
    G_TYPE_INPUT_STREAM,
    G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, input_pollable_init))

static gssize
input_read (GInputStream *stream, gpointer data, gsize size,
    GCancellable *cancellable, GError **error)
{
  return oa_ws_stream_read (OA_SOUP_STREAM_INPUT (stream)->base, data, size,
      error);
}

static void
oa_soup_stream_input_finalize (GObject *object)
{
  oa_ws_stream_unref (OA_SOUP_STREAM_INPUT (object)->base);
  G_OBJECT_CLASS (oa_soup_stream_input_parent_class)->finalize (object);
}

static void
oa_soup_stream_input_class_init (OaSoupStreamInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = oa_soup_stream_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = input_read;
}

static void
oa_soup_stream_input_init (OaSoupStreamInput *self)
{}

/*** writing ***/

#define OA_TYPE_SOUP_STREAM_OUTPUT (oa_soup_stream_output_get_type ())
G_DECLARE_FINAL_TYPE (OaSoupStreamOutput, oa_soup_stream_output, OA,
    SOUP_STREAM_OUTPUT, GOutputStream)

struct _OaSoupStreamOutput
{
  GOutputStream parent;
  OaWsStream *base;
};

static gboolean
output_is_writable (GPollableOutputStream *stream)
{
  return oa_ws_stream_can_write (OA_SOUP_STREAM_OUTPUT (stream)->base);
}

static GSource *
output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  return make_source (stream, OA_SOUP_STREAM_OUTPUT (stream)->base,
      (OaReadyFunc) oa_ws_stream_can_write, cancellable);
}

static void
output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = output_is_writable;
  iface->create_source = output_create_source;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (OaSoupStreamOutput, oa_soup_stream_output,
    G_TYPE_OUTPUT_STREAM,
    G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM, output_pollable_init))

static gssize
output_write (GOutputStream *stream, gconstpointer data, gsize size,
    GCancellable *cancellable, GError **error)
{
  return oa_ws_stream_write (OA_SOUP_STREAM_OUTPUT (stream)->base, data, size,
      error);
}

static void
oa_soup_stream_output_finalize (GObject *object)
{
  oa_ws_stream_unref (OA_SOUP_STREAM_OUTPUT (object)->base);
  G_OBJECT_CLASS (oa_soup_stream_output_parent_class)->finalize (object);
}

static void
oa_soup_stream_output_class_init (OaSoupStreamOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = oa_soup_stream_output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = output_write;
}

static void
oa_soup_stream_output_init (OaSoupStreamOutput *self)
{}

/*** both ***/

#define OA_TYPE_SOUP_STREAM (oa_soup_stream_get_type ())
G_DECLARE_FINAL_TYPE (OaSoupStream, oa_soup_stream, OA, SOUP_STREAM, GIOStream)

struct _OaSoupStream
{
  GIOStream parent;
  OaWsStream *base;
  OaSoupStreamInput *input;
  OaSoupStreamOutput *output;
};

G_DEFINE_FINAL_TYPE (OaSoupStream, oa_soup_stream, G_TYPE_IO_STREAM)

static GInputStream *
oa_soup_stream_get_input (GIOStream *stream)
{
  return G_INPUT_STREAM (OA_SOUP_STREAM (stream)->input);
}

static GOutputStream *
oa_soup_stream_get_output (GIOStream *stream)
{
  return G_OUTPUT_STREAM (OA_SOUP_STREAM (stream)->output);
}

static gboolean
oa_soup_stream_close (GIOStream *stream, GCancellable *cancellable,
    GError **error)
{
  oa_channel_close (oa_ws_stream_get_channel (OA_SOUP_STREAM (stream)->base));
  return TRUE;
}

/* GIO would take a thread for it. */
static void
oa_soup_stream_close_async (GIOStream *stream, gint priority,
    GCancellable *cancellable, GAsyncReadyCallback done, gpointer user_data)
{
  GTask *task = g_task_new (stream, cancellable, done, user_data);

  g_task_set_priority (task, priority);
  oa_soup_stream_close (stream, NULL, NULL);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
oa_soup_stream_close_finish (GIOStream *stream, GAsyncResult *result,
    GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
oa_soup_stream_finalize (GObject *object)
{
  OaSoupStream *self = OA_SOUP_STREAM (object);

  g_object_unref (self->input);
  g_object_unref (self->output);
  oa_ws_stream_unref (self->base);
  G_OBJECT_CLASS (oa_soup_stream_parent_class)->finalize (object);
}

static void
oa_soup_stream_class_init (OaSoupStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = oa_soup_stream_finalize;
  stream_class->get_input_stream = oa_soup_stream_get_input;
  stream_class->get_output_stream = oa_soup_stream_get_output;
  stream_class->close_fn = oa_soup_stream_close;
  stream_class->close_async = oa_soup_stream_close_async;
  stream_class->close_finish = oa_soup_stream_close_finish;
}

static void
oa_soup_stream_init (OaSoupStream *self)
{}

GIOStream *
oa_soup_stream_new (OaWsStream *base)
{
  OaSoupStream *self = g_object_new (OA_TYPE_SOUP_STREAM, NULL);

  self->base = oa_ws_stream_ref (base);
  self->input = g_object_new (OA_TYPE_SOUP_STREAM_INPUT, NULL);
  self->input->base = oa_ws_stream_ref (base);
  self->output = g_object_new (OA_TYPE_SOUP_STREAM_OUTPUT, NULL);
  self->output->base = oa_ws_stream_ref (base);
  return G_IO_STREAM (self);
}
