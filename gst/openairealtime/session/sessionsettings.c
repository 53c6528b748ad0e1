/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionsettings.c - what users have set, and what of it the service is
 * told. */

#include "session/sessionprivate.h"
#include "transport/secret.h"

void
oa_session_read_settings (OaSession *self)
{
  gchar *key = g_strdup (self->settings.connection.api_key);

  oa_element_settings_clear (&self->settings);
  self->owner.get_settings (self->owner.data, &self->settings);
  /* A key out of a file or from a handler is not among what users set. */
  oa_credentials_apply (&self->links.credentials, &self->settings,
      oa_connector_needs_keys (&self->links.connector) ? key : NULL);
  oa_secret_free (key);
  oa_settings_normalize (&self->settings.session);
}

void
oa_session_configure_turns (OaSession *self)
{
  const OaSettings *s = &self->settings.session;
  gboolean answers = oa_session_context_answers_turns (&self->context);
  OaConversationRules *rules;

  oa_upload_configure (self->parts.upload);
  g_mutex_lock (&self->lock);
  rules = oa_conversation_get_rules (self->conversation);
  rules->service_creates = oa_session_context_detects_turns (&self->context)
      && answers;
  rules->transcribes =
      (s->transcription_model != NULL && *s->transcription_model != '\0')
      || !self->dialect->has_output;
  rules->answers = self->dialect->has_responses;
  rules->response_timeout_ms = self->settings.flow.drain_timeout;
  rules->plays = !oa_element_settings_is_sideband (&self->settings);
  g_mutex_unlock (&self->lock);
  oa_interruption_configure (self->parts.interruption);
  oa_call_desk_configure (self->parts.call_desk);
}

void
oa_session_check_rules (OaSession *self)
{
  OaFailure *failure = NULL;

  if (!oa_session_is_over (self)
      && !oa_settings_warnings_check (&self->warned.settings, &self->settings,
          self->context.live, self->observer, &failure))
    oa_session_fail (self, failure);
}

/*** what the service is told ***/

/* A recording interrupts no answer: what comes next was said before the answer
 * was heard. */
gboolean
oa_session_want_link_settings (OaSession *self, OaLink *link, GError **error)
{
  OaSettings wanted = self->settings.session;

  oa_interruption_restrict_settings (self->parts.interruption, &wanted);
  return oa_session_config_want (oa_link_get_config (link), &wanted, error);
}

gboolean
oa_session_want_settings (OaSession *self, GError **error)
{
  return oa_session_want_link_settings (self, self->links.current, error)
      && (self->links.next == NULL
          || oa_session_want_link_settings (self, self->links.next, error));
}

static void
send_update (OaSession *self, OaLink *link, JsonObject *session)
{
  if (link == self->links.current) {
    oa_session_send_update (self, OA_UPDATE_SETTINGS, session);
    return;
  }
  oa_session_send_on_link (self, link,
      &(OaCommand){ OA_COMMAND_CONFIGURE, .object = session });
  json_object_unref (session);
}

/* Sends what differs between the session as wanted and as acknowledged. */
void
oa_session_configure_link (OaSession *self, OaLink *link)
{
  OaLinkPhase phase = oa_link_get_phase (link);
  JsonObject *update;

  if ((phase != OA_LINK_CONFIGURING && phase != OA_LINK_CONFIGURED)
      || !self->output.known || oa_session_is_over (self))
    return;
  update = oa_session_config_next_update (oa_link_get_config (link));
  if (update != NULL)
    send_update (self, link, update);
}

void
oa_session_configure_session (OaSession *self)
{
  oa_session_configure_link (self, self->links.current);
}

/*** changes ***/

/* The same settings in another form: sent when they differ from what the
 * service has. */
void
oa_session_want_again (OaSession *self)
{
  GError *error = NULL;

  if (oa_session_is_over (self))
    return;
  if (!oa_session_want_settings (self, &error)) {
    oa_observer_warning (self->observer, oa_failure_from_settings (error));
    g_error_free (error);
    return;
  }
  oa_session_check_rules (self);
  if (oa_session_is_over (self))
    return;
  oa_session_configure_turns (self);
  oa_session_configure_session (self);
  if (oa_session_is_configured (self))
    oa_link_schedule_send (self->links.current);
}

/* Takes what is set now: of several changes that wait, the first brings all. */
void
oa_session_take_update (OaSession *self)
{
  OaAudioFormat input = self->settings.session.input_format;
  OaAudioFormat output = self->settings.session.output_format;

  if (!g_atomic_int_compare_and_exchange (&self->pending.update, 1, 0))
    return;
  oa_session_read_settings (self);
  self->settings.session.input_format = input;
  self->settings.session.output_format = output;
  oa_session_want_again (self);
}

/* Whether a service changes the format of an answer that it is giving is not
 * known: it is asked between two. Until then speech is converted. */
void
oa_session_check_output (OaSession *self)
{
  gboolean busy;

  if (self->output.due == OA_AUDIO_FORMAT_UNKNOWN)
    return;
  g_mutex_lock (&self->lock);
  busy = oa_conversation_get_active (self->conversation) != NULL;
  g_mutex_unlock (&self->lock);
  if (busy && self->output.known)
    return;
  self->settings.session.output_format = self->output.due;
  self->output.due = OA_AUDIO_FORMAT_UNKNOWN;
  self->output.known = TRUE;
  oa_session_want_again (self);
}
