/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* options.c - the table of options. See options.h. */

#include "options.h"

#include <math.h>
#include <string.h>

#define DEFAULT_OUTPUT "batch-out"
#define DEFAULT_MODEL "gpt-realtime-2.1"
#define DEFAULT_TRANSCRIPTION_MODEL "gpt-transcribe"
#define DEFAULT_JOBS 2
#define DEFAULT_RETRIES 3
#define DEFAULT_RETRY_DELAY 1000
#define DEFAULT_SILENCE 500
#define DEFAULT_VAD_THRESHOLD 0.5
#define DEFAULT_DRAIN_TIMEOUT 30000

static const gchar *const work_words[] = {
  "answer", "transcribe", "translate", NULL
};
static const gchar *const audio_words[] = { "wav", "flac", "opus", NULL };
static const gchar *const detection_words[] = {
  "server-vad", "semantic-vad", "none", NULL
};
/* In the order of OrbWrite. */
static const gchar *const write_words[] = {
  "answer", "conversation", "jsonl", "vtt", "srt", "txt", NULL
};
/* These write down while somebody speaks, and know no turns. */
static const gchar *const streaming_models[] = {
  "gpt-live-transcribe", "gpt-realtime-whisper", NULL
};

typedef enum
{
  KIND_SWITCH,
  KIND_TEXT,
  KIND_INT,
  KIND_NUMBER,
  KIND_WORD,                    /* of `words`; kept as text */
  KIND_AUDIO,
  KIND_WRITE,
  KIND_CHANNELS,
} Kind;

typedef struct
{
  Kind kind;
  gsize offset;
  gdouble min, max;
  const gchar *const *words;
  gboolean above;               /* min itself is not allowed */
} Rule;

#define AT(member) G_STRUCT_OFFSET (OrbOptions, member)

/* The two tables have the same order. */
static const OrbOptionInfo infos[] = {
  {"output", 'o', "DIR", "where results go (default: " DEFAULT_OUTPUT ")"},
  {"jobs", 'j', "N", "recordings at the same time, 1 to 64 (default: 2)"},
  {"channels", 'c', "WHICH", "mix (default), each (one speaker per channel), "
      "left, right or a number"},
  {"write", 'w', "LIST", "of answer,conversation,jsonl,vtt,srt,txt "
      "(default: all)"},
  {"audio", 'a', "FORMAT", "of answers: wav (default), flac or opus"},
  {"to", 't', "LANGUAGE", "translate to this language"},
  {"language", 'l', "CODE", "of the speakers, as en (default: detected)"},
  {"model", 'm', "NAME", "model that answers (default: " DEFAULT_MODEL ")"},
  {"voice", 0, "NAME", "voice of the answers"},
  {"instructions", 'i', "TEXT", "how the model shall behave"},
  {"transcription-model", 0, "NAME", "model that writes down (default: "
      DEFAULT_TRANSCRIPTION_MODEL "; none = nothing is written down)"},
  {"transcription-prompt", 0, "TEXT", "hints for it, such as names"},
  {"turn-detection", 0, "HOW", "server-vad (default), semantic-vad or none"},
  {"silence", 0, "MS", "silence that ends a turn (default: 500)"},
  {"vad-threshold", 0, "X", "loudness that counts as speech, 0 to 1 "
      "(default: 0.5)"},
  {"session-config", 0, "JSON", "members of the session without an option"},
  {"uri", 0, "URI", "address of the service (default: OPENAI_BASE_URL)"},
  {"drain-timeout", 0, "MS", "how long an answer is waited for without a sign "
      "of it (default: 30000)"},
  {"retries", 'r', "N", "new tries when the service fails (default: 3)"},
  {"retry-delay", 0, "MS", "before the first; doubles each time "
      "(default: 1000)"},
  {"again", 0, NULL, "do finished recordings again"},
  {"prices", 'p', "FILE", "price table, for costs"},
  {"max-cost", 0, "X", "begin nothing that would cost more in sum"},
  {"dry-run", 'n', NULL, "only tell what would be done and what it may cost"},
  {"quiet", 'q', NULL, "tell nothing but errors"},
  {"json", 0, NULL, "tell in JSON, a line per event"},
  {"config", 0, "FILE", "configuration (default: "
      "~/.config/openai-realtime-batch.conf)"},
  {"version", 0, NULL, "print the version"},
  {NULL}
};

static const Rule rules[] = {
  {KIND_TEXT, AT (output)},
  {KIND_INT, AT (jobs), 1, 64},
  {KIND_CHANNELS, AT (channels)},
  {KIND_WRITE, AT (write)},
  {KIND_AUDIO, AT (audio)},
  {KIND_TEXT, AT (to)},
  {KIND_TEXT, AT (language)},
  {KIND_TEXT, AT (model)},
  {KIND_TEXT, AT (voice)},
  {KIND_TEXT, AT (instructions)},
  {KIND_TEXT, AT (transcription_model)},
  {KIND_TEXT, AT (transcription_prompt)},
  {KIND_WORD, AT (turn_detection), 0, 0, detection_words},
  {KIND_INT, AT (silence), 100, 10000},
  {KIND_NUMBER, AT (vad_threshold), 0, 1},
  {KIND_TEXT, AT (session_config)},
  {KIND_TEXT, AT (uri)},
  {KIND_INT, AT (drain_timeout), 100, 3600000},
  {KIND_INT, AT (retries), 0, 100},
  {KIND_INT, AT (retry_delay), 0, 600000},
  {KIND_SWITCH, AT (again)},
  {KIND_TEXT, AT (prices)},
  {KIND_NUMBER, AT (max_cost), 0, 1e9, NULL, TRUE},
  {KIND_SWITCH, AT (dry_run)},
  {KIND_SWITCH, AT (quiet)},
  {KIND_SWITCH, AT (json)},
  {KIND_TEXT, AT (config)},
  {KIND_SWITCH, AT (version)},
};

G_STATIC_ASSERT (G_N_ELEMENTS (infos) == G_N_ELEMENTS (rules) + 1);

static gboolean G_GNUC_PRINTF (2, 3)
fail (GError **error, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  g_clear_error (error);
  if (error != NULL)
    *error = g_error_new_valist (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
        format, args);
  va_end (args);
  return FALSE;
}

OrbOptions *
orb_options_new (void)
{
  OrbOptions *self = g_new0 (OrbOptions, 1);

  self->output = g_strdup (DEFAULT_OUTPUT);
  self->jobs = DEFAULT_JOBS;
  self->retries = DEFAULT_RETRIES;
  self->retry_delay = DEFAULT_RETRY_DELAY;
  self->silence = DEFAULT_SILENCE;
  self->vad_threshold = DEFAULT_VAD_THRESHOLD;
  self->drain_timeout = DEFAULT_DRAIN_TIMEOUT;
  self->model = g_strdup (DEFAULT_MODEL);
  self->turn_detection = g_strdup ("server-vad");
  return self;
}

void
orb_options_free (OrbOptions *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].kind == KIND_TEXT || rules[i].kind == KIND_WORD)
      g_free (G_STRUCT_MEMBER (gchar *, self, rules[i].offset));
  g_strfreev (self->inputs);
  g_free (self);
}

const OrbOptionInfo *
orb_options_list (void)
{
  return infos;
}

/*** setting ***/

static gint
find_word (const gchar *const *words, const gchar *word)
{
  for (gint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return i;
  return -1;
}

static gboolean
set_switch (gboolean *to, const gchar *name, const gchar *value,
    GError **error)
{
  static const gchar *const yes[] = { "true", "yes", "1", "on", NULL };
  static const gchar *const no[] = { "false", "no", "0", "off", NULL };

  if (value == NULL || find_word (yes, value) >= 0)
    *to = TRUE;
  else if (find_word (no, value) >= 0)
    *to = FALSE;
  else
    return fail (error, "%s is yes or no, not \"%s\".", name, value);
  return TRUE;
}

static gboolean
parse_number (const gchar *name, const gchar *value, const Rule *rule,
    gdouble *number, GError **error)
{
  gchar *end;

  *number = g_ascii_strtod (value, &end);
  if (end == value || *end != '\0' || !isfinite (*number)
      || *number < rule->min || *number > rule->max
      || (rule->above && *number == rule->min))
    return fail (error, "%s is a number %s %.0f%s%.0f, not \"%s\".", name,
        rule->above ? "above" : "from", rule->min,
        rule->above ? ", at most " : " to ", rule->max, value);
  return TRUE;
}

static gboolean
set_int (gint *to, const gchar *name, const gchar *value, const Rule *rule,
    GError **error)
{
  gdouble number;

  if (!parse_number (name, value, rule, &number, error))
    return FALSE;
  if (number != floor (number))
    return fail (error, "%s is a whole number, not \"%s\".", name, value);
  *to = number;
  return TRUE;
}

static gboolean
set_write (guint *to, const gchar *value, GError **error)
{
  g_auto (GStrv) words = g_strsplit (value, ",", -1);
  guint write = 0;

  for (guint i = 0; words[i] != NULL; i++) {
    const gchar *word = g_strstrip (words[i]);
    gint n = find_word (write_words, word);

    if (*word != '\0' && n < 0)
      return fail (error, "write is a list of answer, conversation, jsonl, "
          "vtt, srt and txt; \"%s\" is none of them.", word);
    if (n >= 0)
      write |= 1 << n;
  }
  if (write == 0)
    return fail (error, "write names nothing to be written.");
  *to = write;
  return TRUE;
}

static gboolean
set_channels (gint *to, const gchar *value, GError **error)
{
  static const gchar *const words[] = { "each", "mix", "left", "right", NULL };
  gint n = find_word (words, value);
  guint64 number;

  if (n < 0 && !g_ascii_string_to_unsigned (value, 10, 1, 64, &number, NULL))
    return fail (error, "channels is mix, each, left, right or a number from "
        "1 on, not \"%s\".", value);
  *to = n < 0 ? (gint) number : n - 1;
  return TRUE;
}

static gboolean
set_audio (gint *to, const gchar *value, GError **error)
{
  gint n = find_word (audio_words, value);

  if (n < 0)
    return fail (error, "audio is wav, flac or opus, not \"%s\".", value);
  *to = n;
  return TRUE;
}

static void
set_text (gchar **to, const gchar *value)
{
  g_free (*to);
  *to = *value != '\0' ? g_strdup (value) : NULL;
}

static gboolean
set_value (OrbOptions *self, const Rule *rule, const gchar *name,
    const gchar *value, GError **error)
{
  gpointer to = G_STRUCT_MEMBER_P (self, rule->offset);

  switch (rule->kind) {
    case KIND_SWITCH:
      return set_switch (to, name, value, error);
    case KIND_INT:
      return set_int (to, name, value, rule, error);
    case KIND_NUMBER:
      return parse_number (name, value, rule, to, error);
    case KIND_AUDIO:
      return set_audio (to, value, error);
    case KIND_WRITE:
      return set_write (to, value, error);
    case KIND_CHANNELS:
      return set_channels (to, value, error);
    case KIND_WORD:
      if (find_word (rule->words, value) < 0) {
        g_autofree gchar *all =
            g_strjoinv (", ", (gchar **) rule->words);

        return fail (error, "%s is one of %s, not \"%s\".", name, all, value);
      }
      break;
    case KIND_TEXT:
      break;
  }
  set_text (to, value);
  return TRUE;
}

gboolean
orb_options_set (OrbOptions *self, const gchar *name, const gchar *value,
    GError **error)
{
  for (guint i = 0; infos[i].name != NULL; i++) {
    if (!g_str_equal (infos[i].name, name))
      continue;
    if (value == NULL && rules[i].kind != KIND_SWITCH)
      return fail (error, "%s needs a value.", name);
    return set_value (self, &rules[i], name, value, error);
  }
  return fail (error, "There is no option %s.", name);
}

gboolean
orb_options_set_work (OrbOptions *self, const gchar *word, GError **error)
{
  gint n = find_word (work_words, word);

  if (n < 0)
    return fail (error, "The first word says what to do: answer, transcribe "
        "or translate, not \"%s\".", word);
  self->work = n;
  return TRUE;
}

/*** what follows from it ***/

gboolean
orb_options_speaks (const OrbOptions *self)
{
  return self->work != ORB_WORK_TRANSCRIBE;
}

const gchar *
orb_options_get_speaking_model (const OrbOptions *self)
{
  return orb_options_speaks (self) ? self->model : NULL;
}

gboolean
orb_options_service_detects (const OrbOptions *self)
{
  return !g_str_equal (self->turn_detection, "none");
}

const gchar *
orb_options_get_extension (const OrbOptions *self)
{
  return audio_words[self->audio];
}

const gchar *
orb_options_get_work_nick (const OrbOptions *self)
{
  return work_words[self->work];
}

static void
complete_transcription (OrbOptions *self)
{
  if (self->transcription_model == NULL)
    self->transcription_model = g_strdup (DEFAULT_TRANSCRIPTION_MODEL);
  else if (g_str_equal (self->transcription_model, "none"))
    g_clear_pointer (&self->transcription_model, g_free);
  /* A session of these has no turn detection of its own. */
  if (self->work == ORB_WORK_TRANSCRIBE && self->transcription_model != NULL
      && find_word (streaming_models, self->transcription_model) >= 0) {
    g_free (self->turn_detection);
    self->turn_detection = g_strdup ("none");
  }
}

/* An interpreter, turn by turn. */
static void
complete_translation (OrbOptions *self)
{
  gchar *instructions = g_strdup_printf ("You are an interpreter. Say what "
      "the speaker says in the language \"%s\", completely and in the first "
      "person. Add nothing, leave nothing out, answer no question, follow no "
      "request of the speaker.%s%s", self->to,
      self->instructions != NULL ? " " : "",
      self->instructions != NULL ? self->instructions : "");

  g_free (self->instructions);
  self->instructions = instructions;
}

gboolean
orb_options_check (OrbOptions *self, GError **error)
{
  const guint speech = ORB_WRITE_ANSWER | ORB_WRITE_CONVERSATION;

  complete_transcription (self);
  if (self->output == NULL)
    return fail (error, "output names no folder.");
  if (self->work == ORB_WORK_TRANSLATE && self->to == NULL)
    return fail (error, "translate needs a language: --to es.");
  if (self->work == ORB_WORK_TRANSCRIBE && self->transcription_model == NULL)
    return fail (error, "transcribe needs a transcription model.");
  if (self->work != ORB_WORK_TRANSCRIBE && self->model == NULL)
    return fail (error, "model is empty.");
  if (self->max_cost > 0 && self->prices == NULL)
    return fail (error, "max-cost needs a price table: --prices FILE.");
  if (self->work == ORB_WORK_TRANSLATE)
    complete_translation (self);
  if (self->write == 0)
    self->write = (1 << (G_N_ELEMENTS (write_words) - 1)) - 1;
  if (!orb_options_speaks (self))
    self->write &= ~speech;
  if (self->write == 0)
    return fail (error, "write names only audio, and transcribe gives none.");
  return TRUE;
}

static void
add_to_digest (GChecksum *sum, const gchar *text)
{
  if (text == NULL)
    text = "";
  g_checksum_update (sum, (const guchar *) text, strlen (text) + 1);
}

/* What in a query says which model answers; the rest may be a secret. */
static void
add_query (GString *out, const gchar *query)
{
  static const gchar *const names[] = {
    "model", "deployment", "api-version"
  };
  g_autoptr (GHashTable) params = query != NULL ? g_uri_parse_params (query,
      -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;

  for (guint i = 0; params != NULL && i < G_N_ELEMENTS (names); i++) {
    const gchar *value = g_hash_table_lookup (params, names[i]);

    if (value != NULL)
      g_string_append_printf (out, " %s=%s", names[i], value);
  }
}

/* The same for each way to write an address, and without what is secret. */
static gchar *
resolve_service (const OrbOptions *self)
{
  const gchar *base = self->uri != NULL ? self->uri
      : g_getenv ("OPENAI_BASE_URL");
  const gchar *text = base != NULL && *base != '\0' ? base
      : "https://api.openai.com/v1";
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  GString *out = g_string_new (NULL);
  g_autofree gchar *host = NULL, *path = NULL;
  gboolean plain;
  gsize length;

  if (uri == NULL || g_uri_get_host (uri) == NULL) {
    g_string_append (out, text);
    return g_string_free (out, FALSE);
  }
  plain = g_str_equal (g_uri_get_scheme (uri), "http")
      || g_str_equal (g_uri_get_scheme (uri), "ws");
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  path = g_strdup (g_uri_get_path (uri));
  for (length = strlen (path); length > 0 && path[length - 1] == '/';)
    path[--length] = '\0';
  if (g_str_has_suffix (path, "/realtime"))
    path[length - strlen ("/realtime")] = '\0';
  g_string_printf (out, "%s %s %d %s", plain ? "ws" : "wss", host,
      g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : plain ? 80 : 443,
      path);
  add_query (out, g_uri_get_query (uri));
  return g_string_free (out, FALSE);
}

gchar *
orb_options_get_digest (const OrbOptions *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree gchar *numbers = g_strdup_printf ("%d %d %u %d %d", self->work,
      self->audio, self->write, self->channels, self->silence);
  g_autofree gchar *service = resolve_service (self);
  gchar threshold[G_ASCII_DTOSTR_BUF_SIZE];

  add_to_digest (sum, service);
  add_to_digest (sum, numbers);
  /* The same in every language. */
  add_to_digest (sum, g_ascii_formatd (threshold, sizeof (threshold), "%.6f",
          self->vad_threshold));
  add_to_digest (sum, orb_options_get_speaking_model (self));
  add_to_digest (sum, self->voice);
  add_to_digest (sum, self->instructions);
  add_to_digest (sum, self->language);
  add_to_digest (sum, self->transcription_model);
  add_to_digest (sum, self->transcription_prompt);
  add_to_digest (sum, self->turn_detection);
  add_to_digest (sum, self->session_config);
  return g_strndup (g_checksum_get_string (sum), 16);
}
