/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callplay.c - what other threads have a call play, and what they ask of it. */

#include "callprivate.h"

#include <string.h>

/* Audio that may wait to be sent; bytes: more than a minute of G.711. */
#define MAX_WAITING (512 * 1024)

OaLoop *
oa_twilio_call_get_loop (OaTwilioCall *self)
{
  return self->loop;
}

/*** to the loop ***/

static gboolean
look (gpointer data)
{
  oa_twilio_call_look (data);
  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
schedule (OaTwilioCall *self)
{
  if (self->scheduled)
    return;
  self->scheduled = TRUE;
  oa_loop_invoke (self->loop, look, oa_twilio_call_ref (self),
      (GDestroyNotify) oa_twilio_call_unref);
}

gboolean
oa_twilio_call_play (OaTwilioCall *self, GBytes *audio, GstClockTime end,
    GstClockTime duration)
{
  gboolean taken;

  g_mutex_lock (&self->lock);
  self->waiting++;
  while (!self->over && !self->flushing
      && oa_twilio_outbox_get_bytes (self->outbox) > MAX_WAITING)
    g_cond_wait (&self->cond, &self->lock);
  self->waiting--;
  taken = !self->over && !self->flushing && !self->finishing;
  if (taken) {
    oa_twilio_outbox_add_audio (self->outbox, audio, end, duration);
    schedule (self);
  }
  g_mutex_unlock (&self->lock);
  return taken;
}

gboolean
oa_twilio_call_mark (OaTwilioCall *self, const gchar *name)
{
  gboolean taken = name != NULL && *name != '\0'
      && strlen (name) <= OA_TWILIO_MAX_MARK && g_utf8_validate (name, -1, NULL)
      && !g_str_has_prefix (name, "oa:");

  g_mutex_lock (&self->lock);
  taken = taken && !self->over && !self->finishing;
  if (taken) {
    oa_twilio_outbox_add_mark (self->outbox, name);
    schedule (self);
  }
  g_mutex_unlock (&self->lock);
  return taken;
}

void
oa_twilio_call_clear (OaTwilioCall *self)
{
  g_mutex_lock (&self->lock);
  oa_twilio_outbox_clear (self->outbox, self->missed);
  g_cond_broadcast (&self->cond);
  schedule (self);
  g_mutex_unlock (&self->lock);
}

void
oa_twilio_call_finish (OaTwilioCall *self, gboolean at_once)
{
  g_mutex_lock (&self->lock);
  self->finishing = TRUE;
  self->given_up |= at_once;
  schedule (self);
  g_mutex_unlock (&self->lock);
}

gboolean
oa_twilio_call_is_over (OaTwilioCall *self)
{
  gboolean over;

  g_mutex_lock (&self->lock);
  over = self->over;
  g_mutex_unlock (&self->lock);
  return over;
}

void
oa_twilio_call_get_figures (OaTwilioCall *self, OaTwilioFigures *figures)
{
  g_mutex_lock (&self->lock);
  *figures = self->figures;
  figures->sent = *oa_twilio_outbox_get_sent (self->outbox);
  g_mutex_unlock (&self->lock);
}
