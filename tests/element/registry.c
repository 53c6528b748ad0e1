/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* registry.c - the public library's registry with the real element: what the
 * service is told of functions, and what becomes of calls. */

#include "fixture.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <gst/openairealtime/openairealtime.h>
#include <string.h>

#define NONE GST_OPENAI_REALTIME_TOOL_NONE
#define CALL \
  "{\"call\":{\"name\":\"get_weather\",\"arguments\":" \
  "{\"city\":\"Ulm\"}}}"
#define CITY \
  "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":" \
  "\"string\",\"minLength\":2}},\"required\":[\"city\"]}"

typedef struct
{
  Fixture f;
  GstOpenaiRealtimeTools *tools;
  GMutex lock;
  GCond cond;
  GstOpenaiRealtimeToolCall *call; /* protected by lock */
} Room;

static void
room_start (Room *room, const gchar *script)
{
  fixture_start_script (&room->f, NULL, script);
  fixture_build (&room->f, format_caps ("pcm"), format_caps ("pcm"));
  room->tools = gst_openai_realtime_tools_new ();
  g_assert_true (
      gst_openai_realtime_tools_attach (room->tools, room->f.element, NULL));
}

static void
room_stop (Room *room)
{
  g_clear_object (&room->call);
  g_object_unref (room->tools);
  fixture_stop (&room->f);
}

static void
add (Room *room, GstOpenaiRealtimeToolFlags flags,
    GstOpenaiRealtimeToolFunc func)
{
  GError *error = NULL;

  g_assert_true (gst_openai_realtime_tools_add (room->tools, "get_weather",
      "The weather", CITY, flags, func, room, NULL, &error));
  g_assert_no_error (error);
}

static void
ask (Room *room)
{
  gst_element_set_state (room->f.pipeline, GST_STATE_PLAYING);
  ACT (room->f.element, "send-text", "The weather?", TRUE);
}

static void
wait_responses (Room *room, guint n)
{
  await_sent (room->f.server, "response.done", n);
}

static void
assert_log_has (Room *room, const gchar *type, const gchar *part)
{
  gchar **log = ors_server_dup_log (room->f.server);
  gboolean found = FALSE;

  for (guint i = 0; log[i] != NULL; i++)
    found = found
        || (strstr (log[i], type) != NULL && strstr (log[i], part) != NULL);
  if (!found)
    g_error ("no %s has %s", type, part);
  g_strfreev (log);
}

static void
assert_outputs (Room *room, guint n)
{
  assert_sent (room->f.server, "error", 0);
  assert_got (room->f.server, "conversation.item.create", n + 1);
}

static GstOpenaiRealtimeToolCall *
wait_call (Room *room)
{
  SHARED_WAIT (room, room->call != NULL);
  return g_object_ref (room->call);
}

/*** functions ***/

static gchar *
tell_city (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  return g_strdup_printf ("sunny in %s",
      gst_openai_realtime_tool_call_get_string (call, "city"));
}

static gchar *
keep (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  Room *room = data;

  SHARED_CHANGE (room, g_set_object (&room->call, call));
  return NULL;
}

static gchar *
drop (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  return NULL;
}

/*** tests ***/

TEST_WITH (Room, room, answer,
    "{\"turns\":[" CALL ",{\"say\":\"It is {output}.\"}]}")
{
  add (room, NONE, tell_city);
  ask (room);
  wait_responses (room, 2);
  assert_log_has (room, "session.update", "\"description\":\"The weather\"");
  assert_log_has (room, "conversation.item.create", "sunny in Ulm");
  assert_outputs (room, 1);
}

/* The function's own thread may be anywhere; the element waits. */
TEST_WITH (Room, room, later,
    "{\"turns\":[" CALL ",{\"say\":\"It is {output}.\"}]}")
{
  GstOpenaiRealtimeToolCall *call;

  add (room, NONE, keep);
  ask (room);
  call = wait_call (room);
  wait_responses (room, 1);
  g_assert_true (gst_openai_realtime_tool_call_answer (call, "rainy"));
  g_assert_false (gst_openai_realtime_tool_call_answer (call, "snowy"));
  wait_responses (room, 2);
  assert_log_has (room, "conversation.item.create", "rainy");
  assert_outputs (room, 1);
  g_object_unref (call);
}

/* The service learns of functions that come and go; a call of one that has
 * gone is answered. */
TEST_WITH (Room, room, remove_meanwhile,
    "{\"turns\":[" CALL ",{\"say\":\"It is {output}.\"}]}")
{
  GstOpenaiRealtimeToolCall *call;

  add (room, NONE, keep);
  ask (room);
  call = wait_call (room);
  g_assert_true (gst_openai_realtime_tools_remove (room->tools, "get_weather"));
  await_sent (room->f.server, "session.updated", 2);
  assert_log_has (room, "session.update", "\"tools\":[]");
  g_assert_true (gst_openai_realtime_tool_call_answer (call, "rainy"));
  wait_responses (room, 2);
  assert_log_has (room, "conversation.item.create", "rainy");
  assert_outputs (room, 1);
  add (room, NONE, tell_city);
  await_sent (room->f.server, "session.updated", 3);
  g_object_unref (call);
}

TEST_WITH (Room, room, null_while_a_call_is_open, "{\"turns\":[" CALL "]}")
{
  GstOpenaiRealtimeToolCall *call;

  add (room, NONE, keep);
  ask (room);
  call = wait_call (room);
  gst_element_set_state (room->f.pipeline, GST_STATE_NULL);
  g_assert_false (gst_openai_realtime_tool_call_answer (call, "late"));
  assert_outputs (room, 0);
  g_object_unref (call);
}

/* Instructions and functions of another agent in one update, before the answer
 * to the call that handed over. */
static gchar *
hand_over (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  Room *room = data;
  GstOpenaiRealtimeTools *other = gst_openai_realtime_tools_new ();
  g_autoptr (GstStructure) agent = gst_structure_new ("agent", "instructions",
      G_TYPE_STRING, "Be the cook.", NULL);

  g_assert_true (gst_openai_realtime_tools_add (other, "cook", NULL, NULL, NONE,
      drop, NULL, NULL, NULL));
  g_assert_true (gst_openai_realtime_tools_hand_over (other, room->f.element,
      agent, NULL));
  g_object_unref (other);
  return g_strdup ("handed over");
}

TEST_WITH (Room, room, hand_over,
    "{\"turns\":[" CALL ",{\"say\":\"It is {output}.\"}]}")
{
  add (room, NONE, hand_over);
  ask (room);
  wait_responses (room, 2);
  assert_got (room->f.server, "session.update", 2);
  assert_log_has (room, "\"instructions\":\"Be the cook.\"",
      "\"name\":\"cook\"");
  assert_log_has (room, "conversation.item.create", "handed over");
  assert_outputs (room, 1);
}

/* Neither keeps the other for ever. */
TEST (nobody_is_left)
{
  GstElement *element = gst_element_factory_make ("openairealtime", NULL);
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();

  gst_object_ref_sink (element);
  g_assert_true (gst_openai_realtime_tools_attach (tools, element, NULL));
  g_object_add_weak_pointer (G_OBJECT (tools), (gpointer *) &tools);
  g_object_add_weak_pointer (G_OBJECT (element), (gpointer *) &element);
  g_object_unref (tools);
  g_assert_nonnull (tools);
  gst_object_unref (element);
  g_assert_null (element);
  g_assert_null (tools);
}

TEST_MAIN (fixture_init ())
