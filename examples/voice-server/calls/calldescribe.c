/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calldescribe.c - see calldescribe.h. */

#include "calldescribe.h"

#include "callparts.h"
#include "protocol/json.h"

static const gchar *
find_state (OvsCall *self)
{
  if (self->ending.ended)
    return "ended";
  if (self->ending.cause != NULL)
    return "ending";
  if (self->session.has_media)
    return "connected";
  return g_str_equal (self->who.direction, "out") ? "dialing" : "ringing";
}

JsonObject *
ovs_call_describe (OvsCall *self)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GDateTime) started = g_date_time_new_from_unix_utc (
      self->who.started / G_USEC_PER_SEC);
  g_autofree gchar *time = g_date_time_format_iso8601 (started);
  OvsAgent *agent = ovs_call_get_agent (self);

  json_object_set_string_member (object, "id", self->who.id);
  json_object_set_string_member (object, "state", find_state (self));
  json_object_set_string_member (object, "leg", self->leg->klass->name);
  json_object_set_string_member (object, "direction", self->who.direction);
  json_object_set_string_member (object, "agent", ovs_agent_get_name (agent));
  oa_json_set_string (object, "from", self->who.from);
  oa_json_set_string (object, "to", self->who.to);
  oa_json_set_string (object, "external_id", self->who.external_id);
  json_object_set_string_member (object, "started", time);
  json_object_set_int_member (object, "seconds",
      (g_get_monotonic_time () - self->who.begun) / G_USEC_PER_SEC);
  return object;
}

static JsonObject *
describe_levels (OvsCall *self)
{
  JsonObject *levels = json_object_new ();

  json_object_set_double_member (levels, "user",
      self->watch.levels[OVS_SIDE_USER]);
  json_object_set_double_member (levels, "assistant",
      self->watch.levels[OVS_SIDE_ASSISTANT]);
  return levels;
}

static void
add_figures (OvsCall *self, JsonObject *object)
{
  gint latency_ms = ovs_call_recorder_get_latency (self->recorder);
  gdouble cost = ovs_call_recorder_get_cost (self->recorder);

  if (latency_ms >= 0)
    json_object_set_int_member (object, "latency_ms", latency_ms);
  else
    json_object_set_null_member (object, "latency_ms");
  if (cost >= 0)
    json_object_set_double_member (object, "cost", cost);
  else
    json_object_set_null_member (object, "cost");
}

JsonObject *
ovs_call_describe_live (OvsCall *self)
{
  JsonObject *object = json_object_new ();
  OvsModelEvents *events = self->session.events;

  json_object_set_string_member (object, "id", self->who.id);
  json_object_set_string_member (object, "state", find_state (self));
  json_object_set_string_member (object, "leg", self->leg->klass->name);
  json_object_set_string_member (object, "agent",
      ovs_agent_get_name (ovs_call_get_agent (self)));
  oa_json_set_string (object, "from", self->who.from);
  json_object_set_int_member (object, "age_ms",
      (g_get_monotonic_time () - self->who.begun) / 1000);
  json_object_set_string_member (object, "speaking",
      events != NULL ? ovs_model_events_get_speaker (events) : "none");
  json_object_set_string_member (object, "last_words",
      events != NULL ? ovs_model_events_get_words (events) : "");
  if (self->watch.timer != 0)
    json_object_set_object_member (object, "levels", describe_levels (self));
  add_figures (self, object);
  return object;
}

/*** of its elements ***/

static gboolean
add_field (GQuark field, const GValue *value, gpointer user_data)
{
  JsonObject *object = user_data;
  const gchar *name = g_quark_to_string (field);

  if (G_VALUE_HOLDS_UINT64 (value)) {
    /* What is not known has no place in JSON. */
    if (g_value_get_uint64 (value) <= G_MAXINT64)
      json_object_set_int_member (object, name, g_value_get_uint64 (value));
  } else if (G_VALUE_HOLDS_UINT (value)) {
    json_object_set_int_member (object, name, g_value_get_uint (value));
  } else if (G_VALUE_HOLDS_DOUBLE (value)) {
    json_object_set_double_member (object, name, g_value_get_double (value));
  } else if (G_VALUE_HOLDS_STRING (value)) {
    oa_json_set_string (object, name, g_value_get_string (value));
  }
  return TRUE;
}

/* Phones are of many kinds. */
static gboolean
has_property (GstElement *element, const gchar *name)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (element), name)
      != NULL;
}

static JsonObject *
describe_stats (OvsCall *self, GstElement *element)
{
  JsonObject *object = json_object_new (), *figures = json_object_new ();
  g_autoptr (GstStructure) stats = NULL;

  json_object_set_string_member (object, "call", self->who.id);
  if (has_property (element, "stats"))
    g_object_get (element, "stats", &stats, NULL);
  if (stats != NULL)
    gst_structure_foreach (stats, add_field, figures);
  json_object_set_object_member (object, "stats", figures);
  return object;
}

GstElement *
ovs_call_get_phone (OvsCall *self)
{
  return self->session.media != NULL ? ovs_media_get_phone (self->session.media)
                                     : NULL;
}

JsonObject *
ovs_call_describe_stream (OvsCall *self)
{
  GstElement *phone = ovs_call_get_phone (self);
  g_autofree gchar *stream = NULL;
  JsonObject *object;

  if (phone == NULL)
    return NULL;
  object = describe_stats (self, phone);
  if (has_property (phone, "stream-sid"))
    g_object_get (phone, "stream-sid", &stream, NULL);
  oa_json_set_string (object, "stream_sid", stream);
  return object;
}

JsonObject *
ovs_call_describe_session (OvsCall *self)
{
  g_autofree gchar *session = NULL;
  g_autofree gchar *name = NULL;
  JsonObject *object;
  GValue state = G_VALUE_INIT;

  if (self->session.media == NULL)
    return NULL;
  object = describe_stats (self, self->session.model);
  g_object_get (self->session.model, "session-id", &session, "model", &name,
      NULL);
  g_object_get_property (G_OBJECT (self->session.model), "connection-state",
      &state);
  oa_json_set_string (object, "session_id", session);
  oa_json_set_string (object, "model", name);
  json_object_set_string_member (object, "state",
      g_enum_get_value (g_type_class_peek (G_VALUE_TYPE (&state)),
          g_value_get_enum (&state))
          ->value_nick);
  g_value_unset (&state);
  return object;
}
