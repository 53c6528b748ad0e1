/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* servicesession.c - see servicesession.h. */

#include "servicesession.h"

#include "protocol/json.h"

static void
set_voice (JsonObject *session, const gchar *voice)
{
  JsonObject *audio, *output;

  if (voice == NULL)
    return;
  audio = json_object_new ();
  output = json_object_new ();
  json_object_set_string_member (output, "voice", voice);
  json_object_set_object_member (audio, "output", output);
  json_object_set_object_member (session, "audio", audio);
}

JsonObject *
ovs_service_session_new (GstElement *model)
{
  JsonObject *session = json_object_new ();
  g_autofree gchar *name = NULL;
  g_autofree gchar *instructions = NULL;
  g_autofree gchar *voice = NULL;
  g_autofree gchar *tools = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_object_get (model, "model", &name, "instructions", &instructions, "voice",
      &voice, "tools", &tools, NULL);
  json_object_set_string_member (session, "type", "realtime");
  json_object_set_string_member (session, "model", name);
  oa_json_set_string (session, "instructions", instructions);
  set_voice (session, voice);
  if (tools != NULL)
    node = oa_json_parse (tools, -1, 0, "The functions", NULL);
  if (node != NULL)
    json_object_set_member (session, "tools", g_steal_pointer (&node));
  return session;
}
