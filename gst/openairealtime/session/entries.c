/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* entries.c - what other threads call: reading at once, all else carried to the
 * loop. */

#include "session/sessionprivate.h"

/*** what other threads read ***/

GstOpenaiRealtimeConnectionState
oa_session_get_state (OaSession *self)
{
  GstOpenaiRealtimeConnectionState state;

  g_mutex_lock (&self->lock);
  state = self->shared.state;
  g_mutex_unlock (&self->lock);
  return state;
}

gchar *
oa_session_dup_id (OaSession *self)
{
  gchar *id;

  g_mutex_lock (&self->lock);
  id = g_strdup (self->shared.id);
  g_mutex_unlock (&self->lock);
  oa_observer_censor (self->observer, &id);
  return id;
}

gchar *
oa_session_dup_conversation (OaSession *self)
{
  gchar *json;

  g_mutex_lock (&self->lock);
  json = oa_conversation_to_json (self->conversation);
  g_mutex_unlock (&self->lock);
  /* It stands in graphs of the pipeline, and is kept. */
  oa_observer_censor (self->observer, &json);
  return json;
}

void
oa_session_set_heard (OaSession *self, const gchar *item_id, gint64 heard_ms)
{
  g_mutex_lock (&self->lock);
  oa_conversation_set_heard (self->conversation, item_id, heard_ms);
  g_mutex_unlock (&self->lock);
}

gdouble
oa_session_get_cost (OaSession *self)
{
  return oa_limiter_get_cost (self->parts.limiter);
}

void
oa_session_get_figures (OaSession *self, OaSessionFigures *figures)
{
  g_mutex_lock (&self->lock);
  *figures = self->shared.figures;
  figures->latencies = self->shared.latency_meter.latencies;
  figures->turns = oa_conversation_get_turns (self->conversation);
  oa_conversation_get_usage (self->conversation, &figures->usage);
  g_mutex_unlock (&self->lock);
}

/*** calls from other threads ***/

static gboolean
wake_on_loop (gpointer data)
{
  OaSession *self = data;

  g_atomic_int_set (&self->pending.wake, 0);
  if (!oa_session_enter (self))
    return G_SOURCE_REMOVE;
  if (!oa_session_is_over (self))
    oa_link_send_now (self->links.current);
  oa_session_leave (self);
  return G_SOURCE_REMOVE;
}

void
oa_session_wake (OaSession *self)
{
  /* For every buffer of audio: without an entry to carry. */
  if (g_atomic_int_compare_and_exchange (&self->pending.wake, 0, 1))
    oa_loop_invoke (self->loop, wake_on_loop, oa_session_ref (self),
        (GDestroyNotify) oa_session_unref);
}

static void
input_format_on_loop (OaSession *self, gpointer data)
{
  self->settings.session.input_format = GPOINTER_TO_INT (data);
  oa_session_want_again (self);
}

void
oa_session_set_input_format (OaSession *self, OaAudioFormat format)
{
  oa_session_invoke (self, input_format_on_loop, GINT_TO_POINTER (format),
      NULL);
}

static void
output_format_on_loop (OaSession *self, gpointer data)
{
  self->output.due = GPOINTER_TO_INT (data);
  oa_session_check_output (self);
}

void
oa_session_set_output_format (OaSession *self, OaAudioFormat format)
{
  oa_session_invoke (self, output_format_on_loop, GINT_TO_POINTER (format),
      NULL);
}

static void
live_on_loop (OaSession *self, gpointer data)
{
  self->context.live = GPOINTER_TO_INT (data);
  self->warned.settings.live_known = TRUE;
  if (self->context.live)
    oa_upload_became_live (self->parts.upload);
  oa_session_want_again (self);
}

void
oa_session_set_live (OaSession *self, gboolean live)
{
  oa_session_invoke (self, live_on_loop, GINT_TO_POINTER (live), NULL);
}

/* The session ended and begins again: nothing of before is asked for again. */
static void
wake_up (OaSession *self)
{
  oa_restore_reset (self->parts.restore);
  oa_session_set_state (self,
      GST_OPENAI_REALTIME_CONNECTION_STATE_RECONNECTING);
  oa_connector_reopen (&self->links.connector, oa_session_now ());
}

/* The input begins anew, for a session that is at its end as well. */
static void
begin_again (OaSession *self)
{
  OaSessionPhase phase = self->context.phase;

  if (phase == OA_SESSION_FAILED)
    return;
  self->context.user_speaks = FALSE;
  oa_upload_restart (self->parts.upload);
  oa_session_void_commits (self);
  /* A conversation that was long enough does not begin again. */
  if (oa_limiter_has_ended (self->parts.limiter)) {
    if (phase != OA_SESSION_RESTING)
      oa_session_set_phase (self, OA_SESSION_DRAINED);
    oa_media_close_input (self->media);
    oa_media_set_drained (self->media);
    return;
  }
  oa_session_set_phase (self, OA_SESSION_RUNNING);
  /* What an end left out of the settings. */
  oa_session_want_settings (self, NULL);
  oa_session_configure_session (self);
  if (phase == OA_SESSION_RESTING)
    wake_up (self);
  else if (oa_session_is_configured (self)) {
    oa_session_do_waiting_requests (self);
    oa_session_send_simple (self, OA_COMMAND_CLEAR_INPUT);
  }
  oa_session_dispatch (self);
}

/* Commits that waited behind forgotten audio are void, and so is an end that
 * was under way. */
static void
restart_on_loop (OaSession *self, gpointer data)
{
  oa_media_begin_again (self->media);
  begin_again (self);
}

void
oa_session_restart_input (OaSession *self)
{
  oa_session_invoke (self, restart_on_loop, NULL, NULL);
}

static void
update_on_loop (OaSession *self, gpointer data)
{
  oa_session_take_update (self);
}

void
oa_session_update (OaSession *self)
{
  if (g_atomic_int_compare_and_exchange (&self->pending.update, 0, 1))
    oa_session_invoke (self, update_on_loop, NULL, NULL);
}

static void
request_on_loop (OaSession *self, gpointer data)
{
  oa_session_take_request (self, oa_request_ref (data));
  oa_session_dispatch (self);
}

void
oa_session_request (OaSession *self, OaRequest *request)
{
  oa_session_invoke (self, request_on_loop, request, oa_request_unref);
}

void
oa_session_note_frame (OaSession *self, const gchar *response_id, gint64 delay)
{
  g_mutex_lock (&self->lock);
  oa_latency_meter_frame (&self->shared.latency_meter, response_id, delay,
      oa_session_now ());
  g_mutex_unlock (&self->lock);
}

void
oa_session_note_played (OaSession *self, const gchar *item_id, gint64 heard_ms)
{
  /* Speech without items has no end to wait for. */
  if (self->dialect->continuous_output)
    return;
  oa_session_set_heard (self, item_id, heard_ms);
  oa_observer_notice (self->observer,
      oa_notice_new (&(OaNotice){ OA_NOTICE_PLAYBACK_DONE, (gchar *) item_id,
          .heard_ms = heard_ms }));
}

/*** answers to questions of the model ***/

OaOutputResult
oa_session_send_function_output (OaSession *self, const gchar *call_id,
    const gchar *output)
{
  return oa_call_desk_send_output (self->parts.call_desk, call_id, output);
}

OaOutputResult
oa_session_approve_mcp (OaSession *self, const gchar *approval_id,
    gboolean approve, const gchar *reason)
{
  return oa_call_desk_approve (self->parts.call_desk, approval_id, approve,
      reason);
}
