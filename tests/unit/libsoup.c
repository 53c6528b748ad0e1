/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the transport takes for granted of libsoup's WebSocket and its
 * documentation does not promise. Each is a test that fails with a version that
 * does it in another way; docs/decisions has the list. */

#include "transport/readysource.h"
#include "../support/testcase.h"

#include <libsoup/soup.h>
#include <string.h>

/*** streams: one has bytes and no end, one takes what it is allowed ***/

#define FAKE_TYPE_INPUT (fake_input_get_type ())
G_DECLARE_FINAL_TYPE (FakeInput, fake_input, FAKE, INPUT, GInputStream)

struct _FakeInput
{
  GInputStream parent;
  const gchar *bytes;
  gsize size;
  gsize done;
};

static gboolean
fake_input_is_readable (GPollableInputStream *stream)
{
  return FAKE_INPUT (stream)->done < FAKE_INPUT (stream)->size;
}

static GSource *
fake_input_create_source (GPollableInputStream *stream,
    GCancellable *cancellable)
{
  return oa_ready_source_new (G_OBJECT (stream),
      (OaReadyFunc) fake_input_is_readable, stream, NULL);
}

static void
fake_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = fake_input_is_readable;
  iface->create_source = fake_input_create_source;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeInput, fake_input, G_TYPE_INPUT_STREAM,
    G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
        fake_input_pollable_init))

static gssize
fake_input_read (GInputStream *stream, gpointer data, gsize size,
    GCancellable *cancellable, GError **error)
{
  FakeInput *self = FAKE_INPUT (stream);

  size = MIN (size, self->size - self->done);
  if (size == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "empty");
    return -1;
  }
  memcpy (data, self->bytes + self->done, size);
  self->done += size;
  return size;
}

static void
fake_input_class_init (FakeInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = fake_input_read;
}

static void
fake_input_init (FakeInput *self)
{}

#define FAKE_TYPE_OUTPUT (fake_output_get_type ())
G_DECLARE_FINAL_TYPE (FakeOutput, fake_output, FAKE, OUTPUT, GOutputStream)

struct _FakeOutput
{
  GOutputStream parent;
  gsize allowed;      /* bytes that it still takes */
  GPtrArray *offered; /* GBytes of each write, taken or not */
  GByteArray *taken;
};

static gboolean
fake_output_is_writable (GPollableOutputStream *stream)
{
  return FAKE_OUTPUT (stream)->allowed > 0;
}

static GSource *
fake_output_create_source (GPollableOutputStream *stream,
    GCancellable *cancellable)
{
  return oa_ready_source_new (G_OBJECT (stream),
      (OaReadyFunc) fake_output_is_writable, stream, NULL);
}

static void
fake_output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = fake_output_is_writable;
  iface->create_source = fake_output_create_source;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeOutput, fake_output, G_TYPE_OUTPUT_STREAM,
    G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
        fake_output_pollable_init))

static gssize
fake_output_write (GOutputStream *stream, gconstpointer data, gsize size,
    GCancellable *cancellable, GError **error)
{
  FakeOutput *self = FAKE_OUTPUT (stream);

  g_ptr_array_add (self->offered, g_bytes_new (data, size));
  size = MIN (size, self->allowed);
  if (size == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "full");
    return -1;
  }
  self->allowed -= size;
  g_byte_array_append (self->taken, data, size);
  return size;
}

static void
fake_output_finalize (GObject *object)
{
  FakeOutput *self = FAKE_OUTPUT (object);

  g_ptr_array_unref (self->offered);
  g_byte_array_unref (self->taken);
  G_OBJECT_CLASS (fake_output_parent_class)->finalize (object);
}

static void
fake_output_class_init (FakeOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = fake_output_write;
}

static void
fake_output_init (FakeOutput *self)
{
  self->offered = g_ptr_array_new_with_free_func (
      (GDestroyNotify) g_bytes_unref);
  self->taken = g_byte_array_new ();
}

/*** a WebSocket over it ***/

typedef struct
{
  GMainContext *context; /* the thread's default one meanwhile */
  FakeInput *input;
  FakeOutput *output;
  SoupWebsocketConnection *soup;
  guint messages;
  guint closing_code; /* when "closing" was emitted */
  guint errors;
} Line;

static void
on_message (SoupWebsocketConnection *soup, gint type, GBytes *message,
    Line *line)
{
  g_assert_true (g_main_context_is_owner (line->context));
  line->messages++;
}

static void
on_closing (SoupWebsocketConnection *soup, Line *line)
{
  line->closing_code = soup_websocket_connection_get_close_code (soup);
}

static void
on_error (SoupWebsocketConnection *soup, GError *error, Line *line)
{
  line->errors++;
}

/* @bytes: what the peer says. A server masks nothing, which is easier to
 * compare. */
static void
line_open (Line *line, const gchar *bytes, gsize size, gsize allowed)
{
  g_autoptr (GUri) uri = g_uri_parse ("ws://peer/", SOUP_HTTP_URI_FLAGS, NULL);
  GIOStream *stream;

  memset (line, 0, sizeof (*line));
  line->context = g_main_context_new ();
  g_main_context_push_thread_default (line->context);
  line->input = g_object_new (FAKE_TYPE_INPUT, NULL);
  line->input->bytes = bytes;
  line->input->size = size;
  line->output = g_object_new (FAKE_TYPE_OUTPUT, NULL);
  line->output->allowed = allowed;
  stream = g_simple_io_stream_new (G_INPUT_STREAM (line->input),
      G_OUTPUT_STREAM (line->output));
  line->soup = soup_websocket_connection_new (stream, uri,
      SOUP_WEBSOCKET_CONNECTION_SERVER, NULL, NULL, NULL);
  g_signal_connect (line->soup, "message", G_CALLBACK (on_message), line);
  g_signal_connect (line->soup, "closing", G_CALLBACK (on_closing), line);
  g_signal_connect (line->soup, "error", G_CALLBACK (on_error), line);
  g_object_unref (stream);
}

/* All that can be done without waiting. */
static void
line_run (Line *line)
{
  while (g_main_context_iteration (line->context, FALSE))
    continue;
}

static void
line_close (Line *line)
{
  g_signal_handlers_disconnect_by_data (line->soup, line);
  g_object_unref (line->soup);
  line_run (line);
  g_object_unref (line->input);
  g_object_unref (line->output);
  g_main_context_pop_thread_default (line->context);
  g_main_context_unref (line->context);
}

static void
line_offers (Line *line, guint index, const gchar *bytes, gsize size)
{
  GPtrArray *offered = line->output->offered;

  g_assert_cmpuint (index, <, offered->len);
  g_assert_cmpmem (g_bytes_get_data (offered->pdata[index], NULL),
      g_bytes_get_size (offered->pdata[index]), bytes, size);
}

#define BYTES(bytes) bytes, sizeof (bytes) - 1
#define ONE "\x81\x03one"
#define TWO "\x81\x03two"
/* "p" under a mask of zeros. */
#define PING "\x89\x81\0\0\0\0p"
#define PONG "\x8a\x01p"

/*** writing ***/

/* wsstream.c puts frames of ours between writes of libsoup. */
TEST (each_write_is_one_frame)
{
  Line line;

  line_open (&line, BYTES (""), G_MAXSIZE);
  soup_websocket_connection_send_text (line.soup, "one");
  soup_websocket_connection_send_text (line.soup, "two");
  line_run (&line);
  line_offers (&line, 0, BYTES (ONE));
  line_offers (&line, 1, BYTES (TWO));
  line_close (&line);
}

static void
stays_first (gsize allowed)
{
  Line line;

  line_open (&line, BYTES (PING), allowed);
  soup_websocket_connection_send_text (line.soup, "one");
  /* The ping is read meanwhile, and its answer queued. */
  line_run (&line);
  g_assert_cmpuint (line.output->taken->len, ==, allowed);
  for (guint i = 0; i < 3; i++) {
    line.output->allowed = 1;
    line_run (&line);
  }
  line.output->allowed = G_MAXSIZE;
  line_run (&line);
  g_assert_cmpmem (line.output->taken->data, line.output->taken->len, ONE PONG,
      sizeof (ONE PONG) - 1);
  line_close (&line);
}

/* The same bytes come again, before anything that is more urgent. */
TEST (a_blocked_frame_stays_first)
{
  stays_first (0);
  stays_first (1);
}

TEST (what_is_left_of_a_frame_comes_next)
{
  Line line;

  line_open (&line, BYTES (""), 2);
  soup_websocket_connection_send_text (line.soup, "one");
  soup_websocket_connection_send_text (line.soup, "two");
  g_main_context_iteration (line.context, FALSE);
  line.output->allowed = G_MAXSIZE;
  line_run (&line);
  line_offers (&line, 0, BYTES (ONE));
  line_offers (&line, 1, BYTES ("one"));
  g_assert_cmpmem (line.output->taken->data, 10, ONE TWO, 10);
  line_close (&line);
}

/* wsstream.c counts the answers to pings by their first byte. */
TEST (each_ping_has_one_pong)
{
  Line line;

  line_open (&line, BYTES (PING PING PING), G_MAXSIZE);
  line_run (&line);
  line_offers (&line, 0, BYTES (PONG));
  line_offers (&line, 1, BYTES (PONG));
  line_offers (&line, 2, BYTES (PONG));
  line_close (&line);
}

/* The watchdog sends pings of its own. */
TEST (no_pings_unless_asked)
{
  Line line;

  line_open (&line, BYTES (""), G_MAXSIZE);
  g_assert_cmpuint (soup_websocket_connection_get_keepalive_interval (
          line.soup), ==, 0);
  line_close (&line);
}

/* The sender stops at once. */
TEST (a_close_is_known_at_once)
{
  Line line;

  line_open (&line, BYTES (""), 0);
  g_assert_cmpint (soup_websocket_connection_get_state (line.soup), ==,
      SOUP_WEBSOCKET_STATE_OPEN);
  soup_websocket_connection_close (line.soup, 1000, NULL);
  g_assert_cmpint (soup_websocket_connection_get_state (line.soup), ==,
      SOUP_WEBSOCKET_STATE_CLOSING);
  line_close (&line);
}

/*** reading ***/

#define PART_HE "\x01\x82\0\0\0\0he"
#define PART_LLO "\x80\x83\0\0\0\0llo"

/* framesorter.c lets nothing pass by what libsoup has not read; what it has
 * read, it has told. */
TEST (what_is_read_is_told_in_the_same_iteration)
{
  Line line;

  line_open (&line, BYTES (PART_HE PART_LLO PART_HE PING PART_LLO), G_MAXSIZE);
  while (line.input->done == 0)
    g_main_context_iteration (line.context, FALSE);
  g_assert_cmpuint (line.input->done, ==, line.input->size);
  g_assert_cmpuint (line.messages, ==, 2);
  line_close (&line);
}

/* Its limit is one for each frame, and is the one that was set. */
TEST (the_limit_is_kept)
{
  Line line;

  line_open (&line, BYTES (PART_HE PART_LLO), G_MAXSIZE);
  soup_websocket_connection_set_max_incoming_payload_size (line.soup, 2);
  line_run (&line);
  g_assert_cmpuint (line.messages, ==, 0);
  g_assert_cmpuint (line.errors, ==, 1);
  line_close (&line);
}

/* websocket.c reads the code while "closing" is emitted. */
TEST (the_code_is_there_when_it_closes)
{
  Line line;

  line_open (&line,
      BYTES ("\x88\x84\0\0\0\0\x03\xe9"
             "by"),
      G_MAXSIZE);
  line_run (&line);
  g_assert_cmpuint (line.closing_code, ==, 1001);
  g_assert_cmpstr (soup_websocket_connection_get_close_data (line.soup), ==,
      "by");
  line_close (&line);
}

/* Registered after libsoup was written: an error, but the code is kept. */
TEST (late_codes_are_kept)
{
  Line line;

  line_open (&line, BYTES ("\x88\x82\0\0\0\0\x03\xf4"), G_MAXSIZE);
  line_run (&line);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (line.soup), ==,
      1012);
  g_assert_true (line.errors == 1 || line.closing_code == 1012);
  line_close (&line);
}

/*** heads ***/

/* httphead.c gives it a head whose last line break is cut off. */
TEST (heads_without_their_last_line_break)
{
  static const gchar answer[] = "HTTP/1.1 101 Go\r\nA: b\r\nC: d\r\n";
  static const gchar request[] = "GET /x HTTP/1.1\r\nA: b\r\nC: d\r\n";
  SoupMessageHeaders *headers;
  SoupHTTPVersion version;
  gchar *method, *path;
  guint status;

  headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_assert_true (soup_headers_parse_response (answer, sizeof (answer) - 1,
      headers, &version, &status, NULL));
  g_assert_cmpuint (status, ==, 101);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "C"), ==, "d");
  soup_message_headers_unref (headers);

  headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_assert_cmpuint (soup_headers_parse_request (request, sizeof (request) - 1,
          headers, &method, &path, &version), ==, SOUP_STATUS_OK);
  g_assert_cmpstr (path, ==, "/x");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "C"), ==, "d");
  soup_message_headers_unref (headers);
  g_free (method);
  g_free (path);
}

TEST_MAIN (g_test_message ("libsoup %u.%u.%u", soup_get_major_version (),
    soup_get_minor_version (), soup_get_micro_version ()))
