/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessioninput.c - live input that does not come while the service waits for
 * the end of what the user says: watched by the loop's timer. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"

#define NS_PER_US 1000
/* The input is looked at again after this at the latest, ... */
#define MAX_WAIT_US (150 * 1000)
/* ... and not sooner than this, whatever the clock does. */
#define MIN_WAIT_US (10 * 1000)

/* Returns the moment of the next look, or -1. */
gint64
oa_session_step_input (OaSession *self)
{
  GstClockTime wait;
  gint64 us = MAX_WAIT_US;

  if (!self->live || !self->configured || !self->user_speaks || self->ended
      || self->settings.max_input_gap == 0)
    return -1;
  if (oa_flow_fill_absence (self->element, &wait) && self->connection != NULL)
    oa_connection_schedule_send (self->connection);
  if (GST_CLOCK_TIME_IS_VALID (wait))
    us = CLAMP ((gint64) (wait / NS_PER_US), MIN_WAIT_US, MAX_WAIT_US);
  return oa_session_now () + us;
}
