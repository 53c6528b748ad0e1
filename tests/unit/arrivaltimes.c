/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* arrivaltimes.c - live input as networks bring it, by the clock: how much
 * silence is put into it. What is late must not be taken for lost. */

#include "media/inputconditioner.h"
#include "../support/testcase.h"

#include <string.h>

#define MS GST_MSECOND
#define PIECE_MS 20
#define PIECES 1500
#define STEP_MS 5
#define BYTES (PIECE_MS * 8)

/* When piece i comes, in ms; it is complete at (i + 1) * 20 at the earliest.
 * Negative: it is lost. */
typedef gdouble (*Arrival) (guint i, gdouble amount, GRand *rand);

typedef enum
{
  BY_ARRIVAL, /* the moment of arrival, as do-timestamp does */
  BY_MEDIA,   /* the moment of capture */
  BY_PACKETS, /* as a jitterbuffer has it: the arrival of the
               * first packet, and the senders' time */
} Stamps;

typedef struct
{
  const gchar *name;
  Stamps stamps;
  Arrival arrival;
  gdouble amount;
  gdouble drift;     /* of the stamps, as a factor */
  guint least, most; /* silence that may be put in, in ms */
  gboolean pauses;   /* every 300 ms, for 300 ms */
  gboolean told;     /* of losses: by a depayloader */
} Case;

/*** networks ***/

static gdouble
on_time (guint i, gdouble amount, GRand *rand)
{
  return (i + 1) * PIECE_MS + g_rand_double (rand) * amount;
}

/* Up to @amount late, each by itself. */
static gdouble
jitter (guint i, gdouble amount, GRand *rand)
{
  return (i + 1) * PIECE_MS + g_rand_double (rand) * amount;
}

/* All that was captured in @amount ms comes at its end. */
static gdouble
bursts (guint i, gdouble amount, GRand *rand)
{
  guint in_burst = amount / PIECE_MS;

  return (i / in_burst + 1) * amount;
}

/* Nothing for @amount ms, then all at once: @n times, every five seconds. */
static gdouble
stall (guint i, gdouble amount, guint n)
{
  gdouble due = (i + 1) * PIECE_MS;

  for (guint k = 1; k <= n; k++)
    if (due > k * 5000 && due < k * 5000 + amount)
      return k * 5000 + amount;
  return due;
}

static gdouble
one_stall (guint i, gdouble amount, GRand *rand)
{
  return stall (i, amount, 1) + g_rand_double (rand);
}

/* On a quiet machine, where timers are exact. */
static gdouble
exact_stall (guint i, gdouble amount, GRand *rand)
{
  return stall (i, amount, 1);
}

static gdouble
many_stalls (guint i, gdouble amount, GRand *rand)
{
  return stall (i, amount, 5) + g_rand_double (rand);
}

/* What waited comes at twice the speed. */
static gdouble
slow_recovery (guint i, gdouble amount, GRand *rand)
{
  gdouble due = (i + 1) * PIECE_MS;
  gdouble late = amount - (due - 5000) / 2;

  return due + (due > 5000 && late > 0 ? late : 0) + g_rand_double (rand);
}

/* The microphone is off for @amount ms. */
static gdouble
mute (guint i, gdouble amount, GRand *rand)
{
  gdouble due = (i + 1) * PIECE_MS;

  return due > 5000 && due <= 5000 + amount ? -1 : due + g_rand_double (rand);
}

/* Every piece is lost that @amount counts to. */
static gdouble
loss (guint i, gdouble amount, GRand *rand)
{
  return i % (guint) amount == 7
      ? -1
      : (i + 1) * PIECE_MS + g_rand_double (rand) * 5;
}

/* A packet may come as soon as its stamp says so. */
static gdouble
loss_at_once (guint i, gdouble amount, GRand *rand)
{
  return i % (guint) amount == 7 ? -1 : i * PIECE_MS + g_rand_double (rand) * 2;
}

/* What follows a lost packet waits a while for it. */
static gdouble
loss_waited_for (guint i, gdouble amount, GRand *rand)
{
  guint k = i % (guint) amount;

  if (k == 7)
    return -1;
  return i * PIECE_MS + (k == 8 || k == 9 ? (10 - k) * PIECE_MS : 0)
      + g_rand_double (rand) * 2;
}

static gdouble
loss_and_jitter (guint i, gdouble amount, GRand *rand)
{
  return i % (guint) amount == 7
      ? -1
      : (i + 1) * PIECE_MS + g_rand_double (rand) * 150;
}

/*** a run ***/

typedef struct
{
  OaInputConditioner *conditioner;
  OaUploadQueue *queue;
  guint8 word[BYTES], pause[BYTES];
} Run;

static void
start (Run *run)
{
  OaInputConditionerConfig config = {
    .max_gap = 3 * GST_SECOND,
    .turn_silence = 500 * MS,
  };

  run->conditioner = oa_input_conditioner_new ();
  run->queue = oa_upload_queue_new ();
  oa_upload_queue_configure (run->queue, OA_AUDIO_FORMAT_PCMU, 40 * MS,
      60 * GST_SECOND);
  oa_input_conditioner_configure (run->conditioner, OA_AUDIO_FORMAT_PCMU,
      &config);
  for (guint i = 0; i < BYTES; i++)
    run->word[i] = i / 8 % 2 == 0 ? 0x20 : 0xa0;
  memset (run->pause, 0xff, sizeof (run->pause));
}

static void
push (Run *run, const Case *c, guint i, gdouble at, gboolean lost)
{
  gdouble stamp = c->stamps == BY_ARRIVAL ? at : i * PIECE_MS;

  oa_input_conditioner_push (run->conditioner, run->queue,
      c->pauses && i / 15 % 2 == 1 ? run->pause : run->word, BYTES,
      stamp * (1 + c->drift) * MS, at * MS, lost && c->told);
}

/* The service says all the time that the user speaks, so absence counts. */
static GstClockTime
play (const Case *c)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  gdouble at = 0, now = 0;
  GstClockTime wait, filled;
  gboolean lost = FALSE;
  Run run;

  start (&run);
  for (guint i = 0; i < PIECES; i++) {
    gdouble next = c->arrival (i, c->amount, rand);

    if (next < 0) {
      lost = TRUE;
      continue;
    }
    at = MAX (at, next);
    for (; now + STEP_MS < at; now += STEP_MS)
      oa_input_conditioner_fill_missing (run.conditioner, run.queue, now * MS,
          &wait);
    push (&run, c, i, at, lost);
    lost = FALSE;
  }
  filled = oa_input_conditioner_take_filled (run.conditioner);
  oa_input_conditioner_free (run.conditioner);
  oa_upload_queue_free (run.queue);
  return filled;
}

static const Case cases[] = {
  { "by-arrival-on-time", BY_ARRIVAL, on_time, 0, 0, 0, 0 },
  { "by-arrival-jitter-1", BY_ARRIVAL, jitter, 1, 0, 0, 0 },
  { "by-arrival-jitter-20", BY_ARRIVAL, jitter, 20, 0, 0, 0 },
  { "by-arrival-jitter-60", BY_ARRIVAL, jitter, 60, 0, 0, 0 },
  { "by-arrival-jitter-150", BY_ARRIVAL, jitter, 150, 0, 0, 0 },
  { "by-arrival-jitter-400", BY_ARRIVAL, jitter, 400, 0, 0, 0 },
  { "by-arrival-bursts-60", BY_ARRIVAL, bursts, 60, 0, 0, 0 },
  { "by-arrival-bursts-200", BY_ARRIVAL, bursts, 200, 0, 0, 0 },
  { "by-arrival-bursts-500", BY_ARRIVAL, bursts, 500, 0, 0, 0 },
  { "by-arrival-stall-300", BY_ARRIVAL, one_stall, 300, 0, 0, 0 },
  { "by-arrival-stall-700", BY_ARRIVAL, one_stall, 700, 0, 0, 0 },
  { "by-arrival-stall-900", BY_ARRIVAL, one_stall, 900, 0, 0, 0 },
  { "by-arrival-exact-stall-300", BY_ARRIVAL, exact_stall, 300, 0, 0, 0 },
  { "by-arrival-exact-stall-900", BY_ARRIVAL, exact_stall, 900, 0, 0, 0 },
  { "by-arrival-stall-1500", BY_ARRIVAL, one_stall, 1500, 0, 0, 1500 },
  { "by-arrival-stalls-900", BY_ARRIVAL, many_stalls, 900, 0, 0, 0 },
  { "by-arrival-stalls-1500", BY_ARRIVAL, many_stalls, 1500, 0, 0, 1500 },
  { "by-arrival-slow-recovery", BY_ARRIVAL, slow_recovery, 900, 0, 0, 0 },
  { "by-arrival-loss", BY_ARRIVAL, loss, 20, 0, 0, 0 },
  { "by-arrival-mute", BY_ARRIVAL, mute, 2000, 0, 1980, 2020 },
  { "by-arrival-drift-1%", BY_ARRIVAL, on_time, 1, 0.01, 0, 0 },
  { "by-arrival-bursts-500-pauses", BY_ARRIVAL, bursts, 500, 0, 0, 500, TRUE },
  { "by-arrival-stalls-900-pauses", BY_ARRIVAL, many_stalls, 900, 0, 0, 900,
      TRUE },
  { "by-media-bursts-500-pauses", BY_MEDIA, bursts, 500, 0, 0, 500, TRUE },
  { "by-media-stalls-1500", BY_MEDIA, many_stalls, 1500, 0, 0, 1500 },
  { "by-media-on-time", BY_MEDIA, on_time, 0, 0, 0, 0 },
  { "by-media-jitter-400", BY_MEDIA, jitter, 400, 0, 0, 0 },
  { "by-media-bursts-500", BY_MEDIA, bursts, 500, 0, 0, 500 },
  { "by-media-stall-300", BY_MEDIA, one_stall, 300, 0, 0, 0 },
  { "by-media-stall-900", BY_MEDIA, one_stall, 900, 0, 0, 0 },
  { "by-media-stalls-900", BY_MEDIA, many_stalls, 900, 0, 0, 0 },
  { "by-media-stall-1500", BY_MEDIA, one_stall, 1500, 0, 0, 1500 },
  { "by-media-drift-100ppm", BY_MEDIA, on_time, 1, 0.0001, 0, 0 },
  { "by-media-drift-1%", BY_MEDIA, on_time, 1, 0.01, 0, 0 },
  { "by-media-drift--1%", BY_MEDIA, on_time, 1, -0.01, 0, 0 },
  { "by-media-mute", BY_MEDIA, mute, 2000, 0, 2000, 2000 },
  { "by-media-short-mute", BY_MEDIA, mute, 600, 0, 600, 600 },
  { "by-media-long-mute", BY_MEDIA, mute, 9000, 0, 3000, 3000 },
  { "by-media-loss", BY_MEDIA, loss, 20, 0, 1500, 1500 },
  { "by-packets-loss", BY_PACKETS, loss_at_once, 20, 0, 1500, 1500, FALSE,
      TRUE },
  { "by-packets-loss-waited-for", BY_PACKETS, loss_waited_for, 20, 0, 1500,
      1500, FALSE, TRUE },
  { "by-packets-loss-and-drift", BY_PACKETS, loss_at_once, 20, 0.0001, 1490,
      1510, FALSE, TRUE },
  { "by-arrival-loss-told", BY_ARRIVAL, loss, 20, 0, 1480, 1520, FALSE, TRUE },
  { "by-arrival-loss-and-jitter-told", BY_ARRIVAL, loss_and_jitter, 20, 0, 1400,
      1700, FALSE, TRUE },
  { "by-media-loss-told", BY_MEDIA, loss, 20, 0, 1500, 1500, FALSE, TRUE },
  { "by-media-loss-and-drift", BY_MEDIA, loss, 20, 0.01, 1480, 1800 },
  { "by-media-loss-and-drift-back", BY_MEDIA, loss, 20, -0.01, 1200, 1520 },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  GstClockTime filled = play (c);

  g_test_message ("%" G_GUINT64_FORMAT " ms of silence", filled / MS);
  g_assert_cmpuint (filled, >=, c->least * MS);
  g_assert_cmpuint (filled, <=, c->most * MS);
}

/* A codec sends nothing in a pause, and stamps are the moments of arrival: the
 * service stops to ask when it has heard enough silence to end the turn. What
 * comes then comes in time, so its own short pauses are no absence. */
TEST (speech_behind_a_pause_stays_whole)
{
  const guint from = 3000, ended = 3440, to = 3900, short_pause = 5000;
  GstClockTime wait, before = 0;
  Run run;

  start (&run);
  for (guint at = STEP_MS; at < 7000; at += STEP_MS) {
    gboolean quiet = (at > from - 200 && at <= from)
        || (at > short_pause && at <= short_pause + 300);

    if (at <= ended || at > to + PIECE_MS)
      oa_input_conditioner_fill_missing (run.conditioner, run.queue, at * MS,
          &wait);
    if (at == to)
      before = oa_input_conditioner_take_filled (run.conditioner);
    if (at % PIECE_MS == 0 && (at <= from || at > to))
      oa_input_conditioner_push (run.conditioner, run.queue,
          quiet ? run.pause : run.word, BYTES, at * MS, at * MS, FALSE);
  }
  g_assert_cmpuint (before, >, 300 * MS);
  g_assert_cmpuint (oa_input_conditioner_take_filled (run.conditioner), ==, 0);
  oa_input_conditioner_free (run.conditioner);
  oa_upload_queue_free (run.queue);
}

TEST_MAIN (gst_init (NULL, NULL); TEST_ROWS (case, cases))
