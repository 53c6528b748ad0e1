/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* teller.c - a serial queue, which a thread of GStreamer's pool empties. */

#include "teller.h"

struct _OaTwilioTeller
{
  GstElement *element;
  OaTwilioTellFunc func;

  GMutex lock; /* protects what follows */
  GQueue waiting;
  gboolean active; /* a thread is telling */
};

OaTwilioTeller *
oa_twilio_teller_new (GstElement *element, OaTwilioTellFunc func)
{
  OaTwilioTeller *self = g_new0 (OaTwilioTeller, 1);

  self->element = element;
  self->func = func;
  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);
  return self;
}

void
oa_twilio_teller_free (OaTwilioTeller *self)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify) oa_twilio_news_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static OaTwilioNews *
take (OaTwilioTeller *self)
{
  OaTwilioNews *news;

  g_mutex_lock (&self->lock);
  news = g_queue_pop_head (&self->waiting);
  if (news == NULL)
    self->active = FALSE;
  g_mutex_unlock (&self->lock);
  return news;
}

/* The element, and so its teller, lives until this returns. */
static void
tell_all (GstElement *element, gpointer user_data)
{
  OaTwilioTeller *self = user_data;
  OaTwilioNews *news;

  while ((news = take (self)) != NULL) {
    self->func (element, news);
    oa_twilio_news_free (news);
  }
}

void
oa_twilio_teller_tell (OaTwilioTeller *self, const OaTwilioNews *news)
{
  gboolean start;

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->waiting, oa_twilio_news_copy (news));
  start = !self->active;
  self->active = TRUE;
  g_mutex_unlock (&self->lock);
  if (start)
    gst_element_call_async (self->element, tell_all, self, NULL);
}
