/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* userturns.h - the turns of the user: whose commits they are, how many there
 * were, and which of them have no text yet.
 *
 * Pure; of one session, but for the counts. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who made a turn of what was said. */
typedef enum
{
  OA_TURN_OURS,     /* a commit of ours */
  OA_TURN_DETECTED, /* by the service */
  OA_TURN_IDLE,     /* no turn: silence that was committed */
} OaTurnOrigin;

typedef struct
{
  gboolean speaks; /* the user does, as the service hears it */
  guint count;
  guint spoken;     /* of them; the others were written */
  guint commits;    /* of ours, not acknowledged yet */
  gchar *idle_item; /* of an idle timeout, not committed yet */
  GQueue awaiting;  /* ids of items without a text yet */
  GQueue early;     /* with a text, and not committed yet */
} OaUserTurns;

/* Begins as zeroes. */
void oa_user_turns_clear (OaUserTurns *self);
/* Neither texts nor acknowledgements are waited for any more. */
void oa_user_turns_time_out (OaUserTurns *self);
void oa_user_turns_link_lost (OaUserTurns *self);

/* @transcribed: it gets a text. */
OaTurnOrigin oa_user_turns_committed (OaUserTurns *self, const gchar *item_id,
    gboolean transcribed);
/* The service commits the silence and answers it by itself, also where it does
 * not answer turns. */
void oa_user_turns_idle (OaUserTurns *self, const gchar *item_id);
/* The text of an item has come, or there will be none. */
void oa_user_turns_transcribed (OaUserTurns *self, const gchar *item_id);
gboolean oa_user_turns_awaits_text (const OaUserTurns *self);

G_END_DECLS
