/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* resendwindow.c - turns that wait for their answer.
 *
 * A response answers all turns committed before it was created. One that fails
 * or is cancelled answers them too: the user was heard. */

#include "resendwindow.h"

/* A service that never answers must not make us keep everything. */
#define MAX_TURNS 64

typedef struct
{
  gchar *item_id;
  gint64 start_ms;
  gchar *response_id; /* that answers it; NULL = none yet */
} Turn;

struct _OaResendWindow
{
  GQueue turns;        /* of Turn, in order */
  gint64 start_ms;     /* of the utterance under way; -1 = none */
  gint64 stop_ms;      /* of the last one */
  gint64 committed_ms; /* end of the last turn */
  gint64 arrived_ms;   /* the service has it for certain */
};

static void
turn_free (Turn *turn)
{
  g_free (turn->item_id);
  g_free (turn->response_id);
  g_free (turn);
}

OaResendWindow *
oa_resend_window_new (void)
{
  OaResendWindow *self = g_new0 (OaResendWindow, 1);

  g_queue_init (&self->turns);
  oa_resend_window_reset (self);
  return self;
}

void
oa_resend_window_reset (OaResendWindow *self)
{
  g_queue_clear_full (&self->turns, (GDestroyNotify) turn_free);
  self->start_ms = -1;
  self->stop_ms = -1;
  self->committed_ms = 0;
  self->arrived_ms = 0;
}

void
oa_resend_window_free (OaResendWindow *self)
{
  if (self == NULL)
    return;
  oa_resend_window_reset (self);
  g_free (self);
}

static void
take_commit (OaResendWindow *self, const OaEvent *event, gint64 sent_ms,
    gboolean answers)
{
  Turn *turn;

  if (answers) {
    turn = g_new0 (Turn, 1);
    turn->item_id = g_strdup (event->item_id);
    turn->start_ms = self->start_ms >= 0 ? self->start_ms : self->committed_ms;
    g_queue_push_tail (&self->turns, turn);
    if (self->turns.length > MAX_TURNS)
      turn_free (g_queue_pop_head (&self->turns));
  }
  self->committed_ms = self->stop_ms >= 0 ? self->stop_ms : sent_ms;
  self->start_ms = self->stop_ms = -1;
}

/* A false start, or the application's wish. */
static void
take_deletion (OaResendWindow *self, const gchar *item_id)
{
  GList *l;

  for (l = self->turns.head; l != NULL; l = l->next) {
    if (g_strcmp0 (((Turn *) l->data)->item_id, item_id) != 0)
      continue;
    turn_free (l->data);
    g_queue_delete_link (&self->turns, l);
    return;
  }
}

static void
take_response (OaResendWindow *self, const OaResponseInfo *response)
{
  GList *l;

  for (l = self->turns.head; l != NULL; l = l->next) {
    Turn *turn = l->data;

    if (turn->response_id == NULL)
      turn->response_id = g_strdup (response->id);
  }
}

void
oa_resend_window_forget (OaResendWindow *self, const gchar *response_id)
{
  GList *l, *next;

  for (l = self->turns.head; l != NULL; l = next) {
    Turn *turn = l->data;

    next = l->next;
    if (turn->response_id == NULL
        || g_strcmp0 (turn->response_id, response_id) != 0)
      continue;
    turn_free (turn);
    g_queue_delete_link (&self->turns, l);
  }
}

void
oa_resend_window_event (OaResendWindow *self, const OaEvent *event,
    gint64 sent_ms, gboolean answers)
{
  switch (event->type) {
    case OA_EVENT_SPEECH_STARTED:
      self->start_ms = MAX (event->audio_start_ms, 0);
      self->stop_ms = -1;
      break;
    case OA_EVENT_SPEECH_STOPPED:
      self->stop_ms = event->audio_end_ms;
      break;
    case OA_EVENT_INPUT_COMMITTED:
      take_commit (self, event, sent_ms, answers);
      break;
    case OA_EVENT_ITEM_DELETED:
      take_deletion (self, event->item_id);
      break;
    case OA_EVENT_RESPONSE_CREATED:
      if (event->response != NULL && !event->response->out_of_band)
        take_response (self, event->response);
      break;
    case OA_EVENT_RESPONSE_DONE:
      if (event->response != NULL)
        oa_resend_window_forget (self, event->response->id);
      break;
    default:
      break;
  }
}

void
oa_resend_window_arrived (OaResendWindow *self, gint64 ms)
{
  self->arrived_ms = MAX (self->arrived_ms, ms);
}

gint64
oa_resend_window_get_needed (const OaResendWindow *self, gboolean detects,
    guint padding_ms)
{
  const Turn *turn = g_queue_peek_head ((GQueue *) &self->turns);
  gint64 needed = self->committed_ms;

  if (detects)
    needed =
        MAX (needed, self->arrived_ms - OA_RESEND_WINDOW_LEAD_MS - padding_ms);
  /* The service has told where the turn begins: nothing before it is needed. */
  if (self->start_ms >= 0)
    needed = self->start_ms;
  if (turn != NULL)
    needed = MIN (needed, turn->start_ms);
  return MAX (needed, 0);
}

gboolean
oa_resend_window_has_item (const OaResendWindow *self, const gchar *item_id)
{
  const GList *l;

  for (l = self->turns.head; l != NULL; l = l->next) {
    if (g_strcmp0 (((Turn *) l->data)->item_id, item_id) == 0)
      return TRUE;
  }
  return FALSE;
}

gboolean
oa_resend_window_has_turn (const OaResendWindow *self)
{
  return !g_queue_is_empty ((GQueue *) &self->turns);
}
