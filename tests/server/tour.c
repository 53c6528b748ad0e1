/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tour.c - makes the server send every kind of event it has, and prints what
 * it sent, one JSON object per line, for a check against the schemas.
 *
 * With --transcription: the events of a transcription session. */

#include "config.h"

#include <gst/gst.h>

#include "peer.h"

#define UPDATE(members) \
  "{\"type\":\"session.update\",\"session\":" \
  "{\"type\":\"realtime\"," members "}}"

static const gchar script[] =
    "{\"turns\":["
    "{\"user\":\"What is the weather?\",\"say\":\"Let me look.\","
    " \"calls\":[{\"name\":\"get_weather\","
    " \"arguments\":{\"city\":\"Bonn\"}}]},"
    "{\"when\":{\"tool\":\"get_weather\"},\"say\":\"It is {output}.\"},"
    "{\"user_error\":{\"type\":\"transcription_error\","
    " \"code\":\"audio_unintelligible\",\"message\":\"No.\",\"param\":null},"
    " \"status\":\"failed\"},"
    "{\"say\":\"Half of\",\"status\":\"incomplete\"}]}";

static void
speak (Peer *peer)
{
  peer_send_tone (peer, 700);
  peer_send_silence (peer, 600);
}

static void
answer_call (Peer *peer)
{
  g_autofree gchar *call_id = g_strdup (peer_get_string (
      peer_skip_to (peer, "response.function_call_arguments.done"), "call_id"));

  peer_skip_to (peer, "rate_limits.updated");
  peer_sendf (peer,
      "{\"type\":\"conversation.item.create\",\"item\":"
      "{\"type\":\"function_call_output\",\"call_id\":\"%s\",\"output\":"
      "\"warm\"}}",
      call_id);
  peer_send (peer, "{\"type\":\"response.create\"}");
}

static gchar *
spoken_item (Peer *peer)
{
  gchar *id = g_strdup (
      peer_get_string (peer_skip_to (peer, "response.output_audio.done"),
          "item_id"));

  peer_skip_to (peer, "rate_limits.updated");
  return id;
}

static void
handle_item (Peer *peer, const gchar *id)
{
  peer_sendf (peer,
      "{\"type\":\"conversation.item.retrieve\","
      "\"item_id\":\"%s\"}",
      id);
  peer_sendf (peer,
      "{\"type\":\"conversation.item.truncate\",\"item_id\":"
      "\"%s\",\"content_index\":0,\"audio_end_ms\":200}",
      id);
  peer_sendf (peer,
      "{\"type\":\"conversation.item.delete\",\"item_id\":"
      "\"%s\"}",
      id);
  peer_send (peer, "{\"type\":\"input_audio_buffer.clear\"}");
  peer_send (peer, "{\"type\":\"nonsense\"}");
  peer_skip_to (peer, "error");
}

static void
write_text (Peer *peer)
{
  peer_send (peer,
      "{\"type\":\"conversation.item.create\",\"item\":{\"type\":"
      "\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\","
      "\"text\":\"Hi\"},{\"type\":\"input_image\",\"image_url\":"
      "\"data:image/png;base64,AAAA\"}]}}");
  peer_send (peer,
      "{\"type\":\"response.create\",\"response\":{"
      "\"conversation\":\"none\",\"metadata\":{\"a\":\"b\"},"
      "\"output_modalities\":[\"text\"]}}");
  peer_skip_to (peer, "rate_limits.updated");
}

static void
tour_conversation (OrsServer *server)
{
  g_autoptr (Peer) peer = peer_open (server);
  gchar *id;

  peer_send (peer,
      UPDATE (
          "\"audio\":{\"input\":{\"transcription\":"
          "{\"model\":\"gpt-4o-transcribe\"},\"noise_reduction\":{\"type\":"
          "\"near_field\"}},\"output\":{\"format\":{\"type\":\"audio/pcma\"}}}"));
  speak (peer);
  answer_call (peer);
  id = spoken_item (peer);
  handle_item (peer, id);
  g_free (id);

  speak (peer);
  peer_skip_to (peer, "response.done");
  peer_send (peer,
      UPDATE ("\"audio\":{\"input\":{\"turn_detection\":"
              "{\"type\":\"semantic_vad\",\"eagerness\":\"high\"}}}"));
  speak (peer);
  peer_skip_to (peer, "response.done");
  write_text (peer);
  peer_send (peer, "{\"type\":\"response.create\"}");
  peer_skip_to (peer, "response.created");
  peer_send (peer, "{\"type\":\"response.cancel\"}");
  peer_skip_to (peer, "response.done");
}

static void
tour_transcription (OrsServer *server)
{
  g_autoptr (Peer) peer = peer_connect (server, "?intent=transcription", NULL);

  peer_expect (peer, "session.created");
  peer_send (peer,
      "{\"type\":\"session.update\",\"session\":{\"type\":"
      "\"transcription\",\"audio\":{\"input\":{\"transcription\":{\"model\":"
      "\"whisper-1\",\"language\":\"en\"}}}}}");
  speak (peer);
  peer_skip_to (peer, "conversation.item.input_audio_transcription.completed");
}

static void
print_server_events (OrsServer *server)
{
  g_auto (GStrv) lines = ors_server_dup_log (server);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonObject) record =
        oa_json_parse_object (lines[i], -1, 0, "record", NULL);
    g_autofree gchar *event = NULL;

    if (g_strcmp0 (oa_json_get_string (record, "from"), "server") != 0)
      continue;
    event = oa_json_object_to_text (oa_json_get_object (record, "event"));
    g_print ("%s\n", event);
  }
}

int
main (int argc, char **argv)
{
  OrsServer *server;

  gst_init (NULL, NULL);
  server = peer_start_server_with_script (script, 0);
  if (argc > 1 && g_str_equal (argv[1], "--transcription"))
    tour_transcription (server);
  else
    tour_conversation (server);
  print_server_events (server);
  ors_server_free (server);
  return 0;
}
