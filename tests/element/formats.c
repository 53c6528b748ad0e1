/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* formats.c - a service that confirms or sends another format than it was
 * asked for: one warning, and the same sound in the pad's format, to the
 * sample. */

#include "fixture.h"
#include "liveharness.h"
#include "media/audiocaps.h"
#include "media/converter.h"
#include "protocol/g711.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <gst/audio/audio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define MIN_SNR 20.0

typedef struct
{
  const gchar *name;
  const gchar *scenario;
  const gchar *in; /* of the pads */
  const gchar *out;
  const gchar *taken; /* of the service */
  const gchar *sent;
  guint warnings;
} Case;

static const Case cases[] = {
  { "right-pcm", NULL, "pcm", "pcm", "pcm", "pcm", 0 },
  { "right-pcmu", NULL, "pcmu", "pcmu", "pcmu", "pcmu", 0 },
  { "right-pcma", NULL, "pcma", "pcma", "pcma", "pcma", 0 },
  { "output-pcm-for-pcmu", "other-output-format", "pcm", "pcmu", "pcm", "pcm",
      1 },
  { "output-pcm-for-pcma", "other-output-format", "pcma", "pcma", "pcma", "pcm",
      1 },
  { "output-pcmu-for-pcm", "{\"fault\":\"other-formats\",\"output\":\"pcmu\"}",
      "pcm", "pcm", "pcm", "pcmu", 1 },
  { "output-pcma-for-pcmu", "{\"fault\":\"other-formats\",\"output\":\"pcma\"}",
      "pcmu", "pcmu", "pcmu", "pcma", 1 },
  { "content-pcm-for-pcmu", "wrong-format", "pcmu", "pcmu", "pcmu", "pcm", 1 },
  { "content-pcm-for-pcma", "wrong-format", "pcm", "pcma", "pcm", "pcm", 1 },
  { "content-pcmu-for-pcm", "wrong-format-pcmu", "pcm", "pcm", "pcm", "pcmu",
      1 },
  { "content-pcma-for-pcm", "{\"fault\":\"wrong-format\",\"format\":\"pcma\"}",
      "pcm", "pcm", "pcm", "pcma", 1 },
  { "input-pcm-for-pcmu", "other-input-format", "pcmu", "pcm", "pcm", "pcm",
      1 },
  { "input-pcma-for-pcm", "{\"fault\":\"other-formats\",\"input\":\"pcma\"}",
      "pcm", "pcm", "pcma", "pcm", 1 },
  { "input-pcmu-for-pcma", "{\"fault\":\"other-formats\",\"input\":\"pcmu\"}",
      "pcma", "pcma", "pcmu", "pcma", 1 },
  { "odd-deltas",
      "{\"fault\":\"other-formats\",\"output\":\"pcm\","
      "\"tiny_deltas\":1}",
      "pcm", "pcmu", "pcm", "pcm", 1 },
  { "odd-deltas-content", "{\"fault\":\"wrong-format\",\"tiny_deltas\":1}",
      "pcm", "pcmu", "pcm", "pcm", 1 },
  { "odd-deltas-right", "tiny-deltas", "pcm", "pcm", "pcm", "pcm", 0 },
  { "both",
      "{\"fault\":\"other-formats\",\"input\":\"pcm\","
      "\"output\":\"pcm\"}",
      "pcmu", "pcmu", "pcm", "pcm", 2 },
};

static guint
rate_of (const gchar *format)
{
  return g_str_equal (format, "pcm") ? 24000 : 8000;
}

static OaAudioFormat
format_of (const gchar *name)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (format_caps (name));
  OaAudioFormat format = oa_audio_format_from_caps (caps);

  return format;
}

static GArray *
decode (const gchar *format, const guint8 *data, gsize size)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  guint width = g_str_equal (format, "pcm") ? 2 : 1;

  for (gsize i = 0; i + width <= size; i += width) {
    gint16 sample;

    if (g_str_equal (format, "pcmu"))
      sample = oa_ulaw_decode (data[i]);
    else if (g_str_equal (format, "pcma"))
      sample = oa_alaw_decode (data[i]);
    else
      sample = (gint16) (data[i] | data[i + 1] << 8);
    g_array_append_val (samples, sample);
  }
  return samples;
}

/* By another way than the element's: one call, another quality. Takes
 * @samples. */
static GArray *
resample (GArray *samples, guint from, guint to)
{
  GstStructure *options = gst_structure_new_empty ("options");
  GArray *padded = g_array_new (FALSE, TRUE, sizeof (gint16));
  GstAudioResampler *resampler;
  gpointer in[1], out[1];
  GArray *result;
  gsize n;

  if (from == to) {
    gst_structure_free (options);
    g_array_unref (padded);
    return samples;
  }
  gst_audio_resampler_options_set_quality (GST_AUDIO_RESAMPLER_METHOD_KAISER, 7,
      from, to, options);
  resampler = gst_audio_resampler_new (GST_AUDIO_RESAMPLER_METHOD_KAISER, 0,
      GST_AUDIO_FORMAT_S16, 1, from, to, options);
  g_array_append_vals (padded, samples->data, samples->len);
  g_array_set_size (padded,
      samples->len + gst_audio_resampler_get_max_latency (resampler) + 10);
  n = gst_audio_resampler_get_out_frames (resampler, padded->len);
  result = g_array_sized_new (FALSE, TRUE, sizeof (gint16), n);
  g_array_set_size (result, n);
  in[0] = padded->data;
  out[0] = result->data;
  gst_audio_resampler_resample (resampler, in, padded->len, out, n);
  g_array_set_size (result, (guint64) samples->len * to / from);
  gst_audio_resampler_free (resampler);
  gst_structure_free (options);
  g_array_unref (padded);
  g_array_unref (samples);
  return result;
}

/* The first @n samples of both. */
static gdouble
snr (const GArray *wanted, const GArray *got, guint n)
{
  gdouble signal = 0, noise = 0;

  for (guint i = 0; i < n; i++) {
    gdouble s = g_array_index (wanted, gint16, i);
    gdouble e = s - g_array_index (got, gint16, i);

    signal += s * s;
    noise += e * e;
  }
  return noise > 0 ? 10 * log10 (signal / noise) : G_MAXDOUBLE;
}

/* What arrived in @to is what went off in @from, which may be the shorter. */
static void
assert_same_sound (GBytes *off, const gchar *from, const guint8 *data,
    gsize size, const gchar *to)
{
  gsize off_size;
  const guint8 *off_data = g_bytes_get_data (off, &off_size);
  g_autoptr (GArray) wanted = resample (decode (from, off_data, off_size),
      rate_of (from), rate_of (to));
  g_autoptr (GArray) got = decode (to, data, size);

  g_assert_cmpuint (got->len, >=, wanted->len);
  g_assert_cmpfloat (snr (wanted, got, wanted->len), >, MIN_SNR);
}

/* However it came: untouched, or as one converter makes it of the whole. */
static void
assert_same_bytes (const Case *c, GBytes *sent, const GByteArray *got)
{
  OaConverter *converter =
      oa_converter_new (format_of (c->sent), format_of (c->out));
  g_autoptr (GBytes) body = oa_converter_push (converter,
      g_bytes_get_data (sent, NULL), g_bytes_get_size (sent));
  g_autoptr (GBytes) rest = oa_converter_finish (converter);
  gsize size = g_bytes_get_size (body);

  if (g_str_equal (c->sent, c->out)) {
    g_assert_cmpmem (got->data, got->len, g_bytes_get_data (sent, NULL),
        g_bytes_get_size (sent));
  } else {
    g_assert_cmpuint (got->len, ==, size + g_bytes_get_size (rest));
    g_assert_cmpmem (got->data, size, g_bytes_get_data (body, NULL), size);
    g_assert_cmpmem (got->data + size, got->len - size,
        g_bytes_get_data (rest, NULL), g_bytes_get_size (rest));
  }
  oa_converter_free (converter);
}

static void
check_output (const Case *c, Fixture *f, const Run *run)
{
  g_autoptr (GBytes) sent = ors_server_dup_sent_audio (f->server, 1);
  gsize sent_samples = g_bytes_get_size (sent)
      / (g_str_equal (c->sent, "pcm") ? 2 : 1);
  gsize samples = run->audio->len / (g_str_equal (c->out, "pcm") ? 2 : 1);
  g_autoptr (GstStructure) stats = NULL;
  guint64 received;

  g_assert_cmpuint (samples, >, 0);
  g_assert_cmpuint (samples, ==,
      sent_samples * rate_of (c->out) / rate_of (c->sent));
  assert_same_bytes (c, sent, run->audio);
  assert_same_sound (sent, c->sent, run->audio->data, run->audio->len, c->out);

  /* In the service's own time. */
  g_object_get (f->element, "stats", &stats, NULL);
  g_assert_true (
      gst_structure_get_uint64 (stats, "output-received", &received));
  g_assert_cmpuint (received, ==, gst_util_uint64_scale_int (sent_samples,
          GST_SECOND, rate_of (c->sent)));
}

/* What the service heard, and where: as long as it was. */
static void
check_input (const Case *c, Fixture *f, const Run *run, GBytes *speech)
{
  g_autoptr (GBytes) heard = ors_server_dup_session_audio (f->server, 1);
  const GstStructure *started =
      run_nth (run, "openairealtime/speech-started", 0);
  GstClockTime running_time;
  guint64 ms;

  assert_same_sound (speech, c->in, g_bytes_get_data (heard, NULL),
      g_bytes_get_size (heard), c->taken);
  g_assert_cmpuint (g_bytes_get_size (heard)
      % format_bytes_per_ms (c->taken), ==, 0);
  g_assert_nonnull (started);
  g_assert_true (gst_structure_get_uint64 (started, "audio-ms", &ms));
  g_assert_true (
      gst_structure_get_clock_time (started, "running-time", &running_time)
      || gst_structure_get_uint64 (started, "running-time", &running_time));
  g_assert_cmpuint (running_time, ==, ms * GST_MSECOND);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  OrsOptions options = { .scenario = c->scenario };
  g_autoptr (GBytes) speech = make_speech (c->in, 1, 1500, 200);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  fixture_start (&f, &options);
  fixture_build (&f, format_caps (c->in), format_caps (c->out));
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  fixture_push (&f, speech, TRUE);
  run = fixture_finish (&f);
  g_assert_no_error (run->error);
  g_assert_true (run->eos);
  g_assert_true (run->contiguous);
  g_assert_cmpuint (run->n_warnings, ==, c->warnings);
  check_output (c, &f, run);
  check_input (c, &f, run, speech);
  gst_element_set_state (f.pipeline, GST_STATE_NULL);
}

/* What the service lacks of a converted turn would be cut off its last word. */
static void
test_commit_is_whole (gconstpointer data)
{
  const Case *c = data;
  OrsOptions options = { .scenario = c->scenario };
  g_autoptr (GBytes) speech = make_speech (c->in, 1, 1000, 0);
  guint frame = 20 * format_bytes_per_ms (c->in);
  GstHarness *h;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *item;
  g_autofree gchar *json = NULL;
  g_auto (Fixture) f = { NULL };

  fixture_start (&f, &options);
  h = live_harness_new (f.server, c->in);
  g_object_set (h->element, "turn-detection", 0, NULL);
  for (gsize i = 0; i < g_bytes_get_size (speech); i += frame) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (speech, i, frame);
    GstBuffer *buffer = gst_buffer_new_wrapped_bytes (part);

    GST_BUFFER_PTS (buffer) = i / frame * 20 * GST_MSECOND;
    g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
  }
  ACT (h->element, "commit");
  await_sent (f.server, "input_audio_buffer.committed", 1);
  json = ors_server_dup_items (f.server, 1);
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  item = json_array_get_object_element (
      json_node_get_array (json_parser_get_root (parser)), 0);
  g_assert_cmpint (json_object_get_int_member (item, "audio_ms"), ==, 1000);
  g_assert_cmpint (json_object_get_int_member (item, "audio_bytes"), ==,
      1000 * format_bytes_per_ms (c->taken));
  gst_harness_teardown (h);
}

typedef struct
{
  GMutex lock;
  GCond cond;
  guint n;
} Deltas;

static void
on_delta (GstElement *element, const gchar *type, const gchar *json,
    gpointer data)
{
  Deltas *deltas = data;

  SHARED_CHANGE (deltas, deltas->n++);
}

/* Interrupted when so little has come that it is still looked at: nobody has
 * heard it, and the service learns that. */
TEST (interrupted_while_looked_at)
{
  OrsOptions options = { .chunk_ms = 20,
    .scenario = "{\"fault\":\"stall-delta\",\"after_audio_ms\":40}" };
  Deltas deltas = { 0 };
  GstHarness *h;
  gboolean ok;
  Fixture f;

  g_mutex_init (&deltas.lock);
  g_cond_init (&deltas.cond);
  fixture_start (&f, &options);
  h = live_harness_new (f.server, "pcmu");
  g_signal_connect (h->element, "event::response.output_audio.delta",
      G_CALLBACK (on_delta), &deltas);
  g_signal_emit_by_name (h->element, "send-text", "Hello", TRUE, &ok);
  SHARED_WAIT (&deltas, deltas.n >= 2);
  g_signal_emit_by_name (h->element, "interrupt", &ok);
  await_got (f.server, "conversation.item.delete", 1);
  gst_harness_teardown (h);
  fixture_stop (&f);
  g_mutex_clear (&deltas.lock);
  g_cond_clear (&deltas.cond);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();
  TEST_ROWS (case, cases);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (strcmp (cases[i].in, cases[i].taken) != 0 || cases[i].scenario == NULL)
      TEST_ROW (commit_is_whole, cases[i].name, &cases[i]);
  return g_test_run ();
}
