/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* rules.c - limits, prices, settings and names. */

#include "cli/options.h"
#include "results/prices.h"
#include "work/inputs.h"
#include "work/limiter.h"
#include "../support/testcase.h"

#include <glib/gstdio.h>

#include <string.h>

/*** limiter ***/

TEST (room_when_much_remains)
{
  OrbLimiter *limiter = orb_limiter_new ();

  orb_limiter_note (limiter, "tokens", 1000, 900, 30, 100);
  g_assert_cmpfloat (orb_limiter_get_time (limiter), <=, 100);
  orb_limiter_free (limiter);
}

TEST (waits_for_the_reset)
{
  OrbLimiter *limiter = orb_limiter_new ();

  orb_limiter_note (limiter, "tokens", 1000, 50, 30, 100);
  orb_limiter_note (limiter, "requests", 100, 0, 5, 100);
  g_assert_cmpfloat (orb_limiter_get_time (limiter), ==, 130);
  /* Told anew that there is room. */
  orb_limiter_note (limiter, "tokens", 1000, 990, 1, 110);
  g_assert_cmpfloat (orb_limiter_get_time (limiter), ==, 105);
  orb_limiter_free (limiter);
}

TEST (refusals_grow)
{
  OrbLimiter *limiter = orb_limiter_new ();

  orb_limiter_refused (limiter, -1, 10);
  g_assert_cmpfloat (orb_limiter_get_time (limiter), ==, 11);
  /* Another session, refused for the same reason. */
  orb_limiter_refused (limiter, -1, 10.5);
  g_assert_cmpfloat (orb_limiter_get_time (limiter), ==, 11);
  orb_limiter_refused (limiter, -1, 12);
  g_assert_cmpfloat (orb_limiter_get_time (limiter), ==, 14);
  orb_limiter_went_well (limiter);
  orb_limiter_refused (limiter, -1, 20);
  g_assert_cmpfloat (orb_limiter_get_time (limiter), ==, 21);
  orb_limiter_refused (limiter, 7, 20);
  g_assert_cmpfloat (orb_limiter_get_time (limiter), ==, 27);
  orb_limiter_free (limiter);
}

TEST (limits_as_a_message)
{
  OrbLimiter *limiter = orb_limiter_new ();
  GstStructure *s = gst_structure_new_from_string (
      "openairealtime/rate-limits,"
      " rate-limits=(structure){ [rate-limit, name=(string)tokens, "
      "limit=(gint64)1000, remaining=(gint64)0, reset-seconds=(double)4] }");

  g_assert_nonnull (s);
  orb_limiter_message (limiter, s, 10);
  g_assert_cmpfloat (orb_limiter_get_time (limiter), ==, 14);
  gst_structure_free (s);
  s = gst_structure_new_empty ("openairealtime/rate-limits");
  orb_limiter_message (limiter, s, 10);
  gst_structure_free (s);
  orb_limiter_free (limiter);
}

/* Too many names: those that are known are still obeyed. */
TEST (a_full_table_is_still_updated)
{
  OrbLimiter *limiter = orb_limiter_new ();

  for (guint i = 0; i < 100; i++) {
    g_autofree gchar *name = g_strdup_printf ("%u", i);

    orb_limiter_note (limiter, name, 10, 0, 5, 0);
  }
  orb_limiter_note (limiter, "3", 10, 0, 50, 0);
  g_assert_cmpfloat (orb_limiter_get_time (limiter), ==, 50);
  orb_limiter_note (limiter, "3", 10, 0, 7, 0);
  g_assert_cmpfloat (orb_limiter_get_time (limiter), ==, 7);
  orb_limiter_free (limiter);
}

/* Whatever a service says, there is an end to waiting. */
TEST (no_limit_is_for_ever)
{
  OrbLimiter *limiter = orb_limiter_new ();

  orb_limiter_note (limiter, "tokens", 1000, 0, 1e30, 0);
  orb_limiter_refused (limiter, 1e30, 0);
  for (guint i = 0; i < 1000; i++) {
    g_autofree gchar *name = g_strdup_printf ("%u", i);

    orb_limiter_note (limiter, name, 10, 0, 1e30, 0);
  }
  g_assert_cmpfloat (orb_limiter_get_time (limiter), <=, 600);
  orb_limiter_free (limiter);
}

/*** prices ***/

static const gchar table[] =
    "{\"currency\":\"EUR\",\"models\":{"
    "\"m\":{\"text_input\":4,\"text_cached\":0.4,\"text_output\":24,"
    "\"audio_input\":32,\"audio_cached\":0.4,\"audio_output\":64},"
    "\"t\":{\"minute\":0.6},"
    "\"k\":{\"audio_input\":3,\"text_output\":5},"
    "\"h\":{\"text_input\":1,\"text_output\":1,\"audio_input\":1},"
    "\"i\":{\"audio_input\":1}}}";

/* What is asked for, by the models that do it. */
static OrbSettings
make_wanted (const gchar *model, const gchar *transcription_model)
{
  return (OrbSettings){
    .work = model != NULL ? ORB_WORK_ANSWER : ORB_WORK_TRANSCRIBE,
    .model = (gchar *) model,
    .transcription_model = (gchar *) transcription_model,
  };
}

static gdouble
get_cost (const AppPrices *prices, const gchar *model,
    const gchar *transcription_model, const OrbUsage *usage)
{
  OrbSettings wanted = make_wanted (model, transcription_model);

  return orb_prices_cost (prices, &wanted, usage, 0);
}

TEST (cost)
{
  AppPrices *prices = app_prices_new (table, NULL);
  OrbUsage usage = { .input_text = 1000000,
    .output_audio = 1000000,
    .transcription_seconds = 120,
    .transcription_input = 1000000,
    .transcription_output = 1000000 };

  g_assert_cmpstr (app_prices_get_currency (prices), ==, "EUR");
  g_assert_cmpfloat_with_epsilon (get_cost (prices, "m", NULL, &usage), 68,
      1e-9);
  usage.cached = 500000;
  g_assert_cmpfloat_with_epsilon (get_cost (prices, "m", NULL, &usage), 66.2,
      1e-9);
  g_assert_cmpfloat_with_epsilon (get_cost (prices, NULL, "t", &usage), 1.2,
      1e-9);
  g_assert_cmpfloat_with_epsilon (get_cost (prices, NULL, "k", &usage), 8,
      1e-9);
  g_assert_cmpfloat (get_cost (prices, "x", NULL, &usage), ==, -1);
  app_prices_free (prices);
}

TEST (missing_prices)
{
  static const struct
  {
    const gchar *model, *transcription_model;
    const gchar *says; /* NULL: nothing is missing */
  } rows[] = {
    { "m", "t", NULL },
    { NULL, "k", NULL },
    { NULL, "m", NULL },
    { "x", NULL, "model x" },
    { "m", "x", "model x" },
    { "k", NULL, "text_input" },
    { "h", NULL, "audio_output" },
    { NULL, "i", "text_output" },
  };
  AppPrices *prices = app_prices_new (table, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    OrbSettings wanted =
        make_wanted (rows[i].model, rows[i].transcription_model);
    g_autofree gchar *missing = orb_prices_find_missing (prices, &wanted);

    g_assert_cmpint (missing != NULL, ==, rows[i].says != NULL);
    if (missing != NULL)
      g_assert_nonnull (strstr (missing, rows[i].says));
  }
  app_prices_free (prices);
}

/* Cached tokens without a price of their own cost what others do. */
TEST (cached_costs_as_much_unless_told)
{
  AppPrices *prices = app_prices_new (table, NULL);
  OrbUsage usage = { .input_audio = 1000000, .cached = 1000000 };

  g_assert_cmpfloat_with_epsilon (get_cost (prices, "k", NULL, &usage), 3,
      1e-9);
  app_prices_free (prices);
}

/* What is known of their kinds counts; the rest is spread. */
TEST (cached_tokens_by_kind)
{
  AppPrices *prices = app_prices_new (table, NULL);
  OrbUsage usage = { .input_text = 1000000,
    .input_audio = 1000000,
    .cached = 1000000,
    .cached_text = 1000000 };
  const gdouble text = 4, cheap = 0.4, audio = 32;

  g_assert_cmpfloat_with_epsilon (get_cost (prices, "m", NULL, &usage),
      cheap + audio, 1e-9);
  usage.cached_text = 500000;
  usage.cached_audio = 500000;
  g_assert_cmpfloat_with_epsilon (get_cost (prices, "m", NULL, &usage),
      (text + cheap + audio + 0.4) / 2, 1e-9);
  app_prices_free (prices);
}

TEST (guesses_grow)
{
  AppPrices *prices = app_prices_new (table, NULL);
  OrbSettings wanted = make_wanted ("m", "t");
  OrbUsage few, many;

  orb_prices_guess_usage (prices, &wanted, 60, &few);
  orb_prices_guess_usage (prices, &wanted, 600, &many);
  /* The conversation is billed again with every answer. */
  g_assert_cmpuint (many.input_audio, >, 10 * few.input_audio);
  g_assert_cmpuint (many.output_audio, ==, 10 * few.output_audio);
  g_assert_cmpuint (many.cached, <, many.input_audio);
  app_prices_free (prices);
}

static void
test_bad_table (gconstpointer data)
{
  const gchar *const *json = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (app_prices_new (*json, &error));
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, "The price table"));
}

/*** settings ***/

typedef struct
{
  const gchar *name;
  const gchar *value;
} Wrong;

static gboolean
set (OrbSettings *settings, const gchar *name, const gchar *value)
{
  return app_options_set (&orb_program, settings, name, value, NULL);
}

static void
test_wrong_value (gconstpointer data)
{
  const Wrong *wrong = data;
  g_autoptr (GError) error = NULL;
  OrbSettings *settings = orb_settings_new ();

  g_assert_false (app_options_set (&orb_program, settings, wrong->name,
      wrong->value, &error));
  g_assert_nonnull (error);
  orb_settings_free (settings);
}

TEST (channels)
{
  static const struct
  {
    const gchar *word;
    gint channels;
  } rows[] = {
    { "each", ORB_CHANNELS_EACH },
    { "right", 2 },
    { "7", 7 },
    { "mix", ORB_CHANNELS_MIX },
  };
  OrbSettings *settings = orb_settings_new ();

  g_assert_cmpint (settings->channels, ==, ORB_CHANNELS_MIX);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_true (set (settings, "channels", rows[i].word));
    g_assert_cmpint (settings->channels, ==, rows[i].channels);
  }
  orb_settings_free (settings);
}

static gchar *
digest_with (const gchar *name, const gchar *value)
{
  OrbSettings *settings = orb_settings_new ();
  gchar *digest;

  if (name != NULL)
    g_assert_true (set (settings, name, value));
  g_assert_true (orb_settings_check (settings, NULL));
  digest = orb_settings_get_digest (settings);
  orb_settings_free (settings);
  return digest;
}

/* What makes other results is another digest; what does not is not. */
TEST (digest)
{
  g_autofree gchar *plain = digest_with (NULL, NULL);
  g_autofree gchar *jobs = digest_with ("jobs", "7");
  g_autofree gchar *voice = digest_with ("voice", "cedar");
  g_autofree gchar *audio = digest_with ("audio", "opus");

  g_assert_cmpstr (plain, ==, jobs);
  g_assert_cmpstr (plain, !=, voice);
  g_assert_cmpstr (plain, !=, audio);
}

static gchar *
digest_at (const gchar *base_url)
{
  if (base_url != NULL)
    g_setenv ("OPENAI_BASE_URL", base_url, TRUE);
  else
    g_unsetenv ("OPENAI_BASE_URL");
  return digest_with (NULL, NULL);
}

/* What a local server made up is no result of the real service. */
TEST (digest_knows_the_service)
{
  static const gchar *const same[] = { "", "https://api.openai.com/v1",
    "https://API.openai.com:443/v1/", "wss://api.openai.com/v1/realtime",
    "https://me:secret@api.openai.com/v1",
    "https://api.openai.com/v1?key=secret" };
  static const gchar *const other[] = { "http://api.openai.com/v1",
    "https://api.openai.com:8443/v1", "https://api.openai.com/v2",
    "http://127.0.0.1:8090/v1", "nonsense",
    "https://api.openai.com/v1?deployment=mine" };
  g_autofree gchar *plain = digest_at (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (same); i++) {
    g_autofree gchar *digest = digest_at (same[i]);

    g_assert_cmpstr (plain, ==, digest);
  }
  for (guint i = 0; i < G_N_ELEMENTS (other); i++) {
    g_autofree gchar *digest = digest_at (other[i]);

    g_assert_cmpstr (plain, !=, digest);
  }
  g_free (digest_at (NULL));
  {
    g_autofree gchar *uri = digest_with ("uri",
        "ws://127.0.0.1:8090/v1/"
        "realtime");
    g_autofree gchar *base = digest_at ("http://127.0.0.1:8090/v1");

    g_assert_cmpstr (uri, ==, base);
  }
  g_unsetenv ("OPENAI_BASE_URL");
}

/* These models have no turn detection in a transcription session. */
TEST (streaming_model_commits)
{
  OrbSettings *settings = orb_settings_new ();

  g_assert_true (orb_options_set_work (settings, "transcribe", NULL));
  g_assert_true (set (settings, "transcription-model", "gpt-live-transcribe"));
  g_assert_true (orb_settings_check (settings, NULL));
  g_assert_cmpstr (settings->turn_detection, ==, "none");
  orb_settings_free (settings);
}

typedef struct
{
  const gchar *work;
  const gchar *name;
  const gchar *value;
} Contradiction;

static void
test_contradiction (gconstpointer data)
{
  const Contradiction *c = data;
  g_autoptr (GError) error = NULL;
  OrbSettings *settings = orb_settings_new ();

  g_assert_true (orb_options_set_work (settings, c->work, NULL));
  if (c->name != NULL)
    g_assert_true (set (settings, c->name, c->value));
  g_assert_false (orb_settings_check (settings, &error));
  g_assert_nonnull (error);
  orb_settings_free (settings);
}

static OrbSettings *
read_words (const gchar *words, GError **error)
{
  g_auto (GStrv) argv = g_strsplit (words, " ", -1);

  return orb_options_read (g_strv_length (argv), argv, error);
}

/* The command line is stronger than the environment, which is stronger than
 * the file. */
TEST (sources)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *path =
      g_build_filename (g_get_tmp_dir (), "orb-test-XXXXXX.conf", NULL);
  gint fd = g_mkstemp (path);
  OrbSettings *settings;

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path,
      "[batch]\njobs=3\nretries=5\n"
      "voice=marin\nquiet=yes\n",
      -1, NULL));
  g_setenv ("OPENAI_REALTIME_BATCH_CONFIG", path, TRUE);
  g_setenv ("OPENAI_REALTIME_BATCH_RETRIES", "6", TRUE);
  settings = read_words ("batch answer --jobs 9 a.wav -a flac b.wav", &error);
  g_assert_no_error (error);
  g_assert_cmpint (settings->jobs, ==, 9);
  g_assert_cmpint (settings->retries, ==, 6);
  g_assert_cmpstr (settings->voice, ==, "marin");
  g_assert_true (settings->quiet);
  g_assert_cmpint (settings->audio, ==, ORB_AUDIO_FLAC);
  g_assert_cmpuint (g_strv_length (settings->inputs), ==, 2);
  orb_settings_free (settings);

  g_setenv ("OPENAI_REALTIME_BATCH_RETRIES", "many", TRUE);
  g_assert_null (read_words ("batch answer a.wav", &error));
  g_assert_nonnull (strstr (error->message, "OPENAI_REALTIME_BATCH_RETRIES"));
  g_clear_error (&error);
  g_unsetenv ("OPENAI_REALTIME_BATCH_RETRIES");
  g_assert_true (g_file_set_contents (path, "[batch]\nnonsense=1\n", -1, NULL));
  g_assert_null (read_words ("batch answer a.wav", &error));
  g_assert_nonnull (strstr (error->message, path));
  g_unsetenv ("OPENAI_REALTIME_BATCH_CONFIG");
  g_unlink (path);
}

/*** names ***/

static gboolean
is_not_talk (const gchar *name, gpointer user_data)
{
  return !g_str_equal (name, "talk");
}

/* What is behind a name fits, too; and files of others are kept. */
TEST (names_fit)
{
  g_autoptr (GHashTable) taken =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree gchar *as = g_strnfill (251, 'a');
  g_autofree gchar *one = g_strconcat ("sub/", as, "b", NULL);
  g_autofree gchar *two = g_strconcat ("sub/", as, "c", NULL);
  g_autoptr (GString) umlauts = g_string_new (NULL);
  OrbInput inputs[] = {
    { (gchar *) "1", NULL, one, one, 1, 1 },
    { (gchar *) "2", NULL, two, two, 1, 1 },
    { (gchar *) "3", NULL, NULL, NULL, 1, 1 },
    { (gchar *) "4", NULL, (gchar *) "talk.wav", (gchar *) "talk", 1, 1 },
  };
  gchar *names[G_N_ELEMENTS (inputs)];

  for (guint i = 0; i < 120; i++)
    g_string_append (umlauts, "\303\244");
  inputs[2].display = inputs[2].preferred_name = umlauts->str;
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++) {
    names[i] =
        orb_input_choose_name (&inputs[i], taken, 255, is_not_talk, NULL);
    g_assert_cmpuint (strlen (names[i]), <=, 4 + 255 - 24);
    g_assert_true (g_utf8_validate (names[i], -1, NULL));
  }
  g_assert_true (g_str_has_prefix (names[0], "sub/aaaaaaaa"));
  g_assert_cmpstr (names[0], !=, names[1]);
  g_assert_cmpstr (names[3], ==, "talk.wav");
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    g_free (names[i]);
}

static gchar *
choose (GHashTable *taken, const gchar *uri, const gchar *display,
    const gchar *preferred_name)
{
  OrbInput input = { (gchar *) uri, NULL, (gchar *) display,
    (gchar *) preferred_name, 1, 1 };

  return orb_input_choose_name (&input, taken, 255, NULL, NULL);
}

static void
assert_name (GHashTable *taken, const gchar *uri, const gchar *display,
    const gchar *preferred_name, const gchar *expected)
{
  g_autofree gchar *name = choose (taken, uri, display, preferred_name);

  g_assert_cmpstr (name, ==, expected);
}

TEST (names_do_not_collide)
{
  g_autoptr (GHashTable) taken =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  assert_name (taken, "1", "x/talk.wav", "talk", "talk");
  assert_name (taken, "2", "y/talk.mp3", "talk", "talk.mp3");
  assert_name (taken, "3", "z/talk.mp3", "talk", "talk-2");
  /* The same recording keeps its name. */
  assert_name (taken, "1", "x/talk.wav", "talk", "talk");
}

int
main (int argc, char **argv)
{
  static const gchar *const tables[] = { "", "[]", "{}", "{\"models\":[]}",
    "{\"models\":{\"m\":1}}", "{\"models\":{\"m\":{\"minute\":-1}}}",
    "{\"models\":{\"m\":{\"minute\":\"1\"}}}",
    "{\"models\":{\"m\":{\"hour\":1}}}", "{\"currency\":1,\"models\":{}}",
    "{\"currency\":[],\"models\":{}}", "{\"currency\":null,\"models\":{}}",
    "{\"models\":{\"m\":{\"minute\":true}}}",
    "{\"models\":{\"m\":{\"minute\":1e999}}}", "{\"models\":{\"m\":{}}}",
    "{\"models\":{\"m\":{\"context\":1}}}" };
  static const Wrong wrong[] = {
    { "jobs", "0" },
    { "jobs", "65" },
    { "jobs", "2.5" },
    { "jobs", "x" },
    { "jobs", NULL },
    { "vad-threshold", "nan" },
    { "silence", "-1" },
    { "audio", "mp3" },
    { "write", "vtt,doc" },
    { "write", "," },
    { "channels", "0" },
    { "channels", "both" },
    { "turn-detection", "maybe" },
    { "quiet", "perhaps" },
    { "nonsense", "1" },
    { "max-cost", "0" },
    { "max-cost", "-1" },
    { "max-cost", "inf" },
  };
  static const Contradiction contradictions[] = {
    { "translate", NULL, NULL },
    { "answer", "max-cost", "1" },
    { "transcribe", "transcription-model", "none" },
    { "transcribe", "write", "answer" },
    { "answer", "model", "" },
  };

  test_init (&argc, &argv);
  gst_init (NULL, NULL);
  TEST_NUMBERED (bad_table, tables);
  TEST_NUMBERED (wrong_value, wrong);
  TEST_NUMBERED (contradiction, contradictions);
  return g_test_run ();
}
