/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settings.c - defaults, copying and freeing of the settings, no meaning. */

#include "settings.h"

/* Every string member, so that none is forgotten in a copy or leaked. */
static const gsize strings[] = { G_STRUCT_OFFSET (OaSettings, instructions),
  G_STRUCT_OFFSET (OaSettings, voice),
  G_STRUCT_OFFSET (OaSettings, transcription_model),
  G_STRUCT_OFFSET (OaSettings, transcription_language),
  G_STRUCT_OFFSET (OaSettings, transcription_prompt),
  G_STRUCT_OFFSET (OaSettings, target_language),
  G_STRUCT_OFFSET (OaSettings, tools),
  G_STRUCT_OFFSET (OaSettings, tool_choice),
  G_STRUCT_OFFSET (OaSettings, reasoning_effort),
  G_STRUCT_OFFSET (OaSettings, session_config) };

void
oa_settings_init (OaSettings *self)
{
  *self = (OaSettings){
    .session_type = GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME,
    .input_format = OA_AUDIO_FORMAT_UNKNOWN,
    .output_format = OA_AUDIO_FORMAT_UNKNOWN,
    .speed = 1.0,
    .output_modality = GST_OPENAI_REALTIME_MODALITY_AUDIO,
    .turn_detection = GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD,
    .vad_threshold = 0.5,
    .vad_prefix_padding = 300,
    .vad_silence_duration = 500,
    .vad_eagerness = GST_OPENAI_REALTIME_EAGERNESS_AUTO,
    .create_response = TRUE,
    .interrupt_response = TRUE,
    .noise_reduction = GST_OPENAI_REALTIME_NOISE_REDUCTION_NONE,
  };
}

void
oa_settings_copy (OaSettings *self, const OaSettings *from)
{
  *self = *from;
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++) {
    gchar **copy = G_STRUCT_MEMBER_P (self, strings[i]);

    *copy = g_strdup (*copy);
  }
}

/* These models refuse detection in a transcription session. */
static gboolean
is_streaming_model (const gchar *model)
{
  return model
      && (g_str_has_prefix (model, "gpt-live-transcribe")
          || g_str_has_prefix (model, "gpt-realtime-whisper"));
}

void
oa_settings_normalize (OaSettings *self)
{
  if (self->session_type == GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME)
    return;
  self->create_response = FALSE;
  self->interrupt_response = FALSE;
  if (self->session_type == GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION
      && is_streaming_model (self->transcription_model))
    self->turn_detection = GST_OPENAI_REALTIME_TURN_DETECTION_NONE;
}

void
oa_settings_clear (OaSettings *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_clear_pointer ((gchar **) G_STRUCT_MEMBER_P (self, strings[i]), g_free);
}
