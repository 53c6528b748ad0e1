/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "client.h"

#include "admission.h"
#include "beta.h"
#include "dispatch.h"
#include "misbehaviour.h"
#include "response.h"
#include "turns.h"

#include "protocol/json.h"

/* How long it may take to hear that the session is over. */
#define CLOSE_MS 5000

struct _OrsClient
{
  const OrsContext *context;
  OrsClientFuncs funcs;
  gpointer user_data;

  OaConnection *connection;
  OrsAdmission admission;
  OrsSession *session; /* the owner's; NULL before it is opened */
  OrsMessage *leaving; /* given to the connection, or NULL */
  GSource *deadline;   /* of a close */
};

/*** what is sent ***/

static OrsOutbox *
get_outbox (OrsClient *self)
{
  return ors_session_get_outbox (self->session);
}

static void
note_sent (OrsClient *self)
{
  OrsMessage *message = g_steal_pointer (&self->leaving);

  if (message == NULL)
    return;
  ors_session_note_sent (self->session, message);
  ors_misbehaviour_note_sent (self->session, message);
  ors_message_free (message);
}

static void
send_close (OrsClient *self)
{
  const gchar *reason;
  gushort code = ors_outbox_get_close (get_outbox (self), &reason);

  if (code != 0)
    oa_connection_close_with (self->connection, code, reason, CLOSE_MS);
}

/* In the client's dialect; FALSE: it has no such message. What a scenario makes
 * up need not be JSON. */
static gboolean
adapt_message (OrsClient *self, OrsMessage *message)
{
  gsize length;
  const gchar *text = g_bytes_get_data (message->text, &length);
  g_autoptr (JsonObject) event = NULL;

  if (self->admission.beta)
    event = oa_json_parse_object (text, length, 0, "event", NULL);
  if (event == NULL)
    return TRUE;
  if (!ors_beta_write (event, self->admission.kind))
    return FALSE;
  g_bytes_unref (message->text);
  message->text = oa_json_object_to_bytes (event);
  return TRUE;
}

/* The next that the client is told, or NULL. */
static OrsMessage *
take_message (OrsClient *self)
{
  OrsMessage *message;

  while ((message = ors_outbox_take (get_outbox (self))) != NULL) {
    if (adapt_message (self, message))
      break;
    ors_message_free (message);
  }
  return message;
}

/* The message before it has left. */
static GBytes *
on_next (gpointer user_data)
{
  OrsClient *self = user_data;
  OrsOutbox *outbox = get_outbox (self);

  note_sent (self);
  self->leaving = take_message (self);
  if (self->leaving == NULL && ors_outbox_get_length (outbox) == 0
      && !ors_outbox_is_closing (outbox)) {
    ors_response_continue_all (self->session);
    self->leaving = take_message (self);
  }
  if (self->leaving != NULL)
    return g_bytes_ref (self->leaving->text);
  send_close (self);
  return NULL;
}

static gboolean
on_deadline (gpointer user_data)
{
  OrsClient *self = user_data;

  ors_timer_clear (&self->deadline);
  oa_connection_reset (self->connection);
  return G_SOURCE_REMOVE;
}

/*** what the session asks for ***/

static void
wake (gpointer user_data)
{
  OrsClient *self = user_data;

  /* The session is being made. */
  if (self->session == NULL)
    return;
  if (self->deadline == NULL && ors_outbox_is_closing (get_outbox (self)))
    self->deadline = ors_timer_new (CLOSE_MS, on_deadline, self);
  oa_connection_schedule_send (self->connection);
}

static void
reset (gpointer user_data)
{
  OrsClient *self = user_data;

  oa_connection_reset (self->connection);
}

static void
stop_reading (gpointer user_data)
{
  OrsClient *self = user_data;

  oa_connection_set_reading (self->connection, FALSE);
}

/*** what the connection tells ***/

static guint
on_requested (const OaHttpHead *request, OaRefusal *refusal, gpointer user_data)
{
  OrsClient *self = user_data;
  guint status = self->funcs.requested (request, refusal, self->user_data);

  if (status == 0)
    ors_admission_check (&self->admission, request, self->context);
  return status;
}

static void
on_opened (gpointer user_data)
{
  OrsClient *self = user_data;

  self->funcs.opened (self, self->user_data);
}

/* Refused, or over: what is sent behind that has no effect. */
static gboolean
may_ask (OrsClient *self)
{
  return !ors_outbox_is_closing (get_outbox (self));
}

/* In the dialect of today (transfer full); NULL once it is refused. What is no
 * JSON stays. */
static GBytes *
read_message (OrsClient *self, GBytes *text)
{
  g_auto (OrsProblem) problem = ORS_PROBLEM_INIT;
  g_autoptr (JsonObject) event = NULL;

  if (self->admission.beta)
    event = oa_json_parse_object (g_bytes_get_data (text, NULL),
        g_bytes_get_size (text), 0, "event", NULL);
  if (event == NULL)
    return g_bytes_ref (text);
  if (ors_beta_read (event, self->admission.kind, &problem))
    return oa_json_object_to_bytes (event);
  ors_session_send_error (self->session, &problem,
      oa_json_get_string (event, "event_id"));
  return NULL;
}

static void
on_message (GBytes *text, gpointer user_data)
{
  OrsClient *self = user_data;
  g_autoptr (GBytes) read = NULL;
  const gchar *data;
  gsize size;

  if (!may_ask (self))
    return;
  read = read_message (self, text);
  if (read == NULL)
    return;
  data = g_bytes_get_data (read, &size);
  ors_dispatch_text (self->session, data, size);
  ors_misbehaviour_note_handled (self->session);
}

static void
on_binary (GBytes *data, gpointer user_data)
{
  OrsClient *self = user_data;

  if (may_ask (self))
    ors_dispatch_binary (self->session);
}

static void
log_connection (OrsClient *self, const gchar *type, const gchar *record)
{
  ors_log_add (self->context->log, ors_session_get_number (self->session),
      ORS_FROM_CONNECTION, type, record, 0);
}

static void
on_ended (const OaTransportEnd *end, gpointer user_data)
{
  OrsClient *self = user_data;
  g_autofree gchar *record =
      g_strdup_printf ("{\"type\":\"closed\",\"code\":%u}", end->close_code);

  ors_timer_clear (&self->deadline);
  if (self->session != NULL) {
    log_connection (self, "closed", record);
    ors_session_end (self->session);
  }
  self->funcs.closed (self, self->user_data);
}

/*** for the owner ***/

OrsClient *
ors_client_new (OaLoop *loop, const OrsContext *context,
    GSocketConnection *connection, const OaConnectionConfig *config,
    const OrsClientFuncs *funcs, gpointer user_data)
{
  static const OaConnectionHandlers handlers = {
    .requested = on_requested,
    .opened = on_opened,
    .message = on_message,
    .binary = on_binary,
    .next = on_next,
    .ended = on_ended,
  };
  OrsClient *self = g_new0 (OrsClient, 1);

  self->context = context;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->admission.kind = ORS_KIND_REALTIME;
  self->connection =
      oa_connection_accept (loop, connection, config, &handlers, self);
  return self;
}

void
ors_client_free (OrsClient *self)
{
  oa_connection_detach (self->connection, 0);
  g_clear_pointer (&self->leaving, ors_message_free);
  ors_admission_clear (&self->admission);
  g_free (self);
}

static void
log_opened (OrsClient *self)
{
  g_autofree gchar *record = ors_admission_describe (&self->admission);

  log_connection (self, "opened", record);
}

OrsSession *
ors_client_begin (OrsClient *self, guint number, OrsScenario *scenario)
{
  static const OrsSessionFuncs funcs = { wake, reset, stop_reading };
  const OrsAdmission *admission = &self->admission;

  self->session = ors_session_new (self->context, number, admission->kind,
      admission->model, scenario, &funcs, self);
  ors_turns_watch (self->session);
  log_opened (self);
  if (admission->code != NULL)
    ors_session_refuse (self->session, admission->code, admission->message,
        admission->close_code);
  else
    ors_misbehaviour_greet (self->session);
  return self->session;
}

OrsSession *
ors_client_get_session (OrsClient *self)
{
  return self->session;
}

void
ors_client_close (OrsClient *self, gushort code, const gchar *reason)
{
  if (self->session == NULL)
    oa_connection_close (self->connection, 0);
  else if (get_outbox (self) != NULL)
    ors_outbox_close (get_outbox (self), code, reason);
}

/* A close frame that was sent may still be read. */
void
ors_client_cut (OrsClient *self)
{
  if (oa_connection_is_open (self->connection))
    oa_connection_reset (self->connection);
  else
    oa_connection_close (self->connection, 0);
}
