/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callrecorder.h - what happens in one call, told to all who keep or watch it:
 * records, metrics, log and feed. Main thread. */

#pragma once

#include "calls/office.h"
#include "feed/kinds.h"

G_BEGIN_DECLS

typedef struct _OvsCallRecorder OvsCallRecorder;

/* The call begins. @office is used until the end; @call is copied. */
OvsCallRecorder *ovs_call_recorder_new (const OvsOffice *office,
    const OvsCallRecord *call);
void ovs_call_recorder_free (OvsCallRecorder *self);
OvsFeed *ovs_call_recorder_get_feed (OvsCallRecorder *self);

/* Its media are there. */
void ovs_call_recorder_connect (OvsCallRecorder *self);
void ovs_call_recorder_end (OvsCallRecorder *self, const OvsEndRecord *end);

void ovs_call_recorder_add_turn (OvsCallRecorder *self,
    const OvsTurnRecord *turn);
/* @text: as it was heard, or NULL. */
void ovs_call_recorder_interrupt (OvsCallRecorder *self, const gchar *item_id,
    guint64 heard_ms, guint64 dropped_ms, const gchar *text);
/* @tool_id: the model's id of the function call. */
void ovs_call_recorder_begin_tool (OvsCallRecorder *self, const gchar *tool_id,
    const gchar *name, const gchar *arguments);
void ovs_call_recorder_end_tool (OvsCallRecorder *self, const gchar *tool_id,
    const OvsToolRecord *tool);
void ovs_call_recorder_set_fact (OvsCallRecorder *self, const gchar *name,
    const gchar *value);
void ovs_call_recorder_add_usage (OvsCallRecorder *self,
    const OvsUsageRecord *usage);
/* Up to here; below 0: not known. */
gdouble ovs_call_recorder_get_cost (OvsCallRecorder *self);
/* ms, of the newest answer. */
gint ovs_call_recorder_get_latency (OvsCallRecorder *self);
/* @event: a word or two for programs that read the log. */
void ovs_call_recorder_note (OvsCallRecorder *self, OvsNoteLevel level,
    const gchar *event, const gchar *sentence);
/* Figures without a record. */
void ovs_call_recorder_count (OvsCallRecorder *self, OvsCount count,
    gdouble amount);
void ovs_call_recorder_observe (OvsCallRecorder *self, OvsTime time,
    gdouble seconds);

G_END_DECLS
