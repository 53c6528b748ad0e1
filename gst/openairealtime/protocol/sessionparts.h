/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionparts.h - the values of a session that all dialects write alike.
 *
 * Only where they go, and under which name, differs. */

#pragma once

#include "settings.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What of turn detection the session knows. */
typedef enum
{
  OA_TURNS_RESPOND = 1 << 0, /* create_response, interrupt_response */
  OA_TURNS_IDLE = 1 << 1,    /* idle_timeout_ms */
} OaTurnsFlags;

/* Nodes are (transfer full); "off" is a null node. */
JsonNode *oa_session_part_turn_detection (const OaSettings *settings,
    OaTurnsFlags flags);
JsonNode *oa_session_part_noise_reduction (const OaSettings *settings);
JsonNode *oa_session_part_transcription (const OaSettings *settings);
JsonNode *oa_session_part_tools (const OaSettings *settings);
JsonNode *oa_session_part_tool_choice (const OaSettings *settings);
JsonNode *oa_session_part_max_tokens (const OaSettings *settings);

/* PCM unless another format was negotiated. */
OaAudioFormat oa_session_part_format (OaAudioFormat format);

/* TRUE for a text that says something. */
gboolean oa_session_part_is_set (const gchar *text);

/* session-config over @session. */
void oa_session_part_merge_config (JsonObject *session,
    const OaSettings *settings);

G_END_DECLS
