/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* latencymeter.h - how long the user waits for an answer: from the end of the
 * turn to the first delta, the first frame and the first sound.
 *
 * Knows neither clock nor lock: "now" is an argument, in us of the monotonic
 * clock, and the session's lock guards it, as the source pad's thread tells of
 * frames. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In ns; -1 = not known. */
typedef struct
{
  gint64 first_delta;
  gint64 first_frame;
  gint64 first_sound;
} OaLatencies;

typedef struct
{
  gint64 turn_end_ms; /* in the service's count; -1 = no turn yet */
  gint64 turn_end;    /* us; 0 = no turn yet */
  gchar *response_id; /* that the latencies are of */
  gint64 start;       /* end of the turn it answers; 0 = none */
  OaLatencies latencies;
} OaLatencyMeter;

void oa_latency_meter_init (OaLatencyMeter *self);
void oa_latency_meter_clear (OaLatencyMeter *self);

/* The user's turn ended @age us before @now, at @position_ms of the audio. */
void oa_latency_meter_turn_ended (OaLatencyMeter *self, gint64 position_ms,
    gint64 age, gint64 now);
/* Speech of a response has come; only its first counts. */
void oa_latency_meter_delta (OaLatencyMeter *self, const gchar *response_id,
    gint64 now);
/* Its first frame has left; it begins to sound @delay ns later. */
void oa_latency_meter_frame (OaLatencyMeter *self, const gchar *response_id,
    gint64 delay, gint64 now);

/* All -1 when the figures are of another response. */
void oa_latency_meter_get (const OaLatencyMeter *self, const gchar *response_id,
    OaLatencies *latencies);

G_END_DECLS
