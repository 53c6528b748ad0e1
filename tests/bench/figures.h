/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* figures.h - what a process spends, delays by count, and the stamps inside
 * of the audio that delays are measured by. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Delays in steps of 10 us up to 200 ms; any thread may add. */
#define DELAY_STEPS 20000
#define DELAY_STEP_US 10

typedef struct
{
  guint32 counts[DELAY_STEPS];
  gint64 max; /* us */
} Delays;

void delays_add (Delays *self, gint64 us);
void delays_reset (Delays *self);
/* {"n": …, "p50": …, "p99": …, "max": …} in us. */
void delays_print (Delays *self, GString *json, const gchar *name);

typedef struct
{
  gint64 time;                    /* monotonic, us */
  gint64 cpu;                     /* user and system, us */
  gint64 rss;                     /* bytes */
  guint64 voluntary, involuntary; /* context switches */
  guint threads;
} Usage;

void usage_take (Usage *self);
/* What was spent from @from to @to by @sessions sessions. */
void usage_print (const Usage *from, const Usage *to, guint sessions,
    GString *json);

/* A frame of audio begins with the time at which it was given away. */
#define STAMP_SIZE 9

gint64 stamp_now (void);
void stamp_put (guint8 *audio, gint64 time);
/* FALSE when no stamp is there, as in silence. */
gboolean stamp_get (const guint8 *audio, gint64 *time);

/* A line for the one who runs the measurement: "ready", "measured", figures. */
void say (const gchar *line);

/* So many sockets and threads at once. */
void raise_limits (void);

G_END_DECLS
