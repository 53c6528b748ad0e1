/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* usage.h - token counts as the service makes them, roughly. Pure. */

#pragma once

#include "items.h"

G_BEGIN_DECLS

#define ORS_MS_PER_USER_TOKEN 100
#define ORS_MS_PER_ASSISTANT_TOKEN 50

typedef struct
{
  gint64 text;
  gint64 audio;
} OrsTokens;

/* Adds what @item costs in a context. */
void ors_tokens_add_item (OrsTokens *self, OrsItem *item);
void ors_tokens_add_text (OrsTokens *self, const gchar *text);

/* response.usage */
JsonObject *ors_usage_new (const OrsTokens *input, const OrsTokens *output);

G_END_DECLS
