/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settings.h - the session that the user asked for, as plain values.
 *
 * A copy of the element's session properties plus the two audio formats;
 * owns its strings. Not thread safe. */

#pragma once

#include "../enums.h"
#include "audioformat.h"

G_BEGIN_DECLS

typedef struct
{
  GstOpenaiRealtimeSessionType session_type;
  OaAudioFormat input_format; /* UNKNOWN = leave to the default, PCM */
  OaAudioFormat output_format;

  gchar *instructions; /* NULL = the service's own */
  gchar *voice;        /* NULL = the model's own; "voice_…" = custom */
  gdouble speed;       /* 0.25 … 1.5 */
  GstOpenaiRealtimeModality output_modality;

  GstOpenaiRealtimeTurnDetection turn_detection;
  gdouble vad_threshold;      /* 0 … 1 */
  guint vad_prefix_padding;   /* ms */
  guint vad_silence_duration; /* ms */
  GstOpenaiRealtimeEagerness vad_eagerness;
  guint idle_timeout; /* ms, 0 = off, else 5000 … 30000 */
  gboolean create_response;
  gboolean interrupt_response;

  GstOpenaiRealtimeNoiseReduction noise_reduction;
  gchar *transcription_model; /* NULL or "" = no input transcription */
  gchar *transcription_language;
  gchar *transcription_prompt;
  gchar *target_language; /* translation */

  gchar *tools;            /* JSON array text, checked, or NULL */
  gchar *tool_choice;      /* auto (also NULL), none, required, a function
                            * name, or a JSON object */
  guint max_output_tokens; /* 0 = inf */
  gchar *reasoning_effort; /* NULL = the model's own */
  gchar *session_config;   /* JSON object text, checked, merged last */
} OaSettings;

/* Fills with the documented defaults. */
void oa_settings_init (OaSettings *self);

/* Writes over @self, which holds nothing yet or was cleared. */
void oa_settings_copy (OaSettings *self, const OaSettings *from);

/* Makes of @self what its session type allows: without responses none is asked
 * for; a transcription model that writes as it hears takes no detection. */
void oa_settings_normalize (OaSettings *self);

/* Frees the strings. */
void oa_settings_clear (OaSettings *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OaSettings, oa_settings_clear)

G_END_DECLS
