/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* command.c - requests, the items that clients make, and their encoding. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "command.h"

#include "audiodelta.h"
#include "json.h"

OaCommand *
oa_command_new (OaCommandType type)
{
  OaCommand *self = g_new0 (OaCommand, 1);

  self->type = type;
  return self;
}

void
oa_command_free (OaCommand *command)
{
  if (!command)
    return;
  g_free (command->event_id);
  g_clear_pointer (&command->object, json_object_unref);
  g_free (command->item_id);
  g_free (command->previous_item_id);
  g_free (command->response_id);
  g_clear_pointer (&command->audio, g_bytes_unref);
  g_free (command);
}

static OaCommand *
new_with_object (OaCommandType type, JsonObject *object)
{
  OaCommand *self = oa_command_new (type);

  self->object = object;
  return self;
}

static OaCommand *
new_with_item_id (OaCommandType type, const gchar *item_id)
{
  OaCommand *self = oa_command_new (type);

  self->item_id = g_strdup (item_id);
  return self;
}

OaCommand *
oa_command_new_session_update (JsonObject *session)
{
  return new_with_object (OA_COMMAND_SESSION_UPDATE, session);
}

OaCommand *
oa_command_new_append (GBytes *audio)
{
  OaCommand *self = oa_command_new (OA_COMMAND_APPEND);

  self->audio = audio;
  return self;
}

OaCommand *
oa_command_new_item_create (JsonObject *item, const gchar *previous_item_id)
{
  OaCommand *self = new_with_object (OA_COMMAND_ITEM_CREATE, item);

  self->previous_item_id = g_strdup (previous_item_id);
  return self;
}

OaCommand *
oa_command_new_item_retrieve (const gchar *item_id)
{
  return new_with_item_id (OA_COMMAND_ITEM_RETRIEVE, item_id);
}

OaCommand *
oa_command_new_item_truncate (const gchar *item_id, gint content_index,
    gint64 audio_end_ms)
{
  OaCommand *self = new_with_item_id (OA_COMMAND_ITEM_TRUNCATE, item_id);

  self->content_index = content_index;
  self->audio_end_ms = audio_end_ms;
  return self;
}

OaCommand *
oa_command_new_item_delete (const gchar *item_id)
{
  return new_with_item_id (OA_COMMAND_ITEM_DELETE, item_id);
}

OaCommand *
oa_command_new_response_create (JsonObject *response)
{
  return new_with_object (OA_COMMAND_RESPONSE_CREATE, response);
}

OaCommand *
oa_command_new_response_cancel (const gchar *response_id)
{
  OaCommand *self = oa_command_new (OA_COMMAND_RESPONSE_CANCEL);

  self->response_id = g_strdup (response_id);
  return self;
}

OaCommand *
oa_command_new_raw (JsonObject *event)
{
  return new_with_object (OA_COMMAND_RAW, event);
}

static JsonObject *
new_part (const gchar *type, const gchar *member, const gchar *text)
{
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, "type", type);
  json_object_set_string_member (part, member, text ? text : "");
  return part;
}

static JsonObject *
new_message (OaRole role, JsonObject *part)
{
  JsonObject *item = json_object_new ();
  JsonArray *content = json_array_new ();

  json_array_add_object_element (content, part);
  json_object_set_string_member (item, "type", "message");
  json_object_set_string_member (item, "role", oa_role_get_nick (role));
  json_object_set_array_member (item, "content", content);
  return item;
}

JsonObject *
oa_item_new_text (OaRole role, const gchar *text)
{
  const gchar *type =
      role == OA_ROLE_ASSISTANT ? "output_text" : "input_text";

  return new_message (role, new_part (type, "text", text));
}

static gchar *
make_data_uri (const gchar *mime_type, GBytes *bytes)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autofree gchar *base64 = g_base64_encode (data, length);

  return g_strdup_printf ("data:%s;base64,%s", mime_type, base64);
}

JsonObject *
oa_item_new_image (const gchar *mime_type, GBytes *image, const gchar *detail)
{
  g_autofree gchar *uri = make_data_uri (mime_type, image);
  JsonObject *part = new_part ("input_image", "image_url", uri);

  if (detail)
    json_object_set_string_member (part, "detail", detail);
  return new_message (OA_ROLE_USER, part);
}

JsonObject *
oa_item_new_function_output (const gchar *call_id, const gchar *output)
{
  JsonObject *item = json_object_new ();

  json_object_set_string_member (item, "type", "function_call_output");
  json_object_set_string_member (item, "call_id", call_id);
  json_object_set_string_member (item, "output", output ? output : "");
  return item;
}

JsonObject *
oa_item_new_approval (const gchar *id, const gchar *request_id,
    gboolean approve, const gchar *reason)
{
  JsonObject *item = json_object_new ();

  json_object_set_string_member (item, "type", "mcp_approval_response");
  json_object_set_string_member (item, "id", id);
  json_object_set_string_member (item, "approval_request_id", request_id);
  json_object_set_boolean_member (item, "approve", approve);
  if (reason)
    json_object_set_string_member (item, "reason", reason);
  return item;
}

/* The name of an event that is in the dialect's table, or that all have. */
static const gchar *
get_wire_name (OaCommandType type, const OaDialect *dialect)
{
  switch (type) {
  case OA_COMMAND_SESSION_UPDATE:
    return dialect->session_update;
  case OA_COMMAND_APPEND:
    return dialect->append;
  case OA_COMMAND_COMMIT:
    return dialect->commit;
  case OA_COMMAND_CLEAR:
    return dialect->clear;
  case OA_COMMAND_SESSION_CLOSE:
    return dialect->session_close;
  case OA_COMMAND_ITEM_RETRIEVE:
    return dialect->has_items ? "conversation.item.retrieve" : NULL;
  case OA_COMMAND_ITEM_DELETE:
    return dialect->has_items ? "conversation.item.delete" : NULL;
  case OA_COMMAND_ITEM_CREATE:
    return dialect->has_responses ? "conversation.item.create" : NULL;
  case OA_COMMAND_ITEM_TRUNCATE:
    return dialect->has_responses ? "conversation.item.truncate" : NULL;
  case OA_COMMAND_RESPONSE_CREATE:
    return dialect->has_responses ? "response.create" : NULL;
  case OA_COMMAND_RESPONSE_CANCEL:
    return dialect->has_responses ? "response.cancel" : NULL;
  case OA_COMMAND_OUTPUT_CLEAR:
    return dialect->has_responses ? "output_audio_buffer.clear" : NULL;
  case OA_COMMAND_RAW:
    return NULL;
  }
  return NULL;
}

/* A dialect that has every event, for the names of those that others lack. */
static const gchar *
get_ga_name (OaCommandType type)
{
  GstOpenaiRealtimeSessionType session = type == OA_COMMAND_SESSION_CLOSE
      ? GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION
      : GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME;

  return get_wire_name (type,
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA, session));
}

const gchar *
oa_command_get_name (const OaCommand *command, const OaDialect *dialect)
{
  const gchar *name;

  if (command->type == OA_COMMAND_RAW)
    name = oa_json_get_string (command->object, "type");
  else
    name = get_wire_name (command->type, dialect);
  if (!name)
    name = get_ga_name (command->type);
  return name ? name : "unknown";
}

static void
set_string (JsonObject *object, const gchar *member, const gchar *text)
{
  if (text)
    json_object_set_string_member (object, member, text);
}

/* A copy of @object in the dialect's form, or a reference to it. */
static JsonObject *
adapt (JsonObject *object, JsonObject *(*adapt_func) (JsonObject *object))
{
  return adapt_func ? adapt_func (object) : json_object_ref (object);
}

/* Only with an event_id, which may need escaping; without, no tree is made. */
static void
set_audio (JsonObject *event, GBytes *audio)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (audio, &length);
  g_autofree gchar *base64 = g_base64_encode (data, length);

  json_object_set_string_member (event, "audio", base64);
}

static void
set_truncation (JsonObject *event, const OaCommand *command)
{
  json_object_set_int_member (event, "content_index", command->content_index);
  json_object_set_int_member (event, "audio_end_ms", command->audio_end_ms);
}

/* What belongs to the type; identifiers are set for all alike. */
static void
set_payload (JsonObject *event, const OaCommand *command,
    const OaDialect *dialect)
{
  switch (command->type) {
  case OA_COMMAND_SESSION_UPDATE:
    json_object_set_object_member (event, "session",
        json_object_ref (command->object));
    break;
  case OA_COMMAND_APPEND:
    set_audio (event, command->audio);
    break;
  case OA_COMMAND_ITEM_CREATE:
    json_object_set_object_member (event, "item",
        adapt (command->object, dialect->adapt_item));
    break;
  case OA_COMMAND_ITEM_TRUNCATE:
    set_truncation (event, command);
    break;
  case OA_COMMAND_RESPONSE_CREATE:
    if (command->object)
      json_object_set_object_member (event, "response",
          adapt (command->object, dialect->adapt_response));
    break;
  default:
    break;
  }
}

static GBytes *
encode_tree (const OaCommand *command, const OaDialect *dialect,
    const gchar *name)
{
  g_autoptr (JsonObject) event = json_object_new ();

  json_object_set_string_member (event, "type", name);
  set_string (event, "event_id", command->event_id);
  set_string (event, "item_id", command->item_id);
  set_string (event, "previous_item_id", command->previous_item_id);
  set_string (event, "response_id", command->response_id);
  set_payload (event, command, dialect);
  return oa_json_object_to_bytes (event);
}

/* The application's event is its own affair; our event_id is added only where
 * it has none. */
static GBytes *
encode_raw (const OaCommand *command)
{
  g_autoptr (JsonObject) event = oa_json_object_copy (command->object);

  if (!json_object_has_member (event, "event_id"))
    set_string (event, "event_id", command->event_id);
  return oa_json_object_to_bytes (event);
}

static GBytes *
encode_append (const OaCommand *command, const OaDialect *dialect)
{
  gsize length = 0;
  const guint8 *audio = g_bytes_get_data (command->audio, &length);

  return oa_audio_append_encode (dialect, audio, length);
}

GBytes *
oa_command_encode (const OaCommand *command, const OaDialect *dialect)
{
  const gchar *name;

  if (command->type == OA_COMMAND_RAW)
    return encode_raw (command);
  name = get_wire_name (command->type, dialect);
  if (!name)
    return NULL;
  if (command->type == OA_COMMAND_APPEND && !command->event_id)
    return encode_append (command, dialect);
  return encode_tree (command, dialect, name);
}
