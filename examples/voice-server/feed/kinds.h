/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* kinds.h - what happens in a call, as events of its feed: the shape of each
 * kind is here and nowhere else. */

#pragma once

#include "feed/feed.h"
#include "records/types.h"

G_BEGIN_DECLS

typedef enum
{
  OVS_NOTE_INFO,
  OVS_NOTE_WARNING,
  OVS_NOTE_ERROR,
} OvsNoteLevel;

void ovs_feed_add_speech (OvsFeed *self, const gchar *role,
    const gchar *item_id, gboolean speaking);
/* @text: a piece, or @final all of it. */
void ovs_feed_add_transcript (OvsFeed *self, const gchar *role,
    const gchar *item_id, const gchar *text, gboolean final);
/* @text: as it was heard; NULL: nothing of it. */
void ovs_feed_add_interrupted (OvsFeed *self, const gchar *item_id,
    guint64 heard_ms, guint64 dropped_ms, const gchar *text);
void ovs_feed_add_turn (OvsFeed *self, const OvsTurnRecord *turn);
/* @call_id: the model's id of the function call. */
void ovs_feed_add_tool_started (OvsFeed *self, const gchar *call_id,
    const gchar *name, const gchar *arguments);
void ovs_feed_add_tool (OvsFeed *self, const gchar *call_id,
    const OvsToolRecord *tool);
/* @total_cost: of the call up to here; below 0 = not known. */
void ovs_feed_add_usage (OvsFeed *self, const OvsUsageRecord *usage,
    gdouble total_cost);
void ovs_feed_add_fact (OvsFeed *self, const gchar *name, const gchar *value);
void ovs_feed_add_note (OvsFeed *self, OvsNoteLevel level,
    const gchar *sentence);
/* A note about the connection to the service: it was lost, or is there again.
 */
void ovs_feed_add_link_note (OvsFeed *self, gboolean there,
    const gchar *sentence);

G_END_DECLS
