/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* limiter.c - a conversation that has lasted, cost or been silent long
 * enough ends with words, not with a cut. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/regularfile.h"
#include "session/sessionprivate.h"

#define MAX_PRICE_TABLE (1024 * 1024)

gboolean
oa_session_load_prices (OaSession *self, OaFailure **failure)
{
  const gchar *path = self->settings.limits.price_table;
  GError *error = NULL;
  gchar *json;

  if (path == NULL || *path == '\0')
    return TRUE;
  json = oa_regular_file_read (path, MAX_PRICE_TABLE, &error);
  if (json != NULL)
    self->prices =
        oa_prices_new (json, self->settings.connection.model, &error);
  g_free (json);
  if (self->prices != NULL)
    return TRUE;
  *failure = oa_failure_from_property ("price-table", error, "Set it to a JSON "
      "file of prices per million tokens, by model.");
  g_error_free (error);
  return FALSE;
}

void
oa_session_configure_limits (OaSession *self)
{
  self->limits.max_duration = self->settings.limits.max_session_duration;
  self->limits.max_idle = self->settings.limits.max_idle;
  self->limits.max_cost = self->settings.limits.max_cost;
}

/* With the lock held. */
static gdouble
get_cost (OaSession *self)
{
  OaUsage usage;

  if (self->prices == NULL)
    return 0;
  oa_conversation_get_usage (self->conversation, &usage);
  return oa_prices_get_cost (self->prices, &usage);
}

gdouble
oa_session_get_cost (OaSession *self)
{
  gdouble cost;

  g_mutex_lock (&self->lock);
  cost = self->prices != NULL ? get_cost (self) : -1;
  g_mutex_unlock (&self->lock);
  return cost;
}

static void
say_farewell (OaSession *self)
{
  const OaSay farewell = {
    OA_SAY_FAREWELL, self->settings.limits.farewell, TRUE
  };

  if (farewell.words != NULL && *farewell.words != '\0')
    oa_session_say (self, &farewell);
}

static void
end_by_limit (OaSession *self, OaLimitKind kind)
{
  GST_INFO_ID (self->observer->name, "limit reached: %s",
      oa_limit_kind_get_nick (kind));
  oa_observer_notice (self->observer,
      oa_notice_new_limit (oa_limit_kind_get_nick (kind)));
  say_farewell (self);
  oa_session_end_after_answer (self);
}

static gboolean
somebody_speaks (OaSession *self)
{
  GPtrArray *speaking = oa_media_list_speaking (self->media);
  gboolean speaks = self->context.user_speaks || speaking->len > 0;

  g_ptr_array_unref (speaking);
  return speaks;
}

/* While a function runs, the user waits for it. */
static gboolean
function_runs (OaSession *self)
{
  gboolean runs;

  g_mutex_lock (&self->lock);
  runs = oa_conversation_awaits_output (self->conversation);
  g_mutex_unlock (&self->lock);
  return runs;
}

gint64
oa_session_step_limits (OaSession *self)
{
  gint64 now = oa_session_now ();
  OaLimitKind kind;

  if (!self->connector.ever_connected
      || self->context.phase >= OA_SESSION_ENDING)
    return -1;
  oa_limits_begin (&self->limits, now);
  /* Words need a service; without one the user cannot be heard. */
  if (!oa_session_is_configured (self)) {
    oa_limits_note_voice (&self->limits, now);
    return -1;
  }
  if (self->limits.max_idle != 0 && (somebody_speaks (self)
          || function_runs (self)))
    oa_limits_note_voice (&self->limits, now);
  kind = oa_limits_check (&self->limits, MAX (oa_session_get_cost (self), 0),
      now);
  if (kind != OA_LIMIT_NONE)
    end_by_limit (self, kind);
  return oa_limits_get_deadline (&self->limits);
}
