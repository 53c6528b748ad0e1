/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* connector.c - when to open, replace and renew connections, and the limits of
 * all that. */

#include "session/connector.h"
#include "conversation/deadline.h"

#define US_PER_MS G_GINT64_CONSTANT (1000)
#define US_PER_S (1000 * US_PER_MS)
/* A peer that stalls leaves some time for another try. When there is little, or
 * none will follow, one try gets all of it. */
#define SHORTEST_TRY_US (1 * US_PER_S)
/* A call can be joined some moments after it was accepted; until then the
 * service does not know it. */
#define CALL_GRACE_US (5 * US_PER_S)
/* Before the service's own end of a session, a pause is looked for this
 * long… */
#define RENEW_MARGIN_S 120
/* …and then the new one takes over in the middle. */
#define LAST_MARGIN_S 15
/* A renewal that failed is tried again. */
#define RENEW_RETRY_S 20
/* A pause is looked for this often: nothing tells that speech has sounded. */
#define QUIET_POLL_US (100 * US_PER_MS)

void
oa_connector_init (OaConnector *self, const OaElementSettings *settings)
{
  *self = (OaConnector){ .settings = settings };
}

static gint64
get_connect_timeout (const OaConnector *self)
{
  return self->settings->retry.connect_timeout * US_PER_MS;
}

void
oa_connector_start (OaConnector *self, gint64 now)
{
  self->started_at = now;
  if (self->settings->retry.connect_timeout != 0)
    self->connect_deadline = now + get_connect_timeout (self);
  self->link_wanted = TRUE;
}

/*** keys ***/

gboolean
oa_connector_needs_keys (const OaConnector *self)
{
  const gchar *path = self->settings->connection.api_key_file;

  return self->key_from_app
      || (self->settings->connection.auth != GST_OPENAI_REALTIME_AUTH_NONE
          && path != NULL && *path != '\0');
}

/* 0 = none. */
static gint64
get_key_deadline (const OaConnector *self, gint64 now)
{
  gint64 limit = get_connect_timeout (self);

  if (limit == 0)
    return 0;
  if (!self->ever_connected)
    limit = MAX (limit - self->key_time, 0);
  return now + limit;
}

gboolean
oa_connector_key_arrived (OaConnector *self, gboolean found, gint64 now)
{
  gint64 took = now - self->key_requested_at;

  if (!self->key_requested)
    return FALSE;
  self->key_requested = FALSE;
  self->key_fresh = found;
  self->link_wanted = self->link_wanted && found;
  /* The time for a key is not the service's. Of the tries of a first connection
   * all keys together have connect-timeout, and so have all tries. */
  if (found && !self->ever_connected && self->connect_deadline != 0) {
    self->key_time += took;
    self->connect_deadline += took;
  }
  return TRUE;
}

static OaConnectorStep
request_key (OaConnector *self, gint64 now)
{
  self->key_requested = TRUE;
  self->key_requested_at = now;
  self->key_deadline = get_key_deadline (self, now);
  return OA_CONNECTOR_REQUEST_KEY;
}

static gboolean
is_key_late (const OaConnector *self, gint64 now)
{
  return self->key_requested && self->key_deadline != 0
      && now >= self->key_deadline;
}

/*** tries ***/

static gboolean
is_last_try (const OaConnector *self)
{
  const OaRetrySettings *retry = &self->settings->retry;

  return !retry->reconnect
      || (retry->max_reconnects != 0
          && self->backoff.tries >= retry->max_reconnects);
}

gint64
oa_connector_get_try_limit (const OaConnector *self, gint64 now)
{
  gint64 left, most;

  if (self->ever_connected)
    return get_connect_timeout (self);
  if (self->connect_deadline == 0)
    return 0;
  left = MAX (self->connect_deadline - now, US_PER_MS);
  most = left * 2 / 3;
  return most >= SHORTEST_TRY_US && !is_last_try (self) ? most : left;
}

gint64
oa_connector_first_failed (OaConnector *self, const OaConnectorFailure *failure,
    gdouble chance, gint64 now)
{
  gint64 wait;

  if (!self->settings->retry.reconnect
      || (!failure->passes && !failure->unknown_call))
    return -1;
  if (failure->unknown_call && now >= self->started_at + CALL_GRACE_US)
    return -1;
  self->backoff.longest_ms = OA_BACKOFF_LONGEST_LIVE_MS;
  wait = oa_backoff_down (&self->backoff, self->settings->retry.max_reconnects,
      failure->retry_after, chance, now);
  if (wait < 0
      || (self->connect_deadline != 0 && now + wait >= self->connect_deadline))
    return -1;
  self->open_at = now + wait;
  return wait;
}

gint64
oa_connector_link_failed (OaConnector *self, const OaConnectorFailure *failure,
    gboolean live, gdouble chance, gint64 now)
{
  gint64 wait;

  /* Only the caller can make another call. */
  if (!self->settings->retry.reconnect || !failure->retry
      || oa_element_settings_is_sideband (self->settings))
    return -1;
  self->backoff.longest_ms = live ? OA_BACKOFF_LONGEST_LIVE_MS : 0;
  wait = oa_backoff_down (&self->backoff, self->settings->retry.max_reconnects,
      failure->retry_after, chance, now);
  if (wait >= 0)
    self->open_at = now + wait;
  return wait;
}

void
oa_connector_renewal_failed (OaConnector *self, gint64 now)
{
  self->renew_at = now + RENEW_RETRY_S * US_PER_S;
}

guint
oa_connector_get_tries (const OaConnector *self, gint64 now, gint64 *took)
{
  if (!self->ever_connected) {
    *took = now - self->started_at;
    return self->first_tries > 1 ? self->first_tries : 0;
  }
  *took = now - self->backoff.first_down;
  return self->backoff.tries;
}

/*** up and down ***/

static void
plan_renewal (OaConnector *self, gint64 seconds_left, gint64 now)
{
  gint64 age = self->settings->retry.renew_session;

  self->renew_at = 0;
  if (age == 0 || oa_element_settings_is_sideband (self->settings))
    return;
  age = MIN (age, MAX (seconds_left - RENEW_MARGIN_S, seconds_left / 2));
  self->renew_at = now + MAX (age, 1) * US_PER_S;
}

void
oa_connector_link_up (OaConnector *self, gint64 seconds_left, gint64 now)
{
  if (!self->ever_connected)
    oa_backoff_healthy (&self->backoff);
  self->ever_connected = TRUE;
  self->connect_deadline = 0;
  oa_backoff_up (&self->backoff, now);
  plan_renewal (self, seconds_left, now);
}

void
oa_connector_healthy (OaConnector *self)
{
  oa_backoff_healthy (&self->backoff);
}

void
oa_connector_rest (OaConnector *self)
{
  self->open_at = self->renew_at = 0;
  self->link_wanted = self->key_requested = FALSE;
}

void
oa_connector_reopen (OaConnector *self, gint64 now)
{
  self->open_at = now;
}

void
oa_connector_change_voice (OaConnector *self)
{
  self->voice_change_pending = TRUE;
}

void
oa_connector_renew (OaConnector *self, gboolean configured, gint64 now)
{
  /* Only the caller can make another call. */
  if (!configured || oa_element_settings_is_sideband (self->settings))
    return;
  if (self->renew_at != 0)
    self->renew_at = now;
  else
    self->link_wanted = TRUE;
}

/*** what is due ***/

static void
check_voice (OaConnector *self, const OaConnectorView *view, gint64 now)
{
  /* What is under way may be refused for the voice's sake. */
  if (!self->voice_change_pending || !view->settled)
    return;
  self->voice_change_pending = FALSE;
  if (view->voice_waits)
    oa_connector_renew (self, view->configured, now);
}

static void
check_plans (OaConnector *self, const OaConnectorView *view, gint64 now)
{
  check_voice (self, view, now);
  if (self->open_at != 0 && now >= self->open_at) {
    self->open_at = 0;
    self->link_wanted = TRUE;
  }
  if (self->renew_at != 0 && now >= self->renew_at && view->configured) {
    self->renew_at = 0;
    self->link_wanted = TRUE;
  }
  if (view->has_next)
    self->link_wanted = FALSE;
}

static OaConnectorStep
open_link (OaConnector *self)
{
  self->link_wanted = self->key_fresh = FALSE;
  if (!self->ever_connected)
    self->first_tries++;
  return OA_CONNECTOR_OPEN;
}

/* Not while the link is asking for the next message; and, while the old link
 * works and has time left, only in a pause of the conversation. */
static OaConnectorStep
check_switch (const OaConnectorView *view, gint64 now, gint64 *until)
{
  if (view->asking)
    *until = now;
  else if (!view->connected || view->quiet
      || view->seconds_left <= LAST_MARGIN_S)
    return OA_CONNECTOR_SWITCH;
  else
    *until = now + QUIET_POLL_US;
  return OA_CONNECTOR_WAIT;
}

OaConnectorStep
oa_connector_poll (OaConnector *self, gint64 now, const OaConnectorView *view,
    gint64 *until)
{
  if (is_key_late (self, now)) {
    self->key_requested = self->link_wanted = FALSE;
    return OA_CONNECTOR_KEY_TIMEOUT;
  }
  check_plans (self, view, now);
  if (self->link_wanted && !self->key_requested)
    return oa_connector_needs_keys (self) && !self->key_fresh
        ? request_key (self, now)
        : open_link (self);
  *until = -1;
  if (view->next_ready)
    return check_switch (view, now, until);
  if (self->open_at != 0)
    *until = self->open_at;
  if (self->renew_at != 0 && view->configured)
    *until = oa_deadline_earlier (*until, self->renew_at);
  if (self->key_requested && self->key_deadline != 0)
    *until = oa_deadline_earlier (*until, self->key_deadline);
  return OA_CONNECTOR_WAIT;
}
