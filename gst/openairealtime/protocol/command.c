/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* command.c - making commands, and their encoding as client events.
 *
 * Events are built with json-glib, never with printf, since texts contain
 * anything. */

#include "command.h"

#include "json.h"

OaCommand *
oa_command_new (OaCommandKind kind)
{
  OaCommand *self = g_new0 (OaCommand, 1);

  self->kind = kind;
  return self;
}

void
oa_command_free (OaCommand *command)
{
  if (!command)
    return;
  g_free (command->event_id);
  switch (command->kind) {
  case OA_COMMAND_CONFIGURE:
  case OA_COMMAND_RESPOND:
  case OA_COMMAND_RAW:
    g_clear_pointer (&command->session, json_object_unref);
    break;
  case OA_COMMAND_ADD_ITEM:
    g_clear_pointer (&command->added.item, json_object_unref);
    g_free (command->added.previous_id);
    break;
  case OA_COMMAND_INFORM:
    g_free (command->inform.text);
    break;
  case OA_COMMAND_ANSWER_CALL:
    g_free (command->answer.call_id);
    g_free (command->answer.output);
    break;
  case OA_COMMAND_DECIDE:
    g_free (command->decision.item_id);
    g_free (command->decision.request_id);
    g_free (command->decision.reason);
    break;
  case OA_COMMAND_TRUNCATE_ITEM:
    g_free (command->truncation.item_id);
    break;
  case OA_COMMAND_SAY:
    g_free (command->say.words);
    break;
  case OA_COMMAND_RETRIEVE_ITEM:
  case OA_COMMAND_DELETE_ITEM:
  case OA_COMMAND_CANCEL:
    g_free (command->item_id);
    break;
  default:
    break;
  }
  g_free (command);
}

OaCommand *
oa_command_new_configure (JsonObject *session)
{
  OaCommand *self = oa_command_new (OA_COMMAND_CONFIGURE);

  self->session = session;
  return self;
}

OaCommand *
oa_command_new_add_item (JsonObject *item, const gchar *previous_id)
{
  OaCommand *self = oa_command_new (OA_COMMAND_ADD_ITEM);

  self->added.item = item;
  self->added.previous_id = g_strdup (previous_id);
  return self;
}

OaCommand *
oa_command_new_inform (OaRole role, const gchar *text)
{
  OaCommand *self = oa_command_new (OA_COMMAND_INFORM);

  self->inform.role = role;
  self->inform.text = g_strdup (text);
  return self;
}

OaCommand *
oa_command_new_answer_call (const gchar *call_id, const gchar *output)
{
  OaCommand *self = oa_command_new (OA_COMMAND_ANSWER_CALL);

  self->answer.call_id = g_strdup (call_id);
  self->answer.output = g_strdup (output);
  return self;
}

OaCommand *
oa_command_new_decide (const gchar *item_id, const gchar *request_id,
    gboolean approve, const gchar *reason)
{
  OaCommand *self = oa_command_new (OA_COMMAND_DECIDE);

  self->decision.item_id = g_strdup (item_id);
  self->decision.request_id = g_strdup (request_id);
  self->decision.approve = approve;
  self->decision.reason = g_strdup (reason);
  return self;
}

OaCommand *
oa_command_new_retrieve_item (const gchar *item_id)
{
  OaCommand *self = oa_command_new (OA_COMMAND_RETRIEVE_ITEM);

  self->item_id = g_strdup (item_id);
  return self;
}

OaCommand *
oa_command_new_truncate_item (const gchar *item_id, gint content_index,
    gint64 audio_end_ms)
{
  OaCommand *self = oa_command_new (OA_COMMAND_TRUNCATE_ITEM);

  self->truncation.item_id = g_strdup (item_id);
  self->truncation.content_index = content_index;
  self->truncation.audio_end_ms = audio_end_ms;
  return self;
}

OaCommand *
oa_command_new_delete_item (const gchar *item_id)
{
  OaCommand *self = oa_command_new (OA_COMMAND_DELETE_ITEM);

  self->item_id = g_strdup (item_id);
  return self;
}

OaCommand *
oa_command_new_respond (JsonObject *response)
{
  OaCommand *self = oa_command_new (OA_COMMAND_RESPOND);

  self->response = response;
  return self;
}

OaCommand *
oa_command_new_say (const OaSay *say)
{
  OaCommand *self = oa_command_new (OA_COMMAND_SAY);

  self->say = *say;
  self->say.words = g_strdup (say->words);
  return self;
}

OaCommand *
oa_command_new_cancel (const gchar *response_id)
{
  OaCommand *self = oa_command_new (OA_COMMAND_CANCEL);

  self->response_id = g_strdup (response_id);
  return self;
}

OaCommand *
oa_command_new_raw (JsonObject *event)
{
  OaCommand *self = oa_command_new (OA_COMMAND_RAW);

  self->event = event;
  return self;
}

/*** words to say ***/

/* A greeting may call functions; behind the other two a call would leave the
 * words that were asked for behind. */
static const struct
{
  const gchar *lead;
  gboolean calls_functions;
  const gchar *purpose;
} ways_to_say[] = {
  [OA_SAY_GREETING] = {"Speak first. Say this to the user, in these words: ",
    TRUE, OA_PURPOSE_GREETING},
  [OA_SAY_FAREWELL] = {"The conversation ends now. Say this to the user, in "
    "these words: ", FALSE, NULL},
  [OA_SAY_FILLER] = {"The result of the function is not there yet. Say only "
    "this to the user, in these words: ", FALSE, NULL},
};

static JsonObject *
new_saying (const OaSay *say)
{
  const gchar *purpose = ways_to_say[say->kind].purpose;
  g_autofree gchar *instructions =
      g_strconcat (ways_to_say[say->kind].lead, say->words, NULL);
  JsonObject *response = json_object_new ();
  JsonObject *metadata;

  json_object_set_string_member (response, "instructions", instructions);
  if (!ways_to_say[say->kind].calls_functions)
    json_object_set_string_member (response, "tool_choice", "none");
  if (!purpose && !say->is_protected)
    return response;
  metadata = json_object_new ();
  oa_json_set_string (metadata, OA_METADATA_PURPOSE, purpose);
  if (say->is_protected)
    json_object_set_string_member (metadata, OA_METADATA_INTERRUPTIBLE,
        "false");
  json_object_set_object_member (response, "metadata", metadata);
  return response;
}

/*** encoding ***/

/* The name of the event that says it; NULL when the dialect has none. */
static const gchar *
get_wire_name (OaCommandKind kind, const OaDialect *dialect)
{
  switch (kind) {
  case OA_COMMAND_CONFIGURE:
    return dialect->session_update;
  case OA_COMMAND_COMMIT:
    return dialect->commit;
  case OA_COMMAND_CLEAR_INPUT:
    return dialect->clear;
  case OA_COMMAND_CLOSE:
    return dialect->session_close;
  case OA_COMMAND_RETRIEVE_ITEM:
    return dialect->has_items ? "conversation.item.retrieve" : NULL;
  case OA_COMMAND_DELETE_ITEM:
    return dialect->has_items ? "conversation.item.delete" : NULL;
  case OA_COMMAND_ADD_ITEM:
  case OA_COMMAND_INFORM:
  case OA_COMMAND_ANSWER_CALL:
  case OA_COMMAND_DECIDE:
    return dialect->has_responses ? "conversation.item.create" : NULL;
  case OA_COMMAND_TRUNCATE_ITEM:
    return dialect->has_responses ? "conversation.item.truncate" : NULL;
  case OA_COMMAND_RESPOND:
  case OA_COMMAND_SAY:
    return dialect->has_responses ? "response.create" : NULL;
  case OA_COMMAND_CANCEL:
    return dialect->has_responses ? "response.cancel" : NULL;
  case OA_COMMAND_CLEAR_OUTPUT:
    return dialect->has_responses ? "output_audio_buffer.clear" : NULL;
  case OA_COMMAND_RAW:
    return NULL;
  }
  return NULL;
}

/* A dialect that has every event, for the names of those that others lack. */
static const gchar *
get_ga_name (OaCommandKind kind)
{
  GstOpenaiRealtimeSessionType session = kind == OA_COMMAND_CLOSE
      ? GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION
      : GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME;

  return get_wire_name (kind,
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA, session));
}

const gchar *
oa_command_get_name (const OaCommand *command, const OaDialect *dialect)
{
  const gchar *name;

  if (command->kind == OA_COMMAND_RAW)
    name = oa_json_get_string (command->event, "type");
  else
    name = get_wire_name (command->kind, dialect);
  if (!name)
    name = get_ga_name (command->kind);
  return name ? name : "unknown";
}

/* Takes @object, which is in the form of GA. */
static void
set_adapted (JsonObject *event, const gchar *member, JsonObject *object,
    JsonObject *(*adapt) (JsonObject *object))
{
  if (!object)
    return;
  json_object_set_object_member (event, member, adapt ? adapt (object)
      : json_object_ref (object));
  json_object_unref (object);
}

static void
set_item (JsonObject *event, const OaDialect *dialect, JsonObject *item)
{
  set_adapted (event, "item", item, dialect->adapt_item);
}

static void
set_response (JsonObject *event, const OaDialect *dialect,
    JsonObject *response)
{
  set_adapted (event, "response", response, dialect->adapt_response);
}

static void
set_truncation (JsonObject *event, const OaCommand *command)
{
  json_object_set_string_member (event, "item_id", command->truncation.item_id);
  json_object_set_int_member (event, "content_index",
      command->truncation.content_index);
  json_object_set_int_member (event, "audio_end_ms",
      command->truncation.audio_end_ms);
}

static void
set_payload (JsonObject *event, const OaCommand *command,
    const OaDialect *dialect)
{
  switch (command->kind) {
  case OA_COMMAND_CONFIGURE:
    json_object_set_object_member (event, "session",
        json_object_ref (command->session));
    break;
  case OA_COMMAND_ADD_ITEM:
    oa_json_set_string (event, "previous_item_id", command->added.previous_id);
    set_item (event, dialect, json_object_ref (command->added.item));
    break;
  case OA_COMMAND_INFORM:
    set_item (event, dialect, oa_item_new_text (command->inform.role,
            command->inform.text));
    break;
  case OA_COMMAND_ANSWER_CALL:
    set_item (event, dialect, oa_item_new_function_output
        (command->answer.call_id, command->answer.output));
    break;
  case OA_COMMAND_DECIDE:
    set_item (event, dialect, oa_item_new_decision (command->decision.item_id,
            command->decision.request_id, command->decision.approve,
            command->decision.reason));
    break;
  case OA_COMMAND_RETRIEVE_ITEM:
  case OA_COMMAND_DELETE_ITEM:
    oa_json_set_string (event, "item_id", command->item_id);
    break;
  case OA_COMMAND_TRUNCATE_ITEM:
    set_truncation (event, command);
    break;
  case OA_COMMAND_RESPOND:
    set_response (event, dialect, command->response
        ? json_object_ref (command->response) : NULL);
    break;
  case OA_COMMAND_SAY:
    set_response (event, dialect, new_saying (&command->say));
    break;
  case OA_COMMAND_CANCEL:
    oa_json_set_string (event, "response_id", command->response_id);
    break;
  default:
    break;
  }
}

static GBytes *
encode_event (const OaCommand *command, const OaDialect *dialect,
    const gchar *name)
{
  g_autoptr (JsonObject) event = json_object_new ();

  json_object_set_string_member (event, "type", name);
  oa_json_set_string (event, "event_id", command->event_id);
  set_payload (event, command, dialect);
  return oa_json_object_to_bytes (event);
}

/* The application's event is its own affair; our event_id is added only where
 * it has none. */
static GBytes *
encode_raw (const OaCommand *command)
{
  g_autoptr (JsonObject) event = oa_json_object_copy (command->event);

  if (!json_object_has_member (event, "event_id"))
    oa_json_set_string (event, "event_id", command->event_id);
  return oa_json_object_to_bytes (event);
}

GPtrArray *
oa_command_encode (const OaCommand *command, const OaDialect *dialect)
{
  GPtrArray *messages =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const gchar *name = get_wire_name (command->kind, dialect);

  if (command->kind == OA_COMMAND_RAW)
    g_ptr_array_add (messages, encode_raw (command));
  else if (name)
    g_ptr_array_add (messages, encode_event (command, dialect, name));
  return messages;
}
