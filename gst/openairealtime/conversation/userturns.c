/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* userturns.c - counting turns, and the texts that are still to come. */

#include "userturns.h"

#include "ids.h"

/* Texts that are waited for at the same time. */
#define MAX_TEXTS 64

void
oa_user_turns_time_out (OaUserTurns *self)
{
  g_queue_clear_full (&self->awaiting, g_free);
  self->commits = 0;
}

void
oa_user_turns_link_lost (OaUserTurns *self)
{
  oa_user_turns_time_out (self);
  g_queue_clear_full (&self->early, g_free);
  /* The service that would have told the end of this speech is gone. */
  self->speaks = FALSE;
}

void
oa_user_turns_clear (OaUserTurns *self)
{
  oa_user_turns_link_lost (self);
  g_clear_pointer (&self->idle_item, g_free);
}

static gboolean
take_idle_item (OaUserTurns *self, const gchar *item_id)
{
  gboolean idle = self->idle_item != NULL
      && g_strcmp0 (self->idle_item, item_id) == 0;

  if (idle)
    g_clear_pointer (&self->idle_item, g_free);
  return idle;
}

OaTurnOrigin
oa_user_turns_committed (OaUserTurns *self, const gchar *item_id,
    gboolean transcribed)
{
  if (take_idle_item (self, item_id))
    return OA_TURN_IDLE;
  self->count++;
  self->spoken++;
  if (transcribed && item_id != NULL && !oa_ids_forget (&self->early, item_id))
    oa_ids_remember (&self->awaiting, item_id, MAX_TEXTS);
  if (self->commits == 0)
    return OA_TURN_DETECTED;
  self->commits--;
  return OA_TURN_OURS;
}

void
oa_user_turns_idle (OaUserTurns *self, const gchar *item_id)
{
  g_free (self->idle_item);
  self->idle_item = g_strdup (item_id);
}

void
oa_user_turns_transcribed (OaUserTurns *self, const gchar *item_id)
{
  if (item_id != NULL && !oa_ids_forget (&self->awaiting, item_id)
      && !oa_ids_contain (&self->early, item_id))
    oa_ids_remember (&self->early, item_id, MAX_TEXTS);
}

gboolean
oa_user_turns_awaits_text (const OaUserTurns *self)
{
  return self->commits > 0 || !g_queue_is_empty ((GQueue *) &self->awaiting);
}
