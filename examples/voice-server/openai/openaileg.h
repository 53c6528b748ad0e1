/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* openaileg.h - a call that came to OpenAI by SIP, as a leg: its media are
 * there, and only its events come here. */

#pragma once

#include "leg.h"
#include "openai/control.h"

G_BEGIN_DECLS

/* @external_id: its id at OpenAI. */
OvsLeg *ovs_openai_leg_new (OvsOpenaiControl *control,
    const gchar *external_id);

G_END_DECLS
