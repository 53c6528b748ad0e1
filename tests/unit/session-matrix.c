/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-matrix.c - whatever happens in whatever phase of a session: what must
 * hold then, holds. Every pair of a phase and an event, then hours of time. */

#include "sessionroom.h"
#include "../support/testcase.h"

#include <string.h>

#define HOUR_MS (3600 * 1000)

/*** phases: the ways into them ***/

static void
enter_new (SessionRoom *room)
{}

static void
enter_connecting (SessionRoom *room)
{
  session_room_start (room);
}

static void
enter_open (SessionRoom *room)
{
  enter_connecting (room);
  session_room_opened (room, 1);
}

static void
enter_configuring (SessionRoom *room)
{
  enter_open (room);
  session_room_hear (room, 1,
      "{\"type\":\"session.created\",\"session\":"
      "{\"id\":\"sess\"}}");
}

static void
enter_up (SessionRoom *room)
{
  enter_connecting (room);
  session_room_open_and_configure (room, 1);
}

static void
enter_answering (SessionRoom *room)
{
  enter_up (room);
  session_room_hear (room, 1,
      "{\"type\":\"response.created\",\"response\":"
      "{\"id\":\"r1\",\"status\":\"in_progress\"}}");
  session_room_hear (room, 1,
      "{\"type\":\"response.output_audio.delta\","
      "\"response_id\":\"r1\",\"item_id\":\"i1\",\"delta\":\"AAAAAAAAAAA=\"}");
}

static void
enter_user_speaks (SessionRoom *room)
{
  enter_up (room);
  session_room_push (room, 500);
  session_room_pull (room, 1);
  session_room_hear (room, 1,
      "{\"type\":\"input_audio_buffer."
      "speech_started\",\"item_id\":\"u1\",\"audio_start_ms\":0}");
}

static void
enter_reconnecting (SessionRoom *room)
{
  enter_answering (room);
  session_room_end (room, 1, 0);
}

static void
enter_next_opening (SessionRoom *room)
{
  enter_reconnecting (room);
  session_room_pass (room, 5000);
}

static void
enter_renewing (SessionRoom *room)
{
  enter_answering (room);
  session_room_pass (room, 3301 * 1000);
}

static void
enter_next_ready (SessionRoom *room)
{
  enter_renewing (room);
  if (session_room_count_connections (room) > 1)
    session_room_open_and_configure (room, 2);
}

static void
enter_ending (SessionRoom *room)
{
  enter_answering (room);
  oa_session_request (room->session, oa_request_new (OA_REQUEST_END));
  session_room_run (room);
}

static void
enter_drained (SessionRoom *room)
{
  enter_ending (room);
  session_room_hear (room, 1,
      "{\"type\":\"response.done\",\"response\":"
      "{\"id\":\"r1\",\"status\":\"completed\",\"output\":[]}}");
}

static void
enter_resting (SessionRoom *room)
{
  enter_drained (room);
  session_room_end (room, 1, 0);
}

static void
enter_failed (SessionRoom *room)
{
  enter_connecting (room);
  session_room_end (room, 1, 401);
}

static void
enter_stopped (SessionRoom *room)
{
  enter_answering (room);
  session_room_stop (room);
}

typedef struct
{
  const gchar *name;
  void (*enter) (SessionRoom *room);
  gboolean over; /* nothing is sent or told from here on */
} Phase;

static const Phase phases[] = {
  { "new", enter_new, FALSE },
  { "connecting", enter_connecting, FALSE },
  { "open", enter_open, FALSE },
  { "configuring", enter_configuring, FALSE },
  { "up", enter_up, FALSE },
  { "answering", enter_answering, FALSE },
  { "user-speaks", enter_user_speaks, FALSE },
  { "reconnecting", enter_reconnecting, FALSE },
  { "next-opening", enter_next_opening, FALSE },
  { "renewing", enter_renewing, FALSE },
  { "next-ready", enter_next_ready, FALSE },
  { "ending", enter_ending, FALSE },
  { "drained", enter_drained, FALSE },
  { "resting", enter_resting, FALSE },
  { "failed", enter_failed, TRUE },
  { "stopped", enter_stopped, TRUE },
};

/*** events ***/

#define RESPONSE(type, status) \
  "{\"type\":\"response." type "\"," \
  "\"response\":{\"id\":\"r1\",\"status\":\"" status "\",\"output\":[]}}"
#define USER(type) \
  "{\"type\":\"input_audio_buffer." type "\"," \
  "\"item_id\":\"u1\",\"audio_start_ms\":100,\"audio_end_ms\":900}"

/* What a service may say, sensible at this time or not. */
static const gchar *const messages[] = {
  "{\"type\":\"session.created\",\"session\":{\"id\":\"sess_x\"}}",
  "{\"type\":\"session.updated\",\"session\":{\"id\":\"sess_x\","
  "\"audio\":{\"input\":{\"format\":{\"type\":\"audio/pcmu\"}}}}}",
  RESPONSE ("created", "in_progress"), RESPONSE ("done", "completed"),
  RESPONSE ("done", "cancelled"), RESPONSE ("done", "failed"),
  "{\"type\":\"response.output_item.done\",\"response_id\":\"r1\",\"item\":"
  "{\"id\":\"f1\",\"type\":\"function_call\",\"call_id\":\"c1\","
  "\"name\":\"f\",\"arguments\":\"{}\"}}",
  "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r1\","
  "\"item_id\":\"i1\",\"delta\":\"AAAAAAAAAAA=\"}",
  "{\"type\":\"response.output_audio.done\",\"response_id\":\"r1\","
  "\"item_id\":\"i1\"}",
  USER ("speech_started"), USER ("speech_stopped"), USER ("committed"),
  USER ("cleared"), USER ("timeout_triggered"),
  "{\"type\":\"conversation.item.truncated\",\"item_id\":\"i1\","
  "\"content_index\":0,\"audio_end_ms\":10}",
  "{\"type\":\"conversation.item.deleted\",\"item_id\":\"i1\"}",
  "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
  "\"code\":\"invalid_value\",\"message\":\"no\"}}",
  "{\"type\":\"error\",\"error\":{\"type\":\"insufficient_quota\","
  "\"code\":\"insufficient_quota\",\"message\":\"no\"}}",
  "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
  "\"code\":\"session_expired\",\"message\":\"no\"}}",
  "{\"type\":\"something.new\"}", "no JSON at all"
};

typedef enum
{
  EVENT_PONG = G_N_ELEMENTS (messages),
  EVENT_OPENED,
  EVENT_LOST,
  EVENT_REFUSED,
  EVENT_PULL,
  EVENT_PUSH,
  EVENT_TIME,
  EVENT_UPDATE,
  EVENT_RESTART_INPUT,
  EVENT_OUTPUT_FORMAT,
  EVENT_RECORDING,
  EVENT_FUNCTION_OUTPUT,
  EVENT_REQUEST, /* and one for each kind */
} Event;

#define N_EVENTS (EVENT_REQUEST + OA_REQUEST_VOICE + 1)

static guint
newest (SessionRoom *room)
{
  return session_room_count_connections (room);
}

static void
ask (SessionRoom *room, OaRequestKind kind)
{
  g_autoptr (JsonNode) node = json_from_string (
      "{\"type\":\"message\",\"role\":"
      "\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Hi\"}]}",
      NULL);
  OaRequest *request;

  switch (kind) {
    case OA_REQUEST_ITEM:
      request = oa_request_new_item (json_node_dup_object (node), TRUE, TRUE);
      break;
    case OA_REQUEST_EVENT:
      request = oa_request_new_with_object (kind, json_node_dup_object (node));
      break;
    case OA_REQUEST_DELETE:
    case OA_REQUEST_RETRIEVE:
      request = oa_request_new_with_item_id (kind, "i1");
      break;
    default:
      request = oa_request_new (kind);
      break;
  }
  oa_session_request (room->session, request);
}

/* Events of a connection come from one that is there. */
static void
happen_on_connection (SessionRoom *room, guint event)
{
  guint number = newest (room);

  if (number == 0 || !session_room_has_connection (room, number))
    return;
  if (event < EVENT_PONG)
    session_room_hear (room, number, messages[event]);
  else if (event == EVENT_PONG)
    session_room_pong (room, number);
  else if (event == EVENT_OPENED)
    session_room_opened (room, number);
  else if (event == EVENT_PULL)
    session_room_pull (room, number);
  else
    session_room_end (room, number, event == EVENT_REFUSED ? 503 : 0);
}

static void
happen (SessionRoom *room, guint event)
{
  if (event <= EVENT_PULL) {
    happen_on_connection (room, event);
    return;
  }
  switch (event) {
    case EVENT_PUSH:
      session_room_push (room, 200);
      break;
    case EVENT_TIME:
      session_room_pass (room, 16000);
      break;
    case EVENT_UPDATE:
      oa_session_update (room->session);
      break;
    case EVENT_RESTART_INPUT:
      oa_session_restart_input (room->session);
      break;
    case EVENT_OUTPUT_FORMAT:
      oa_session_set_output_format (room->session, OA_AUDIO_FORMAT_PCMU);
      break;
    case EVENT_RECORDING:
      oa_session_set_live (room->session, FALSE);
      break;
    case EVENT_FUNCTION_OUTPUT:
      oa_session_send_function_output (room->session, "c1", "out");
      break;
    default:
      ask (room, (OaRequestKind) (event - EVENT_REQUEST));
      break;
  }
  session_room_run (room);
}

/*** what must hold ***/

static void
assert_over (SessionRoom *room, guint errors, guint connections)
{
  g_assert_cmpuint (room->errors, ==, errors);
  g_assert_cmpuint (newest (room), ==, connections);
  g_assert_null (strstr (room->log->str, "> "));
  g_assert_null (strstr (room->log->str, "told "));
  g_assert_null (strstr (room->log->str, "warning "));
}

/* Of a session that is not stopped, one error at most is told, it is the end,
 * and whatever waits has a limit: time alone brings no storm. */
static void
run_cell (const Phase *phase, guint first, gint second)
{
  g_autoptr (SessionRoom) room = session_room_new (NULL);
  guint errors, connections;

  phase->enter (room);
  session_room_forget (room);
  errors = room->errors;
  connections = newest (room);
  happen (room, first);
  if (second >= 0)
    happen (room, (guint) second);
  session_room_pass (room, second >= 0 ? 16000 : 60000);
  if (phase->over)
    assert_over (room, errors, connections);
  g_assert_cmpuint (room->errors, <=, 1);
  if (room->errors == 1)
    g_assert_cmpint (oa_session_get_state (room->session), ==,
        GST_OPENAI_REALTIME_CONNECTION_STATE_FAILED);
  g_assert_cmpuint (newest (room), <, 30);
  if (phase->enter == enter_stopped)
    g_assert_cmpint (oa_session_get_state (room->session), ==,
        GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED);
}

static void
test_every_event (gconstpointer data)
{
  for (guint event = 0; event < N_EVENTS; event++)
    run_cell (data, event, -1);
}

static void
test_pairs (gconstpointer data)
{
  for (guint first = 0; first < N_EVENTS; first++) {
    /* All of them with -m slow. */
    guint step = g_test_slow () ? 1 : 4;

    for (guint second = first % step; second < N_EVENTS; second += step)
      run_cell (data, first, (gint) second);
  }
}

/* Hours of silence: renewals by the clock, and nothing else. */
static void
test_time_alone (gconstpointer data)
{
  const Phase *phase = data;
  g_autoptr (SessionRoom) room = session_room_new (NULL);

  phase->enter (room);
  session_room_pass (room, 3 * HOUR_MS);
  g_assert_cmpuint (room->errors, <=, 1);
}

TEST_MAIN (gst_init (NULL, NULL); TEST_ROWS (every_event, phases);
           TEST_ROWS (pairs, phases); TEST_ROWS (time_alone, phases))
