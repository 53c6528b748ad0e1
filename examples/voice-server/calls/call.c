/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* call.c - see call.h. */

#include "call.h"

#include "callleg.h"
#include "callparts.h"
#include "callwatch.h"
#include "protocol/json.h"

#include <sys/random.h>

#define ID_BYTES 12
/* The far end's media must be there by then: of a call that it made, and of
 * ours, ringing included. */
#define ARRIVAL_IN_S 75
#define ARRIVAL_OUT_S 700

/* Who knows the id of a guest's call may end it: nobody shall guess it. */
gchar *
ovs_call_make_id (void)
{
  GString *id = g_string_new ("call_");
  guint8 bytes[ID_BYTES];

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    g_error ("The system has no random numbers.");
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (id, "%02x", bytes[i]);
  return g_string_free (id, FALSE);
}

void
ovs_call_free (OvsCall *self)
{
  ovs_call_end (self, "stopped", "The server ended.");
  g_clear_handle_id (&self->timers.over, g_source_remove);
  g_clear_pointer (&self->session.turns, ovs_turns_free);
  g_clear_pointer (&self->session.events, ovs_model_events_free);
  ovs_feed_set_changed (ovs_call_get_feed (self), NULL, NULL);
  ovs_call_recorder_free (self->recorder);
  gst_clear_object (&self->session.model);
  self->leg->klass->free (self->leg);
  ovs_agent_unref (self->agent);
  ovs_agent_set_unref (self->agents);
  json_object_unref (self->who.parameters);
  json_object_unref (self->who.context);
  g_string_free (self->session.keys, TRUE);
  g_free (self->ending.sentence);
  g_free (self->who.direction);
  g_free (self->who.from);
  g_free (self->who.to);
  g_free (self->who.external_id);
  g_free (self->who.id);
  g_free (self);
}

const gchar *
ovs_call_get_id (OvsCall *self)
{
  return self->who.id;
}

const gchar *
ovs_call_get_external_id (OvsCall *self)
{
  return self->who.external_id;
}

OvsLeg *
ovs_call_get_leg (OvsCall *self)
{
  return self->leg;
}

OvsFeed *
ovs_call_get_feed (OvsCall *self)
{
  return ovs_call_recorder_get_feed (self->recorder);
}

/*** the beginning ***/

static gboolean
on_not_arrived (gpointer user_data)
{
  OvsCall *self = user_data;

  self->timers.limit = 0;
  ovs_call_end (self, "no-media", "Its media never came.");
  return G_SOURCE_REMOVE;
}

static OvsAgent *
find_agent (OvsOffice *office, const gchar *name, GError **error)
{
  OvsAgent *agent;

  if (name == NULL)
    name = office->agent;
  agent = name != NULL ? ovs_agent_set_find (office->agents, name) : NULL;
  if (agent == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
        "There is no agent \"%s\". GET /api/agents lists those there are.",
        name != NULL ? name : "");
  return agent;
}

static void
set_parameter (OvsCall *self, const gchar *name, const gchar *value)
{
  oa_json_set_string (self->who.parameters, name, value);
}

static void
on_watched (gpointer user_data)
{
  ovs_call_update_watch (user_data);
}

static void
write_begin (OvsCall *self)
{
  const OvsCallRecord record = { .id = self->who.id,
    .leg = self->leg->klass->name,
    .direction = self->who.direction,
    .agent = ovs_agent_get_name (self->agent),
    .from = self->who.from,
    .to = self->who.to,
    .external_id = self->who.external_id,
    .started = self->who.started };

  self->recorder = ovs_call_recorder_new (self->office, &record);
  ovs_feed_set_changed (ovs_call_get_feed (self), on_watched, self);
}

OvsCall *
ovs_call_new (OvsOffice *office, OvsLeg *leg, const OvsCallPlan *plan,
    OvsCallOverFunc over, gpointer user_data, GError **error)
{
  OvsAgent *agent = plan->own_agent != NULL
      ? plan->own_agent
      : find_agent (office, plan->agent, error);
  OvsCall *self;

  if (agent == NULL) {
    leg->klass->free (leg);
    return NULL;
  }
  self = g_new0 (OvsCall, 1);
  self->who.id = g_strdup (plan->id);
  self->office = office;
  self->leg = leg;
  leg->listener = &ovs_call_leg_listener;
  leg->user_data = self;
  self->agents = ovs_agent_set_ref (office->agents);
  self->agent = ovs_agent_ref (agent);
  self->who.direction = g_strdup (plan->direction);
  self->who.from = g_strdup (plan->from);
  self->who.to = g_strdup (plan->to);
  self->who.external_id = g_strdup (plan->external_id);
  self->who.parameters = plan->parameters != NULL
      ? oa_json_object_copy (plan->parameters)
      : json_object_new ();
  self->who.context = json_object_new ();
  set_parameter (self, "call_id", self->who.id);
  set_parameter (self, "leg", leg->klass->name);
  set_parameter (self, "direction", self->who.direction);
  set_parameter (self, "from", self->who.from);
  set_parameter (self, "to", self->who.to);
  self->session.keys = g_string_new (NULL);
  self->who.started = g_get_real_time ();
  self->who.begun = g_get_monotonic_time ();
  self->ending.over = over;
  self->ending.user_data = user_data;
  self->timers.limit = g_timeout_add_seconds (
      g_str_equal (self->who.direction, "out") ? ARRIVAL_OUT_S : ARRIVAL_IN_S,
      on_not_arrived, self);
  write_begin (self);
  return self;
}
