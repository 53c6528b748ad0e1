/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadqueue.c - any order of input, marks, limits and ends on the way up.
 *
 * Samples are numbered: each that was pushed and neither dropped nor forgotten
 * comes out once and in order, marks in their place; no message is longer than
 * a chunk, none is cut within a sample; what waits has a bound when input may
 * be dropped; what was sent comes once more when it is to be sent again. With
 * the segmenter at work nothing stays behind at the end. */

#include "fuzz.h"

#include "media/segmenter.h"
#include "media/uploadqueue.h"

#include <gst/gst.h>
#include <string.h>

const gchar fuzz_name[] = "uploadqueue";
const guint fuzz_mutations = 6000;

#define SAMPLE 2
#define MAX_STEPS 200

typedef struct
{
  OaUploadQueue *queue;
  OaSegmenter *segmenter; /* or NULL */
  guint16 pushed;         /* number of the next sample in */
  guint16 popped;         /* of the next sample out */
  gint next_mark;
  gsize chunk;
  GstClockTime time;
} Run;

void
fuzz_set_up (void)
{
  gst_init (NULL, NULL);
}

static guint
to_bytes (GstClockTime time)
{
  return oa_audio_format_time_to_samples (OA_AUDIO_FORMAT_PCM, time) * SAMPLE;
}

static void
configure (Run *run, FuzzInput *input)
{
  GstClockTime chunk = (1 + fuzz_take_number (input, 100)) * GST_MSECOND;
  GstClockTime bound = fuzz_take_number (input, 2000) * GST_MSECOND;

  oa_upload_queue_configure (run->queue, OA_AUDIO_FORMAT_PCM, chunk, bound);
  run->chunk = to_bytes (chunk);
}

/*** in ***/

static guint8 *
number_samples (Run *run, gsize samples)
{
  guint8 *data = g_malloc (samples * SAMPLE + 1);

  for (gsize i = 0; i < samples; i++, run->pushed++) {
    data[i * SAMPLE] = run->pushed & 0xff;
    data[i * SAMPLE + 1] = run->pushed >> 8;
  }
  return data;
}

static GstClockTime
take_time (Run *run, FuzzInput *input)
{
  guint step = fuzz_take_byte (input);

  if (step == 0xff)
    return GST_CLOCK_TIME_NONE;
  run->time += step * GST_MSECOND;
  return run->time;
}

/* Whole messages are dropped from the front: they do not come out. */
static void
push (Run *run, FuzzInput *input)
{
  gsize samples = fuzz_take_number (input, 3000);
  gboolean may_drop = run->segmenter == NULL && fuzz_take_byte (input) & 1;
  guint8 *data = number_samples (run, samples);
  guint64 before = oa_upload_queue_get_position (run->queue);

  oa_upload_queue_push (run->queue, data, samples * SAMPLE,
      take_time (run, input), may_drop);
  if (run->segmenter != NULL)
    oa_segmenter_process (run->segmenter, run->queue, data, samples * SAMPLE);
  run->popped += (oa_upload_queue_get_position (run->queue) - before) / SAMPLE;
  g_free (data);
}

/* Speech and silence that the detector tells apart. */
static void
push_speech (Run *run, FuzzInput *input)
{
  gsize samples = 24 * (1 + fuzz_take_byte (input)) * 4;
  gboolean loud = fuzz_take_byte (input) & 1;
  guint8 *data = number_samples (run, samples);

  if (run->segmenter != NULL) {
    gint16 *sound = g_new0 (gint16, samples);

    for (gsize i = 0; loud && i < samples; i++)
      sound[i] = i / 40 % 2 ? 9000 : -9000;
    oa_upload_queue_push (run->queue, data, samples * SAMPLE,
        GST_CLOCK_TIME_NONE, FALSE);
    oa_segmenter_process (run->segmenter, run->queue, (guint8 *) sound,
        samples * SAMPLE);
    g_free (sound);
  } else {
    oa_upload_queue_push (run->queue, data, samples * SAMPLE,
        GST_CLOCK_TIME_NONE, FALSE);
  }
  g_free (data);
}

/* Beyond the segmenter's, with the number as data. */
static gsize
waiting_in (const OaUploadQueue *queue)
{
  return oa_upload_queue_get_end (queue) - oa_upload_queue_get_position (queue);
}

static void
put_mark (Run *run, FuzzInput *input)
{
  guint64 end = oa_upload_queue_get_end (run->queue);
  guint64 position = fuzz_take_byte (input) & 1
      ? G_MAXUINT64
      : end - MIN (end, (guint64) fuzz_take_number (input, 4000) * SAMPLE);

  oa_upload_queue_mark (run->queue, position,
      OA_N_SEGMENT_MARKS + (run->next_mark & 1),
      g_memdup2 (&run->next_mark, sizeof (gint)));
  run->next_mark++;
}

/*** out ***/

static void
check_audio (Run *run, GBytes *audio, gboolean silence)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);

  g_assert_cmpuint (size, >, 0);
  g_assert_cmpuint (size % SAMPLE, ==, 0);
  if (silence)
    return;
  for (gsize i = 0; i < size; i += SAMPLE, run->popped++)
    g_assert_cmpuint (data[i] | data[i + 1] << 8, ==, run->popped);
}

static gboolean
pop (Run *run)
{
  guint64 before = oa_upload_queue_get_position (run->queue);
  gboolean ready = oa_upload_queue_is_ready (run->queue);
  OaUploadItem item;

  oa_upload_queue_pop (run->queue, &item);
  g_assert_true (ready == (item.kind != OA_UPLOAD_NOTHING));
  if (item.kind == OA_UPLOAD_AUDIO) {
    gboolean silence = oa_upload_queue_get_position (run->queue) == before;

    if (!silence)
      g_assert_cmpuint (g_bytes_get_size (item.audio), <=, run->chunk);
    check_audio (run, item.audio, silence);
    g_bytes_unref (item.audio);
  } else if (item.kind == OA_UPLOAD_MARK) {
    g_assert_nonnull (item.data);
    g_free (item.data);
  }
  return item.kind != OA_UPLOAD_NOTHING;
}

static void
forget (Run *run, gboolean restart)
{
  gsize waiting = waiting_in (run->queue);

  if (restart)
    oa_upload_queue_restart (run->queue);
  else
    oa_upload_queue_clear (run->queue, OA_N_SEGMENT_MARKS);
  g_assert_cmpuint (waiting_in (run->queue), ==, 0);
  run->popped += waiting / SAMPLE;
}

/* From the end, as far as a mark that is to stay; or from the beginning, for a
 * new service. */
static void
take_back (Run *run, FuzzInput *input)
{
  guint what = fuzz_take_byte (input);

  if (run->segmenter != NULL)
    return;
  if (what & 1)
    run->pushed -= to_bytes (oa_upload_queue_retract (run->queue,
                       OA_N_SEGMENT_MARKS + (what >> 2 & 1), what >> 1 & 1))
        / SAMPLE;
  else
    run->popped -= to_bytes (oa_upload_queue_resend (run->queue)) / SAMPLE;
}

static void
restart_segmenter (Run *run)
{
  if (run->segmenter == NULL)
    return;
  oa_segmenter_free (run->segmenter);
  run->segmenter = oa_segmenter_new (OA_AUDIO_FORMAT_PCM, 200, 300);
}

static void
step (Run *run, FuzzInput *input)
{
  switch (fuzz_take_number (input, 11)) {
    case 0:
    case 1:
      push (run, input);
      break;
    case 2:
      push_speech (run, input);
      break;
    case 3:
      for (guint n = fuzz_take_byte (input); n > 0 && pop (run);)
        n--;
      break;
    case 4:
      put_mark (run, input);
      break;
    case 5:
      if (run->segmenter == NULL)
        oa_upload_queue_set_limit (run->queue,
            oa_upload_queue_get_position (run->queue)
                + fuzz_take_number (input, 4000) * SAMPLE);
      break;
    case 6:
      oa_upload_queue_insert_silence (run->queue,
          fuzz_take_number (input, 500) * GST_MSECOND);
      break;
    case 7:
      forget (run, fuzz_take_byte (input) & 1);
      restart_segmenter (run);
      break;
    case 8:
      configure (run, input);
      break;
    case 9:
      take_back (run, input);
      break;
    default:
      oa_upload_queue_ms_to_running_time (run->queue,
          fuzz_take_number (input, 0x10000) - 100);
      g_assert_cmpuint (oa_upload_queue_get_sent_ms (run->queue), >=, 0);
      break;
  }
}

static void
check_invariants (Run *run)
{
  OaUploadQueue *queue = run->queue;

  g_assert_cmpuint ((guint16) (run->pushed - run->popped), ==,
      (guint16) (waiting_in (queue) / SAMPLE));
}

/* At the end all that waits comes out, marks too. */
static void
finish (Run *run)
{
  if (run->segmenter != NULL) {
    oa_segmenter_end (run->segmenter, run->queue);
  } else {
    oa_upload_queue_set_limit (run->queue, G_MAXUINT64);
    oa_upload_queue_end (run->queue);
  }
  while (pop (run))
    ;
  g_assert_true (oa_upload_queue_is_finished (run->queue));
  g_assert_cmpuint (run->popped, ==, run->pushed);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  Run run = {
    oa_upload_queue_new (),
  };

  configure (&run, &input);
  if (fuzz_take_byte (&input) & 1)
    run.segmenter = oa_segmenter_new (OA_AUDIO_FORMAT_PCM, 200, 300);
  for (guint i = 0; i < MAX_STEPS && input.left > 0; i++) {
    step (&run, &input);
    check_invariants (&run);
  }
  finish (&run);
  oa_segmenter_free (run.segmenter);
  oa_upload_queue_free (run.queue);
}
