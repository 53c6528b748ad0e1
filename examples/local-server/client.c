/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "client.h"

#include "admission.h"
#include "dispatch.h"
#include "misbehaviour.h"
#include "response.h"
#include "turns.h"

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

/* The message before it has left. */
static GBytes *
on_next (gpointer user_data)
{
  OrsClient *self = user_data;
  OrsOutbox *outbox = get_outbox (self);

  note_sent (self);
  self->leaving = ors_outbox_take (outbox);
  if (self->leaving == NULL && ors_outbox_get_length (outbox) == 0
      && !ors_outbox_is_closing (outbox)) {
    ors_response_continue_all (self->session);
    self->leaving = ors_outbox_take (outbox);
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

static void
on_message (GBytes *text, gpointer user_data)
{
  OrsClient *self = user_data;
  gsize size;
  const gchar *data = g_bytes_get_data (text, &size);

  if (!may_ask (self))
    return;
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

static const gchar *
kind_name (OrsKind kind)
{
  switch (kind) {
    case ORS_KIND_TRANSCRIPTION:
      return "transcription";
    case ORS_KIND_TRANSLATION:
      return "translation";
    case ORS_KIND_SIDEBAND:
      return "sideband";
    case ORS_KIND_REALTIME:
    default:
      return "realtime";
  }
}

static void
log_opened (OrsClient *self)
{
  g_autofree gchar *record =
      g_strdup_printf ("{\"type\":\"opened\",\"kind\":\"%s\"}",
          kind_name (self->admission.kind));

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
