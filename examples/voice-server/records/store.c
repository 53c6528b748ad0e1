/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* store.c - see store.h.
 *
 * Two threads: one writes what is told into the journal and keeps that short,
 * the other writes what is in the journal into the database. So a database that
 * hangs keeps nothing out of the journal. */

#include "records/store.h"

#include "records/backlog.h"
#include "records/entry.h"
#include "records/journal.h"
#include "records/problems.h"
#include "records/recordwriter.h"

#include <gio/gio.h>

/* Of a journal that cannot be written. */
#define FIRST_RETRY (250 * G_TIME_SPAN_MILLISECOND)
#define MAX_RETRY (10 * G_TIME_SPAN_SECOND)
/* A journal is written anew when most of it is done. */
#define MAX_DONE_BYTES (1024 * 1024)
/* At the end: until the database is given up, and its thread. */
#define CLOSE_TIMEOUT (5 * G_TIME_SPAN_SECOND)
#define CANCEL_TIMEOUT (2 * G_TIME_SPAN_SECOND)
/* So long the first questions wait for what an earlier run has left. */
#define READY_TIMEOUT (10 * G_TIME_SPAN_SECOND)

struct _OvsStore
{
  gint refs;           /* atomic; the owner's and those of the threads */
  OvsQueries *queries; /* the owner's */

  GMutex lock; /* of all that follows; never held while something is written */
  GCond changed;
  OvsEntrySource source;
  OvsBacklog backlog;
  OvsProblems problems;
  gboolean writing;
  gboolean tried; /* the database, in vain or not */
  gsize left;     /* lines of an earlier run, and those that end its calls */
  gboolean closing;
  guint threads; /* that run */

  OvsJournal *journal;    /* NULL = no records are kept; its thread's */
  gboolean behind;        /* the journal lacks what waits; its thread's */
  OvsRecordWriter writer; /* its thread's */
};

static void
unref (OvsStore *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  g_clear_pointer (&self->journal, ovs_journal_close);
  ovs_record_writer_clear (&self->writer);
  ovs_backlog_clear (&self->backlog);
  ovs_problems_clear (&self->problems);
  g_free (self->source.instance);
  g_free (self->source.run);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/*** what is wrong, with the lock ***/

static void
set_database_problem (OvsStore *self, const GError *error)
{
  ovs_problems_set (&self->problems, OVS_PROBLEM_DATABASE,
      error == NULL ? NULL
                    : g_strdup_printf ("%s Records wait in %s.", error->message,
                        ovs_journal_get_path (self->journal)));
  self->writing = error == NULL;
  self->tried = TRUE;
}

/* With the lock. */
static void
count_done (OvsStore *self, guint n)
{
  ovs_backlog_done (&self->backlog, n);
  self->left -= MIN (self->left, n);
}

static void
set_journal_problem (OvsStore *self, const GError *error)
{
  ovs_problems_set (&self->problems, OVS_PROBLEM_JOURNAL,
      error == NULL
          ? NULL
          : g_strdup_printf ("%s Make room, or records that are not in the "
                             "database yet are lost with the process.",
              error->message));
}

static void
set_room_problem (OvsStore *self, gboolean full)
{
  ovs_problems_set (&self->problems, OVS_PROBLEM_ROOM,
      !full ? NULL
            : g_strdup_printf ("%d MiB of records wait for the database, and "
                               "no more are kept: they are lost. Bring the "
                               "database back.",
                OVS_BACKLOG_MAX_BYTES / 1024 / 1024));
}

/*** the journal ***/

/* Each with the lock, which is let go while something is written. */
static void
keep_told (OvsStore *self)
{
  g_autoptr (GError) error = NULL;
  guint n = self->backlog.told.length;
  g_autofree gchar *text =
      ovs_backlog_join (&self->backlog.told, self->backlog.told_bytes);

  g_mutex_unlock (&self->lock);
  ovs_journal_append (self->journal, text, &error);
  g_mutex_lock (&self->lock);
  ovs_backlog_keep (&self->backlog, n);
  if (error != NULL)
    self->behind = TRUE;
  set_journal_problem (self, error);
  g_cond_broadcast (&self->changed);
}

static void
write_anew (OvsStore *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *text =
      ovs_backlog_join (&self->backlog.waiting, self->backlog.waiting_bytes);

  g_mutex_unlock (&self->lock);
  ovs_journal_rewrite (self->journal, text, &error);
  g_mutex_lock (&self->lock);
  self->behind = error != NULL;
  set_journal_problem (self, error);
}

static gboolean
is_all_done (OvsStore *self)
{
  return ovs_backlog_get_length (&self->backlog) == 0;
}

/* What people said stays nowhere else when it is in the database. */
static gboolean
is_to_be_written_anew (OvsStore *self)
{
  guint64 size = ovs_journal_get_size (self->journal);

  return self->behind || (is_all_done (self) && size > 0)
      || size > 2 * self->backlog.waiting_bytes + MAX_DONE_BYTES;
}

static gpointer
run_journal (gpointer data)
{
  OvsStore *self = data;
  gint64 retry = 0, wait = FIRST_RETRY;

  g_mutex_lock (&self->lock);
  while (!self->closing || self->backlog.told.length > 0) {
    if (self->backlog.told.length > 0) {
      keep_told (self);
    } else if (is_to_be_written_anew (self)
        && g_get_monotonic_time () >= retry) {
      write_anew (self);
      retry = self->behind ? g_get_monotonic_time () + wait : 0;
      wait = self->behind ? MIN (2 * wait, MAX_RETRY) : FIRST_RETRY;
    } else if (self->behind) {
      g_cond_wait_until (&self->changed, &self->lock, retry);
    } else {
      g_cond_wait (&self->changed, &self->lock);
    }
  }
  self->threads--;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  unref (self);
  return NULL;
}

/*** the database ***/

static void
set_aside (OvsStore *self, const gchar *line, const GError *error)
{
  gboolean kept = ovs_journal_set_aside (self->journal, line, NULL);
  g_autofree gchar *text = g_strdup_printf ("%s%s%s", error->message,
      kept ? " It is in " : " It is lost.",
      kept ? ovs_journal_get_aside_path (self->journal) : "");

  g_mutex_lock (&self->lock);
  ovs_store_log_tell (self->problems.log, text);
  self->backlog.dropped++;
  count_done (self, 1);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
note_success (OvsStore *self, guint n)
{
  g_mutex_lock (&self->lock);
  count_done (self, n);
  set_database_problem (self, NULL);
  if (n > 0)
    set_room_problem (self, FALSE);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* Only this thread takes lines away: they stay while they are written. */
static GPtrArray *
list_waiting (OvsStore *self, guint limit)
{
  GPtrArray *lines = g_ptr_array_new ();

  for (GList *l = self->backlog.waiting.head; l != NULL && lines->len < limit;
       l = l->next)
    g_ptr_array_add (lines, l->data);
  return lines;
}

/* Returns how long to wait. */
static gint64
write_some (OvsStore *self, GPtrArray *lines)
{
  g_autoptr (GError) error = NULL;
  gint64 wait;

  switch (ovs_record_writer_write (&self->writer, lines, &wait, &error)) {
    case OVS_WRITE_DONE:
      note_success (self, lines->len);
      break;
    case OVS_WRITE_REFUSED:
      set_aside (self, g_ptr_array_index (lines, 0), error);
      break;
    case OVS_WRITE_FAILED:
      g_mutex_lock (&self->lock);
      set_database_problem (self, error);
      g_cond_broadcast (&self->changed);
      g_mutex_unlock (&self->lock);
      break;
    case OVS_WRITE_AGAIN:
    default:
      break;
  }
  return wait;
}

/* Until there is something to do; FALSE at the end. */
static gboolean
wait_for_lines (OvsStore *self, gint64 retry)
{
  while (!self->closing && g_get_monotonic_time () < retry)
    g_cond_wait_until (&self->changed, &self->lock, retry);
  while (!self->closing && self->writing && self->backlog.waiting.length == 0)
    g_cond_wait (&self->changed, &self->lock);
  /* What is told is in the journal a moment later. */
  while (self->closing && self->backlog.waiting.length == 0
      && self->backlog.told.length > 0)
    g_cond_wait (&self->changed, &self->lock);
  return self->backlog.waiting.length > 0 || !self->closing;
}

static gpointer
run_database (gpointer data)
{
  OvsStore *self = data;
  gint64 wait = 0;

  g_mutex_lock (&self->lock);
  /* At the end a database that is away is tried once more at most. */
  while (wait_for_lines (self, g_get_monotonic_time () + wait)
      && !(self->closing && wait > 0 && !self->writing)) {
    g_autoptr (GPtrArray) lines = list_waiting (self, self->writer.limit);

    g_mutex_unlock (&self->lock);
    wait = write_some (self, lines);
    g_mutex_lock (&self->lock);
  }
  self->threads--;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  unref (self);
  return NULL;
}

/*** opening and closing ***/

static gboolean
open_journal (OvsStore *self, const gchar *folder, GError **error)
{
  GQueue lines = G_QUEUE_INIT;
  guint unreadable;
  gchar *line;

  self->journal = ovs_journal_open (folder, &lines, &unreadable, error);
  while ((line = g_queue_pop_head (&lines)) != NULL)
    ovs_backlog_restore (&self->backlog, line);
  if (self->journal == NULL)
    return FALSE;
  if (unreadable > 0) {
    g_autofree gchar *text = g_strdup_printf (
        "%u lines of %s cannot be read: they are in %s now, and not in the "
        "database.",
        unreadable, ovs_journal_get_path (self->journal),
        ovs_journal_get_aside_path (self->journal));

    self->backlog.dropped += unreadable;
    ovs_store_log_tell (self->problems.log, text);
  }
  self->source.instance = g_strdup (ovs_journal_get_instance (self->journal));
  self->source.run = g_uuid_string_random ();
  ovs_backlog_tell (&self->backlog, ovs_entry_new_break (&self->source));
  self->left = ovs_backlog_get_length (&self->backlog);
  return TRUE;
}

static void
start (OvsStore *self, const gchar *name, GThreadFunc func)
{
  self->threads++;
  g_atomic_int_inc (&self->refs);
  g_thread_unref (g_thread_new (name, func, self));
}

/* On the thread of questions: a database that is new has no tables yet, and
 * calls of an earlier run have no ends. One that cannot be written is asked
 * what it knows. */
static void
wait_until_ready (gpointer data)
{
  OvsStore *self = data;
  gint64 deadline = g_get_monotonic_time () + READY_TIMEOUT;

  g_mutex_lock (&self->lock);
  while (!self->closing && self->left > 0 && (self->writing || !self->tried)
      && g_cond_wait_until (&self->changed, &self->lock, deadline))
    continue;
  g_mutex_unlock (&self->lock);
}

OvsStore *
ovs_store_open (const gchar *url, const gchar *folder, OvsStoreLogFunc log,
    gpointer user_data, GError **error)
{
  OvsStore *self = g_new0 (OvsStore, 1);
  GError *wrong = NULL;

  self->refs = 1;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  ovs_problems_init (&self->problems, log, user_data);
  g_atomic_int_inc (&self->refs);
  self->queries = ovs_queries_new (url, wait_until_ready, self,
      (GDestroyNotify) unref, &wrong);
  if (self->queries != NULL)
    ovs_record_writer_init (&self->writer, ovs_database_new (url, &wrong));
  if (wrong != NULL
      || (self->writer.database != NULL
          && !open_journal (self, folder, &wrong))) {
    g_propagate_error (error, wrong);
    ovs_store_close (self);
    return NULL;
  }
  g_mutex_lock (&self->lock);
  if (self->journal != NULL) {
    start (self, "ovs-journal", run_journal);
    start (self, "ovs-records", run_database);
  }
  g_mutex_unlock (&self->lock);
  return self;
}

/* With the lock; FALSE = the time is over. */
static gboolean
wait_for_threads (OvsStore *self, gint64 time)
{
  gint64 deadline = g_get_monotonic_time () + time;

  while (self->threads > 0)
    if (!g_cond_wait_until (&self->changed, &self->lock, deadline))
      return FALSE;
  return TRUE;
}

void
ovs_store_close (OvsStore *self)
{
  gboolean ended;

  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->queries, ovs_queries_close);
  g_mutex_lock (&self->lock);
  ended = wait_for_threads (self, CLOSE_TIMEOUT);
  if (!ended) {
    ovs_database_cancel (self->writer.database);
    ended = wait_for_threads (self, CANCEL_TIMEOUT);
  }
  if (ended && self->journal != NULL && is_all_done (self))
    ovs_journal_rewrite (self->journal, NULL, NULL);
  g_mutex_unlock (&self->lock);
  /* A thread that still hangs has a reference, and the journal the lines. */
  ovs_store_log_mute (self->problems.log);
  unref (self);
}

/*** telling ***/

/* FALSE: no records are kept. Else with the lock. */
static gboolean
begin_telling (OvsStore *self)
{
  if (self->journal == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  return TRUE;
}

/* Lets go of the lock. Takes line. */
static void
tell (OvsStore *self, gchar *line)
{
  if (!ovs_backlog_tell (&self->backlog, line))
    set_room_problem (self, TRUE);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
ovs_store_begin_call (OvsStore *self, const OvsCallRecord *call)
{
  g_return_if_fail (call->id != NULL);
  if (begin_telling (self))
    tell (self, ovs_entry_new_call (&self->source, call));
}

void
ovs_store_add_turn (OvsStore *self, const gchar *call_id,
    const OvsTurnRecord *turn)
{
  g_return_if_fail (call_id != NULL);
  if (begin_telling (self))
    tell (self, ovs_entry_new_turn (&self->source, call_id, turn));
}

void
ovs_store_add_tool (OvsStore *self, const gchar *call_id,
    const OvsToolRecord *tool)
{
  g_return_if_fail (call_id != NULL);
  if (begin_telling (self))
    tell (self, ovs_entry_new_tool (&self->source, call_id, tool));
}

void
ovs_store_set_fact (OvsStore *self, const gchar *call_id, const gchar *name,
    const gchar *value)
{
  g_return_if_fail (call_id != NULL && name != NULL);
  if (begin_telling (self))
    tell (self, ovs_entry_new_fact (&self->source, call_id, name, value));
}

void
ovs_store_add_usage (OvsStore *self, const gchar *call_id,
    const OvsUsageRecord *usage)
{
  g_return_if_fail (call_id != NULL);
  if (begin_telling (self))
    tell (self, ovs_entry_new_usage (&self->source, call_id, usage));
}

void
ovs_store_end_call (OvsStore *self, const gchar *call_id,
    const OvsEndRecord *end)
{
  g_return_if_fail (call_id != NULL);
  if (begin_telling (self))
    tell (self, ovs_entry_new_end (&self->source, call_id, end));
}

/*** asking ***/

void
ovs_store_query_calls (OvsStore *self, const OvsCallFilter *filter,
    OvsQueryFunc func, gpointer user_data)
{
  ovs_queries_ask_calls (self->queries, filter, func, user_data);
}

void
ovs_store_query_call (OvsStore *self, const gchar *call_id, OvsQueryFunc func,
    gpointer user_data)
{
  ovs_queries_ask_call (self->queries, call_id, func, user_data);
}

void
ovs_store_get_health (OvsStore *self, OvsStoreHealth *health)
{
  *health = (OvsStoreHealth){ 0 };
  g_mutex_lock (&self->lock);
  health->writing = self->writing;
  health->backlog = ovs_backlog_get_length (&self->backlog);
  health->dropped = self->backlog.dropped;
  health->last_error = g_strdup (ovs_problems_get (&self->problems));
  g_mutex_unlock (&self->lock);
}

void
ovs_store_health_clear (OvsStoreHealth *health)
{
  g_clear_pointer (&health->last_error, g_free);
}
