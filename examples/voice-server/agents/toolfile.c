/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolfile.c - functions: what a table cannot say of them. */

#include "toolfile.h"

#include "agentrules.h"
#include "allowedhosts.h"
#include "builtinschema.h"
#include "common/jsonrules.h"
#include "context.h"
#include "facts.h"

#include "protocol/json.h"

#include <string.h>

#define NOTE_FACT "note_fact"
#define NO_PARAMETERS "{\"type\":\"object\",\"properties\":{}}"

/*** what is wrong ***/

gboolean
ovs_file_check_fail (const OvsFileCheck *check, const gchar *path,
    const gchar *format, ...)
{
  g_autofree gchar *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return app_json_rules_fail (check->error, check->name, check->text, path,
      "%s", sentence);
}

OvsTemplate *
ovs_file_check_template (const OvsFileCheck *check, const gchar *path,
    const gchar *text)
{
  g_autoptr (GError) cause = NULL;
  OvsTemplate *template = ovs_template_new (text, &cause);

  if (template == NULL)
    ovs_file_check_fail (check, path, "%s", cause->message);
  return template;
}

gboolean
ovs_file_check_name (const OvsFileCheck *check, const gchar *path,
    const gchar *name)
{
  gsize length = strspn (name,
      "abcdefghijklmnopqrstuvwxyz"
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

  return (length > 0 && length <= 64 && name[length] == '\0')
      || ovs_file_check_fail (check, path,
          "A name must be 1 to 64 letters, digits, \"_\" and \"-\".");
}

static gboolean
is_address (const gchar *number)
{
  const gchar *rest = strchr (number, ':');

  if (!g_str_has_prefix (number, "sip:") && !g_str_has_prefix (number, "sips:")
      && !g_str_has_prefix (number, "tel:"))
    return FALSE;
  for (rest++; *rest != '\0'; rest++)
    if (!g_ascii_isgraph (*rest) || strchr ("<>\"'&", *rest) != NULL)
      return FALSE;
  return rest[-1] != ':';
}

gboolean
ovs_file_check_number (const OvsFileCheck *check, const gchar *path,
    const gchar *number)
{
  g_autofree gchar *normal = ovs_phone_number_normalize (number);

  return normal != NULL || is_address (number)
      || ovs_file_check_fail (check, path,
          "This must be a phone number, as +4930123456, or an address that "
          "begins with sip:, sips: or tel:.");
}

static gboolean
check_environment_name (const OvsFileCheck *check, const gchar *path,
    const gchar *name)
{
  gsize length = strspn (name,
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
      "abcdefghijklmnopqrstuvwxyz0123456789_");

  return (length > 0 && name[length] == '\0' && !g_ascii_isdigit (*name))
      || ovs_file_check_fail (check, path,
          "This must be the name of a variable of the environment, as "
          "HOTEL_API_KEY.");
}

/*** commands ***/

gboolean
ovs_command_check (const OvsFileCheck *check, const gchar *path,
    JsonObject *command)
{
  g_auto (GStrv) argv = ovs_agent_dup_texts (command, "argv");
  g_auto (GStrv) names = ovs_agent_dup_texts (command, "environment");

  if (*argv[0] == '\0') {
    g_autofree gchar *place = g_strconcat (path, ".argv[0]", NULL);

    return ovs_file_check_fail (check, place,
        "The first text must be a program: a name in PATH, or a path from "
        "the folder of this file on.");
  }
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree gchar *place = g_strdup_printf ("%s.environment[%u]", path, i);

    if (!check_environment_name (check, place, names[i]))
      return FALSE;
  }
  return TRUE;
}

/*** HTTP ***/

static gboolean
is_header_name (const gchar *name)
{
  for (const gchar *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-_!#$%&'*+.^`|~", *p) == NULL)
      return FALSE;
  return *name != '\0' && strlen (name) <= 128;
}

/* What libsoup writes itself, or what would change the message's frame. */
static gboolean
is_own_header (const gchar *name)
{
  static const gchar *const own[] = { "Host", "Content-Length",
    "Transfer-Encoding", "Connection", "Upgrade", "Content-Type", "Expect" };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (g_ascii_strcasecmp (name, own[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_header_value (const gchar *value)
{
  for (; *value != '\0'; value++)
    if (!g_ascii_isprint (*value))
      return FALSE;
  return TRUE;
}

static gboolean
check_headers (const OvsFileCheck *check, const gchar *path, JsonObject *http,
    const gchar *member, gboolean from_environment)
{
  JsonObject *headers = oa_json_get_object (http, member);
  g_autoptr (GList) names = headers != NULL ? json_object_get_members (headers)
                                            : NULL;

  for (GList *l = names; l != NULL; l = l->next) {
    g_autofree gchar *place =
        g_strdup_printf ("%s.%s.%s", path, member, (gchar *) l->data);
    const gchar *value = oa_json_get_string (headers, l->data);

    if (!is_header_name (l->data) || is_own_header (l->data))
      return ovs_file_check_fail (check, place,
          "This is no name of a header that can be set here.");
    if (from_environment ? !check_environment_name (check, place, value)
                         : !is_header_value (value))
      return from_environment
          || ovs_file_check_fail (check, place,
              "A header's value must be printable ASCII.");
  }
  return TRUE;
}

static gboolean
check_http (const OvsAgent *agent, const OvsFileCheck *check, const gchar *path,
    JsonObject *http)
{
  g_auto (GStrv) hosts = ovs_agent_dup_texts (agent->json, "allowed_hosts");
  g_autofree gchar *place = g_strconcat (path, ".url", NULL);
  const gchar *url = oa_json_get_string (http, "url");
  g_autoptr (GError) cause = NULL;

  if (!ovs_allowed_hosts_check (url, (const gchar *const *) hosts, &cause))
    return ovs_file_check_fail (check, place, "%s", cause->message);
  if (json_object_has_member (http, "headers_from_environment")
      && ovs_address_is_open (url))
    return ovs_file_check_fail (check, place,
        "Headers from the environment are secrets and go over https only, or "
        "to this machine.");
  if (g_strcmp0 (oa_json_get_string (http, "method"), "GET") == 0
      && g_strcmp0 (oa_json_get_string (http, "body"), "none") != 0
      && json_object_has_member (http, "body"))
    return ovs_file_check_fail (check, path,
        "GET has no body. Put the arguments into the address: "
        "{{arguments.name}}.");
  return check_headers (check, path, http, "headers", FALSE)
      && check_headers (check, path, http, "headers_from_environment", TRUE);
}

/*** builtins ***/

static gboolean
check_numbers (const OvsFileCheck *check, const gchar *path,
    JsonObject *numbers)
{
  g_autoptr (GList) names = json_object_get_members (numbers);

  for (GList *l = names; l != NULL; l = l->next) {
    g_autofree gchar *place =
        g_strdup_printf ("%s.numbers.%s", path, (gchar *) l->data);

    if (!ovs_file_check_name (check, place, l->data)
        || !ovs_file_check_number (check, place,
            oa_json_get_string (numbers, l->data)))
      return FALSE;
  }
  return TRUE;
}

/* @member goes with some of the builtins, and must be there for one. */
static gboolean
check_option (const OvsFileCheck *check, const gchar *path, JsonObject *tool,
    const gchar *member, gboolean allowed, gboolean needed)
{
  gboolean there = json_object_has_member (tool, member);

  if (there && !allowed)
    return ovs_file_check_fail (check, path,
        "\"%s\" has no meaning for this function. Take it out.", member);
  return there || !needed
      || ovs_file_check_fail (check, path,
          "This function needs \"%s\": what the model may choose from.",
          member);
}

static gboolean
check_builtin (const OvsFileCheck *check, const gchar *path, JsonObject *tool,
    OvsToolKind kind)
{
  JsonObject *numbers = oa_json_get_object (tool, "numbers");
  gboolean dials = kind == OVS_TOOL_TRANSFER;

  return check_option (check, path, tool, "numbers",
             dials || kind == OVS_TOOL_SEND_SMS, dials)
      && check_option (check, path, tool, "agents",
          kind == OVS_TOOL_SWITCH_AGENT, kind == OVS_TOOL_SWITCH_AGENT)
      && check_option (check, path, tool, "parameters", kind >= OVS_TOOL_HTTP,
          FALSE)
      && (numbers == NULL || check_numbers (check, path, numbers));
}

/*** one function ***/

static gboolean
find_kind (const OvsFileCheck *check, const gchar *path, JsonObject *tool,
    OvsToolKind *kind)
{
  const gchar *builtin = oa_json_get_string (tool, "builtin");
  gboolean http = json_object_has_member (tool, "http");
  gboolean command = json_object_has_member (tool, "command");

  if ((builtin != NULL) + http + command != 1)
    return ovs_file_check_fail (check, path,
        "A function has exactly one of \"builtin\", \"http\" and \"command\".");
  *kind = http ? OVS_TOOL_HTTP : OVS_TOOL_COMMAND;
  for (guint i = 0; builtin != NULL && ovs_agent_builtins[i] != NULL; i++)
    if (g_str_equal (builtin, ovs_agent_builtins[i]))
      *kind = i;
  return TRUE;
}

static gboolean
check_schema (const OvsFileCheck *check, const gchar *path, JsonObject *tool)
{
  g_autofree gchar *place = g_strconcat (path, ".parameters", NULL);
  JsonObject *schema = oa_json_get_object (tool, "parameters");

  return schema == NULL
      || g_strcmp0 (oa_json_get_string (schema, "type"), "object") == 0
      || ovs_file_check_fail (check, place,
          "Parameters are a JSON Schema with \"type\": \"object\".");
}

static gboolean
is_taken (const OvsAgent *agent, const gchar *name)
{
  for (guint i = 0; i < agent->tools->len; i++)
    if (g_strcmp0 (((OvsTool *) g_ptr_array_index (agent->tools, i))->name,
            name)
        == 0)
      return TRUE;
  return json_object_has_member (agent->json, "facts")
      && g_str_equal (name, NOTE_FACT);
}

static gboolean
check_tool_name (const OvsAgent *agent, const OvsFileCheck *check,
    const gchar *path, const gchar *name)
{
  g_autofree gchar *place = g_strconcat (path, ".name", NULL);

  if (!ovs_file_check_name (check, place, name))
    return FALSE;
  return !is_taken (agent, name)
      || ovs_file_check_fail (check, place,
          "There is another function \"%s\", of this file or, with facts, "
          "of the program. Take another name.",
          name);
}

static gboolean
check_binding (const OvsAgent *agent, const OvsFileCheck *check,
    const gchar *path, OvsTool *tool)
{
  g_autofree gchar *http = g_strconcat (path, ".http", NULL);
  g_autofree gchar *url = g_strconcat (http, ".url", NULL);
  g_autofree gchar *command = g_strconcat (path, ".command", NULL);
  JsonObject *json = tool->json;

  if (tool->kind == OVS_TOOL_COMMAND)
    return ovs_command_check (check, command,
        oa_json_get_object (json, "command"));
  if (tool->kind != OVS_TOOL_HTTP)
    return TRUE;
  json = oa_json_get_object (json, "http");
  if (!check_http (agent, check, http, json))
    return FALSE;
  tool->url =
      ovs_file_check_template (check, url, oa_json_get_string (json, "url"));
  return tool->url != NULL;
}

static void
describe_tool (OvsTool *tool)
{
  JsonObject *schema = oa_json_get_object (tool->json, "parameters");

  tool->description = ovs_agent_join_lines (tool->json, "description");
  if (tool->kind < OVS_TOOL_HTTP) {
    tool->parameters = ovs_builtin_make_schema (tool->kind, tool->json);
    if (tool->description == NULL)
      tool->description = g_strdup (ovs_builtin_get_description (tool->kind));
  } else {
    tool->parameters = schema != NULL ? oa_json_object_to_text (schema)
                                      : g_strdup (NO_PARAMETERS);
  }
}

/* Added first: whatever fails, it is freed with the agent. */
static gboolean
parse_tool (OvsAgent *agent, const OvsFileCheck *check, const gchar *path,
    JsonObject *json)
{
  const gchar *name = oa_json_get_string (json, "name");
  OvsTool *tool;

  if (!check_tool_name (agent, check, path, name))
    return FALSE;
  tool = g_new0 (OvsTool, 1);
  tool->name = name;
  tool->json = json;
  g_ptr_array_add (agent->tools, tool);
  if (!find_kind (check, path, json, &tool->kind)
      || !check_builtin (check, path, json, tool->kind)
      || !check_schema (check, path, json)
      || !check_binding (agent, check, path, tool))
    return FALSE;
  describe_tool (tool);
  return TRUE;
}

/*** facts ***/

static gboolean
check_fact (const OvsFileCheck *check, const gchar *name, JsonObject *rule)
{
  g_autofree gchar *path = g_strconcat ("facts.", name, NULL);
  const gchar *type = oa_json_get_string (rule, "type");
  gboolean choice = g_str_equal (type, "choice");
  gboolean number = g_str_equal (type, "integer")
      || g_str_equal (type, "number");

  if (!ovs_file_check_name (check, path, name))
    return FALSE;
  if (choice != json_object_has_member (rule, "choices"))
    return ovs_file_check_fail (check, path,
        "A fact of the type \"choice\" has \"choices\", others have none.");
  if (!number
      && (json_object_has_member (rule, "min")
          || json_object_has_member (rule, "max")))
    return ovs_file_check_fail (check, path,
        "Only facts of the types \"integer\" and \"number\" have \"min\" and "
        "\"max\".");
  return oa_json_get_double (rule, "min", -1e15)
      <= oa_json_get_double (rule, "max", 1e15)
      || ovs_file_check_fail (check, path, "\"min\" is above \"max\".");
}

static gboolean
parse_facts (OvsAgent *agent, const OvsFileCheck *check, JsonObject *facts)
{
  g_autoptr (GList) names = json_object_get_members (facts);
  OvsTool *tool;

  for (GList *l = names; l != NULL; l = l->next)
    if (!check_fact (check, l->data, oa_json_get_object (facts, l->data)))
      return FALSE;
  if (names == NULL)
    return TRUE;
  tool = g_new0 (OvsTool, 1);
  tool->kind = OVS_TOOL_NOTE_FACT;
  tool->name = NOTE_FACT;
  tool->description = ovs_facts_describe (facts);
  tool->parameters = ovs_facts_make_schema (facts);
  g_ptr_array_add (agent->tools, tool);
  return TRUE;
}

gboolean
ovs_tools_parse (OvsAgent *agent, const OvsFileCheck *check)
{
  JsonArray *tools = oa_json_get_array (agent->json, "tools");
  JsonObject *facts = ovs_agent_get_part (agent, "facts");

  for (guint i = 0; tools != NULL && i < json_array_get_length (tools); i++) {
    g_autofree gchar *path = g_strdup_printf ("tools[%u]", i);

    if (!parse_tool (agent, check, path, oa_json_array_get_object (tools, i)))
      return FALSE;
  }
  return facts == NULL || parse_facts (agent, check, facts);
}
