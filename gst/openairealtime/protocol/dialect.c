/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dialect.c - the table of dialects.
 *
 * How a dialect shapes a session is in dialectga.c and dialectbeta.c. */

#include "dialect.h"

#include "dialectbeta.h"
#include "dialectga.h"

static const gchar *const needs_type[] = { "type", NULL };
static const gchar *const needs_nothing[] = { NULL };

static const OaDialect ga_realtime = {
  .name = "ga",
  .events = &oa_event_table_realtime,
  .session_update = "session.update",
  .append = "input_audio_buffer.append",
  .commit = "input_audio_buffer.commit",
  .clear = "input_audio_buffer.clear",
  .build_session = oa_dialect_ga_build_realtime,
  .mandatory = needs_type,
  .has_items = TRUE,
  .has_responses = TRUE,
  .has_turns = TRUE,
  .has_output = TRUE,
  .has_formats = TRUE,
};

static const OaDialect ga_transcription = {
  .name = "ga-transcription",
  .events = &oa_event_table_realtime,
  .session_update = "session.update",
  .append = "input_audio_buffer.append",
  .commit = "input_audio_buffer.commit",
  .clear = "input_audio_buffer.clear",
  .build_session = oa_dialect_ga_build_transcription,
  .mandatory = needs_type,
  .has_items = TRUE,
  .has_turns = TRUE,
  .has_formats = TRUE,
};

static const OaDialect ga_translation = {
  .name = "ga-translation",
  .events = &oa_event_table_realtime,
  .session_update = "session.update",
  .append = "session.input_audio_buffer.append",
  .session_close = "session.close",
  .build_session = oa_dialect_ga_build_translation,
  .mandatory = needs_nothing,
  .has_output = TRUE,
  .continuous_output = TRUE,
  .has_close = TRUE,
};

static const OaDialect beta_realtime = {
  .name = "beta",
  .events = &oa_event_table_realtime,
  .session_update = "session.update",
  .append = "input_audio_buffer.append",
  .commit = "input_audio_buffer.commit",
  .clear = "input_audio_buffer.clear",
  .header_name = "OpenAI-Beta",
  .header_value = "realtime=v1",
  .build_session = oa_dialect_beta_build_realtime,
  .mandatory = needs_nothing,
  .has_items = TRUE,
  .has_responses = TRUE,
  .has_turns = TRUE,
  .has_output = TRUE,
  .has_formats = TRUE,
  .adapt_item = oa_dialect_beta_adapt_item,
  .adapt_response = oa_dialect_beta_adapt_response,
};

static const OaDialect beta_transcription = {
  .name = "beta-transcription",
  .events = &oa_event_table_realtime,
  .session_update = "transcription_session.update",
  .append = "input_audio_buffer.append",
  .commit = "input_audio_buffer.commit",
  .clear = "input_audio_buffer.clear",
  .header_name = "OpenAI-Beta",
  .header_value = "realtime=v1",
  .build_session = oa_dialect_beta_build_transcription,
  .mandatory = needs_nothing,
  .has_items = TRUE,
  .has_turns = TRUE,
  .has_formats = TRUE,
};

/* Translation came after the beta: there is one form of it. */
static const OaDialect *const dialects[][3] = {
  [GST_OPENAI_REALTIME_DIALECT_GA] = {
    [GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME] = &ga_realtime,
    [GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION] = &ga_transcription,
    [GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION] = &ga_translation,
  },
  [GST_OPENAI_REALTIME_DIALECT_BETA] = {
    [GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME] = &beta_realtime,
    [GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION] = &beta_transcription,
    [GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION] = &ga_translation,
  },
};

const OaDialect *
oa_dialect_get (GstOpenaiRealtimeDialect dialect,
    GstOpenaiRealtimeSessionType type)
{
  g_return_val_if_fail ((guint) dialect < G_N_ELEMENTS (dialects), NULL);
  g_return_val_if_fail ((guint) type < G_N_ELEMENTS (dialects[0]), NULL);

  return dialects[dialect][type];
}
