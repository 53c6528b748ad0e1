/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.c - see session.h. */

#include "config.h"

#include "session.h"

#include "protocol/json.h"
#include "recording.h"
#include "redact.h"
#include "sessionconfig.h"

#define SESSION_SECONDS 3600
/* A client that does not read what it asks for is disconnected. */
#define MAX_WAITING_BYTES (64 * 1024 * 1024)

static const gchar expired_text[] =
    "Your session hit the maximum duration of 60 minutes.";

struct _OrsSession
{
  const OrsContext *context;
  OrsFaults *faults;
  guint number; /* the first is 1 */
  OrsKind kind;
  const OrsSessionFuncs *funcs;
  gpointer user_data;
  OrsOutbox *outbox; /* NULL: it is over */
  OrsRecording *recording;
  gdouble sent_audio_ms;

  gchar *id;
  gchar *conversation_id;
  guint last_id;
  JsonObject *config;
  OrsItems *items;
  OrsInput *input;
  guint place;
  GSource *expiry;

  gpointer parts[ORS_N_PARTS];
  GDestroyNotify clears[ORS_N_PARTS];
};

/*** what it has ***/

const OrsContext *
ors_session_get_context (OrsSession *self)
{
  return self->context;
}

guint
ors_session_get_number (OrsSession *self)
{
  return self->number;
}

OrsKind
ors_session_get_kind (OrsSession *self)
{
  return self->kind;
}

const gchar *
ors_session_get_conversation_id (OrsSession *self)
{
  return self->conversation_id;
}

OrsItems *
ors_session_get_items (OrsSession *self)
{
  return self->items;
}

OrsInput *
ors_session_get_input (OrsSession *self)
{
  return self->input;
}

OrsOutbox *
ors_session_get_outbox (OrsSession *self)
{
  return self->outbox;
}

guint *
ors_session_get_place (OrsSession *self)
{
  return &self->place;
}

JsonObject *
ors_session_get_config (OrsSession *self)
{
  return self->config;
}

void
ors_session_set_config (OrsSession *self, JsonObject *config)
{
  g_clear_pointer (&self->config, json_object_unref);
  self->config = config;
  ors_input_configure (self->input,
      ors_session_config_get_input_format (config),
      ors_session_config_get_turn_detection (config));
}

gpointer
ors_session_get_part (OrsSession *self, OrsPart part, gsize size,
    GDestroyNotify clear)
{
  if (self->parts[part] == NULL) {
    self->parts[part] = g_malloc0 (size);
    self->clears[part] = clear;
  }
  return self->parts[part];
}

static void
clear_parts (OrsSession *self)
{
  for (guint i = 0; i < ORS_N_PARTS; i++) {
    if (self->parts[i] != NULL)
      self->clears[i](self->parts[i]);
    g_clear_pointer (&self->parts[i], g_free);
  }
}

OrsFaults *
ors_session_get_faults (OrsSession *self)
{
  return self->faults;
}

const OrsScenario *
ors_session_get_scenario (OrsSession *self)
{
  return ors_faults_get_scenario (self->faults);
}

gboolean
ors_session_has_fault (OrsSession *self, OrsFault fault)
{
  return ors_faults_has (self->faults, fault);
}

/*** what is sent ***/

void
ors_session_wake (OrsSession *self)
{
  self->funcs->wake (self->user_data);
}

void
ors_session_reset (OrsSession *self)
{
  self->funcs->reset (self->user_data);
}

void
ors_session_stop_reading (OrsSession *self)
{
  self->funcs->stop_reading (self->user_data);
}

gchar *
ors_session_new_id (OrsSession *self, const gchar *prefix)
{
  return g_strdup_printf ("%s_%u_%u", prefix, self->number, ++self->last_id);
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
  ors_session_reset (self);
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
  ors_set_string_or_null (error, "param", problem->param);
  ors_set_string_or_null (error, "event_id", client_event_id);
  json_object_set_object_member (event, "error", error);
  ors_session_send (self, event);
}

void
ors_session_send_item (OrsSession *self, const gchar *type, OrsItem *item)
{
  JsonObject *event = ors_event_new (type);

  ors_set_string_or_null (event, "previous_item_id",
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
ors_session_note_sent (OrsSession *self, const OrsMessage *message)
{
  OaAudioFormat format = ors_session_config_get_output_format (self->config);

  ors_log_add (self->context->log, self->number, ORS_FROM_SERVER, message->type,
      message->record, g_bytes_get_size (message->text));
  if (message->audio == NULL)
    return;
  ors_recording_add_output (self->recording, message->audio);
  self->sent_audio_ms += (gdouble) g_bytes_get_size (message->audio)
      / oa_audio_format_get_bytes_per_ms (format);
}

gdouble
ors_session_get_sent_audio_ms (OrsSession *self)
{
  return self->sent_audio_ms;
}

void
ors_session_note_heard (OrsSession *self, OaAudioFormat format, GBytes *audio)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);

  ors_recording_add_input (self->recording, format, data, size);
}

GBytes *
ors_session_dup_input (OrsSession *self)
{
  return ors_recording_dup_input (self->recording);
}

GBytes *
ors_session_dup_output (OrsSession *self)
{
  return ors_recording_dup_output (self->recording);
}

/*** its life ***/

void
ors_session_end (OrsSession *self)
{
  ors_timer_clear (&self->expiry);
  clear_parts (self);
  g_clear_pointer (&self->outbox, ors_outbox_free);
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
    seconds =
        ors_scenario_get_int (ors_session_get_scenario (self), "seconds", 3);
  expires_at = g_get_real_time () / G_USEC_PER_SEC + seconds;

  ors_session_set_config (self, config_new (self, model, expires_at));
  ors_session_set_expiry (self, seconds);
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
  self->funcs = funcs;
  self->user_data = user_data;
  self->outbox = ors_outbox_new (funcs->wake, user_data);
  self->id = g_strdup_printf ("sess_%u", number);
  self->conversation_id = g_strdup_printf ("conv_%u", number);
  self->items = ors_items_new ();
  self->input = ors_input_new ();
  self->recording =
      ors_recording_new (number, !options->forget, options->record_dir);
  configure (self, model);
  return self;
}

void
ors_session_free (OrsSession *self)
{
  ors_session_end (self);
  ors_recording_free (self->recording);
  ors_input_free (self->input);
  ors_items_free (self->items);
  json_object_unref (self->config);
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
