/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* observer.c - life of an observer, and the calls of its interface, which get
 * nothing that was not cleaned. */

#include "session/observer.h"
#include "session/wording.h"
#include "protocol/printabletext.h"

#define MAX_QUOTE 200

void
oa_observer_init (OaObserver *self, const OaObserverInterface *iface,
    const gchar *name)
{
  self->iface = iface;
  self->ref_count = 1;
  self->censor = oa_censor_new ();
  self->name = g_strdup (name);
}

OaObserver *
oa_observer_ref (OaObserver *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
oa_observer_unref (OaObserver *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->name);
  oa_censor_free (self->censor);
  self->iface->free (self);
}

void
oa_observer_notice (OaObserver *self, OaNotice *notice)
{
  oa_wording_clean_notice (notice, self->censor);
  self->iface->notice (self, notice);
}

void
oa_observer_ask (OaObserver *self, OaNotice *question, OaObserverReply reply,
    gpointer user_data, GDestroyNotify destroy)
{
  oa_wording_clean_notice (question, self->censor);
  self->iface->ask (self, question, reply, user_data, destroy);
}

void
oa_observer_ask_key (OaObserver *self, OaObserverReply reply,
    gpointer user_data, GDestroyNotify destroy)
{
  self->iface->ask_key (self, reply, user_data, destroy);
}

void
oa_observer_error (OaObserver *self, OaFailure *failure)
{
  oa_observer_clean (self, failure);
  self->iface->error (self, failure);
}

void
oa_observer_warning (OaObserver *self, OaFailure *failure)
{
  oa_observer_clean (self, failure);
  self->iface->warning (self, failure);
}

void
oa_observer_progress (OaObserver *self, GstProgressType type, const gchar *text)
{
  gchar *clean = g_strdup (text);

  oa_wording_clean_text (&clean, self->censor);
  self->iface->progress (self, type, clean);
  g_free (clean);
}

void
oa_observer_notify (OaObserver *self, const gchar *property)
{
  self->iface->notify (self, property);
}

gboolean
oa_observer_gives_key (OaObserver *self)
{
  return self->iface->gives_key (self);
}

gboolean
oa_observer_wants_event (OaObserver *self, const gchar *type)
{
  return self->iface->wants_event (self, type);
}

void
oa_observer_add_secret (OaObserver *self, const gchar *secret)
{
  oa_censor_add (self->censor, secret);
}

void
oa_observer_censor (OaObserver *self, gchar **text)
{
  oa_censor_text (self->censor, text);
}

void
oa_observer_clean (OaObserver *self, OaFailure *failure)
{
  oa_wording_clean_failure (failure, self->censor);
}

gchar *
oa_observer_quote (OaObserver *self, const gchar *text)
{
  gchar *quote = oa_text_make_printable (text != NULL ? text : "", MAX_QUOTE);

  oa_observer_censor (self, &quote);
  return quote;
}
