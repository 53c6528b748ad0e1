/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calls.c - see calls.h. */

#include "calls.h"

struct _OvsCalls
{
  OvsOffice *office;
  GHashTable *calls; /* id -> call */
  gboolean draining;
  void (*drained) (gpointer user_data);
  gpointer user_data;
};

OvsCalls *
ovs_calls_new (OvsOffice *office)
{
  OvsCalls *self = g_new0 (OvsCalls, 1);

  self->office = office;
  self->calls = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
      (GDestroyNotify) ovs_call_free);
  return self;
}

static void
end_call (OvsCall *call, gpointer user_data)
{
  ovs_call_end (call, "stopped", "The server ended.");
}

void
ovs_calls_free (OvsCalls *self)
{
  /* Each end may look for others. */
  ovs_calls_foreach (self, end_call, NULL);
  g_hash_table_unref (self->calls);
  g_free (self);
}

gboolean
ovs_calls_can_begin (OvsCalls *self, const gchar **why)
{
  if (self->draining)
    *why = "The server is about to end and takes no more calls.";
  else if (ovs_calls_count (self) >= (guint) self->office->settings->max_calls)
    *why = "As many calls as --max-calls allows are running. Try again later.";
  else
    return TRUE;
  ovs_metrics_add (self->office->metrics, OVS_COUNT_REFUSED, 1);
  return FALSE;
}

static void
on_over (OvsCall *call, gpointer user_data)
{
  OvsCalls *self = user_data;

  g_hash_table_remove (self->calls, ovs_call_get_id (call));
  if (self->draining && ovs_calls_count (self) == 0)
    self->drained (self->user_data);
}

OvsCall *
ovs_calls_begin (OvsCalls *self, OvsLeg *leg, const OvsCallPlan *plan,
    GError **error)
{
  OvsCall *call = ovs_call_new (self->office, leg, plan, on_over, self, error);

  if (call != NULL)
    g_hash_table_insert (self->calls, (gpointer) ovs_call_get_id (call), call);
  return call;
}

OvsCall *
ovs_calls_find (OvsCalls *self, const gchar *id)
{
  return g_hash_table_lookup (self->calls, id);
}

OvsCall *
ovs_calls_find_external (OvsCalls *self, const gchar *external_id)
{
  GHashTableIter iter;
  gpointer call;

  g_hash_table_iter_init (&iter, self->calls);
  while (g_hash_table_iter_next (&iter, NULL, &call))
    if (external_id != NULL
        && g_strcmp0 (ovs_call_get_external_id (call), external_id) == 0)
      return call;
  return NULL;
}

guint
ovs_calls_count (OvsCalls *self)
{
  return g_hash_table_size (self->calls);
}

void
ovs_calls_foreach (OvsCalls *self,
    void (*func) (OvsCall *call, gpointer user_data), gpointer user_data)
{
  GHashTableIter iter;
  gpointer call;

  g_hash_table_iter_init (&iter, self->calls);
  while (g_hash_table_iter_next (&iter, NULL, &call))
    func (call, user_data);
}

void
ovs_calls_drain (OvsCalls *self, void (*drained) (gpointer user_data),
    gpointer user_data)
{
  self->draining = TRUE;
  self->drained = drained;
  self->user_data = user_data;
  if (ovs_calls_count (self) == 0)
    drained (user_data);
}

gboolean
ovs_calls_is_draining (OvsCalls *self)
{
  return self->draining;
}
