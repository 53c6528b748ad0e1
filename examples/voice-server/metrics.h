/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* metrics.h - what the server counts, as Prometheus reads it. Main thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  OVS_COUNT_INTERRUPTIONS,
  OVS_COUNT_UNDERRUNS,
  OVS_COUNT_RECONNECTS,
  OVS_COUNT_TURNS,
  OVS_COUNT_TOOL_ERRORS,
  OVS_COUNT_COST,
  OVS_COUNT_REFUSED,    /* calls: too many, or in the drain */
  OVS_COUNT_SIGNATURES, /* requests with a wrong one */
  OVS_COUNT_WRONG_TOKENS,
  OVS_COUNT_LISTENERS, /* that listen in now */
  OVS_COUNT_STREAMS,   /* of events, now */
  OVS_N_COUNTS
} OvsCount;

typedef enum
{
  OVS_TOKENS_INPUT_TEXT,
  OVS_TOKENS_INPUT_AUDIO,
  OVS_TOKENS_CACHED_TEXT,
  OVS_TOKENS_CACHED_AUDIO,
  OVS_TOKENS_OUTPUT_TEXT,
  OVS_TOKENS_OUTPUT_AUDIO,
  OVS_N_TOKENS
} OvsTokenKind;

typedef enum
{
  OVS_TIME_FIRST_SOUND, /* from the end of speech until the answer is heard */
  OVS_TIME_TOOL,
  OVS_N_TIMES
} OvsTime;

typedef struct _OvsMetrics OvsMetrics;

OvsMetrics *ovs_metrics_new (void);
void ovs_metrics_free (OvsMetrics *self);

/* @leg, @direction and @cause are words of the program's. */
void ovs_metrics_begin_call (OvsMetrics *self, const gchar *leg,
    const gchar *direction);
void ovs_metrics_end_call (OvsMetrics *self, const gchar *leg,
    const gchar *cause, gdouble seconds);
void ovs_metrics_add (OvsMetrics *self, OvsCount count, gdouble amount);
void ovs_metrics_add_tokens (OvsMetrics *self, OvsTokenKind kind,
    guint64 amount);
void ovs_metrics_observe (OvsMetrics *self, OvsTime time, gdouble seconds);

/* Text format 0.0.4; more lines may be put behind. */
GString *ovs_metrics_to_text (OvsMetrics *self);
/* One value that is not counted here. */
void ovs_metrics_append (GString *text, const gchar *name, const gchar *type,
    const gchar *help, gdouble value);

G_END_DECLS
