/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Whether there is something to read, GIO could only tell by a system call, and
 * by a source for each connection. The poller knows it: the socket can be read
 * until GIO has met its end. */

#include "giotls.h"

struct _OaGioTls
{
  GIOStream *stream; /* which closes what it is around when it goes */
  GPollableInputStream *input;
  GPollableOutputStream *output;
  OaSocket *socket;
};

OaGioTls *
oa_gio_tls_new (GIOStream *stream, GTlsConnection *tls, OaSocket *socket)
{
  OaGioTls *self = g_new0 (OaGioTls, 1);
  GIOStream *base = G_IO_STREAM (tls);

  self->stream = g_object_ref (stream);
  self->input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (base));
  self->output = G_POLLABLE_OUTPUT_STREAM (
      g_io_stream_get_output_stream (base));
  self->socket = socket;
  /* It may hold more than was asked for last. */
  oa_socket_note_received (socket, 0, TRUE);
  return self;
}

void
oa_gio_tls_free (OaGioTls *self)
{
  g_object_unref (self->stream);
  g_free (self);
}

static gboolean
is_blocked (gssize count, const GError *error)
{
  return count < 0
      && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

gssize
oa_gio_tls_read (OaGioTls *self, gpointer data, gsize size, GError **error)
{
  GError *cause = NULL;
  gssize count = g_pollable_input_stream_read_nonblocking (self->input, data,
      size, NULL, &cause);

  oa_socket_note_received (self->socket, MAX (count, 0),
      !is_blocked (count, cause));
  if (cause != NULL)
    g_propagate_error (error, cause);
  return count;
}

gssize
oa_gio_tls_write (OaGioTls *self, gconstpointer data, gsize size,
    GError **error)
{
  GError *cause = NULL;
  gssize count = g_pollable_output_stream_write_nonblocking (self->output, data,
      size, NULL, &cause);

  oa_socket_note_sent (self->socket, MAX (count, 0),
      !is_blocked (count, cause));
  if (cause != NULL)
    g_propagate_error (error, cause);
  return count;
}

/* GIO would wait for a peer that does not read. */
void
oa_gio_tls_send_close_notify (OaGioTls *self)
{
  if (oa_socket_is_writable (self->socket))
    g_output_stream_close (G_OUTPUT_STREAM (self->output), NULL, NULL);
}
