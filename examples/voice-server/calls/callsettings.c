/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callsettings.c - see callsettings.h. */

#include "callsettings.h"

#include "callparts.h"
#include "protocol/json.h"

/* The names of the settings, and of the element's properties. */
static const struct
{
  const gchar *name;
  const gchar *property;
  gboolean at_service; /* the session's: changes go out as one */
} settings_table[] = {
  { "voice", "voice", TRUE },
  { "turn_detection", "turn-detection", TRUE },
  { "eagerness", "vad-eagerness", TRUE },
  { "noise_reduction", "noise-reduction", TRUE },
  { "speed", "speed", FALSE },
  { "half_duplex", "half-duplex", FALSE },
  { "push_to_talk", "push-to-talk", FALSE },
};

/*** as they are ***/

static void
add_setting (JsonObject *data, GstElement *model, const gchar *name,
    const gchar *property)
{
  GParamSpec *pspec =
      g_object_class_find_property (G_OBJECT_GET_CLASS (model), property);
  GValue value = G_VALUE_INIT;

  g_value_init (&value, pspec->value_type);
  g_object_get_property (G_OBJECT (model), property, &value);
  if (G_VALUE_HOLDS_ENUM (&value))
    json_object_set_string_member (data, name,
        g_enum_get_value (g_type_class_peek (G_VALUE_TYPE (&value)),
            g_value_get_enum (&value))
            ->value_nick);
  else if (G_VALUE_HOLDS_BOOLEAN (&value))
    json_object_set_boolean_member (data, name, g_value_get_boolean (&value));
  else if (G_VALUE_HOLDS_DOUBLE (&value))
    json_object_set_double_member (data, name, g_value_get_double (&value));
  else if (g_value_get_string (&value) != NULL)
    json_object_set_string_member (data, name, g_value_get_string (&value));
  else
    json_object_set_null_member (data, name);
  g_value_unset (&value);
}

void
ovs_call_tell_settings (OvsCall *self)
{
  JsonObject *data;

  if (self->session.model == NULL)
    return;
  data = json_object_new ();
  json_object_set_string_member (data, "agent",
      ovs_agent_get_name (ovs_call_get_agent (self)));
  for (guint i = 0; i < G_N_ELEMENTS (settings_table); i++)
    add_setting (data, self->session.model, settings_table[i].name,
        settings_table[i].property);
  ovs_feed_add (ovs_call_recorder_get_feed (self->recorder), "settings", data);
}

/*** as they shall be ***/

static void
set_here (GstElement *model, JsonObject *settings, const gchar *name,
    const gchar *property)
{
  if (g_str_equal (name, "speed"))
    g_object_set (model, property, oa_json_get_double (settings, name, 1),
        NULL);
  else
    g_object_set (model, property, oa_json_get_boolean (settings, name, FALSE),
        NULL);
}

static gboolean
set_properties (OvsCall *self, JsonObject *settings, GError **error)
{
  GstStructure *fields = gst_structure_new_empty ("settings");
  gboolean taken = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (settings_table); i++) {
    const gchar *name = settings_table[i].name;

    if (!json_object_has_member (settings, name))
      continue;
    if (settings_table[i].at_service)
      gst_structure_set (fields, settings_table[i].property, G_TYPE_STRING,
          oa_json_get_string (settings, name), NULL);
    else
      set_here (self->session.model, settings, name,
          settings_table[i].property);
  }
  if (gst_structure_n_fields (fields) > 0)
    g_signal_emit_by_name (self->session.model, "switch-agent", fields, &taken);
  gst_structure_free (fields);
  if (!taken)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
        "The settings cannot be used together. The log says why.");
  return taken;
}

gboolean
ovs_call_change_settings (OvsCall *self, JsonObject *settings, GError **error)
{
  const gchar *agent = oa_json_get_string (settings, "agent");
  gboolean ok;

  if (!ovs_call_has_agent (self, error)
      || (agent != NULL
          && !ovs_agent_run_switch (self->session.run, agent, error)))
    return FALSE;
  ok = set_properties (self, settings, error);
  ovs_call_tell_settings (self);
  return ok;
}
