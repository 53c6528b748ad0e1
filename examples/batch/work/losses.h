/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* losses.h - what is missing of a recording that went through. */

#pragma once

#include "outcome.h"
#include "pipeline.h"

G_BEGIN_DECLS

/* Warns of it in the channel; a failure when nothing is left. unheard: the
 * element has told that the service heard nothing. */
void orb_losses_check (const OrbSetup *setup, const OrbArrival *arrival,
    gboolean unheard, OrbChannel *channel, OrbOutcome *outcome);

G_END_DECLS
