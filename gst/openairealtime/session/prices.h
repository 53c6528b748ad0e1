/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* prices.h - what a use of the service costs, by a table that the user has.
 *
 * Prices change: none is compiled in. The table is a JSON object,
 * {"currency": "USD", "models": {NAME: {"text_input": P, "text_cached": P,
 * "text_output": P, "audio_input": P, "audio_cached": P, "audio_output": P}}},
 * P per million tokens. Without its own price, cached input costs what other
 * input does. "minute" and "context", which other programs use, are left alone.
 * Any other member, a missing price, or one that is no number, makes the table
 * unusable: its tokens would cost nothing. Pure. */

#pragma once

#include "protocol/event.h"

G_BEGIN_DECLS

#define OA_PRICES_MAX_SIZE (1024 * 1024)

typedef struct _OaPrices OaPrices;

/* For one model; NULL and @error when the table is none, or has no prices for
 * it. */
OaPrices *oa_prices_new (const gchar *json, const gchar *model, GError **error);
void oa_prices_free (OaPrices *self);

gdouble oa_prices_get_cost (const OaPrices *self, const OaUsage *usage);

G_END_DECLS
