/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* boundedstream.c - see boundedstream.h. */

#include "boundedstream.h"

/* The input: what the base has, as long as it is allowed. */
#define APP_TYPE_BOUNDED_INPUT (app_bounded_input_get_type ())
G_DECLARE_FINAL_TYPE (AppBoundedInput, app_bounded_input, APP, BOUNDED_INPUT,
    GFilterInputStream)

struct _AppBoundedInput
{
  GFilterInputStream parent;
  guint64 allowed, read;
  gboolean exhausted;
};

static void app_bounded_input_pollable_init (
    GPollableInputStreamInterface *iface);

G_DEFINE_TYPE_WITH_CODE (AppBoundedInput, app_bounded_input,
    G_TYPE_FILTER_INPUT_STREAM,
    G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
        app_bounded_input_pollable_init))

static GInputStream *
get_base (gpointer self)
{
  return g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self));
}

static gboolean
may_read (AppBoundedInput *self, gsize *count, GError **error)
{
  *count = MIN (*count, self->allowed - self->read);
  if (*count > 0)
    return TRUE;
  self->exhausted = TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
      "The peer sent more than it may.");
  return FALSE;
}

static gssize
count_read (AppBoundedInput *self, gssize n)
{
  if (n > 0 && self->allowed != G_MAXUINT64)
    self->read += n;
  return n;
}

static gssize
bounded_read (GInputStream *stream, void *buffer, gsize count,
    GCancellable *cancellable, GError **error)
{
  AppBoundedInput *self = APP_BOUNDED_INPUT (stream);

  if (!may_read (self, &count, error))
    return -1;
  return count_read (self,
      g_input_stream_read (get_base (self), buffer, count, cancellable, error));
}

static gssize
bounded_read_nonblocking (GPollableInputStream *stream, void *buffer,
    gsize count, GError **error)
{
  AppBoundedInput *self = APP_BOUNDED_INPUT (stream);

  if (!may_read (self, &count, error))
    return -1;
  return count_read (self,
      g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (
                                                    get_base (self)),
          buffer, count, NULL, error));
}

static gboolean
bounded_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (
      G_POLLABLE_INPUT_STREAM (get_base (stream)));
}

static GSource *
bounded_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) base = g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (get_base (stream)), NULL);

  return g_pollable_source_new_full (stream, base, cancellable);
}

static void
app_bounded_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = bounded_is_readable;
  iface->create_source = bounded_create_source;
  iface->read_nonblocking = bounded_read_nonblocking;
}

static void
app_bounded_input_class_init (AppBoundedInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = bounded_read;
}

static void
app_bounded_input_init (AppBoundedInput *self)
{
  self->allowed = G_MAXUINT64;
}

/*** both directions ***/

struct _AppBoundedStream
{
  GIOStream parent;
  GIOStream *base;
  GSocket *socket;
  AppBoundedInput *input;
  AppBoundedStreamClose close;
  gpointer user_data;
  gboolean released;
};

G_DEFINE_TYPE (AppBoundedStream, app_bounded_stream, G_TYPE_IO_STREAM)

static GInputStream *
stream_get_input (GIOStream *stream)
{
  return G_INPUT_STREAM (APP_BOUNDED_STREAM (stream)->input);
}

static GOutputStream *
stream_get_output (GIOStream *stream)
{
  return g_io_stream_get_output_stream (APP_BOUNDED_STREAM (stream)->base);
}

/* TLS says good-bye, and would wait for a peer that does not read. */
static gboolean
may_write (AppBoundedStream *self)
{
  if (g_socket_condition_check (self->socket, G_IO_OUT) == G_IO_OUT)
    return TRUE;
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  return FALSE;
}

void
app_bounded_stream_hang_up (AppBoundedStream *self)
{
  may_write (self);
  g_io_stream_close (self->base, NULL, NULL);
}

void
app_bounded_stream_end_output (AppBoundedStream *self)
{
  if (may_write (self))
    g_output_stream_close (g_io_stream_get_output_stream (self->base), NULL,
        NULL);
}

static gboolean
stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  AppBoundedStream *self = APP_BOUNDED_STREAM (stream);

  if (self->close != NULL)
    self->close (self->user_data);
  else if (!self->released || !G_IS_SOCKET_CONNECTION (self->base))
    app_bounded_stream_hang_up (self);
  return TRUE;
}

static void
stream_finalize (GObject *object)
{
  AppBoundedStream *self = APP_BOUNDED_STREAM (object);

  g_object_unref (self->input);
  g_object_unref (self->base);
  g_object_unref (self->socket);
  G_OBJECT_CLASS (app_bounded_stream_parent_class)->finalize (object);
}

/* The wrapped stream by the name that libsoup's wrapper gives it. */
static void
stream_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  g_value_set_object (value, APP_BOUNDED_STREAM (object)->base);
}

static void
app_bounded_stream_class_init (AppBoundedStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = stream_get_property;
  G_OBJECT_CLASS (klass)->finalize = stream_finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = stream_get_input;
  G_IO_STREAM_CLASS (klass)->get_output_stream = stream_get_output;
  G_IO_STREAM_CLASS (klass)->close_fn = stream_close;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
      g_param_spec_object ("base-iostream", "Base",
          "The stream that this is of", G_TYPE_IO_STREAM,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
app_bounded_stream_init (AppBoundedStream *self)
{}

AppBoundedStream *
app_bounded_stream_new (GIOStream *base, GSocket *socket)
{
  AppBoundedStream *self = g_object_new (APP_TYPE_BOUNDED_STREAM, NULL);

  self->base = g_object_ref (base);
  self->socket = g_object_ref (socket);
  self->input = g_object_new (APP_TYPE_BOUNDED_INPUT, "base-stream",
      g_io_stream_get_input_stream (base), "close-base-stream", FALSE, NULL);
  return self;
}

void
app_bounded_stream_set_close (AppBoundedStream *self,
    AppBoundedStreamClose close, gpointer user_data)
{
  self->close = close;
  self->user_data = user_data;
}

void
app_bounded_stream_release (AppBoundedStream *self)
{
  app_bounded_stream_set_close (self, NULL, NULL);
  app_bounded_stream_allow (self, G_MAXUINT64);
  self->released = TRUE;
}

GIOStream *
app_bounded_stream_get_base (AppBoundedStream *self)
{
  return self->base;
}

void
app_bounded_stream_allow (AppBoundedStream *self, guint64 bytes)
{
  self->input->allowed = bytes;
  self->input->read = 0;
}

guint64
app_bounded_stream_get_read (AppBoundedStream *self)
{
  return self->input->read;
}

gboolean
app_bounded_stream_is_exhausted (AppBoundedStream *self)
{
  return self->input->exhausted;
}
