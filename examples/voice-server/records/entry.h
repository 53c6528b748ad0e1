/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* entry.h - a record as a line of the journal, and as a statement with its
 * values for the database.
 *
 * Pure. A line has all that the statement needs, and an id: it may be told to
 * the database more than once. Texts are bounded and valid UTF-8. */

#pragma once

#include "records/databasekind.h"
#include "records/types.h"

G_BEGIN_DECLS

/* Who writes: the folder, the run of the program in it, and a count. */
typedef struct
{
  gchar *instance;
  gchar *run;
  guint64 count;
} OvsEntrySource;

gchar *ovs_entry_new_call (OvsEntrySource *source, const OvsCallRecord *call);
gchar *ovs_entry_new_turn (OvsEntrySource *source, const gchar *call_id,
    const OvsTurnRecord *turn);
gchar *ovs_entry_new_tool (OvsEntrySource *source, const gchar *call_id,
    const OvsToolRecord *tool);
gchar *ovs_entry_new_fact (OvsEntrySource *source, const gchar *call_id,
    const gchar *name, const gchar *value);
gchar *ovs_entry_new_usage (OvsEntrySource *source, const gchar *call_id,
    const OvsUsageRecord *usage);
gchar *ovs_entry_new_end (OvsEntrySource *source, const gchar *call_id,
    const OvsEndRecord *end);
/* The calls of earlier runs that have no end. */
gchar *ovs_entry_new_break (OvsEntrySource *source);

typedef struct
{
  JsonObject *object; /* has the texts */
  OvsStatement statement;
  OvsValue values[OVS_MAX_VALUES];
  guint n_values;
} OvsEntry;

/* FALSE: it is no line of a journal. */
gboolean ovs_entry_read (OvsEntry *self, const gchar *line, gsize length);
void ovs_entry_clear (OvsEntry *self);

G_END_DECLS
