/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* line.c - see line.h. */

#include "line.h"

#include "common/mainloop.h"

/* More calls do not end at the same moment; those whose end nobody asked for
 * make way. */
#define MAX_TRANSFERS 10000
/* What has not been asked by then is not any more. */
#define QUESTION_US (5 * G_USEC_PER_SEC)

OvsTwilioLine *
ovs_twilio_line_new (const OvsSettings *settings)
{
  OvsTwilioLine *self = g_new0 (OvsTwilioLine, 1);

  self->settings = settings;
  self->rest = ovs_twilio_rest_new (settings);
  self->tokens = ovs_tokens_new ();
  self->transfers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->questions =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
ovs_twilio_line_free (OvsTwilioLine *self)
{
  g_clear_pointer (&self->rest, ovs_twilio_rest_free);
  ovs_tokens_free (self->tokens);
  g_hash_table_unref (self->transfers);
  g_hash_table_unref (self->questions);
  g_free (self);
}

void
ovs_twilio_line_set_transfer (OvsTwilioLine *self, const gchar *sid,
    const gchar *number)
{
  if (g_hash_table_size (self->transfers) >= MAX_TRANSFERS)
    g_hash_table_remove_all (self->transfers);
  g_hash_table_replace (self->transfers, g_strdup (sid), g_strdup (number));
}

static gboolean
is_too_old (gpointer sid, gpointer since, gpointer now)
{
  return *(gint64 *) now - *(gint64 *) since > QUESTION_US;
}

static void
forget_old_questions (OvsTwilioLine *self, gint64 now)
{
  g_hash_table_foreach_remove (self->questions, is_too_old, &now);
  self->waiting = g_hash_table_size (self->questions);
}

void
ovs_twilio_line_expect_question (OvsTwilioLine *self, const gchar *sid)
{
  gint64 now = g_get_monotonic_time ();

  if (sid == NULL)
    return;
  g_hash_table_replace (self->questions, g_strdup (sid),
      g_memdup2 (&now, sizeof now));
  forget_old_questions (self, now);
}

void
ovs_twilio_line_wait (OvsTwilioLine *self, guint ms)
{
  forget_old_questions (self, g_get_monotonic_time ());
  app_main_loop_wait (&self->waiting, ms);
}

gchar *
ovs_twilio_line_take_transfer (OvsTwilioLine *self, const gchar *sid)
{
  gpointer key = NULL, number = NULL;

  if (sid != NULL && g_hash_table_remove (self->questions, sid))
    self->waiting = g_hash_table_size (self->questions);
  if (sid != NULL
      && g_hash_table_steal_extended (self->transfers, sid, &key, &number))
    g_free (key);
  return number;
}
