/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* enums.c - GTypes of the enumerations in enums.h, and nothing else. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "enums.h"

#define DEFINE_ENUM(function, values, name) \
GType \
function (void) \
{ \
  static gsize type = 0; \
\
  if (g_once_init_enter (&type)) { \
    GType t = g_enum_register_static (name, values); \
    g_once_init_leave (&type, t); \
  } \
  return type; \
}

static const GEnumValue connection_state_values[] = {
  {GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED,
      "No connection wanted or none left", "disconnected"},
  {GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTING,
      "Opening the WebSocket", "connecting"},
  {GST_OPENAI_REALTIME_CONNECTION_STATE_CONFIGURING,
      "Open, the session is not acknowledged yet; audio is held back",
      "configuring"},
  {GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED,
      "Session acknowledged, audio flows", "connected"},
  {GST_OPENAI_REALTIME_CONNECTION_STATE_RECONNECTING,
      "Lost, a new try is under way or scheduled", "reconnecting"},
  {GST_OPENAI_REALTIME_CONNECTION_STATE_FAILED,
      "Ended by an error that was posted on the bus", "failed"},
  {0, NULL, NULL}
};

DEFINE_ENUM (gst_openai_realtime_connection_state_get_type,
    connection_state_values, "GstOpenaiRealtimeConnectionState")

static const GEnumValue auth_values[] = {
  {GST_OPENAI_REALTIME_AUTH_BEARER,
      "Header Authorization: Bearer", "bearer"},
  {GST_OPENAI_REALTIME_AUTH_API_KEY,
      "Header api-key, as Azure takes it", "api-key"},
  {GST_OPENAI_REALTIME_AUTH_NONE,
      "No credentials are sent", "none"},
  {0, NULL, NULL}
};

DEFINE_ENUM (gst_openai_realtime_auth_get_type,
    auth_values, "GstOpenaiRealtimeAuth")

static const GEnumValue dialect_values[] = {
  {GST_OPENAI_REALTIME_DIALECT_GA,
      "The current protocol", "ga"},
  {GST_OPENAI_REALTIME_DIALECT_BETA,
      "The protocol before May 2026, which some compatible servers still speak",
      "beta"},
  {0, NULL, NULL}
};

DEFINE_ENUM (gst_openai_realtime_dialect_get_type,
    dialect_values, "GstOpenaiRealtimeDialect")

static const GEnumValue session_type_values[] = {
  {GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME,
      "Speech to speech", "realtime"},
  {GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION,
      "Speech to text", "transcription"},
  {GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION,
      "Continuous interpretation", "translation"},
  {0, NULL, NULL}
};

DEFINE_ENUM (gst_openai_realtime_session_type_get_type,
    session_type_values, "GstOpenaiRealtimeSessionType")

static const GEnumValue modality_values[] = {
  {GST_OPENAI_REALTIME_MODALITY_AUDIO,
      "Speech with its transcript", "audio"},
  {GST_OPENAI_REALTIME_MODALITY_TEXT,
      "Text only", "text"},
  {0, NULL, NULL}
};

DEFINE_ENUM (gst_openai_realtime_modality_get_type,
    modality_values, "GstOpenaiRealtimeModality")

static const GEnumValue turn_detection_values[] = {
  {GST_OPENAI_REALTIME_TURN_DETECTION_NONE,
      "Turns end by the commit action, or at the pauses of a recording",
      "none"},
  {GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD,
      "The service detects silence", "server-vad"},
  {GST_OPENAI_REALTIME_TURN_DETECTION_SEMANTIC_VAD,
      "The service judges by what was said", "semantic-vad"},
  {0, NULL, NULL}
};

DEFINE_ENUM (gst_openai_realtime_turn_detection_get_type,
    turn_detection_values, "GstOpenaiRealtimeTurnDetection")

static const GEnumValue eagerness_values[] = {
  {GST_OPENAI_REALTIME_EAGERNESS_AUTO,
      "As medium", "auto"},
  {GST_OPENAI_REALTIME_EAGERNESS_LOW,
      "Waits up to 8 s", "low"},
  {GST_OPENAI_REALTIME_EAGERNESS_MEDIUM,
      "Waits up to 4 s", "medium"},
  {GST_OPENAI_REALTIME_EAGERNESS_HIGH,
      "Waits up to 2 s", "high"},
  {0, NULL, NULL}
};

DEFINE_ENUM (gst_openai_realtime_eagerness_get_type,
    eagerness_values, "GstOpenaiRealtimeEagerness")

static const GEnumValue noise_reduction_values[] = {
  {GST_OPENAI_REALTIME_NOISE_REDUCTION_NONE,
      "Off", "none"},
  {GST_OPENAI_REALTIME_NOISE_REDUCTION_NEAR_FIELD,
      "Headset or handset", "near-field"},
  {GST_OPENAI_REALTIME_NOISE_REDUCTION_FAR_FIELD,
      "Laptop or conference microphone", "far-field"},
  {0, NULL, NULL}
};

DEFINE_ENUM (gst_openai_realtime_noise_reduction_get_type,
    noise_reduction_values, "GstOpenaiRealtimeNoiseReduction")

static const GEnumValue live_values[] = {
  {GST_OPENAI_REALTIME_LIVE_AUTO,
      "As upstream answers the latency query", "auto"},
  {GST_OPENAI_REALTIME_LIVE_YES,
      "Frames leave by the clock", "yes"},
  {GST_OPENAI_REALTIME_LIVE_NO,
      "Answers leave as they come, joined", "no"},
  {0, NULL, NULL}
};

DEFINE_ENUM (gst_openai_realtime_live_get_type,
    live_values, "GstOpenaiRealtimeLive")

static const GEnumValue fill_values[] = {
  {GST_OPENAI_REALTIME_FILL_SILENCE,
      "Frames of silence flagged GAP", "silence"},
  {GST_OPENAI_REALTIME_FILL_GAP,
      "GAP events", "gap"},
  {GST_OPENAI_REALTIME_FILL_NONE,
      "Nothing; the next speech is flagged DISCONT", "none"},
  {0, NULL, NULL}
};

DEFINE_ENUM (gst_openai_realtime_fill_get_type,
    fill_values, "GstOpenaiRealtimeFill")

static const GEnumValue interrupt_mode_values[] = {
  {GST_OPENAI_REALTIME_INTERRUPT_MODE_DROP,
      "Speech that waits is dropped", "drop"},
  {GST_OPENAI_REALTIME_INTERRUPT_MODE_FLUSH,
      "What is downstream is flushed, too", "flush"},
  {GST_OPENAI_REALTIME_INTERRUPT_MODE_NONE,
      "The user's speech interrupts nothing", "none"},
  {0, NULL, NULL}
};

DEFINE_ENUM (gst_openai_realtime_interrupt_mode_get_type,
    interrupt_mode_values, "GstOpenaiRealtimeInterruptMode")
