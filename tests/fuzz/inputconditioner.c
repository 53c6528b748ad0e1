/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inputconditioner.c - live input and recordings with any timestamps, at any
 * time.
 *
 * What is pushed goes up once and in order, silence only beside it; one hole is
 * no longer than it may be, and what is counted as filled is what was put in.
 * With a talk button the same holds for what is let go. The time of a recording
 * never goes back. */

#include "fuzz.h"

#include "media/inputconditioner.h"
#include "media/recordingclock.h"

#include <gst/gst.h>
#include <string.h>

const gchar fuzz_name[] = "inputconditioner";
const guint fuzz_mutations = 3000;

#define PER_MS 8
#define MAX_STEPS 200
#define SILENCE 0xff

typedef struct
{
  OaInputConditioner *conditioner;
  OaUploadQueue *queue;
  OaInputConditionerConfig config;
  OaRecordingClock clock;
  guint64 pushed; /* bytes; each tells its number */
  GstClockTime stamp, now;
  GstClockTime recorded; /* end of the recording */
} Run;

void
fuzz_set_up (void)
{
  gst_init (NULL, NULL);
}

static guint8
number_byte (guint64 number)
{
  return number % 251;
}

/* On from the last, a jump either way, any at all, or none. */
static GstClockTime
take_stamp (Run *run, FuzzInput *input)
{
  guint kind = fuzz_take_byte (input);

  switch (kind & 7) {
    case 0:
      return GST_CLOCK_TIME_NONE;
    case 1:
      run->stamp = fuzz_take_int64 (input) & G_MAXINT64;
      break;
    case 2:
      run->stamp += fuzz_take_number (input, 3000) * GST_MSECOND;
      break;
    case 3:
      run->stamp -=
          MIN (run->stamp, fuzz_take_number (input, 3000) * GST_MSECOND);
      break;
    case 4:
      run->stamp = run->now;
      break;
    default:
      break;
  }
  return run->stamp;
}

static void
pass_time (Run *run, FuzzInput *input)
{
  run->now += fuzz_take_number (input, 2000) * GST_MSECOND;
}

static GstClockTime
take_now (Run *run, FuzzInput *input)
{
  return fuzz_take_byte (input) == 0 ? GST_CLOCK_TIME_NONE : run->now;
}

static void
push (Run *run, FuzzInput *input)
{
  gsize size = 1 + fuzz_take_number (input, 100 * PER_MS);
  g_autofree guint8 *data = g_malloc (size);
  GstClockTime stamp = take_stamp (run, input);
  GstClockTime now = take_now (run, input);
  gboolean lost = fuzz_take_byte (input) % 4 == 3;

  for (gsize i = 0; i < size; i++)
    data[i] = number_byte (run->pushed++);
  oa_input_conditioner_push (run->conditioner, run->queue, data, size, stamp,
      now, lost);
  run->stamp += size * (GST_MSECOND / PER_MS);
}

static void
absence (Run *run, FuzzInput *input)
{
  GstClockTime wait;

  oa_input_conditioner_fill_missing (run->conditioner, run->queue,
      take_now (run, input), &wait);
  g_assert_true (!GST_CLOCK_TIME_IS_VALID (wait) || wait <= G_MAXINT64);
}

static void
record (Run *run, FuzzInput *input)
{
  GstClockTime stamp = take_stamp (run, input), begin;
  guint samples = fuzz_take_number (input, 4000);
  guint64 silence;

  if (fuzz_take_byte (input) & 1 && GST_CLOCK_TIME_IS_VALID (stamp))
    silence = oa_recording_clock_gap (&run->clock, stamp,
        fuzz_take_number (input, 0x10000) * GST_MSECOND);
  else
    silence = oa_recording_clock_stamp (&run->clock, stamp, samples);
  g_assert_cmpuint (silence, <=, 60000 * PER_MS);
  oa_recording_clock_advance (&run->clock, silence);
  begin = oa_recording_clock_advance (&run->clock, samples);
  g_assert_cmpuint (begin, >=, run->recorded);
  run->recorded = begin;
}

static void
step (Run *run, FuzzInput *input)
{
  switch (fuzz_take_number (input, 9)) {
    case 0:
    case 1:
      push (run, input);
      break;
    case 2:
      pass_time (run, input);
      break;
    case 3:
      absence (run, input);
      break;
    case 4:
      oa_input_conditioner_gap (run->conditioner, run->queue,
          take_stamp (run, input), fuzz_take_number (input, 5000) * GST_MSECOND,
          take_now (run, input));
      break;
    case 5:
      oa_input_conditioner_talk_start (run->conditioner, run->queue,
          take_now (run, input));
      break;
    case 6:
      oa_input_conditioner_talk_stop (run->conditioner, run->queue,
          fuzz_take_byte (input) * GST_MSECOND,
          fuzz_take_byte (input) * GST_MSECOND);
      break;
    case 7:
      record (run, input);
      break;
    default:
      oa_input_conditioner_reset (run->conditioner);
      break;
  }
}

/* Between two steps. */
static void
check_filled (Run *run, guint64 before, guint64 pushed)
{
  guint64 filled = oa_input_conditioner_take_filled (run->conditioner)
      / (GST_MSECOND / PER_MS);

  if (!run->config.push_to_talk)
    g_assert_cmpuint (oa_upload_queue_get_end (run->queue) - before, ==,
        filled + run->pushed - pushed);
  else
    g_assert_cmpuint (oa_upload_queue_get_end (run->queue) - before, >=,
      filled);
  g_assert_cmpuint (oa_input_conditioner_take_dropped (run->conditioner), ==,
      0);
}

/* All that went up: numbers in order, every one without a talk button. */
static void
check_order (Run *run)
{
  guint64 number = 0;
  OaUploadItem item;

  oa_upload_queue_end (run->queue);
  for (;;) {
    const guint8 *data;
    gsize size;

    oa_upload_queue_pop (run->queue, &item);
    if (item.kind != OA_UPLOAD_AUDIO)
      break;
    data = g_bytes_get_data (item.audio, &size);
    for (gsize i = 0; i < size; i++) {
      if (data[i] == SILENCE)
        continue;
      while (run->config.push_to_talk && number < run->pushed
          && number_byte (number) != data[i])
        number++;
      g_assert_cmpuint (number, <, run->pushed);
      g_assert_cmpuint (data[i], ==, number_byte (number));
      number++;
    }
    g_bytes_unref (item.audio);
  }
  if (!run->config.push_to_talk)
    g_assert_cmpuint (number, ==, run->pushed);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  Run run = {
    oa_input_conditioner_new (),
    oa_upload_queue_new (),
  };

  run.config.max_gap = fuzz_take_number (&input, 500) * GST_MSECOND;
  run.config.turn_silence = fuzz_take_number (&input, 2000) * GST_MSECOND;
  run.config.pre_roll = 300 * GST_MSECOND;
  run.config.push_to_talk = fuzz_take_byte (&input) & 1;
  oa_upload_queue_configure (run.queue, OA_AUDIO_FORMAT_PCMU, 100 * GST_MSECOND,
      3600 * GST_SECOND);
  oa_input_conditioner_configure (run.conditioner, OA_AUDIO_FORMAT_PCMU,
      &run.config);
  oa_recording_clock_reset (&run.clock, OA_AUDIO_FORMAT_PCMU);
  for (guint i = 0; i < MAX_STEPS && input.left > 0; i++) {
    guint64 before = oa_upload_queue_get_end (run.queue), pushed = run.pushed;

    step (&run, &input);
    check_filled (&run, before, pushed);
  }
  check_order (&run);
  oa_input_conditioner_free (run.conditioner);
  oa_upload_queue_free (run.queue);
}
