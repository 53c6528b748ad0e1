/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agent.c - an agent as it was read. */

#include "agentprivate.h"

#include "protocol/json.h"

static void
tool_free (gpointer data)
{
  OvsTool *tool = data;

  g_free (tool->description);
  g_free (tool->parameters);
  g_clear_pointer (&tool->url, ovs_template_free);
  g_free (tool);
}

OvsAgent *
ovs_agent_new (const gchar *folder)
{
  OvsAgent *self = g_new0 (OvsAgent, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->folder = g_strdup (folder);
  self->guardrails = ovs_guardrails_new ();
  self->instead = g_ptr_array_new_with_free_func (
      (GDestroyNotify) ovs_template_free);
  self->tools = g_ptr_array_new_with_free_func (tool_free);
  return self;
}

OvsAgent *
ovs_agent_ref (OvsAgent *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ovs_agent_unref (OvsAgent *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->json, json_object_unref);
  g_free (self->folder);
  g_clear_pointer (&self->instructions, ovs_template_free);
  g_clear_pointer (&self->greeting, ovs_template_free);
  g_clear_pointer (&self->goodbye, ovs_template_free);
  g_clear_pointer (&self->human_say, ovs_template_free);
  g_strfreev (self->human_phrases);
  ovs_guardrails_unref (self->guardrails);
  g_ptr_array_unref (self->instead);
  g_ptr_array_unref (self->tools);
  g_free (self->prompt_file);
  g_free (self);
}

const gchar *
ovs_agent_get_name (OvsAgent *self)
{
  return self->name;
}

const gchar *
ovs_agent_get_voice (OvsAgent *self)
{
  return oa_json_get_string (self->json, "voice");
}

gboolean
ovs_agent_wants_recording (OvsAgent *self)
{
  return oa_json_get_boolean (self->json, "recording", FALSE);
}

guint
ovs_agent_get_max_duration (OvsAgent *self)
{
  return oa_json_get_int (ovs_agent_get_part (self, "limits"), "max_duration",
      0);
}

const gchar *
ovs_agent_get_prompt_file (OvsAgent *self)
{
  return self->prompt_file;
}

JsonObject *
ovs_agent_get_part (OvsAgent *self, const gchar *name)
{
  return oa_json_get_object (self->json, name);
}

gchar *
ovs_agent_build_path (OvsAgent *self, const gchar *path)
{
  return g_path_is_absolute (path)
      ? g_strdup (path)
      : g_build_filename (self->folder, path, NULL);
}

gchar **
ovs_agent_dup_texts (JsonObject *object, const gchar *member)
{
  JsonArray *array = oa_json_get_array (object, member);
  guint length = array != NULL ? json_array_get_length (array) : 0;
  gchar **texts = g_new0 (gchar *, length + 1);

  for (guint i = 0; i < length; i++)
    texts[i] = g_strdup (oa_json_array_get_string (array, i));
  return texts;
}

gchar *
ovs_agent_join_lines (JsonObject *object, const gchar *member)
{
  g_auto (GStrv) lines = NULL;

  if (oa_json_get_array (object, member) == NULL)
    return oa_json_dup_string (object, member);
  lines = ovs_agent_dup_texts (object, member);
  return g_strjoinv ("\n", lines);
}
