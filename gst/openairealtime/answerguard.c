/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* answerguard.c - which answers were stopped by the application. */

#include "answerguard.h"

void
oa_answer_guard_init (OaAnswerGuard *self)
{
  g_mutex_init (&self->lock);
}

void
oa_answer_guard_clear (OaAnswerGuard *self)
{
  g_mutex_clear (&self->lock);
  g_free (self->item_id);
  g_free (self->response_id);
  g_free (self->told_item);
}

void
oa_answer_guard_text (OaAnswerGuard *self, const gchar *item_id)
{
  g_mutex_lock (&self->lock);
  if (g_strcmp0 (self->told_item, item_id) != 0) {
    g_free (self->told_item);
    self->told_item = g_strdup (item_id);
    self->over = FALSE;
  }
  g_mutex_unlock (&self->lock);
}

/* An answer that sounds may be complete: then its end does not come again. */
gboolean
oa_answer_guard_stop (OaAnswerGuard *self, const gchar *item_id)
{
  gboolean stops;

  g_mutex_lock (&self->lock);
  stops = self->state == OA_ANSWER_AS_IT_COMES;
  if (stops) {
    self->state = self->over && g_strcmp0 (self->told_item, item_id) == 0
        ? OA_ANSWER_REPLACING
        : OA_ANSWER_STOPPED;
    g_free (self->item_id);
    self->item_id = g_strdup (item_id);
  }
  g_mutex_unlock (&self->lock);
  return stops;
}

void
oa_answer_guard_undo (OaAnswerGuard *self)
{
  g_mutex_lock (&self->lock);
  self->state = OA_ANSWER_AS_IT_COMES;
  g_clear_pointer (&self->item_id, g_free);
  g_mutex_unlock (&self->lock);
}

void
oa_answer_guard_done (OaAnswerGuard *self, const gchar *response_id)
{
  g_mutex_lock (&self->lock);
  self->over = TRUE;
  if (self->state == OA_ANSWER_STOPPED) {
    g_free (self->response_id);
    self->response_id = g_strdup (response_id);
    self->state = OA_ANSWER_REPLACING;
  } else {
    self->state = OA_ANSWER_AS_IT_COMES;
  }
  g_mutex_unlock (&self->lock);
}

gboolean
oa_answer_guard_was_stopped (OaAnswerGuard *self, const gchar *id)
{
  gboolean stopped;

  g_mutex_lock (&self->lock);
  stopped = id != NULL
      && (g_strcmp0 (self->item_id, id) == 0
          || g_strcmp0 (self->response_id, id) == 0);
  g_mutex_unlock (&self->lock);
  return stopped;
}
