/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* loglimit.c - see loglimit.h. */

#include "loglimit.h"

#define INTERVAL_US (60 * G_USEC_PER_SEC)

gboolean
ovs_log_limit_pass (OvsLogLimit *self, gint64 now, guint *left_out)
{
  if (now < self->next) {
    self->left_out++;
    return FALSE;
  }
  *left_out = self->left_out;
  self->next = now + INTERVAL_US;
  self->left_out = 0;
  return TRUE;
}
