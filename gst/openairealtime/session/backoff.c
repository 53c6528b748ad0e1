/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "backoff.h"

#define US_PER_MS G_GINT64_CONSTANT (1000)
#define US_PER_S G_GINT64_CONSTANT (1000000)

void
oa_backoff_up (OaBackoff *self, gint64 now)
{
  self->up_since = now;
}

void
oa_backoff_healthy (OaBackoff *self)
{
  self->tries = 0;
}

static gint64
longest_wait (const OaBackoff *self)
{
  gint64 longest = self->longest_ms != 0 ? self->longest_ms
                                         : OA_BACKOFF_LONGEST_MS;
  gint64 ms = OA_BACKOFF_FIRST_MS;
  guint tries = self->tries;

  while (tries-- > 0 && ms < longest)
    ms *= 2;
  return MIN (ms, longest) * US_PER_MS;
}

gint64
oa_backoff_down (OaBackoff *self, guint max_tries, gint retry_after,
    gdouble chance, gint64 now)
{
  gint64 wait;

  if (self->up_since != 0
      && now - self->up_since >= OA_BACKOFF_HEALTHY_MS * US_PER_MS)
    self->tries = 0;
  self->up_since = 0;
  if ((max_tries != 0 && self->tries >= max_tries)
      || retry_after > OA_BACKOFF_LONGEST_RETRY_AFTER)
    return -1;
  wait = (gint64) (CLAMP (chance, 0.0, 1.0) * longest_wait (self));
  if (self->tries++ == 0)
    self->first_down = now;
  return MAX (wait, retry_after * US_PER_S);
}
