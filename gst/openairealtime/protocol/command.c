/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* command.c - copies of commands, and their encoding as client events.
 *
 * Events are built with json-glib, never with printf, since texts contain
 * anything. */

#include "command.h"

#include "json.h"

/* Every text, so that none is forgotten in a copy or leaked. */
static const gsize texts[] = { G_STRUCT_OFFSET (OaCommand, event_id),
  G_STRUCT_OFFSET (OaCommand, item_id),
  G_STRUCT_OFFSET (OaCommand, previous_id),
  G_STRUCT_OFFSET (OaCommand, response_id),
  G_STRUCT_OFFSET (OaCommand, call_id), G_STRUCT_OFFSET (OaCommand, request_id),
  G_STRUCT_OFFSET (OaCommand, text), G_STRUCT_OFFSET (OaCommand, say.words) };

OaCommand *
oa_command_copy (const OaCommand *command)
{
  OaCommand *copy = g_memdup2 (command, sizeof (*command));

  if (copy->object)
    json_object_ref (copy->object);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    gchar **text = G_STRUCT_MEMBER_P (copy, texts[i]);

    *text = g_strdup (*text);
  }
  return copy;
}

void
oa_command_free (OaCommand *command)
{
  if (!command)
    return;
  g_clear_pointer (&command->object, json_object_unref);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (G_STRUCT_MEMBER (gchar *, command, texts[i]));
  g_free (command);
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
  [OA_SAY_GREETING] = { "Speak first. Say this to the user, in these words: ",
      TRUE, OA_PURPOSE_GREETING },
  [OA_SAY_FAREWELL] = { "The conversation ends now. Say this to the user, in "
                        "these words: ",
      FALSE, NULL },
  [OA_SAY_FILLER] = { "The result of the function is not there yet. Say only "
                      "this to the user, in these words: ",
      FALSE, NULL },
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

/* The names that are the same wherever there is such an event. */
static const gchar *const wire_names[] = {
  [OA_COMMAND_ADD_ITEM] = "conversation.item.create",
  [OA_COMMAND_INFORM] = "conversation.item.create",
  [OA_COMMAND_ANSWER_CALL] = "conversation.item.create",
  [OA_COMMAND_DECIDE] = "conversation.item.create",
  [OA_COMMAND_RETRIEVE_ITEM] = "conversation.item.retrieve",
  [OA_COMMAND_TRUNCATE_ITEM] = "conversation.item.truncate",
  [OA_COMMAND_DELETE_ITEM] = "conversation.item.delete",
  [OA_COMMAND_RESPOND] = "response.create",
  [OA_COMMAND_SAY] = "response.create",
  [OA_COMMAND_CANCEL] = "response.cancel",
  [OA_COMMAND_CLEAR_OUTPUT] = "output_audio_buffer.clear",
  [OA_COMMAND_RAW] = NULL,
};

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
    case OA_COMMAND_DELETE_ITEM:
      return dialect->has_items ? wire_names[kind] : NULL;
    default:
      return dialect->has_responses ? wire_names[kind] : NULL;
  }
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
    name = oa_json_get_string (command->object, "type");
  else
    name = get_wire_name (command->kind, dialect);
  if (!name)
    name = get_ga_name (command->kind);
  return name ? name : "unknown";
}

/* The item that it adds, GA. (transfer full) */
static JsonObject *
new_item (const OaCommand *command)
{
  switch (command->kind) {
    case OA_COMMAND_INFORM:
      return oa_item_new_text (command->role, command->text);
    case OA_COMMAND_ANSWER_CALL:
      return oa_item_new_function_output (command->call_id, command->text);
    case OA_COMMAND_DECIDE:
      return oa_item_new_decision (command->item_id, command->request_id,
          command->approve, command->text);
    default:
      return json_object_ref (command->object);
  }
}

/* Takes @object, which is in the form of GA. */
static void
set_adapted (JsonObject *event, const gchar *member, JsonObject *object,
    JsonObject *(*adapt) (JsonObject *object))
{
  json_object_set_object_member (event, member,
      adapt ? adapt (object) : json_object_ref (object));
  json_object_unref (object);
}

static void
set_payload (JsonObject *event, const OaCommand *command,
    const OaDialect *dialect)
{
  switch (command->kind) {
    case OA_COMMAND_CONFIGURE:
      json_object_set_object_member (event, "session",
          json_object_ref (command->object));
      break;
    case OA_COMMAND_ADD_ITEM:
    case OA_COMMAND_INFORM:
    case OA_COMMAND_ANSWER_CALL:
    case OA_COMMAND_DECIDE:
      oa_json_set_string (event, "previous_item_id", command->previous_id);
      set_adapted (event, "item", new_item (command), dialect->adapt_item);
      break;
    case OA_COMMAND_TRUNCATE_ITEM:
      json_object_set_string_member (event, "item_id", command->item_id);
      json_object_set_int_member (event, "content_index",
          command->content_index);
      json_object_set_int_member (event, "audio_end_ms", command->audio_end_ms);
      break;
    case OA_COMMAND_RESPOND:
      if (command->object)
        set_adapted (event, "response", json_object_ref (command->object),
            dialect->adapt_response);
      break;
    case OA_COMMAND_SAY:
      set_adapted (event, "response", new_saying (&command->say),
          dialect->adapt_response);
      break;
    default:
      oa_json_set_string (event, "item_id", command->item_id);
      oa_json_set_string (event, "response_id", command->response_id);
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
  g_autoptr (JsonObject) event = oa_json_object_copy (command->object);

  if (!json_object_has_member (event, "event_id"))
    oa_json_set_string (event, "event_id", command->event_id);
  return oa_json_object_to_bytes (event);
}

GBytes *
oa_command_encode (const OaCommand *command, const OaDialect *dialect)
{
  const gchar *name = get_wire_name (command->kind, dialect);

  if (command->kind == OA_COMMAND_RAW)
    return encode_raw (command);
  return name ? encode_event (command, dialect, name) : NULL;
}
