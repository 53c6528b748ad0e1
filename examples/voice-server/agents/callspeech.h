/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callspeech.h - words that the program lets an agent say in a call. */

#pragma once

#include "callstate.h"

G_BEGIN_DECLS

typedef enum
{
  OVS_SAY_GREETING,
  OVS_SAY_GREETING_PROTECTED,
  OVS_SAY_WORDS,
  OVS_SAY_GOODBYE, /* protected, and calls no function */
} OvsSayKind;

/* What the service is asked for. (transfer full) */
gchar *ovs_say_make_response (OvsSayKind kind, const gchar *words);
/* The same with instructions in their own words, as guard rails have. */
gchar *ovs_instead_make_response (const gchar *instructions);

/* Behind what is being said. FALSE: there is no session. */
gboolean ovs_call_say (OvsCallState *self, OvsSayKind kind, const gchar *words);

/* Ends the call when what is asked for has been heard. */
void ovs_call_hang_up (OvsCallState *self);

/* @func with @number when the words that begin next have been heard, or do not
 * come. */
void ovs_call_do_after_words (OvsCallState *self,
    void (*func) (OvsCallState *self, gchar *number), const gchar *number);
/* What the listener tells. */
void ovs_call_words_begun (OvsCallState *self, const gchar *item_id);
void ovs_call_words_over (OvsCallState *self, const gchar *item_id);

G_END_DECLS
