/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-calls.c - a function call is asked, answered once, and keeps what it
 * belongs to for as long as its handler runs. */

#include "partroom.h"
#include "../support/testcase.h"

#include "session/calls.h"

static const gchar *const called[] = {
  "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\","
  "\"status\":\"in_progress\"}}",
  "{\"type\":\"response.output_item.done\",\"response_id\":\"r1\","
  "\"output_index\":0,\"item\":{\"id\":\"f1\",\"type\":"
  "\"function_call\",\"status\":\"completed\",\"call_id\":\"c1\","
  "\"name\":\"f\",\"arguments\":\"{}\"}}",
};

static const OaSessionPartClass no_class = { NULL };

typedef struct
{
  OaObserver observer;
  PartRoom *room;
  OaCallDesk *desk;
  guint kept;
  guint answered;
  OaNotice *question;
  OaObserverReply reply;
  gpointer data;
  GDestroyNotify destroy;
} Fixture;

static void
ref_owner (gpointer owner)
{
  ((Fixture *) owner)->kept++;
}

static void
unref_owner (gpointer owner)
{
  ((Fixture *) owner)->kept--;
}

static void
count_answer (gpointer owner)
{
  ((Fixture *) owner)->answered++;
}

static const OaCallDeskOwner owner_functions = { ref_owner, unref_owner,
  count_answer };

static void
keep_question (OaObserver *observer, OaNotice *question, OaObserverReply reply,
    gpointer user_data, GDestroyNotify destroy)
{
  Fixture *fixture = (Fixture *) observer;

  g_assert_null (fixture->question);
  fixture->question = question;
  fixture->reply = reply;
  fixture->data = user_data;
  fixture->destroy = destroy;
}

static void
leave (OaObserver *observer)
{}

static const OaObserverInterface interface = {
  .free = leave,
  .ask = keep_question,
};

static void
set_up (Fixture *f)
{
  oa_observer_init (&f->observer, &interface, "test");
  f->room = part_room_new ();
  f->desk =
      oa_call_desk_new (&f->room->context, &f->observer, &owner_functions, f);
  oa_call_desk_configure (f->desk);
  for (guint i = 0; i < G_N_ELEMENTS (called); i++)
    part_room_hear (f->room, &no_class, NULL, called[i]);
  oa_call_desk_ask (f->desk,
      oa_notice_new (&(OaNotice){ OA_NOTICE_FUNCTION_CALL, (gchar *) "c1",
          .call = { (gchar *) "f", (gchar *) "{}" } }));
  g_assert_cmpuint (f->kept, ==, 1);
  g_assert_cmpstr (f->question->id, ==, "c1");
}

static void
end_handler (Fixture *f)
{
  oa_notice_free (f->question);
  f->destroy (f->data);
  g_assert_cmpuint (f->kept, ==, 0);
}

static void
tear_down (Fixture *f)
{
  oa_call_desk_free (f->desk);
  part_room_free (f->room);
  oa_observer_unref (&f->observer);
}

TEST_F (handler_answers)
{
  f->reply ("c1", "42", f->data);
  g_assert_cmpuint (f->answered, ==, 1);
  end_handler (f);
  /* The action comes too late. */
  g_assert_cmpint (oa_call_desk_send_output (f->desk, "c1", "43"), !=,
      OA_OUTPUT_TAKEN);
  g_assert_cmpuint (f->answered, ==, 1);
}

TEST_F (action_answers)
{
  g_assert_cmpint (oa_call_desk_send_output (f->desk, "c2", "42"), ==,
      OA_OUTPUT_UNKNOWN);
  g_assert_cmpint (oa_call_desk_send_output (f->desk, "c1", "42"), ==,
      OA_OUTPUT_TAKEN);
  g_assert_cmpuint (f->answered, ==, 1);
  /* The handler does. */
  f->reply ("c1", "43", f->data);
  g_assert_cmpuint (f->answered, ==, 1);
  end_handler (f);
}

TEST_F (event_answers)
{
  g_autoptr (JsonNode) other = json_from_string (
      "{\"type\":"
      "\"conversation.item.create\",\"item\":{\"type\":\"message\"}}",
      NULL);
  g_autoptr (JsonNode) output = json_from_string (
      "{\"type\":"
      "\"conversation.item.create\",\"item\":{\"type\":"
      "\"function_call_output\",\"call_id\":\"c1\",\"output\":\"42\"}}",
      NULL);

  g_assert_false (
      oa_call_desk_take_event (f->desk, json_node_get_object (other)));
  g_assert_true (
      oa_call_desk_take_event (f->desk, json_node_get_object (output)));
  g_assert_cmpuint (f->answered, ==, 1);
  end_handler (f);
}

TEST_F (stopped)
{
  f->room->context.phase = OA_SESSION_STOPPED;
  f->reply ("c1", "42", f->data);
  g_assert_cmpuint (f->answered, ==, 0);
  end_handler (f);
}

TEST_F (approval)
{
  g_assert_cmpint (oa_call_desk_approve (f->desk, "a1", TRUE, NULL), ==,
      OA_OUTPUT_UNKNOWN);
  g_assert_cmpuint (f->answered, ==, 0);
  end_handler (f);
}

TEST_MAIN (gst_init (NULL, NULL))
