/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* latencymeter.c - latencies of one answer after another. */

#include "session/latencymeter.h"

#define NS_PER_US 1000

static const OaLatencies unknown = { -1, -1, -1 };

void
oa_latency_meter_init (OaLatencyMeter *self)
{
  *self = (OaLatencyMeter){
    .turn_end_ms = -1,
    .latencies = unknown,
  };
}

void
oa_latency_meter_clear (OaLatencyMeter *self)
{
  g_free (self->response_id);
  oa_latency_meter_init (self);
}

void
oa_latency_meter_turn_ended (OaLatencyMeter *self, gint64 position_ms,
    gint64 age, gint64 now)
{
  self->turn_end_ms = position_ms;
  self->turn_end = now - age;
}

void
oa_latency_meter_delta (OaLatencyMeter *self, const gchar *response_id,
    gint64 now)
{
  if (g_strcmp0 (self->response_id, response_id) == 0)
    return;
  g_free (self->response_id);
  self->response_id = g_strdup (response_id);
  self->start = self->turn_end;
  self->latencies = unknown;
  if (self->start != 0)
    self->latencies.first_delta = (now - self->start) * NS_PER_US;
}

void
oa_latency_meter_frame (OaLatencyMeter *self, const gchar *response_id,
    gint64 delay, gint64 now)
{
  if (self->start == 0 || g_strcmp0 (self->response_id, response_id) != 0)
    return;
  self->latencies.first_frame = (now - self->start) * NS_PER_US;
  self->latencies.first_sound = self->latencies.first_frame + delay;
}

void
oa_latency_meter_get (const OaLatencyMeter *self, const gchar *response_id,
    OaLatencies *latencies)
{
  *latencies = g_strcmp0 (self->response_id, response_id) == 0 ? self->latencies
                                                               : unknown;
}
