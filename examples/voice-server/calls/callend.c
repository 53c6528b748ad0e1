/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callend.c - see callend.h. */

#include "callend.h"

#include "callparts.h"
#include "callwatch.h"
#include "records/recording.h"

/* How long a goodbye may take. */
#define GOODBYE_S 60

static gboolean
on_over (gpointer user_data)
{
  OvsCall *self = user_data;

  self->timers.over = 0;
  self->ending.over (self, self->ending.user_data);
  return G_SOURCE_REMOVE;
}

/* Of the recording. That is its pipeline's from here on, whose end is on
 * another thread: closing a file may take a disk its time. */
static gchar *
take_recording (OvsCall *self)
{
  gchar *path = NULL;

  if (self->session.recording != NULL)
    path = ovs_recording_take_path (self->session.recording);
  gst_clear_object (&self->session.recording);
  return path;
}

static void
write_end (OvsCall *self, const gchar *cause, const gchar *sentence,
    const gchar *recording)
{
  const OvsEndRecord end = { .ended = g_get_real_time (),
    .cause = cause,
    .sentence = sentence,
    .recording = recording };

  ovs_call_recorder_end (self->recorder, &end);
}

void
ovs_call_end (OvsCall *self, const gchar *cause, const gchar *sentence)
{
  g_autofree gchar *recording = NULL;

  if (self->ending.ended)
    return;
  self->ending.ended = TRUE;
  if (self->ending.cause != NULL) {
    cause = self->ending.cause;
    sentence = self->ending.sentence;
  }
  self->leg->listener = NULL;
  ovs_call_end_watch (self);
  if (self->session.turns != NULL)
    ovs_turns_end (self->session.turns);
  g_clear_pointer (&self->session.run, ovs_agent_run_free);
  self->leg->klass->hang_up (self->leg);
  recording = take_recording (self);
  g_clear_pointer (&self->session.media, ovs_media_free);
  g_clear_handle_id (&self->timers.limit, g_source_remove);
  g_clear_handle_id (&self->timers.keys, g_source_remove);
  g_clear_handle_id (&self->timers.join, g_source_remove);
  write_end (self, cause, sentence, recording);
  /* Before the next request is answered: a busy loop has no idle time. */
  self->timers.over = g_idle_add_full (G_PRIORITY_DEFAULT, on_over, self, NULL);
}

static gboolean
on_goodbye_late (gpointer user_data)
{
  OvsCall *self = user_data;

  self->timers.limit = 0;
  ovs_call_end (self, "agent-hung-up", "The goodbye took too long.");
  return G_SOURCE_REMOVE;
}

void
ovs_call_begin_end (OvsCall *self, const gchar *cause, const gchar *sentence)
{
  if (self->ending.cause == NULL) {
    self->ending.cause = cause;
    self->ending.sentence = g_strdup (sentence);
  }
  g_clear_handle_id (&self->timers.limit, g_source_remove);
  self->timers.limit = g_timeout_add_seconds (GOODBYE_S, on_goodbye_late, self);
}

void
ovs_call_wind_up (OvsCall *self, const gchar *cause, const gchar *sentence)
{
  if (self->ending.ended || self->ending.cause != NULL)
    return;
  if (self->session.run == NULL) {
    ovs_call_end (self, cause, sentence);
    return;
  }
  ovs_call_begin_end (self, cause, sentence);
  ovs_feed_add_note (ovs_call_recorder_get_feed (self->recorder),
      OVS_NOTE_WARNING, sentence);
  ovs_agent_run_say_goodbye (self->session.run);
}
