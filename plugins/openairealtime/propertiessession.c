/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* propertiessession.c - properties of the session: what the model is
 * told, whose turn it is. */

#include "properties.h"
#include "protocol/jsonsecrets.h"

const OaProperty oa_properties_session[] = {
  /**
   * GstOpenaiRealtime:session-type:
   *
   * Kind of session; read when connecting. Default realtime.
   *
   * Since: 0.1
   */
  ENUM ("session-type", "Session type", CONNECTING, session.session_type,
      gst_openai_realtime_session_type_get_type),

  /**
   * GstOpenaiRealtime:instructions:
   *
   * How the model shall behave; NULL = the service's own; sent at once. Default
   * NULL.
   *
   * Since: 0.1
   */
  STRING ("instructions", "Instructions", SENT, session.instructions),

  /**
   * GstOpenaiRealtime:voice:
   *
   * Voice of the model, or voice_… for a custom one; NULL = the model's own;
   * sent at once, after the first speech with the next session. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("voice", "Voice", SENT, session.voice),

  /**
   * GstOpenaiRealtime:speed:
   *
   * Speed of the speech, 1.0 = normal; sent at once, for the next response.
   * Default 1.
   *
   * Since: 0.1
   */
  DOUBLE ("speed", "Speed", SENT, session.speed, 0.25, 1.5),

  /**
   * GstOpenaiRealtime:output-modality:
   *
   * What the model answers with; sent at once. Default audio.
   *
   * Since: 0.1
   */
  ENUM ("output-modality", "Output modality", SENT, session.output_modality,
      gst_openai_realtime_modality_get_type),

  /**
   * GstOpenaiRealtime:turn-detection:
   *
   * Who decides that the user has finished; sent at once. Default server-vad.
   *
   * Since: 0.1
   */
  ENUM ("turn-detection", "Turn detection", SENT, session.turn_detection,
      gst_openai_realtime_turn_detection_get_type),

  /**
   * GstOpenaiRealtime:vad-threshold:
   *
   * Loudness that counts as speech, 0 to 1, higher = louder; server-vad; sent
   * at once. Default 0.5.
   *
   * Since: 0.1
   */
  DOUBLE ("vad-threshold", "VAD threshold", SENT, session.vad_threshold, 0, 1),

  /**
   * GstOpenaiRealtime:vad-prefix-padding:
   *
   * Audio kept before the detected start, in ms; server-vad; sent at once.
   * Default 300.
   *
   * Since: 0.1
   */
  UINT ("vad-prefix-padding", "VAD prefix padding", SENT,
      session.vad_prefix_padding, 0, 10000),

  /**
   * GstOpenaiRealtime:vad-silence-duration:
   *
   * Silence that ends a turn, in ms; server-vad, and with none the pause at
   * which a recording is committed; sent at once. Default 500.
   *
   * Since: 0.1
   */
  UINT ("vad-silence-duration", "VAD silence duration", SENT,
      session.vad_silence_duration, 0, 60000),

  /**
   * GstOpenaiRealtime:vad-eagerness:
   *
   * How soon a pause ends a turn; semantic-vad; sent at once. Default auto.
   *
   * Since: 0.1
   */
  ENUM ("vad-eagerness", "VAD eagerness", SENT, session.vad_eagerness,
      gst_openai_realtime_eagerness_get_type),

  /**
   * GstOpenaiRealtime:idle-timeout:
   *
   * Silence after an answer at which the model speaks by itself, in ms, 5000 to
   * 30000; 0 = never; server-vad; sent at once. Default 0.
   *
   * Since: 0.1
   */
  UINT ("idle-timeout", "Idle timeout", SENT, session.idle_timeout, 0, 30000),

  /**
   * GstOpenaiRealtime:create-response:
   *
   * Answer every turn; FALSE = only when asked; sent at once. Default true.
   *
   * Since: 0.1
   */
  BOOLEAN ("create-response", "Create response", SENT, session.create_response),

  /**
   * GstOpenaiRealtime:interrupt-response:
   *
   * Speech of the user ends the answer; live only, recordings never interrupt;
   * sent at once. Default true.
   *
   * Since: 0.1
   */
  BOOLEAN ("interrupt-response", "Interrupt response", SENT,
      session.interrupt_response),

  /**
   * GstOpenaiRealtime:noise-reduction:
   *
   * The service's noise reduction of the user's audio; sent at once. Default
   * none.
   *
   * Since: 0.1
   */
  ENUM ("noise-reduction", "Noise reduction", SENT, session.noise_reduction,
      gst_openai_realtime_noise_reduction_get_type),

  /**
   * GstOpenaiRealtime:transcription-model:
   *
   * Model that writes down what the user says; NULL = none; sent at once.
   * Default NULL.
   *
   * Since: 0.1
   */
  STRING ("transcription-model", "Transcription model", SENT,
      session.transcription_model),

  /**
   * GstOpenaiRealtime:transcription-language:
   *
   * Language of the user, ISO 639-1; NULL = detected; sent at once. Default
   * NULL.
   *
   * Since: 0.1
   */
  STRING ("transcription-language", "Transcription language", SENT,
      session.transcription_language),

  /**
   * GstOpenaiRealtime:transcription-prompt:
   *
   * Hints for the transcription; sent at once. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("transcription-prompt", "Transcription prompt", SENT,
      session.transcription_prompt),

  /**
   * GstOpenaiRealtime:target-language:
   *
   * Language to translate to; translation sessions; sent at once. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("target-language", "Target language", SENT, session.target_language),

  /**
   * GstOpenaiRealtime:tools:
   *
   * Tools that the model may call, a JSON array; sent at once. Default NULL.
   *
   * Since: 0.1
   */
  SECRET ("tools", "Tools", SENT, session.tools, oa_json_redact),

  /**
   * GstOpenaiRealtime:tool-choice:
   *
   * auto, none, required, the name of a function, or a JSON object; NULL =
   * auto; sent at once. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("tool-choice", "Tool choice", SENT, session.tool_choice),

  /**
   * GstOpenaiRealtime:max-output-tokens:
   *
   * Tokens of one response; 0 = no limit; sent at once. Default 0.
   *
   * Since: 0.1
   */
  UINT ("max-output-tokens", "Longest answer", SENT, session.max_output_tokens,
      0, 1000000),

  /**
   * GstOpenaiRealtime:reasoning-effort:
   *
   * minimal, low, medium, high or xhigh; NULL = the model's own; sent at once.
   * Default NULL.
   *
   * Since: 0.1
   */
  STRING ("reasoning-effort", "Reasoning effort", SENT,
      session.reasoning_effort),

  /**
   * GstOpenaiRealtime:session-config:
   *
   * A JSON object of session fields that goes over what the other properties
   * say; for fields without a property; sent at once. Default NULL.
   *
   * Since: 0.1
   */
  SECRET ("session-config", "Session config", SENT, session.session_config,
      oa_json_redact),

  /**
   * GstOpenaiRealtime:history:
   *
   * A conversation to begin with, the JSON that the property conversation
   * gives; NULL = none; read when connecting. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("history", "History", CONNECTING, opening.history),

  /**
   * GstOpenaiRealtime:greeting:
   *
   * What the model says first, before the user speaks; NULL = nothing; read
   * when connecting. Default NULL.
   *
   * Since: 0.1
   */
  STRING ("greeting", "Greeting", CONNECTING, opening.greeting),

  /**
   * GstOpenaiRealtime:protect-greeting:
   *
   * Speak the greeting to its end, whatever the user says meanwhile; read when
   * connecting. Default false.
   *
   * Since: 0.1
   */
  BOOLEAN ("protect-greeting", "Protect greeting", CONNECTING,
      opening.protect_greeting),

  { NULL }
};
