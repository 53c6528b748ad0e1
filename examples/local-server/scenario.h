/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* scenario.h - how the server misbehaves. See `--list-scenarios`. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  ORS_FAULT_NONE,
  ORS_FAULT_HTTP,
  ORS_FAULT_HALF_OPEN,
  ORS_FAULT_SLOW_READER,
  ORS_FAULT_SILENT,
  ORS_FAULT_ERROR_CLOSE,
  ORS_FAULT_CLOSE,
  ORS_FAULT_NO_SESSION_UPDATED,
  ORS_FAULT_REFUSE_UPDATE,
  ORS_FAULT_HOLD_UPDATES,
  ORS_FAULT_UNKNOWN_FIELDS,
  ORS_FAULT_STALL_RESPONSE,
  ORS_FAULT_STALL_DELTA,
  ORS_FAULT_RESET,
  ORS_FAULT_MALFORMED_JSON,
  ORS_FAULT_DEEP_JSON,
  ORS_FAULT_UNKNOWN_EVENTS,
  ORS_FAULT_HUGE_MESSAGE,
  ORS_FAULT_HUGE_DELTA,
  ORS_FAULT_TINY_DELTAS,
  ORS_FAULT_FRAGMENTED,
  ORS_FAULT_DUPLICATE_DELTAS,
  ORS_FAULT_LATE_DELTAS,
  ORS_FAULT_LATE_TRANSCRIPTS,
  ORS_FAULT_NO_RESPONSE,
  ORS_FAULT_NEVER_COMMITS,
  ORS_FAULT_FAILED_RESPONSE,
  ORS_FAULT_EXPIRES,
  ORS_FAULT_WRONG_FORMAT,
  ORS_FAULT_OTHER_FORMATS,
  ORS_FAULT_ERROR_STORM,
  ORS_FAULT_REFUSE_TRUNCATE,
  ORS_FAULT_RATE_LIMIT,
} OrsFault;

typedef struct
{
  OrsFault fault;
  JsonObject *parameters; /* never NULL */
} OrsScenario;

/* A name of the table, inline JSON {"fault": …, …}, or NULL for none. */
OrsScenario *ors_scenario_new (const gchar *text, GError **error);
void ors_scenario_free (OrsScenario *self);

gint64 ors_scenario_get_int (const OrsScenario *self, const gchar *name,
    gint64 fallback);
const gchar *ors_scenario_get_string (const OrsScenario *self,
    const gchar *name, const gchar *fallback);

/* FALSE when the parameter "sessions" says that only so many earlier ones are
 * concerned; @index counts from 0. */
gboolean ors_scenario_applies (const OrsScenario *self, guint index);

/* The table: names with their descriptions, NULL at the end. */
typedef struct
{
  const gchar *name;
  const gchar *json;
  const gchar *description;
} OrsScenarioEntry;

const OrsScenarioEntry *ors_scenario_list (void);

G_END_DECLS
