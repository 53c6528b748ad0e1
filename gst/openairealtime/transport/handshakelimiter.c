/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "handshakelimiter.h"

struct _OaHandshakeLimiter
{
  OaTimers *timers;
  GQueue waiting;               /* of OaHandshakeSlot */
  guint inside;
  OaTimer *vacancy;             /* one has left */
  OaTimer *grace;               /* one more, however many are inside */
};

OaHandshakeLimiter *
oa_handshake_limiter_new (OaTimers *timers)
{
  OaHandshakeLimiter *self = g_new0 (OaHandshakeLimiter, 1);

  self->timers = timers;
  g_queue_init (&self->waiting);
  return self;
}

void
oa_handshake_limiter_free (OaHandshakeLimiter *self)
{
  g_clear_pointer (&self->vacancy, oa_timer_remove);
  g_clear_pointer (&self->grace, oa_timer_remove);
  g_queue_clear (&self->waiting);
  g_free (self);
}

static void
admit_next (OaHandshakeLimiter *self)
{
  OaHandshakeSlot *slot = g_queue_pop_head (&self->waiting);

  slot->waits = FALSE;
  slot->inside = TRUE;
  self->inside++;
  slot->func (slot->user_data);
}

static void on_grace_over (gpointer data);

/* While connections wait. */
static void
start_grace (OaHandshakeLimiter *self)
{
  if (self->grace == NULL && !g_queue_is_empty (&self->waiting))
    self->grace = oa_timers_add (self->timers, OA_HANDSHAKE_LIMITER_GRACE,
        on_grace_over, self);
}

static void
on_grace_over (gpointer data)
{
  OaHandshakeLimiter *self = data;

  self->grace = NULL;
  if (!g_queue_is_empty (&self->waiting))
    admit_next (self);
  start_grace (self);
}

static void
on_vacancy (gpointer data)
{
  OaHandshakeLimiter *self = data;

  self->vacancy = NULL;
  while (self->inside < OA_HANDSHAKE_LIMITER_AT_ONCE
      && !g_queue_is_empty (&self->waiting))
    admit_next (self);
}

gboolean
oa_handshake_limiter_enter (OaHandshakeLimiter *self, OaHandshakeSlot *slot,
    OaTimerFunc func, gpointer user_data)
{
  slot->func = func;
  slot->user_data = user_data;
  if (self->inside < OA_HANDSHAKE_LIMITER_AT_ONCE
      && g_queue_is_empty (&self->waiting)) {
    slot->inside = TRUE;
    self->inside++;
    return TRUE;
  }
  slot->waits = TRUE;
  g_queue_push_tail (&self->waiting, slot);
  start_grace (self);
  return FALSE;
}

void
oa_handshake_limiter_leave (OaHandshakeLimiter *self, OaHandshakeSlot *slot)
{
  if (slot->waits)
    g_queue_remove (&self->waiting, slot);
  if (slot->inside)
    self->inside--;
  slot->waits = slot->inside = FALSE;
  /* Later: who comes in may leave at once. */
  if (self->vacancy == NULL && self->inside < OA_HANDSHAKE_LIMITER_AT_ONCE
      && !g_queue_is_empty (&self->waiting))
    self->vacancy = oa_timers_add (self->timers, 0, on_vacancy, self);
}
