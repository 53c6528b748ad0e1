/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "handshakelimiter.h"

struct _OaHandshakeLimiter
{
  OaTimers *timers;
  GQueue waiting; /* of OaHandshakeSlot */
  guint inside;
  OaTimer *grace; /* one more, however many are inside */
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
  g_clear_pointer (&self->grace, oa_timer_remove);
  g_queue_clear (&self->waiting);
  g_free (self);
}

static void
admit (OaHandshakeLimiter *self, OaHandshakeSlot *slot)
{
  slot->waits = FALSE;
  slot->inside = TRUE;
  self->inside++;
}

static gboolean
someone_waits (OaHandshakeLimiter *self)
{
  return !g_queue_is_empty (&self->waiting);
}

static void on_grace_over (gpointer data);

/* While connections wait. */
static void
start_grace (OaHandshakeLimiter *self)
{
  if (self->grace == NULL && someone_waits (self))
    self->grace = oa_timers_add (self->timers, OA_HANDSHAKE_LIMITER_GRACE,
        on_grace_over, self);
}

static void
on_grace_over (gpointer data)
{
  OaHandshakeLimiter *self = data;

  self->grace = NULL;
  if (someone_waits (self))
    admit (self, g_queue_pop_head (&self->waiting));
  start_grace (self);
}

static gboolean
has_room (OaHandshakeLimiter *self)
{
  return self->inside < OA_HANDSHAKE_LIMITER_AT_ONCE;
}

void
oa_handshake_limiter_enter (OaHandshakeLimiter *self, OaHandshakeSlot *slot)
{
  if (has_room (self) && !someone_waits (self)) {
    admit (self, slot);
    return;
  }
  slot->waits = TRUE;
  g_queue_push_tail (&self->waiting, slot);
  start_grace (self);
}

void
oa_handshake_limiter_leave (OaHandshakeLimiter *self, OaHandshakeSlot *slot)
{
  if (slot->waits)
    g_queue_remove (&self->waiting, slot);
  if (slot->inside)
    self->inside--;
  slot->waits = slot->inside = FALSE;
  while (has_room (self) && someone_waits (self))
    admit (self, g_queue_pop_head (&self->waiting));
}
