/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimeagent.c - the action switch-agent: g_object_setv() with
 * fields that are checked before any is set. */

#include "gstopenairealtimeactions.h"

#define GST_CAT_DEFAULT gst_openai_realtime_debug

typedef struct
{
  GstOpenaiRealtime *self;
  GPtrArray *names; /* of const gchar * */
  GArray *values;   /* of GValue */
} Changes;

static GParamSpec *
find_property (GstOpenaiRealtime *self, const gchar *name)
{
  const GParamFlags needed = G_PARAM_WRITABLE | GST_PARAM_MUTABLE_PLAYING;
  GParamSpec *pspec =
      g_object_class_find_property (G_OBJECT_GET_CLASS (self), name);

  return pspec != NULL && (pspec->flags & needed) == needed ? pspec : NULL;
}

/* Text is taken for any type, as gst-launch-1.0 takes it. */
static gboolean
convert_value (const GValue *from, GValue *to, GParamSpec *pspec)
{
  gboolean ok;

  g_value_init (to, pspec->value_type);
  if (G_VALUE_HOLDS_STRING (from) && !G_VALUE_HOLDS_STRING (to))
    ok = g_value_get_string (from) != NULL
        && gst_value_deserialize (to, g_value_get_string (from));
  else
    ok = g_value_transform (from, to);
  return ok && !g_param_value_validate (pspec, to);
}

static gboolean
add_change (GQuark field, const GValue *value, gpointer data)
{
  Changes *changes = data;
  const gchar *name = g_quark_to_string (field);
  GParamSpec *pspec = find_property (changes->self, name);
  GValue converted = G_VALUE_INIT;

  if (pspec == NULL) {
    GST_WARNING_OBJECT (changes->self,
        "%s is no property that can change in "
        "PLAYING",
        name);
    return FALSE;
  }
  if (!convert_value (value, &converted, pspec)) {
    GST_WARNING_OBJECT (changes->self,
        "the value for %s has another type, or "
        "is out of range",
        name);
    g_value_unset (&converted);
    return FALSE;
  }
  g_ptr_array_add (changes->names, (gpointer) pspec->name);
  g_array_append_val (changes->values, converted);
  return TRUE;
}

static gboolean
set_fields (GstOpenaiRealtime *self, const GstStructure *fields)
{
  Changes changes = {
    self,
  };
  gboolean ok;

  changes.names = g_ptr_array_new ();
  changes.values = g_array_new (FALSE, TRUE, sizeof (GValue));
  g_array_set_clear_func (changes.values, (GDestroyNotify) g_value_unset);
  ok = gst_structure_foreach (fields, add_change, &changes);
  if (ok)
    g_object_setv (G_OBJECT (self), changes.names->len,
        (const gchar **) changes.names->pdata,
        (GValue *) (gpointer) changes.values->data);
  g_ptr_array_unref (changes.names);
  g_array_unref (changes.values);
  return ok;
}

static gboolean
switch_agent (GstOpenaiRealtime *self, const GstStructure *fields)
{
  OaSession *session;

  if (fields == NULL || !set_fields (self, fields))
    return FALSE;
  /* The application may hold back notifications of properties. */
  gst_openai_realtime_settings_changed (self);
  session = gst_structure_has_field (fields, "voice")
      ? gst_openai_realtime_ref_session (self)
      : NULL;
  /* Behind the update, which is on its way to the loop already. */
  if (session != NULL) {
    oa_session_request (session, oa_request_new (OA_REQUEST_VOICE));
    oa_session_unref (session);
  }
  return TRUE;
}

void
gst_openai_realtime_install_agent_action (GObjectClass *klass)
{
  /**
   * GstOpenaiRealtime::switch-agent:
   * @self: the element
   * @fields: a structure whose fields are named as properties that can change
   *   in PLAYING: instructions, tools, tool-choice, voice, …
   *
   * Sets these properties in one step: the service gets one update, or nothing
   * is set when a field does not fit. The conversation is kept. The model keeps
   * a voice once it has spoken; another `voice` therefore comes with another
   * session, which is made ready and takes over in the next pause as with
   * #GstOpenaiRealtime::renew. Works in any state.
   *
   * Returns: %FALSE when nothing was set
   * Since: 0.1
   */
  oa_action_add (klass, "switch-agent", G_CALLBACK (switch_agent), 0, 1,
      GST_TYPE_STRUCTURE);
}
