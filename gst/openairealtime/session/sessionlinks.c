/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionlinks.c - the connection in use and the next one: opened, ended, one
 * put in place of the other; and the failure that is the end of both. When, is
 * decided by the connector. */

#include "session/secrets.h"
#include "session/sessionprivate.h"
#include "session/upgraderequest.h"

#define US_PER_MS G_GINT64_CONSTANT (1000)
#define US_PER_S G_GINT64_CONSTANT (1000000)

void
oa_session_note_id (OaSession *self)
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

gint64
oa_session_get_seconds_left (OaSession *self)
{
  gint64 expires_at = oa_link_get_expires_at (self->links.current);

  return expires_at > 0 ? expires_at - g_get_real_time () / US_PER_S
                        : G_MAXINT64;
}

gboolean
oa_session_open_link (OaSession *self, OaLink *link, gint64 limit,
    OaFailure **failure)
{
  OaConnectionConfig config;
  gboolean ok = oa_upgrade_request_configure (&config, &self->settings,
      self->dialect, failure);

  if (ok) {
    oa_secrets_add (&self->settings, self->observer);
    config.connect_timeout = (limit + US_PER_MS - 1) / US_PER_MS;
    oa_link_open (link, self->loop, &config, limit, oa_session_now (),
        self->links.handlers, oa_session_ref (self),
        (GDestroyNotify) oa_session_unref);
  }
  oa_connection_config_clear (&config);
  return ok;
}

void
oa_session_take_next_link (OaSession *self)
{
  oa_link_unref (self->links.current);
  self->links.current = g_steal_pointer (&self->links.next);
  oa_link_detach_predecessor (self->links.current);
  oa_session_note_id (self);
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
oa_session_send_close (OaSession *self)
{
  if (self->dialect->has_close && oa_session_is_configured (self))
    oa_session_send_simple (self, OA_COMMAND_CLOSE);
}

void
oa_session_end_link (OaSession *self)
{
  if (self->context.phase == OA_SESSION_RUNNING)
    oa_session_send_close (self);
  oa_link_end (self->links.current);
}

static void
tell_tries (OaSession *self, OaFailure *failure)
{
  gint64 took;
  guint tries =
      oa_connector_get_tries (&self->links.connector, oa_session_now (), &took);

  if (tries > 0)
    oa_failure_add_tries (failure, tries, took);
}

/* Ends the session for good. Only the first failure is told. */
void
oa_session_fail (OaSession *self, OaFailure *failure)
{
  if (oa_session_is_over (self)) {
    oa_failure_free (failure);
    return;
  }
  oa_session_set_phase (self, OA_SESSION_FAILED);
  if (!self->links.connector.ever_connected)
    oa_observer_progress (self->observer, GST_PROGRESS_TYPE_ERROR,
        "The session could not be set up");
  tell_tries (self, failure);
  oa_session_set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_FAILED);
  /* Streaming ends when it has been told. */
  oa_observer_error (self->observer, failure);
  oa_session_end_next_link (self);
  oa_link_close (self->links.current);
}
