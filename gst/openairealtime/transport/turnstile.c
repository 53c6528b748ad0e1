/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "turnstile.h"

struct _OaTurnstile
{
  OaTimers *timers;
  GQueue waiting;               /* of OaVisit */
  guint inside;
  OaTimer *vacancy;             /* one has left */
  OaTimer *patience;            /* one more, however many are inside */
};

OaTurnstile *
oa_turnstile_new (OaTimers *timers)
{
  OaTurnstile *self = g_new0 (OaTurnstile, 1);

  self->timers = timers;
  g_queue_init (&self->waiting);
  return self;
}

void
oa_turnstile_free (OaTurnstile *self)
{
  g_clear_pointer (&self->vacancy, oa_timer_remove);
  g_clear_pointer (&self->patience, oa_timer_remove);
  g_queue_clear (&self->waiting);
  g_free (self);
}

static void
let_in_next (OaTurnstile *self)
{
  OaVisit *visit = g_queue_pop_head (&self->waiting);

  visit->waits = FALSE;
  visit->inside = TRUE;
  self->inside++;
  visit->func (visit->user_data);
}

static void on_patience (gpointer data);

/* While connections wait. */
static void
be_patient (OaTurnstile *self)
{
  if (self->patience == NULL && !g_queue_is_empty (&self->waiting))
    self->patience = oa_timers_add (self->timers, OA_TURNSTILE_PATIENCE,
        on_patience, self);
}

static void
on_patience (gpointer data)
{
  OaTurnstile *self = data;

  self->patience = NULL;
  if (!g_queue_is_empty (&self->waiting))
    let_in_next (self);
  be_patient (self);
}

static void
on_vacancy (gpointer data)
{
  OaTurnstile *self = data;

  self->vacancy = NULL;
  while (self->inside < OA_TURNSTILE_AT_ONCE
      && !g_queue_is_empty (&self->waiting))
    let_in_next (self);
}

gboolean
oa_turnstile_enter (OaTurnstile *self, OaVisit *visit, OaTimerFunc func,
    gpointer user_data)
{
  visit->func = func;
  visit->user_data = user_data;
  if (self->inside < OA_TURNSTILE_AT_ONCE
      && g_queue_is_empty (&self->waiting)) {
    visit->inside = TRUE;
    self->inside++;
    return TRUE;
  }
  visit->waits = TRUE;
  g_queue_push_tail (&self->waiting, visit);
  be_patient (self);
  return FALSE;
}

void
oa_turnstile_leave (OaTurnstile *self, OaVisit *visit)
{
  if (visit->waits)
    g_queue_remove (&self->waiting, visit);
  if (visit->inside)
    self->inside--;
  visit->waits = visit->inside = FALSE;
  /* Later: who comes in may leave at once. */
  if (self->vacancy == NULL && self->inside < OA_TURNSTILE_AT_ONCE
      && !g_queue_is_empty (&self->waiting))
    self->vacancy = oa_timers_add (self->timers, 0, on_vacancy, self);
}
