/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "client.h"
#include "../support/shared.h"

#include "transport/transporterror.h"

#include <stdlib.h>
#include <string.h>

#define SECRET "sk-secret"

/* ---- callbacks, on the loop's thread ---- */

static void
run_hook (Client *self, ClientFunc hook)
{
  g_assert_true (oa_loop_is_current (self->loop));
  g_assert_false (self->detached);
  g_assert_cmpuint (self->ended, ==, 0);
  if (hook != NULL)
    hook (self);
}

static void
on_opened (gpointer user_data)
{
  Client *self = user_data;

  g_assert_false (self->opened);
  run_hook (self, self->in_opened);
  SHARED_CHANGE (self, self->opened = TRUE);
}

static void
on_message (GBytes *text, gpointer user_data)
{
  Client *self = user_data;
  const gchar *data = g_bytes_get_data (text, NULL);

  g_assert_cmpint (data[g_bytes_get_size (text)], ==, '\0');
  run_hook (self, self->in_message);
  if (self->echoes)
    oa_connection_send (self->connection, text);
  g_mutex_lock (&self->lock);
  self->received++;
  if (!self->forgets)
    g_ptr_array_add (self->messages, g_bytes_ref (text));
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

static void
on_binary (GBytes *data, gpointer user_data)
{
  Client *self = user_data;

  g_assert_true (self->parts_binary);
  run_hook (self, NULL);
  g_mutex_lock (&self->lock);
  self->binaries++;
  g_mutex_unlock (&self->lock);
}

static GBytes *
make_numbered (guint number, gsize size)
{
  gchar *text = g_malloc (size);
  gchar digits[16];

  memset (text, ' ', size);
  g_snprintf (digits, sizeof (digits), "%u", number);
  memcpy (text, digits, MIN (size, strlen (digits)));
  return g_bytes_new_take (text, size);
}

static GBytes *
on_next (gpointer user_data)
{
  Client *self = user_data;
  GBytes *message = NULL;

  run_hook (self, self->in_next);
  g_mutex_lock (&self->lock);
  self->asked++;
  if (self->given < self->next_count)
    message = make_numbered (self->given++, self->next_size);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  return message;
}

static void
on_pong (gpointer user_data)
{
  Client *self = user_data;

  run_hook (self, NULL);
  g_mutex_lock (&self->lock);
  self->pongs++;
  g_mutex_unlock (&self->lock);
}

static void
on_ended (const OaTransportEnd *end, gpointer user_data)
{
  Client *self = user_data;

  run_hook (self, self->in_ended);
  g_assert_nonnull (end->error);
  g_assert_true (end->error->domain == OA_TRANSPORT_ERROR);
  g_assert_null (strstr (end->error->message, SECRET));
  g_mutex_lock (&self->lock);
  self->end = *end;
  self->end.error = g_error_copy (end->error);
  self->end.close_reason = g_strdup (end->close_reason);
  self->end.api_error_code = g_strdup (end->api_error_code);
  self->end.api_error_type = g_strdup (end->api_error_type);
  self->end.api_message = g_strdup (end->api_message);
  self->ended++;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

static guint
on_requested (const OaHttpHead *request, OaRefusal *refusal, gpointer user_data)
{
  Client *self = user_data;

  return self->in_requested != NULL ? self->in_requested (request, refusal) : 0;
}

static const OaConnectionHandlers all_handlers = {
  .requested = on_requested,
  .opened = on_opened,
  .message = on_message,
  .binary = on_binary,
  .next = on_next,
  .pong = on_pong,
  .ended = on_ended,
};

static OaConnectionHandlers
get_handlers (Client *self)
{
  OaConnectionHandlers handlers = all_handlers;

  if (!self->parts_binary)
    handlers.binary = NULL;
  return handlers;
}

/* ---- calls from the test's thread ---- */

typedef struct
{
  Client *client;
  ClientFunc func;
  const gchar *text;
  guint ms;
  gboolean done;
} Call;

static gboolean
run_call (gpointer data)
{
  Call *call = data;

  call->func (call->client);
  return G_SOURCE_REMOVE;
}

static void
finish_call (gpointer data)
{
  Call *call = data;
  Client *self = call->client;

  SHARED_CHANGE (self, call->done = TRUE);
}

static gint64
get_deadline (void)
{
  return g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;
}

/* With the lock held. */
static void
give_up (Client *self, const gchar *condition)
{
  const GError *error = self->ended > 0 ? self->end.error : NULL;

  g_error ("waited in vain for %s; %u messages came, ended %u times%s%s",
      condition, self->received, self->ended, error != NULL ? ": " : "",
      error != NULL ? error->message : "");
}

#define WAIT_FOR(self, condition) \
  G_STMT_START \
  { \
    gint64 deadline = get_deadline (); \
\
    g_mutex_lock (&(self)->lock); \
    while (!(condition)) { \
      if (!g_cond_wait_until (&(self)->cond, &(self)->lock, deadline)) \
        give_up (self, #condition); \
    } \
    g_mutex_unlock (&(self)->lock); \
  } \
  G_STMT_END

static void
invoke_and_wait (Client *self, GSourceFunc func, Call *call)
{
  call->client = self;
  oa_loop_invoke (self->loop, func, call, finish_call);
  WAIT_FOR (self, call->done);
}

void
client_run (Client *self, ClientFunc func)
{
  Call call = { .func = func };

  invoke_and_wait (self, run_call, &call);
}

static void
open_here (Client *self)
{
  const OaConnectionHandlers handlers = get_handlers (self);

  self->connection =
      oa_connection_open (self->loop, &self->config, &handlers, self);
  /* Nothing comes from inside. */
  g_assert_false (self->opened);
  g_assert_cmpuint (self->ended, ==, 0);
}

void
client_open (Client *self)
{
  client_run (self, open_here);
}

static void
accept_here (Client *self)
{
  const OaConnectionHandlers handlers = get_handlers (self);

  self->connection = oa_connection_accept (self->loop, self->accepted,
      &self->config, &handlers, self);
  g_clear_object (&self->accepted);
  g_assert_false (self->opened);
  g_assert_cmpuint (self->ended, ==, 0);
}

void
client_accept (Client *self, GSocketConnection *connection)
{
  self->accepted = g_object_ref (connection);
  client_run (self, accept_here);
}

static void
adopt_here (Client *self)
{
  const OaConnectionHandlers handlers = get_handlers (self);

  self->connection = oa_connection_adopt (self->loop, self->adopted,
      &self->config, &handlers, self);
  g_clear_object (&self->adopted);
  g_assert_false (self->opened);
  g_assert_cmpuint (self->ended, ==, 0);
}

void
client_adopt (Client *self, GIOStream *stream)
{
  self->adopted = g_object_ref (stream);
  client_run (self, adopt_here);
}

static gboolean
run_send (gpointer data)
{
  Call *call = data;
  g_autoptr (GBytes) bytes = g_bytes_new (call->text, strlen (call->text));

  oa_connection_send (call->client->connection, bytes);
  return G_SOURCE_REMOVE;
}

void
client_send (Client *self, const gchar *text)
{
  Call call = { .text = text };

  invoke_and_wait (self, run_send, &call);
}

static gboolean
run_close (gpointer data)
{
  Call *call = data;

  oa_connection_close (call->client->connection, call->ms);
  return G_SOURCE_REMOVE;
}

void
client_close (Client *self, guint ms)
{
  Call call = { .ms = ms };

  invoke_and_wait (self, run_close, &call);
}

void
client_detach_here (Client *self, guint ms)
{
  oa_connection_detach (self->connection, ms);
  self->connection = NULL;
  self->detached = TRUE;
}

static gboolean
run_detach (gpointer data)
{
  Call *call = data;

  client_detach_here (call->client, call->ms);
  return G_SOURCE_REMOVE;
}

void
client_detach (Client *self, guint ms)
{
  Call call = { .ms = ms };

  invoke_and_wait (self, run_detach, &call);
}

void
client_wait_opened (Client *self)
{
  WAIT_FOR (self, self->opened);
}

void
client_wait_messages (Client *self, guint count)
{
  WAIT_FOR (self, self->messages->len >= count);
}

void
client_wait_given (Client *self, guint count)
{
  WAIT_FOR (self, self->given >= count);
}

void
client_wait_ended (Client *self)
{
  WAIT_FOR (self, self->ended > 0);
}

/* ---- life ---- */

Client *
client_new (guint16 port)
{
  Client *self = g_new0 (Client, 1);

  self->loop = oa_loop_acquire ();
  self->messages = g_ptr_array_new_with_free_func (
      (GDestroyNotify) g_bytes_unref);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  oa_connection_config_init (&self->config);
  /* Peers are scripts that expect what they expect. */
  self->config.keepalive_interval = 0;
  client_set_uri (self, "ws://127.0.0.1:%u/v1/realtime?token=" SECRET, port);
  client_set_header (self, "Authorization", "Bearer " SECRET);
  self->config.has_secret = TRUE;
  return self;
}

void
client_set_uri (Client *self, const gchar *format, ...)
{
  va_list args;

  g_free (self->config.uri);
  va_start (args, format);
  self->config.uri = g_strdup_vprintf (format, args);
  va_end (args);
}

void
client_set_header (Client *self, const gchar *name, const gchar *value)
{
  const gchar *headers[] = { name, value, NULL };

  g_strfreev (self->config.headers);
  self->config.headers = g_strdupv ((gchar **) headers);
}

/* An iteration of the loop after the detach: whatever still called back would
 * do it before this returns. */
static void
do_nothing (Client *self)
{}

void
client_free (Client *self)
{
  if (self->connection != NULL)
    client_detach (self, 1000);
  client_run (self, do_nothing);
  client_run (self, do_nothing);
  oa_loop_release (self->loop);
  oa_connection_config_clear (&self->config);
  oa_transport_end_clear (&self->end);
  g_ptr_array_unref (self->messages);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

const gchar *
client_get_message (Client *self, guint index)
{
  return g_bytes_get_data (self->messages->pdata[index], NULL);
}

void
client_fails_with (Client *self, OaTransportErrorCode code)
{
  client_open (self);
  client_wait_ended (self);
  g_test_message ("%s", self->end.error->message);
  g_assert_cmpint (self->end.error->code, ==, code);
}

void
client_end_says (Client *self, ...)
{
  va_list args;
  const gchar *words;

  va_start (args, self);
  while ((words = va_arg (args, const gchar *)) != NULL) {
    if (strstr (self->end.error->message, words) == NULL)
      g_error ("\"%s\" does not say \"%s\"", self->end.error->message, words);
  }
  va_end (args);
}

void
client_send_thousand_here (Client *client)
{
  for (guint i = 0; i < 1000; i++) {
    gchar *text = g_strdup_printf ("%u", i);
    g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

    oa_connection_send (client->connection, bytes);
  }
}

void
client_assert_numbered (Client *client, guint first, guint count)
{
  for (guint i = 0; i < count; i++)
    g_assert_cmpint (atoi (client_get_message (client, first + i)), ==, i);
}

void
client_send_megabytes_here (Client *client)
{
  gchar *text = g_strnfill (1024 * 1024, 'a');
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, 1024 * 1024);

  for (guint i = 0; i < 30; i++)
    oa_connection_send (client->connection, bytes);
}

/* ---- the program ---- */

/* GLib's tests print every debug message; those of others hide ours. */
static void
drop_message (const gchar *domain, GLogLevelFlags level, const gchar *message,
    gpointer user_data)
{}

void
client_init_tests (void)
{
  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, drop_message, NULL);
  g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_DEBUG, drop_message, NULL);
}
