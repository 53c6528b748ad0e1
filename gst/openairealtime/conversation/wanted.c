/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wanted.c - what a wanted response is, and how it is asked for. */

#include "wanted.h"

#include "protocol/json.h"

OaWanted *
oa_wanted_new (OaWantedKind kind)
{
  OaWanted *self = g_new0 (OaWanted, 1);

  self->kind = kind;
  return self;
}

static gboolean
has_metadata (JsonObject *response, const gchar *key, const gchar *value)
{
  return g_strcmp0 (oa_json_get_string (oa_json_get_object (response,
              "metadata"), key), value) == 0;
}

OaWanted *
oa_wanted_new_overrides (JsonObject *overrides)
{
  OaWanted *self = oa_wanted_new (OA_WANTED_OVERRIDES);

  self->overrides = json_object_ref (overrides);
  self->is_protected =
      has_metadata (overrides, OA_METADATA_INTERRUPTIBLE, "false");
  self->is_greeting =
      has_metadata (overrides, OA_METADATA_PURPOSE, OA_PURPOSE_GREETING);
  return self;
}

OaWanted *
oa_wanted_new_words (const OaSay *say)
{
  OaWanted *self = oa_wanted_new (OA_WANTED_WORDS);

  self->say = *say;
  self->say.words = g_strdup (say->words);
  self->is_protected = say->is_protected;
  self->is_greeting = say->kind == OA_SAY_GREETING;
  return self;
}

void
oa_wanted_free (gpointer wanted)
{
  OaWanted *self = wanted;

  if (self == NULL)
    return;
  g_clear_pointer (&self->overrides, json_object_unref);
  g_free (self->say.words);
  g_free (self);
}

OaCommand *
oa_wanted_make_command (const OaWanted *self)
{
  if (self->kind == OA_WANTED_WORDS)
    return oa_command_new_say (&self->say);
  return oa_command_new_respond (self->overrides != NULL
      ? json_object_ref (self->overrides) : NULL);
}

gboolean
oa_wanted_is_default (const OaWanted *self)
{
  return self != NULL && self->kind <= OA_WANTED_OUTPUTS;
}

gboolean
oa_wanted_is_filler (const OaWanted *self)
{
  return self->kind == OA_WANTED_WORDS && self->say.kind == OA_SAY_FILLER;
}

gboolean
oa_wanted_is_for_outputs (const OaWanted *self)
{
  return self->kind == OA_WANTED_OUTPUTS;
}

gboolean
oa_wanted_is_interruptible (const OaWanted *self)
{
  return !self->is_protected;
}

void
oa_wanted_remove (GQueue *queue, gboolean (*matches) (const OaWanted *wanted))
{
  GList *l, *next;

  for (l = queue->head; l != NULL; l = next) {
    next = l->next;
    if (matches != NULL && !matches (l->data))
      continue;
    oa_wanted_free (l->data);
    g_queue_delete_link (queue, l);
  }
}

gboolean
oa_wanted_waits (const GQueue *queue, gboolean is_protected)
{
  const GList *l;

  for (l = queue->head; l != NULL; l = l->next) {
    if (((const OaWanted *) l->data)->is_protected == is_protected)
      return TRUE;
  }
  return FALSE;
}
