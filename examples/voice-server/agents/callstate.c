/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callstate.c - the parts of a call's agent, their life and their context. */

#include "callstate.h"

#include "context.h"

#include "protocol/json.h"

#include <string.h>

#define MAX_RENDERED (64 * 1024)

OvsCallState *
ovs_call_state_new (void)
{
  OvsCallState *self = g_new0 (OvsCallState, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->cancellable = g_cancellable_new ();
  self->known.given = json_object_new ();
  self->known.facts = json_object_new ();
  return self;
}

OvsCallState *
ovs_call_state_ref (OvsCallState *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/* It may be a thread of the element's that lets go last: then it is closed. */
void
ovs_call_state_unref (OvsCallState *self)
{
  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

static void
clear_known (OvsKnown *known)
{
  g_clear_pointer (&known->call, json_object_unref);
  g_clear_pointer (&known->given, json_object_unref);
  g_clear_pointer (&known->facts, json_object_unref);
}

void
ovs_call_state_close (OvsCallState *self)
{
  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->last_words.timer, g_source_remove);
  g_clear_pointer (&self->last_words.number, g_free);
  g_clear_pointer (&self->last_words.item_id, g_free);
  g_clear_pointer (&self->last_words.over_id, g_free);
  g_clear_pointer (&self->listener, ovs_listener_close);
  if (self->tools != NULL)
    gst_openai_realtime_tools_detach (self->tools);
  g_clear_object (&self->tools);
  clear_known (&self->known);
  g_clear_pointer (&self->instructions, g_free);
  g_clear_pointer (&self->element, gst_object_unref);
  g_clear_pointer (&self->agent, ovs_agent_unref);
  g_clear_pointer (&self->set, ovs_agent_set_unref);
  memset (&self->host, 0, sizeof (self->host));
}

void
ovs_call_state_note (OvsCallState *self, const gchar *format, ...)
{
  g_autofree gchar *sentence = NULL;
  va_list arguments;

  if (self->host.note == NULL)
    return;
  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->host.note (sentence, self->user_data);
}

/*** the context ***/

static void
share_member (JsonObject *object, const gchar *name, JsonNode *node,
    gpointer root)
{
  json_object_set_member (root, name, json_node_copy (node));
}

static JsonObject *
describe_now (OvsCallState *self)
{
  const gchar *name = oa_json_get_string (self->agent->json, "time_zone");
  g_autoptr (GTimeZone) zone = name != NULL ? g_time_zone_new_identifier (name)
                                            : NULL;
  g_autoptr (GDateTime) now = zone != NULL ? g_date_time_new_now (zone)
                                           : g_date_time_new_now_local ();

  return ovs_context_describe_time (now);
}

static void
add_file_context (OvsCallState *self, JsonObject *root)
{
  JsonObject *file = ovs_agent_get_part (self->agent, "context");
  JsonObject *joined;

  if (file == NULL) {
    json_object_foreach_member (self->known.given, share_member, root);
    return;
  }
  /* Objects of both go into each other, so a copy is needed. */
  joined = oa_json_object_copy (file);
  oa_json_merge (joined, self->known.given, NULL);
  json_object_foreach_member (joined, share_member, root);
  json_object_unref (joined);
}

JsonObject *
ovs_call_state_make_context (OvsCallState *self, JsonObject *arguments)
{
  JsonObject *root = json_object_new (), *agent = json_object_new ();

  add_file_context (self, root);
  json_object_set_string_member (agent, "name",
      ovs_agent_get_name (self->agent));
  json_object_set_object_member (root, OVS_CONTEXT_AGENT, agent);
  json_object_set_object_member (root, OVS_CONTEXT_CALL,
      json_object_ref (self->known.call));
  json_object_set_object_member (root, OVS_CONTEXT_FACTS,
      json_object_ref (self->known.facts));
  json_object_set_object_member (root, OVS_CONTEXT_NOW, describe_now (self));
  if (arguments != NULL)
    json_object_set_object_member (root, OVS_CONTEXT_ARGUMENTS,
        json_object_ref (arguments));
  return root;
}

gchar *
ovs_call_state_render (OvsCallState *self, OvsTemplate *template)
{
  g_autoptr (JsonObject) context = NULL;
  gboolean cut;
  gchar *text;

  if (template == NULL)
    return NULL;
  context = ovs_call_state_make_context (self, NULL);
  text = ovs_template_render (template, context, MAX_RENDERED, &cut);
  if (cut)
    ovs_call_state_note (self,
        "A text of the agent %s was cut: with this context it is longer than "
        "%d KiB, or takes too many steps.",
        ovs_agent_get_name (self->agent), MAX_RENDERED / 1024);
  return text;
}
