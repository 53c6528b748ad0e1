/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* backlog.h - the lines that are not in the database yet, in memory: first
 * those that are to go into the journal, then those that are in it.
 *
 * Not safe for threads by itself: its owner has a lock. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GQueue told;    /* of gchar *, for the journal */
  GQueue waiting; /* of gchar *, for the database */
  gsize told_bytes;
  gsize waiting_bytes;
  guint64 dropped;
} OvsBacklog;

/* What fits: told before or not. */
#define OVS_BACKLOG_MAX_BYTES (64 * 1024 * 1024)

void ovs_backlog_clear (OvsBacklog *self);

/* Takes line. FALSE: there is no room, it is dropped. */
gboolean ovs_backlog_tell (OvsBacklog *self, gchar *line);
/* Of the journal of an earlier run. Takes line. */
void ovs_backlog_restore (OvsBacklog *self, gchar *line);
/* The first n of those told have been through the journal. */
void ovs_backlog_keep (OvsBacklog *self, guint n);
/* The first n of those that wait are in the database. */
void ovs_backlog_done (OvsBacklog *self, guint n);

/* A text for the journal; NULL = none. */
gchar *ovs_backlog_join (GQueue *lines, gsize bytes);
gsize ovs_backlog_get_length (const OvsBacklog *self);

G_END_DECLS
