/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* registry.c - the public library's registry with the real element: what the
 * service is told of functions, and what becomes of calls. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "fixture.h"
#include "../support/testcase.h"

#include <gst/openairealtime/openairealtime.h>
#include <string.h>

#define WAIT_US (WAIT_S * G_USEC_PER_SEC)
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
  memset (room, 0, sizeof (*room));
  fixture_start_script (&room->f, NULL, script);
  fixture_build (&room->f, format_caps ("pcm"), format_caps ("pcm"));
  g_mutex_init (&room->lock);
  g_cond_init (&room->cond);
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
  g_mutex_clear (&room->lock);
  g_cond_clear (&room->cond);
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
  gboolean ok;

  gst_element_set_state (room->f.pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (room->f.element, "send-text", "The weather?", TRUE,
      &ok);
  g_assert_true (ok);
}

static void
wait_responses (Room *room, guint n)
{
  g_assert_true (ors_server_wait_event (room->f.server, "server",
      "response.done", n, WAIT_US));
}

static void
assert_log_has (Room *room, const gchar *type, const gchar *part)
{
  gchar **log = ors_server_dup_log (room->f.server);
  gboolean found = FALSE;
  guint i;

  for (i = 0; log[i] != NULL; i++)
    found = found
        || (strstr (log[i], type) != NULL && strstr (log[i], part) != NULL);
  if (!found)
    g_error ("no %s has %s", type, part);
  g_strfreev (log);
}

static void
assert_outputs (Room *room, guint n)
{
  g_assert_cmpuint (ors_server_count_events (room->f.server, "server",
          "error"), ==, 0);
  g_assert_cmpuint (ors_server_count_events (room->f.server, "client",
          "conversation.item.create"), ==, n + 1);
}

static GstOpenaiRealtimeToolCall *
wait_call (Room *room)
{
  GstOpenaiRealtimeToolCall *call;

  g_mutex_lock (&room->lock);
  while (room->call == NULL)
    g_cond_wait (&room->cond, &room->lock);
  call = g_object_ref (room->call);
  g_mutex_unlock (&room->lock);
  return call;
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

  g_mutex_lock (&room->lock);
  g_set_object (&room->call, call);
  g_cond_broadcast (&room->cond);
  g_mutex_unlock (&room->lock);
  return NULL;
}

static gchar *
drop (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  return NULL;
}

/*** tests ***/

TEST (answer)
{
  Room room;

  room_start (&room, "{\"turns\":[" CALL ",{\"say\":\"It is {output}.\"}]}");
  add (&room, NONE, tell_city);
  ask (&room);
  wait_responses (&room, 2);
  assert_log_has (&room, "session.update", "\"description\":\"The weather\"");
  assert_log_has (&room, "conversation.item.create", "sunny in Ulm");
  assert_outputs (&room, 1);
  room_stop (&room);
}

/* The function's own thread may be anywhere; the element waits. */
TEST (later)
{
  GstOpenaiRealtimeToolCall *call;
  Room room;

  room_start (&room, "{\"turns\":[" CALL ",{\"say\":\"It is {output}.\"}]}");
  add (&room, NONE, keep);
  ask (&room);
  call = wait_call (&room);
  wait_responses (&room, 1);
  g_assert_true (gst_openai_realtime_tool_call_answer (call, "rainy"));
  g_assert_false (gst_openai_realtime_tool_call_answer (call, "snowy"));
  wait_responses (&room, 2);
  assert_log_has (&room, "conversation.item.create", "rainy");
  assert_outputs (&room, 1);
  g_object_unref (call);
  room_stop (&room);
}

TEST (main_context)
{
  GMainContext *context = g_main_context_new ();
  Room room;

  room_start (&room, "{\"turns\":[" CALL ",{\"say\":\"It is {output}.\"}]}");
  g_main_context_push_thread_default (context);
  add (&room, GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT, tell_city);
  g_main_context_pop_thread_default (context);
  ask (&room);
  while (!g_main_context_iteration (context, TRUE))
    ;
  wait_responses (&room, 2);
  assert_log_has (&room, "conversation.item.create", "sunny in Ulm");
  assert_outputs (&room, 1);
  room_stop (&room);
  g_main_context_unref (context);
}

TEST (dropped)
{
  Room room;

  room_start (&room, "{\"turns\":[" CALL ",{\"say\":\"It is {output}.\"}]}");
  add (&room, NONE, drop);
  ask (&room);
  wait_responses (&room, 2);
  assert_log_has (&room, "conversation.item.create",
      "The function ended without an answer.");
  assert_outputs (&room, 1);
  room_stop (&room);
}

TEST (bad_arguments)
{
  Room room;

  room_start (&room,
      "{\"turns\":[{\"call\":{\"name\":\"get_weather\","
      "\"arguments\":{\"city\":\"U\"}}},{\"say\":\"It is {output}.\"}]}");
  add (&room, NONE, tell_city);
  ask (&room);
  wait_responses (&room, 2);
  assert_log_has (&room, "conversation.item.create", "arguments.city");
  assert_outputs (&room, 1);
  room_stop (&room);
}

/* The service learns of functions that come and go; a call of one that has
 * gone is answered. */
TEST (remove_meanwhile)
{
  GstOpenaiRealtimeToolCall *call;
  Room room;

  room_start (&room, "{\"turns\":[" CALL ",{\"say\":\"It is {output}.\"}]}");
  add (&room, NONE, keep);
  ask (&room);
  call = wait_call (&room);
  g_assert_true (gst_openai_realtime_tools_remove (room.tools, "get_weather"));
  g_assert_true (ors_server_wait_event (room.f.server, "server",
      "session.updated", 2, WAIT_US));
  assert_log_has (&room, "session.update", "\"tools\":[]");
  g_assert_true (gst_openai_realtime_tool_call_answer (call, "rainy"));
  wait_responses (&room, 2);
  assert_log_has (&room, "conversation.item.create", "rainy");
  assert_outputs (&room, 1);
  add (&room, NONE, tell_city);
  g_assert_true (ors_server_wait_event (room.f.server, "server",
      "session.updated", 3, WAIT_US));
  g_object_unref (call);
  room_stop (&room);
}

TEST (null_while_a_call_is_open)
{
  GstOpenaiRealtimeToolCall *call;
  Room room;

  room_start (&room, "{\"turns\":[" CALL "]}");
  add (&room, NONE, keep);
  ask (&room);
  call = wait_call (&room);
  gst_element_set_state (room.f.pipeline, GST_STATE_NULL);
  g_assert_false (gst_openai_realtime_tool_call_answer (call, "late"));
  assert_outputs (&room, 0);
  g_object_unref (call);
  room_stop (&room);
}

/* Instructions and functions of another agent in one update, before the answer
 * to the call that handed over. */
static gchar *
hand_over (GstOpenaiRealtimeToolCall *call, gpointer data)
{
  Room *room = data;
  GstOpenaiRealtimeTools *other = gst_openai_realtime_tools_new ();
  GstStructure *agent = gst_structure_new ("agent", "instructions",
      G_TYPE_STRING, "Be the cook.", NULL);

  g_assert_true (gst_openai_realtime_tools_add (other, "cook", NULL, NULL, NONE,
      drop, NULL, NULL, NULL));
  g_assert_true (gst_openai_realtime_tools_hand_over (other, room->f.element,
      agent, NULL));
  gst_structure_free (agent);
  g_object_unref (other);
  return g_strdup ("handed over");
}

TEST (hand_over)
{
  Room room;

  room_start (&room, "{\"turns\":[" CALL ",{\"say\":\"It is {output}.\"}]}");
  add (&room, NONE, hand_over);
  ask (&room);
  wait_responses (&room, 2);
  g_assert_cmpuint (ors_server_count_events (room.f.server, "client",
          "session.update"), ==, 2);
  assert_log_has (&room, "\"instructions\":\"Be the cook.\"",
      "\"name\":\"cook\"");
  assert_log_has (&room, "conversation.item.create", "handed over");
  assert_outputs (&room, 1);
  room_stop (&room);
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
