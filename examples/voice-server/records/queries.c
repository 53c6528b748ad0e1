/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* queries.c - see queries.h. */

#include "records/queries.h"

#include "records/reader.h"

#include <gio/gio.h>

#define MAX_WAITING 64

typedef struct
{
  OvsQueries *queries;
  gchar *call_id; /* NULL = calls, by the filter */
  OvsCallFilter filter;
  OvsQueryFunc func; /* NULL = it was answered */
  gpointer user_data;

  JsonNode *result;
  GError *error;
} Query;

struct _OvsQueries
{
  gint refs; /* atomic; the owner's and the thread's */
  GMainContext *context;
  OvsReadyFunc wait;
  gpointer wait_data;
  GDestroyNotify destroy;
  OvsDatabase *database; /* the thread's; NULL = none */
  GAsyncQueue *asked;    /* of Query; the owner's struct ends it */
  GThread *thread;       /* NULL = nothing was asked yet */

  /* The owner's. */
  GPtrArray *waiting; /* of Query */
  gboolean closed;
};

static void
free_query (Query *query)
{
  g_free (query->call_id);
  g_free ((gchar *) query->filter.agent);
  g_free ((gchar *) query->filter.leg);
  g_free ((gchar *) query->filter.cause);
  g_free ((gchar *) query->filter.from);
  g_free ((gchar *) query->filter.to);
  g_free ((gchar *) query->filter.text);
  g_clear_pointer (&query->result, json_node_unref);
  g_clear_error (&query->error);
  g_free (query);
}

static void
unref (OvsQueries *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  ovs_database_free (self->database);
  g_async_queue_unref (self->asked);
  g_ptr_array_unref (self->waiting);
  g_main_context_unref (self->context);
  self->destroy (self->wait_data);
  g_free (self);
}

/*** the thread ***/

static gboolean
answer (gpointer data)
{
  Query *query = data;
  OvsQueries *self = query->queries;

  if (query->func != NULL)
    query->func (query->result, query->error, query->user_data);
  if (!self->closed)
    g_ptr_array_remove_fast (self->waiting, query);
  free_query (query);
  unref (self);
  return G_SOURCE_REMOVE;
}

static void
send_answer (GMainContext *context, Query *query)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answer, query, NULL);
  g_source_attach (source, context);
  g_source_unref (source);
}

static gpointer
answer_all (gpointer data)
{
  OvsQueries *self = data;
  gpointer next;

  self->wait (self->wait_data);
  while ((next = g_async_queue_pop (self->asked)) != self) {
    Query *query = next;

    if (query->call_id != NULL)
      query->result =
          ovs_reader_get_call (self->database, query->call_id, &query->error);
    else
      query->result =
          ovs_reader_get_calls (self->database, &query->filter, &query->error);
    send_answer (self->context, query);
  }
  unref (self);
  return NULL;
}

/*** the owner ***/

OvsQueries *
ovs_queries_new (const gchar *url, OvsReadyFunc wait, gpointer user_data,
    GDestroyNotify destroy, GError **error)
{
  OvsQueries *self = g_new0 (OvsQueries, 1);
  GError *wrong = NULL;

  self->refs = 1;
  self->context = g_main_context_ref_thread_default ();
  self->asked = g_async_queue_new ();
  self->waiting = g_ptr_array_new ();
  self->wait = wait;
  self->wait_data = user_data;
  self->destroy = destroy;
  self->database = ovs_database_new (url, &wrong);
  if (wrong != NULL) {
    g_propagate_error (error, wrong);
    g_clear_pointer (&self, unref);
  }
  return self;
}

static void
refuse (OvsQueryFunc func, gpointer user_data, const gchar *sentence)
{
  g_autoptr (GError) error =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, sentence);

  func (NULL, error, user_data);
}

void
ovs_queries_close (OvsQueries *self)
{
  self->closed = TRUE;
  for (guint i = 0; i < self->waiting->len; i++) {
    Query *query = g_ptr_array_index (self->waiting, i);
    OvsQueryFunc func = g_steal_pointer (&query->func);

    refuse (func, query->user_data, "The records are being closed.");
  }
  if (self->database != NULL)
    ovs_database_cancel (self->database);
  g_async_queue_push (self->asked, self);
  g_clear_pointer (&self->thread, g_thread_unref);
  unref (self);
}

static void
ask (OvsQueries *self, const gchar *call_id, const OvsCallFilter *filter,
    OvsQueryFunc func, gpointer user_data)
{
  Query *query;

  if (self->database == NULL) {
    refuse (func, user_data, "No records are kept: --database is none.");
    return;
  }
  if (self->waiting->len >= MAX_WAITING) {
    refuse (func, user_data,
        "Too many questions wait for the database. Ask again later.");
    return;
  }
  query = g_new0 (Query, 1);
  query->queries = self;
  query->call_id = g_strdup (call_id);
  query->filter = (OvsCallFilter){ filter->since, filter->until,
    g_strdup (filter->agent), g_strdup (filter->leg), g_strdup (filter->cause),
    g_strdup (filter->from), g_strdup (filter->to), g_strdup (filter->text),
    filter->limit };
  query->func = func;
  query->user_data = user_data;
  g_ptr_array_add (self->waiting, query);
  g_atomic_int_inc (&self->refs);
  g_async_queue_push (self->asked, query);
  if (self->thread == NULL) {
    g_atomic_int_inc (&self->refs);
    self->thread = g_thread_new ("ovs-queries", answer_all, self);
  }
}

void
ovs_queries_ask_calls (OvsQueries *self, const OvsCallFilter *filter,
    OvsQueryFunc func, gpointer user_data)
{
  ask (self, NULL, filter, func, user_data);
}

void
ovs_queries_ask_call (OvsQueries *self, const gchar *call_id, OvsQueryFunc func,
    gpointer user_data)
{
  static const OvsCallFilter none = { 0 };

  ask (self, call_id, &none, func, user_data);
}
