/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* twilioleg.h - a call by Twilio, in or out, as a leg. */

#pragma once

#include "leg.h"
#include "twilio/line.h"

G_BEGIN_DECLS

/* How to call somebody. */
typedef struct
{
  gchar *from;
  gchar *to;
  guint ring_s;
  gboolean detect_machine;
  gboolean hang_up_on_machine;
} OvsTwilioOutgoing;

/* A call that came in: @sid is its. @call_id: ours. */
OvsLeg *ovs_twilio_leg_new_incoming (OvsTwilioLine *line, const gchar *call_id,
    const gchar *sid);
/* One that is made when it is started. */
OvsLeg *ovs_twilio_leg_new_outgoing (OvsTwilioLine *line, const gchar *call_id,
    const OvsTwilioOutgoing *outgoing);

/* NULL: it is of another kind. */
OvsLeg *ovs_twilio_leg_cast (OvsLeg *leg);

/* What the phone company calls it; what was told first counts. */
void ovs_twilio_leg_identify (OvsLeg *leg, const gchar *sid);
/* Its media have come: see OvsLegListener. FALSE: it does not wait for them. */
gboolean ovs_twilio_leg_take_media (OvsLeg *leg, GstElement *pipeline,
    GstElement *phone);
/* It was asked what follows its media; that may be before their end is known
 * here. */
void ovs_twilio_leg_take_question (OvsLeg *leg);
/* What the phone company tells of it; each may be NULL. */
void ovs_twilio_leg_take_status (OvsLeg *leg, const gchar *status,
    const gchar *answered_by);

G_END_DECLS
