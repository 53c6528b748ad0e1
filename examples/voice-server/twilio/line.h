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
} OvsTwilioLine;

OvsTwilioLine *ovs_twilio_line_new (const OvsSettings *settings);
void ovs_twilio_line_free (OvsTwilioLine *self);

/* What is done when the call's media have ended. */
void ovs_twilio_line_set_transfer (OvsTwilioLine *self, const gchar *sid,
    const gchar *number);
/* Once; NULL: nothing follows. */
gchar *ovs_twilio_line_take_transfer (OvsTwilioLine *self, const gchar *sid);

/* Letters and digits, as Twilio's are. */
gboolean ovs_twilio_is_sid (const gchar *text);

G_END_DECLS
