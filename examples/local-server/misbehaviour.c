/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "misbehaviour.h"

void
ors_misbehaviour_send_storm (OrsSession *session)
{
  gint64 n =
      ors_scenario_get_int (ors_session_get_scenario (session), "count", 200);

  for (gint64 i = 0; i < n; i++) {
    g_auto (OrsProblem) problem = ORS_PROBLEM_INIT;

    ors_problem_set (&problem, "server_error", NULL,
        "Error number %" G_GINT64_FORMAT " of a storm.", i + 1);
    ors_session_send_error (session, &problem, NULL);
  }
}

/* Faults that end the session by a message. */
static void
run_closing_fault (OrsSession *session)
{
  const OrsScenario *scenario = ors_session_get_scenario (session);
  gushort code = ors_scenario_get_int (scenario, "close", 1011);

  if (scenario->fault == ORS_FAULT_ERROR_CLOSE)
    ors_session_refuse (session,
        ors_scenario_get_string (scenario, "code", "error"),
        ors_scenario_get_string (scenario, "message", "An error occurred."),
        code);
  else
    ors_outbox_close (ors_session_get_outbox (session), code,
        ors_scenario_get_string (scenario, "reason", NULL));
}

static gboolean
has_closing_fault (OrsSession *session)
{
  return ors_session_has_fault (session, ORS_FAULT_ERROR_CLOSE)
      || ors_session_has_fault (session, ORS_FAULT_CLOSE);
}

static gint64
closing_input_ms (OrsSession *session)
{
  return ors_scenario_get_int (ors_session_get_scenario (session),
      "after_input_ms", 0);
}

static void
reset (OrsSession *session)
{
  ors_outbox_stall (ors_session_get_outbox (session));
  ors_session_reset (session);
}

/* What can be done wrong at any moment is done when the moment comes; the other
 * faults are looked at where they happen, from then on. */
static void
begin_fault (OrsSession *session)
{
  gint64 seconds =
      ors_scenario_get_int (ors_session_get_scenario (session), "seconds", 0);

  switch (ors_session_get_scenario (session)->fault) {
    case ORS_FAULT_ERROR_CLOSE:
    case ORS_FAULT_CLOSE:
      run_closing_fault (session);
      break;
    case ORS_FAULT_HTTP:
    case ORS_FAULT_HALF_OPEN:
    case ORS_FAULT_RESET:
      reset (session);
      break;
    case ORS_FAULT_SILENT:
      ors_outbox_stall (ors_session_get_outbox (session));
      break;
    case ORS_FAULT_SLOW_READER:
      ors_session_stop_reading (session);
      break;
    case ORS_FAULT_EXPIRES:
      if (seconds == 0)
        ors_session_expire (session);
      else
        ors_session_set_expiry (session, seconds);
      break;
    case ORS_FAULT_MALFORMED_JSON:
    case ORS_FAULT_DEEP_JSON:
    case ORS_FAULT_HUGE_MESSAGE:
      ors_session_send_noise (session, "response.done");
      break;
    case ORS_FAULT_ERROR_STORM:
      ors_misbehaviour_send_storm (session);
      break;
    default:
      break;
  }
}

void
ors_misbehaviour_greet (OrsSession *session)
{
  gboolean closes = has_closing_fault (session)
      && closing_input_ms (session) == 0;

  if (ors_session_has_fault (session, ORS_FAULT_SILENT)) {
    ors_outbox_stall (ors_session_get_outbox (session));
    return;
  }
  /* As was observed: a client that joins a call is not greeted. */
  if (!ors_session_has_fault (session, ORS_FAULT_ERROR_CLOSE) || !closes) {
    if (ors_session_get_kind (session) == ORS_KIND_SIDEBAND)
      return;
    ors_session_greet (session);
  }
  if (closes)
    run_closing_fault (session);
}

void
ors_misbehaviour_note_event (OrsSession *session, const gchar *type)
{
  if (ors_session_get_outbox (session) != NULL
      && ors_faults_note (ors_session_get_faults (session), type))
    begin_fault (session);
}

void
ors_misbehaviour_note_handled (OrsSession *session)
{
  gint64 ms = closing_input_ms (session);

  if (has_closing_fault (session) && ms > 0
      && (gint64) ors_input_total_ms (ors_session_get_input (session)) >= ms)
    run_closing_fault (session);
}

static void
run_output_fault (OrsSession *session)
{
  gint64 limit = ors_scenario_get_int (ors_session_get_scenario (session),
      "after_audio_ms", 400);

  if (ors_session_get_sent_audio_ms (session) < limit)
    return;
  if (ors_session_has_fault (session, ORS_FAULT_STALL_DELTA))
    ors_outbox_stall (ors_session_get_outbox (session));
  else if (ors_session_has_fault (session, ORS_FAULT_RESET))
    reset (session);
}

void
ors_misbehaviour_note_sent (OrsSession *session, const OrsMessage *message)
{
  if (ors_faults_note_sent (ors_session_get_faults (session), message->type))
    begin_fault (session);
  if (ors_session_has_fault (session, ORS_FAULT_SLOW_READER)
      && g_str_equal (message->type, "session.updated"))
    ors_session_stop_reading (session);
  if (message->audio != NULL)
    run_output_fault (session);
}
