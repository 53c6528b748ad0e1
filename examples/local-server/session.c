/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.c - see session.h. */

#include "config.h"

#include "session.h"

#include "protocol/json.h"
#include "redact.h"
#include "sessionconfig.h"

#define SESSION_SECONDS 3600
/* A client that does not read what it asks for is disconnected. */
#define MAX_WAITING_BYTES (64 * 1024 * 1024)

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
  return ors_faults_has (self->faults, fault);
}

/* Parts of the session are at work: they see no end before they are done. */
static void
check_outbox (OrsSession *self)
{
  if (ors_outbox_get_size (self->outbox) <= MAX_WAITING_BYTES
      || ors_outbox_is_closing (self->outbox))
    return;
  ors_outbox_close (self->outbox, ORS_CLOSE_POLICY_VIOLATION,
      "The client does not read what it asks for.");
  self->funcs->reset (self->user_data);
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

void
ors_session_send_noise (OrsSession *self, const gchar *type)
{
  const gchar *label;
  gchar *text = ors_faults_dup_noise (self->faults, type, &label);

  if (text != NULL)
    push_message (self, label, text,
        g_strdup_printf ("{\"type\":\"%s\"}", label), NULL);
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

  ors_session_send_noise (self, type);
  ors_faults_note (self->faults, type);
  json_object_set_string_member (event, "event_id", id);
  if (audio != NULL) {
    g_autofree gchar *base64 = g_base64_encode (g_bytes_get_data (audio, NULL),
        g_bytes_get_size (audio));

    json_object_set_string_member (event, "delta", base64);
  }
  if (ors_log_wants_text (context->log))
    record = ors_redact_event (event, context->options->log_audio);
  push_message (self, type, oa_json_object_to_text (event), record, audio);
  json_object_unref (event);
}

static void
set_string_or_null (JsonObject *object, const gchar *member, const gchar *value)
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
void
ors_session_refuse (OrsSession *self, const gchar *code, const gchar *message,
    gushort close_code)
{
  g_auto (OrsProblem) problem = ORS_PROBLEM_INIT;
  g_autofree gchar *reason = NULL;

  ors_problem_set (&problem, code, NULL, "%s", message);
  ors_session_send_error (self, &problem, NULL);
  if (close_code == ORS_CLOSE_GOING_AWAY)
    reason = g_strdup (message);
  else
    reason = g_strconcat ("invalid_request_error.", code, NULL);
  ors_outbox_close (self->outbox, close_code, reason);
}

void
ors_session_end (OrsSession *self)
{
  ors_timer_clear (&self->expiry);
  ors_timer_clear (&self->idle);
  g_ptr_array_set_size (self->timers, 0);
  g_clear_pointer (&self->mcp_calls, g_ptr_array_unref);
  g_clear_pointer (&self->outbox, ors_outbox_free);
}

static void
free_timer (gpointer data)
{
  GSource *timer = data;

  g_source_destroy (timer);
  g_source_unref (timer);
}

void
ors_session_expire (OrsSession *self)
{
  ors_timer_clear (&self->expiry);
  ors_session_refuse (self, "session_expired", expired_text,
      ORS_CLOSE_GOING_AWAY);
}

static gboolean
on_expired (gpointer user_data)
{
  ors_session_expire (user_data);
  return G_SOURCE_REMOVE;
}

void
ors_session_set_expiry (OrsSession *self, gint64 seconds)
{
  ors_timer_clear (&self->expiry);
  self->expiry = ors_timer_new (seconds * 1000, on_expired, self);
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
  ors_session_set_expiry (self, seconds);
  ors_input_configure (self->input,
      ors_session_config_get_input_format (self->config),
      ors_session_config_get_turn_detection (self->config));
}

OrsSession *
ors_session_new (const OrsContext *context, guint number, OrsKind kind,
    const gchar *model, OrsScenario *scenario, const OrsSessionFuncs *funcs,
    gpointer user_data)
{
  OrsSession *self = g_new0 (OrsSession, 1);
  const OrsOptions *options = context->options;

  self->context = context;
  self->number = number;
  self->kind = kind;
  self->faults = ors_faults_new (scenario);
  self->scenario = scenario;
  self->funcs = funcs;
  self->user_data = user_data;
  self->outbox = ors_outbox_new (funcs->wake, user_data);
  self->id = g_strdup_printf ("sess_%u", number);
  g_queue_init (&self->held_updates);
  self->conversation_id = g_strdup_printf ("conv_%u", number);
  self->items = ors_items_new ();
  self->input = ors_input_new ();
  self->recording =
      ors_recording_new (number, !options->forget, options->record_dir);
  self->responses = g_ptr_array_new ();
  self->timers = g_ptr_array_new_with_free_func (free_timer);
  self->untranslated = g_byte_array_new ();
  self->mcp_servers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  configure (self, model);
  return self;
}

void
ors_session_free (OrsSession *self)
{
  ors_session_end (self);
  g_ptr_array_unref (self->responses);
  g_ptr_array_unref (self->timers);
  g_byte_array_unref (self->untranslated);
  g_hash_table_unref (self->mcp_servers);
  ors_recording_free (self->recording);
  ors_input_free (self->input);
  ors_items_free (self->items);
  g_queue_clear_full (&self->held_updates, (GDestroyNotify) json_object_unref);
  json_object_unref (self->config);
  g_free (self->turn_item_id);
  g_free (self->conversation_id);
  g_free (self->id);
  ors_faults_free (self->faults);
  g_free (self);
}

void
ors_session_greet (OrsSession *self)
{
  JsonObject *event = ors_event_new ("session.created");

  json_object_set_object_member (event, "session",
      oa_json_object_copy (self->config));
  ors_session_send (self, event);
}
