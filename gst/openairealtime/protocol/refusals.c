/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "refusals.h"

#include "sessiondiff.h"
#include "sessionpath.h"

void
oa_refusals_init (OaRefusals *self)
{
  self->fields = g_ptr_array_new_with_free_func (g_free);
  self->updates = g_ptr_array_new_with_free_func (
      (GDestroyNotify) json_object_unref);
  self->voice_locked = FALSE;
}

void
oa_refusals_clear (OaRefusals *self)
{
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->updates);
}

void
oa_refusals_add_field (OaRefusals *self, const gchar *path, JsonObject *session)
{
  gchar *all = oa_session_path_of_all_elements (path);

  oa_session_path_remove (session, all);
  g_ptr_array_add (self->fields, all);
}

void
oa_refusals_inherit_fields (OaRefusals *self, const OaRefusals *other)
{
  for (guint i = 0; i < other->fields->len; i++)
    g_ptr_array_add (self->fields,
        g_strdup (g_ptr_array_index (other->fields, i)));
}

void
oa_refusals_remove_fields (const OaRefusals *self, JsonObject *session,
    JsonObject *given)
{
  for (guint i = 0; i < self->fields->len; i++) {
    const gchar *path = g_ptr_array_index (self->fields, i);

    if (!oa_session_path_has (given, path))
      oa_session_path_remove (session, path);
  }
}

void
oa_refusals_add_update (OaRefusals *self, JsonObject *update)
{
  g_ptr_array_add (self->updates, update);
}

gboolean
oa_refusals_adopt_updates (OaRefusals *self, const OaRefusals *other)
{
  if (self->updates->len > 0 || other->updates->len == 0)
    return FALSE;
  for (guint i = 0; i < other->updates->len; i++)
    g_ptr_array_add (self->updates,
        json_object_ref (g_ptr_array_index (other->updates, i)));
  return TRUE;
}

void
oa_refusals_release (OaRefusals *self, JsonObject *wanted)
{
  for (guint i = self->updates->len; i > 0; i--)
    if (oa_session_differs (g_ptr_array_index (self->updates, i - 1), wanted))
      g_ptr_array_remove_index (self->updates, i - 1);
}

JsonObject *
oa_refusals_subtract (const OaRefusals *self, JsonObject *due)
{
  JsonObject *voice;

  for (guint i = 0; i < self->updates->len; i++)
    due = oa_session_subtract (due, g_ptr_array_index (self->updates, i));
  if (!due || !self->voice_locked)
    return due;
  voice = oa_session_get_voice (due);
  due = oa_session_subtract (due, voice);
  json_object_unref (voice);
  return due;
}
