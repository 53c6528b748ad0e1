/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* limiter.c - what the limits count: time, prices and who speaks. When one is
 * reached is in limit.c. */

#include "session/limiter.h"
#include "session/limit.h"
#include "session/prices.h"
#include "session/regularfile.h"

struct _OaLimiter
{
  OaSessionContext *context;
  OaLimits limits;
  OaPrices *prices; /* NULL = no table */
};

OaLimiter *
oa_limiter_new (OaSessionContext *context)
{
  OaLimiter *self = g_new0 (OaLimiter, 1);

  self->context = context;
  return self;
}

void
oa_limiter_free (OaLimiter *self)
{
  oa_prices_free (self->prices);
  g_free (self);
}

gboolean
oa_limiter_load_prices (OaLimiter *self, OaFailure **failure)
{
  const OaElementSettings *settings = self->context->settings;
  const gchar *path = settings->limits.price_table;
  GError *error = NULL;
  gchar *json;

  if (path == NULL || *path == '\0')
    return TRUE;
  json = oa_regular_file_read (path, OA_PRICES_MAX_SIZE, &error);
  if (json != NULL)
    self->prices = oa_prices_new (json, settings->connection.model, &error);
  g_free (json);
  if (self->prices != NULL)
    return TRUE;
  *failure = oa_failure_from_property ("price-table", error,
      "Set it to a JSON "
      "file of prices per million tokens, by model.");
  g_error_free (error);
  return FALSE;
}

gdouble
oa_limiter_get_cost (OaLimiter *self)
{
  OaUsage usage;

  if (self->prices == NULL)
    return -1;
  g_mutex_lock (self->context->lock);
  oa_conversation_get_usage (self->context->conversation, &usage);
  g_mutex_unlock (self->context->lock);
  return oa_prices_get_cost (self->prices, &usage);
}

gboolean
oa_limiter_has_ended (const OaLimiter *self)
{
  return self->limits.told;
}

/* The user, or the model; or a function runs, and the user waits for it. */
static gboolean
is_busy (OaLimiter *self)
{
  OaSessionContext *context = self->context;
  GPtrArray *speaking = oa_media_list_speaking (context->media);
  gboolean busy = context->user_speaks || speaking->len > 0;

  g_ptr_array_unref (speaking);
  if (busy)
    return TRUE;
  g_mutex_lock (context->lock);
  busy = oa_conversation_awaits_output (context->conversation);
  g_mutex_unlock (context->lock);
  return busy;
}

static void
end (OaLimiter *self, OaLimitKind kind, OaSessionActions *out)
{
  const OaSay farewell = { OA_SAY_FAREWELL,
    self->context->settings->limits.farewell, TRUE };

  oa_session_actions_notice (out,
      &(OaNotice){ OA_NOTICE_LIMIT,
          .limit = (gchar *) oa_limit_kind_get_nick (kind) });
  if (farewell.words != NULL && *farewell.words != '\0')
    oa_session_actions_say (out, &farewell);
  oa_session_actions_add (out, OA_SESSION_ACTION_END);
}

static gint64
poll (gpointer part, gint64 now, OaSessionActions *out)
{
  OaLimiter *self = part;
  OaLimits *limits = &self->limits;
  const OaLimitSettings *settings = &self->context->settings->limits;
  OaLimitKind kind;

  if (self->context->phase >= OA_SESSION_ENDING)
    return -1;
  /* Without a connection neither side can be heard, and no last words said:
   * this time does not count as silence. */
  if (!self->context->configured) {
    oa_limits_note_voice (limits, now);
    return -1;
  }
  oa_limits_begin (limits, now);
  limits->max_duration = settings->max_session_duration;
  limits->max_idle = settings->max_idle;
  limits->max_cost = settings->max_cost;
  if (limits->max_idle != 0 && is_busy (self))
    oa_limits_note_voice (limits, now);
  kind = oa_limits_check (limits, MAX (oa_limiter_get_cost (self), 0), now);
  if (kind != OA_LIMIT_NONE)
    end (self, kind, out);
  return oa_limits_get_deadline (limits);
}

const OaSessionPartClass oa_limiter_class = {
  .poll = poll,
};
