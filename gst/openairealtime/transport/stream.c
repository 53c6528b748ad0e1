/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* GIO wants three objects: the stream and its two directions. What they have
 * in common lives as long as any of them. */

#include "stream.h"

#include "frame.h"
#include "tls.h"
#include "wire.h"

#include <errno.h>

/*** what the three share ***/

typedef struct
{
  OaWire *wire;
  OaTls *tls;                   /* NULL: plain */
  GBytes *unread;               /* NULL: nothing */
  gsize unread_offset;

  /* Two write frames here, libsoup and we, and neither may come in the midst
   * of the other's. */
  gsize theirs;                 /* bytes of libsoup's frame that are to come */
  GByteArray *ours;             /* a frame of ours that has begun, or NULL */
  gsize ours_sent;

  /* Who reads: libsoup or another, until there is a reader, which leaves to
   * libsoup what is its own. */
  gboolean sorted;
  OaFrameSorter sorter;
  gboolean ended;               /* of the peer's bytes */
  GError *broken;               /* why there are no more, or NULL */
  OaFrameSorterText func;       /* NULL: nothing is read */
  gpointer user_data;
} Common;

/* So much may wait for libsoup before we read on. */
#define MOST_THEIRS (256 * 1024)
#define BYTES_PER_READ (16 * 1024)
/* Others want their turn. */
#define READS_PER_TURN 16

static void
common_clear (gpointer data)
{
  Common *self = data;

  g_clear_pointer (&self->unread, g_bytes_unref);
  g_clear_pointer (&self->ours, g_byte_array_unref);
  oa_frame_sorter_clear (&self->sorter);
  g_clear_error (&self->broken);
  g_clear_pointer (&self->tls, oa_tls_free);
  oa_wire_free (self->wire);
}

static void
common_unref (Common *self)
{
  g_rc_box_release_full (self, common_clear);
}

static gboolean
can_read (Common *self)
{
  if (self->unread != NULL)
    return TRUE;
  return self->tls != NULL ? oa_tls_can_read (self->tls)
      : oa_wire_is_readable (self->wire);
}

static gboolean
can_write (Common *self)
{
  return self->tls != NULL ? oa_tls_can_write (self->tls)
      : oa_wire_is_writable (self->wire);
}

static gssize
read_unread (Common *self, gpointer data, gsize size)
{
  gsize left;
  const guint8 *bytes = g_bytes_get_data (self->unread, &left);

  left -= self->unread_offset;
  size = MIN (size, left);
  memcpy (data, bytes + self->unread_offset, size);
  self->unread_offset += size;
  if (size == left)
    g_clear_pointer (&self->unread, g_bytes_unref);
  return size;
}

static gssize
from_wire (gssize count, GError **error)
{
  if (count < 0)
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno),
        g_strerror (errno));
  return count;
}

static gssize
read_some (Common *self, gpointer data, gsize size, GError **error)
{
  if (self->unread != NULL)
    return read_unread (self, data, size);
  if (self->tls != NULL)
    return oa_tls_read (self->tls, data, size, error);
  return from_wire (oa_wire_receive (self->wire, data, size), error);
}

static gboolean
would_block (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

static gssize
write_some (Common *self, gconstpointer data, gsize size, GError **error)
{
  if (self->tls != NULL)
    return oa_tls_write (self->tls, data, size, error);
  return from_wire (oa_wire_send (self->wire, data, size), error);
}

/* TRUE: nothing of ours is under way. */
static gboolean
flush_ours (Common *self)
{
  GError *error = NULL;
  gssize count;

  if (self->ours == NULL)
    return TRUE;
  count = write_some (self, self->ours->data + self->ours_sent,
      self->ours->len - self->ours_sent, &error);
  if (count > 0)
    self->ours_sent += count;
  if (self->ours_sent < self->ours->len
      && (error == NULL || would_block (error))) {
    g_clear_error (&error);
    return FALSE;
  }
  /* What the peer said before it went is still to be read. */
  g_clear_error (&error);
  g_clear_pointer (&self->ours, g_byte_array_unref);
  return TRUE;
}

/* Of libsoup. */
static gssize
write_theirs (Common *self, gconstpointer data, gsize size, GError **error)
{
  GError *cause = NULL;
  gssize count;

  if (!flush_ours (self)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
        "another frame is under way");
    return -1;
  }
  count = write_some (self, data, size, &cause);
  /* It comes again with what is left; TLS insists on that. */
  if (count >= 0)
    self->theirs = size - count;
  else
    self->theirs = would_block (cause) ? size : 0;
  if (cause != NULL)
    g_propagate_error (error, cause);
  return count;
}

static void
hang_up (Common *self)
{
  if (self->tls != NULL)
    oa_tls_say_goodbye (self->tls);
  oa_wire_cut (self->wire);
}

/*** sorted reading ***/

static gsize
get_theirs (Common *self)
{
  return self->sorter.theirs != NULL ? self->sorter.theirs->len : 0;
}

/* For libsoup. */
static gboolean
can_read_theirs (Common *self)
{
  if (!self->sorted)
    return can_read (self);
  return get_theirs (self) > 0 || self->ended || self->broken != NULL;
}

static gssize
read_theirs (Common *self, gpointer data, gsize size, GError **error)
{
  if (!self->sorted)
    return read_some (self, data, size, error);
  size = MIN (size, get_theirs (self));
  if (size > 0) {
    memcpy (data, self->sorter.theirs->data, size);
    g_byte_array_remove_range (self->sorter.theirs, 0, size);
    return size;
  }
  if (self->ended)
    return 0;
  if (self->broken != NULL)
    g_propagate_error (error, g_error_copy (self->broken));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
        "nothing for libsoup");
  return -1;
}

static gboolean
wants_to_read (Common *self)
{
  return self->func != NULL && !self->ended && self->broken == NULL
      && get_theirs (self) < MOST_THEIRS && can_read (self);
}

static void
take_text (const guint8 *text, gsize size, gpointer user_data)
{
  Common *self = user_data;

  if (self->func != NULL)
    self->func (text, size, self->user_data);
}

static void
read_and_sort (Common *self)
{
  guint8 bytes[BYTES_PER_READ];
  guint reads;

  for (reads = 0; reads < READS_PER_TURN && wants_to_read (self); reads++) {
    GError *error = NULL;
    gssize count = read_some (self, bytes, sizeof (bytes), &error);

    if (count > 0)
      oa_frame_sorter_take (&self->sorter, bytes, count, take_text, self);
    else if (count == 0)
      self->ended = TRUE;
    else if (!would_block (error))
      self->broken = g_steal_pointer (&error);
    g_clear_error (&error);
  }
}

/*** sources: ready by what the loop has found, without descriptors ***/

typedef struct
{
  GSource source;
  GObject *stream;              /* a direction */
  Common *common;
  gboolean (*is_ready) (Common *common);
} ReadySource;

static gboolean
ready_prepare (GSource *source, gint *timeout)
{
  ReadySource *self = (ReadySource *) source;

  *timeout = -1;
  return self->is_ready (self->common);
}

static gboolean
ready_check (GSource *source)
{
  ReadySource *self = (ReadySource *) source;

  return self->is_ready (self->common);
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
  common_unref (self->common);
}

static GSourceFuncs ready_funcs = { ready_prepare, ready_check,
  ready_dispatch, ready_finalize, };

static GSource *
make_source (GObject *stream, Common *common, gboolean (*is_ready) (Common *),
    GCancellable *cancellable)
{
  GSource *source = g_source_new (&ready_funcs, sizeof (ReadySource));
  ReadySource *self = (ReadySource *) source;

  self->stream = g_object_ref (stream);
  self->common = g_rc_box_acquire (common);
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
  Common *common;
};

static gboolean
input_is_readable (GPollableInputStream *stream)
{
  return can_read_theirs (OA_STREAM_INPUT (stream)->common);
}

static GSource *
input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  return make_source (G_OBJECT (stream), OA_STREAM_INPUT (stream)->common,
      can_read_theirs, cancellable);
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
  return read_theirs (OA_STREAM_INPUT (stream)->common, data, size, error);
}

static void
oa_stream_input_finalize (GObject *object)
{
  common_unref (OA_STREAM_INPUT (object)->common);
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
  Common *common;
};

static gboolean
output_is_writable (GPollableOutputStream *stream)
{
  return can_write (OA_STREAM_OUTPUT (stream)->common);
}

static GSource *
output_create_source (GPollableOutputStream *stream,
    GCancellable *cancellable)
{
  return make_source (G_OBJECT (stream), OA_STREAM_OUTPUT (stream)->common,
      can_write, cancellable);
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
  return write_theirs (OA_STREAM_OUTPUT (stream)->common, data, size, error);
}

static void
oa_stream_output_finalize (GObject *object)
{
  common_unref (OA_STREAM_OUTPUT (object)->common);
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
  Common *common;
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
  hang_up (OA_STREAM (stream)->common);
  return TRUE;
}

/* GIO would take a thread for it. */
static void
oa_stream_close_async (GIOStream *stream, gint priority,
    GCancellable *cancellable, GAsyncReadyCallback done, gpointer user_data)
{
  GTask *task = g_task_new (stream, cancellable, done, user_data);

  g_task_set_priority (task, priority);
  hang_up (OA_STREAM (stream)->common);
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
  g_clear_pointer (&self->common, common_unref);
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
  OaWire *wire = oa_wire_new (loop, connection, error);
  OaStream *self;

  if (wire == NULL)
    return NULL;
  self = g_object_new (OA_TYPE_STREAM, NULL);
  self->loop = loop;
  self->common = g_rc_box_new0 (Common);
  self->common->wire = wire;
  self->input = g_object_new (OA_TYPE_STREAM_INPUT, NULL);
  self->input->common = g_rc_box_acquire (self->common);
  self->output = g_object_new (OA_TYPE_STREAM_OUTPUT, NULL);
  self->output->common = g_rc_box_acquire (self->common);
  return self;
}

void
oa_stream_start_tls (OaStream *self, OaTrust *trust, const gchar *host,
    gboolean strict)
{
  self->common->tls = oa_tls_new (trust, self->common->wire, host, strict);
}

gboolean
oa_stream_shake_hands (OaStream *self, GError **error)
{
  return oa_tls_shake_hands (self->common->tls, error);
}

GTlsCertificateFlags
oa_stream_get_tls_faults (OaStream *self)
{
  return self->common->tls != NULL ? oa_tls_get_faults (self->common->tls)
      : G_TLS_CERTIFICATE_NO_FLAGS;
}

void
oa_stream_unread (OaStream *self, gconstpointer data, gsize size)
{
  g_return_if_fail (self->common->unread == NULL);

  if (size > 0)
    self->common->unread = g_bytes_new (data, size);
}

gboolean
oa_stream_flush (OaStream *self)
{
  return flush_ours (self->common) && self->common->theirs == 0;
}

gboolean
oa_stream_send_text (OaStream *self, gconstpointer text, gsize size)
{
  Common *common = self->common;

  if (!oa_stream_flush (self))
    return FALSE;
  common->ours = g_byte_array_sized_new (size + OA_FRAME_HEAD_MAX);
  g_byte_array_set_size (common->ours, size + OA_FRAME_HEAD_MAX);
  common->ours->len = oa_frame_make_text (common->ours->data, text, size,
      g_random_int ());
  common->ours_sent = 0;
  flush_ours (common);
  return TRUE;
}

static gboolean
on_readable (GObject *stream, gpointer user_data)
{
  Common *common = g_rc_box_acquire (OA_STREAM_INPUT (stream)->common);

  read_and_sort (common);
  common_unref (common);
  return G_SOURCE_CONTINUE;
}

void
oa_stream_start_reading (OaStream *self, OaFrameSorterText func,
    gpointer user_data)
{
  g_return_if_fail (self->reader == NULL);

  self->common->sorted = TRUE;
  self->common->func = func;
  self->common->user_data = user_data;
  self->reader = make_source (G_OBJECT (self->input), self->common,
      wants_to_read, NULL);
  g_source_set_static_name (self->reader, "oa_stream");
  g_source_set_callback (self->reader, G_SOURCE_FUNC (on_readable), NULL,
      NULL);
  g_source_attach (self->reader, oa_loop_get_context (self->loop));
}

void
oa_stream_stop_reading (OaStream *self)
{
  self->common->func = NULL;
  if (self->reader != NULL)
    g_source_destroy (self->reader);
  g_clear_pointer (&self->reader, g_source_unref);
}

gboolean
oa_stream_has_input (OaStream *self)
{
  return get_theirs (self->common) > 0 || can_read (self->common);
}

guint64
oa_stream_get_received (OaStream *self)
{
  return oa_wire_get_received (self->common->wire);
}

void
oa_stream_cut (OaStream *self)
{
  hang_up (self->common);
}
