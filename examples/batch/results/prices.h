/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* prices.h - what a use of the service costs, by a table in a file.
 *
 * There is no price in the program: they change. Pure but for reading. */

#pragma once

#include "results/settings.h"
#include "transcript/transcript.h"

G_BEGIN_DECLS

typedef struct _OrbPrices OrbPrices;

OrbPrices *orb_prices_new_from_file (const gchar *path, GError **error);
OrbPrices *orb_prices_new (const gchar *json, GError **error);
void orb_prices_free (OrbPrices *self);
const gchar *orb_prices_get_currency (const OrbPrices *self);

/* What was used, and how much audio was heard; -1 when the table lacks a
 * model. */
gdouble orb_prices_cost (const OrbPrices *self, const OrbSettings *settings,
    const OrbUsage *usage, gdouble seconds);

/* What so much speech will probably use. */
void orb_prices_guess_usage (const OrbPrices *self, const OrbSettings *settings,
    gdouble seconds, OrbUsage *usage);

/* What a recording may cost; -1 = not known. Without prices, too. */
gdouble orb_prices_estimate (const OrbPrices *self, const OrbSettings *settings,
    gdouble seconds, guint channels);

/* What the table lacks of the models, as a sentence, or NULL. */
gchar *orb_prices_find_missing (const OrbPrices *self,
    const OrbSettings *settings);

G_END_DECLS
