/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionnext.c - a connection that is made ready while another one works, or
 * after it was lost.
 *
 * It is opened and configured here, up to the point where it could take over;
 * when it does is sessionreconnect.c's business. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session/sessionprivate.h"

struct _OaNext
{
  OaLink *link;
  OaConnection *connection;
  OaSessionConfig *config;
  OaServiceError *told;
  JsonObject *session;          /* as created */
  gint64 expires_at;
  gint64 until;                 /* 0 = no limit */
  gboolean ready;
};

/*** who a callback belongs to ***/

OaLink *
oa_link_new (OaSession *session)
{
  OaLink *link = g_new0 (OaLink, 1);

  link->session = oa_session_ref (session);
  return link;
}

void
oa_link_free (OaLink *link)
{
  if (link == NULL)
    return;
  oa_session_unref (link->session);
  g_free (link);
}

/*** life ***/

gboolean
oa_session_has_next (OaSession *self)
{
  return self->next != NULL;
}

gboolean
oa_session_next_is_ready (OaSession *self)
{
  return self->next != NULL && self->next->ready;
}

gint64
oa_session_next_deadline (OaSession *self)
{
  if (self->next == NULL || self->next->ready || self->next->until == 0)
    return -1;
  return self->next->until;
}

static void
next_free (OaNext *next)
{
  oa_session_config_free (next->config);
  oa_service_error_free (next->told);
  g_clear_pointer (&next->session, json_object_unref);
  g_free (next);
}

void
oa_session_drop_next (OaSession *self)
{
  OaNext *next = g_steal_pointer (&self->next);

  if (next == NULL)
    return;
  oa_connection_detach (next->connection, OA_CLOSE_TIMEOUT_MS);
  oa_link_free (next->link);
  next_free (next);
}

void
oa_session_open_next (OaSession *self)
{
  OaConnectionConfig config;
  OaFailure *failure = NULL;
  OaNext *next;

  if (self->next != NULL || oa_session_wants_key (self))
    return;
  if (!oa_connect_configure (&config, &self->settings, self->dialect,
          &failure)) {
    oa_connection_config_clear (&config);
    oa_session_next_failed (self, failure);
    return;
  }
  oa_session_note_secrets (self);
  next = g_new0 (OaNext, 1);
  next->link = oa_link_new (self);
  next->config = oa_session_config_new (self->dialect);
  oa_session_config_inherit (next->config, self->config);
  if (self->settings.connect_timeout != 0)
    next->until = oa_session_now ()
        + (gint64) self->settings.connect_timeout * 1000;
  self->next = next;
  next->connection = oa_connection_open (self->loop, &config,
      oa_session_get_handlers (), next->link);
  oa_connection_config_clear (&config);
}

void
oa_session_check_next (OaSession *self)
{
  OaNext *next = self->next;

  if (next == NULL || next->ready || next->until == 0
      || oa_session_now () < next->until)
    return;
  if (!oa_connection_is_open (next->connection))
    next->until = oa_session_now () + OA_CONNECT_GRACE_US;
  else
    oa_session_next_failed (self,
        oa_failure_not_confirmed (self->settings.connect_timeout));
}

/*** what comes of it ***/

gboolean
oa_session_is_next (OaSession *self, const OaLink *link)
{
  return self->next != NULL && self->next->link == link;
}

void
oa_session_next_ended (OaSession *self, const OaTransportEnd *end)
{
  OaFailure *failure = oa_failure_from_end (end, self->next->told);

  oa_session_next_failed (self, failure);
}

static void
send_update (OaSession *self, JsonObject *session)
{
  OaCommand *command = oa_command_new_session_update (session);
  GBytes *text = oa_command_encode (command, self->dialect);

  oa_session_count_sent (self);
  oa_connection_send (self->next->connection, text);
  g_bytes_unref (text);
  oa_command_free (command);
}

static void
configure (OaSession *self)
{
  OaNext *next = self->next;
  GError *error = NULL;
  JsonObject *update;

  if (!oa_session_want_settings_of (self, next->config, &error)) {
    oa_session_next_failed (self, oa_failure_from_settings (error));
    g_error_free (error);
    return;
  }
  update = oa_session_config_next_update (next->config);
  if (update != NULL)
    send_update (self, update);
  next->ready = oa_session_config_is_settled (next->config);
}

static void
note_error (OaSession *self, const OaServiceError *error)
{
  OaNext *next = self->next;

  oa_service_error_free (next->told);
  next->told = oa_service_error_copy (error);
  /* Its settings were taken before: what it refuses now it never had. */
  if (next->ready)
    return;
  /* But for what was refused then, and may have been for that moment only. */
  if (oa_session_config_give_in (next->config, self->config))
    configure (self);
  else
    oa_session_next_failed (self, oa_failure_from_service (error));
}

void
oa_session_take_next_event (OaSession *self, const OaEvent *event)
{
  OaNext *next = self->next;

  switch (event->type) {
    case OA_EVENT_SESSION_CREATED:
      if (event->session == NULL)
        break;
      next->expires_at = event->session->expires_at;
      g_clear_pointer (&next->session, json_object_unref);
      next->session = json_object_ref (event->session->json);
      configure (self);
      break;
    case OA_EVENT_SESSION_UPDATED:
      if (event->session != NULL)
        oa_session_config_acknowledge (next->config, event->session->json);
      configure (self);
      break;
    case OA_EVENT_ERROR:
      if (event->error != NULL)
        note_error (self, event->error);
      break;
    default:
      break;
  }
}

void
oa_session_adopt_next (OaSession *self)
{
  OaNext *next = g_steal_pointer (&self->next);

  self->link = next->link;
  self->connection = next->connection;
  oa_session_config_free (self->config);
  self->config = g_steal_pointer (&next->config);
  oa_service_error_free (self->told);
  self->told = g_steal_pointer (&next->told);
  self->expires_at = next->expires_at;
  if (next->session != NULL)
    oa_session_note_id (self, next->session);
  next_free (next);
}
