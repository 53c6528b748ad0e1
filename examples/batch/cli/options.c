/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* options.c - see options.h. */

#include "options.h"

static const gchar *const detection_words[] = { "server-vad", "semantic-vad",
  "none", NULL };

static gboolean
set_write (gpointer to, const gchar *value, GError **error)
{
  g_auto (GStrv) words = g_strsplit (value, ",", -1);
  guint write = 0;

  for (guint i = 0; words[i] != NULL; i++) {
    const gchar *word = g_strstrip (words[i]);
    gint n = app_find_word (orb_write_words, word);

    if (*word != '\0' && n < 0)
      return app_fail (error,
          "write is a list of answer, conversation, jsonl, "
          "vtt, srt and txt; \"%s\" is none of them.",
          word);
    if (n >= 0)
      write |= 1 << n;
  }
  if (write == 0)
    return app_fail (error, "write names nothing to be written.");
  *(guint *) to = write;
  return TRUE;
}

static gboolean
set_channels (gpointer to, const gchar *value, GError **error)
{
  static const gchar *const words[] = { "each", "mix", "left", "right", NULL };
  gint n = app_find_word (words, value);
  guint64 number;

  if (n < 0 && !g_ascii_string_to_unsigned (value, 10, 1, 64, &number, NULL))
    return app_fail (error,
        "channels is mix, each, left, right or a number "
        "from 1 on, not \"%s\".",
        value);
  *(gint *) to = n < 0 ? (gint) number : n - 1;
  return TRUE;
}

#define AT(member) G_STRUCT_OFFSET (OrbSettings, member)

static const AppOption options[] = {
  { "output", 'o', "DIR", "where results go (default: batch-out)",
      APP_OPTION_TEXT, AT (output) },
  { "jobs", 'j', "N", "recordings at the same time, 1 to 64 (default: 2)",
      APP_OPTION_INT, AT (jobs), 1, 64 },
  { "channels", 'c', "WHICH",
      "mix (default), each (one speaker per channel), left, right or a number",
      APP_OPTION_OTHER, AT (channels), .set = set_channels },
  { "write", 'w', "LIST",
      "of answer,conversation,jsonl,vtt,srt,txt (default: all)",
      APP_OPTION_OTHER, AT (write), .set = set_write },
  { "audio", 'a', "FORMAT", "of answers: wav (default), flac or opus",
      APP_OPTION_INDEX, AT (audio), 0, 0, orb_audio_words },
  { "to", 't', "LANGUAGE", "translate to this language", APP_OPTION_TEXT,
      AT (to) },
  { "language", 'l', "CODE", "of the speakers, as en (default: detected)",
      APP_OPTION_TEXT, AT (language) },
  { "model", 'm', "NAME", "model that answers (default: gpt-realtime-2.1)",
      APP_OPTION_TEXT, AT (model) },
  { "voice", 0, "NAME", "voice of the answers", APP_OPTION_TEXT, AT (voice) },
  { "instructions", 'i', "TEXT", "how the model shall behave", APP_OPTION_TEXT,
      AT (instructions) },
  { "transcription-model", 0, "NAME",
      "model that writes down (default: gpt-transcribe; none = nothing is "
      "written down)",
      APP_OPTION_TEXT, AT (transcription_model) },
  { "transcription-prompt", 0, "TEXT", "hints for it, such as names",
      APP_OPTION_TEXT, AT (transcription_prompt) },
  { "turn-detection", 0, "HOW", "server-vad (default), semantic-vad or none",
      APP_OPTION_WORD, AT (turn_detection), 0, 0, detection_words },
  { "silence", 0, "MS", "silence that ends a turn (default: 500)",
      APP_OPTION_INT, AT (silence), 100, 10000 },
  { "vad-threshold", 0, "X",
      "loudness that counts as speech, 0 to 1 (default: 0.5)",
      APP_OPTION_NUMBER, AT (vad_threshold), 0, 1 },
  { "session-config", 0, "JSON", "members of the session without an option",
      APP_OPTION_TEXT, AT (session_config) },
  { "uri", 0, "URI", "address of the service (default: OPENAI_BASE_URL)",
      APP_OPTION_TEXT, AT (uri) },
  { "drain-timeout", 0, "MS",
      "how long an answer is waited for without a sign of it (default: 30000)",
      APP_OPTION_INT, AT (drain_timeout), 100, 3600000 },
  { "retries", 'r', "N", "new tries when the service fails (default: 3)",
      APP_OPTION_INT, AT (retries), 0, 100 },
  { "retry-delay", 0, "MS",
      "before the first; doubles each time (default: 1000)", APP_OPTION_INT,
      AT (retry_delay), 0, 600000 },
  { "again", 0, NULL, "do finished recordings again", APP_OPTION_SWITCH,
      AT (again) },
  { "prices", 'p', "FILE", "price table, for costs", APP_OPTION_TEXT,
      AT (prices) },
  { "max-cost", 0, "X", "begin nothing that would cost more in sum",
      APP_OPTION_NUMBER, AT (max_cost), 0, 1e9, NULL, NULL, TRUE },
  { "dry-run", 'n', NULL, "only tell what would be done and what it may cost",
      APP_OPTION_SWITCH, AT (dry_run) },
  { "quiet", 'q', NULL, "tell nothing but errors", APP_OPTION_SWITCH,
      AT (quiet) },
  { "json", 0, NULL, "tell in JSON, a line per event", APP_OPTION_SWITCH,
      AT (json) },
  { NULL }
};

static const gchar summary[] =
    "Answers, transcribes or translates recordings: the OpenAI Realtime API.\n"
    "\n"
    "INPUT is a file, a folder with all in it, a pattern, a URI, or - for a\n"
    "list on the standard input. Anything that GStreamer reads will do. What\n"
    "is finished is not done again: after a crash, start the command again.";

static const gchar description[] =
    "Examples:\n"
    "  openai-realtime-batch transcribe recordings/ -o texts\n"
    "  openai-realtime-batch answer question.ogg --audio opus\n"
    "  openai-realtime-batch translate --to es 'talks/*.mp4' --jobs 4\n"
    "  openai-realtime-batch transcribe calls/ --channels each --dry-run \\\n"
    "      --prices prices.json\n"
    "  find . -name '*.wav' | openai-realtime-batch transcribe -\n"
    "\n"
    "The key is read from OPENAI_API_KEY.\n"
    "\n"
    "Exit status: 0 all done, 1 some recordings failed or are not whole,\n"
    "2 wrong use, 3 the service lets nothing through (key, quota, settings),\n"
    "4 --max-cost is reached, 5 the results cannot be written, 130\n"
    "interrupted.";

const AppProgram orb_program = { "openai-realtime-batch",
  "answer|transcribe|translate INPUT...", summary, description, options,
  "batch", NULL };

void
orb_settings_free (OrbSettings *settings)
{
  app_options_clear (&orb_program, settings);
  g_strfreev (settings->inputs);
  g_free (settings);
}

gboolean
orb_options_set_work (OrbSettings *settings, const gchar *word, GError **error)
{
  gint n = app_find_word (orb_work_words, word);

  if (n < 0)
    return app_fail (error,
        "The first word says what to do: answer, transcribe "
        "or translate, not \"%s\".",
        word);
  settings->work = n;
  return TRUE;
}

/* Words first, then inputs: the work may stand behind options. */
static gboolean
take_words (OrbSettings *settings, GStrv rest, GError **error)
{
  if (rest == NULL || rest[0] == NULL)
    return app_fail (error,
        "Nothing to do. Say answer, transcribe or "
        "translate, and name recordings; --help tells more.");
  if (!orb_options_set_work (settings, rest[0], error))
    return FALSE;
  if (rest[1] == NULL)
    return app_fail (error,
        "No recordings. Name files, folders or URIs behind "
        "\"%s\".",
        rest[0]);
  settings->inputs = g_strdupv (rest + 1);
  return TRUE;
}

OrbSettings *
orb_options_read (gint argc, gchar **argv, GError **error)
{
  OrbSettings *settings = orb_settings_new ();
  g_auto (GStrv) rest = NULL;

  if (!app_options_read (&orb_program, settings, argc, argv, &rest, error)
      || !take_words (settings, rest, error)
      || !orb_settings_check (settings, error))
    g_clear_pointer (&settings, orb_settings_free);
  return settings;
}
