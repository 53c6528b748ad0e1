/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gate.c - see gate.h. */

#include "config.h"

#include "gate.h"

/* What a client may send before the others have their turn. */
#define TURN_BYTES (2 * 1024)

/* The reading side. */

#define ORS_TYPE_GATE_INPUT (ors_gate_input_get_type ())
G_DECLARE_FINAL_TYPE (OrsGateInput, ors_gate_input, ORS, GATE_INPUT,
    GInputStream)

struct _OrsGateInput
{
  GInputStream parent;

  GInputStream *base;
  gboolean shut;
  gboolean broken; /* the socket below is closed: reading says so */
  gsize most; /* bytes that may come, 0 = any number */
  gsize came;
  gsize in_turn; /* of that, since the reader last had to wait */
  GSource *watch; /* the last source, which must not fire when shut */
};

static void ors_gate_input_pollable_init (
    GPollableInputStreamInterface *interface);

G_DEFINE_TYPE_WITH_CODE (OrsGateInput, ors_gate_input, G_TYPE_INPUT_STREAM,
    G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
        ors_gate_input_pollable_init))

/* Counts what came; -1 when it is too much. */
static gssize
count (OrsGateInput *self, gssize n, GError **error)
{
  if (n <= 0 || self->most == 0)
    return n;
  self->came += n;
  if (self->came <= self->most)
    return n;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
      "the client sends too much");
  return -1;
}

static gssize
ors_gate_input_read (GInputStream *stream, void *buffer, gsize size,
    GCancellable *cancellable, GError **error)
{
  OrsGateInput *self = ORS_GATE_INPUT (stream);

  return count (self, g_input_stream_read (self->base, buffer, size,
          cancellable, error), error);
}

/* libsoup reads until there is nothing left. With a client that always sends,
 * no other would have its turn. */
static gboolean
may_read (OrsGateInput *self)
{
  if (!self->shut && (self->broken || self->in_turn < TURN_BYTES))
    return TRUE;
  self->in_turn = 0;
  return FALSE;
}

static gssize
ors_gate_input_read_nonblocking (GPollableInputStream *stream, void *buffer,
    gsize size, GError **error)
{
  OrsGateInput *self = ORS_GATE_INPUT (stream);
  gssize n;

  if (!may_read (self)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "later");
    return -1;
  }
  n = g_pollable_input_stream_read_nonblocking (
      G_POLLABLE_INPUT_STREAM (self->base), buffer, size, NULL, error);
  self->in_turn = n > 0 ? self->in_turn + n : 0;
  return count (self, n, error);
}

static gboolean
ors_gate_input_is_readable (GPollableInputStream *stream)
{
  OrsGateInput *self = ORS_GATE_INPUT (stream);

  return !self->shut && g_pollable_input_stream_is_readable (
      G_POLLABLE_INPUT_STREAM (self->base));
}

static void
clear_watch (OrsGateInput *self)
{
  g_clear_pointer (&self->watch, g_source_unref);
}

static GSource *
ors_gate_input_create_source (GPollableInputStream *stream,
    GCancellable *cancellable)
{
  OrsGateInput *self = ORS_GATE_INPUT (stream);
  g_autoptr (GSource) child = NULL;

  if (!self->shut)
    child = g_pollable_input_stream_create_source (
        G_POLLABLE_INPUT_STREAM (self->base), NULL);
  clear_watch (self);
  self->watch = g_pollable_source_new_full (self, child, cancellable);
  return g_source_ref (self->watch);
}

static void
ors_gate_input_finalize (GObject *object)
{
  OrsGateInput *self = ORS_GATE_INPUT (object);

  clear_watch (self);
  g_object_unref (self->base);
  G_OBJECT_CLASS (ors_gate_input_parent_class)->finalize (object);
}

static void
ors_gate_input_class_init (OrsGateInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ors_gate_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = ors_gate_input_read;
}

static void
ors_gate_input_init (OrsGateInput *self)
{
}

static void
ors_gate_input_pollable_init (GPollableInputStreamInterface *interface)
{
  interface->is_readable = ors_gate_input_is_readable;
  interface->create_source = ors_gate_input_create_source;
  interface->read_nonblocking = ors_gate_input_read_nonblocking;
}

/* Both sides. */

struct _OrsGate
{
  GIOStream parent;

  GIOStream *base;
  OrsGateInput *input;
};

G_DEFINE_TYPE (OrsGate, ors_gate, G_TYPE_IO_STREAM)

static GInputStream *
ors_gate_get_input (GIOStream *stream)
{
  return G_INPUT_STREAM (ORS_GATE (stream)->input);
}

static GOutputStream *
ors_gate_get_output (GIOStream *stream)
{
  return g_io_stream_get_output_stream (ORS_GATE (stream)->base);
}

static gboolean
ors_gate_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  OrsGate *self = ORS_GATE (stream);

  /* The source holds the input, which holds the source. */
  clear_watch (self->input);
  return g_io_stream_close (self->base, cancellable, error);
}

static void
ors_gate_finalize (GObject *object)
{
  OrsGate *self = ORS_GATE (object);

  g_object_unref (self->input);
  g_object_unref (self->base);
  G_OBJECT_CLASS (ors_gate_parent_class)->finalize (object);
}

static void
ors_gate_class_init (OrsGateClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ors_gate_finalize;
  stream_class->get_input_stream = ors_gate_get_input;
  stream_class->get_output_stream = ors_gate_get_output;
  stream_class->close_fn = ors_gate_close;
}

static void
ors_gate_init (OrsGate *self)
{
}

GIOStream *
ors_gate_new (GIOStream *base)
{
  OrsGate *self = g_object_new (ORS_TYPE_GATE, NULL);

  self->base = g_object_ref (base);
  self->input = g_object_new (ORS_TYPE_GATE_INPUT, NULL);
  self->input->base = g_object_ref (g_io_stream_get_input_stream (base));
  return G_IO_STREAM (self);
}

GIOStream *
ors_gate_get_base (OrsGate *self)
{
  return self->base;
}

void
ors_gate_break (OrsGate *self)
{
  self->input->broken = TRUE;
}

void
ors_gate_shut (OrsGate *self)
{
  self->input->shut = TRUE;
  if (self->input->watch != NULL)
    g_source_destroy (self->input->watch);
}

void
ors_gate_allow (OrsGate *self, gsize bytes)
{
  self->input->most = bytes;
  self->input->came = 0;
}
