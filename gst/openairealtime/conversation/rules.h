/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* rules.h - what a conversation must know of its session and of its user's
 * wishes. Plain values; all may change at any time. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean answers;          /* the session has items of ours and responses;
                              * else nothing is asked for */
  gboolean service_creates;  /* the responses to turns that it detects */
  gboolean leaves_turns;     /* which it does not, as they are not to be
                              * answered at once: each is OA_ACTION_TURN */
  gboolean transcribes;      /* each turn of the user gets a text */
  gboolean plays;            /* the speech comes here; else that none came
                              * says nothing */
  gboolean sounding;         /* speech waits to be sounded: no time for a
                              * filler */
  gboolean input_ended;      /* no further turn comes, so that calls without
                              * end have one all the same */
  gboolean times_out;        /* requests that are not answered, and responses
                              * of which nothing comes, are given up in time,
                              * with a warning; else others look after that,
                              * see oa_conversation_time_out() */
  guint response_timeout_ms; /* for responses then, never less than 30 s, in
                              * which a model may think; 0 = no limit */
  gboolean online;           /* there is a session; for the parts only */
} OaConversationRules;

G_END_DECLS
