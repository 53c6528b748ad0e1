/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* restore.c - what was lost with a connection, and how the next one gets it. */

#include "session/debug.h"
#include "session/restore.h"

struct _OaRestore
{
  OaSessionContext *context;
  gboolean response_cut; /* something of the lost answer was heard */
  gboolean recommit;     /* a turn that was committed by us */
  gboolean replayed;     /* the new service was told something */
};

OaRestore *
oa_restore_new (OaSessionContext *context)
{
  OaRestore *self = g_new0 (OaRestore, 1);

  self->context = context;
  return self;
}

void
oa_restore_free (OaRestore *self)
{
  g_free (self);
}

/*** the loss ***/

/* Whether the lost answer must be asked for, or comes by itself when the turn
 * is heard again. */
static void
assess_loss (OaRestore *self, OaLostResponse loss, const gchar *active)
{
  OaSessionContext *context = self->context;
  gboolean has_turn;

  self->response_cut = loss == OA_LOST_RESPONSE_UNFINISHED;
  if (self->response_cut)
    oa_resend_window_forget (context->resend_window, active);
  has_turn = oa_resend_window_has_turn (context->resend_window);
  self->recommit = has_turn && !oa_session_context_detects_turns (context);
  context->response_lost = self->response_cut
      || (loss == OA_LOST_RESPONSE_UNHEARD && (!has_turn || self->recommit));
}

static void
handle_event (gpointer part, const OaEvent *event, gint64 now,
    OaSessionActions *out)
{
  OaSessionContext *context = ((OaRestore *) part)->context;

  oa_resend_window_event (context->resend_window, event,
      oa_media_get_sent_ms (context->media), context->dialect->has_responses);
}

static void
link_lost (gpointer part, gint64 now, OaSessionActions *out)
{
  OaRestore *self = part;
  OaSessionContext *context = self->context;
  GPtrArray *actions = oa_actions_new ();
  OaLostResponse loss;
  gchar *active;

  g_mutex_lock (context->lock);
  active = g_strdup (oa_conversation_get_active (context->conversation));
  loss = oa_conversation_link_lost (context->conversation, actions);
  g_mutex_unlock (context->lock);
  assess_loss (self, loss, active);
  g_free (active);
  oa_session_actions_conversation (out, actions);
}

/*** making it good ***/

static gboolean
will_be_resent (const gchar *item_id, gpointer data)
{
  return oa_resend_window_has_item (data, item_id);
}

static void
link_up (gpointer part, gint64 now, OaSessionActions *out)
{
  OaRestore *self = part;
  OaSessionContext *context = self->context;
  const OaHistoryRules rules = { NULL, will_be_resent, context->resend_window };
  GPtrArray *actions = oa_actions_new ();
  GstClockTime again;

  g_mutex_lock (context->lock);
  self->replayed = oa_conversation_replay (context->conversation, &rules,
      self->response_cut, actions);
  g_mutex_unlock (context->lock);
  oa_session_actions_conversation (out, actions);
  oa_resend_window_reset (context->resend_window);
  again = oa_media_resend (context->media, self->recommit);
  GST_DEBUG ("%" GST_TIME_FORMAT " go up again", GST_TIME_ARGS (again));
}

gboolean
oa_restore_has_replayed (const OaRestore *self)
{
  return self->replayed;
}

gboolean
oa_restore_recommits (const OaRestore *self)
{
  return self->recommit;
}

void
oa_restore_resume (OaRestore *self, OaSessionActions *out)
{
  OaSessionContext *context = self->context;
  GPtrArray *actions = oa_actions_new ();

  g_mutex_lock (context->lock);
  oa_conversation_resume (context->conversation, context->response_lost,
      actions);
  g_mutex_unlock (context->lock);
  oa_restore_drop_response (self);
  self->recommit = FALSE;
  oa_session_actions_conversation (out, actions);
}

void
oa_restore_drop_response (OaRestore *self)
{
  self->response_cut = self->context->response_lost = FALSE;
}

void
oa_restore_drop_commit (OaRestore *self, OaSessionActions *out)
{
  /* Nothing was asked of a new session before its first commit. */
  if (self->recommit && self->context->configured)
    oa_restore_resume (self, out);
  self->recommit = FALSE;
}

void
oa_restore_reset (OaRestore *self)
{
  oa_restore_drop_response (self);
  self->recommit = FALSE;
  oa_resend_window_reset (self->context->resend_window);
}

const OaSessionPartClass oa_restore_class = {
  .event = handle_event,
  .link_lost = link_lost,
  .link_up = link_up,
};
