/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* server.c - the listener, its thread, and the sessions. See server.h.
 *
 * The thread owns everything but the log; other threads ask it through
 * run_on_thread(). */

#include "config.h"

#include "server.h"

#include <libsoup/soup.h>

#include "admission.h"
#include "dispatch.h"
#include "listener.h"
#include "session.h"

/* How long a stop waits for clients to say good-bye. */
#define GOODBYE_US (300 * G_TIME_SPAN_MILLISECOND)
#define MAX_SESSIONS 4096

struct _OrsServer
{
  OrsOptions options;
  OrsContext context;
  gchar *uri;
  guint port;

  GThread *thread;
  GMainContext *main_context;
  GMainLoop *loop;

  /* Owned by the thread. */
  SoupServer *soup;
  OrsListener *listener;
  GPtrArray *sessions;     /* all, or the open ones if options.forget */
  guint n_sessions;
  guint n_open;
  guint n_since_scenario;
  gchar *scenario;

  /* Result of the start; protected by lock. */
  GMutex lock;
  GCond started_cond;
  gboolean started;
  GError *start_error;
};

static void
copy_options (OrsOptions *to, const OrsOptions *from)
{
  *to = *from;
  to->host = g_strdup (from->host != NULL ? from->host : "127.0.0.1");
  to->certificate = g_strdup (from->certificate);
  to->private_key = g_strdup (from->private_key);
  to->script = g_strdup (from->script);
  to->scenario = g_strdup (from->scenario);
  to->api_key = g_strdup (from->api_key);
  to->origins = (const gchar *const *) g_strdupv ((gchar **) from->origins);
  to->log_file = g_strdup (from->log_file);
  to->record_dir = g_strdup (from->record_dir);
  if (to->chunk_ms == 0)
    to->chunk_ms = 200;
}

static void
clear_options (OrsOptions *self)
{
  g_free ((gchar *) self->host);
  g_free ((gchar *) self->certificate);
  g_free ((gchar *) self->private_key);
  g_free ((gchar *) self->script);
  g_free ((gchar *) self->scenario);
  g_free ((gchar *) self->api_key);
  g_strfreev ((gchar **) self->origins);
  g_free ((gchar *) self->log_file);
  g_free ((gchar *) self->record_dir);
}

static gboolean
check_scenario (const gchar *scenario, GError **error)
{
  OrsScenario *checked = ors_scenario_new (scenario, error);

  if (checked == NULL)
    return FALSE;
  ors_scenario_free (checked);
  return TRUE;
}

OrsServer *
ors_server_new (const OrsOptions *options, GError **error)
{
  OrsScript *script;
  OrsLog *log;
  OrsServer *self;

  if (!check_scenario (options->scenario, error))
    return NULL;
  script = options->script != NULL
      ? ors_script_new_from_file (options->script, error)
      : ors_script_new (NULL, error);
  if (script == NULL)
    return NULL;
  log = ors_log_new (options->log_file, !options->forget, options->verbose,
      error);
  if (log == NULL) {
    ors_script_free (script);
    return NULL;
  }

  self = g_new0 (OrsServer, 1);
  copy_options (&self->options, options);
  self->context.options = &self->options;
  self->context.script = script;
  self->context.speech = ors_speech_new ();
  self->context.log = log;
  self->scenario = g_strdup (options->scenario);
  self->sessions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ors_session_free);
  g_mutex_init (&self->lock);
  g_cond_init (&self->started_cond);
  return self;
}

void
ors_server_free (OrsServer *self)
{
  ors_server_stop (self);
  g_ptr_array_unref (self->sessions);
  ors_script_free (self->context.script);
  ors_speech_free (self->context.speech);
  ors_log_free (self->context.log);
  clear_options (&self->options);
  g_clear_error (&self->start_error);
  g_cond_clear (&self->started_cond);
  g_mutex_clear (&self->lock);
  g_free (self->scenario);
  g_free (self->uri);
  g_free (self);
}

/* A call of another thread that waits for its answer. */
typedef struct
{
  void (*function) (OrsServer *self, gpointer data);
  OrsServer *server;
  gpointer data;

  GMutex lock;
  GCond cond;
  gboolean done;
} Call;

static gboolean
run_call (gpointer user_data)
{
  Call *call = user_data;

  call->function (call->server, call->data);
  g_mutex_lock (&call->lock);
  call->done = TRUE;
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->lock);
  return G_SOURCE_REMOVE;
}

static void
run_on_thread (OrsServer *self,
    void (*function) (OrsServer *self, gpointer data), gpointer data)
{
  Call call = { function, self, data };

  if (self->thread == NULL) {
    function (self, data);
    return;
  }

  g_mutex_init (&call.lock);
  g_cond_init (&call.cond);
  g_main_context_invoke (self->main_context, run_call, &call);
  g_mutex_lock (&call.lock);
  while (!call.done)
    g_cond_wait (&call.cond, &call.lock);
  g_mutex_unlock (&call.lock);
  g_cond_clear (&call.cond);
  g_mutex_clear (&call.lock);
}

static OrsScenario *
next_scenario (OrsServer *self)
{
  OrsScenario *scenario = ors_scenario_new (self->scenario, NULL);

  if (!ors_scenario_applies (scenario, self->n_since_scenario)) {
    ors_scenario_free (scenario);
    scenario = ors_scenario_new (NULL, NULL);
  }
  return scenario;
}

static gboolean
drop_session (gpointer user_data)
{
  OrsSession *session = user_data;
  OrsServer *self = session->user_data;

  g_ptr_array_remove (self->sessions, session);
  return G_SOURCE_REMOVE;
}

/* From the session's own signal handler: it is freed later. */
static void
on_session_closed (OrsSession *session, gpointer user_data)
{
  OrsServer *self = user_data;
  GSource *idle;

  self->n_open--;
  if (!self->options.forget)
    return;
  idle = g_idle_source_new ();
  g_source_set_callback (idle, drop_session, session, NULL);
  g_source_attach (idle, self->main_context);
  g_source_unref (idle);
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
log_opened (OrsServer *self, guint number, const OrsAdmission *admission)
{
  g_autofree gchar *record = g_strdup_printf (
      "{\"type\":\"opened\",\"kind\":\"%s\"}",
      kind_name (admission->kind));

  ors_log_add (self->context.log, number, ORS_FROM_CONNECTION, "opened",
      record, 0);
}

/* The listener goes first at a stop; requests may be complete only then. */
static void
admit (OrsServer *self, SoupServerMessage *message)
{
  if (self->listener != NULL)
    ors_listener_admit (self->listener,
        soup_server_message_get_remote_address (message));
}

static void
on_websocket (SoupServer *soup, SoupServerMessage *message, const char *path,
    SoupWebsocketConnection *websocket, gpointer user_data)
{
  OrsServer *self = user_data;
  OrsScenario *scenario = next_scenario (self);
  g_auto (OrsAdmission) admission = ORS_ADMISSION_INIT;
  OrsSession *session;

  admit (self, message);
  ors_admission_check (&admission, message, path, &self->context);
  self->n_since_scenario++;
  self->n_open++;
  session = ors_session_new (&self->context, ++self->n_sessions, websocket,
      admission.kind, admission.model, scenario);
  session->closed = on_session_closed;
  session->user_data = self;
  g_ptr_array_add (self->sessions, session);

  log_opened (self, session->number, &admission);
  if (admission.code != NULL)
    ors_session_refuse (session, admission.code, admission.message,
        admission.close_code);
  else
    ors_session_greet (session);
}

static void
log_refused (OrsServer *self, const gchar *how)
{
  g_autofree gchar *record =
      g_strdup_printf ("{\"type\":\"refused\",\"how\":\"%s\"}", how);

  ors_log_add (self->context.log, 0, ORS_FROM_CONNECTION, "refused", record,
      0);
}

static void
refuse_by_status (SoupServerMessage *message, guint status,
    const gchar *sentence)
{
  g_autofree gchar *body = g_strdup_printf (
      "{\"error\":{\"type\":\"invalid_request_error\",\"code\":null,"
      "\"message\":\"%s\",\"param\":null}}", sentence);

  soup_server_message_set_response (message, "application/json",
      SOUP_MEMORY_COPY, body, strlen (body));
  soup_server_message_set_status (message, status, NULL);
}

/* The server's own reasons; in-band the client would be served first. */
static gboolean
refuse_at_the_door (OrsServer *self, SoupServerMessage *message)
{
  if (!ors_admission_allows_origin (message, &self->options)) {
    log_refused (self, "origin");
    refuse_by_status (message, SOUP_STATUS_FORBIDDEN,
        "This web page is not allowed to connect, see --allow-origin.");
    return TRUE;
  }
  if (self->n_open >= MAX_SESSIONS) {
    log_refused (self, "too many sessions");
    refuse_by_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE,
        "There are too many sessions.");
    return TRUE;
  }
  return FALSE;
}

static void
refuse_by_scenario (SoupServerMessage *message, const OrsScenario *scenario)
{
  gint64 retry = ors_scenario_get_int (scenario, "retry_after", 0);

  if (retry > 0) {
    g_autofree gchar *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, retry);

    soup_message_headers_append (
        soup_server_message_get_response_headers (message), "Retry-After",
        seconds);
  }
  refuse_by_status (message, ors_scenario_get_int (scenario, "status", 503),
      "Refused by the scenario.");
}

/* Before the upgrade: what does not let it happen. */
static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path,
    GHashTable *query, gpointer user_data)
{
  OrsServer *self = user_data;
  OrsScenario *scenario;

  if (refuse_at_the_door (self, message))
    return;
  scenario = next_scenario (self);
  /* With a moment, the first is let in: it is lost then, and the next ones
   * are refused. */
  if (ors_scenario_get_string (scenario, "when", NULL) != NULL
      && self->n_since_scenario == 0) {
    ors_scenario_free (scenario);
    return;
  }
  switch (scenario->fault) {
  case ORS_FAULT_HTTP:
    self->n_since_scenario++;
    log_refused (self, "status");
    refuse_by_scenario (message, scenario);
    break;
  case ORS_FAULT_HALF_OPEN:
    self->n_since_scenario++;
    log_refused (self, "never answered");
    admit (self, message);
    soup_server_message_pause (message);
    break;
  default:
    break;
  }
  ors_scenario_free (scenario);
}

static gboolean
load_certificate (OrsServer *self, GTlsCertificate **certificate,
    GError **error)
{
  const OrsOptions *options = &self->options;

  *certificate = NULL;
  if (options->certificate == NULL)
    return TRUE;
  *certificate = g_tls_certificate_new_from_files (options->certificate,
      options->private_key != NULL ? options->private_key
                                   : options->certificate,
      error);
  if (*certificate == NULL)
    g_prefix_error (error, "Cannot use the certificate and its key (PEM): ");
  return *certificate != NULL;
}

static void
add_handlers (OrsServer *self)
{
  static const gchar *const paths[] = { "/v1/realtime", "/realtime" };
  gchar *protocols[] = { (gchar *) "realtime", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    soup_server_add_early_handler (self->soup, paths[i], on_request, self,
        NULL);
    soup_server_add_websocket_handler (self->soup, paths[i], NULL, protocols,
        on_websocket, self, NULL);
  }
}

static gboolean
start_listening (OrsServer *self, GError **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  guint port = self->port != 0 ? self->port : self->options.port;

  if (!load_certificate (self, &certificate, error))
    return FALSE;
  self->listener = ors_listener_new (self->soup, self->options.host, port,
      certificate, error);
  if (self->listener == NULL)
    return FALSE;

  self->port = ors_listener_get_port (self->listener);
  g_free (self->uri);
  self->uri = g_uri_join (G_URI_FLAGS_NONE, certificate != NULL ? "wss" : "ws",
      NULL, self->options.host, self->port, "/v1/realtime", NULL, NULL);
  return TRUE;
}

static void
tell_started (OrsServer *self, GError *error)
{
  g_mutex_lock (&self->lock);
  self->started = TRUE;
  self->start_error = error;
  g_cond_signal (&self->started_cond);
  g_mutex_unlock (&self->lock);
}

static gboolean
open_server (OrsServer *self)
{
  GError *error = NULL;

  self->soup = soup_server_new ("server-header", "openai-realtime-server",
      NULL);
  /* Its limit is for what comes, not for what that is unpacked to. */
  soup_server_remove_websocket_extension (self->soup,
      SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  add_handlers (self);
  start_listening (self, &error);
  tell_started (self, error);
  return self->listener != NULL;
}

static void
close_all (OrsServer *self, gushort code, const gchar *reason)
{
  for (guint i = 0; i < self->sessions->len; i++) {
    OrsSession *session = g_ptr_array_index (self->sessions, i);

    if (session->outbox != NULL)
      ors_outbox_close (session->outbox, code, reason);
  }
}

static gboolean
any_open (OrsServer *self)
{
  for (guint i = 0; i < self->sessions->len; i++) {
    OrsSession *session = g_ptr_array_index (self->sessions, i);

    if (session->websocket != NULL)
      return TRUE;
  }
  return FALSE;
}

static gboolean
wake_up (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

/* Ends politely, then at once. */
static void
close_server (OrsServer *self)
{
  gint64 end = g_get_monotonic_time () + GOODBYE_US;
  GSource *alarm = ors_timer_new (GOODBYE_US / 1000, wake_up, NULL);

  g_clear_pointer (&self->listener, ors_listener_free);
  close_all (self, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "server stops");
  while (any_open (self) && g_get_monotonic_time () < end)
    g_main_context_iteration (self->main_context, TRUE);
  ors_timer_clear (&alarm);

  for (guint i = 0; i < self->sessions->len; i++)
    ors_session_disconnect (g_ptr_array_index (self->sessions, i));
  soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  while (ors_speech_get_pending (self->context.speech) > 0)
    g_main_context_iteration (self->main_context, TRUE);
  /* Streams that are being closed hold references until they are. */
  while (g_main_context_iteration (self->main_context, FALSE))
    continue;
}

static gpointer
server_thread (gpointer user_data)
{
  OrsServer *self = user_data;

  g_main_context_push_thread_default (self->main_context);
  if (open_server (self))
    g_main_loop_run (self->loop);
  close_server (self);
  g_main_context_pop_thread_default (self->main_context);
  return NULL;
}

static void
join_thread (OrsServer *self)
{
  g_thread_join (g_steal_pointer (&self->thread));
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->main_context, g_main_context_unref);
}

gboolean
ors_server_start (OrsServer *self, GError **error)
{
  self->main_context = g_main_context_new ();
  self->loop = g_main_loop_new (self->main_context, FALSE);
  self->started = FALSE;
  self->thread = g_thread_new ("realtime-server", server_thread, self);

  g_mutex_lock (&self->lock);
  while (!self->started)
    g_cond_wait (&self->started_cond, &self->lock);
  g_mutex_unlock (&self->lock);
  if (self->start_error == NULL)
    return TRUE;

  join_thread (self);
  g_propagate_error (error, g_steal_pointer (&self->start_error));
  return FALSE;
}

static gboolean
quit_loop (gpointer user_data)
{
  OrsServer *self = user_data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

void
ors_server_stop (OrsServer *self)
{
  if (self->thread == NULL)
    return;
  g_main_context_invoke (self->main_context, quit_loop, self);
  join_thread (self);
}

guint
ors_server_get_port (OrsServer *self)
{
  return self->port;
}

const gchar *
ors_server_get_uri (OrsServer *self)
{
  return self->uri;
}

static void
set_scenario (OrsServer *self, gpointer data)
{
  g_free (self->scenario);
  self->scenario = g_strdup (data);
  self->n_since_scenario = 0;
}

gboolean
ors_server_set_scenario (OrsServer *self, const gchar *scenario,
    GError **error)
{
  if (!check_scenario (scenario, error))
    return FALSE;
  run_on_thread (self, set_scenario, (gpointer) scenario);
  return TRUE;
}

typedef struct
{
  gushort code;
  const gchar *reason;
} Closing;

static void
close_sessions (OrsServer *self, gpointer data)
{
  Closing *closing = data;

  close_all (self, closing->code, closing->reason);
}

void
ors_server_close_sessions (OrsServer *self, gushort code, const gchar *reason)
{
  Closing closing = { code, reason };

  run_on_thread (self, close_sessions, &closing);
}

static void
answer_update (OrsServer *self, gpointer data)
{
  for (guint i = 0; i < self->sessions->len; i++)
    ors_dispatch_answer_update (g_ptr_array_index (self->sessions, i),
        GPOINTER_TO_INT (data));
}

void
ors_server_answer_update (OrsServer *self, gboolean accept)
{
  run_on_thread (self, answer_update, GINT_TO_POINTER (accept));
}

static void
set_accepting (OrsServer *self, gpointer data)
{
  if (self->listener != NULL)
    ors_listener_set_accepting (self->listener, GPOINTER_TO_INT (data));
}

static void
do_nothing (OrsServer *self, gpointer data)
{
}

/* GIO hears of a stop in the next turn of the loop: who connected before it
 * would be accepted there and dropped. */
void
ors_server_set_accepting (OrsServer *self, gboolean accepting)
{
  run_on_thread (self, set_accepting, GINT_TO_POINTER (accepting));
  if (!accepting)
    run_on_thread (self, do_nothing, NULL);
}

gchar **
ors_server_dup_log (OrsServer *self)
{
  return ors_log_dup_lines (self->context.log);
}

guint
ors_server_count_events (OrsServer *self, const gchar *from,
    const gchar *type)
{
  return ors_log_count (self->context.log, from, type);
}

gboolean
ors_server_wait_event (OrsServer *self, const gchar *from, const gchar *type,
    guint count, gint64 timeout_us)
{
  return ors_log_wait (self->context.log, from, type, count, timeout_us);
}

/* A question about a session, and the answer. */
typedef struct
{
  guint number;
  GBytes *input;
  GBytes *output;
  gchar *items;
  guint n_sessions;
} Question;

static void
answer (OrsServer *self, gpointer data)
{
  Question *question = data;

  question->n_sessions = self->n_sessions;
  for (guint i = 0; i < self->sessions->len; i++) {
    OrsSession *session = g_ptr_array_index (self->sessions, i);

    if (session->number != question->number)
      continue;
    question->input = ors_recording_dup_input (session->recording);
    question->output = ors_recording_dup_output (session->recording);
    question->items = ors_items_to_text (session->items);
  }
}

static void
ask (OrsServer *self, Question *question)
{
  run_on_thread (self, answer, question);
}

static void
clear_question (Question *question)
{
  g_clear_pointer (&question->input, g_bytes_unref);
  g_clear_pointer (&question->output, g_bytes_unref);
  g_clear_pointer (&question->items, g_free);
}

GBytes *
ors_server_dup_session_audio (OrsServer *self, guint session)
{
  Question question = { session };
  GBytes *audio;

  ask (self, &question);
  audio = g_steal_pointer (&question.input);
  clear_question (&question);
  return audio;
}

GBytes *
ors_server_dup_sent_audio (OrsServer *self, guint session)
{
  Question question = { session };
  GBytes *audio;

  ask (self, &question);
  audio = g_steal_pointer (&question.output);
  clear_question (&question);
  return audio;
}

gchar *
ors_server_dup_items (OrsServer *self, guint session)
{
  Question question = { session };
  gchar *items;

  ask (self, &question);
  items = g_steal_pointer (&question.items);
  clear_question (&question);
  return items;
}

guint
ors_server_count_sessions (OrsServer *self)
{
  Question question = { 0 };

  ask (self, &question);
  clear_question (&question);
  return question.n_sessions;
}
