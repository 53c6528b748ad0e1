/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentfile.c - a file's members into an agent's parts. */

#include "agentfile.h"

#include "agentrules.h"
#include "allowedhosts.h"
#include "context.h"
#include "phrases.h"
#include "toolfile.h"

#include "protocol/json.h"

#include <string.h>

/* Of what is rendered at the start, with the file's own context. */
#define MAX_INSTRUCTIONS (64 * 1024)

/*** texts ***/

/* A member that may not be there; FALSE when it is no good. */
static gboolean
read_template (const OvsFileCheck *check, JsonObject *object,
    const gchar *member, const gchar *path, OvsTemplate **template)
{
  g_autofree gchar *text = ovs_agent_join_lines (object, member);

  if (text == NULL)
    return TRUE;
  *template = ovs_file_check_template (check, path, text);
  return *template != NULL;
}

static gboolean
check_instructions (OvsAgent *self, const OvsFileCheck *check)
{
  JsonObject *context = ovs_agent_get_part (self, "context");
  g_autoptr (JsonObject) empty = json_object_new ();
  gboolean cut;

  g_free (ovs_template_render (self->instructions,
      context != NULL ? context : empty, MAX_INSTRUCTIONS, &cut));
  return !cut
      || ovs_file_check_fail (check, "instructions",
          "With the context of this file they are longer than %d KiB, or take "
          "too many steps. Shorten the lists or the text.",
          MAX_INSTRUCTIONS / 1024);
}

static gboolean
read_texts (OvsAgent *self, const OvsFileCheck *check)
{
  return read_template (check, self->json, "instructions", "instructions",
             &self->instructions)
      && read_template (check, ovs_agent_get_part (self, "greeting"), "say",
          "greeting.say", &self->greeting)
      && read_template (check, self->json, "goodbye", "goodbye", &self->goodbye)
      && read_template (check, ovs_agent_get_part (self, "human"), "say",
          "human.say", &self->human_say)
      && check_instructions (self, check);
}

/*** parts ***/

static gboolean
read_context (OvsAgent *self, const OvsFileCheck *check)
{
  JsonObject *file = ovs_agent_get_part (self, "context");
  JsonObject *command = ovs_agent_get_part (self, "context_command");
  JsonObject *context;
  g_autoptr (GError) cause = NULL;
  gboolean ok = TRUE;

  if (file != NULL) {
    context = json_object_new ();
    ok = ovs_context_merge (&context, file, &cause)
        || ovs_file_check_fail (check, "context", "%s", cause->message);
    json_object_unref (context);
  }
  return ok
      && (command == NULL
          || ovs_command_check (check, "context_command", command));
}

static gboolean
read_guard_rail (OvsAgent *self, const OvsFileCheck *check, JsonObject *rail,
    guint index)
{
  g_autofree gchar *pattern =
      g_strdup_printf ("guard_rails[%u].pattern", index);
  g_autofree gchar *path = g_strdup_printf ("guard_rails[%u].instead", index);
  g_autoptr (GError) cause = NULL;
  OvsTemplate *instead = NULL;

  if (!ovs_guardrails_add (self->guardrails,
          oa_json_get_string (rail, "pattern"), &cause))
    return ovs_file_check_fail (check, pattern, "%s", cause->message);
  if (!read_template (check, rail, "instead", path, &instead))
    return FALSE;
  g_ptr_array_add (self->instead, instead);
  return TRUE;
}

static gboolean
read_guard_rails (OvsAgent *self, const OvsFileCheck *check)
{
  JsonArray *rails = oa_json_get_array (self->json, "guard_rails");

  for (guint i = 0; rails != NULL && i < json_array_get_length (rails); i++)
    if (!read_guard_rail (self, check, oa_json_array_get_object (rails, i), i))
      return FALSE;
  return TRUE;
}

static gboolean
read_phrases (OvsAgent *self, const OvsFileCheck *check, JsonObject *human)
{
  g_auto (GStrv) words = ovs_agent_dup_texts (human, "words");
  guint n = g_strv_length (words);

  self->human_phrases = g_new0 (gchar *, n + 1);
  for (guint i = 0; i < n; i++) {
    g_autofree gchar *path = g_strdup_printf ("human.words[%u]", i);

    self->human_phrases[i] = ovs_phrase_normalize (words[i]);
    if (strlen (self->human_phrases[i]) < 3)
      return ovs_file_check_fail (check, path, "There are no words in this.");
  }
  return TRUE;
}

static gboolean
read_human (OvsAgent *self, const OvsFileCheck *check)
{
  JsonObject *human = ovs_agent_get_part (self, "human");
  const gchar *model = oa_json_get_string (ovs_agent_get_part (self, "session"),
      "transcription_model");

  if (human == NULL)
    return TRUE;
  if (model == NULL || *model == '\0')
    return ovs_file_check_fail (check, "human",
        "Words are known only with a \"transcription_model\" in \"session\".");
  return ovs_file_check_number (check, "human.transfer_to",
             oa_json_get_string (human, "transfer_to"))
      && read_phrases (self, check, human);
}

static gboolean
read_service_down (OvsAgent *self, const OvsFileCheck *check)
{
  JsonObject *down = ovs_agent_get_part (self, "service_down");
  const gchar *prompt = oa_json_get_string (down, "prompt_file");
  const gchar *number = oa_json_get_string (down, "transfer_to");

  if (prompt != NULL)
    self->prompt_file = ovs_agent_build_path (self, prompt);
  return number == NULL
      || ovs_file_check_number (check, "service_down.transfer_to", number);
}

static gboolean
check_hosts (OvsAgent *self, const OvsFileCheck *check)
{
  g_auto (GStrv) hosts = ovs_agent_dup_texts (self->json, "allowed_hosts");

  for (guint i = 0; hosts[i] != NULL; i++) {
    g_autofree gchar *path = g_strdup_printf ("allowed_hosts[%u]", i);

    if (!ovs_allowed_host_is_valid (hosts[i]))
      return ovs_file_check_fail (check, path,
          "This must be a host, as api.example.com or localhost:8080.");
  }
  return TRUE;
}

static gboolean
check_time_zone (OvsAgent *self, const OvsFileCheck *check)
{
  const gchar *name = oa_json_get_string (self->json, "time_zone");
  GTimeZone *zone;

  if (name == NULL)
    return TRUE;
  zone = g_time_zone_new_identifier (name);
  if (zone == NULL)
    return ovs_file_check_fail (check, "time_zone",
        "The system knows no such time zone. Write it as Europe/Berlin, and "
        "install the package tzdata.");
  g_time_zone_unref (zone);
  return TRUE;
}

static gboolean
read_all (OvsAgent *self, const OvsFileCheck *check)
{
  return ovs_file_check_name (check, "name", self->name)
      && read_context (self, check) && read_texts (self, check)
      && check_hosts (self, check) && ovs_tools_parse (self, check)
      && read_guard_rails (self, check) && read_human (self, check)
      && read_service_down (self, check) && check_time_zone (self, check);
}

OvsAgent *
ovs_agent_parse (const gchar *text, gsize length, const gchar *name,
    const gchar *folder, GError **error)
{
  const OvsFileCheck check = { name, text, error };
  g_autoptr (OvsAgent) self = ovs_agent_new (folder);

  self->json = app_json_rules_read (ovs_agent_rules, text, length,
      OVS_AGENT_MAX_FILE, name, error);
  if (self->json == NULL)
    return NULL;
  self->name = oa_json_get_string (self->json, "name");
  return read_all (self, &check) ? g_steal_pointer (&self) : NULL;
}
