/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voiceparts.c - small parts of the voice server: secrets, metrics, the sound
 * of keys, how often a line is logged. */

#include "config.h"

#include "calls/keytones.h"
#include "loglimit.h"
#include "metrics.h"
#include "secrets.h"
#include "../support/testcase.h"

#include <glib/gstdio.h>
#include <math.h>

#define VARIABLE "OVS_TEST_SECRET"

static gchar *
read (const gchar *value, const gchar *file, gboolean good)
{
  g_autoptr (GError) error = NULL;
  gchar *secret = NULL;

  g_unsetenv (VARIABLE);
  g_unsetenv (VARIABLE "_FILE");
  if (value != NULL)
    g_setenv (VARIABLE, value, TRUE);
  if (file != NULL)
    g_setenv (VARIABLE "_FILE", file, TRUE);
  g_assert_cmpint (ovs_secret_read (VARIABLE, &secret, &error), ==, good);
  if (!good) {
    g_assert_null (secret);
    g_assert_nonnull (strstr (error->message, VARIABLE));
    g_assert_null (strstr (error->message, "hidden"));
  }
  return secret;
}

TEST (a_secret_comes_from_the_environment_or_a_file)
{
  g_autofree gchar *path =
      g_build_filename (g_get_tmp_dir (), "ovs-secret-XXXXXX", NULL);
  gint fd = g_mkstemp (path);
  g_autofree gchar *of_variable = NULL;
  g_autofree gchar *of_file = NULL;

  g_close (fd, NULL);
  g_file_set_contents (path, "from-file\n", -1, NULL);
  of_variable = read ("value", path, TRUE);
  of_file = read (NULL, path, TRUE);
  g_assert_cmpstr (of_variable, ==, "value");
  g_assert_cmpstr (of_file, ==, "from-file");
  g_assert_null (read (NULL, NULL, TRUE));
  g_file_set_contents (path, " \n", -1, NULL);
  g_assert_null (read (NULL, path, FALSE));
  g_remove (path);
  g_assert_null (read (NULL, path, FALSE));
  g_assert_null (read ("hidden word", NULL, FALSE));
  g_assert_null (read ("hidden\tword", NULL, FALSE));
}

TEST (secrets_are_compared)
{
  g_assert_true (ovs_secret_equal ("abc", "abc"));
  g_assert_false (ovs_secret_equal ("abc", "abd"));
  g_assert_false (ovs_secret_equal ("abc", "ab"));
  g_assert_false (ovs_secret_equal (NULL, NULL));
}

static gboolean
has_line (const gchar *text, const gchar *line)
{
  g_autofree gchar *whole = g_strdup_printf ("\n%s\n", line);

  return strstr (text, whole) != NULL;
}

TEST (metrics_are_prometheus_text)
{
  OvsMetrics *metrics = ovs_metrics_new ();
  g_autofree gchar *text = NULL;

  ovs_metrics_begin_call (metrics, "twilio", "in");
  ovs_metrics_begin_call (metrics, "twilio", "in");
  ovs_metrics_end_call (metrics, "twilio", "caller-hung-up", 12.5);
  ovs_metrics_add (metrics, OVS_COUNT_COST, 0.25);
  ovs_metrics_add_tokens (metrics, OVS_TOKENS_OUTPUT_AUDIO, 7);
  ovs_metrics_observe (metrics, OVS_TIME_FIRST_SOUND, 0.3);
  ovs_metrics_observe (metrics, OVS_TIME_FIRST_SOUND, 0.6);
  ovs_metrics_observe (metrics, OVS_TIME_FIRST_SOUND, 60);
  text = g_string_free (ovs_metrics_to_text (metrics), FALSE);
  g_assert_true (
      has_line (text, "openai_voice_calls_active{leg=\"twilio\"} 1"));
  g_assert_true (has_line (text,
      "openai_voice_calls_total{leg=\"twilio\",direction=\"in\"} 2"));
  g_assert_true (has_line (text,
      "openai_voice_calls_ended_total{leg=\"twilio\",cause=\"caller-hung-up\"} "
      "1"));
  g_assert_true (has_line (text, "openai_voice_call_seconds_total 12.5"));
  g_assert_true (has_line (text, "openai_voice_cost_total 0.25"));
  g_assert_true (has_line (text,
      "openai_voice_tokens_total{direction=\"output\",kind=\"audio\"} 7"));
  g_assert_true (
      has_line (text, "openai_voice_first_sound_seconds_bucket{le=\"0.2\"} 0"));
  g_assert_true (
      has_line (text, "openai_voice_first_sound_seconds_bucket{le=\"0.3\"} 1"));
  g_assert_true (
      has_line (text, "openai_voice_first_sound_seconds_bucket{le=\"10\"} 2"));
  g_assert_true (has_line (text,
      "openai_voice_first_sound_seconds_bucket{le=\"+Inf\"} 3"));
  g_assert_true (has_line (text, "openai_voice_first_sound_seconds_sum 60.9"));
  g_assert_true (has_line (text, "openai_voice_first_sound_seconds_count 3"));
  ovs_metrics_free (metrics);
}

/* Each name has its help and its type once, before its values. */
TEST (metrics_are_described)
{
  OvsMetrics *metrics = ovs_metrics_new ();
  g_autofree gchar *text = g_string_free (ovs_metrics_to_text (metrics), FALSE);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const gchar *name = "";

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    if (g_str_has_prefix (lines[i], "# HELP ")) {
      name = lines[i] + strlen ("# HELP ");
      g_assert_true (g_str_has_prefix (lines[i + 1], "# TYPE "));
      g_assert_cmpint (strncmp (name, lines[i + 1] + strlen ("# TYPE "),
                           strcspn (name, " ")),
          ==, 0);
    } else if (*lines[i] != '#') {
      g_assert_cmpint (strncmp (name, lines[i], strcspn (name, " ")), ==, 0);
    }
  }
  ovs_metrics_free (metrics);
}

/* The share of the power that is at a frequency, by Goertzel. */
static gdouble
measure (const gint16 *samples, guint n, gdouble frequency)
{
  gdouble c = 2 * cos (2 * G_PI * frequency / 8000), s0, s1 = 0, s2 = 0;

  for (guint i = 0; i < n; i++) {
    s0 = samples[i] + c * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  return sqrt (s1 * s1 + s2 * s2 - c * s1 * s2) / n;
}

TEST (a_key_has_two_frequencies)
{
  OvsKeyTones *tones = ovs_key_tones_new ("5", OVS_LINE_S16LE, 8000);
  gint16 samples[800], silence[800];

  g_assert_true (ovs_key_tones_fill (tones, (guint8 *) samples, 1600));
  g_assert_true (ovs_key_tones_fill (tones, (guint8 *) silence, 1600));
  g_assert_false (ovs_key_tones_fill (tones, (guint8 *) silence, 1600));
  g_assert_cmpfloat (measure (samples, 800, 770), >, 2000);
  g_assert_cmpfloat (measure (samples, 800, 1336), >, 2000);
  g_assert_cmpfloat (measure (samples, 800, 697), <, 300);
  g_assert_cmpfloat (measure (samples, 800, 1209), <, 300);
  for (guint i = 0; i < 800; i++)
    g_assert_cmpint (silence[i], ==, 0);
  ovs_key_tones_free (tones);
}

TEST (keys_wait_for_those_that_sound)
{
  OvsKeyTones *tones = ovs_key_tones_new ("5", OVS_LINE_S16LE, 8000);
  OvsKeyTones *whole = ovs_key_tones_new ("519", OVS_LINE_S16LE, 8000);
  gint16 samples[400], wanted[400];
  guint n = 0;

  while (ovs_key_tones_fill (whole, (guint8 *) wanted, sizeof wanted)) {
    g_assert_true (
        ovs_key_tones_fill (tones, (guint8 *) samples, sizeof samples));
    g_assert_cmpmem (samples, sizeof samples, wanted, sizeof wanted);
    if (n++ == 0)
      g_assert_true (ovs_key_tones_add (tones, "19"));
  }
  g_assert_false (
      ovs_key_tones_fill (tones, (guint8 *) samples, sizeof samples));
  ovs_key_tones_free (tones);
  ovs_key_tones_free (whole);
}

TEST (not_too_many_keys_wait)
{
  g_autofree gchar *many = g_strnfill (60, '1');
  OvsKeyTones *tones = ovs_key_tones_new (many, OVS_LINE_S16LE, 8000);
  gint16 samples[1600];

  g_assert_false (ovs_key_tones_add (tones, "12345"));
  g_assert_true (ovs_key_tones_add (tones, "1234"));
  g_assert_false (ovs_key_tones_add (tones, "1"));
  g_assert_true (
      ovs_key_tones_fill (tones, (guint8 *) samples, sizeof samples));
  g_assert_true (ovs_key_tones_add (tones, "1"));
  ovs_key_tones_free (tones);
}

static gint
from_mulaw (guint8 code)
{
  gint value;

  code = ~code;
  value = (((code & 0x0f) << 3) + 132) << (code >> 4 & 7);
  return code & 0x80 ? 132 - value : value - 132;
}

static gint
from_alaw (guint8 code)
{
  gint exponent, value;

  code ^= 0x55;
  exponent = code >> 4 & 7;
  value = ((code & 0x0f) << 4) + 8;
  if (exponent > 0)
    value = (value + 256) << (exponent - 1);
  return code & 0x80 ? value : -value;
}

static void
compare_to_line (OvsLineFormat format, gint (*decode) (guint8 code))
{
  OvsKeyTones *plain = ovs_key_tones_new ("1w#", OVS_LINE_S16LE, 8000);
  OvsKeyTones *coded = ovs_key_tones_new ("1w#", format, 8000);
  gint16 samples[160];
  guint8 codes[160];

  while (ovs_key_tones_fill (plain, (guint8 *) samples, sizeof samples)) {
    g_assert_true (ovs_key_tones_fill (coded, codes, sizeof codes));
    for (guint i = 0; i < 160; i++)
      g_assert_cmpint (ABS (decode (codes[i]) - samples[i]), <=,
          MAX (ABS (samples[i]) / 16, 16));
  }
  g_assert_false (ovs_key_tones_fill (coded, codes, sizeof codes));
  ovs_key_tones_free (plain);
  ovs_key_tones_free (coded);
}

TEST (keys_sound_alike_on_any_line)
{
  compare_to_line (OVS_LINE_MULAW, from_mulaw);
  compare_to_line (OVS_LINE_ALAW, from_alaw);
}

TEST (keys_are_those_of_a_telephone)
{
  g_autofree gchar *long_text = g_strnfill (65, '1');

  g_assert_null (ovs_key_tones_new ("", OVS_LINE_MULAW, 8000));
  g_assert_null (ovs_key_tones_new ("12E", OVS_LINE_MULAW, 8000));
  g_assert_null (ovs_key_tones_new (long_text, OVS_LINE_MULAW, 8000));
}

TEST (a_line_is_logged_once_a_minute)
{
  OvsLogLimit limit = { 0 };
  guint left_out = 99;

  g_assert_true (ovs_log_limit_pass (&limit, 1000, &left_out));
  g_assert_cmpuint (left_out, ==, 0);
  for (guint i = 0; i < 1000; i++)
    g_assert_false (ovs_log_limit_pass (&limit, 2000 + i, &left_out));
  g_assert_true (
      ovs_log_limit_pass (&limit, 1000 + 60 * G_USEC_PER_SEC, &left_out));
  g_assert_cmpuint (left_out, ==, 1000);
  g_assert_true (
      ovs_log_limit_pass (&limit, 1000 + 120 * G_USEC_PER_SEC, &left_out));
  g_assert_cmpuint (left_out, ==, 0);
}

TEST_MAIN ()
