/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* result.h - what came of a recording, as JSON: for the journal, the summary
 * and the report alike. */

#pragma once

#include "channel.h"
#include "prices.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Columns of a waveform in a result. */
#define ORB_WAVE 400

typedef struct
{
  const OrbSettings *settings;
  const AppPrices *prices; /* or NULL */
  const gchar *uri;
  const gchar *recording; /* as errors name it */
  const gchar *name;      /* of its files */
  guint attempts;
  gdouble wall; /* s */
} OrbResultSource;

/* channels: of OrbChannel; may be empty. files: as orb_outputs_write() gives
 * them, or NULL. */
JsonObject *orb_result_new (const OrbResultSource *source, GPtrArray *channels,
    JsonArray *files);

void orb_result_set_failure (JsonObject *result, const gchar *cause);

/* May this be used as a result? What is read from a file may be anything. */
gboolean orb_result_check (JsonObject *result);

gboolean orb_result_is_done (JsonObject *result);
/* Something is missing; its warnings tell what. */
gboolean orb_result_is_incomplete (JsonObject *result);

/* The value below which `share` of the sorted values lie; -1 of none. */
gdouble orb_quantile (const gdouble *sorted, guint n, gdouble share);
/* For sorting gdoubles. */
gint orb_by_value (gconstpointer a, gconstpointer b);
/* The numbers of an array, sorted. */
GArray *orb_result_sorted (JsonArray *array);

G_END_DECLS
