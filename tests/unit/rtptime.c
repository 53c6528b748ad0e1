/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* rtptime.c - what stock payloaders make of the timeline's frames: RTP time
 * that keeps to the samples, whatever happens to the speech. */

#include <gst/check/gstharness.h>

#include "media/audiocaps.h"
#include "media/timeline.h"
#include "../support/testcase.h"

#define MS GST_MSECOND
#define FRAME_MS 20
#define ROUNDS 1000

typedef struct
{
  const gchar *name;
  OaAudioFormat format;
  const gchar *payloader;
} Line;

static const Line lines[] = {
  { "pcmu", OA_AUDIO_FORMAT_PCMU, "rtppcmupay" },
  { "pcma", OA_AUDIO_FORMAT_PCMA, "rtppcmapay" },
  { "pcm", OA_AUDIO_FORMAT_PCM, "rtpL16pay" },
};

typedef struct
{
  const Line *line;
  OaTimeline *timeline;
  GstHarness *h;
  guint packets;
  guint discont; /* buffers */
} Call;

static gboolean
has_element (const gchar *name)
{
  GstElementFactory *factory = gst_element_factory_find (name);

  if (factory == NULL)
    return FALSE;
  gst_object_unref (factory);
  return TRUE;
}

static void
call_start (Call *self, const Line *line)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s%s timestamp-offset=0 min-ptime=20000000 "
                       "max-ptime=20000000",
          line->format == OA_AUDIO_FORMAT_PCM ? "audioconvert ! " : "",
          line->payloader);
  GstCaps *caps = oa_audio_format_to_caps (line->format);

  *self = (Call){ .line = line, .timeline = oa_timeline_new () };
  oa_timeline_configure (self->timeline, line->format, FRAME_MS * MS, TRUE);
  self->h = gst_harness_new_parse (text);
  gst_harness_set_src_caps (self->h, caps);
}

static void
call_stop (Call *self)
{
  gst_harness_teardown (self->h);
  oa_timeline_free (self->timeline);
}

static guint32
rtp_time (GstBuffer *packet)
{
  guint8 header[12];

  g_assert_cmpuint (gst_buffer_extract (packet, 0, header, 12), ==, 12);
  return GST_READ_UINT32_BE (header + 4);
}

/* A frame out of the timeline through the payloader. */
static OaFrameKind
send_frame (Call *self)
{
  guint32 expected = self->packets++ * FRAME_MS
      * oa_audio_format_get_rate (self->line->format) / 1000;
  OaFrameKind kind;
  g_autoptr (GstBuffer) packet = NULL;
  OaFrame frame;

  oa_timeline_pop_paced (self->timeline, &frame);
  kind = frame.kind;
  self->discont += GST_BUFFER_IS_DISCONT (frame.buffer);
  g_assert_cmpint (gst_harness_push (self->h, g_steal_pointer
          (&frame.buffer)), ==, GST_FLOW_OK);
  packet = gst_harness_pull (self->h);
  g_assert_cmpuint (rtp_time (packet), ==, expected);
  oa_frame_clear (&frame);
  return kind;
}

static void
add_ms (Call *self, guint ms)
{
  gsize size = ms * oa_audio_format_get_bytes_per_ms (self->line->format);
  g_autoptr (GBytes) audio = g_bytes_new_take (g_malloc0 (size), size);

  oa_timeline_add (self->timeline, oa_timeline_get_format (self->timeline), "r",
      "a", audio, GST_CLOCK_TIME_NONE);
}

/* Speech that is interrupted, runs dry, or is held for a while. */
static void
one_round (Call *self, guint n)
{
  add_ms (self, 70);
  send_frame (self);
  if (n % 3 == 0) {
    g_ptr_array_unref (
        oa_timeline_interrupt (self->timeline, GST_CLOCK_TIME_NONE));
  } else if (n % 3 == 1) {
    oa_timeline_hold (self->timeline);
    send_frame (self);
    oa_timeline_resume (self->timeline);
  }
  for (guint i = 0; i < 5; i++)
    send_frame (self);
}

static void
test_rtp_time_keeps_to_the_samples (gconstpointer data)
{
  const Line *line = data;
  Call call;

  if (!has_element (line->payloader)) {
    g_test_skip ("no payloader");
    return;
  }
  call_start (&call, line);
  for (guint n = 0; n < ROUNDS; n++)
    one_round (&call, n);
  g_assert_cmpuint (oa_timeline_get_underruns (call.timeline), >=,
      ROUNDS / 2);
  /* The first of all. */
  g_assert_cmpuint (call.discont, ==, 1);
  call_stop (&call);
}

TEST_MAIN (gst_init (NULL, NULL);
           TEST_ROWS (rtp_time_keeps_to_the_samples, lines))
