/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionroom.c - the fakes of a session's world, and what it did to them. */

#include "sessionroom.h"
#include "media/media.h"
#include "transport/connection.h"
#include "transport/loop.h"

#include <string.h>

#define US_PER_MS G_GINT64_CONSTANT (1000)
#define PCM_BYTES_PER_MS 48
/* What looks at something regularly does so ten times a second. */
#define MAX_PER_SECOND 20

/*** the clocks ***/

static gint64 now_us;

gint64
session_room_get_now (void)
{
  return now_us;
}

gint64
g_get_monotonic_time (void)
{
  return now_us;
}

gint64
g_get_real_time (void)
{
  return G_GINT64_CONSTANT (1900000000) * 1000000 + now_us;
}

gdouble
g_random_double (void)
{
  return 0.5;
}

/*** the loop ***/

struct _OaTimer
{
  gint64 due;
  OaTimerFunc func;
  gpointer user_data;
};

typedef struct
{
  GSourceFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Call;

static GList *timers;
static GQueue calls = G_QUEUE_INIT;

OaLoop *
oa_loop_acquire (void)
{
  return (OaLoop *) &calls;
}

void
oa_loop_release (OaLoop *self)
{}

void
oa_loop_change_delay (OaLoop *self, guint from, guint to)
{}

void
oa_loop_expedite (OaLoop *self)
{}

gboolean
oa_loop_is_current (OaLoop *self)
{
  return TRUE;
}

void
oa_loop_invoke (OaLoop *self, GSourceFunc func, gpointer data,
    GDestroyNotify destroy)
{
  Call *call = g_new0 (Call, 1);

  *call = (Call){ func, data, destroy };
  g_queue_push_tail (&calls, call);
}

OaTimer *
oa_loop_add_timer (OaLoop *self, gint64 us, OaTimerFunc func,
    gpointer user_data)
{
  OaTimer *timer = g_new0 (OaTimer, 1);

  *timer = (OaTimer){ now_us + MAX (us, 0), func, user_data };
  timers = g_list_append (timers, timer);
  return timer;
}

void
oa_timer_remove (OaTimer *timer)
{
  timers = g_list_remove (timers, timer);
  g_free (timer);
}

void
session_room_run (SessionRoom *self)
{
  Call *call;

  while ((call = g_queue_pop_head (&calls)) != NULL) {
    g_assert_false (call->func (call->data));
    if (call->destroy != NULL)
      call->destroy (call->data);
    g_free (call);
  }
}

static OaTimer *
find_due_timer (gint64 until)
{
  OaTimer *first = NULL;
  GList *l;

  for (l = timers; l != NULL; l = l->next) {
    OaTimer *timer = l->data;

    if (timer->due <= until && (first == NULL || timer->due < first->due))
      first = timer;
  }
  return first;
}

void
session_room_pass (SessionRoom *self, gint64 ms)
{
  gint64 until = now_us + ms * US_PER_MS;
  guint fired = 0;
  OaTimer *timer;

  while ((timer = find_due_timer (until)) != NULL) {
    OaTimer copy = *timer;

    now_us = MAX (now_us, copy.due);
    oa_timer_remove (timer);
    copy.func (copy.user_data);
    session_room_run (self);
    /* A deadline that is never in the future would spin for ever. */
    g_assert_cmpuint (++fired, <, MAX_PER_SECOND * (ms / 1000 + 10));
  }
  now_us = until;
}

/*** connections ***/

struct _OaConnection
{
  guint number;
  const OaConnectionHandlers *handlers;
  gpointer user_data;
  OaTimer *timeout; /* until it is open */
  gboolean open;
  gboolean detached;
};

static GPtrArray *connections;
static SessionRoom *room;

static OaConnection *
get_connection (guint number)
{
  g_assert_cmpuint (number, <=, connections->len);
  return g_ptr_array_index (connections, number - 1);
}

static OaTransportEnd *
end_new (OaTransportErrorCode code, const gchar *message)
{
  OaTransportEnd *end = g_new0 (OaTransportEnd, 1);

  end->error = g_error_new_literal (OA_TRANSPORT_ERROR, (gint) code, message);
  end->retry_after = -1;
  return end;
}

static void
end_connection (OaConnection *self, OaTransportEnd *end)
{
  g_clear_pointer (&self->timeout, oa_timer_remove);
  end->was_open = self->open;
  self->open = FALSE;
  self->handlers->ended (end, self->user_data);
  g_error_free (end->error);
  g_free (end);
}

static void
on_timeout (gpointer user_data)
{
  OaConnection *self = user_data;

  self->timeout = NULL;
  end_connection (self, end_new (OA_TRANSPORT_ERROR_TIMEOUT, "too slow"));
}

OaConnection *
oa_connection_open (OaLoop *loop, const OaConnectionConfig *config,
    const OaConnectionHandlers *handlers, gpointer user_data)
{
  OaConnection *self = g_new0 (OaConnection, 1);

  self->handlers = handlers;
  self->user_data = user_data;
  g_ptr_array_add (connections, self);
  self->number = connections->len;
  if (config->connect_timeout != 0)
    self->timeout = oa_loop_add_timer (loop,
        config->connect_timeout * US_PER_MS, on_timeout, self);
  g_string_append_printf (room->log, "%u open\n", self->number);
  return self;
}

static void
log_member (JsonObject *object, const gchar *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name)
                                  : NULL;
  g_autofree gchar *text = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return;
  text = json_to_string (node, FALSE);
  g_string_append_printf (room->log, " %s=%s", name, text);
}

static JsonObject *
get_object (JsonObject *object, const gchar *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name)
                                  : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
      ? json_node_get_object (node)
      : NULL;
}

/* What a test is about, without ids that are made up and whole settings. */
static void
log_event (OaConnection *self, JsonObject *event)
{
  static const gchar *const members[] = { "item_id", "audio_end_ms",
    "response_id", NULL };
  static const gchar *const of_item[] = { "role", "call_id", "output", "id",
    NULL };
  const gchar *type = json_object_get_string_member (event, "type");
  JsonObject *item = get_object (event, "item"), *part = NULL;
  JsonNode *content;

  g_string_append_printf (room->log, "%u> %s", self->number, type);
  for (guint i = 0; members[i] != NULL; i++)
    log_member (event, members[i]);
  for (guint i = 0; of_item[i] != NULL; i++)
    log_member (item, of_item[i]);
  content = item != NULL ? json_object_get_member (item, "content") : NULL;
  if (content != NULL && json_array_get_length (json_node_get_array (content)))
    part = json_array_get_object_element (json_node_get_array (content), 0);
  log_member (part, "text");
  log_member (get_object (event, "response"), "instructions");
  /* All has its type. */
  if (get_object (event, "session") != NULL
      && json_object_get_size (get_object (event, "session")) == 1)
    g_string_append (room->log, " of nothing");
  g_string_append_c (room->log, '\n');
}

static void
note_event_id (JsonObject *event)
{
  const gchar *type = json_object_get_string_member (event, "type");
  guint i = g_str_equal (type, "session.update") ? 0
      : g_str_equal (type, "response.create")    ? 1
                                                 : 2;

  if (i == 2 || !json_object_has_member (event, "event_id"))
    return;
  g_free (room->last_id[i]);
  room->last_id[i] = g_strdup (
      json_object_get_string_member (event, "event_id"));
}

void
oa_connection_send (OaConnection *self, GBytes *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  GError *error = NULL;
  gsize size;
  const gchar *data = g_bytes_get_data (text, &size);
  JsonObject *event;

  g_assert_false (self->detached);
  json_parser_load_from_data (parser, data, (gssize) size, &error);
  g_assert_no_error (error);
  event = json_node_get_object (json_parser_get_root (parser));
  note_event_id (event);
  log_event (self, event);
}

/* The loop would ask in its next iteration. */
void
oa_connection_schedule_send (OaConnection *self)
{
  g_assert_false (self->detached);
}

void
oa_connection_send_now (OaConnection *self)
{
  g_assert_false (self->detached);
}

void
oa_connection_close (OaConnection *self, guint ms)
{
  g_assert_false (self->detached);
  g_string_append_printf (room->log, "%u close\n", self->number);
}

void
oa_connection_detach (OaConnection *self, guint ms)
{
  g_assert_false (self->detached);
  self->detached = TRUE;
  g_clear_pointer (&self->timeout, oa_timer_remove);
  g_string_append_printf (room->log, "%u detach\n", self->number);
}

gboolean
oa_connection_is_open (OaConnection *self)
{
  return self->open;
}

GQuark
oa_transport_error_quark (void)
{
  return g_quark_from_static_string ("oa-transport-error-quark");
}

guint
session_room_count_connections (SessionRoom *self)
{
  return connections->len;
}

gboolean
session_room_has_connection (SessionRoom *self, guint number)
{
  return number <= connections->len && !get_connection (number)->detached;
}

void
session_room_opened (SessionRoom *self, guint number)
{
  OaConnection *connection = get_connection (number);

  connection->open = TRUE;
  g_clear_pointer (&connection->timeout, oa_timer_remove);
  connection->handlers->opened (connection->user_data);
  session_room_run (self);
}

void
session_room_hear (SessionRoom *self, guint number, const gchar *json)
{
  OaConnection *connection = get_connection (number);
  g_autoptr (GBytes) text = g_bytes_new (json, strlen (json));

  connection->handlers->message (text, connection->user_data);
  session_room_run (self);
}

void
session_room_pong (SessionRoom *self, guint number)
{
  OaConnection *connection = get_connection (number);

  connection->handlers->pong (connection->user_data);
  session_room_run (self);
}

void
session_room_end (SessionRoom *self, guint number, guint http_status)
{
  OaConnection *connection = get_connection (number);
  OaTransportEnd *end = http_status != 0
      ? end_new (OA_TRANSPORT_ERROR_HTTP, "refused")
      : end_new (OA_TRANSPORT_ERROR_FAILED, "broken");

  end->http_status = http_status;
  end->close_code = connection->open ? 1006 : 0;
  end_connection (connection, end);
  session_room_run (self);
}

void
session_room_pull (SessionRoom *self, guint number)
{
  OaConnection *connection = get_connection (number);
  guint count = 0;
  GBytes *text;

  while (!connection->detached
      && (text = connection->handlers->next (connection->user_data)) != NULL) {
    g_bytes_unref (text);
    count++;
  }
  if (count > 0)
    g_string_append_printf (self->log, "%u> audio in %u messages\n", number,
        count);
  session_room_run (self);
}

/*** what is told ***/

static void
observe_notice (OaObserver *observer, OaNotice *notice)
{
  g_string_append_printf (room->log, "told %s %s\n",
      oa_notice_kind_get_nick (notice->kind),
      notice->id != NULL ? notice->id : "-");
  oa_notice_free (notice);
}

static void
observe_ask (OaObserver *observer, OaNotice *question, OaObserverReply reply,
    gpointer user_data, GDestroyNotify destroy)
{
  g_string_append_printf (room->log, "asked %s %s\n",
      oa_notice_kind_get_nick (question->kind), question->id);
  oa_notice_free (question);
  if (destroy != NULL)
    destroy (user_data);
}

static void
forget_question (SessionRoom *self)
{
  if (self->key_destroy != NULL)
    self->key_destroy (self->key_data);
  self->key_reply = NULL;
  self->key_destroy = NULL;
}

static void
observe_ask_key (OaObserver *observer, OaObserverReply reply,
    gpointer user_data, GDestroyNotify destroy)
{
  g_string_append (room->log, "asked for a key\n");
  forget_question (room);
  room->key_reply = reply;
  room->key_data = user_data;
  room->key_destroy = destroy;
}

void
session_room_give_key (SessionRoom *self, const gchar *key)
{
  g_assert_nonnull (self->key_reply);
  self->key_reply (NULL, key, self->key_data);
  forget_question (self);
  session_room_run (self);
}

static void
observe_error (OaObserver *observer, OaFailure *failure)
{
  g_string_append_printf (room->log, "error %s\n",
      oa_failure_class_get_nick (failure->class));
  room->errors++;
  oa_failure_free (failure);
}

static void
observe_warning (OaObserver *observer, OaFailure *failure)
{
  g_string_append_printf (room->log, "warning %s\n",
      oa_failure_class_get_nick (failure->class));
  oa_failure_free (failure);
}

static void
observe_progress (OaObserver *observer, GstProgressType type, const gchar *text)
{
  g_string_append_printf (room->log, "progress %d\n", (gint) type);
}

static void
observe_notify (OaObserver *observer, const gchar *property)
{
  if (room->session != NULL && g_str_equal (property, "connection-state"))
    g_string_append_printf (room->log, "state %d\n",
        (gint) oa_session_get_state (room->session));
}

static gboolean
observe_gives_key (OaObserver *observer)
{
  return room->gives_key;
}

static gboolean
observe_wants_event (OaObserver *observer, const gchar *type)
{
  return FALSE;
}

static const OaObserverInterface observer_interface = {
  .free = (void (*) (OaObserver *)) g_free,
  .notice = observe_notice,
  .ask = observe_ask,
  .ask_key = observe_ask_key,
  .error = observe_error,
  .warning = observe_warning,
  .progress = observe_progress,
  .notify = observe_notify,
  .gives_key = observe_gives_key,
  .wants_event = observe_wants_event,
};

/*** media ***/

static GstClockTime
get_running_time (gpointer owner)
{
  return (GstClockTime) now_us * 1000;
}

static void
ignore (gpointer owner)
{}

static const OaMediaOwner media_owner = {
  .wake = ignore,
  .now = get_running_time,
  .flush = ignore,
  .queue_full = ignore,
  .expedite = ignore,
};

void
session_room_push (SessionRoom *self, guint ms)
{
  gsize size = (gsize) ms * PCM_BYTES_PER_MS;
  guint8 *data = g_malloc0 (size);

  oa_media_push (self->media, data, size, (GstClockTime) now_us * 1000, FALSE);
  g_free (data);
  oa_session_wake (self->session);
  session_room_run (self);
}

/*** life ***/

static void
connection_free (gpointer data)
{
  OaConnection *self = data;

  /* A session that has ended has let go of every one. */
  g_assert_true (self->detached);
  g_free (self);
}

static void
prepare_media (SessionRoom *self)
{
  OaMediaSettings media = {
    .frame = 20 * GST_MSECOND,
    .chunk = 40 * GST_MSECOND,
    .max_queue = OA_DEFAULT_MAX_INPUT_QUEUE * GST_MSECOND,
  };

  self->media = oa_media_new (&media_owner, self);
  oa_media_lock (self->media);
  oa_media_begin_run (self->media, &media, FALSE);
  oa_media_unlock (self->media);
  oa_media_set_input_active (self->media, TRUE);
  oa_media_set_liveness (self->media, OA_LIVENESS_LIVE);
  oa_media_set_input_format (self->media, OA_AUDIO_FORMAT_PCM);
  oa_media_set_output_format (self->media, OA_AUDIO_FORMAT_PCM);
}

static void
get_settings (gpointer owner, OaElementSettings *settings)
{
  SessionRoom *self = owner;

  oa_element_settings_init (settings);
  settings->connection.api_key = g_strdup ("sk-of-the-test");
  settings->connection.uri = g_strdup ("ws://127.0.0.1:1/v1/realtime");
  if (self->setup != NULL)
    self->setup (settings);
}

static SessionRoom *
new_room (SessionRoomSetup setup, gboolean gives_key)
{
  SessionRoom *self = g_new0 (SessionRoom, 1);
  OaFailure *failure = NULL;

  room = self;
  now_us = 1000000;
  self->setup = setup;
  self->gives_key = gives_key;
  connections = g_ptr_array_new_with_free_func (connection_free);
  self->log = g_string_new (NULL);
  self->observer = g_new0 (OaObserver, 1);
  oa_observer_init (self->observer, &observer_interface, "room");
  prepare_media (self);
  self->session = oa_session_new (self->media, get_settings, self,
      self->observer, &failure);
  if (failure != NULL)
    g_test_message ("%s", failure->message);
  g_assert_nonnull (self->session);
  oa_session_set_live (self->session, TRUE);
  oa_session_set_input_format (self->session, OA_AUDIO_FORMAT_PCM);
  oa_session_set_output_format (self->session, OA_AUDIO_FORMAT_PCM);
  session_room_run (self);
  return self;
}

SessionRoom *
session_room_new (SessionRoomSetup setup)
{
  return new_room (setup, FALSE);
}

SessionRoom *
session_room_new_with_key_handler (void)
{
  return new_room (NULL, TRUE);
}

void
session_room_free (SessionRoom *self)
{
  oa_session_stop (self->session);
  session_room_run (self);
  forget_question (self);
  g_clear_pointer (&self->session, oa_session_unref);
  g_assert_null (timers);
  g_ptr_array_unref (connections);
  oa_media_unref (self->media);
  oa_observer_unref (self->observer);
  g_free (self->last_id[0]);
  g_free (self->last_id[1]);
  g_string_free (self->log, TRUE);
  g_free (self);
}

void
session_room_start (SessionRoom *self)
{
  oa_session_start (self->session);
  session_room_run (self);
}

void
session_room_stop (SessionRoom *self)
{
  oa_session_stop (self->session);
  session_room_run (self);
}

void
session_room_open_and_configure (SessionRoom *self, guint number)
{
  session_room_opened (self, number);
  session_room_hear (self, number,
      "{\"type\":\"session.created\",\"session\":"
      "{\"id\":\"sess\",\"object\":\"realtime.session\"}}");
  session_room_hear (self, number,
      "{\"type\":\"session.updated\",\"session\":"
      "{\"id\":\"sess\",\"type\":\"realtime\",\"audio\":{\"input\":{\"format\":"
      "{\"type\":\"audio/pcm\",\"rate\":24000}},\"output\":{\"format\":"
      "{\"type\":\"audio/pcm\",\"rate\":24000}}}}}");
}

void
session_room_forget (SessionRoom *self)
{
  g_string_truncate (self->log, 0);
}

void
session_room_expect (SessionRoom *self, const gchar *lines)
{
  g_assert_cmpstr (self->log->str, ==, lines);
  session_room_forget (self);
}
