/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* enums.h - the enumerations of the element's properties and messages.
 *
 * Part of the public library; the nicks are what gst-launch-1.0 takes. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * GstOpenaiRealtimeConnectionState:
 * @GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED: no connection wanted or
 *   none left (`disconnected`)
 * @GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTING: opening the WebSocket
 *   (`connecting`)
 * @GST_OPENAI_REALTIME_CONNECTION_STATE_CONFIGURING: open, the session is not
 *   acknowledged yet; audio is held back (`configuring`)
 * @GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED: session acknowledged, audio
 *   flows (`connected`)
 * @GST_OPENAI_REALTIME_CONNECTION_STATE_RECONNECTING: lost, a new try is under
 *   way or scheduled (`reconnecting`)
 * @GST_OPENAI_REALTIME_CONNECTION_STATE_FAILED: ended by an error that was
 *   posted on the bus (`failed`)
 *
 * What the connection to the service is doing.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED,
  GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTING,
  GST_OPENAI_REALTIME_CONNECTION_STATE_CONFIGURING,
  GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED,
  GST_OPENAI_REALTIME_CONNECTION_STATE_RECONNECTING,
  GST_OPENAI_REALTIME_CONNECTION_STATE_FAILED,
} GstOpenaiRealtimeConnectionState;

/**
 * GstOpenaiRealtimeAuth:
 * @GST_OPENAI_REALTIME_AUTH_BEARER: header `Authorization: Bearer` (`bearer`)
 * @GST_OPENAI_REALTIME_AUTH_API_KEY: header `api-key`, as Azure takes it
 *   (`api-key`)
 * @GST_OPENAI_REALTIME_AUTH_NONE: no credentials are sent (`none`)
 *
 * How the key is presented to the service.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_AUTH_BEARER,
  GST_OPENAI_REALTIME_AUTH_API_KEY,
  GST_OPENAI_REALTIME_AUTH_NONE,
} GstOpenaiRealtimeAuth;

/**
 * GstOpenaiRealtimeDialect:
 * @GST_OPENAI_REALTIME_DIALECT_GA: the current protocol (`ga`)
 * @GST_OPENAI_REALTIME_DIALECT_BETA: the protocol before May 2026, which some
 *   compatible servers still speak (`beta`)
 *
 * Which form of the Realtime protocol is sent. Both are understood on input.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_DIALECT_GA,
  GST_OPENAI_REALTIME_DIALECT_BETA,
} GstOpenaiRealtimeDialect;

/**
 * GstOpenaiRealtimeSessionType:
 * @GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME: speech to speech (`realtime`)
 * @GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION: speech to text
 *   (`transcription`)
 * @GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION: continuous interpretation
 *   (`translation`)
 *
 * The kind of session; fixed when the connection is made.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME,
  GST_OPENAI_REALTIME_SESSION_TYPE_TRANSCRIPTION,
  GST_OPENAI_REALTIME_SESSION_TYPE_TRANSLATION,
} GstOpenaiRealtimeSessionType;

/**
 * GstOpenaiRealtimeModality:
 * @GST_OPENAI_REALTIME_MODALITY_AUDIO: speech with its transcript (`audio`)
 * @GST_OPENAI_REALTIME_MODALITY_TEXT: text only (`text`)
 *
 * What the model answers with.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_MODALITY_AUDIO,
  GST_OPENAI_REALTIME_MODALITY_TEXT,
} GstOpenaiRealtimeModality;

/**
 * GstOpenaiRealtimeTurnDetection:
 * @GST_OPENAI_REALTIME_TURN_DETECTION_NONE: turns end by the `commit` action,
 *   or at the pauses of a recording (`none`)
 * @GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD: the service detects silence
 *   (`server-vad`)
 * @GST_OPENAI_REALTIME_TURN_DETECTION_SEMANTIC_VAD: the service judges by what
 *   was said (`semantic-vad`)
 *
 * Who decides that the user has finished speaking.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_TURN_DETECTION_NONE,
  GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD,
  GST_OPENAI_REALTIME_TURN_DETECTION_SEMANTIC_VAD,
} GstOpenaiRealtimeTurnDetection;

/**
 * GstOpenaiRealtimeEagerness:
 * @GST_OPENAI_REALTIME_EAGERNESS_AUTO: as medium (`auto`)
 * @GST_OPENAI_REALTIME_EAGERNESS_LOW: waits up to 8 s (`low`)
 * @GST_OPENAI_REALTIME_EAGERNESS_MEDIUM: waits up to 4 s (`medium`)
 * @GST_OPENAI_REALTIME_EAGERNESS_HIGH: waits up to 2 s (`high`)
 *
 * How long semantic turn detection lets the user pause.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_EAGERNESS_AUTO,
  GST_OPENAI_REALTIME_EAGERNESS_LOW,
  GST_OPENAI_REALTIME_EAGERNESS_MEDIUM,
  GST_OPENAI_REALTIME_EAGERNESS_HIGH,
} GstOpenaiRealtimeEagerness;

/**
 * GstOpenaiRealtimeNoiseReduction:
 * @GST_OPENAI_REALTIME_NOISE_REDUCTION_NONE: off (`none`)
 * @GST_OPENAI_REALTIME_NOISE_REDUCTION_NEAR_FIELD: headset or handset
 *   (`near-field`)
 * @GST_OPENAI_REALTIME_NOISE_REDUCTION_FAR_FIELD: laptop or conference
 *   microphone (`far-field`)
 *
 * The service's noise reduction of the user's audio.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_NOISE_REDUCTION_NONE,
  GST_OPENAI_REALTIME_NOISE_REDUCTION_NEAR_FIELD,
  GST_OPENAI_REALTIME_NOISE_REDUCTION_FAR_FIELD,
} GstOpenaiRealtimeNoiseReduction;

/**
 * GstOpenaiRealtimeLive:
 * @GST_OPENAI_REALTIME_LIVE_AUTO: as upstream answers the latency query
 *   (`auto`)
 * @GST_OPENAI_REALTIME_LIVE_YES: frames leave by the clock (`yes`)
 * @GST_OPENAI_REALTIME_LIVE_NO: answers leave as they come, joined (`no`)
 *
 * Whether the output is paced by the pipeline clock.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_LIVE_AUTO,
  GST_OPENAI_REALTIME_LIVE_YES,
  GST_OPENAI_REALTIME_LIVE_NO,
} GstOpenaiRealtimeLive;

/**
 * GstOpenaiRealtimeFill:
 * @GST_OPENAI_REALTIME_FILL_SILENCE: frames of silence flagged GAP (`silence`)
 * @GST_OPENAI_REALTIME_FILL_GAP: GAP events (`gap`)
 * @GST_OPENAI_REALTIME_FILL_NONE: nothing; the next speech is flagged DISCONT
 *   (`none`)
 *
 * What leaves the source pad while nobody speaks.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_FILL_SILENCE,
  GST_OPENAI_REALTIME_FILL_GAP,
  GST_OPENAI_REALTIME_FILL_NONE,
} GstOpenaiRealtimeFill;

/**
 * GstOpenaiRealtimeInterruptMode:
 * @GST_OPENAI_REALTIME_INTERRUPT_MODE_DROP: speech that waits is dropped
 *   (`drop`)
 * @GST_OPENAI_REALTIME_INTERRUPT_MODE_FLUSH: what is downstream is flushed, too
 *   (`flush`)
 * @GST_OPENAI_REALTIME_INTERRUPT_MODE_NONE: the user's speech interrupts
 *   nothing (`none`)
 *
 * How an answer is stopped when the user speaks. What left already, at most
 * `lookahead`, is still heard after a drop; the action `interrupt` works in
 * each mode.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_OPENAI_REALTIME_INTERRUPT_MODE_DROP,
  GST_OPENAI_REALTIME_INTERRUPT_MODE_FLUSH,
  GST_OPENAI_REALTIME_INTERRUPT_MODE_NONE,
} GstOpenaiRealtimeInterruptMode;

#define GST_TYPE_OPENAI_REALTIME_CONNECTION_STATE \
  (gst_openai_realtime_connection_state_get_type ())
#define GST_TYPE_OPENAI_REALTIME_AUTH (gst_openai_realtime_auth_get_type ())
#define GST_TYPE_OPENAI_REALTIME_DIALECT \
  (gst_openai_realtime_dialect_get_type ())
#define GST_TYPE_OPENAI_REALTIME_SESSION_TYPE \
  (gst_openai_realtime_session_type_get_type ())
#define GST_TYPE_OPENAI_REALTIME_MODALITY \
  (gst_openai_realtime_modality_get_type ())
#define GST_TYPE_OPENAI_REALTIME_TURN_DETECTION \
  (gst_openai_realtime_turn_detection_get_type ())
#define GST_TYPE_OPENAI_REALTIME_EAGERNESS \
  (gst_openai_realtime_eagerness_get_type ())
#define GST_TYPE_OPENAI_REALTIME_NOISE_REDUCTION \
  (gst_openai_realtime_noise_reduction_get_type ())
#define GST_TYPE_OPENAI_REALTIME_LIVE (gst_openai_realtime_live_get_type ())
#define GST_TYPE_OPENAI_REALTIME_INTERRUPT_MODE \
  (gst_openai_realtime_interrupt_mode_get_type ())
#define GST_TYPE_OPENAI_REALTIME_FILL (gst_openai_realtime_fill_get_type ())

GType gst_openai_realtime_connection_state_get_type (void);
GType gst_openai_realtime_auth_get_type (void);
GType gst_openai_realtime_dialect_get_type (void);
GType gst_openai_realtime_session_type_get_type (void);
GType gst_openai_realtime_modality_get_type (void);
GType gst_openai_realtime_turn_detection_get_type (void);
GType gst_openai_realtime_eagerness_get_type (void);
GType gst_openai_realtime_noise_reduction_get_type (void);
GType gst_openai_realtime_live_get_type (void);
GType gst_openai_realtime_fill_get_type (void);
GType gst_openai_realtime_interrupt_mode_get_type (void);

G_END_DECLS
