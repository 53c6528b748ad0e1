/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* oddmessages.c - a service that sends its events as binary messages, and one
 * that is no UTF-8: the session comes up, tells of it, and goes on. */

#include "fixture.h"
#include "peer.h"
#include "../support/testcase.h"

#include <string.h>

static void
say (Talk *talk, const gchar *event)
{
  peer_write_frame (talk, TRUE, OPCODE_BINARY, event, strlen (event));
}

static gboolean
is_update (GBytes *message)
{
  gsize size;
  const gchar *text = g_bytes_get_data (message, &size);

  return g_strstr_len (text, size, "\"session.update\"") != NULL;
}

static gboolean
wait_for_update (Talk *talk)
{
  gboolean found = FALSE;

  while (!found) {
    guint8 opcode;
    GBytes *message = peer_read_frame (talk, &opcode);

    if (message == NULL)
      return FALSE;
    found = is_update (message);
    g_bytes_unref (message);
  }
  return TRUE;
}

static void
script_odd (Talk *talk)
{
  if (!peer_upgrade (talk))
    return;
  say (talk,
      "{\"type\":\"session.created\",\"session\":{\"id\":\"sess_1\","
      "\"type\":\"realtime\"}}");
  if (!wait_for_update (talk))
    return;
  say (talk,
      "{\"type\":\"session.updated\",\"session\":{\"id\":\"sess_1\","
      "\"type\":\"realtime\"}}");
  peer_write_frame (talk, TRUE, OPCODE_TEXT, "{\"type\":\"\xff\"}", 12);
  peer_write_frame (talk, FALSE, OPCODE_TEXT, "{\"type\":\"\xc3", 10);
  peer_write_frame (talk, TRUE, OPCODE_CONTINUATION, "\"}", 2);
  say (talk,
      "{\"type\":\"error\",\"error\":{\"type\":\"server_error\","
      "\"code\":\"passing\",\"message\":\"goes on\"}}");
  peer_drain (talk);
}

static GstMessage *
wait_message (GstElement *pipeline, GstMessageType types, const gchar *name)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  GstMessage *message;

  do {
    message = gst_bus_timed_pop_filtered (bus, WAIT_S * GST_SECOND,
        types | GST_MESSAGE_ERROR);
    g_assert_nonnull (message);
    g_assert_cmpint (GST_MESSAGE_TYPE (message), !=, GST_MESSAGE_ERROR);
    if (name == NULL || gst_message_has_name (message, name))
      break;
    g_assert_false (
        gst_message_has_name (message, "openairealtime/reconnecting"));
    gst_message_unref (message);
  } while (TRUE);
  return message;
}

TEST (the_session_goes_on)
{
  g_autoptr (Peer) peer = peer_new (script_odd, NULL);
  g_autofree gchar *line = g_strdup_printf (
      "audiotestsrc is-live=true wave=silence ! "
      "openairealtime uri=ws://127.0.0.1:%u/v1 auth=none ! fakesink",
      peer_get_port (peer));
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, NULL);

  g_assert_nonnull (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  gst_message_unref (
      wait_message (pipeline, GST_MESSAGE_ELEMENT, "openairealtime/connected"));
  gst_message_unref (wait_message (pipeline, GST_MESSAGE_WARNING, NULL));
  gst_message_unref (
      wait_message (pipeline, GST_MESSAGE_ELEMENT, "openairealtime/error"));
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

TEST_MAIN (gst_init (NULL, NULL); fixture_init ())
