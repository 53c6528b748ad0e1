/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionfirst.c - the first connection of a session: opened, and tried again
 * while connect-timeout lasts when what went wrong may pass. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"

#define US_PER_MS G_GINT64_CONSTANT (1000)
/* A peer that stalls leaves some time for another try. When there is little, or
 * none will follow, one try gets all of it. */
#define SHORTEST_TRY_US (1000 * US_PER_MS)
/* A call can be joined some moments after it was accepted; until then the
 * service does not know it. */
#define CALL_PATIENCE_US (5000 * US_PER_MS)

/*** opening ***/

static gboolean
is_last_try (OaSession *self)
{
  return !self->settings.reconnect || (self->settings.max_reconnects != 0
      && self->backoff.tries >= self->settings.max_reconnects);
}

/* 0 = no limit. */
static gint64
get_try_limit (OaSession *self, gint64 now)
{
  gint64 left, most;

  if (self->connect_until == 0)
    return 0;
  left = MAX (self->connect_until - now, US_PER_MS);
  most = left * 2 / 3;
  return most >= SHORTEST_TRY_US && !is_last_try (self) ? most : left;
}

void
oa_session_open_first (OaSession *self)
{
  if (oa_session_wants_key (self))
    return;
  self->first_tries++;
  oa_session_open_first_link (self,
      get_try_limit (self, oa_session_now ()));
}

void
oa_session_start_first (OaSession *self)
{
  self->connect_start = oa_session_now ();
  if (self->settings.connect_timeout != 0)
    self->connect_until = self->connect_start
        + self->settings.connect_timeout * US_PER_MS;
  oa_session_open_first (self);
}

/*** trying again ***/

static gboolean
is_unknown_call (OaSession *self, const OaFailure *failure)
{
  guint status = 0;

  return oa_element_settings_is_sideband (&self->settings)
      && failure->details != NULL
      && gst_structure_get_uint (failure->details, "http-status-code", &status)
      && status == 404;
}

/* When to try again; -1 = it will not help, or not in time. */
static gint64
plan_try (OaSession *self, const OaFailure *failure, gint64 now)
{
  gboolean call = is_unknown_call (self, failure);
  gint64 wait;

  if (!self->settings.reconnect || (!failure->passes && !call))
    return -1;
  if (call && now >= self->connect_start + CALL_PATIENCE_US)
    return -1;
  self->backoff.longest_ms = OA_BACKOFF_LONGEST_LIVE_MS;
  wait = oa_backoff_down (&self->backoff, self->settings.max_reconnects,
      failure->retry_after, g_random_double (), now);
  if (wait < 0 || (self->connect_until != 0
          && now + wait >= self->connect_until))
    return -1;
  return now + wait;
}

/* Nothing was said yet: what a new connection must not take over are settings
 * that the old one was given. */
static void
begin_anew (OaSession *self)
{
  OaLink *failed = self->link;

  oa_session_end_link (self);
  self->link = oa_link_new_retry (failed);
  oa_link_unref (failed);
  g_mutex_lock (&self->lock);
  oa_conversation_forget_updates (self->conversation);
  g_mutex_unlock (&self->lock);
  self->settings_until = 0;
  oa_session_want_settings (self, NULL);
}

gboolean
oa_session_try_first_again (OaSession *self, const OaFailure *failure)
{
  gint64 now = oa_session_now (), at = plan_try (self, failure, now);
  gchar *text;

  if (at < 0)
    return FALSE;
  begin_anew (self);
  self->next_at = at;
  oa_session_set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTING);
  text = g_strdup_printf ("Trying again in %" G_GINT64_FORMAT " ms: %s",
      (at - now) / US_PER_MS, failure->message);
  GST_INFO_ID (self->observer->name, "a first connection failed");
  oa_observer_progress (self->observer, GST_PROGRESS_TYPE_CONTINUE, text);
  g_free (text);
  return TRUE;
}

void
oa_session_tell_tries (OaSession *self, OaFailure *failure)
{
  gint64 now = oa_session_now ();

  if (!self->was_up && self->first_tries > 1)
    oa_failure_add_tries (failure, self->first_tries,
        now - self->connect_start);
  else if (self->was_up && self->backoff.tries > 0)
    oa_failure_add_tries (failure, self->backoff.tries,
        now - self->backoff.first_down);
}
