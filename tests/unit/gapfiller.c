/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gapfiller.c - silence for what did not come, counted in samples. */

#include "media/gapfiller.h"
#include "../support/testcase.h"

#define MS GST_MSECOND
#define NONE GST_CLOCK_TIME_NONE
/* A packet, and samples of one. */
#define PACKET (20 * MS)
#define GRACE (150 * MS)

static const OaAudioFormat formats[] = { OA_AUDIO_FORMAT_PCM,
  OA_AUDIO_FORMAT_PCMU, OA_AUDIO_FORMAT_PCMA };

static guint64
samples (OaAudioFormat format, guint ms)
{
  return (guint64) oa_audio_format_get_rate (format) * ms / 1000;
}

static OaGapFiller *
filler_new (OaAudioFormat format, guint longest_ms)
{
  OaGapFiller *filler = g_new0 (OaGapFiller, 1);

  oa_gap_filler_reset (filler);
  oa_gap_filler_configure (filler, format, longest_ms * MS);
  return filler;
}

/* A packet from @at on, without a clock. */
static guint64
packet (OaGapFiller *filler, OaAudioFormat format, GstClockTime at)
{
  return oa_gap_filler_audio (filler, at, samples (format, 20), NONE, FALSE);
}

#define FOR_ALL(format) \
  for (guint i_ = 0, format; \
       i_ < G_N_ELEMENTS (formats) && (format = formats[i_], TRUE); i_++)

TEST (no_hole_no_silence)
{
  FOR_ALL (f)
  {
    OaGapFiller *filler = filler_new (f, 3000);

    g_assert_cmpuint (oa_gap_filler_get_end (filler), ==, NONE);
    for (guint i = 0; i < 1000; i++)
      g_assert_cmpuint (packet (filler, f, 5 * GST_SECOND + i * PACKET), ==, 0);
    g_assert_cmpuint (oa_gap_filler_get_end (filler), ==, 25 * GST_SECOND);
    g_free (filler);
  }
}

TEST (jump_becomes_silence)
{
  FOR_ALL (f)
  {
    OaGapFiller *filler = filler_new (f, 3000);

    packet (filler, f, 0);
    g_assert_cmpuint (packet (filler, f, 40 * MS), ==, samples (f, 20));
    g_assert_cmpuint (packet (filler, f, 1060 * MS), ==, samples (f, 1000));
    g_assert_cmpuint (packet (filler, f, 1080 * MS), ==, 0);
    g_free (filler);
  }
}

/* Any loss keeps the length to the sample, with timestamps rounded down too. */
TEST (loss_keeps_the_length)
{
  FOR_ALL (f)
  {
    OaGapFiller *filler = filler_new (f, 3000);
    g_autoptr (GRand) rand = g_rand_new_with_seed (7);
    guint64 size = samples (f, 20) + 1, sent = 0, at = 0;
    guint i, lost = 0;

    for (i = 0; i < 10000; i++, at += size) {
      if (i > 0 && i < 9999 && g_rand_int_range (rand, 0, 10) < 3) {
        lost++;
        continue;
      }
      sent += oa_gap_filler_audio (filler,
                  oa_audio_format_samples_to_time (f, at), size, NONE, FALSE)
          + size;
    }
    g_assert_cmpuint (lost, >, 2500);
    g_assert_cmpuint (sent, ==, at);
    g_free (filler);
  }
}

TEST (longest_hole)
{
  OaGapFiller *filler = filler_new (OA_AUDIO_FORMAT_PCM, 3000);

  packet (filler, OA_AUDIO_FORMAT_PCM, 0);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCM, 60 * GST_SECOND), ==,
      3 * 24000);
  g_assert_cmpuint (oa_gap_filler_get_end (filler), ==,
      60 * GST_SECOND + PACKET);
  /* The next one counts anew. */
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCM, 62 * GST_SECOND), ==,
      24 * 1980);
  g_free (filler);
}

TEST (switched_off)
{
  OaGapFiller *filler = filler_new (OA_AUDIO_FORMAT_PCMU, 0);

  oa_gap_filler_audio (filler, 0, 160, PACKET, FALSE);
  g_assert_cmpuint (oa_gap_filler_audio (filler, GST_SECOND, 160,
          GST_SECOND + PACKET, FALSE), ==, 0);
  g_assert_cmpuint (oa_gap_filler_get_end (filler), ==, GST_SECOND + PACKET);
  g_assert_cmpuint (oa_gap_filler_gap (filler, GST_SECOND + PACKET, GST_SECOND),
      ==, 0);
  g_assert_cmpuint (oa_gap_filler_fill_missing (filler, 10 * GST_SECOND, GRACE),
      ==, 0);
  g_assert_cmpuint (oa_gap_filler_get_wait (filler, 10 * GST_SECOND, GRACE),
      ==, NONE);
  g_free (filler);
}

TEST (overlap_is_a_new_anchor)
{
  OaGapFiller *filler = filler_new (OA_AUDIO_FORMAT_PCMU, 3000);

  packet (filler, OA_AUDIO_FORMAT_PCMU, 10 * GST_SECOND);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMU, GST_SECOND), ==, 0);
  g_assert_cmpuint (oa_gap_filler_get_end (filler), ==, GST_SECOND + PACKET);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMU, GST_SECOND + 2
          * PACKET), ==, 160);
  g_free (filler);
}

/* Late packets with the times of their arrival: less than half a packet is no
 * hole, and what was taken for one is given back. */
TEST (jitter)
{
  OaGapFiller *filler = filler_new (OA_AUDIO_FORMAT_PCMU, 3000);

  packet (filler, OA_AUDIO_FORMAT_PCMU, 0);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMU, 29 * MS), ==, 0);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMU, 40 * MS), ==, 0);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMU, 90 * MS), ==, 240);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMU, 92 * MS), ==, 0);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMU, 100 * MS), ==, 0);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMU, 120 * MS), ==, 0);
  g_assert_cmpuint (oa_gap_filler_get_end (filler), ==, 170 * MS);
  g_free (filler);
}

TEST (audio_without_time_follows_on)
{
  OaGapFiller *filler = filler_new (OA_AUDIO_FORMAT_PCMA, 3000);

  packet (filler, OA_AUDIO_FORMAT_PCMA, 0);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMA, NONE), ==, 0);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMA, 40 * MS), ==, 0);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMA, NONE), ==, 0);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMA, 100 * MS), ==, 160);
  g_free (filler);
}

TEST (gaps)
{
  FOR_ALL (f)
  {
    OaGapFiller *filler = filler_new (f, 3000);

    packet (filler, f, 0);
    g_assert_cmpuint (oa_gap_filler_gap (filler, 20 * MS, 30 * MS), ==,
        samples (f, 30));
    /* What was lost before a gap is silence too. */
    g_assert_cmpuint (oa_gap_filler_gap (filler, 70 * MS, 10 * MS), ==,
        samples (f, 30));
    /* A gap that was told again. */
    g_assert_cmpuint (oa_gap_filler_gap (filler, 70 * MS, 10 * MS), ==, 0);
    g_assert_cmpuint (oa_gap_filler_gap (filler, 80 * MS, NONE), ==, 0);
    g_assert_cmpuint (packet (filler, f, 80 * MS), ==, 0);
    g_free (filler);
  }
}

/* Many gaps in a row are one hole, and so is the jump behind them. */
TEST (gaps_have_one_limit)
{
  OaGapFiller *filler = filler_new (OA_AUDIO_FORMAT_PCM, 1000);
  guint64 silence = 0;

  packet (filler, OA_AUDIO_FORMAT_PCM, 0);
  for (guint i = 1; i < 100; i++)
    silence += oa_gap_filler_gap (filler, i * PACKET, PACKET);
  g_assert_cmpuint (silence, ==, 24000);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCM, 4 * GST_SECOND), ==,
      0);
  g_assert_cmpuint (oa_gap_filler_get_end (filler), ==,
      4 * GST_SECOND + PACKET);
  g_free (filler);
}

/* Input with a delay of 100 ms stops at 1 s. */
static OaGapFiller *
stopped (OaAudioFormat format, guint longest_ms)
{
  OaGapFiller *filler = filler_new (format, longest_ms);

  for (guint i = 0; i < 50; i++)
    oa_gap_filler_audio (filler, i * PACKET, samples (format, 20),
        (i + 1) * PACKET + 100 * MS, FALSE);
  return filler;
}

TEST (absence)
{
  FOR_ALL (f)
  {
    OaGapFiller *filler = stopped (f, 3000);

    /* The next packet is due at 1120 ms; the limit is 150 ms later. */
    g_assert_cmpuint (oa_gap_filler_get_wait (filler, 1100 * MS, GRACE), ==,
        170 * MS);
    g_assert_cmpuint (oa_gap_filler_fill_missing (filler, 1269 * MS, GRACE), ==,
        0);
    g_assert_cmpuint (oa_gap_filler_get_wait (filler, 1269 * MS, GRACE), ==,
        1 * MS);
    g_assert_cmpuint (oa_gap_filler_fill_missing (filler, 1270 * MS, GRACE), ==,
        samples (f, 140));
    g_assert_cmpuint (oa_gap_filler_get_wait (filler, 1270 * MS, GRACE), ==,
        10 * MS);
    g_assert_cmpuint (oa_gap_filler_fill_missing (filler, 1275 * MS, GRACE), ==,
        0);
    g_assert_cmpuint (oa_gap_filler_fill_missing (filler, 1325 * MS, GRACE), ==,
        samples (f, 60));
    g_assert_cmpuint (oa_gap_filler_get_end (filler), ==, 1200 * MS);
    g_free (filler);
  }
}

/* What was sent for the absence is not sent again for the jump. */
TEST (absence_then_a_jump)
{
  FOR_ALL (f)
  {
    OaGapFiller *filler = stopped (f, 3000);

    g_assert_cmpuint (oa_gap_filler_fill_missing (filler, 1620 * MS, GRACE), ==,
        samples (f, 500));
    g_assert_cmpuint (oa_gap_filler_audio (filler, 1540 * MS, samples (f, 20),
            1660 * MS, FALSE), ==, samples (f, 40));
    g_assert_cmpuint (oa_gap_filler_get_end (filler), ==, 1560 * MS);
    g_assert_cmpuint (oa_gap_filler_fill_missing (filler, 1800 * MS, GRACE), ==,
        0);
    g_free (filler);
  }
}

TEST (absence_and_jump_have_one_limit)
{
  OaGapFiller *filler = stopped (OA_AUDIO_FORMAT_PCMU, 1000);

  g_assert_cmpuint (oa_gap_filler_fill_missing (filler, 1920 * MS, GRACE), ==,
      800 * 8);
  g_assert_cmpuint (oa_gap_filler_audio (filler, 9 * GST_SECOND, 160,
          9120 * MS, FALSE), ==, 200 * 8);
  g_free (filler);

  filler = stopped (OA_AUDIO_FORMAT_PCMU, 1000);
  g_assert_cmpuint (oa_gap_filler_fill_missing (filler, 9 * GST_SECOND, GRACE),
      ==, 8000);
  g_assert_cmpuint (oa_gap_filler_get_wait (filler, 9 * GST_SECOND, GRACE),
      ==, NONE);
  g_assert_cmpuint (oa_gap_filler_fill_missing (filler, 10 * GST_SECOND, GRACE),
      ==, 0);
  g_free (filler);
}

/* A source that was only late goes on where it was. */
TEST (absence_of_a_late_source)
{
  OaGapFiller *filler = stopped (OA_AUDIO_FORMAT_PCMU, 3000);

  g_assert_cmpuint (oa_gap_filler_fill_missing (filler, 1620 * MS, GRACE), ==,
      4000);
  g_assert_cmpuint (oa_gap_filler_audio (filler, GST_SECOND, 160, 1630 * MS,
          FALSE), ==, 0);
  g_assert_cmpuint (oa_gap_filler_get_end (filler), ==, GST_SECOND + PACKET);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCMU, 1020 * MS), ==, 0);
  g_free (filler);
}

static guint64
arrive (OaGapFiller *filler, guint at_ms, gboolean lost)
{
  return oa_gap_filler_audio (filler, at_ms * MS, 160, at_ms * MS, lost);
}

/* A pause that nothing was sent for is no part of what is lost behind it. */
TEST (a_loss_behind_a_pause)
{
  OaGapFiller *filler = filler_new (OA_AUDIO_FORMAT_PCMU, 3000);

  for (guint i = 0; i < 50; i++)
    g_assert_cmpuint (arrive (filler, i * 20, FALSE), ==, 0);
  g_assert_cmpuint (arrive (filler, 2500, FALSE), ==, 1500 * 8);
  g_assert_cmpuint (arrive (filler, 3020, FALSE), ==, 0);
  g_assert_cmpuint (arrive (filler, 3040, FALSE), ==, 0);
  g_assert_cmpuint (arrive (filler, 3080, TRUE), ==, 20 * 8);
  g_assert_cmpuint (arrive (filler, 3100, FALSE), ==, 0);
  g_assert_cmpuint (arrive (filler, 3160, TRUE), ==, 40 * 8);
  g_free (filler);
}

TEST (no_absence_without_a_clock)
{
  OaGapFiller *filler = filler_new (OA_AUDIO_FORMAT_PCM, 3000);

  g_assert_cmpuint (oa_gap_filler_fill_missing (filler, GST_SECOND, GRACE), ==,
      0);
  packet (filler, OA_AUDIO_FORMAT_PCM, 0);
  g_assert_cmpuint (oa_gap_filler_fill_missing (filler, GST_SECOND, GRACE), ==,
      0);
  oa_gap_filler_audio (filler, PACKET, 480, 2 * PACKET, FALSE);
  g_assert_cmpuint (oa_gap_filler_fill_missing (filler, NONE, GRACE), ==, 0);
  g_assert_cmpuint (oa_gap_filler_get_wait (filler, NONE, GRACE), ==,
      150 * MS);
  g_free (filler);
}

TEST (reset_forgets)
{
  OaGapFiller *filler = stopped (OA_AUDIO_FORMAT_PCM, 3000);

  oa_gap_filler_reset (filler);
  g_assert_cmpuint (oa_gap_filler_get_end (filler), ==, NONE);
  g_assert_cmpuint (oa_gap_filler_fill_missing (filler, 9 * GST_SECOND, GRACE),
      ==, 0);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCM, 9 * GST_SECOND), ==,
      0);
  oa_gap_filler_configure (filler, OA_AUDIO_FORMAT_PCMU, GST_SECOND);
  g_assert_cmpuint (oa_gap_filler_get_end (filler), ==, NONE);
  g_free (filler);
}

/* Times at the end of the range neither trap nor wrap. */
TEST (absurd_times)
{
  OaGapFiller *filler = filler_new (OA_AUDIO_FORMAT_PCM, 3000);
  const GstClockTime far = G_MAXINT64 - 1;

  packet (filler, OA_AUDIO_FORMAT_PCM, 0);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCM, far), ==, 72000);
  g_assert_cmpuint (packet (filler, OA_AUDIO_FORMAT_PCM, 0), ==, 0);
  g_assert_cmpuint (oa_gap_filler_gap (filler, 0, far), ==, 72000);
  g_free (filler);
}

TEST_MAIN (gst_init (NULL, NULL))
