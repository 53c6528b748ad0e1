/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* job.c - see job.h. */

#include "job.h"

#include "common/worker.h"
#include "mediainfo.h"
#include "results/outputs.h"
#include "results/result.h"

#include <math.h>

#define LONGEST_DELAY 120.0
/* When the connection is lost, a recording up to this length is begun anew, so
 * that its answers are whole; a longer one goes on. In s. */
#define SHORT_RECORDING 600
/* Until its results are written it is not done. */
#define NEARLY 0.99

struct _OrbJob
{
  const OrbJobContext *context;
  const OrbInput *input;
  gchar *name;
  gchar *key;

  OrbJobEnd end;
  guint attempts;
  guint looks;      /* that failed */
  gdouble progress; /* the most that was told, of this try */
  gint64 started;   /* us */
  guint timer;
  gboolean in_order; /* how the file is read */
  gdouble delay;     /* s, before the next try */
  AppWorker worker;  /* for what blocks */

  OrbMediaInfo info;
  GPtrArray *sessions; /* done well, in the order of channels */
  OrbSession *session; /* runs */

  GError *error; /* of what blocked */
};

static void begin_try (OrbJob *self);
static void on_session_done (OrbSession *session, gpointer user_data);

OrbJob *
orb_job_new (const OrbJobContext *context, const OrbInput *input,
    const gchar *name, const gchar *key)
{
  OrbJob *self = g_new0 (OrbJob, 1);

  self->context = context;
  self->input = input;
  self->name = g_strdup (name);
  self->key = g_strdup (key);
  self->sessions = g_ptr_array_new_with_free_func (
      (GDestroyNotify) orb_session_free);
  return self;
}

void
orb_job_free (OrbJob *self)
{
  if (self == NULL)
    return;
  if (self->session != NULL)
    orb_session_disconnect (self->session);
  app_worker_close (&self->worker);
  if (self->timer != 0)
    g_source_remove (self->timer);
  orb_session_free (self->session);
  g_ptr_array_unref (self->sessions);
  g_clear_pointer (&self->end.result, json_object_unref);
  g_clear_error (&self->error);
  orb_media_info_clear (&self->info);
  g_free (self->name);
  g_free (self->key);
  g_free (self);
}

/*** the end ***/

static gdouble
get_wall (OrbJob *self)
{
  return self->started != 0
      ? (g_get_monotonic_time () - self->started) / (gdouble) G_USEC_PER_SEC
      : 0;
}

static void
end (OrbJob *self, OrbJobStatus status)
{
  self->end.status = status;
  self->context->done (self, &self->end, self->context->user_data);
}

static void
end_failed (gpointer user_data)
{
  OrbJob *self = user_data;

  end (self, ORB_JOB_FAILED);
}

static void
note_failure (gpointer user_data)
{
  OrbJob *self = user_data;

  g_ptr_array_set_size (self->sessions, 0);
  orb_journal_fail (self->context->journal, self->key, self->end.result, NULL);
}

static OrbResultSource
get_source (OrbJob *self)
{
  return (OrbResultSource){ self->context->settings, self->context->prices,
    self->input->uri, self->input->display, self->name, self->attempts,
    get_wall (self) };
}

static void
fail (OrbJob *self, OrbFailure failure, const gchar *cause)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  OrbResultSource source = get_source (self);

  source.prices = NULL;
  self->end.failure = failure;
  g_clear_pointer (&self->end.result, json_object_unref);
  self->end.result = orb_result_new (&source, nothing, NULL);
  orb_result_set_failure (self->end.result, cause);
  if (self->info.duration > 0)
    json_object_set_double_member (self->end.result, "duration",
        self->info.duration);
  app_worker_run (&self->worker, note_failure, end_failed, self);
}

/*** results ***/

/* Ends the sessions, and finds the times of what was said. */
static GPtrArray *
take_channels (OrbJob *self)
{
  const OrbSettings *settings = self->context->settings;
  GPtrArray *channels = g_ptr_array_new ();
  /* What the element asks for by default. */
  OrbDetection detection = { orb_settings_service_detects (settings), 0.3,
    settings->silence / 1000.0 };

  for (guint i = 0; i < self->sessions->len; i++) {
    OrbSession *session = g_ptr_array_index (self->sessions, i);
    OrbChannel *channel = orb_session_get_channel (session);

    orb_session_stop (session);
    orb_transcript_resolve_times (channel->transcript, &detection,
        channel->loudness,
        channel->answers != NULL ? orb_pcm_file_get_map (channel->answers)
                                 : NULL);
    g_ptr_array_add (channels, channel);
  }
  return channels;
}

static void
write_results (gpointer user_data)
{
  OrbJob *self = user_data;
  const OrbJobContext *c = self->context;
  g_autoptr (GPtrArray) channels = take_channels (self);
  g_autoptr (JsonArray) files = orb_outputs_write (c->settings, c->folder,
      self->name, channels, &self->error);
  OrbResultSource source = get_source (self);

  if (files == NULL)
    return;
  self->end.result = orb_result_new (&source, channels, files);
  if (!orb_journal_stage (c->journal, self->key, files, self->end.result,
          &self->error))
    orb_outputs_drop (c->folder, files);
  else if (!orb_journal_finish (c->journal, self->key, &self->error))
    g_prefix_error (&self->error,
        "Its results are whole and are kept; the "
        "next run puts them in their places. ");
  g_ptr_array_set_size (self->sessions, 0);
}

/* A name may be impossible; a full disk is so for all. */
static void
fail_to_write (OrbJob *self)
{
  fail (self,
      app_folder_error_is_of_a_name (self->error) ? ORB_FAILURE_RECORDING
                                                  : ORB_FAILURE_DISK,
      self->error->message);
}

static void
on_results_written (gpointer user_data)
{
  OrbJob *self = user_data;

  if (self->error != NULL)
    fail_to_write (self);
  else
    end (self, ORB_JOB_DONE);
}

/*** the element's work ***/

static gboolean
on_time (gpointer user_data)
{
  OrbJob *self = user_data;

  self->timer = 0;
  begin_try (self);
  return G_SOURCE_REMOVE;
}

static gdouble
get_delay (OrbJob *self, guint tries, const OrbOutcome *outcome)
{
  gdouble delay = self->context->settings->retry_delay / 1000.0
      * pow (2, tries - 1.0);

  if (outcome->retry_after >= 0)
    delay = MAX (delay, outcome->retry_after);
  /* Jobs that failed together shall not come back together. */
  return MIN (delay, LONGEST_DELAY) * g_random_double_range (0.8, 1.2);
}

static void
stop_session (gpointer user_data)
{
  OrbJob *self = user_data;

  g_clear_pointer (&self->session, orb_session_free);
  g_ptr_array_set_size (self->sessions, 0);
}

static void
wait_and_try (gpointer user_data)
{
  OrbJob *self = user_data;

  self->timer = g_timeout_add (1000 * self->delay, on_time, self);
}

static void
try_again (OrbJob *self, const OrbOutcome *outcome)
{
  const OrbJobContext *c = self->context;

  self->delay = get_delay (self, self->attempts, outcome);
  c->again (self, outcome->cause, self->delay, c->user_data);
  app_worker_run (&self->worker, stop_session, wait_and_try, self);
}

static void
end_try (OrbJob *self)
{
  const OrbJobContext *c = self->context;
  const OrbOutcome *outcome = orb_session_get_outcome (self->session);
  gboolean again = outcome->failure == ORB_FAILURE_SOURCE
      || outcome->failure == ORB_FAILURE_SERVICE
      || outcome->failure == ORB_FAILURE_BUSY;

  if (outcome->failure == ORB_FAILURE_BUSY)
    orb_limiter_refused (c->limiter, outcome->retry_after, orb_limiter_now ());
  if (again && self->attempts <= (guint) c->settings->retries) {
    try_again (self, outcome);
    return;
  }
  g_ptr_array_add (self->sessions, self->session);
  self->session = NULL;
  fail (self, outcome->failure, outcome->cause);
}

/* What the element lacks it lacks for all recordings. */
static void
fail_to_begin (OrbJob *self)
{
  gboolean disk = self->error->domain == G_FILE_ERROR;

  fail (self, disk ? ORB_FAILURE_DISK : ORB_FAILURE_ALL, self->error->message);
}

static void
begin_session (gpointer user_data)
{
  OrbJob *self = user_data;
  const OrbJobContext *c = self->context;
  gint channels = c->settings->channels;
  guint channel = channels == ORB_CHANNELS_EACH && self->info.channels > 1
      ? self->sessions->len + 1
      : (guint) MAX (channels, 0);
  gdouble duration = self->info.duration;
  OrbSetup setup = { c->settings, c->folder, c->limiter, self->input,
    &self->info, channel, self->in_order || self->info.in_order,
    duration <= 0 || duration > SHORT_RECORDING };

  self->session = orb_session_new (&setup, on_session_done, self);
  if (!orb_session_start (self->session, &self->error))
    fail_to_begin (self);
}

/* Parsers that jump in a file may lose it: wavparse 1.22 gives nothing of a
 * file with an odd number of bytes of audio, aiffparse sometimes nothing at
 * all. So the file is read in order, once. */
static void
read_in_order (OrbJob *self)
{
  self->in_order = TRUE;
  app_worker_run (&self->worker, stop_session, begin_session, self);
}

/* The session that is over still has its pipeline; the thread that writes the
 * results ends it. */
static void
on_session_done (OrbSession *session, gpointer user_data)
{
  OrbJob *self = user_data;
  guint wanted = self->context->settings->channels == ORB_CHANNELS_EACH
      ? MAX (self->info.channels, 1)
      : 1;

  const OrbOutcome *outcome = orb_session_get_outcome (session);

  if (outcome->failure == ORB_FAILURE_RECORDING && outcome->nothing_came
      && !self->in_order && self->input->path != NULL) {
    read_in_order (self);
    return;
  }
  if (outcome->failure != ORB_FAILURE_NONE) {
    end_try (self);
    return;
  }
  g_ptr_array_add (self->sessions, session);
  self->session = NULL;
  if (self->sessions->len < wanted)
    begin_session (self);
  else
    app_worker_run (&self->worker, write_results, on_results_written, self);
}

static void
begin_try (OrbJob *self)
{
  self->attempts++;
  self->progress = 0;
  if (self->started == 0)
    self->started = g_get_monotonic_time ();
  begin_session (self);
}

/*** the beginning ***/

static void
look (gpointer user_data)
{
  OrbJob *self = user_data;
  g_autofree gchar *name = g_strconcat (self->name, ".jsonl", NULL);

  /* Before anything is paid. */
  if (app_folder_check_name (self->context->folder, name, &self->error))
    orb_media_info_read (self->input, &self->info, &self->error);
}

static gboolean
on_time_to_look (gpointer user_data)
{
  OrbJob *self = user_data;

  self->timer = 0;
  g_clear_error (&self->error);
  orb_job_start (self);
  return G_SOURCE_REMOVE;
}

static void
fail_to_look (OrbJob *self)
{
  const OrbJobContext *c = self->context;
  OrbOutcome outcome = { .cause = self->error->message, .retry_after = -1 };
  gboolean lost = self->error->domain == GST_RESOURCE_ERROR;

  if (lost && self->looks++ < (guint) c->settings->retries) {
    self->delay = get_delay (self, self->looks, &outcome);
    c->again (self, outcome.cause, self->delay, c->user_data);
    self->timer = g_timeout_add (1000 * self->delay, on_time_to_look, self);
    return;
  }
  fail (self, lost ? ORB_FAILURE_SOURCE : ORB_FAILURE_RECORDING, outcome.cause);
}

static void
on_looked (gpointer user_data)
{
  OrbJob *self = user_data;
  const OrbJobContext *c = self->context;

  if (self->error != NULL) {
    fail_to_look (self);
  } else if (c->settings->channels > (gint) self->info.channels) {
    g_autofree gchar *cause = g_strdup_printf ("There is no channel %d in it; "
                                               "it has %u.",
        c->settings->channels, self->info.channels);

    fail (self, ORB_FAILURE_RECORDING, cause);
  } else if (!c->allow (self,
                 orb_prices_estimate (c->prices, c->settings,
                     self->info.duration, self->info.channels),
                 c->user_data)) {
    end (self, ORB_JOB_OVER_BUDGET);
  } else {
    begin_try (self);
  }
}

void
orb_job_start (OrbJob *self)
{
  app_worker_run (&self->worker, look, on_looked, self);
}

/*** asking ***/

const OrbInput *
orb_job_get_input (OrbJob *self)
{
  return self->input;
}

gdouble
orb_job_get_progress (OrbJob *self)
{
  guint wanted = self->context->settings->channels == ORB_CHANNELS_EACH
      ? MAX (self->info.channels, 1)
      : 1;
  gdouble part = 0;

  if (self->end.status != ORB_JOB_RUNNING)
    return 1;
  if (self->session != NULL)
    part = orb_session_get_progress (self->session);
  part = MIN ((self->sessions->len + part) / wanted, NEARLY);
  /* More turns are heard: what was done stays done. */
  self->progress = MAX (self->progress, part);
  return self->progress;
}

gdouble
orb_job_get_heard (OrbJob *self)
{
  return orb_job_get_progress (self) * MAX (self->info.duration, 0);
}
