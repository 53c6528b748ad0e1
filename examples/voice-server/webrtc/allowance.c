/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* allowance.c - see allowance.h. */

#include "allowance.h"

void
ovs_allowance_init (OvsAllowance *self, gdouble burst, gdouble per_second,
    gint64 now)
{
  *self = (OvsAllowance){ burst, per_second, burst, now };
}

gboolean
ovs_allowance_take (OvsAllowance *self, gint64 now)
{
  self->left += (now - self->reckoned) * self->per_second
      / (gdouble) G_USEC_PER_SEC;
  self->left = MIN (self->left, self->burst);
  self->reckoned = now;
  self->left--;
  return self->left >= 0;
}
