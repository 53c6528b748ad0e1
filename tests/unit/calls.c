/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calls.c - function calls through the conversation: each answered once, one
 * answer for a batch, never while another is under way; exact sequences, then
 * random ones against a service that obeys the rules. */

#include <stdlib.h>
#include <string.h>

#include "conversation/conversation.h"
#include "protocol/eventdecode.h"
#include "../support/testcase.h"

#define MS G_GINT64_CONSTANT (1000)
#define TIMEOUT_MS 60000

typedef struct
{
  OaConversation *conversation;
  GPtrArray *actions;
  OaCallPolicy policy;
  gint64 now;
} Room;

#define TOOLS \
  "[{\"type\":\"function\",\"name\":\"get\",\"parameters\":" \
  "{\"type\":\"object\",\"required\":[\"x\"]}}," \
  "{\"type\":\"function\",\"name\":\"put\"}]"

static void
configure (Room *room, const gchar *tools)
{
  g_autoptr (JsonArray) array =
      tools != NULL ? oa_json_parse_array (tools, -1, 0, "tools", NULL) : NULL;

  oa_conversation_configure_calls (room->conversation, &room->policy, array);
}

static Room *
room_new (const gchar *tools)
{
  Room *room = g_new0 (Room, 1);

  room->conversation = oa_conversation_new ();
  room->actions = oa_actions_new ();
  room->policy.timeout_ms = TIMEOUT_MS;
  room->policy.timeout_output = "TIMEOUT";
  room->now = 1000 * 1000 * MS;
  configure (room, tools);
  return room;
}

static void
room_free (Room *room)
{
  oa_conversation_free (room->conversation);
  g_ptr_array_unref (room->actions);
  g_free (room);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

static gchar *
describe_item (JsonObject *item)
{
  JsonObject *part =
      oa_json_array_get_object (oa_json_get_array (item, "content"), 0);

  if (part == NULL)
    return g_strdup_printf ("output:%s:%s",
        oa_json_get_string (item, "call_id"),
        oa_json_get_string (item, "output"));
  return g_strdup_printf ("%s:%s", oa_json_get_string (item, "role"),
      oa_json_get_string (part, "text"));
}

static gchar *
describe_command (const OaCommand *command)
{
  g_autoptr (GBytes) message = oa_command_encode (command,
      oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
          GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME));
  g_autoptr (JsonObject) event =
      oa_json_parse_object (g_bytes_get_data (message, NULL), -1, 0, "ours",
          NULL);
  JsonObject *item = oa_json_get_object (event, "item");
  JsonObject *response = oa_json_get_object (event, "response");

  if (item != NULL)
    return describe_item (item);
  if (g_strcmp0 (oa_json_get_string (event, "type"), "response.create") != 0)
    return g_strdup ("other");
  if (response == NULL)
    return g_strdup ("create");
  return g_strdup_printf ("create:%s",
      oa_json_get_string (response, "tool_choice"));
}

static gchar *
describe_notice (const OaNotice *notice)
{
  if (notice->kind == OA_NOTICE_FUNCTION_CALL)
    return g_strdup_printf ("call:%s:%s:%s", notice->id, notice->call.name,
        notice->call.arguments);
  if (notice->kind == OA_NOTICE_ERROR)
    return g_strdup_printf ("error:%s", notice->error->code);
  return NULL;
}

/* NULL for what other tests look at. */
static gchar *
describe (const OaAction *action)
{
  if (action->kind == OA_ACTION_NOTIFY)
    return describe_notice (action->notice);
  if (action->kind != OA_ACTION_SEND)
    return NULL;
  return describe_command (action->command);
}

static gchar *
take_done (Room *room)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < room->actions->len; i++) {
    g_autofree gchar *part = describe (g_ptr_array_index (room->actions, i));

    if (part != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", part);
  }
  g_ptr_array_set_size (room->actions, 0);
  return g_string_free (text, FALSE);
}

static void
assert_done (Room *room, const gchar *expected)
{
  g_autofree gchar *got = take_done (room);

  g_assert_cmpstr (got, ==, expected);
}

static void
poll (Room *room)
{
  oa_conversation_poll (room->conversation, room->now, room->actions);
}

static void
pass (Room *room, gint64 ms)
{
  room->now += ms * MS;
  poll (room);
}

G_GNUC_PRINTF (2, 3)
static void
hear (Room *room, const gchar *format, ...)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OaEvent) event = NULL;
  g_autoptr (GBytes) raw = NULL;
  gchar *line;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  raw = g_bytes_new_take (line, strlen (line));
  event = oa_event_decode (oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
                               GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME),
      raw, &error);
  g_assert_no_error (error);
  oa_conversation_handle (room->conversation, event, room->now, room->actions);
  poll (room);
}

static void
created (Room *room, const gchar *id)
{
  hear (room,
      "{\"type\":\"response.created\",\"response\":{\"id\":\"%s\","
      "\"status\":\"in_progress\",\"conversation_id\":\"c\"}}",
      id);
}

static void
done (Room *room, const gchar *id, const gchar *status)
{
  hear (room,
      "{\"type\":\"response.done\",\"response\":{\"id\":\"%s\","
      "\"status\":\"%s\",\"conversation_id\":\"c\"}}",
      id, status);
}

static void
called_as (Room *room, const gchar *response, const gchar *call,
    const gchar *name, const gchar *arguments, const gchar *status)
{
  hear (room,
      "{\"type\":\"response.output_item.done\",\"response_id\":"
      "\"%s\",\"output_index\":0,\"item\":{\"id\":\"item_%s\",\"type\":"
      "\"function_call\",\"status\":\"%s\",\"name\":\"%s\",\"call_id\":\"%s\","
      "\"arguments\":\"%s\"}}",
      response, call, status, name, call, arguments);
}

static void
called (Room *room, const gchar *response, const gchar *call)
{
  called_as (room, response, call, "put", "{}", "completed");
}

/* The service has the output. */
static void
taken (Room *room, const gchar *call)
{
  hear (room,
      "{\"type\":\"conversation.item.added\",\"previous_item_id\":"
      "null,\"item\":{\"id\":\"out_%s\",\"type\":\"function_call_output\","
      "\"call_id\":\"%s\",\"output\":\"o\"}}",
      call, call);
}

static void
assert_output (Room *room, const gchar *call, OaOutputResult expected)
{
  g_assert_cmpint (oa_conversation_set_output (room->conversation, call,
          "o"), ==, expected);
  poll (room);
}

static void
assert_busy (Room *room, gboolean busy)
{
  g_assert_cmpint (oa_conversation_is_busy (room->conversation), ==, busy);
}

static void
assert_deadline (Room *room, const gchar *ms)
{
  g_assert_cmpint (oa_conversation_get_deadline (room->conversation), ==,
      g_str_equal (ms, "none") ? -1 : room->now + atoi (ms) * MS);
}

static OaOutputResult
parse_result (const gchar *word)
{
  static const struct
  {
    const gchar *word;
    OaOutputResult result;
  } results[] = {
    { "unknown", OA_OUTPUT_UNKNOWN },
    { "twice", OA_OUTPUT_DUPLICATE },
    { "late", OA_OUTPUT_LATE },
    { "apart", OA_OUTPUT_OUT_OF_BAND },
  };

  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (results); i++)
    if (g_str_equal (word, results[i].word))
      return results[i].result;
  g_assert_null (word);
  return OA_OUTPUT_TAKEN;
}

/* The connection is lost, and another takes its place. */
static void
reconnect (Room *room)
{
  static const OaHistoryRules rules = { NULL };

  oa_conversation_link_lost (room->conversation, room->actions);
  oa_conversation_replay (room->conversation, &rules, FALSE, room->actions);
  oa_conversation_resume (room->conversation, FALSE, room->actions);
  g_ptr_array_set_size (room->actions, 0);
}

static void
give_up (Room *room)
{
  oa_conversation_time_out (room->conversation, room->actions);
  poll (room);
}

/* What the service tells of its responses and of calls. */
static gboolean
service_acts (Room *room, gchar **words)
{
  if (g_str_equal (words[0], "created"))
    created (room, words[1]);
  else if (g_str_equal (words[0], "called") && words[3] != NULL)
    called_as (room, words[1], words[2], words[3], words[4], "completed");
  else if (g_str_equal (words[0], "called"))
    called (room, words[1], words[2]);
  else if (g_str_equal (words[0], "cut"))
    called_as (room, words[1], words[2], "put", "{", "incomplete");
  else if (g_str_equal (words[0], "done"))
    done (room, words[1], words[2] != NULL ? words[2] : "completed");
  else if (g_str_equal (words[0], "taken"))
    taken (room, words[1]);
  else
    return FALSE;
  return TRUE;
}

/* What it tells of the user, and of our request. */
static gboolean
service_tells (Room *room, gchar **words)
{
  if (g_str_equal (words[0], "committed"))
    hear (room,
        "{\"type\":\"input_audio_buffer.committed\","
        "\"previous_item_id\":null,\"item_id\":\"U\"}");
  else if (g_str_equal (words[0], "speaks"))
    hear (room,
        "{\"type\":\"input_audio_buffer.speech_started\","
        "\"audio_start_ms\":0,\"item_id\":\"U\"}");
  else if (g_str_equal (words[0], "collides"))
    hear (room,
        "{\"type\":\"error\",\"error\":{\"type\":"
        "\"invalid_request_error\",\"code\":"
        "\"conversation_already_has_active_response\",\"message\":\"m\"}}");
  else
    return FALSE;
  return TRUE;
}

static void
act (Room *room, const gchar *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 5);

  if (line[0] == '{')
    hear (room, "%s", line);
  else if (service_acts (room, words) || service_tells (room, words))
    return;
  else if (g_str_equal (words[0], "output"))
    assert_output (room, words[1], parse_result (words[2]));
  else if (g_str_equal (words[0], "pass"))
    pass (room, atoi (words[1]));
  else if (g_str_equal (words[0], "deadline"))
    assert_deadline (room, words[1]);
  else if (g_str_equal (words[0], "sounding"))
    oa_conversation_get_rules (room->conversation)->sounding =
        g_str_equal (words[1], "yes");
  else if (g_str_equal (words[0], "reconnect"))
    reconnect (room);
  else if (g_str_equal (words[0], "give-up"))
    give_up (room);
  else {
    g_assert_true (g_str_equal (line, "busy") || g_str_equal (line, "idle"));
    assert_busy (room, line[0] == 'b');
  }
}

/*** exact sequences ***/

enum
{
  NO_TIMEOUT = 1 << 0,
  TAKE_LATE = 1 << 1,
  VALIDATE = 1 << 2,
  FILLER = 1 << 3 /* after 2 s */
};

/* Words for act() between semicolons, and what was done since the last look;
 * NULL = do not look. An output is taken unless another result is named. */
typedef struct
{
  const gchar *acts;
  const gchar *done;
} Step;

typedef struct
{
  const gchar *name;
  Step steps[10];
  guint policy;
} Sequence;

/* A call of the first response, which is done. */
#define CALLED \
  { \
    "created r1; called r1 c1; done r1", "call:c1:put:{}" \
  }
#define NO_OBJECT \
  "{\"error\":\"The arguments are not a JSON object. Call " \
  "the function again with a JSON object.\"}"

static const Sequence sequences[] = {
  { "output_after_the_response",
      {
          { "created r1; called r1 c1", "call:c1:put:{}" },
          { "done r1; busy", "" },
          { "output c1; busy", "output:c1:o create" },
          { "created r2; taken c1; done r2; idle", "" },
      } },
  /* The service does not know the call before its response is done. */
  { "fast_output_is_held",
      {
          { "created r1; called r1 c1; output c1", "call:c1:put:{}" },
          { "done r1", "output:c1:o create" },
      } },
  { "parallel_calls_are_one_batch",
      {
          { "created r1; called r1 a; called r1 b; called r1 c; output b",
              "call:a:put:{} call:b:put:{} call:c:put:{}" },
          { "done r1", "output:b:o" },
          { "output c", "output:c:o" },
          { "output a", "output:a:o create" },
      } },
  /* The same call comes in several events. */
  { "each_output_once",
      {
          { "output c1 unknown; created r1; called r1 c1; called r1 c1" },
          { "output c1; output c1 twice; done r1; output c1 twice",
              "call:c1:put:{} output:c1:o create" },
          { "called r1 c1", "" },
      } },
  { "timeout",
      {
          CALLED,
          { "deadline 60000; pass 59999", "" },
          { "pass 1", "output:c1:TIMEOUT create" },
          { "output c1 late", "" },
      } },
  /* Late, but what was put in its place has not gone out. */
  { "timeout_before_the_response_is_done",
      {
          { "created r1; called r1 c1; called r1 c2; pass 60000",
              "call:c1:put:{} call:c2:put:{}" },
          { "output c1; done r1", "output:c1:o output:c2:TIMEOUT create" },
      } },
  { "no_timeout",
      {
          CALLED,
          { "deadline none; pass 60000000", "" },
      },
      NO_TIMEOUT },
  { "late_output_as_text",
      {
          CALLED,
          { "pass 60000", "output:c1:TIMEOUT create" },
          { "created r2; done r2; output c1",
              "system:The call of the function put "
              "that did not answer in time has now given this result: o create" },
          { "output c1 twice", "" },
      },
      TAKE_LATE },
  /* The model was cut off: what it had not finished to say is not done. */
  { "cancelled_response",
      {
          { "created r1; called r1 c1; cut r1 c2", "call:c1:put:{}" },
          { "done r1 cancelled; output c2 unknown; output c1",
              "output:c1:o create" },
      } },
  { "only_in_response_done",
      {
          { "created r1; {\"type\":\"response.done\",\"response\":{\"id\":\"r1\","
            "\"status\":\"completed\",\"conversation_id\":\"c\",\"output\":[{"
            "\"id\":\"i\",\"type\":\"function_call\",\"status\":\"completed\","
            "\"name\":\"put\",\"call_id\":\"c1\",\"arguments\":\"\"}]}}" },
          { "output c1", "call:c1:put:{} output:c1:o create" },
      } },
  { "bad_calls_are_answered_at_once",
      {
          { "created r1; called r1 c1 drop {}; called r1 c2 put [1]; "
            "called r1 c3 put {; called r1 c4 get {}",
              "error:unknown_function "
              "error:invalid_arguments error:invalid_arguments call:c4:get:{}" },
          { "output c1 twice; output c4; done r1",
              "output:c1:{\"error\":\"There is "
              "no function of this name. Call one of these: get, put.\"} output:c2:" NO_OBJECT
              " output:c3:" NO_OBJECT " output:c4:o create" },
      } },
  { "arguments_against_the_schema",
      {
          { "created r1; called r1 c1 get {}", "error:invalid_arguments" },
          { "done r1",
              "output:c1:{\"error\":\"arguments must have the member "
              "\\\"x\\\".\"} create" },
      },
      VALIDATE },
  { "out_of_band",
      {
          { "{\"type\":\"response.created\",\"response\":{\"id\":\"x\",\"status\":"
            "\"in_progress\",\"conversation_id\":null}}; called x c1",
              "call:c1:put:{}" },
          { "output c1 apart; {\"type\":\"response.done\",\"response\":{\"id\":"
            "\"x\",\"status\":\"completed\",\"conversation_id\":null}}; idle",
              "" },
      } },
  { "give_up",
      {
          CALLED,
          { "give-up; idle; output c1 late", "output:c1:TIMEOUT" },
      } },

  /* Beside other answers. The user goes on while the function runs. The output
   * comes before the answer to the new turn begins, and is in it: no second
   * answer repeats it. */
  { "merged_with_the_answer_to_a_turn",
      {
          CALLED,
          { "committed; output c1", "output:c1:o" },
          { "taken c1; created r2; done r2; idle", "" },
      } },
  /* The answer to the turn began before the service had the output. */
  { "after_the_answer_to_a_turn",
      {
          CALLED,
          { "committed; output c1; created r2; taken c1", "output:c1:o" },
          { "done r2", "create" },
      } },
  /* Our request ran into the answer to a turn. Whether that one knows the
   * output decides whether ours is asked for again. */
  { "collision_with_an_answer_that_knows",
      {
          CALLED,
          { "output c1", "output:c1:o create" },
          { "taken c1; committed; created r2; collides; done r2", "" },
      } },
  { "collision_with_an_answer_that_does_not_know",
      {
          CALLED,
          { "output c1", "output:c1:o create" },
          { "committed; created r2; collides; taken c1; done r2", "create" },
      } },
  /* Several clients may take part in a session; whoever answers a call asks
   * for the answer. */
  { "answered_by_another_client",
      {
          CALLED,
          { "taken c1; idle; output c1 twice", "" },
          { "created r2; called r2 c2; called r2 c3; done r2; taken c2; output c3",
              "call:c2:put:{} call:c3:put:{} output:c3:o create" },
      } },
  /* An output that the service refuses does not hold anything. */
  { "refused_output",
      {
          CALLED,
          { "output c1; {\"type\":\"error\",\"error\":{\"type\":"
            "\"invalid_request_error\",\"code\":\"invalid_value\",\"message\":"
            "\"m\",\"param\":\"item.call_id\",\"event_id\":\"output_1\"}}",
              "output:c1:o create error:invalid_value" },
          { "created r2; done r2; idle" },
      } },

  /* While something sounds it is looked again, but not all the time. */
  { "filler",
      {
          { "created r1; called r1 a; called r1 b; done r1; sounding yes; "
            "pass 1999; pass 1; deadline 100",
              "call:a:put:{} call:b:put:{}" },
          { "sounding no; pass 100", "create:none" },
          { "created f; output a; output b", "output:a:o output:b:o" },
          { "done f", "create" },
          { "pass 10000", "" },
      },
      FILLER },
  /* The filler ran into another answer; when that is over there is no wait to
   * talk about any more. */
  { "filler_that_comes_too_late",
      {
          CALLED,
          { "pass 2000", "create:none" },
          { "committed; created r2; collides; output c1", "output:c1:o" },
          { "done r2", "create" },
          { "created r3; done r3", "" },
      },
      FILLER },
  /* The user's speech was lost with the connection: its end is never told. */
  { "filler_after_a_loss_in_speech",
      {
          CALLED,
          { "speaks; reconnect; pass 2000", "create:none" },
      },
      FILLER },
  { "no_filler_for_what_is_quick",
      {
          CALLED,
          { "speaks; pass 2500; output c1", "output:c1:o create" },
          { "created r2; done r2; pass 5000", "" },
      },
      FILLER },
};

static void
test_sequence (gconstpointer data)
{
  const Sequence *sequence = data;
  g_autoptr (Room) room = room_new (NULL);

  if (sequence->policy & NO_TIMEOUT)
    room->policy.timeout_ms = 0;
  room->policy.take_late = (sequence->policy & TAKE_LATE) != 0;
  room->policy.validate = (sequence->policy & VALIDATE) != 0;
  if (sequence->policy & FILLER) {
    room->policy.filler = "One moment.";
    room->policy.filler_delay_ms = 2000;
  }
  configure (room, TOOLS);
  for (const Step *step = sequence->steps; step->acts != NULL; step++) {
    g_auto (GStrv) acts = g_strsplit (step->acts, "; ", -1);

    g_test_message ("%s", step->acts);
    for (guint i = 0; acts[i] != NULL; i++)
      act (room, acts[i]);
    if (step->done != NULL)
      assert_done (room, step->done);
  }
}

/* What the service says of its tools counts, and a response may bring its own;
 * as long as none are known, all names are good. */
TEST (which_tools_there_are)
{
  g_autoptr (JsonObject) response =
      oa_json_parse_object ("{\"tools\":[{"
                            "\"type\":\"function\",\"name\":\"own\"}]}",
          -1, 0, "test", NULL);
  g_autoptr (Room) room = room_new (NULL);

  created (room, "r1");
  called_as (room, "r1", "c1", "any", "{}", "completed");
  assert_done (room, "call:c1:any:{}");
  hear (room,
      "{\"type\":\"session.updated\",\"session\":{\"id\":\"s\","
      "\"tools\":" TOOLS "}}");
  configure (room, NULL);
  called_as (room, "r1", "c2", "any", "{}", "completed");
  called (room, "r1", "c3");
  assert_done (room, "error:unknown_function call:c3:put:{}");
  oa_conversation_create_response (room->conversation, response, room->actions);
  called_as (room, "r1", "c4", "own", "{}", "completed");
  assert_done (room, "call:c4:own:{}");
}

TEST (too_many_calls)
{
  Room *room = room_new (TOOLS);
  g_autofree gchar *text = NULL;

  created (room, "r1");
  for (guint i = 0; i < 2000; i++) {
    g_autofree gchar *id = g_strdup_printf ("c%u", i);

    called (room, "r1", id);
  }
  text = take_done (room);
  g_assert_nonnull (strstr (text, "call:c127:"));
  g_assert_null (strstr (text, "call:c128:"));
  g_assert_nonnull (strstr (text, "error:too_many_calls"));
  g_assert_cmpint (oa_conversation_set_output (room->conversation, "c1500",
          "o"), ==, OA_OUTPUT_UNKNOWN);
  room_free (room);
}

/*** another session ***/

static gchar *
send_all (OaCalls *calls, gboolean *wanted)
{
  g_autoptr (GPtrArray) actions = oa_actions_new ();
  GString *text = g_string_new (NULL);

  *wanted = oa_calls_send (calls, 0, actions);
  for (guint i = 0; i < actions->len; i++) {
    g_autofree gchar *part = describe (g_ptr_array_index (actions, i));

    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", part);
  }
  return g_string_free (text, FALSE);
}

static void
assert_sent (OaCalls *calls, const gchar *expected, gboolean wanted)
{
  gboolean wants;
  g_autofree gchar *got = send_all (calls, &wants);

  g_assert_cmpstr (got, ==, expected);
  g_assert_cmpint (wants, ==, wanted);
}

static void
feed (OaCalls *calls, const gchar *line)
{
  g_autoptr (GPtrArray) actions = oa_actions_new ();
  g_autoptr (GBytes) raw = g_bytes_new_static (line, strlen (line));
  g_autoptr (OaEvent) event =
      oa_event_decode (oa_dialect_get (GST_OPENAI_REALTIME_DIALECT_GA,
                           GST_OPENAI_REALTIME_SESSION_TYPE_REALTIME),
          raw, NULL);

  oa_calls_handle (calls, event, 0, actions);
}

#define FEED_CALL(r, c) \
  "{\"type\":\"response.output_item.done\"," \
  "\"response_id\":\"" r "\",\"output_index\":0,\"item\":{\"id\":\"i\"," \
  "\"type\":\"function_call\",\"status\":\"completed\",\"name\":\"f\"," \
  "\"call_id\":\"" c "\",\"arguments\":\"{}\"}}"
#define FEED_DONE(r) \
  "{\"type\":\"response.done\",\"response\":{\"id\":\"" r \
  "\",\"status\":\"completed\",\"conversation_id\":\"c\"}}"
#define FEED_TAKEN(c) \
  "{\"type\":\"conversation.item.added\",\"item\":{" \
  "\"id\":\"o\",\"type\":\"function_call_output\",\"call_id\":\"" c \
  "\",\"output\":\"o\"}}"

/* What the session before has confirmed stays; the rest goes out again, and
 * responses that were under way hold nothing any more. */
TEST (new_session)
{
  OaResponses responses = { G_QUEUE_INIT };
  OaCalls *calls = oa_calls_new (&responses);

  feed (calls, FEED_CALL ("r1", "taken"));
  feed (calls, FEED_CALL ("r1", "lost"));
  feed (calls, FEED_DONE ("r1"));
  feed (calls, FEED_CALL ("r2", "sent"));
  feed (calls, FEED_CALL ("r2", "open"));
  feed (calls, FEED_DONE ("r2"));
  feed (calls, FEED_CALL ("r3", "early"));
  oa_calls_set_output (calls, "taken", "1");
  oa_calls_set_output (calls, "lost", "2");
  oa_calls_set_output (calls, "sent", "3");
  oa_calls_set_output (calls, "early", "4");
  assert_sent (calls, "output:taken:1 output:lost:2 output:sent:3", TRUE);
  feed (calls, FEED_TAKEN ("taken"));

  g_assert_false (oa_calls_is_waiting (calls, "taken"));
  g_assert_true (oa_calls_is_waiting (calls, "lost"));
  g_assert_true (oa_calls_is_waiting (calls, "sent"));
  g_assert_true (oa_calls_is_waiting (calls, "open"));
  g_assert_true (oa_calls_is_waiting (calls, "early"));
  oa_calls_begin_session (calls);
  assert_sent (calls, "output:lost:2 output:sent:3 output:early:4", TRUE);
  g_assert_true (oa_calls_is_open (calls));
  oa_calls_set_output (calls, "open", "5");
  assert_sent (calls, "output:open:5", TRUE);
  g_assert_false (oa_calls_is_open (calls));
  g_assert_cmpint (oa_calls_set_output (calls, "lost", "6"), ==,
      OA_OUTPUT_DUPLICATE);
  oa_calls_free (calls);
}

/* One output was confirmed, one was on its way, one comes while there is no
 * connection, and one later. */
static void
check_lost_connection (gboolean ask)
{
  static const OaHistoryRules rules = { NULL };
  g_autoptr (Room) room = room_new (TOOLS);

  created (room, "r1");
  called (room, "r1", "a");
  called (room, "r1", "b");
  called (room, "r1", "c");
  called (room, "r1", "d");
  done (room, "r1", "completed");
  assert_output (room, "a", OA_OUTPUT_TAKEN);
  assert_output (room, "b", OA_OUTPUT_TAKEN);
  taken (room, "a");
  assert_done (room,
      "call:a:put:{} call:b:put:{} call:c:put:{} call:d:put:{} "
      "output:a:o output:b:o");
  oa_conversation_link_lost (room->conversation, room->actions);
  assert_output (room, "c", OA_OUTPUT_TAKEN);
  pass (room, 2 * TIMEOUT_MS);
  assert_done (room, "");
  assert_output (room, "d", OA_OUTPUT_TAKEN);
  oa_conversation_replay (room->conversation, &rules, FALSE, room->actions);
  /* The calls, the confirmed output and a word about it. */
  g_assert_cmpuint (room->actions->len, ==, 4 + 1 + 1);
  g_ptr_array_set_size (room->actions, 0);
  oa_conversation_resume (room->conversation, ask, room->actions);
  assert_done (room, "output:b:o output:c:o output:d:o create");
  created (room, "r2");
  done (room, "r2", "completed");
  assert_done (room, "");
  assert_busy (room, FALSE);
}

TEST (lost_connection)
{
  check_lost_connection (FALSE);
  check_lost_connection (TRUE);
}

/*** random schedules ***/

/* A service that obeys the rules, and what it holds against us. */
typedef struct
{
  Room *room;
  GRand *rand;
  gboolean has_turns; /* users speak in between */
  GQueue to_service;  /* of gchar: "output:ID:TEXT" or "create" */
  GQueue to_client;   /* of gchar: a line, "created", "called", … */
  guint n_responses;
  guint n_calls;
  gchar *active;
  GPtrArray *calls;  /* of gchar: of the active response */
  GHashTable *open;  /* calls that may be answered */
  GHashTable *known; /* calls told to the client, not answered */
  guint unanswered;  /* outputs since the last response began */
  guint owed;        /* turns without an answer */
} Service;

static void
tell (Service *s, gchar *line)
{
  g_queue_push_tail (&s->to_client, line);
}

static void
begin_response (Service *s)
{
  s->active = g_strdup_printf ("r%u", ++s->n_responses);
  s->unanswered = 0;
  tell (s, g_strdup_printf ("created %s", s->active));
}

static void
make_call (Service *s)
{
  gboolean whole = g_rand_int_range (s->rand, 0, 5) > 0;
  gchar *id = g_strdup_printf ("c%u", ++s->n_calls);

  tell (s,
      g_strdup_printf ("%s %s %s", whole ? "called" : "cut", s->active, id));
  if (whole)
    g_ptr_array_add (s->calls, id);
  else
    g_free (id);
}

static void
end_response (Service *s)
{
  gboolean cut = g_rand_int_range (s->rand, 0, 4) == 0;

  for (guint i = 0; i < s->calls->len; i++)
    g_hash_table_add (s->open, g_strdup (g_ptr_array_index (s->calls, i)));
  g_ptr_array_set_size (s->calls, 0);
  tell (s,
      g_strdup_printf ("done %s %s", s->active,
          cut ? "cancelled" : "completed"));
  g_clear_pointer (&s->active, g_free);
  if (s->owed > 0) {
    s->owed = 0;
    begin_response (s);
  }
}

static void
user_turn (Service *s)
{
  tell (s, g_strdup ("committed"));
  if (s->active != NULL)
    s->owed = 1;
  else
    begin_response (s);
}

/* An output must be of a call that is open, at its first time. */
static void
receive_output (Service *s, const gchar *call)
{
  g_assert_true (g_hash_table_remove (s->open, call));
  s->unanswered++;
  tell (s, g_strdup_printf ("taken %s", call));
}

static void
receive_create (Service *s)
{
  if (s->active != NULL) {
    /* Only a turn of the user's may have come in between. */
    g_assert_true (s->has_turns);
    tell (s, g_strdup ("collides"));
    return;
  }
  /* There is something to answer. */
  if (!s->has_turns)
    g_assert_cmpuint (s->unanswered, >, 0);
  begin_response (s);
}

static void
service_receives (Service *s)
{
  g_autofree gchar *text = g_queue_pop_head (&s->to_service);
  g_auto (GStrv) parts = NULL;

  if (text == NULL)
    return;
  parts = g_strsplit (text, ":", 3);
  if (g_str_equal (parts[0], "output"))
    receive_output (s, parts[1]);
  else if (g_str_equal (parts[0], "create"))
    receive_create (s);
}

/* What the room wants done goes on its way. */
static void
carry (Service *s)
{
  Room *room = s->room;

  for (guint i = 0; i < room->actions->len; i++) {
    gchar *text = describe (g_ptr_array_index (room->actions, i));
    g_auto (GStrv) parts = NULL;

    if (text == NULL)
      continue;
    parts = g_strsplit (text, ":", 3);
    if (g_str_equal (parts[0], "call")) {
      g_assert_true (g_hash_table_add (s->known, g_strdup (parts[1])));
      g_free (text);
    } else {
      g_queue_push_tail (&s->to_service, text);
    }
  }
  g_ptr_array_set_size (room->actions, 0);
}

static void
client_hears (Service *s)
{
  g_autofree gchar *line = g_queue_pop_head (&s->to_client);

  if (line == NULL)
    return;
  act (s->room, line);
  carry (s);
}

/* Any call that is known, maybe one that was answered by its timeout. */
static void
application_answers (Service *s)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, s->known);
  while (g_hash_table_iter_next (&iter, &id, NULL)) {
    if (g_rand_boolean (s->rand))
      continue;
    oa_conversation_set_output (s->room->conversation, id, "o");
    if (g_rand_boolean (s->rand))
      g_hash_table_iter_remove (&iter);
    break;
  }
  poll (s->room);
  carry (s);
}

static void
step (Service *s)
{
  gint what = g_rand_int_range (s->rand, 0, 12);

  if (what < 3)
    client_hears (s);
  else if (what < 6)
    service_receives (s);
  else if (what < 7 && s->active != NULL)
    make_call (s);
  else if (what < 9 && s->active != NULL)
    end_response (s);
  else if (what < 10)
    application_answers (s);
  else if (what < 11 && s->has_turns)
    user_turn (s);
  else {
    pass (s->room, g_rand_int_range (s->rand, 0, 3000));
    carry (s);
  }
}

/* Nothing new: all comes to its end. */
static void
settle (Service *s)
{
  for (guint i = 0; i < 1000; i++) {
    if (s->active != NULL)
      end_response (s);
    service_receives (s);
    client_hears (s);
    pass (s->room, 1000);
    carry (s);
  }
  g_assert_true (g_queue_is_empty (&s->to_service));
  g_assert_true (g_queue_is_empty (&s->to_client));
}

static void
check_schedule (guint seed, gboolean has_turns)
{
  Service s = {
    room_new (TOOLS),
    g_rand_new_with_seed (seed),
    has_turns,
  };

  s.calls = g_ptr_array_new_with_free_func (g_free);
  s.open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  s.known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  begin_response (&s);
  for (guint i = 0; i < 300; i++)
    step (&s);
  settle (&s);
  /* Each call has its output, and a response began after the last one. */
  g_assert_cmpuint (g_hash_table_size (s.open), ==, 0);
  g_assert_cmpuint (s.unanswered, ==, 0);
  assert_busy (s.room, FALSE);

  g_hash_table_unref (s.open);
  g_hash_table_unref (s.known);
  g_ptr_array_unref (s.calls);
  g_free (s.active);
  g_queue_clear_full (&s.to_service, g_free);
  g_queue_clear_full (&s.to_client, g_free);
  g_rand_free (s.rand);
  room_free (s.room);
}

static void
test_random_schedules (gconstpointer has_turns)
{
  for (guint seed = 0; seed < 500; seed++)
    check_schedule (seed, GPOINTER_TO_INT (has_turns));
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  TEST_ROWS (sequence, sequences);
  TEST_ROW (random_schedules, "random_schedules", GINT_TO_POINTER (FALSE));
  TEST_ROW (random_schedules, "random_schedules_with_turns",
      GINT_TO_POINTER (TRUE));
  return g_test_run ();
}
