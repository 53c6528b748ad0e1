/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* wanted.c - what a wanted response is. */

#include "wanted.h"

#include "protocol/json.h"

static OaWanted *
new_wanted (OaWantedKind kind, const OaCommand *command)
{
  OaWanted *self = g_new0 (OaWanted, 1);

  self->kind = kind;
  self->command = oa_command_copy (command);
  return self;
}

OaWanted *
oa_wanted_new (OaWantedKind kind)
{
  return new_wanted (kind, &(OaCommand){ OA_COMMAND_RESPOND });
}

static gboolean
has_metadata (JsonObject *response, const gchar *key, const gchar *value)
{
  return g_strcmp0 (oa_json_get_string (
                        oa_json_get_object (response, "metadata"), key),
             value)
      == 0;
}

OaWanted *
oa_wanted_new_overrides (JsonObject *overrides)
{
  OaWanted *self = new_wanted (OA_WANTED_OVERRIDES,
      &(OaCommand){ OA_COMMAND_RESPOND, .object = overrides });

  self->is_protected =
      has_metadata (overrides, OA_METADATA_INTERRUPTIBLE, "false");
  self->is_greeting =
      has_metadata (overrides, OA_METADATA_PURPOSE, OA_PURPOSE_GREETING);
  return self;
}

OaWanted *
oa_wanted_new_words (const OaSay *say)
{
  OaWanted *self =
      new_wanted (OA_WANTED_WORDS, &(OaCommand){ OA_COMMAND_SAY, .say = *say });

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
  oa_command_free (self->command);
  g_free (self);
}

gboolean
oa_wanted_is_default (const OaWanted *self)
{
  return self != NULL && self->kind <= OA_WANTED_OUTPUTS;
}

gboolean
oa_wanted_is_filler (const OaWanted *self)
{
  return self->kind == OA_WANTED_WORDS
      && self->command->say.kind == OA_SAY_FILLER;
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
