/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* run.c - see run.h. */

#include "run.h"

#include "common/mainloop.h"
#include "protocol/json.h"
#include "results/format.h"
#include "results/outputs.h"
#include "results/result.h"
#include "work/job.h"

#define TICK_MS 200
/* So many in a row that the service failed: it is not worth going on. */
#define MAX_FAILURES 8

typedef struct
{
  const OrbInput *input;
  gchar *name;
  gchar *key;
} Task;

struct _OrbRun
{
  const OrbSettings *settings;
  OrbJournal *journal;
  OrbConsole *console;
  OrbJobContext context;
  AppMainLoop main;
  guint tick;

  GQueue tasks;         /* not begun */
  GPtrArray *jobs;      /* running */
  GHashTable *reserved; /* OrbJob -> gdouble: what it may cost */
  guint total;          /* recordings, finished ones included */
  guint skipped;
  guint done;
  guint failed;
  guint incomplete;
  guint service_failures; /* in a row */
  gboolean stopped;       /* nothing more is begun */
  OrbExit exit;

  gint64 start;   /* us */
  gdouble weight; /* of all tasks */
  gdouble weight_done;
  gdouble heard; /* s of audio */
  gdouble spent;
};

static void start_jobs (OrbRun *self);

gdouble
orb_run_get_elapsed (OrbRun *self)
{
  return (g_get_monotonic_time () - self->start) / (gdouble) G_USEC_PER_SEC;
}

/* How much of the whole a recording is: by its bytes, as nothing else is known
 * of all of them. */
static gdouble
weight_of (const OrbInput *input)
{
  return input->size > 0 ? input->size : 1000000;
}

/*** cost ***/

static gdouble
get_reserved (OrbRun *self)
{
  GHashTableIter iter;
  gpointer cost;
  gdouble sum = 0;

  g_hash_table_iter_init (&iter, self->reserved);
  while (g_hash_table_iter_next (&iter, NULL, &cost))
    sum += *(gdouble *) cost;
  return sum;
}

static void
reserve (OrbRun *self, OrbJob *job, gdouble cost)
{
  gdouble *copy = g_new (gdouble, 1);

  *copy = MAX (cost, 0);
  g_hash_table_insert (self->reserved, job, copy);
}

/* What cannot be estimated may cost anything, so it is not begun. */
static gboolean
allow_job (OrbJob *job, gdouble estimate, gpointer user_data)
{
  OrbRun *self = user_data;
  gdouble limit = self->settings->max_cost;

  if (limit > 0
      && (estimate < 0 || self->spent + get_reserved (self) + estimate > limit))
    return FALSE;
  reserve (self, job, estimate);
  return TRUE;
}

/*** jobs ***/

static void
task_free (Task *task)
{
  g_free (task->name);
  g_free (task->key);
  g_free (task);
}

/* The worst counts. */
static void
note_exit (OrbRun *self, OrbExit why)
{
  static const OrbExit order[] = { ORB_EXIT_DONE, ORB_EXIT_FAILED,
    ORB_EXIT_COST, ORB_EXIT_SERVICE, ORB_EXIT_DISK, ORB_EXIT_INTERRUPTED };
  gboolean worse = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    if (worse && order[i] == why)
      self->exit = why;
    worse |= order[i] == self->exit;
  }
}

static void
stop (OrbRun *self, OrbExit why)
{
  self->stopped = TRUE;
  note_exit (self, why);
}

static void
tell_again (OrbJob *job, const gchar *cause, gdouble delay, gpointer user_data)
{
  OrbRun *self = user_data;

  orb_console_again (self->console, orb_job_get_input (job)->display, cause,
      delay);
}

static void
count_done (OrbRun *self, JsonObject *result)
{
  self->done++;
  self->incomplete += orb_result_is_incomplete (result);
  self->service_failures = 0;
  self->heard += MAX (oa_json_get_double (result, "duration", -1), 0);
  self->spent += MAX (oa_json_get_double (result, "cost", -1), 0);
  orb_limiter_went_well (self->context.limiter);
}

static void
count_failed (OrbRun *self, OrbFailure failure)
{
  self->failed++;
  if (failure == ORB_FAILURE_ALL) {
    stop (self, ORB_EXIT_SERVICE);
  } else if (failure == ORB_FAILURE_DISK) {
    stop (self, ORB_EXIT_DISK);
  } else if (failure != ORB_FAILURE_RECORDING && failure != ORB_FAILURE_SOURCE
      && ++self->service_failures >= MAX_FAILURES) {
    orb_console_error (self->console, NULL,
        "The service fails again and again. "
        "Nothing more is tried.");
    stop (self, ORB_EXIT_SERVICE);
  }
}

static void
count_over_budget (OrbRun *self, OrbJob *job)
{
  orb_console_error (self->console, orb_job_get_input (job)->display,
      "Not begun: it would cost more than --max-cost allows.");
  note_exit (self, ORB_EXIT_COST);
}

static void
tell_progress (OrbRun *self)
{
  gdouble part = 0, heard = self->heard;

  for (guint i = 0; i < self->jobs->len; i++) {
    OrbJob *job = g_ptr_array_index (self->jobs, i);

    part += orb_job_get_progress (job) * weight_of (orb_job_get_input (job));
    heard += orb_job_get_heard (job);
  }
  orb_console_progress (self->console,
      self->weight > 0 ? (self->weight_done + part) / self->weight : 1,
      self->skipped + self->done + self->failed, self->total,
      orb_run_get_elapsed (self), heard);
}

static gboolean
free_later (gpointer job)
{
  orb_job_free (job);
  return G_SOURCE_REMOVE;
}

static void
take_job (OrbJob *job, const OrbJobEnd *end, gpointer user_data)
{
  OrbRun *self = user_data;

  self->weight_done += weight_of (orb_job_get_input (job));
  g_hash_table_remove (self->reserved, job);
  if (end->status == ORB_JOB_DONE)
    count_done (self, end->result);
  else if (end->status == ORB_JOB_FAILED)
    count_failed (self, end->failure);
  else
    count_over_budget (self, job);
  if (end->result != NULL)
    orb_console_result (self->console, end->result);
  g_ptr_array_remove_fast (self->jobs, job);
  g_idle_add (free_later, job);
  tell_progress (self);
  start_jobs (self);
}

static void
start_job (OrbRun *self)
{
  Task *task = g_queue_pop_head (&self->tasks);
  OrbJob *job =
      orb_job_new (&self->context, task->input, task->name, task->key);

  orb_console_start (self->console, task->input->display);
  g_ptr_array_add (self->jobs, job);
  orb_job_start (job);
  task_free (task);
}

static void
start_jobs (OrbRun *self)
{
  gboolean room = orb_limiter_get_time (self->context.limiter)
      <= orb_limiter_now ();

  /* The next tick looks again: the reset may come earlier, or later. */
  if (!self->stopped && !room && !g_queue_is_empty (&self->tasks))
    return;
  while (!self->stopped && !g_queue_is_empty (&self->tasks)
      && self->jobs->len < (guint) self->settings->jobs)
    start_job (self);
  if (self->jobs->len == 0)
    g_main_loop_quit (self->main.loop);
}

static gboolean
on_tick (gpointer user_data)
{
  tell_progress (user_data);
  start_jobs (user_data);
  return G_SOURCE_CONTINUE;
}

/*** life ***/

static gboolean
is_name_free (const gchar *name, gpointer user_data)
{
  OrbRun *self = user_data;

  return orb_outputs_is_free (self->settings, self->context.folder, name,
      orb_journal_get_files (self->journal));
}

static void
add_task (OrbRun *self, const OrbInput *input, const gchar *digest,
    GHashTable *names)
{
  g_autofree gchar *key =
      orb_journal_key (input->uri, input->size, input->modified, digest);
  Task *task;

  self->total++;
  /* It was told why, when the journal was opened. */
  if (!self->settings->again && orb_journal_waits (self->journal, key)) {
    self->failed++;
    return;
  }
  if (!self->settings->again && orb_journal_find (self->journal, key) != NULL) {
    self->skipped++;
    return;
  }
  task = g_new0 (Task, 1);
  task->input = input;
  task->name = orb_input_choose_name (input, names,
      app_folder_get_name_max (self->context.folder), is_name_free, self);
  task->key = g_steal_pointer (&key);
  self->weight += weight_of (input);
  g_queue_push_tail (&self->tasks, task);
}

/* What is not done is done by the next run. */
static void
interrupt (gpointer user_data)
{
  OrbRun *self = user_data;

  stop (self, ORB_EXIT_INTERRUPTED);
  g_main_loop_quit (self->main.loop);
}

OrbRun *
orb_run_new (const OrbSettings *settings, AppFolder *folder,
    OrbJournal *journal, const AppPrices *prices, OrbConsole *console,
    GPtrArray *inputs)
{
  OrbRun *self = g_new0 (OrbRun, 1);
  g_autofree gchar *digest = orb_settings_get_digest (settings);

  self->settings = settings;
  self->journal = journal;
  self->console = console;
  self->context = (OrbJobContext){ settings, folder, journal, prices,
    orb_limiter_new (), allow_job, tell_again, take_job, self };
  app_main_loop_init (&self->main, interrupt, self);
  self->jobs = g_ptr_array_new ();
  self->reserved = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->start = g_get_monotonic_time ();
  g_queue_init (&self->tasks);
  for (guint i = 0; i < inputs->len; i++)
    add_task (self, g_ptr_array_index (inputs, i), digest,
        orb_journal_get_names (journal));
  return self;
}

void
orb_run_free (OrbRun *self)
{
  /* A second signal ends the program while threads are waited for. */
  app_main_loop_clear (&self->main);
  for (guint i = 0; i < self->jobs->len; i++)
    orb_job_free (g_ptr_array_index (self->jobs, i));
  /* Those that wait to be freed. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_queue_clear_full (&self->tasks, (GDestroyNotify) task_free);
  g_ptr_array_unref (self->jobs);
  g_hash_table_unref (self->reserved);
  orb_limiter_free (self->context.limiter);
  g_free (self);
}

static gboolean
on_begin (gpointer user_data)
{
  start_jobs (user_data);
  return G_SOURCE_REMOVE;
}

OrbExit
orb_run_all (OrbRun *self)
{
  if (self->skipped > 0) {
    g_autofree gchar *total = orb_format_count (self->total, "recording");
    g_autofree gchar *line = g_strdup_printf ("%u of %s %s done before.",
        self->skipped, total, self->skipped == 1 ? "was" : "were");

    orb_console_note (self->console, line);
  }
  g_idle_add (on_begin, self);
  self->tick = g_timeout_add (TICK_MS, on_tick, self);
  g_main_loop_run (self->main.loop);
  g_source_remove (self->tick);
  if (self->failed > 0 || self->incomplete > 0)
    note_exit (self, ORB_EXIT_FAILED);
  return self->exit;
}
