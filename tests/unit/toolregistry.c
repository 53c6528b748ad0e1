/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* toolregistry.c - functions that come and go, calls that are answered once,
 * and who keeps whom. */

#include "fakemodel.h"
#include "../support/testcase.h"

#include <gst/openairealtime/openairealtime.h>
#include <string.h>

#define NONE GST_OPENAI_REALTIME_TOOL_NONE
#define IN_CONTEXT GST_OPENAI_REALTIME_TOOL_MAIN_CONTEXT

typedef struct
{
  GstOpenaiRealtimeTools *tools;
  FakeModel *model;
  GstOpenaiRealtimeToolCall *call; /* kept for later */
  GThread *thread;                 /* that ran the function */
  guint calls;
  guint freed;
} Room;

static void
room_start (Room *room)
{
  memset (room, 0, sizeof (*room));
  room->tools = gst_openai_realtime_tools_new ();
  room->model = fake_model_new ();
  g_assert_true (gst_openai_realtime_tools_attach (room->tools,
      GST_ELEMENT (room->model), NULL));
}

/* The element keeps the registry, nothing keeps the element. */
static void
room_stop (Room *room)
{
  GstOpenaiRealtimeTools *tools = room->tools;
  FakeModel *model = room->model;

  g_clear_object (&room->call);
  g_object_add_weak_pointer (G_OBJECT (tools), (gpointer *) &room->tools);
  g_object_add_weak_pointer (G_OBJECT (model), (gpointer *) &room->model);
  g_object_unref (tools);
  gst_object_unref (model);
  g_assert_null (room->model);
  g_assert_null (room->tools);
}

static void
count_free (gpointer data)
{
  ((Room *) data)->freed++;
}

static void
add (Room *room, const gchar *name, GstOpenaiRealtimeToolFlags flags,
    GstOpenaiRealtimeToolFunc func)
{
  GError *error = NULL;

  g_assert_true (gst_openai_realtime_tools_add (room->tools, name, "A function",
      "{\"type\":\"object\",\"properties\":{\"n\":"
      "{\"type\":\"integer\"}}}",
      flags, func, room, count_free, &error));
  g_assert_no_error (error);
}

static void
call (Room *room, const gchar *id, const gchar *name)
{
  fake_model_call (room->model, id, name, "{\"n\":1}");
}

static void
assert_answer (Room *room, const gchar *id, const gchar *answer)
{
  g_assert_cmpstr (fake_model_get_answer (room->model, id), ==, answer);
}

static void
assert_error (Room *room, const gchar *id, const gchar *words)
{
  const gchar *answer = fake_model_get_answer (room->model, id);

  g_assert_nonnull (answer);
  g_assert_true (g_str_has_prefix (answer, "{\"error\":"));
  g_assert_nonnull (strstr (answer, words));
}

static gchar *
dup_tools (FakeModel *model)
{
  gchar *tools;

  g_object_get (model, "tools", &tools, NULL);
  return tools;
}

/*** functions ***/

static gchar *
answer_now (GstOpenaiRealtimeToolCall *c, gpointer data)
{
  Room *room = data;

  room->calls++;
  room->thread = g_thread_self ();
  g_assert_cmpint (gst_openai_realtime_tool_call_get_int (c, "n", 0), ==, 1);
  return g_strdup ("now");
}

static gchar *
answer_otherwise (GstOpenaiRealtimeToolCall *c, gpointer data)
{
  return g_strdup ("otherwise");
}

static gchar *
keep (GstOpenaiRealtimeToolCall *c, gpointer data)
{
  Room *room = data;

  room->calls++;
  room->thread = g_thread_self ();
  g_set_object (&room->call, c);
  return NULL;
}

static gchar *
drop (GstOpenaiRealtimeToolCall *c, gpointer data)
{
  return NULL;
}

static gchar *
answer_twice (GstOpenaiRealtimeToolCall *c, gpointer data)
{
  g_assert_true (gst_openai_realtime_tool_call_answer (c, "first"));
  g_assert_true (gst_openai_realtime_tool_call_is_answered (c));
  return g_strdup ("second");
}

static gchar *
remove_itself (GstOpenaiRealtimeToolCall *c, gpointer data)
{
  Room *room = data;

  g_assert_true (gst_openai_realtime_tools_remove (room->tools,
      gst_openai_realtime_tool_call_get_name (c)));
  g_assert_cmpuint (room->freed, ==, 0);
  return g_strdup ("gone");
}

/*** answering ***/

TEST (returned_answer)
{
  Room room;

  room_start (&room);
  add (&room, "f", NONE, answer_now);
  call (&room, "call_1", "f");
  assert_answer (&room, "call_1", "now");
  g_assert_cmpuint (room.calls, ==, 1);
  room_stop (&room);
  g_assert_cmpuint (room.freed, ==, 1);
}

static gpointer
answer_in_thread (gpointer data)
{
  return GINT_TO_POINTER (gst_openai_realtime_tool_call_answer (data, "later"));
}

/* Many answer at the same time: one of them is heard. */
TEST_WITH (Room, room, answer_from_threads)
{
  GThread *threads[8];
  guint i, taken = 0;

  add (room, "f", NONE, keep);
  call (room, "call_1", "f");
  assert_answer (room, "call_1", NULL);
  g_assert_false (gst_openai_realtime_tool_call_is_answered (room->call));
  for (i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("answer", answer_in_thread, room->call);
  for (i = 0; i < G_N_ELEMENTS (threads); i++)
    taken += GPOINTER_TO_INT (g_thread_join (threads[i]));
  g_assert_cmpuint (taken, ==, 1);
  assert_answer (room, "call_1", "later");
  g_assert_cmpuint (fake_model_count_refused (room->model), ==, 0);
  g_clear_object (&room->call);
  g_assert_cmpuint (fake_model_count_refused (room->model), ==, 0);
}

TEST_WITH (Room, room, dropped_call)
{
  add (room, "f", NONE, drop);
  add (room, "g", NONE, keep);
  call (room, "call_1", "f");
  assert_error (room, "call_1", "ended without an answer");
  call (room, "call_2", "g");
  assert_answer (room, "call_2", NULL);
  g_clear_object (&room->call);
  assert_error (room, "call_2", "ended without an answer");
}

TEST_WITH (Room, room, answered_and_returned)
{
  add (room, "f", NONE, answer_twice);
  call (room, "call_1", "f");
  assert_answer (room, "call_1", "first");
  g_assert_cmpuint (fake_model_count_refused (room->model), ==, 0);
}

TEST_WITH (Room, room, error_answers)
{
  add (room, "f", NONE, keep);
  call (room, "call_1", "f");
  g_assert_true (
      gst_openai_realtime_tool_call_answer_error (room->call, "No \"room\"."));
  assert_answer (room, "call_1", "{\"error\":\"No \\\"room\\\".\"}");
  call (room, "call_2", "f");
  g_assert_false (
      gst_openai_realtime_tool_call_answer (room->call, "\xff\xfe"));
  assert_error (room, "call_2", "");
}

/* The answer is wanted no more. */
TEST (answer_after_the_element)
{
  GstOpenaiRealtimeToolCall *kept;
  Room room;

  room_start (&room);
  add (&room, "f", NONE, keep);
  call (&room, "call_1", "f");
  kept = g_steal_pointer (&room.call);
  room_stop (&room);
  g_assert_null (gst_openai_realtime_tool_call_dup_element (kept));
  g_assert_cmpstr (gst_openai_realtime_tool_call_get_name (kept), ==, "f");
  g_assert_false (gst_openai_realtime_tool_call_answer (kept, "late"));
  g_object_unref (kept);
}

TEST_WITH (Room, room, bad_arguments)
{
  add (room, "f", NONE, answer_now);
  fake_model_call (room->model, "call_1", "f", "{\"n\":\"one\"}");
  assert_error (room, "call_1", "arguments.n");
  fake_model_call (room->model, "call_2", "f", "[");
  assert_error (room, "call_2", "");
  call (room, "call_3", "g");
  assert_error (room, "call_3", "");
  g_assert_cmpuint (room->calls, ==, 0);
}

/* What the application's own handler answers does not come to the registry,
 * also when it was connected later. */
static gchar *
answer_first (GstElement *element, const gchar *id, const gchar *name,
    const gchar *arguments, gpointer data)
{
  return g_str_equal (name, "own") ? g_strdup ("own") : NULL;
}

TEST_WITH (Room, room, own_handler_comes_first)
{
  add (room, "f", NONE, answer_now);
  g_signal_connect (room->model, "function-call", G_CALLBACK (answer_first),
      NULL);
  call (room, "call_1", "own");
  call (room, "call_2", "f");
  assert_answer (room, "call_1", "own");
  assert_answer (room, "call_2", "now");
}

/*** main context ***/

static gpointer
call_in_thread (gpointer data)
{
  call (data, "call_1", "f");
  return NULL;
}

TEST_WITH (Room, room, main_context)
{
  GMainContext *context = g_main_context_new ();
  GThread *thread;

  g_main_context_push_thread_default (context);
  add (room, "f", IN_CONTEXT, answer_now);
  g_main_context_pop_thread_default (context);
  thread = g_thread_new ("model", call_in_thread, room);
  g_thread_join (thread);
  g_assert_cmpuint (room->calls, ==, 0);
  while (room->calls == 0)
    g_main_context_iteration (context, TRUE);
  g_assert_true (room->thread == g_thread_self ());
  assert_answer (room, "call_1", "now");
  g_main_context_unref (context);
}

TEST_WITH (Room, room, thread_of_the_element)
{
  GThread *thread;

  add (room, "f", NONE, answer_now);
  thread = g_thread_new ("model", call_in_thread, room);
  g_thread_join (thread);
  g_assert_true (room->thread != g_thread_self ());
  assert_answer (room, "call_1", "now");
}

TEST_WITH (Room, room, main_context_that_ends)
{
  GMainContext *context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  add (room, "f", IN_CONTEXT, answer_now);
  g_main_context_pop_thread_default (context);
  call (room, "call_1", "f");
  assert_answer (room, "call_1", NULL);
  g_assert_true (gst_openai_realtime_tools_remove (room->tools, "f"));
  g_assert_cmpuint (room->freed, ==, 0);
  g_main_context_unref (context);
  g_assert_cmpuint (room->calls, ==, 0);
  g_assert_cmpuint (room->freed, ==, 1);
  assert_error (room, "call_1", "ended without an answer");
}

/*** coming and going ***/

TEST (add_replace_remove)
{
  gchar **names, *json;
  Room room;

  room_start (&room);
  json = dup_tools (room.model);
  g_assert_cmpstr (json, ==, "[]");
  g_free (json);
  add (&room, "f", NONE, answer_now);
  add (&room, "g", NONE, answer_now);
  add (&room, "f", NONE, answer_otherwise);
  g_assert_cmpuint (room.freed, ==, 1);
  names = gst_openai_realtime_tools_list_names (room.tools);
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpstr (names[0], ==, "f");
  g_strfreev (names);
  call (&room, "call_1", "f");
  assert_answer (&room, "call_1", "otherwise");
  g_assert_true (gst_openai_realtime_tools_remove (room.tools, "f"));
  g_assert_false (gst_openai_realtime_tools_remove (room.tools, "f"));
  json = dup_tools (room.model);
  g_assert_cmpstr (json, ==, "[{\"type\":\"function\",\"name\":\"g\","
      "\"description\":\"A function\",\"parameters\":{\"type\":\"object\","
      "\"properties\":{\"n\":{\"type\":\"integer\"}}}}]");
  g_free (json);
  g_assert_cmpuint (fake_model_count_tools (room.model), ==, 5);
  room_stop (&room);
  g_assert_cmpuint (room.freed, ==, 3);
}

TEST_WITH (Room, room, remove_while_a_call_is_open)
{
  add (room, "f", NONE, remove_itself);
  add (room, "g", NONE, keep);
  call (room, "call_1", "f");
  assert_answer (room, "call_1", "gone");
  g_assert_cmpuint (room->freed, ==, 1);
  call (room, "call_2", "g");
  g_assert_true (gst_openai_realtime_tools_remove (room->tools, "g"));
  g_assert_true (gst_openai_realtime_tool_call_answer (room->call, "late"));
  assert_answer (room, "call_2", "late");
  call (room, "call_3", "g");
  assert_error (room, "call_3", "");
}

TEST_WITH (Room, room, bad_names)
{
  static const gchar *const names[] = { "", "a b", "\xc3\xa4", "a.b",
    "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcde" };
  GError *error = NULL;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_false (gst_openai_realtime_tools_add (room->tools, names[i], NULL,
        NULL, NONE, answer_now, room, count_free, &error));
    g_assert_error (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
        GST_OPENAI_REALTIME_TOOLS_ERROR_NAME);
    g_clear_error (&error);
  }
  g_assert_false (gst_openai_realtime_tools_add (room->tools, "f", NULL, "[]",
      NONE, answer_now, room, count_free, &error));
  g_assert_error (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
      GST_OPENAI_REALTIME_TOOLS_ERROR_PARAMETERS);
  g_clear_error (&error);
  g_assert_cmpuint (room->freed, ==, i + 1);
}

/*** attaching ***/

TEST_WITH (Room, room, one_registry_per_element)
{
  GstOpenaiRealtimeTools *other = gst_openai_realtime_tools_new ();

  add (room, "f", NONE, answer_now);
  g_assert_true (gst_openai_realtime_tools_add (other, "f", NULL, NULL, NONE,
      answer_otherwise, NULL, NULL, NULL));
  g_assert_true (gst_openai_realtime_tools_attach (other,
      GST_ELEMENT (room->model), NULL));
  call (room, "call_1", "f");
  assert_answer (room, "call_1", "otherwise");
  /* The first one has no say any more. */
  gst_openai_realtime_tools_detach (room->tools);
  call (room, "call_2", "f");
  assert_answer (room, "call_2", "otherwise");
  g_object_unref (other);
}

TEST_WITH (Room, room, one_element_per_registry)
{
  FakeModel *other = fake_model_new ();
  gchar *json;

  add (room, "f", NONE, answer_now);
  g_assert_true (gst_openai_realtime_tools_attach (room->tools,
      GST_ELEMENT (other), NULL));
  json = dup_tools (room->model);
  g_assert_null (json);
  json = dup_tools (other);
  g_assert_nonnull (strstr (json, "\"f\""));
  g_free (json);
  gst_openai_realtime_tools_detach (room->tools);
  json = dup_tools (other);
  g_assert_null (json);
  gst_object_unref (other);
}

TEST_WITH (Room, room, hand_over)
{
  GstOpenaiRealtimeTools *other = gst_openai_realtime_tools_new ();
  g_autoptr (GstStructure) agent = gst_structure_new ("agent", "instructions",
      G_TYPE_STRING, "Be brief.", NULL);
  gchar *json;

  g_assert_true (gst_openai_realtime_tools_add (other, "g", NULL, NULL, NONE,
      answer_otherwise, NULL, NULL, NULL));
  g_assert_true (gst_openai_realtime_tools_hand_over (other,
      GST_ELEMENT (room->model), agent, NULL));
  g_assert_cmpuint (fake_model_count_agents (room->model), ==, 1);
  json = dup_tools (room->model);
  g_assert_nonnull (strstr (json, "\"g\""));
  g_free (json);
  call (room, "call_1", "g");
  assert_answer (room, "call_1", "otherwise");
  g_object_unref (other);
}

TEST (other_elements)
{
  GstOpenaiRealtimeTools *tools = gst_openai_realtime_tools_new ();
  g_autoptr (GstElement) bin = gst_object_ref_sink (gst_bin_new (NULL));
  g_autoptr (GError) error = NULL;

  g_assert_false (gst_openai_realtime_tools_attach (tools, bin, &error));
  g_assert_error (error, GST_OPENAI_REALTIME_TOOLS_ERROR,
      GST_OPENAI_REALTIME_TOOLS_ERROR_ELEMENT);
  g_object_unref (tools);
}

/*** many threads ***/

#define ROUNDS 200

static gpointer
add_and_remove (gpointer data)
{
  Room *room = data;

  for (guint i = 0; i < ROUNDS; i++) {
    g_autofree gchar *name =
        g_strdup_printf ("f_%p_%u", (gpointer) g_thread_self (), i % 3);

    g_assert_true (gst_openai_realtime_tools_add (room->tools, name, NULL, NULL,
        NONE, answer_otherwise, NULL, NULL, NULL));
    g_assert_true (gst_openai_realtime_tools_remove (room->tools, name));
  }
  return NULL;
}

static gpointer
call_often (gpointer data)
{
  Room *room = data;

  for (guint i = 0; i < ROUNDS; i++) {
    g_autofree gchar *id =
        g_strdup_printf ("call_%p_%u", (gpointer) g_thread_self (), i);

    fake_model_call (room->model, id, "f", "{}");
  }
  return NULL;
}

/* What the element has at the end is what the registry has. */
TEST_WITH (Room, room, many_threads)
{
  GThread *threads[6];
  gchar *json, *wanted;

  g_assert_true (gst_openai_realtime_tools_add (room->tools, "f", NULL, NULL,
      NONE, answer_otherwise, NULL, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] =
        g_thread_new ("test", i % 2 == 0 ? add_and_remove : call_often, room);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  json = dup_tools (room->model);
  wanted = gst_openai_realtime_tools_to_json (room->tools);
  g_assert_cmpstr (json, ==, wanted);
  g_assert_cmpuint (fake_model_count_answers (room->model), ==, 3 * ROUNDS);
  g_assert_cmpuint (fake_model_count_refused (room->model), ==, 0);
  g_free (json);
  g_free (wanted);
}

/* Functions of a registry that was replaced do not come back. */
TEST (replaced_while_changing)
{
  for (guint i = 0; i < 20; i++) {
    GstOpenaiRealtimeTools *other = gst_openai_realtime_tools_new ();
    GThread *thread;
    g_autofree gchar *json = NULL;
    Room room;

    room_start (&room);
    thread = g_thread_new ("test", add_and_remove, &room);
    while (fake_model_count_tools (room.model) < 5)
      g_thread_yield ();
    if (i % 2 == 0)
      g_assert_true (gst_openai_realtime_tools_attach (other,
          GST_ELEMENT (room.model), NULL));
    else
      gst_openai_realtime_tools_detach (room.tools);
    g_thread_join (thread);
    json = dup_tools (room.model);
    g_assert_cmpstr (json, ==, i % 2 == 0 ? "[]" : NULL);
    g_object_unref (other);
    room_stop (&room);
  }
}

TEST_MAIN (gst_init (NULL, NULL))
