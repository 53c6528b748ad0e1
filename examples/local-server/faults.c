/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "faults.h"

struct _OrsFaults
{
  OrsScenario *scenario;
  gboolean active;      /* its moment has come */
  guint occasions;      /* events of the type that it waits for… */
  guint occasions_sent; /* …and those of our own that have left */
};

OrsFaults *
ors_faults_new (OrsScenario *scenario)
{
  OrsFaults *self = g_new0 (OrsFaults, 1);

  self->scenario = scenario;
  self->active = ors_scenario_get_string (scenario, "when", NULL) == NULL;
  return self;
}

void
ors_faults_free (OrsFaults *self)
{
  ors_scenario_free (self->scenario);
  g_free (self);
}

const OrsScenario *
ors_faults_get_scenario (OrsFaults *self)
{
  return self->scenario;
}

gboolean
ors_faults_has (OrsFaults *self, OrsFault fault)
{
  return self->active && self->scenario->fault == fault;
}

static gboolean
is_moment (OrsFaults *self, const gchar *type, guint *occasions)
{
  const gchar *when = ors_scenario_get_string (self->scenario, "when", NULL);

  return when != NULL && g_strcmp0 (when, type) == 0
      && ++*occasions == ors_scenario_get_int (self->scenario, "nth", 1);
}

gboolean
ors_faults_note (OrsFaults *self, const gchar *type)
{
  if (!is_moment (self, type, &self->occasions))
    return FALSE;
  self->active = TRUE;
  return TRUE;
}

gboolean
ors_faults_note_sent (OrsFaults *self, const gchar *type)
{
  return is_moment (self, type, &self->occasions_sent);
}

/*** noise ***/

static gchar *
deep_json (guint depth)
{
  GString *text = g_string_new ("{\"type\":\"deep\",\"value\":");

  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ']');
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static gchar *
huge_json (gsize size)
{
  GString *text = g_string_sized_new (size + 100);

  g_string_append (text, "{\"type\":\"test.huge\",\"padding\":\"");
  for (gsize i = 0; i < size; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\"}");
  return g_string_free (text, FALSE);
}

gchar *
ors_faults_dup_noise (OrsFaults *self, const gchar *type, const gchar **label)
{
  const OrsScenario *scenario = self->scenario;
  gboolean at_end = g_str_equal (type, "response.done");

  if (ors_faults_has (self, ORS_FAULT_UNKNOWN_EVENTS)) {
    *label = "test.unknown";
    return g_strdup ("{\"type\":\"test.unknown\",\"event_id\":\"event_x\","
                     "\"what\":{\"is\":[\"this\",null,1.5]}}");
  }
  if (at_end && ors_faults_has (self, ORS_FAULT_MALFORMED_JSON)) {
    *label = "(malformed)";
    return g_strdup ("{\"type\":\"broken\",,]");
  }
  if (at_end && ors_faults_has (self, ORS_FAULT_DEEP_JSON)) {
    *label = "(deep)";
    return deep_json (ors_scenario_get_int (scenario, "depth", 200000));
  }
  if (at_end && ors_faults_has (self, ORS_FAULT_HUGE_MESSAGE)) {
    *label = "test.huge";
    return huge_json (ors_scenario_get_int (scenario, "bytes", 5000000));
  }
  return NULL;
}
