/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* turnrules.h - which pauses end a turn for a service that does as its settings
 * say.
 *
 * Durations in ms. Pure: what follows from the settings, without a state. */

#pragma once

#include "../enums.h"

G_BEGIN_DECLS

typedef struct
{
  GstOpenaiRealtimeTurnDetection detection;
  guint silence_ms;
  GstOpenaiRealtimeEagerness eagerness;
} OaTurnRules;

gboolean oa_turn_rules_service_detects (const OaTurnRules *self);

/* Shortest pause at which the upload should be marked. */
guint oa_turn_rules_get_min_pause (const OaTurnRules *self);

/* How long before the end of a pause the upload should stop. */
guint oa_turn_rules_get_lookback (const OaTurnRules *self);

/* Silence after which the service must have ended a turn; 0 when it ends none
 * by itself. */
guint oa_turn_rules_get_end_silence (const OaTurnRules *self);

/* The same for a pause of @pause_ms; @last: nothing follows. */
guint oa_turn_rules_get_needed_silence (const OaTurnRules *self, guint pause_ms,
    gboolean last);

/* Such a pause is an end for a service that does as it was told. */
gboolean oa_turn_rules_expect_end (const OaTurnRules *self, guint pause_ms,
    gboolean last);

/* How long a service that has answered a probe after @round_trip may still be
 * about to hear something; both in us. */
gint64 oa_turn_rules_get_grace (const OaTurnRules *self, gint64 round_trip);

G_END_DECLS
