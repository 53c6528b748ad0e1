/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* link.c - a connection with its phase, its settings and its books. Sends no
 * settings by itself: how an update is sent is the owner's business. */

#include "session/link.h"
#include "protocol/eventdecode.h"
#include "protocol/eventids.h"
#include "protocol/json.h"
#include "protocol/sessionpath.h"
#include "session/debug.h"
#include "session/uploadack.h"

#define US_PER_MS G_GINT64_CONSTANT (1000)
/* How long an orderly close may take before the state change goes on. */
#define CLOSE_TIMEOUT_MS 100
/* The connection has the same limit for being opened and reports its own error,
 * which says more; so long it is given to do so. */
#define TELL_TIMEOUT_US (1000 * US_PER_MS)
/* Messages in a row that cannot be read, after which the session ends. */
#define MAX_UNREADABLE 300

struct _OaLink
{
  gint ref_count;
  const OaDialect *dialect;
  OaLinkPhase phase;
  OaConnection *connection;
  const OaLinkHandlers *handlers;
  gpointer owner;
  GDestroyNotify owner_unref;
  gboolean asking;      /* inside of `next` */
  gint64 ping_interval; /* us */
  gint64 limit;         /* us */
  gint64 deadline;      /* 0 = none */

  OaSessionConfig *config;
  const OaLink *predecessor; /* NULL: it replaces none */
  OaUploadAck upload_ack;    /* of the user's audio, by pongs */
  OaEventIds event_ids;
  OaServiceError *last_error;
  gchar *id;
  gint64 expires_at; /* epoch s */
  guint unreadable;
  guint unreadable_in_row;
};

/*** life ***/

OaLink *
oa_link_new (const OaDialect *dialect, gboolean joins_call)
{
  OaLink *self = g_new0 (OaLink, 1);

  self->ref_count = 1;
  self->dialect = dialect;
  self->config = oa_session_config_new (dialect);
  oa_session_config_set_sparse (self->config, joins_call);
  return self;
}

OaLink *
oa_link_new_retry (const OaLink *failed)
{
  OaLink *self = oa_link_new (failed->dialect,
      oa_session_config_is_sparse (failed->config));

  oa_session_config_inherit_omissions (self->config, failed->config);
  self->unreadable = failed->unreadable;
  return self;
}

OaLink *
oa_link_new_replacement (const OaLink *current)
{
  OaLink *self = oa_link_new_retry (current);

  self->predecessor = current;
  return self;
}

void
oa_link_detach_predecessor (OaLink *self)
{
  self->predecessor = NULL;
}

void
oa_link_unref (OaLink *self)
{
  if (self == NULL || --self->ref_count > 0)
    return;
  g_assert (self->connection == NULL);
  oa_session_config_free (self->config);
  oa_service_error_free (self->last_error);
  g_free (self->id);
  g_free (self);
}

void
oa_link_close (OaLink *self)
{
  if (self->connection != NULL)
    oa_connection_close (self->connection, CLOSE_TIMEOUT_MS);
}

void
oa_link_end (OaLink *self)
{
  OaConnection *connection = g_steal_pointer (&self->connection);

  self->phase = OA_LINK_ENDED;
  if (connection == NULL)
    return;
  oa_connection_detach (connection, CLOSE_TIMEOUT_MS);
  self->owner_unref (g_steal_pointer (&self->owner));
}

/*** what comes from the connection ***/

static void
note_event (OaLink *self, const OaEvent *event)
{
  self->unreadable_in_row = 0;
  if (event->type == OA_EVENT_ERROR && event->error != NULL) {
    oa_service_error_free (self->last_error);
    self->last_error = oa_service_error_copy (event->error);
  } else if (event->type == OA_EVENT_SESSION_CREATED
      && event->session != NULL) {
    self->expires_at = event->session->expires_at;
    g_free (self->id);
    self->id = g_strdup (oa_json_get_string (event->session->json, "id"));
  }
}

/* The owner may end the link, and give up itself, in each of its handlers. */
static gboolean
enter (OaLink *self)
{
  self->ref_count++;
  if (self->handlers->enter (self->owner))
    return TRUE;
  oa_link_unref (self);
  return FALSE;
}

static void
leave (OaLink *self, gpointer owner)
{
  self->handlers->leave (owner);
  oa_link_unref (self);
}

static void
on_opened (gpointer user_data)
{
  OaLink *self = user_data;
  gpointer owner = self->owner;

  if (!enter (self))
    return;
  self->phase = OA_LINK_OPEN;
  oa_upload_ack_open (&self->upload_ack, self->ping_interval,
      g_get_monotonic_time ());
  self->handlers->opened (self, owner);
  leave (self, owner);
}

static void
take_event (OaLink *self, const OaEvent *event)
{
  if (oa_event_ids_is_repeated (&self->event_ids, event)) {
    GST_DEBUG ("the same %s event once more: dropped",
        oa_event_type_get_nick (event->type));
    return;
  }
  note_event (self, event);
  self->handlers->event (self, event, self->owner);
}

static void
on_message (GBytes *text, gpointer user_data)
{
  OaLink *self = user_data;
  gpointer owner = self->owner;
  GError *error = NULL;
  /* The only thing here that may take long: before the entry, so that a stop
   * does not wait for it. */
  OaEvent *event = oa_event_decode (self->dialect, text, &error);

  if (enter (self)) {
    if (event != NULL)
      take_event (self, event);
    else
      self->handlers->unreadable (self, error, owner);
    leave (self, owner);
  }
  g_clear_pointer (&event, oa_event_free);
  g_clear_error (&error);
}

static GBytes *
on_next (gpointer user_data)
{
  OaLink *self = user_data;
  gpointer owner = self->owner;
  GBytes *message;

  if (!enter (self))
    return NULL;
  self->asking = TRUE;
  message = self->handlers->next (self, owner);
  self->asking = FALSE;
  leave (self, owner);
  return message;
}

static void
on_pong (gpointer user_data)
{
  OaLink *self = user_data;
  gpointer owner = self->owner;

  if (!enter (self))
    return;
  self->handlers->arrived (self,
      oa_upload_ack_pong (&self->upload_ack, g_get_monotonic_time ()), owner);
  leave (self, owner);
}

static void
on_ended (const OaTransportEnd *end, gpointer user_data)
{
  OaLink *self = user_data;
  gpointer owner = self->owner;

  if (!enter (self))
    return;
  self->handlers->ended (self, end, owner);
  leave (self, owner);
}

void
oa_link_open (OaLink *self, OaLoop *loop, const OaConnectionConfig *config,
    gint64 limit, gint64 now, const OaLinkHandlers *handlers, gpointer owner,
    GDestroyNotify unref)
{
  static const OaConnectionHandlers connection_handlers = {
    .opened = on_opened,
    .message = on_message,
    .next = on_next,
    .pong = on_pong,
    .ended = on_ended,
  };

  self->phase = OA_LINK_CONNECTING;
  self->ping_interval = config->keepalive_interval * US_PER_MS;
  self->limit = limit;
  self->deadline = limit != 0 ? now + limit : 0;
  self->handlers = handlers;
  self->owner = owner;
  self->owner_unref = unref;
  self->connection =
      oa_connection_open (loop, config, &connection_handlers, self);
}

/*** what it is like ***/

OaLinkPhase
oa_link_get_phase (const OaLink *self)
{
  return self->phase;
}

gboolean
oa_link_is_connected (const OaLink *self)
{
  return self->connection != NULL;
}

gboolean
oa_link_is_asking (const OaLink *self)
{
  return self->asking;
}

const gchar *
oa_link_get_id (const OaLink *self)
{
  return self->id;
}

gint64
oa_link_get_expires_at (const OaLink *self)
{
  return self->expires_at;
}

const OaServiceError *
oa_link_get_last_error (const OaLink *self)
{
  return self->last_error;
}

gint64
oa_link_get_deadline (const OaLink *self)
{
  return self->deadline != 0 && self->phase < OA_LINK_CONFIGURED
      ? self->deadline
      : -1;
}

guint
oa_link_get_limit_ms (const OaLink *self)
{
  return (self->limit + US_PER_MS - 1) / US_PER_MS;
}

gboolean
oa_link_is_late (OaLink *self, gint64 now)
{
  gint64 deadline = oa_link_get_deadline (self);

  if (deadline < 0 || now < deadline)
    return FALSE;
  if (oa_connection_is_open (self->connection))
    return TRUE;
  self->deadline = now + TELL_TIMEOUT_US;
  return FALSE;
}

/*** sending ***/

void
oa_link_send (OaLink *self, GBytes *text)
{
  if (self->connection != NULL)
    oa_connection_send (self->connection, text);
  g_bytes_unref (text);
}

void
oa_link_schedule_send (OaLink *self)
{
  if (self->connection != NULL)
    oa_connection_schedule_send (self->connection);
}

void
oa_link_send_now (OaLink *self)
{
  if (self->connection != NULL)
    oa_connection_send_now (self->connection);
}

void
oa_link_audio_sent (OaLink *self, gint64 ms, gint64 now)
{
  oa_upload_ack_sent (&self->upload_ack, ms, now);
}

gint64
oa_link_get_arrival (const OaLink *self, gint64 now)
{
  return self->connection != NULL
      ? oa_upload_ack_get_arrival (&self->upload_ack, now)
      : 0;
}

/*** settings ***/

OaSessionConfig *
oa_link_get_config (OaLink *self)
{
  return self->config;
}

gboolean
oa_link_begin_settings (OaLink *self)
{
  if (self->phase >= OA_LINK_CONFIGURING)
    return FALSE;
  self->phase = OA_LINK_CONFIGURING;
  return TRUE;
}

/* The service has the formats; what else is under way does not keep the session
 * from being up. */
static gboolean
has_formats (OaLink *self, OaAudioFormat input, OaAudioFormat output)
{
  return oa_session_config_is_acknowledged (self->config)
      && oa_session_config_get_input_format (self->config) == input
      && oa_session_config_get_output_format (self->config) == output;
}

gboolean
oa_link_check_configured (OaLink *self, OaAudioFormat input,
    OaAudioFormat output)
{
  if (self->phase >= OA_LINK_CONFIGURED)
    return FALSE;
  if (!oa_session_config_is_settled (self->config)
      && (self->predecessor != NULL || !has_formats (self, input, output)))
    return FALSE;
  self->phase = OA_LINK_CONFIGURED;
  return TRUE;
}

void
oa_link_acknowledge (OaLink *self, OaUpdateKind kind, JsonObject *session)
{
  /* Of settings that were sent after it, an answer says nothing. */
  if (kind == OA_UPDATE_PROBE
      || (kind == OA_UPDATE_OTHER
          && oa_session_config_is_updating (self->config)))
    return;
  oa_session_config_acknowledge (self->config, session);
}

/* TRUE when it goes on without the field that @error refuses. */
static gboolean
drop_field (OaLink *self, const OaServiceError *error, gchar **dropped)
{
  gchar *path = oa_session_path_from_error (error);

  if (path == NULL || !oa_session_config_omit_unknown (self->config, path)) {
    g_free (path);
    return FALSE;
  }
  /* Nothing is left to be asked for: the service's own session will do. */
  if (!oa_session_config_has_unsent (self->config)
      && !oa_session_config_is_acknowledged (self->config))
    oa_session_config_acknowledge (self->config, NULL);
  *dropped = path;
  return TRUE;
}

/* The settings are those of the link before, which the service has taken: a
 * refusal is repaired once, by leaving out what it has refused there, too. Any
 * other is final. */
static OaLinkRefusal
refuse_replacement (OaLink *self)
{
  return oa_session_config_adopt_refusals (self->config,
             self->predecessor->config)
      ? OA_LINK_REFUSAL_PASSES
      : OA_LINK_REFUSAL_FATAL;
}

/* Nothing of a refused update is applied. The first one carries the formats:
 * without it no audio would be understood, unless something is wanted otherwise
 * since, and it may go again. */
OaLinkRefusal
oa_link_refuse (OaLink *self, const OaServiceError *error, gchar **dropped)
{
  *dropped = NULL;
  if (self->predecessor != NULL)
    return refuse_replacement (self);
  if (drop_field (self, error, dropped))
    return OA_LINK_REFUSAL_DROPPED;
  if (g_strcmp0 (error->code, "cannot_update_voice") == 0)
    oa_session_config_lock_voice (self->config);
  oa_session_config_refuse (self->config);
  return self->phase < OA_LINK_CONFIGURED
          && !oa_session_config_has_unsent (self->config)
      ? OA_LINK_REFUSAL_FATAL
      : OA_LINK_REFUSAL_PASSES;
}

/*** messages that are none of the protocol's ***/

static gboolean
is_power_of_ten (guint n)
{
  while (n > 1 && n % 10 == 0)
    n /= 10;
  return n == 1;
}

OaLinkUnreadable
oa_link_count_unreadable (OaLink *self, guint *count)
{
  *count = ++self->unreadable;
  if (++self->unreadable_in_row >= MAX_UNREADABLE) {
    *count = self->unreadable_in_row;
    self->unreadable_in_row = 0;
    return OA_LINK_UNREADABLE_FATAL;
  }
  return is_power_of_ten (self->unreadable) ? OA_LINK_UNREADABLE_WARN
                                            : OA_LINK_UNREADABLE_IGNORE;
}
