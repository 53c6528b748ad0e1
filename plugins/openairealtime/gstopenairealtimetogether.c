/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimetogether.c - several properties set in one step, all or
 * none. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstopenairealtime.h"

#define GST_CAT_DEFAULT gst_openai_realtime_debug

typedef struct
{
  GstOpenaiRealtime *self;
  GPtrArray *names;             /* of const gchar * */
  GArray *values;               /* of GValue */
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
    GST_WARNING_OBJECT (changes->self, "%s is no property that can change in "
        "PLAYING", name);
    return FALSE;
  }
  if (!convert_value (value, &converted, pspec)) {
    GST_WARNING_OBJECT (changes->self, "the value for %s has another type, or "
        "is out of range", name);
    g_value_unset (&converted);
    return FALSE;
  }
  g_ptr_array_add (changes->names, (gpointer) pspec->name);
  g_array_append_val (changes->values, converted);
  return TRUE;
}

/* What other threads set meanwhile goes along. */
static void
apply_changes (Changes *changes)
{
  GstOpenaiRealtime *self = changes->self;
  guint i;

  g_object_freeze_notify (G_OBJECT (self));
  for (i = 0; i < changes->names->len; i++)
    g_object_set_property (G_OBJECT (self),
        g_ptr_array_index (changes->names, i),
        &g_array_index (changes->values, GValue, i));
  g_object_thaw_notify (G_OBJECT (self));
}

gboolean
gst_openai_realtime_set_together (GstOpenaiRealtime *self,
    const GstStructure *fields)
{
  Changes changes = { self, };
  gboolean ok;

  changes.names = g_ptr_array_new ();
  changes.values = g_array_new (FALSE, TRUE, sizeof (GValue));
  g_array_set_clear_func (changes.values, (GDestroyNotify) g_value_unset);
  ok = gst_structure_foreach (fields, add_change, &changes);
  if (ok)
    apply_changes (&changes);
  g_ptr_array_unref (changes.names);
  g_array_unref (changes.values);
  return ok;
}
