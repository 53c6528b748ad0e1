/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* server.c - the listener, its thread, and the sessions. See server.h.
 *
 * The thread owns everything but the log; other threads ask it through
 * run_on_thread(). */

#include "server.h"

#include "client.h"
#include "common/listener.h"
#include "dispatch.h"
#include "gate.h"
#include "localvoice.h"
#include "scriptmind.h"

/* How long a stop waits for clients to say good-bye. */
#define GOODBYE_MS 300
#define MAX_SESSIONS 4096
/* How long a request may take to come. */
#define REQUEST_MS 10000
/* Clients without a WebSocket. With more, the oldest goes: a request takes
 * milliseconds, unless it is never meant to end. */
#define MAX_PENDING 256
#define PING_MS 20000
/* A client that does not even answer pings. */
#define SILENCE_MS 60000
/* 15 MiB of audio in base64, and room for the rest of the event. */
#define MAX_MESSAGE (24 * 1024 * 1024)

struct _OrsServer
{
  OrsOptions options;
  OrsContext context;
  OaConnectionConfig config;
  gchar *uri;
  guint port;

  OaLoop *loop; /* NULL: it does not run */

  /* Owned by its thread. */
  AppListener *listener;
  OrsGate *gate;
  GPtrArray *clients;
  GPtrArray *unanswered; /* GSocketConnection, for a scenario */
  GPtrArray *sessions;   /* all, or those of clients if options.forget */
  guint n_sessions;
  void (*ended) (gpointer user_data); /* or NULL */
  gpointer user_data;
  GSource *goodbye; /* while it stops */
  gboolean stopping;

  /* The end of a stop; protected by lock. */
  GMutex lock;
  GCond cond;
  gboolean stopped;
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
  if (to->max_sessions == 0)
    to->max_sessions = MAX_SESSIONS;
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

static gboolean
load_identity (OrsServer *self, GError **error)
{
  const OrsOptions *options = &self->options;

  if (options->certificate == NULL)
    return TRUE;
  self->config.identity = oa_identity_new (options->certificate,
      options->private_key != NULL ? options->private_key
                                   : options->certificate,
      error);
  return self->config.identity != NULL;
}

static void
init_config (OaConnectionConfig *config)
{
  static const gchar *const protocols[] = { "realtime", NULL };

  oa_connection_config_init (config);
  config->protocols = g_strdupv ((gchar **) protocols);
  config->connect_timeout = REQUEST_MS;
  config->keepalive_interval = PING_MS;
  config->silence_timeout = SILENCE_MS;
  config->max_message_size = MAX_MESSAGE;
}

static gboolean
make_context (OrsServer *self, GError **error)
{
  const OrsOptions *options = &self->options;
  OrsContext *context = &self->context;

  context->options = options;
  context->script = options->script != NULL
      ? ors_script_new_from_file (options->script, error)
      : ors_script_new (NULL, error);
  if (context->script == NULL)
    return FALSE;
  context->log = ors_log_new (options->log_file, !options->forget,
      options->verbose, error);
  if (context->log == NULL)
    return FALSE;
  context->ears = ors_script_ears_new (context->script);
  context->mind = ors_script_mind_new (context->script, options->latency_ms);
  context->voice = ors_local_voice_new ();
  self->gate = ors_gate_new (context);
  return TRUE;
}

OrsServer *
ors_server_new (const OrsOptions *options, GError **error)
{
  OrsServer *self = g_new0 (OrsServer, 1);

  copy_options (&self->options, options);
  init_config (&self->config);
  self->clients = g_ptr_array_new ();
  self->unanswered = g_ptr_array_new_with_free_func (g_object_unref);
  self->sessions = g_ptr_array_new_with_free_func (
      (GDestroyNotify) ors_session_free);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  if (check_scenario (options->scenario, error) && make_context (self, error))
    return self;
  ors_server_free (self);
  return NULL;
}

void
ors_server_free (OrsServer *self)
{
  ors_server_stop (self);
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->unanswered);
  g_ptr_array_unref (self->clients);
  g_clear_pointer (&self->context.ears, ors_ears_free);
  g_clear_pointer (&self->context.mind, ors_mind_free);
  g_clear_pointer (&self->context.voice, ors_voice_free);
  g_clear_pointer (&self->context.script, ors_script_free);
  g_clear_pointer (&self->context.log, ors_log_free);
  oa_connection_config_clear (&self->config);
  clear_options (&self->options);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_clear_pointer (&self->gate, ors_gate_free);
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

  if (self->loop == NULL) {
    function (self, data);
    return;
  }

  g_mutex_init (&call.lock);
  g_cond_init (&call.cond);
  oa_loop_invoke (self->loop, run_call, &call, NULL);
  g_mutex_lock (&call.lock);
  while (!call.done)
    g_cond_wait (&call.cond, &call.lock);
  g_mutex_unlock (&call.lock);
  g_cond_clear (&call.cond);
  g_mutex_clear (&call.lock);
}

/*** a stop ***/

static void
check_stopped (OrsServer *self)
{
  if (!self->stopping || self->clients->len > 0)
    return;
  self->stopping = FALSE;
  ors_timer_clear (&self->goodbye);
  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

static gboolean
on_goodbye_over (gpointer user_data)
{
  OrsServer *self = user_data;

  ors_timer_clear (&self->goodbye);
  for (guint i = 0; i < self->clients->len; i++)
    ors_client_cut (g_ptr_array_index (self->clients, i));
  return G_SOURCE_REMOVE;
}

static void
close_all (OrsServer *self, gushort code, const gchar *reason)
{
  for (guint i = 0; i < self->clients->len; i++)
    ors_client_close (g_ptr_array_index (self->clients, i), code, reason);
}

/* Ends politely, then at once. */
static void
begin_stop (OrsServer *self, gpointer data)
{
  g_clear_pointer (&self->listener, app_listener_free);
  g_ptr_array_set_size (self->unanswered, 0);
  self->stopping = TRUE;
  self->goodbye = ors_timer_new (GOODBYE_MS, on_goodbye_over, self);
  close_all (self, ORS_CLOSE_GOING_AWAY, "server stops");
  check_stopped (self);
}

static void
wait_stopped (OrsServer *self)
{
  g_mutex_lock (&self->lock);
  while (!self->stopped)
    g_cond_wait (&self->cond, &self->lock);
  self->stopped = FALSE;
  g_mutex_unlock (&self->lock);
}

static void
release_loop (OrsServer *self)
{
  oa_loop_release (g_steal_pointer (&self->loop));
  oa_loop_join_unused ();
}

void
ors_server_stop (OrsServer *self)
{
  if (self->loop == NULL)
    return;
  run_on_thread (self, begin_stop, NULL);
  wait_stopped (self);
  release_loop (self);
}

/*** clients ***/

static guint
on_requested (const OaHttpHead *request, OaRefusal *refusal, gpointer user_data)
{
  OrsServer *self = user_data;

  return ors_gate_check (self->gate, request, refusal);
}

static void
on_opened (OrsClient *client, gpointer user_data)
{
  OrsServer *self = user_data;

  g_ptr_array_add (self->sessions,
      ors_client_begin (client, ++self->n_sessions,
          ors_gate_enter (self->gate)));
}

static void
on_closed (OrsClient *client, gpointer user_data)
{
  OrsServer *self = user_data;
  OrsSession *session = ors_client_get_session (client);

  g_ptr_array_remove (self->clients, client);
  ors_client_free (client);
  if (session != NULL) {
    ors_gate_leave (self->gate);
    if (self->options.forget)
      g_ptr_array_remove (self->sessions, session);
    if (self->ended != NULL)
      self->ended (self->user_data);
  }
  check_stopped (self);
}

static void
limit_pending (OrsServer *self)
{
  OrsClient *oldest = NULL;
  guint pending = 0;

  for (guint i = self->clients->len; i > 0; i--) {
    OrsClient *client = g_ptr_array_index (self->clients, i - 1);

    if (ors_client_get_session (client) == NULL) {
      oldest = client;
      pending++;
    }
  }
  if (pending > MAX_PENDING)
    ors_client_cut (oldest);
}

static gsize
get_part_size (const OrsScenario *scenario)
{
  if (scenario->fault != ORS_FAULT_FRAGMENTED
      || ors_scenario_get_string (scenario, "when", NULL) != NULL)
    return 0;
  return ors_scenario_get_int (scenario, "bytes", 100);
}

static void
on_incoming (GSocketConnection *connection, gpointer user_data)
{
  static const OrsClientFuncs funcs = { on_requested, on_opened, on_closed };
  OrsServer *self = user_data;
  OrsScenario *scenario = ors_gate_dup_scenario (self->gate);

  self->config.part_size = get_part_size (scenario);
  if (ors_gate_ignores (self->gate)) {
    g_ptr_array_add (self->unanswered, g_object_ref (connection));
    if (self->unanswered->len > MAX_PENDING)
      g_ptr_array_remove_index (self->unanswered, 0);
  } else {
    g_ptr_array_add (self->clients,
        ors_client_new (self->loop, &self->context, connection, &self->config,
            &funcs, self));
    limit_pending (self);
  }
  ors_scenario_free (scenario);
}

/*** a start ***/

typedef struct
{
  gboolean ok;
  GError **error;
} Start;

static void
start_listening (OrsServer *self, gpointer data)
{
  Start *start = data;
  guint port = self->port != 0 ? self->port : self->options.port;

  self->listener = app_listener_new (self->options.host, port, on_incoming,
      self, start->error);
  ors_gate_open (self->gate);
  start->ok = self->listener != NULL;
  if (!start->ok)
    return;
  self->port = app_listener_get_port (self->listener);
  g_free (self->uri);
  self->uri = g_uri_join (G_URI_FLAGS_NONE,
      self->config.identity != NULL ? "wss" : "ws", NULL, self->options.host,
      self->port, "/v1/realtime", NULL, NULL);
}

gboolean
ors_server_start (OrsServer *self, GError **error)
{
  Start start = { FALSE, error };

  if (self->config.identity == NULL && !load_identity (self, error))
    return FALSE;
  self->loop = oa_loop_acquire_own ("realtime-server");
  run_on_thread (self, start_listening, &start);
  if (!start.ok)
    release_loop (self);
  return start.ok;
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
  ors_gate_set_scenario (self->gate, data);
}

gboolean
ors_server_set_scenario (OrsServer *self, const gchar *scenario, GError **error)
{
  if (!check_scenario (scenario, error))
    return FALSE;
  run_on_thread (self, set_scenario, (gpointer) scenario);
  return TRUE;
}

static void
drain (OrsServer *self, gpointer data)
{
  ors_gate_close (self->gate);
}

void
ors_server_drain (OrsServer *self)
{
  run_on_thread (self, drain, NULL);
}

static void
count_open (OrsServer *self, gpointer data)
{
  *(guint *) data = ors_gate_count (self->gate);
}

guint
ors_server_count_open (OrsServer *self)
{
  guint n = 0;

  run_on_thread (self, count_open, &n);
  return n;
}

void
ors_server_watch (OrsServer *self, void (*ended) (gpointer user_data),
    gpointer user_data)
{
  self->ended = ended;
  self->user_data = user_data;
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
    app_listener_set_accepting (self->listener, GPOINTER_TO_INT (data));
}

void
ors_server_set_accepting (OrsServer *self, gboolean accepting)
{
  run_on_thread (self, set_accepting, GINT_TO_POINTER (accepting));
}

gchar **
ors_server_dup_log (OrsServer *self)
{
  return ors_log_dup_lines (self->context.log);
}

guint
ors_server_count_events (OrsServer *self, const gchar *from, const gchar *type)
{
  return ors_log_count (self->context.log, from, type);
}

gboolean
ors_server_wait_event (OrsServer *self, const gchar *from, const gchar *type,
    guint count, gint64 timeout_us)
{
  return ors_log_wait (self->context.log, from, type, count, timeout_us);
}

/* A question about a session, and the answer, which is NULL if there is no such
 * session. */
typedef struct
{
  guint number;
  gpointer (*ask) (OrsSession *session);
  gpointer answer;
} Question;

static void
answer (OrsServer *self, gpointer data)
{
  Question *question = data;

  for (guint i = 0; i < self->sessions->len; i++) {
    OrsSession *session = g_ptr_array_index (self->sessions, i);

    if (ors_session_get_number (session) == question->number)
      question->answer = question->ask (session);
  }
}

static gpointer
ask (OrsServer *self, guint session, gpointer (*function) (OrsSession *session))
{
  Question question = { session, function };

  run_on_thread (self, answer, &question);
  return question.answer;
}

static gpointer
dup_input (OrsSession *session)
{
  return ors_session_dup_input (session);
}

GBytes *
ors_server_dup_session_audio (OrsServer *self, guint session)
{
  return ask (self, session, dup_input);
}

static gpointer
dup_output (OrsSession *session)
{
  return ors_session_dup_output (session);
}

GBytes *
ors_server_dup_sent_audio (OrsServer *self, guint session)
{
  return ask (self, session, dup_output);
}

static gpointer
dup_items (OrsSession *session)
{
  return ors_items_to_text (ors_session_get_items (session));
}

gchar *
ors_server_dup_items (OrsServer *self, guint session)
{
  return ask (self, session, dup_items);
}

static void
count_sessions (OrsServer *self, gpointer data)
{
  *(guint *) data = self->n_sessions;
}

guint
ors_server_count_sessions (OrsServer *self)
{
  guint n = 0;

  run_on_thread (self, count_sessions, &n);
  return n;
}
