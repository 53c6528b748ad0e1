/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionevents.c - what happens to a link: events of the service, audio asked
 * for, the end. */

#include "session/captionevents.h"
#include "session/sessionprivate.h"

static void
pass_on_event (OaSession *self, const OaEvent *event)
{
  if (!oa_observer_wants_event (self->observer, event->name))
    return;
  oa_observer_notice (self->observer,
      oa_notice_new (
          &(OaNotice){ OA_NOTICE_EVENT, event->name, .raw = event->raw }));
}

/* A turn is answered, or written down. */
static gboolean
is_of_use (const OaEvent *event)
{
  if (event->type == OA_EVENT_RESPONSE_DONE)
    return event->response != NULL
        && g_strcmp0 (event->response->status, "completed") == 0;
  return event->type == OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED;
}

static void
log_event (OaSession *self, const OaEvent *event, const gchar *what)
{
  gchar *quote;

  if (gst_debug_category_get_threshold (GST_CAT_DEFAULT) < GST_LEVEL_LOG)
    return;
  quote = oa_observer_quote (self->observer, event->name);
  GST_LOG_ID (self->observer->name, "%s %s", what, quote);
  g_free (quote);
}

/* What is about the link itself is taken here, all else where any action is. */
static void
take_action (OaSession *self, OaAction *action)
{
  switch (action->kind) {
    case OA_ACTION_SESSION:
      oa_session_take_session (self, action);
      break;
    case OA_ACTION_SESSION_REFUSED:
      oa_session_take_refusal (self, action->update, action->error);
      break;
    case OA_ACTION_FATAL:
      oa_session_lose_link (self, oa_failure_from_service (action->error));
      break;
    default:
      oa_session_run_action (self, action);
      break;
  }
}

static void
take_actions (OaSession *self, GPtrArray *actions)
{
  guint i;

  for (i = 0; i < actions->len && !oa_session_is_over (self); i++)
    take_action (self, g_ptr_array_index (actions, i));
  oa_session_keep_actions (self, actions);
}

static void
take_event (OaSession *self, const OaEvent *event)
{
  GPtrArray *actions = oa_session_new_actions (self);
  OaSessionActions *list = oa_session_new_list (self);
  gint64 now = oa_session_now ();
  gboolean taken;
  guint i;

  log_event (self, event, "received");
  if (oa_event_is_sign_of_life (event))
    self->last_activity = now;
  if (is_of_use (event))
    oa_connector_healthy (&self->links.connector);
  pass_on_event (self, event);
  g_mutex_lock (&self->lock);
  self->shared.figures.events_received++;
  taken = oa_conversation_handle (self->conversation, event, now, actions);
  g_mutex_unlock (&self->lock);
  for (i = 0; i < OA_N_PARTS; i++)
    if (self->parts.table[i].class->event != NULL)
      self->parts.table[i].class->event (self->parts.table[i].part, event, now,
          list);
  take_actions (self, actions);
  oa_session_carry_out (self, list);
  if (taken)
    oa_session_context_feed_captions (&self->context, event);
  else
    log_event (self, event, "dropped, of a response that never began:");
}

/*** of a link ***/

static gboolean
enter (gpointer owner)
{
  OaSession *self = oa_session_ref (owner);

  if (oa_session_enter (self))
    return TRUE;
  oa_session_unref (self);
  return FALSE;
}

static void
leave (gpointer owner)
{
  oa_session_leave (owner);
  oa_session_unref (owner);
}

/* The call exists already: a client that joins it may not be greeted. */
static void
start_unasked (OaSession *self)
{
  if ((!self->dialect->client_starts
          && !oa_element_settings_is_sideband (&self->settings))
      || !oa_link_begin_settings (self->links.current))
    return;
  oa_session_set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONFIGURING);
  oa_session_configure_session (self);
}

static void
link_opened (OaLink *link, gpointer owner)
{
  OaSession *self = owner;

  if (link != self->links.current)
    return;
  oa_observer_progress (self->observer, GST_PROGRESS_TYPE_CONTINUE,
      "Connected; waiting for the session");
  start_unasked (self);
}

static void
link_event (OaLink *link, const OaEvent *event, gpointer owner)
{
  OaSession *self = owner;

  if (oa_session_is_over (self))
    return;
  if (link == self->links.current)
    take_event (self, event);
  else
    oa_session_take_next_event (self, event);
  oa_session_dispatch (self);
}

static void
link_unreadable (OaLink *link, const GError *error, gpointer owner)
{
  OaSession *self = owner;
  OaLinkUnreadable unreadable;
  OaFailure *failure;
  guint count;

  if (oa_session_is_over (self))
    return;
  unreadable = oa_link_count_unreadable (link, &count);
  if (unreadable == OA_LINK_UNREADABLE_IGNORE)
    return;
  failure = oa_failure_from_protocol (error, count);
  if (unreadable == OA_LINK_UNREADABLE_WARN)
    oa_observer_warning (self->observer, failure);
  else if (link == self->links.current)
    oa_session_fail (self, failure);
  else
    oa_session_next_link_failed (self, failure);
  oa_session_dispatch (self);
}

static GBytes *
next_upload (OaSession *self)
{
  GBytes *message = NULL;
  OaUploadNext next;

  do {
    OaSessionActions *list = oa_session_new_list (self);
    gint64 now = oa_session_now (), sent_ms;

    next = oa_upload_next (self->parts.upload, now, &message, &sent_ms, list);
    if (sent_ms >= 0)
      oa_link_audio_sent (self->links.current, sent_ms, now);
    oa_session_carry_out (self, list);
    if (next == OA_UPLOAD_NEXT_COMMIT && !oa_session_is_over (self))
      oa_session_do_commit_request (self);
    if (next != OA_UPLOAD_NEXT_WAIT
        && oa_upload_is_holding (self->parts.upload))
      oa_session_dispatch (self);
  } while (next != OA_UPLOAD_NEXT_WAIT && !oa_session_is_over (self));
  if (message != NULL)
    oa_session_count_sent (self);
  return message;
}

static GBytes *
link_next (OaLink *link, gpointer owner)
{
  OaSession *self = owner;

  return link == self->links.current ? next_upload (self) : NULL;
}

static void
link_arrived (OaLink *link, gint64 ms, gpointer owner)
{
  OaSession *self = owner;

  if (link != self->links.current)
    return;
  oa_resend_window_arrived (self->context.resend_window, ms);
  oa_upload_arrived (self->parts.upload,
      oa_link_get_arrival (link, oa_session_now ()));
  /* Without a hold, a recording may wait for this, too. */
  if (!self->context.live || oa_upload_is_holding (self->parts.upload))
    oa_session_dispatch (self);
}

/* The service closed instead of saying so: what was to come is not known. */
static void
end_stream (OaSession *self)
{
  if (!self->dialect->has_close || self->context.phase != OA_SESSION_ENDING)
    return;
  GST_WARNING_ID (self->observer->name,
      "the service closed the session "
      "without a word");
  oa_session_drain (self);
}

/* What the connection was for may go on. */
static void
link_ended (OaLink *link, const OaTransportEnd *end, gpointer owner)
{
  OaSession *self = owner;
  OaFailure *failure = oa_failure_from_end (end, oa_link_get_last_error (link));

  if (link != self->links.current) {
    oa_session_next_link_failed (self, failure);
  } else {
    oa_link_end (link);
    if (!oa_session_is_over (self))
      end_stream (self);
    oa_session_lose_link (self, failure);
  }
  oa_session_dispatch (self);
}

const OaLinkHandlers oa_session_link_handlers = {
  .enter = enter,
  .leave = leave,
  .opened = link_opened,
  .event = link_event,
  .unreadable = link_unreadable,
  .next = link_next,
  .arrived = link_arrived,
  .ended = link_ended,
};
