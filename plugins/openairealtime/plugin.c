/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/**
 * SECTION:element-openairealtime
 * @title: openairealtime
 * @short_description: talks to a realtime speech model
 *
 * Raw audio goes in on the sink pad, a realtime speech model answers over a
 * WebSocket (OpenAI Realtime API), its speech comes out on the source pad.
 * Transcripts and all that happens are told by signals and bus messages. Stock
 * elements convert, resample, code and packetize.
 *
 * With live input, frames leave by the pipeline clock with silence between the
 * answers. With a recording, audio goes up as fast as the service takes it,
 * turn by turn, the answers come out joined, and EOS follows the last answer.
 *
 * Properties may be set, and actions be emitted, from any thread and return at
 * once. Signals and messages come in order from a thread of the element's own,
 * with no lock held: a handler may block, and delays later signals and messages
 * of this element, not its audio.
 *
 * ## Example launch lines
 *
 * The key is taken from the environment variable OPENAI_API_KEY.
 *
 * |[
 * gst-launch-1.0 -m filesrc location=question.wav ! wavparse ! audioconvert \
 *   ! audioresample ! openairealtime ! wavenc ! filesink location=answer.wav
 * ]| A spoken question in, a spoken answer out.
 *
 * |[
 * gst-launch-1.0 pulsesrc ! audioconvert ! audioresample ! openairealtime \
 *   ! audioconvert ! audioresample ! pulsesink
 * ]| A conversation with a headset.
 *
 * |[
 * gst-launch-1.0 udpsrc port=5004 \
 *   caps=application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMU \
 *   ! rtpjitterbuffer latency=40 ! rtppcmudepay ! openairealtime \
 *   ! rtppcmupay min-ptime=20000000 max-ptime=20000000 perfect-rtptime=false \
 *   ! udpsink host=127.0.0.1 port=5006
 * ]| One side of a telephone call over RTP: G.711 goes to the service and comes
 * back as it is.
 *
 * ## Signals in C
 *
 * |[<!-- language="C" -->
 * static void
 * on_transcript (GstElement * element, const gchar * role,
 *     const gchar * item_id, const gchar * text, gboolean final, gpointer data)
 * {
 *   if (final)
 *     g_print ("%s: %s\n", role, text);
 * }
 *
 * static gchar *
 * on_function_call (GstElement * element, const gchar * call_id,
 *     const gchar * name, const gchar * arguments, gpointer data)
 * {
 *   return g_strdup ("{\"celsius\": 12}");
 * }
 *
 * g_object_set (element, "transcription-model", "gpt-4o-mini-transcribe",
 *     "tools", "[{\"type\": \"function\", \"name\": \"get_temperature\"}]",
 *     NULL);
 * g_signal_connect (element, "transcript", G_CALLBACK (on_transcript), NULL);
 * g_signal_connect (element, "function-call", G_CALLBACK (on_function_call),
 *     NULL);
 * g_signal_emit_by_name (element, "send-text", "How warm is it?", TRUE, &ok);
 * ]|
 *
 * ## Sinks with ears far away
 *
 * A sink that knows what its far end hears sends the custom upstream event
 * `openairealtime/heard` with the field `position`, a running time in ns, and
 * is believed. An interruption goes downstream as the custom out-of-band event
 * `openairealtime/interrupted` with the fields of the message, before anything
 * new, so that such a sink can drop what was not heard.
 *
 * ## Element messages
 *
 * Signals have a message of the same name and fields. A field that is not known
 * is left out; docs/element.md has their types.
 *
 * * `openairealtime/connected`: the session is up: `session-id`, `model`
 * * `openairealtime/reconnecting`: the connection was lost, the next try comes
 *   in `delay-ms`: `attempt`, `cause`, `error-class`
 * * `openairealtime/reconnected`, `openairealtime/renewed`: another session has
 *   taken over: `session-id`, `restored`
 * * `openairealtime/transcript`: what was said: `role`, `item-id`, `text`,
 *   `final`, `running-time` and details
 * * `openairealtime/speech-started`, `openairealtime/speech-stopped`: the
 *   service heard the user: `item-id`, `audio-ms`, `running-time`
 * * `openairealtime/response-done`: a response is complete: `response-id`,
 *   `status`, `reason`, tokens, latencies, the error
 * * `openairealtime/interrupted`: an answer was stopped: `item-id`, `heard-ms`,
 *   `dropped-ms`
 * * `openairealtime/resumed`: speech that was held goes on: `held-ms`
 * * `openairealtime/playback-done`: the last sample of an item was sounded:
 *   `item-id`, `heard-ms`
 * * `openairealtime/idle-timeout`: the user was silent for so long that the
 *   model speaks next: `item-id`, `audio-ms`, `running-time`
 * * `openairealtime/dtmf`: a key of the telephone: `digit`, `running-time`
 * * `openairealtime/function-call`: the model calls a function: `call-id`,
 *   `name`, `arguments`
 * * `openairealtime/limit`: a limit ends the conversation: `limit`
 * * `openairealtime/mcp-tools`: the tools of an MCP server: `server`, `status`,
 *   `tools`
 * * `openairealtime/mcp-approval-request`: the service asks whether it may make
 *   a call: `approval-id`, `server`, `name`, `arguments`
 * * `openairealtime/mcp-call`: a call of an MCP tool: `server`, `name`,
 *   `arguments`, `status`, `output`, `error`
 * * `openairealtime/error`: the service refused one thing, the session goes on:
 *   `code`, `type`, `message`, `param`
 * * `openairealtime/rate-limits`: what is left of them: `rate-limits`
 *
 * Since: 0.1
 */

/* plugin.c - the plugin's entry; the element's page of the reference. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstopenairealtimeelement.h"

static gboolean
plugin_init (GstPlugin *plugin)
{
  return GST_ELEMENT_REGISTER (openairealtime, plugin);
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, openairealtime,
    "A realtime speech model in a pipeline (OpenAI Realtime API)", plugin_init,
    PACKAGE_VERSION, GST_LICENSE, PACKAGE_NAME, PACKAGE_ORIGIN)
