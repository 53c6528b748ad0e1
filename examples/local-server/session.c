/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.c - see session.h. */

#include "config.h"

#include "session.h"

#include <sys/socket.h>

#include "dispatch.h"
#include "listener.h"
#include "mcp.h"
#include "protocol/json.h"
#include "redact.h"
#include "response.h"
#include "sessionconfig.h"

#define SESSION_SECONDS 3600
#define PING_SECONDS 20
/* 15 MiB of audio in base64, and room for the rest of the event. */
#define MAX_MESSAGE (24 * 1024 * 1024)
/* All frames of a message, those of a ping between them, and their heads. */
#define MAX_FRAMES (MAX_MESSAGE + 1024 * 1024)
/* A client that does not read what it asks for is disconnected. */
#define MAX_WAITING_BYTES (64 * 1024 * 1024)
/* How long a client may take to hear that the session is over. */
#define CLOSE_MS 5000

static const gchar expired_text[] =
    "Your session hit the maximum duration of 60 minutes.";

GSource *
ors_timer_new (guint ms, GSourceFunc callback, gpointer user_data)
{
  GSource *timer = g_timeout_source_new (ms);

  g_source_set_callback (timer, callback, user_data, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());
  return timer;
}

void
ors_timer_clear (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

JsonObject *
ors_event_new (const gchar *type)
{
  JsonObject *event = json_object_new ();

  json_object_set_string_member (event, "type", type);
  return event;
}

gchar *
ors_session_new_id (OrsSession *self, const gchar *prefix)
{
  return g_strdup_printf ("%s_%u_%u", prefix, self->number, ++self->last_id);
}

gboolean
ors_session_has_fault (OrsSession *self, OrsFault fault)
{
  return self->misbehaves && self->scenario->fault == fault;
}

/* TRUE for the event with which the fault begins. */
static gboolean
is_moment (OrsSession *self, const gchar *type, guint *occasions)
{
  const gchar *when = ors_scenario_get_string (self->scenario, "when", NULL);

  return when != NULL && g_strcmp0 (when, type) == 0
      && ++*occasions == ors_scenario_get_int (self->scenario, "nth", 1);
}

/* The client did not hear that the session is over: it is, all the same. */
static gboolean
on_deadline (gpointer user_data)
{
  OrsSession *self = user_data;

  ors_session_disconnect (self);
  if (self->closed != NULL)
    self->closed (self, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
set_deadline (OrsSession *self, guint ms)
{
  ors_timer_clear (&self->deadline);
  self->deadline = ors_timer_new (ms, on_deadline, self);
}

/* Parts of the session are at work: it is disconnected when they are not. */
static void
check_outbox (OrsSession *self)
{
  if (ors_outbox_get_size (self->outbox) <= MAX_WAITING_BYTES
      || ors_outbox_is_closing (self->outbox))
    return;
  ors_outbox_close (self->outbox, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION,
      "The client does not read what it asks for.");
  set_deadline (self, 0);
}

static void
push_message (OrsSession *self, const gchar *type, gchar *text, gchar *record,
    GBytes *audio)
{
  OrsMessage *message = g_new0 (OrsMessage, 1);

  message->type = g_strdup (type);
  message->text = g_bytes_new_take (text, strlen (text));
  message->record = record;
  message->audio = audio != NULL ? g_bytes_ref (audio) : NULL;
  if (self->outbox == NULL) {
    ors_message_free (message);
    return;
  }
  ors_outbox_push (self->outbox, message);
  check_outbox (self);
}

/* Text that is no proper event, for scenarios. */
static void
push_noise (OrsSession *self, const gchar *label, gchar *text)
{
  push_message (self, label, text, g_strdup_printf ("{\"type\":\"%s\"}", label),
      NULL);
}

static gchar *
deep_json (guint depth)
{
  GString *text = g_string_new ("{\"type\":\"deep\",\"value\":");

  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ']');
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static gchar *
huge_json (gsize size)
{
  GString *text = g_string_sized_new (size + 100);

  g_string_append (text, "{\"type\":\"test.huge\",\"padding\":\"");
  for (gsize i = 0; i < size; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\"}");
  return g_string_free (text, FALSE);
}

/* What scenarios put before an event. */
static void
push_disturbance (OrsSession *self, const gchar *type)
{
  gboolean at_end = g_str_equal (type, "response.done");

  if (!self->misbehaves)
    return;
  switch (self->scenario->fault) {
  case ORS_FAULT_UNKNOWN_EVENTS:
    push_noise (self, "test.unknown", g_strdup (
        "{\"type\":\"test.unknown\",\"event_id\":\"event_x\","
        "\"what\":{\"is\":[\"this\",null,1.5]}}"));
    break;
  case ORS_FAULT_MALFORMED_JSON:
    if (at_end)
      push_noise (self, "(malformed)", g_strdup ("{\"type\":\"broken\",,]"));
    break;
  case ORS_FAULT_DEEP_JSON:
    if (at_end)
      push_noise (self, "(deep)",
          deep_json (ors_scenario_get_int (self->scenario, "depth", 200000)));
    break;
  case ORS_FAULT_HUGE_MESSAGE:
    if (at_end)
      push_noise (self, "test.huge",
          huge_json (ors_scenario_get_int (self->scenario, "bytes", 5000000)));
    break;
  default:
    break;
  }
}

void
ors_session_send (OrsSession *self, JsonObject *event)
{
  ors_session_send_audio (self, event, NULL);
}

/* With @audio, which becomes the event's delta. */
void
ors_session_send_audio (OrsSession *self, JsonObject *event, GBytes *audio)
{
  const OrsContext *context = self->context;
  const gchar *type = oa_json_get_string (event, "type");
  g_autofree gchar *id = ors_session_new_id (self, "event");
  gchar *record = NULL;

  push_disturbance (self, type);
  if (is_moment (self, type, &self->occasions))
    self->misbehaves = TRUE;
  json_object_set_string_member (event, "event_id", id);
  if (audio != NULL) {
    g_autofree gchar *base64 = g_base64_encode (
        g_bytes_get_data (audio, NULL), g_bytes_get_size (audio));

    json_object_set_string_member (event, "delta", base64);
  }
  if (ors_log_wants_text (context->log))
    record = ors_redact_event (event, context->options->log_audio);
  push_message (self, type, oa_json_object_to_text (event), record, audio);
  json_object_unref (event);
}

static void
set_string_or_null (JsonObject *object, const gchar *member,
    const gchar *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

void
ors_session_send_error (OrsSession *self, const OrsProblem *problem,
    const gchar *client_event_id)
{
  JsonObject *event = ors_event_new ("error");
  JsonObject *error = json_object_new ();
  gboolean internal = g_str_equal (problem->code, "server_error");

  json_object_set_string_member (error, "type",
      internal ? "server_error" : "invalid_request_error");
  json_object_set_string_member (error, "code", problem->code);
  json_object_set_string_member (error, "message", problem->message);
  set_string_or_null (error, "param", problem->param);
  set_string_or_null (error, "event_id", client_event_id);
  json_object_set_object_member (event, "error", error);
  ors_session_send (self, event);
}

void
ors_session_send_item (OrsSession *self, const gchar *type, OrsItem *item)
{
  JsonObject *event = ors_event_new (type);

  set_string_or_null (event, "previous_item_id",
      ors_items_previous_id (self->items, item));
  json_object_set_object_member (event, "item",
      oa_json_object_copy (item->json));
  ors_session_send (self, event);
}

/* The reason is made of the error, except for a session that is too old. */
static void
send_fatal (OrsSession *self, const gchar *code, const gchar *message,
    gushort close_code)
{
  g_auto (OrsProblem) problem = ORS_PROBLEM_INIT;
  g_autofree gchar *reason = NULL;

  ors_problem_set (&problem, code, NULL, "%s", message);
  ors_session_send_error (self, &problem, NULL);
  if (close_code == SOUP_WEBSOCKET_CLOSE_GOING_AWAY)
    reason = g_strdup (message);
  else
    reason = g_strconcat ("invalid_request_error.", code, NULL);
  ors_outbox_close (self->outbox, close_code, reason);
  set_deadline (self, CLOSE_MS);
}

void
ors_session_refuse (OrsSession *self, const gchar *code, const gchar *message,
    gushort close_code)
{
  send_fatal (self, code, message, close_code);
}

/* Faults that end the session by a message. */
static void
run_closing_fault (OrsSession *self)
{
  OrsScenario *scenario = self->scenario;
  gushort code = ors_scenario_get_int (scenario, "close", 1011);

  if (scenario->fault == ORS_FAULT_ERROR_CLOSE)
    send_fatal (self, ors_scenario_get_string (scenario, "code", "error"),
        ors_scenario_get_string (scenario, "message", "An error occurred."),
        code);
  else
    ors_outbox_close (self->outbox, code,
        ors_scenario_get_string (scenario, "reason", NULL));
}

static gboolean
has_closing_fault (OrsSession *self)
{
  return ors_session_has_fault (self, ORS_FAULT_ERROR_CLOSE)
      || ors_session_has_fault (self, ORS_FAULT_CLOSE);
}

static gint64
closing_input_ms (OrsSession *self)
{
  return ors_scenario_get_int (self->scenario, "after_input_ms", 0);
}

/* RST instead of FIN: what was sent may be lost on the way. */
static void
reset_connection (OrsSession *self)
{
  struct linger now = { .l_onoff = 1, .l_linger = 0 };
  GIOStream *stream =
      soup_websocket_connection_get_io_stream (self->websocket);
  GSocket *socket = ors_listener_find_socket (stream);
  OrsGate *gate = ors_listener_find_gate (stream);

  ors_outbox_stall (self->outbox);
  if (socket == NULL)
    return;
  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &now,
      sizeof (now));
  g_socket_close (socket, NULL);
  if (gate != NULL)
    ors_gate_break (gate);
}

static void
stop_reading (OrsSession *self)
{
  OrsGate *gate = ors_listener_find_gate (
      soup_websocket_connection_get_io_stream (self->websocket));

  if (gate != NULL)
    ors_gate_shut (gate);
}

static gboolean on_expired (gpointer user_data);

/* What can be done wrong at any moment is done when the moment comes; the other
 * faults are looked at where they happen, from then on. */
static void
begin_fault (OrsSession *self)
{
  gint64 seconds = ors_scenario_get_int (self->scenario, "seconds", 0);

  switch (self->scenario->fault) {
  case ORS_FAULT_ERROR_CLOSE:
  case ORS_FAULT_CLOSE:
    run_closing_fault (self);
    break;
  case ORS_FAULT_HTTP:
  case ORS_FAULT_HALF_OPEN:
  case ORS_FAULT_RESET:
    reset_connection (self);
    break;
  case ORS_FAULT_SILENT:
    ors_outbox_stall (self->outbox);
    break;
  case ORS_FAULT_SLOW_READER:
    stop_reading (self);
    break;
  case ORS_FAULT_EXPIRES:
    ors_timer_clear (&self->expiry);
    if (seconds == 0)
      on_expired (self);
    else
      self->expiry = ors_timer_new (seconds * 1000, on_expired, self);
    break;
  case ORS_FAULT_MALFORMED_JSON:
  case ORS_FAULT_DEEP_JSON:
  case ORS_FAULT_HUGE_MESSAGE:
    push_disturbance (self, "response.done");
    break;
  case ORS_FAULT_ERROR_STORM:
    ors_dispatch_send_storm (self);
    break;
  default:
    break;
  }
}

void
ors_session_note_event (OrsSession *self, const gchar *type)
{
  if (self->outbox == NULL || !is_moment (self, type, &self->occasions))
    return;
  self->misbehaves = TRUE;
  begin_fault (self);
}

static void
run_output_fault (OrsSession *self)
{
  gint64 limit = ors_scenario_get_int (self->scenario, "after_audio_ms", 400);

  if (self->sent_audio_ms < limit)
    return;
  if (ors_session_has_fault (self, ORS_FAULT_STALL_DELTA))
    ors_outbox_stall (self->outbox);
  else if (ors_session_has_fault (self, ORS_FAULT_RESET))
    reset_connection (self);
}

static void
on_sent (OrsMessage *message, gpointer user_data)
{
  OrsSession *self = user_data;
  OaAudioFormat format = ors_session_config_get_output_format (self->config);

  ors_log_add (self->context->log, self->number, ORS_FROM_SERVER,
      message->type, message->record, g_bytes_get_size (message->text));
  if (is_moment (self, message->type, &self->occasions_sent))
    begin_fault (self);
  if (ors_session_has_fault (self, ORS_FAULT_SLOW_READER)
      && g_str_equal (message->type, "session.updated"))
    stop_reading (self);
  if (message->audio == NULL)
    return;

  ors_recording_add_output (self->recording, message->audio);
  self->sent_audio_ms += (gdouble) g_bytes_get_size (message->audio)
      / oa_audio_format_get_bytes_per_ms (format);
  run_output_fault (self);
}

static gpointer
copy_response (gconstpointer response, gpointer user_data)
{
  return ors_response_ref ((OrsResponse *) response);
}

/* Responses end while they are walked through. */
static void
on_drained (gpointer user_data)
{
  OrsSession *self = user_data;
  g_autoptr (GPtrArray) running =
      g_ptr_array_copy (self->responses, copy_response, NULL);

  for (guint i = 0; i < running->len; i++)
    ors_response_continue (g_ptr_array_index (running, i));
}

static void
on_message (SoupWebsocketConnection *websocket, gint type, GBytes *bytes,
    gpointer user_data)
{
  OrsSession *self = user_data;
  gsize size;
  const gchar *data = g_bytes_get_data (bytes, &size);

  if (self->gate != NULL)
    ors_gate_allow (self->gate, MAX_FRAMES);
  /* Refused, or over: what is sent behind that has no effect. */
  if (ors_outbox_is_closing (self->outbox))
    return;
  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    ors_dispatch_text (self, data, size);
  else
    ors_dispatch_binary (self);

  if (has_closing_fault (self) && closing_input_ms (self) > 0
      && (gint64) ors_input_total_ms (self->input) >= closing_input_ms (self))
    run_closing_fault (self);
}

static void
log_closed (OrsSession *self)
{
  gushort code = soup_websocket_connection_get_close_code (self->websocket);
  g_autofree gchar *record =
      g_strdup_printf ("{\"type\":\"closed\",\"code\":%u}", code);

  ors_log_add (self->context->log, self->number, ORS_FROM_CONNECTION,
      "closed", record, 0);
}

static void
stop (OrsSession *self)
{
  ors_timer_clear (&self->expiry);
  ors_timer_clear (&self->deadline);
  ors_timer_clear (&self->idle);
  g_ptr_array_set_size (self->timers, 0);
  g_ptr_array_set_size (self->mcp_calls, 0);
  while (self->responses->len > 0)
    ors_response_abandon (g_ptr_array_index (self->responses, 0));
  g_clear_pointer (&self->outbox, ors_outbox_free);
}

static void
on_closed (SoupWebsocketConnection *websocket, gpointer user_data)
{
  OrsSession *self = user_data;

  log_closed (self);
  stop (self);
  g_signal_handlers_disconnect_by_data (websocket, self);
  g_clear_object (&self->websocket);
  if (self->closed != NULL)
    self->closed (self, self->user_data);
}

static void
free_timer (gpointer data)
{
  GSource *timer = data;

  g_source_destroy (timer);
  g_source_unref (timer);
}

static void
connect_websocket (OrsSession *self)
{
  const OrsOutboxCallbacks callbacks = { on_sent, on_drained };
  gsize fragment = ors_session_has_fault (self, ORS_FAULT_FRAGMENTED)
      ? ors_scenario_get_int (self->scenario, "bytes", 100) : 0;

  soup_websocket_connection_set_max_incoming_payload_size (self->websocket,
      MAX_MESSAGE);
  /* libsoup 3.8 and later limits all frames of a message, to far less. */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (self->websocket),
          "max-total-message-size") != NULL)
    g_object_set (self->websocket, "max-total-message-size",
        (guint64) MAX_MESSAGE, NULL);
  soup_websocket_connection_set_keepalive_interval (self->websocket,
      PING_SECONDS);
  self->gate = ors_listener_find_gate (
      soup_websocket_connection_get_io_stream (self->websocket));
  if (self->gate != NULL)
    ors_gate_allow (self->gate, MAX_FRAMES);
  self->outbox = ors_outbox_new (self->websocket, fragment, &callbacks, self);
  g_signal_connect (self->websocket, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->websocket, "closed", G_CALLBACK (on_closed), self);
}

static gboolean
on_expired (gpointer user_data)
{
  OrsSession *self = user_data;

  ors_timer_clear (&self->expiry);
  send_fatal (self, "session_expired", expired_text,
      SOUP_WEBSOCKET_CLOSE_GOING_AWAY);
  return G_SOURCE_REMOVE;
}

static JsonObject *
config_new (OrsSession *self, const gchar *model, gint64 expires_at)
{
  switch (self->kind) {
  case ORS_KIND_TRANSCRIPTION:
    return ors_session_config_new_transcription (self->id, expires_at);
  case ORS_KIND_TRANSLATION:
    return ors_session_config_new_translation (self->id, model, expires_at);
  case ORS_KIND_SIDEBAND:
  case ORS_KIND_REALTIME:
  default:
    return ors_session_config_new (self->id, model, expires_at);
  }
}

static void
configure (OrsSession *self, const gchar *model)
{
  gint64 seconds = SESSION_SECONDS;
  gint64 expires_at;

  if (ors_session_has_fault (self, ORS_FAULT_EXPIRES))
    seconds = ors_scenario_get_int (self->scenario, "seconds", 3);
  expires_at = g_get_real_time () / G_USEC_PER_SEC + seconds;

  self->config = config_new (self, model, expires_at);
  self->expiry = ors_timer_new (seconds * 1000, on_expired, self);
  ors_input_configure (self->input,
      ors_session_config_get_input_format (self->config),
      ors_session_config_get_turn_detection (self->config));
}

OrsSession *
ors_session_new (const OrsContext *context, guint number,
    SoupWebsocketConnection *websocket, OrsKind kind, const gchar *model,
    OrsScenario *scenario)
{
  OrsSession *self = g_new0 (OrsSession, 1);
  const OrsOptions *options = context->options;

  self->context = context;
  self->number = number;
  self->kind = kind;
  self->scenario = scenario;
  self->misbehaves =
      ors_scenario_get_string (scenario, "when", NULL) == NULL;
  self->websocket = g_object_ref (websocket);
  self->id = g_strdup_printf ("sess_%u", number);
  g_queue_init (&self->held_updates);
  self->conversation_id = g_strdup_printf ("conv_%u", number);
  self->items = ors_items_new ();
  self->input = ors_input_new ();
  self->recording = ors_recording_new (number, !options->forget,
      options->record_dir);
  self->responses =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ors_response_unref);
  self->timers = g_ptr_array_new_with_free_func (free_timer);
  self->untranslated = g_byte_array_new ();
  self->mcp_calls = ors_mcp_new_jobs ();
  self->mcp_servers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  configure (self, model);
  connect_websocket (self);
  return self;
}

void
ors_session_disconnect (OrsSession *self)
{
  if (self->websocket == NULL)
    return;
  log_closed (self);
  stop (self);
  g_signal_handlers_disconnect_by_data (self->websocket, self);
  g_io_stream_close (
      soup_websocket_connection_get_io_stream (self->websocket), NULL, NULL);
  g_clear_object (&self->websocket);
}

void
ors_session_free (OrsSession *self)
{
  ors_session_disconnect (self);
  g_ptr_array_unref (self->responses);
  g_ptr_array_unref (self->timers);
  g_byte_array_unref (self->untranslated);
  g_ptr_array_unref (self->mcp_calls);
  g_hash_table_unref (self->mcp_servers);
  ors_recording_free (self->recording);
  ors_input_free (self->input);
  ors_items_free (self->items);
  g_queue_clear_full (&self->held_updates,
      (GDestroyNotify) json_object_unref);
  json_object_unref (self->config);
  g_free (self->turn_item_id);
  g_free (self->conversation_id);
  g_free (self->id);
  ors_scenario_free (self->scenario);
  g_free (self);
}

void
ors_session_greet (OrsSession *self)
{
  JsonObject *event;

  if (ors_session_has_fault (self, ORS_FAULT_SILENT)) {
    ors_outbox_stall (self->outbox);
    return;
  }
  if (ors_session_has_fault (self, ORS_FAULT_ERROR_CLOSE)
      && closing_input_ms (self) == 0) {
    run_closing_fault (self);
    return;
  }

  /* As was observed: a client that joins a call is not greeted. */
  if (self->kind == ORS_KIND_SIDEBAND)
    return;
  event = ors_event_new ("session.created");
  json_object_set_object_member (event, "session",
      oa_json_object_copy (self->config));
  ors_session_send (self, event);
  if (ors_session_has_fault (self, ORS_FAULT_CLOSE)
      && closing_input_ms (self) == 0)
    run_closing_fault (self);
}
