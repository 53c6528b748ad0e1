/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "responseevent.h"

#include "jsonevent.h"
#include "protocol/json.h"
#include "sessionconfig.h"

static void
copy_member (JsonObject *to, JsonObject *from, const gchar *member)
{
  if (json_object_has_member (from, member))
    json_object_set_member (to, member, json_object_dup_member (from, member));
  else
    json_object_set_null_member (to, member);
}

static void
set_object_or_null (JsonObject *to, const gchar *member, JsonObject *object)
{
  if (object != NULL)
    json_object_set_object_member (to, member, object);
  else
    json_object_set_null_member (to, member);
}

static JsonObject *
describe_audio (JsonObject *settings)
{
  JsonObject *audio = json_object_new ();
  JsonObject *output = json_object_new ();
  JsonObject *from = ors_session_config_get_output (settings);

  copy_member (output, from, "format");
  copy_member (output, from, "voice");
  json_object_set_object_member (audio, "output", output);
  return audio;
}

static JsonObject *
describe (const OrsResponseState *state)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "object", "realtime.response");
  json_object_set_string_member (object, "id", state->id);
  json_object_set_string_member (object, "status", state->status);
  set_object_or_null (object, "status_details", state->details);
  json_object_set_array_member (object, "output", state->output);
  ors_set_string_or_null (object, "conversation_id", state->conversation_id);
  copy_member (object, state->settings, "output_modalities");
  copy_member (object, state->settings, "max_output_tokens");
  json_object_set_object_member (object, "audio",
      describe_audio (state->settings));
  set_object_or_null (object, "usage", state->usage);
  copy_member (object, state->settings, "metadata");
  return object;
}

JsonObject *
ors_response_event_new (const gchar *type, const OrsResponseState *state)
{
  JsonObject *event = ors_event_new (type);

  json_object_set_object_member (event, "response", describe (state));
  return event;
}

JsonObject *
ors_response_details_new (const gchar *type, const gchar *reason)
{
  JsonObject *details = json_object_new ();

  json_object_set_string_member (details, "type", type);
  json_object_set_string_member (details, "reason", reason);
  return details;
}

JsonObject *
ors_rate_limits_new (gboolean used_up, gdouble reset_s)
{
  JsonObject *event = ors_event_new ("rate_limits.updated");
  JsonObject *limit = json_object_new ();
  JsonArray *limits = json_array_new ();

  json_object_set_string_member (limit, "name", "tokens");
  json_object_set_int_member (limit, "limit", 15000000);
  json_object_set_int_member (limit, "remaining", used_up ? 0 : 14999000);
  json_object_set_double_member (limit, "reset_seconds", reset_s);
  json_array_add_object_element (limits, limit);
  json_object_set_array_member (event, "rate_limits", limits);
  return event;
}
