/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* prices.h - what tokens cost, by a table in a file.
 *
 * There is no price in a program: they change. The rule is that of the
 * element's price-table. Pure but for reading. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AppPrices AppPrices;

/* Of the input, cached ones are part. */
typedef struct
{
  gdouble input_text;
  gdouble input_audio;
  gdouble cached; /* of any kind */
  gdouble cached_text;
  gdouble cached_audio;
  gdouble output_text;
  gdouble output_audio;
} AppTokens;

AppPrices *app_prices_new_from_file (const gchar *path, GError **error);
AppPrices *app_prices_new (const gchar *json, GError **error);
void app_prices_free (AppPrices *self);
const gchar *app_prices_get_currency (const AppPrices *self);

gboolean app_prices_has_model (const AppPrices *self, const gchar *model);
/* A member of the model's, as "minute"; -1 = it has none. */
gdouble app_prices_get (const AppPrices *self, const gchar *model,
    const gchar *member);
/* -1 when the table lacks the model. A kind without a price costs nothing. */
gdouble app_prices_get_cost (const AppPrices *self, const gchar *model,
    const AppTokens *tokens);

/* What the table lacks of the model, NULL = nothing to look for: one of these
 * members, ended by NULL; as a sentence, or NULL. */
gchar *app_prices_find_missing (const AppPrices *self, const gchar *model,
    const gchar *const *members);

G_END_DECLS
