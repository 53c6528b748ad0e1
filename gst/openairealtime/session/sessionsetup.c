/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionsetup.c - the settings of a link as the service answers them, until
 * the session is up. */

#include "session/sessionprivate.h"

#define NS_PER_US 1000

/*** the session is up ***/

static void
greet (OaSession *self)
{
  const OaSay greeting = { OA_SAY_GREETING, self->settings.opening.greeting,
    self->settings.opening.protect_greeting };

  oa_session_say_first (self, &greeting);
}

static void
tell_history (OaSession *self)
{
  GPtrArray *actions = oa_session_new_actions (self);
  GPtrArray *items = self->parts.imported_history;
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; items != NULL && i < items->len; i++)
    oa_conversation_send_item (self->conversation, g_ptr_array_index (items, i),
        FALSE, FALSE, actions);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->parts.imported_history, g_ptr_array_unref);
  oa_session_run_actions (self, actions);
}

/* For users: of a session that only transcribes it is the transcription's. */
static const gchar *
get_model (OaSession *self)
{
  if (oa_element_settings_is_sideband (&self->settings))
    return NULL;
  if (!self->dialect->has_output)
    return self->settings.session.transcription_model;
  return self->settings.connection.model;
}

static void
become_configured (OaSession *self)
{
  oa_session_link_up (self);
  g_mutex_lock (&self->lock);
  self->shared.figures.connect_duration =
      (oa_session_now () - self->links.connector.started_at) * NS_PER_US;
  g_mutex_unlock (&self->lock);
  oa_session_set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED);
  oa_observer_progress (self->observer, GST_PROGRESS_TYPE_COMPLETE,
      "Session is up");
  oa_observer_notice (self->observer,
      oa_notice_new (&(OaNotice){ OA_NOTICE_CONNECTED, self->shared.id,
          .model = (gchar *) get_model (self) }));

  tell_history (self);
  if (self->settings.opening.greeting != NULL
      && *self->settings.opening.greeting != '\0'
      && self->dialect->has_responses)
    greet (self);
  oa_session_do_waiting_requests (self);
}

/*** answers ***/

/* Says what was not said yet, and looks whether all of it was answered. */
static void
settle (OaSession *self, OaLink *link)
{
  const OaSettings *s = &self->settings.session;
  gboolean settled, configured;

  oa_session_configure_link (self, link);
  configured =
      oa_link_check_configured (link, s->input_format, s->output_format);
  settled = oa_session_config_is_settled (oa_link_get_config (link));
  if (link != self->links.current || (!settled && !configured))
    return;
  oa_session_check_formats (self);
  if (configured)
    become_configured (self);
  oa_link_schedule_send (link);
}

static void
take_created (OaSession *self)
{
  oa_session_note_id (self);
  /* A call may have been joined before this came. */
  if (!oa_link_begin_settings (self->links.current))
    return;
  oa_session_set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONFIGURING);
  oa_observer_progress (self->observer, GST_PROGRESS_TYPE_CONTINUE,
      "Setting up the session");
  oa_session_configure_session (self);
}

void
oa_session_take_session (OaSession *self, const OaAction *action)
{
  if (action->created) {
    take_created (self);
    return;
  }
  if (action->update == OA_UPDATE_PROBE)
    oa_upload_probe_answered (self->parts.upload, oa_session_now ());
  oa_link_acknowledge (self->links.current, action->update, action->json);
  settle (self, self->links.current);
}

static void
refused (OaSession *self, OaLink *link, const OaServiceError *error)
{
  gchar *dropped = NULL;

  switch (oa_link_refuse (link, error, &dropped)) {
    case OA_LINK_REFUSAL_DROPPED:
      oa_observer_warning (self->observer, oa_failure_unknown_field (dropped));
      G_GNUC_FALLTHROUGH;
    case OA_LINK_REFUSAL_PASSES:
      settle (self, link);
      if (link == self->links.current && oa_session_is_configured (self))
        oa_session_check_formats (self);
      break;
    case OA_LINK_REFUSAL_FATAL:
      if (link == self->links.current)
        oa_session_fail (self, oa_failure_refused_session (error));
      else
        oa_session_next_link_failed (self, oa_failure_from_service (error));
      break;
  }
  g_free (dropped);
}

void
oa_session_take_refusal (OaSession *self, OaUpdateKind update,
    const OaServiceError *error)
{
  if (update == OA_UPDATE_PROBE)
    oa_upload_probe_answered (self->parts.upload, oa_session_now ());
  if (update == OA_UPDATE_SETTINGS)
    refused (self, self->links.current, error);
}

/* Of a link that is not in use yet, only the settings matter. */
void
oa_session_take_next_event (OaSession *self, const OaEvent *event)
{
  OaLink *link = self->links.next;

  switch (event->type) {
    case OA_EVENT_SESSION_CREATED:
      oa_link_begin_settings (link);
      settle (self, link);
      break;
    case OA_EVENT_SESSION_UPDATED:
      if (event->session != NULL)
        oa_link_acknowledge (link, OA_UPDATE_SETTINGS, event->session->json);
      settle (self, link);
      break;
    case OA_EVENT_ERROR:
      if (event->error != NULL && oa_link_get_phase (link) < OA_LINK_CONFIGURED)
        refused (self, link, event->error);
      break;
    default:
      break;
  }
}
