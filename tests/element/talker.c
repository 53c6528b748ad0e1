/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* talker.c - see talker.h. */

#include "talker.h"
#include "fixture.h"
#include "protocol/json.h"

#include <libsoup/soup.h>
#include <string.h>

struct _Talker
{
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  gchar *uri;

  /* Of the thread. */
  SoupServer *server;
  GPtrArray *connections;
  GQueue sayings; /* of Saying, until the session is set up */
  gboolean set_up;

  gint n_connections; /* atomic */
};

typedef struct
{
  Talker *talker;
  gint kind; /* SoupWebsocketDataType, 0 = close */
  gchar *text;
  gushort code;
} Saying;

static void
saying_free (gpointer data)
{
  Saying *saying = data;

  g_free (saying->text);
  g_free (saying);
}

static void
do_say (Talker *self, const Saying *saying)
{
  SoupWebsocketConnection *connection =
      g_ptr_array_index (self->connections, self->connections->len - 1);

  if (soup_websocket_connection_get_state (connection)
      != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  if (saying->kind == SOUP_WEBSOCKET_DATA_TEXT)
    soup_websocket_connection_send_text (connection, saying->text);
  else if (saying->kind == SOUP_WEBSOCKET_DATA_BINARY)
    soup_websocket_connection_send_binary (connection, saying->text,
        strlen (saying->text));
  else
    soup_websocket_connection_close (connection, saying->code, saying->text);
}

static void
say_waiting (Talker *self)
{
  Saying *saying;

  while (self->set_up && (saying = g_queue_pop_head (&self->sayings)) != NULL) {
    do_say (self, saying);
    saying_free (saying);
  }
}

/* Settings are confirmed as they are; nothing else is answered. */
static void
on_message (SoupWebsocketConnection *connection, gint type, GBytes *message,
    Talker *self)
{
  const gchar *text = g_bytes_get_data (message, NULL);
  g_autoptr (JsonObject) event =
      oa_json_parse_object (text, g_bytes_get_size (message), 0, "event", NULL);
  g_autoptr (JsonObject) answer = json_object_new ();
  gchar *said;

  g_assert_nonnull (event);
  if (g_strcmp0 (oa_json_get_string (event, "type"), "session.update") == 0) {
    json_object_set_string_member (answer, "type", "session.updated");
    json_object_set_object_member (answer, "session",
        json_object_ref (json_object_get_object_member (event, "session")));
    said = oa_json_object_to_text (answer);
    soup_websocket_connection_send_text (connection, said);
    g_free (said);
    self->set_up = TRUE;
    say_waiting (self);
  }
}

static void
on_connection (SoupServer *server, SoupServerMessage *message, const char *path,
    SoupWebsocketConnection *connection, gpointer data)
{
  Talker *self = data;

  g_atomic_int_inc (&self->n_connections);
  self->set_up = FALSE;
  g_ptr_array_add (self->connections, g_object_ref (connection));
  g_signal_connect (connection, "message", G_CALLBACK (on_message), self);
  soup_websocket_connection_send_text (connection,
      "{\"type\":\"session.created\",\"session\":{\"id\":\"sess_1\"}}");
}

static gpointer
run (gpointer data)
{
  Talker *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_ptr_array_unref (self->connections);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

Talker *
talker_new (void)
{
  Talker *self = g_new0 (Talker, 1);
  GSList *uris;

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_init (&self->sayings);
  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_websocket_handler (self->server, "/v1/realtime", NULL, NULL,
      on_connection, self, NULL);
  g_assert_true (soup_server_listen_local (self->server, 0,
      SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (self->server);
  self->uri = g_strdup_printf ("ws://127.0.0.1:%d/v1/realtime",
      g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_main_context_pop_thread_default (self->context);
  self->thread = g_thread_new ("talker", run, self);
  return self;
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
talker_free (Talker *self)
{
  g_main_context_invoke (self->context, quit, self->loop);
  g_thread_join (self->thread);
  g_queue_clear_full (&self->sayings, saying_free);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self->uri);
  g_free (self);
}

const gchar *
talker_get_uri (Talker *self)
{
  return self->uri;
}

guint
talker_count_connections (Talker *self)
{
  return g_atomic_int_get (&self->n_connections);
}

static gboolean
say_on_thread (gpointer data)
{
  Saying *saying = data;

  g_queue_push_tail (&saying->talker->sayings, saying);
  say_waiting (saying->talker);
  return G_SOURCE_REMOVE;
}

static void
say (Talker *self, gint kind, const gchar *text, gushort code)
{
  Saying *saying = g_new0 (Saying, 1);

  saying->talker = self;
  saying->kind = kind;
  saying->text = g_strdup (text);
  saying->code = code;
  g_main_context_invoke (self->context, say_on_thread, saying);
}

void
talker_say (Talker *self, const gchar *json)
{
  say (self, SOUP_WEBSOCKET_DATA_TEXT, json, 0);
}

void
talker_say_binary (Talker *self, const gchar *data)
{
  say (self, SOUP_WEBSOCKET_DATA_BINARY, data, 0);
}

void
talker_close (Talker *self, gushort code, const gchar *reason)
{
  say (self, 0, reason, code);
}

/*** a call ***/

static gboolean
is_it (GstMessage *message, GstMessageType type, const gchar *name)
{
  return GST_MESSAGE_TYPE (message) == type
      && (name == NULL || gst_message_has_name (message, name));
}

void
line_start (Line *line, const gchar *properties)
{
  g_autofree gchar *text = g_strdup_printf (
      "audiotestsrc is-live=true wave=silence ! "
      "audio/x-raw,format=S16LE,rate=24000,channels=1 ! openairealtime "
      "name=element api-key=sk-test live=yes reconnect=false %s ! "
      "fakesink sync=false",
      properties);

  line->talker = talker_new ();
  line->messages = g_ptr_array_new_with_free_func (
      (GDestroyNotify) gst_message_unref);
  line->pipeline = gst_parse_launch (text, NULL);
  g_assert_nonnull (line->pipeline);
  line->element = gst_bin_get_by_name (GST_BIN (line->pipeline), "element");
  g_object_set (line->element, "uri", talker_get_uri (line->talker), NULL);
}

void
line_play (Line *line)
{
  g_assert_cmpint (gst_element_set_state (line->pipeline, GST_STATE_PLAYING),
      !=, GST_STATE_CHANGE_FAILURE);
}

GstMessage *
line_wait (Line *line, GstMessageType type, const gchar *name)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (line->pipeline);
  GstMessage *message;

  do {
    message = gst_bus_timed_pop (bus, WAIT_S * GST_SECOND);
    g_assert_nonnull (message);
    g_ptr_array_add (line->messages, message);
  } while (!is_it (message, type, name));
  return message;
}

guint
line_count (Line *line, GstMessageType type, const gchar *name)
{
  guint i, n = 0;

  for (i = 0; i < line->messages->len; i++) {
    if (is_it (g_ptr_array_index (line->messages, i), type, name))
      n++;
  }
  return n;
}

void
line_stop (Line *line)
{
  gst_element_set_state (line->pipeline, GST_STATE_NULL);
  gst_object_unref (line->element);
  gst_object_unref (line->pipeline);
  g_ptr_array_unref (line->messages);
  talker_free (line->talker);
}
