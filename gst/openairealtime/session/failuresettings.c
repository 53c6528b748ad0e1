/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* failuresettings.c - what users set and cannot be, or what the application
 * leaves undone: sentences that name the property. */

#include "session/failure.h"
#include "protocol/printabletext.h"

#include <string.h>

#define MAX_FOREIGN_WORDS 500

OaFailure *
oa_failure_from_settings (const GError *error)
{
  return oa_failure_new (OA_CLASS_CONFIG, OA_RESOURCE (SETTINGS), "%s",
      error->message);
}

OaFailure *
oa_failure_from_rule (const gchar *sentence)
{
  return oa_failure_new (OA_CLASS_CONFIG, OA_RESOURCE (SETTINGS), "%s",
      sentence);
}

/* The rooms that read settings begin with the property's name. */
OaFailure *
oa_failure_from_property (const gchar *property, const GError *error,
    const gchar *next_step)
{
  gchar *start = g_strconcat (property, ": ", NULL);
  const gchar *cause = error->message;
  OaFailure *failure;

  if (g_str_has_prefix (cause, start))
    cause += strlen (start);
  failure = oa_failure_new (OA_CLASS_CONFIG, OA_RESOURCE (SETTINGS),
      "The property %s cannot be used: %s%s %s", property, cause,
      g_str_has_suffix (cause, ".") ? "" : ".", next_step);
  g_free (start);
  return failure;
}

OaFailure *
oa_failure_no_key (void)
{
  return oa_failure_new (OA_CLASS_AUTH, OA_RESOURCE (NOT_AUTHORIZED),
      "No API key. Set the api-key property or the OPENAI_API_KEY environment "
      "variable, or auth=none for a server that needs no key.");
}

OaFailure *
oa_failure_bad_key (void)
{
  return oa_failure_new (OA_CLASS_AUTH, OA_RESOURCE (SETTINGS),
      "The "
      "API key contains a line break or another character that no key has, or "
      "is too long for one. "
      "Check the api-key property or the OPENAI_API_KEY environment variable, "
      "wherever it comes from.");
}

OaFailure *
oa_failure_bad_base_url (const gchar *shown)
{
  return oa_failure_new (OA_CLASS_CONFIG, OA_RESOURCE (SETTINGS),
      "The address '%s' in the environment variable OPENAI_BASE_URL is not of "
      "the form https://host/path. Correct or unset it, or set the uri "
      "property to a ws:// or wss:// address.",
      shown);
}

OaFailure *
oa_failure_header_twice (const gchar *name, const gchar *from)
{
  return oa_failure_new (OA_CLASS_CONFIG, OA_RESOURCE (SETTINGS),
      "The header %s is in extra-headers and comes from %s, too. Leave one of "
      "the two out.",
      name, from);
}

OaFailure *
oa_failure_no_key_in_time (gboolean handler, guint timeout_ms)
{
  OaFailure *failure = oa_failure_new (OA_CLASS_AUTH,
      OA_RESOURCE (NOT_AUTHORIZED),
      handler
          ? "The application did not give a "
            "key within %u ms. Let its handler of request-api-key return sooner, or "
            "raise connect-timeout."
          : "The file of api-key-file could not be read "
            "within %u ms. Check the disk or network share that it is on.",
      timeout_ms);

  failure->retry = TRUE;
  return failure;
}

OaFailure *
oa_failure_no_output (guint timeout_ms)
{
  return oa_failure_new (OA_CLASS_CONTENT, OA_RESOURCE (READ),
      "A function "
      "call was not answered for %u ms, and the stream goes on without it. "
      "Answer it by the signal function-call or the action "
      "send-function-output, lower function-timeout, or raise "
      "drain-timeout.",
      timeout_ms);
}

/*** what the service refuses ***/

typedef struct
{
  const gchar *path;
  const gchar *property;
} Member;

/* Of both forms of the protocol; longer paths before those that they begin
 * with. */
static const Member members[] = {
  { "audio.output.voice", "voice" },
  { "audio.output.speed", "speed" },
  { "audio.output.language", "target-language" },
  { "audio.input.turn_detection.threshold", "vad-threshold" },
  { "audio.input.turn_detection.prefix_padding_ms", "vad-prefix-padding" },
  { "audio.input.turn_detection.silence_duration_ms", "vad-silence-duration" },
  { "audio.input.turn_detection.idle_timeout_ms", "idle-timeout" },
  { "audio.input.turn_detection.eagerness", "vad-eagerness" },
  { "audio.input.turn_detection.create_response", "create-response" },
  { "audio.input.turn_detection.interrupt_response", "interrupt-response" },
  { "audio.input.turn_detection", "turn-detection" },
  { "audio.input.noise_reduction", "noise-reduction" },
  { "audio.input.transcription.language", "transcription-language" },
  { "audio.input.transcription.prompt", "transcription-prompt" },
  { "audio.input.transcription", "transcription-model" },
  { "instructions", "instructions" },
  { "output_modalities", "output-modality" },
  { "tools", "tools" },
  { "tool_choice", "tool-choice" },
  { "max_output_tokens", "max-output-tokens" },
  { "reasoning", "reasoning-effort" },
  { "model", "model" },
  { "type", "session-type" },
  { "voice", "voice" },
  { "speed", "speed" },
  { "modalities", "output-modality" },
  { "turn_detection.threshold", "vad-threshold" },
  { "turn_detection.prefix_padding_ms", "vad-prefix-padding" },
  { "turn_detection.silence_duration_ms", "vad-silence-duration" },
  { "turn_detection", "turn-detection" },
  { "input_audio_noise_reduction", "noise-reduction" },
  { "input_audio_transcription", "transcription-model" },
  { "max_response_output_tokens", "max-output-tokens" },
};

/* Of a path into the session such as session.audio.output.voice, or NULL. */
static const gchar *
find_property (const gchar *path)
{
  guint i;

  if (path == NULL)
    return NULL;
  if (g_str_has_prefix (path, "session."))
    path += strlen ("session.");
  for (i = 0; i < G_N_ELEMENTS (members); i++) {
    gsize length = strlen (members[i].path);

    if (strncmp (path, members[i].path, length) == 0
        && strchr (".[", path[length]) != NULL)
      return members[i].property;
  }
  return NULL;
}

/* Which property to look at; the path goes along, as session-config has it. */
static gchar *
describe_property (const gchar *path)
{
  const gchar *property = find_property (path);
  gchar *shown = oa_text_make_printable (path, MAX_FOREIGN_WORDS);
  gchar *text;

  if (shown == NULL || *shown == '\0')
    text = g_strdup ("the property that it names");
  else if (property != NULL)
    text = g_strdup_printf ("the property %s (%s)", property, shown);
  else
    text = g_strdup_printf ("%s in the property session-config", shown);
  g_free (shown);
  return text;
}

OaFailure *
oa_failure_refused_session (const OaServiceError *error)
{
  gchar *words = oa_failure_quote_service (error);
  gchar *property = describe_property (error->param);
  OaFailure *failure = oa_failure_new (OA_CLASS_CONFIG, OA_RESOURCE (SETTINGS),
      "The service refused the session's "
      "settings: %s. Correct %s.",
      words, property);

  failure->debug = words;
  oa_failure_add_service (failure, error);
  g_free (property);
  return failure;
}

OaFailure *
oa_failure_unknown_field (const gchar *path)
{
  gchar *property = describe_property (path);
  OaFailure *failure = oa_failure_new (OA_CLASS_CONFIG, OA_RESOURCE (SETTINGS),
      "The service does not know the session "
      "field %s; the session goes on without it. Do without %s, or check that "
      "the properties dialect and uri fit the service.",
      path, property);

  g_free (property);
  return failure;
}
