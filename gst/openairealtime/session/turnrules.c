/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* turnrules.c - pauses and silences by the way in which the service looks for
 * turns. */

#include "turnrules.h"

#define US_PER_MS G_GINT64_CONSTANT (1000)
/* The upload stops so long before an onset. A detector of energy may hear a
 * soft beginning earlier than ours; one that listens to the words is to judge
 * as much of the pause as there is. */
#define LOOKBACK_MS 300
#define SEMANTIC_LOOKBACK_MS 100
/* Beyond what the service needs, since its detector is not ours. */
#define SILENCE_MARGIN_MS 300
/* A pause this much shorter than the service's may still end a turn there. */
#define EXPECTED_MARGIN_MS 100
/* After a probe's answer: detectors may lag behind other events. */
#define SHORT_GRACE_MIN_MS 100
#define SHORT_GRACE_MAX_MS 1000
#define SEMANTIC_GRACE_MS 500

gboolean
oa_turn_rules_service_detects (const OaTurnRules *self)
{
  return self->detection != GST_OPENAI_REALTIME_TURN_DETECTION_NONE;
}

guint
oa_turn_rules_get_min_pause (const OaTurnRules *self)
{
  switch (self->detection) {
    case GST_OPENAI_REALTIME_TURN_DETECTION_NONE:
      return MAX (self->silence_ms, 100);
    case GST_OPENAI_REALTIME_TURN_DETECTION_SEMANTIC_VAD:
      return 250;
    default:
      return CLAMP (self->silence_ms / 2, 150, 1000);
  }
}

guint
oa_turn_rules_get_lookback (const OaTurnRules *self)
{
  return self->detection == GST_OPENAI_REALTIME_TURN_DETECTION_SEMANTIC_VAD
      ? SEMANTIC_LOOKBACK_MS
      : LOOKBACK_MS;
}

guint
oa_turn_rules_get_end_silence (const OaTurnRules *self)
{
  if (!oa_turn_rules_service_detects (self))
    return 0;
  if (self->detection == GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD)
    return self->silence_ms + SILENCE_MARGIN_MS;
  switch (self->eagerness) {
    case GST_OPENAI_REALTIME_EAGERNESS_LOW:
      return 8000 + SILENCE_MARGIN_MS;
    case GST_OPENAI_REALTIME_EAGERNESS_HIGH:
      return 2000 + SILENCE_MARGIN_MS;
    default:
      return 4000 + SILENCE_MARGIN_MS;
  }
}

/* What listens to the words judges the recording's own pause: it is not made
 * longer. */
guint
oa_turn_rules_get_needed_silence (const OaTurnRules *self, guint pause_ms,
    gboolean last)
{
  guint silence = oa_turn_rules_get_end_silence (self);

  if (self->detection == GST_OPENAI_REALTIME_TURN_DETECTION_SEMANTIC_VAD
      && !last)
    return MIN (silence, pause_ms);
  return silence;
}

gboolean
oa_turn_rules_expect_end (const OaTurnRules *self, guint pause_ms,
    gboolean last)
{
  if (last)
    return TRUE;
  if (self->detection == GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD)
    return pause_ms + EXPECTED_MARGIN_MS >= self->silence_ms;
  return pause_ms + SILENCE_MARGIN_MS >= oa_turn_rules_get_end_silence (self);
}

gint64
oa_turn_rules_get_grace (const OaTurnRules *self, gint64 round_trip)
{
  gint64 least = SHORT_GRACE_MIN_MS;

  if (self->detection == GST_OPENAI_REALTIME_TURN_DETECTION_SEMANTIC_VAD)
    least = SEMANTIC_GRACE_MS;
  return CLAMP (4 * round_trip, least * US_PER_MS,
      SHORT_GRACE_MAX_MS * US_PER_MS);
}
