/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-calls.c - a function call is asked, answered once, and keeps what it
 * belongs to for as long as its handler runs. */

#include "partroom.h"

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
set_up (Fixture *self, gconstpointer data)
{
  guint i;

  oa_observer_init (&self->observer, &interface, "test");
  self->room = part_room_new ();
  self->desk = oa_call_desk_new (&self->room->context, &self->observer,
      &owner_functions, self);
  oa_call_desk_configure (self->desk);
  for (i = 0; i < G_N_ELEMENTS (called); i++)
    part_room_hear (self->room, &no_class, NULL, called[i]);
  oa_call_desk_ask (self->desk,
      oa_notice_new (&(OaNotice){ OA_NOTICE_FUNCTION_CALL, (gchar *) "c1",
          .call = { (gchar *) "f", (gchar *) "{}" } }));
  g_assert_cmpuint (self->kept, ==, 1);
  g_assert_cmpstr (self->question->id, ==, "c1");
}

static void
end_handler (Fixture *self)
{
  oa_notice_free (self->question);
  self->destroy (self->data);
  g_assert_cmpuint (self->kept, ==, 0);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  oa_call_desk_free (self->desk);
  part_room_free (self->room);
  oa_observer_unref (&self->observer);
}

static void
test_handler_answers (Fixture *self, gconstpointer data)
{
  self->reply ("c1", "42", self->data);
  g_assert_cmpuint (self->answered, ==, 1);
  end_handler (self);
  /* The action comes too late. */
  g_assert_cmpint (oa_call_desk_send_output (self->desk, "c1", "43"), !=,
      OA_OUTPUT_TAKEN);
  g_assert_cmpuint (self->answered, ==, 1);
}

static void
test_action_answers (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (oa_call_desk_send_output (self->desk, "c2", "42"), ==,
      OA_OUTPUT_UNKNOWN);
  g_assert_cmpint (oa_call_desk_send_output (self->desk, "c1", "42"), ==,
      OA_OUTPUT_TAKEN);
  g_assert_cmpuint (self->answered, ==, 1);
  /* The handler does. */
  self->reply ("c1", "43", self->data);
  g_assert_cmpuint (self->answered, ==, 1);
  end_handler (self);
}

static void
test_event_answers (Fixture *self, gconstpointer data)
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
      oa_call_desk_take_event (self->desk, json_node_get_object (other)));
  g_assert_true (
      oa_call_desk_take_event (self->desk, json_node_get_object (output)));
  g_assert_cmpuint (self->answered, ==, 1);
  end_handler (self);
}

static void
test_stopped (Fixture *self, gconstpointer data)
{
  self->room->context.phase = OA_SESSION_STOPPED;
  self->reply ("c1", "42", self->data);
  g_assert_cmpuint (self->answered, ==, 0);
  end_handler (self);
}

static void
test_approval (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (oa_call_desk_approve (self->desk, "a1", TRUE, NULL), ==,
      OA_OUTPUT_UNKNOWN);
  g_assert_cmpuint (self->answered, ==, 0);
  end_handler (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add ("/session-calls/handler-answers", Fixture, NULL, set_up,
      test_handler_answers, tear_down);
  g_test_add ("/session-calls/action-answers", Fixture, NULL, set_up,
      test_action_answers, tear_down);
  g_test_add ("/session-calls/event-answers", Fixture, NULL, set_up,
      test_event_answers, tear_down);
  g_test_add ("/session-calls/stopped", Fixture, NULL, set_up, test_stopped,
      tear_down);
  g_test_add ("/session-calls/approval", Fixture, NULL, set_up, test_approval,
      tear_down);
  return g_test_run ();
}
