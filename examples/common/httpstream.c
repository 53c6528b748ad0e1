/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httpstream.c - see httpstream.h. The connection is taken from libsoup before
 * anything of the answer has been written. */

#include "httpstream.h"

#include "httprequestprivate.h"

#include <string.h>

/* What waits for the client at most, and when there is room again. */
#define MAX_WAITING (256 * 1024)
#define ENOUGH_ROOM (64 * 1024)
/* A client that takes nothing for so long is given up. */
#define STUCK_S 30

struct _AppHttpStream
{
  AppHttpRequest *request; /* until its connection is taken */
  GSource *taking;
  GIOStream *io; /* NULL: not yet, or gone */
  GByteArray *waiting;
  gsize tried; /* bytes of it that had to wait */
  GSource *writable, *readable, *stuck;
  gboolean gone, ended, wants_room, bodiless;
  const AppHttpStreamFuncs *funcs;
  gpointer user_data;
};

static void
drop (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
attach (GSource *source, GSourceFunc func, AppHttpStream *self)
{
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static void
hang_up (AppHttpStream *self)
{
  drop (&self->taking);
  drop (&self->writable);
  drop (&self->readable);
  drop (&self->stuck);
  if (self->io != NULL)
    g_io_stream_close (self->io, NULL, NULL);
  g_clear_object (&self->io);
}

void
app_http_stream_free (AppHttpStream *self)
{
  AppHttpRequest *request = g_steal_pointer (&self->request);

  hang_up (self);
  if (request != NULL) {
    /* The stream is gone: its function must not be called. */
    request->taken = NULL;
    app_http_request_resume (request);
    app_http_request_unref (request);
  }
  g_byte_array_unref (self->waiting);
  g_free (self);
}

/* Frees it when it has ended: nobody else knows it any more. */
static void
lose (AppHttpStream *self)
{
  self->gone = TRUE;
  hang_up (self);
  if (self->ended)
    app_http_stream_free (self);
  else
    self->funcs->gone (self->user_data);
}

/*** output ***/

static gboolean
on_stuck (gpointer user_data)
{
  lose (user_data);
  return G_SOURCE_REMOVE;
}

static void
watch_progress (AppHttpStream *self)
{
  drop (&self->stuck);
  if (self->waiting->len > 0)
    self->stuck =
        attach (g_timeout_source_new_seconds (STUCK_S), on_stuck, self);
}

/* FALSE: the client has gone. */
static gboolean
send (AppHttpStream *self)
{
  GPollableOutputStream *output = G_POLLABLE_OUTPUT_STREAM (
      g_io_stream_get_output_stream (self->io));
  gsize sent = 0;
  gboolean ok = TRUE;

  while (ok && sent < self->waiting->len) {
    g_autoptr (GError) error = NULL;
    /* TLS wants to be asked again for the same. */
    gsize count = self->tried > 0 ? self->tried
                                  : (gsize) self->waiting->len - sent;
    gssize n = g_pollable_output_stream_write_nonblocking (output,
        self->waiting->data + sent, count, NULL, &error);

    self->tried = 0;
    if (n > 0) {
      sent += n;
    } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      self->tried = count;
      break;
    } else {
      ok = FALSE;
    }
  }
  if (sent > 0) {
    g_byte_array_remove_range (self->waiting, 0, sent);
    watch_progress (self);
  }
  return ok;
}

static gboolean on_writable (GObject *output, gpointer user_data);

static void
await_room (AppHttpStream *self)
{
  GSource *source;

  if (self->writable != NULL)
    return;
  source = g_pollable_output_stream_create_source (
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->io)),
      NULL);
  self->writable = attach (source, G_SOURCE_FUNC (on_writable), self);
  if (self->stuck == NULL)
    watch_progress (self);
}

static gboolean
on_writable (GObject *output, gpointer user_data)
{
  AppHttpStream *self = user_data;

  if (!send (self)) {
    lose (self);
    return G_SOURCE_REMOVE;
  }
  if (self->wants_room && self->waiting->len <= ENOUGH_ROOM) {
    self->wants_room = FALSE;
    self->funcs->room (self->user_data);
    return G_SOURCE_CONTINUE;
  }
  if (self->waiting->len > 0)
    return G_SOURCE_CONTINUE;
  drop (&self->writable);
  if (self->ended)
    app_http_stream_free (self);
  return G_SOURCE_REMOVE;
}

/*** input: nothing is awaited but the end ***/

static gboolean
on_readable (GObject *input, gpointer user_data)
{
  AppHttpStream *self = user_data;
  g_autoptr (GError) error = NULL;
  gchar waste[1024];
  gssize n =
      g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input),
          waste, sizeof waste, NULL, &error);

  if (n > 0 || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  /* One that has said all may still listen. */
  if (n == 0 && self->ended) {
    drop (&self->readable);
    return G_SOURCE_REMOVE;
  }
  lose (self);
  return G_SOURCE_REMOVE;
}

static void
await_end (AppHttpStream *self)
{
  GInputStream *input = g_io_stream_get_input_stream (self->io);

  self->readable = attach (g_pollable_input_stream_create_source (
                               G_POLLABLE_INPUT_STREAM (input), NULL),
      G_SOURCE_FUNC (on_readable), self);
}

/*** the beginning ***/

static void
on_taken (GIOStream *stream, gpointer user_data)
{
  AppHttpStream *self = user_data;

  g_clear_pointer (&self->request, app_http_request_unref);
  if (stream == NULL) {
    lose (self);
    return;
  }
  self->io = stream;
  await_end (self);
  await_room (self);
}

static gboolean
on_take (gpointer user_data)
{
  AppHttpStream *self = user_data;

  drop (&self->taking);
  app_http_request_take (self->request, FALSE);
  return G_SOURCE_REMOVE;
}

static void
append (AppHttpStream *self, const gchar *text)
{
  g_byte_array_append (self->waiting, (const guint8 *) text, strlen (text));
}

static void
append_header (const gchar *name, const gchar *value, gpointer user_data)
{
  g_autofree gchar *line = g_strdup_printf ("%s: %s\r\n", name, value);

  append (user_data, line);
}

/* What libsoup would write, from the same headers. */
static void
write_head (AppHttpStream *self, guint status, const gchar *type, gint64 length)
{
  AppHttpRequest *request = self->request;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (
      request->message);
  g_autofree gchar *line = g_strdup_printf ("HTTP/1.1 %u %s\r\n", status,
      soup_status_get_phrase (status));

  soup_message_headers_remove (headers, "Content-Length");
  soup_message_headers_replace (headers, "Content-Type", type);
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  if (length >= 0)
    soup_message_headers_set_content_length (headers, length);
  app_http_request_add_headers (request);
  append (self, line);
  soup_message_headers_foreach (headers, append_header, self);
  append (self, "\r\n");
}

AppHttpStream *
app_http_request_stream (AppHttpRequest *request, guint status,
    const gchar *type, gint64 length, const AppHttpStreamFuncs *funcs,
    gpointer user_data)
{
  AppHttpStream *self = g_new0 (AppHttpStream, 1);

  self->request = app_http_request_ref (request);
  self->waiting = g_byte_array_new ();
  self->funcs = funcs;
  self->user_data = user_data;
  self->bodiless = app_http_request_is_head (request);
  write_head (self, status, type, length);
  app_http_request_await (request, on_taken, self);
  app_http_request_pause (request);
  /* libsoup is done with the request by then. */
  self->taking = attach (g_idle_source_new (), on_take, self);
  g_source_set_priority (self->taking, G_PRIORITY_DEFAULT);
  return self;
}

gboolean
app_http_stream_write (AppHttpStream *self, gconstpointer data, gsize length)
{
  if (self->gone || self->ended || self->bodiless)
    return TRUE;
  g_byte_array_append (self->waiting, data, length);
  if (self->io != NULL)
    await_room (self);
  /* What is wanted stays so until it is told. */
  if (self->waiting->len >= MAX_WAITING)
    self->wants_room = TRUE;
  return !self->wants_room;
}

void
app_http_stream_end (AppHttpStream *self)
{
  self->ended = TRUE;
  if (self->gone)
    app_http_stream_free (self);
  else if (self->io != NULL)
    await_room (self);
}
