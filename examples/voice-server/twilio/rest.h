/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* rest.h - Twilio's REST API as far as calls need it: made, moved, ended, and
 * messages sent. Does not know what a call is. Main thread; nothing blocks. */

#pragma once

#include "agents/agentrun.h"
#include "settings.h"

G_BEGIN_DECLS

typedef struct _OvsTwilioRest OvsTwilioRest;

/* NULL without an account and its token. @settings is used until the end. */
OvsTwilioRest *ovs_twilio_rest_new (const OvsSettings *settings);
/* What runs is cancelled, its functions are called with an error. */
void ovs_twilio_rest_free (OvsTwilioRest *self);

typedef struct
{
  const gchar *to;
  const gchar *from;
  const gchar *twiml_url; /* asked for when it is answered */
  const gchar *status_url;
  gboolean detect_machine;
  guint ring_s;
} OvsTwilioDial;

/* @sid: of the call; NULL with an error. */
typedef void (*OvsTwilioDialFunc) (const gchar *sid, const GError *error,
    gpointer user_data);

/* When its turn comes: not more in a second than the account may begin. */
void ovs_twilio_rest_dial (OvsTwilioRest *self, const OvsTwilioDial *dial,
    OvsTwilioDialFunc func, gpointer user_data);
/* The call that is made with this @user_data is not wanted any more. One whose
 * turn has not come is not made, and @func is called with an error. */
void ovs_twilio_rest_give_up (OvsTwilioRest *self, gpointer user_data);
/* A call that has gone is no error. */
void ovs_twilio_rest_hang_up (OvsTwilioRest *self, const gchar *sid,
    OvsDoneFunc done, gpointer done_data);
/* The call goes on by this TwiML. */
void ovs_twilio_rest_redirect (OvsTwilioRest *self, const gchar *sid,
    const gchar *twiml, OvsDoneFunc done, gpointer done_data);
void ovs_twilio_rest_send_sms (OvsTwilioRest *self, const gchar *from,
    const gchar *to, const gchar *text, OvsDoneFunc done, gpointer done_data);

/* Letters and digits, as Twilio's are. */
gboolean ovs_twilio_is_sid (const gchar *text);

/* Until what has been sent is answered, not longer than this. The main context
 * runs meanwhile. */
void ovs_twilio_rest_wait (OvsTwilioRest *self, guint ms);

G_END_DECLS
