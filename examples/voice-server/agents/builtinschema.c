/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* builtinschema.c - parameters of the program's own functions, as a table. */

#include "builtinschema.h"

#include "protocol/json.h"

#define MAX_PARAMETERS 4

typedef struct
{
  const gchar *name;
  const gchar *description;
  gboolean required;
  guint max_length;
  const gchar *pattern;
  const gchar *choices; /* a member of the tool that has them */
} Parameter;

static const struct
{
  const gchar *description;
  Parameter parameters[MAX_PARAMETERS];
} builtins[] = {
  [OVS_TOOL_TRANSFER] = { "Puts the caller through to a person.",
      { { "to", "Whom", TRUE, 64, NULL, "numbers" },
          { "reason", "Why, in one sentence", FALSE, 500 } } },
  [OVS_TOOL_HANG_UP] = { "Ends the call. Say goodbye afterwards.",
      { { "reason", "Why, in a few words", FALSE, 500 } } },
  [OVS_TOOL_SEND_SMS] = { "Sends a text message.",
      { { "to", "Whom; the caller if it is left out", FALSE, 64, NULL,
            "numbers" },
          { "text", "The message", TRUE, 1000 } } },
  [OVS_TOOL_SCHEDULE_CALLBACK] = { "Notes that the caller wants to be called "
                                   "back.",
      { { "when", "Day and time, as YYYY-MM-DD HH:MM", TRUE, 64 },
          { "number", "Where, if it is not the number of this call", FALSE,
              32 },
          { "name", "Who", FALSE, 200 },
          { "about", "What about", FALSE, 1000 } } },
  [OVS_TOOL_TAKE_MESSAGE] = { "Takes a message down for somebody.",
      { { "message", "The message", TRUE, 4000 },
          { "for", "For whom", FALSE, 200 },
          { "name", "Who left it", FALSE, 200 },
          { "number", "Where an answer goes", FALSE, 32 } } },
  [OVS_TOOL_SEND_DTMF] = { "Presses keys of the telephone.",
      { { "digits", "The keys: 0 to 9, *, #, A to D, w for half a second", TRUE,
          32, "^[0-9*#A-Dw]+$" } } },
  [OVS_TOOL_SWITCH_AGENT] = { "Hands the conversation over to a colleague.",
      { { "agent", "To whom", TRUE, 64, NULL, "agents" },
          { "reason", "What the colleague should know", FALSE, 500 } } },
};

const gchar *
ovs_builtin_get_description (OvsToolKind kind)
{
  return builtins[kind].description;
}

static JsonArray *
list_choices (JsonObject *tool, const gchar *member)
{
  JsonObject *map = oa_json_get_object (tool, member);
  JsonArray *list = oa_json_get_array (tool, member);
  g_autoptr (GList) names = NULL;

  if (list != NULL)
    return json_array_ref (list);
  if (map == NULL)
    return NULL;
  list = json_array_new ();
  names = json_object_get_members (map);
  for (GList *l = names; l != NULL; l = l->next)
    json_array_add_string_element (list, l->data);
  return list;
}

/* NULL: there is nothing to choose from. */
static JsonObject *
make_parameter (const Parameter *parameter, JsonObject *tool)
{
  JsonArray *choices = parameter->choices != NULL
      ? list_choices (tool, parameter->choices)
      : NULL;
  JsonObject *schema;

  if (parameter->choices != NULL && choices == NULL)
    return NULL;
  schema = json_object_new ();
  json_object_set_string_member (schema, "type", "string");
  json_object_set_string_member (schema, "description", parameter->description);
  if (choices != NULL)
    json_object_set_array_member (schema, "enum", choices);
  else
    json_object_set_int_member (schema, "maxLength", parameter->max_length);
  oa_json_set_string (schema, "pattern", parameter->pattern);
  return schema;
}

gchar *
ovs_builtin_make_schema (OvsToolKind kind, JsonObject *tool)
{
  const Parameter *parameters = builtins[kind].parameters;
  g_autoptr (JsonObject) schema = json_object_new ();
  JsonObject *properties = json_object_new ();
  JsonArray *required = json_array_new ();

  json_object_set_string_member (schema, "type", "object");
  json_object_set_object_member (schema, "properties", properties);
  json_object_set_array_member (schema, "required", required);
  for (guint i = 0; i < MAX_PARAMETERS && parameters[i].name != NULL; i++) {
    JsonObject *parameter = make_parameter (&parameters[i], tool);

    if (parameter == NULL)
      continue;
    json_object_set_object_member (properties, parameters[i].name, parameter);
    if (parameters[i].required)
      json_array_add_string_element (required, parameters[i].name);
  }
  return oa_json_object_to_text (schema);
}
