/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* line.h - what all calls by one account have in common: tokens that let their
 * media in, the REST API, and what shall follow calls that have left us. */

#pragma once

#include "twilio/rest.h"
#include "twilio/tokens.h"

G_BEGIN_DECLS

typedef struct
{
  const OvsSettings *settings;
  OvsTwilioRest *rest; /* or NULL */
  OvsTokens *tokens;
  GHashTable *transfers; /* CallSid -> number to dial */
  GHashTable *questions; /* CallSid -> since when its end is to be asked of */
  guint waiting;         /* for so many of them the end waits */
} OvsTwilioLine;

OvsTwilioLine *ovs_twilio_line_new (const OvsSettings *settings);
void ovs_twilio_line_free (OvsTwilioLine *self);

/* What is done when the call's media have ended. */
void ovs_twilio_line_set_transfer (OvsTwilioLine *self, const gchar *sid,
    const gchar *number);
/* We have ended the media of a call whose caller is still there: the phone
 * company asks in a moment what follows. */
void ovs_twilio_line_expect_question (OvsTwilioLine *self, const gchar *sid);
/* Until all have been asked that may still come, not longer than this. The main
 * context runs meanwhile. */
void ovs_twilio_line_wait (OvsTwilioLine *self, guint ms);
/* It was asked. Once; NULL: nothing follows. */
gchar *ovs_twilio_line_take_transfer (OvsTwilioLine *self, const gchar *sid);

G_END_DECLS
