/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionlinks.c - the session's links: the one in use, and the next one, which
 * is made ready beside it or after it was lost.
 *
 * Both are opened, configured and given up here; when a next one is wanted and
 * when it takes over is decided by the connector. */

#include "session/secrets.h"
#include "session/sessionprivate.h"
#include "session/upgraderequest.h"

#define US_PER_MS G_GINT64_CONSTANT (1000)

static void
note_id (OaSession *self)
{
  const gchar *id = oa_link_get_id (self->links.current);

  if (id == NULL)
    return;
  g_mutex_lock (&self->lock);
  g_free (self->shared.id);
  self->shared.id = g_strdup (id);
  g_mutex_unlock (&self->lock);
  oa_observer_notify (self->observer, "session-id");
}

/*** settings ***/

/* A recording interrupts no answer: what comes next was said before the answer
 * was heard. */
static gboolean
want_settings (OaSession *self, OaLink *link, GError **error)
{
  OaSettings wanted = self->settings.session;

  oa_interruption_restrict_settings (self->parts.interruption, &wanted);
  return oa_session_config_want (oa_link_get_config (link), &wanted, error);
}

gboolean
oa_session_want_settings (OaSession *self, GError **error)
{
  return want_settings (self, self->links.current, error)
      && (self->links.next == NULL
      || want_settings (self, self->links.next, error));
}

static void
send_update (OaSession *self, OaLink *link, JsonObject *session)
{
  if (link == self->links.current) {
    oa_session_send_update (self, OA_UPDATE_SETTINGS, session);
    return;
  }
  oa_session_send_on_link (self, link, &(OaCommand) { OA_COMMAND_CONFIGURE,
          .object = session });
  json_object_unref (session);
}

/* Sends what differs between the session as wanted and as acknowledged. */
static void
configure (OaSession *self, OaLink *link)
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
  configure (self, self->links.current);
}

/* Says what was not said yet, and looks whether all of it was answered. */
static void
settle (OaSession *self, OaLink *link)
{
  const OaSettings *s = &self->settings.session;
  gboolean settled, configured;

  configure (self, link);
  configured = oa_link_check_configured (link, s->input_format,
      s->output_format);
  settled = oa_session_config_is_settled (oa_link_get_config (link));
  if (link != self->links.current || (!settled && !configured))
    return;
  oa_session_check_formats (self);
  if (configured)
    oa_session_become_configured (self);
  oa_link_schedule_send (link);
}

static void
take_created (OaSession *self)
{
  note_id (self);
  /* A call may have been joined before this came. */
  if (!oa_link_begin_settings (self->links.current))
    return;
  oa_session_set_state (self,
      GST_OPENAI_REALTIME_CONNECTION_STATE_CONFIGURING);
  oa_observer_progress (self->observer, GST_PROGRESS_TYPE_CONTINUE,
      "Setting up the session");
  oa_session_configure_session (self);
}

void
oa_session_take_session (OaSession *self, const OaAction *action)
{
  if (action->session.created) {
    take_created (self);
    return;
  }
  if (action->session.update == OA_UPDATE_PROBE)
    oa_upload_probe_answered (self->parts.upload, oa_session_now ());
  oa_link_acknowledge (self->links.current, action->session.update,
      action->session.json);
  settle (self, self->links.current);
}

static void
refused (OaSession *self, OaLink *link, const OaServiceError *error)
{
  gchar *dropped = NULL;

  switch (oa_link_refuse (link, error, &dropped)) {
    case OA_LINK_REFUSAL_DROPPED:
      oa_observer_warning (self->observer, oa_failure_unknown_field (dropped));
      /* fall through */
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
static void
take_next_event (OaSession *self, const OaEvent *event)
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
      if (event->error != NULL
          && oa_link_get_phase (link) < OA_LINK_CONFIGURED)
        refused (self, link, event->error);
      break;
    default:
      break;
  }
}

/*** what happens to a link ***/

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
  oa_session_set_state (self,
      GST_OPENAI_REALTIME_CONNECTION_STATE_CONFIGURING);
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
    oa_session_take_event (self, event);
  else
    take_next_event (self, event);
  oa_session_advance (self);
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
  oa_session_advance (self);
}

static GBytes *
link_next (OaLink *link, gpointer owner)
{
  OaSession *self = owner;

  return link == self->links.current ? oa_session_next_upload (self) : NULL;
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
    oa_session_advance (self);
}

/* The service closed instead of saying so: what was to come is not known. */
static void
end_stream (OaSession *self)
{
  if (!self->dialect->session_close || self->context.phase != OA_SESSION_ENDING)
    return;
  GST_WARNING_ID (self->observer->name, "the service closed the session "
      "without a word");
  oa_session_drain (self);
}

/* What the connection was for may go on. */
static void
link_ended (OaLink *link, const OaTransportEnd *end, gpointer owner)
{
  OaSession *self = owner;
  OaFailure *failure = oa_failure_from_end (end,
      oa_link_get_last_error (link));

  if (link != self->links.current) {
    oa_session_next_link_failed (self, failure);
  } else {
    oa_link_end (link);
    if (!oa_session_is_over (self))
      end_stream (self);
    oa_session_lose_link (self, failure);
  }
  oa_session_advance (self);
}

/*** opening ***/

gboolean
oa_session_open_link (OaSession *self, OaLink *link, gint64 limit,
    OaFailure **failure)
{
  static const OaLinkHandlers handlers = {
    .enter = enter,
    .leave = leave,
    .opened = link_opened,
    .event = link_event,
    .unreadable = link_unreadable,
    .next = link_next,
    .arrived = link_arrived,
    .ended = link_ended,
  };
  OaConnectionConfig config;
  gboolean ok = oa_upgrade_request_configure (&config, &self->settings,
      self->dialect, failure);

  if (ok) {
    oa_secrets_add (&self->settings, self->observer);
    config.connect_timeout = (limit + US_PER_MS - 1) / US_PER_MS;
    oa_link_open (link, self->loop, &config, limit, oa_session_now (),
        &handlers, oa_session_ref (self), (GDestroyNotify) oa_session_unref);
  }
  oa_connection_config_clear (&config);
  return ok;
}

gboolean
oa_session_open_next_link (OaSession *self, gint64 limit, OaFailure **failure)
{
  GError *error = NULL;

  self->links.next = oa_link_new_replacement (self->links.current);
  if (want_settings (self, self->links.next, &error))
    return oa_session_open_link (self, self->links.next, limit, failure);
  *failure = oa_failure_from_settings (error);
  g_error_free (error);
  return FALSE;
}

/*** giving up ***/

void
oa_session_end_next_link (OaSession *self)
{
  if (self->links.next == NULL)
    return;
  oa_link_end (self->links.next);
  g_clear_pointer (&self->links.next, oa_link_unref);
}

void
oa_session_say_goodbye (OaSession *self)
{
  if (self->dialect->session_close && oa_session_is_configured (self))
    oa_session_send_simple (self, OA_COMMAND_CLOSE);
}

void
oa_session_end_link (OaSession *self)
{
  if (self->context.phase == OA_SESSION_RUNNING)
    oa_session_say_goodbye (self);
  oa_link_end (self->links.current);
}

void
oa_session_take_next_link (OaSession *self)
{
  oa_link_unref (self->links.current);
  self->links.current = g_steal_pointer (&self->links.next);
  oa_link_detach_predecessor (self->links.current);
  note_id (self);
}
