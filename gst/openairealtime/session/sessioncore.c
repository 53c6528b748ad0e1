/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessioncore.c - what every file of the session stands on: its memory, the way
 * in from other threads, its state. */

#include "session/sessionprivate.h"

/*** memory ***/

OaSession *
oa_session_ref (OaSession *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

static void
session_free (OaSession *self)
{
  oa_loop_change_delay (self->loop, self->wakeup.io_delay, OA_LOOP_DELAY);
  oa_loop_release (self->loop);
  oa_element_settings_clear (&self->settings);
  oa_credentials_clear (&self->links.credentials);
  oa_link_unref (self->links.current);
  oa_upload_free (self->parts.upload);
  oa_interruption_free (self->parts.interruption);
  oa_restore_free (self->parts.restore);
  oa_resend_window_free (self->context.resend_window);
  g_clear_pointer (&self->parts.imported_history, g_ptr_array_unref);
  oa_limiter_free (self->parts.limiter);
  oa_call_desk_free (self->parts.call_desk);
  g_clear_pointer (&self->spare.actions, g_ptr_array_unref);
  g_clear_pointer (&self->spare.lists, g_ptr_array_unref);
  oa_download_free (self->parts.download);
  oa_request_queue_clear (&self->parts.requests);
  g_free (self->warned.failed_cause);
  oa_conversation_free (self->conversation);
  oa_media_unref (self->media);
  oa_observer_unref (self->observer);
  g_free (self->shared.id);
  oa_latency_meter_clear (&self->shared.latency_meter);
  g_mutex_clear (&self->lock);
  g_rec_mutex_clear (&self->entry_lock);
  g_free (self);
}

void
oa_session_unref (OaSession *self)
{
  if (g_atomic_int_dec_and_test (&self->ref_count))
    session_free (self);
}

/*** the way in ***/

gboolean
oa_session_enter (OaSession *self)
{
  g_rec_mutex_lock (&self->entry_lock);
  if (self->context.phase != OA_SESSION_STOPPED)
    return TRUE;
  g_rec_mutex_unlock (&self->entry_lock);
  return FALSE;
}

void
oa_session_leave (OaSession *self)
{
  g_rec_mutex_unlock (&self->entry_lock);
}

typedef struct
{
  OaSession *session;
  OaSessionFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  if (entry->destroy != NULL)
    entry->destroy (entry->data);
  oa_session_unref (entry->session);
  g_free (entry);
}

static gboolean
enter_on_loop (gpointer data)
{
  Entry *entry = data;

  if (oa_session_enter (entry->session)) {
    entry->func (entry->session, entry->data);
    oa_session_leave (entry->session);
  }
  return G_SOURCE_REMOVE;
}

void
oa_session_invoke (OaSession *self, OaSessionFunc func, gpointer data,
    GDestroyNotify destroy)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->session = oa_session_ref (self);
  entry->func = func;
  entry->data = data;
  entry->destroy = destroy;
  oa_loop_invoke (self->loop, enter_on_loop, entry, entry_free);
}

/*** state and time ***/

gint64
oa_session_now (void)
{
  return g_get_monotonic_time ();
}

void
oa_session_set_state (OaSession *self, GstOpenaiRealtimeConnectionState state)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = self->shared.state != state;
  self->shared.state = state;
  g_mutex_unlock (&self->lock);
  if (changed)
    oa_observer_notify (self->observer, "connection-state");
}

/* Other threads look whether it was stopped. */
void
oa_session_set_phase (OaSession *self, OaSessionPhase phase)
{
  g_mutex_lock (&self->lock);
  self->context.phase = phase;
  g_mutex_unlock (&self->lock);
}

void
oa_session_note_turn_end (OaSession *self, gint64 position_ms, gint64 age_us)
{
  g_mutex_lock (&self->lock);
  oa_latency_meter_turn_ended (&self->shared.latency_meter, position_ms, age_us,
      oa_session_now ());
  g_mutex_unlock (&self->lock);
}
