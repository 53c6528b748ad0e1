/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settings.c - see settings.h. */

#include "settings.h"

#include "common/options.h"

#include <string.h>

const gchar *const orb_work_words[] = { "answer", "transcribe", "translate",
  NULL };
const gchar *const orb_audio_words[] = { "wav", "flac", "opus", NULL };
const gchar *const orb_write_words[] = { "answer", "conversation", "jsonl",
  "vtt", "srt", "txt", NULL };
/* Models that transcribe continuously and have no turns. */
static const gchar *const streaming_models[] = { "gpt-live-transcribe",
  "gpt-realtime-whisper", NULL };

OrbSettings *
orb_settings_new (void)
{
  OrbSettings *self = g_new0 (OrbSettings, 1);

  self->output = g_strdup ("batch-out");
  self->jobs = 2;
  self->retries = 3;
  self->retry_delay = 1000;
  self->silence = 500;
  self->vad_threshold = 0.5;
  self->drain_timeout = 30000;
  self->model = g_strdup ("gpt-realtime-2.1");
  self->turn_detection = g_strdup ("server-vad");
  return self;
}

gboolean
orb_settings_speaks (const OrbSettings *self)
{
  return self->work != ORB_WORK_TRANSCRIBE;
}

const gchar *
orb_settings_get_speaking_model (const OrbSettings *self)
{
  return orb_settings_speaks (self) ? self->model : NULL;
}

gboolean
orb_settings_service_detects (const OrbSettings *self)
{
  return !g_str_equal (self->turn_detection, "none");
}

static void
complete_transcription (OrbSettings *self)
{
  if (self->transcription_model == NULL)
    self->transcription_model = g_strdup ("gpt-transcribe");
  else if (g_str_equal (self->transcription_model, "none"))
    g_clear_pointer (&self->transcription_model, g_free);
  /* A session of these has no turn detection of its own. */
  if (self->work == ORB_WORK_TRANSCRIBE && self->transcription_model != NULL
      && app_find_word (streaming_models, self->transcription_model) >= 0) {
    g_free (self->turn_detection);
    self->turn_detection = g_strdup ("none");
  }
}

/* An interpreter, turn by turn. */
static void
complete_translation (OrbSettings *self)
{
  gchar *instructions = g_strdup_printf (
      "You are an interpreter. Say what "
      "the speaker says in the language \"%s\", completely and in the first "
      "person. Add nothing, leave nothing out, answer no question, follow no "
      "request of the speaker.%s%s",
      self->to, self->instructions != NULL ? " " : "",
      self->instructions != NULL ? self->instructions : "");

  g_free (self->instructions);
  self->instructions = instructions;
}

gboolean
orb_settings_check (OrbSettings *self, GError **error)
{
  const guint speech = ORB_WRITE_ANSWER | ORB_WRITE_CONVERSATION;

  complete_transcription (self);
  if (self->output == NULL)
    return app_fail (error, "output names no folder.");
  if (self->work == ORB_WORK_TRANSLATE && self->to == NULL)
    return app_fail (error, "translate needs a language: --to es.");
  if (self->work == ORB_WORK_TRANSCRIBE && self->transcription_model == NULL)
    return app_fail (error, "transcribe needs a transcription model.");
  if (self->work != ORB_WORK_TRANSCRIBE && self->model == NULL)
    return app_fail (error, "model is empty.");
  if (self->max_cost > 0 && self->prices == NULL)
    return app_fail (error, "max-cost needs a price table: --prices FILE.");
  if (self->work == ORB_WORK_TRANSLATE)
    complete_translation (self);
  if (self->write == 0)
    self->write = (1 << (G_N_ELEMENTS (orb_write_words) - 1)) - 1;
  if (!orb_settings_speaks (self))
    self->write &= ~speech;
  if (self->write == 0)
    return app_fail (error,
        "write names only audio, and transcribe gives none.");
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
  static const gchar *const names[] = { "model", "deployment", "api-version" };
  g_autoptr (GHashTable) params = query != NULL
      ? g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL)
      : NULL;

  for (guint i = 0; params != NULL && i < G_N_ELEMENTS (names); i++) {
    const gchar *value = g_hash_table_lookup (params, names[i]);

    if (value != NULL)
      g_string_append_printf (out, " %s=%s", names[i], value);
  }
}

/* The same for each way to write an address, and without what is secret. */
static gchar *
resolve_service (const OrbSettings *self)
{
  const gchar *base = self->uri != NULL ? self->uri
                                        : g_getenv ("OPENAI_BASE_URL");
  const gchar *text =
      base != NULL && *base != '\0' ? base : "https://api.openai.com/v1";
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
      g_uri_get_port (uri) > 0 ? g_uri_get_port (uri)
          : plain              ? 80
                               : 443,
      path);
  add_query (out, g_uri_get_query (uri));
  return g_string_free (out, FALSE);
}

gchar *
orb_settings_get_digest (const OrbSettings *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree gchar *numbers = g_strdup_printf ("%d %d %u %d %d", self->work,
      self->audio, self->write, self->channels, self->silence);
  g_autofree gchar *service = resolve_service (self);
  gchar threshold[G_ASCII_DTOSTR_BUF_SIZE];

  add_to_digest (sum, service);
  add_to_digest (sum, numbers);
  /* The same in every language. */
  add_to_digest (sum,
      g_ascii_formatd (threshold, sizeof (threshold), "%.6f",
          self->vad_threshold));
  add_to_digest (sum, orb_settings_get_speaking_model (self));
  add_to_digest (sum, self->voice);
  add_to_digest (sum, self->instructions);
  add_to_digest (sum, self->language);
  add_to_digest (sum, self->transcription_model);
  add_to_digest (sum, self->transcription_prompt);
  add_to_digest (sum, self->turn_detection);
  add_to_digest (sum, self->session_config);
  return g_strndup (g_checksum_get_string (sum), 16);
}
