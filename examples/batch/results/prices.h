/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* prices.h - what a use of the service costs, by a table of prices. Pure. */

#pragma once

#include "common/prices.h"
#include "results/settings.h"
#include "transcript/transcript.h"

G_BEGIN_DECLS

/* What was used, and how much audio was heard; -1 when the table lacks a
 * model. */
gdouble orb_prices_cost (const AppPrices *self, const OrbSettings *settings,
    const OrbUsage *usage, gdouble seconds);

/* What so much speech will probably use. */
void orb_prices_guess_usage (const AppPrices *self, const OrbSettings *settings,
    gdouble seconds, OrbUsage *usage);

/* What a recording may cost; -1 = not known. Without prices, too. */
gdouble orb_prices_estimate (const AppPrices *self, const OrbSettings *settings,
    gdouble seconds, guint channels);

/* What the table lacks of the models, as a sentence, or NULL. */
gchar *orb_prices_find_missing (const AppPrices *self,
    const OrbSettings *settings);

G_END_DECLS
