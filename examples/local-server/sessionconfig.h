/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionconfig.h - the session object: defaults, checks, merging. Pure. */

#pragma once

#include "audio.h"
#include "problem.h"

G_BEGIN_DECLS

/* As session.created has it. */
JsonObject *ors_session_config_new (const gchar *id, const gchar *model,
    gint64 expires_at);
JsonObject *ors_session_config_new_transcription (const gchar *id,
    gint64 expires_at);

JsonObject *ors_session_config_new_translation (const gchar *id,
    const gchar *model, gint64 expires_at);

/* What the moment forbids. */
typedef struct
{
  gboolean assistant_audio_present; /* the voice is fixed */
  gboolean response_active;         /* the speed is fixed */
} OrsSessionMoment;

/* The session that @update makes of @config, or NULL and a @problem; @config
 * itself is never changed. */
JsonObject *ors_session_config_update (JsonObject *config, JsonObject *update,
    const OrsSessionMoment *moment, OrsProblem *problem);

/* The settings of one response: the session's with @overrides (may be NULL)
 * merged over it, but for its input. */
JsonObject *ors_session_config_for_response (JsonObject *config,
    JsonObject *overrides, const OrsSessionMoment *moment, OrsProblem *problem);

/* Parts; borrowed, NULL when null or missing. */
JsonObject *ors_session_config_get_input (JsonObject *config);
JsonObject *ors_session_config_get_output (JsonObject *config);
JsonObject *ors_session_config_get_turn_detection (JsonObject *config);
JsonObject *ors_session_config_get_transcription (JsonObject *config);
OaAudioFormat ors_session_config_get_input_format (JsonObject *config);
OaAudioFormat ors_session_config_get_output_format (JsonObject *config);

/* Whatever was asked for; names as of ors_format_from_name(), NULL = as it
 * is. */
void ors_session_config_force_formats (JsonObject *config, const gchar *input,
    const gchar *output);

/* "audio" or "text". */
const gchar *ors_session_config_get_modality (JsonObject *config);

/* The voice's name, or the id of a custom voice. */
const gchar *ors_session_config_get_voice (JsonObject *config);

/* -1 = no limit. */
gint64 ors_session_config_get_max_tokens (JsonObject *config);

/* Length of the silence that ends a turn. */
guint ors_turn_detection_silence_ms (JsonObject *turn_detection);

G_END_DECLS
