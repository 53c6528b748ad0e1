/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadgate.c - schedules: what the service says and when, and what the gate
 * then does, as a script. */

#include <stdlib.h>

#include "session/uploadgate.h"
#include "../support/testcase.h"

#define MS G_GINT64_CONSTANT (1000)
#define BEGIN (100 * 1000 * MS)

#define NONE GST_OPENAI_REALTIME_TURN_DETECTION_NONE
#define SERVER GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD
#define SEMANTIC GST_OPENAI_REALTIME_TURN_DETECTION_SEMANTIC_VAD

static const struct
{
  const gchar *word;
  OaEventType type;
} words[] = {
  { "started", OA_EVENT_SPEECH_STARTED },
  { "stopped", OA_EVENT_SPEECH_STOPPED },
  { "committed", OA_EVENT_INPUT_COMMITTED },
  { "told", OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED },
  { "created", OA_EVENT_RESPONSE_CREATED },
  { "delta", OA_EVENT_AUDIO_DELTA },
  { "done", OA_EVENT_RESPONSE_DONE },
  { "error", OA_EVENT_ERROR },
  { "limits", OA_EVENT_RATE_LIMITS },
};

typedef struct
{
  GstOpenaiRealtimeTurnDetection detection;
  gboolean create_response;
  OaHold hold;
  const gchar *script; /* words, holds, and =STEP expectations */
  gboolean one_way;
} Schedule;

static gchar *
poll (OaUploadGate *gate, gboolean busy, gint64 now)
{
  OaGateStep step;

  oa_upload_gate_poll (gate, busy, now, &step);
  switch (step.kind) {
    case OA_GATE_WAIT:
      if (step.until < 0)
        return g_strdup ("wait");
      return g_strdup_printf ("wait%d", (gint) ((step.until - now) / MS));
    case OA_GATE_RELEASE:
      return g_strdup (step.unconfirmed ? "lost"
              : step.timed_out          ? "giveup"
                                        : "go");
    case OA_GATE_SILENCE:
      return g_strdup_printf ("silence%u", step.silence_ms);
    case OA_GATE_PROBE:
      return g_strdup ("probe");
    default:
      return g_strdup (step.unheard ? "commitall" : "commit");
  }
}

static void
say (OaUploadGate *gate, const gchar *word, gint64 now)
{
  OaEvent event = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word)) {
      event.type = words[i].type;
      oa_upload_gate_event (gate, &event, now);
      return;
    }
  g_error ("no word %s", word);
}

static const OaHold short_pause = { OA_HOLD_ONSET, 300, 250, TRUE };

static void
configure (OaUploadGate *gate, GstOpenaiRealtimeTurnDetection detection,
    gboolean create_response, guint stall_ms, gboolean one_way)
{
  const OaUploadGateRules rules = { { detection, 500,
                                        GST_OPENAI_REALTIME_EAGERNESS_AUTO },
    create_response, stall_ms, one_way };

  oa_upload_gate_configure (gate, &rules);
}

/* "hold", "onset" (after a short pause), "+MS" (time goes on), "busy", "idle",
 * "updated" (answers a probe), "=STEP", or an event. */
static void
run (const Schedule *schedule, guint stall_ms)
{
  OaUploadGate *gate = oa_upload_gate_new ();
  g_auto (GStrv) script = g_strsplit (schedule->script, " ", -1);
  gboolean busy = FALSE;
  gint64 now = BEGIN;

  configure (gate, schedule->detection, schedule->create_response, stall_ms,
      schedule->one_way);
  for (guint i = 0; script[i]; i++) {
    const gchar *word = script[i];

    if (*word == '+') {
      now += atoi (word + 1) * MS;
    } else if (*word == '=') {
      g_autofree gchar *step = poll (gate, busy, now);

      if (!g_str_equal (step, word + 1))
        g_error ("word %u of '%s' was %s", i, schedule->script, step);
    } else if (g_str_equal (word, "hold")) {
      oa_upload_gate_hold (gate, &schedule->hold, now);
    } else if (g_str_equal (word, "onset")) {
      oa_upload_gate_hold (gate, &short_pause, now);
    } else if (g_str_equal (word, "busy") || g_str_equal (word, "idle")) {
      busy = *word == 'b';
    } else if (g_str_equal (word, "arrived")) {
      oa_upload_gate_arrived (gate, now);
    } else if (g_str_equal (word, "untold")) {
      oa_upload_gate_arrived (gate, 0);
    } else if (g_str_equal (word, "updated")) {
      oa_upload_gate_probe_answered (gate, now);
    } else if (*word) {
      say (gate, word, now);
    }
  }
  oa_upload_gate_free (gate);
}

static void
run_all (const Schedule *schedules, guint n)
{
  for (guint i = 0; i < n; i++)
    run (&schedules[i], 15000);
}

TEST (without_detection_a_pause_is_a_turn)
{
  static const Schedule schedules[] = {
    { NONE, TRUE, { OA_HOLD_PAUSE, 500, 500, TRUE },
        "hold =commit busy =wait10000 committed =wait15000 created delta "
        "done idle =go" },
    /* No answers. */
    { NONE, FALSE, { OA_HOLD_PAUSE, 500, 500, TRUE },
        "hold =commit =wait10000 committed =go" },
    /* Too little audio for a turn. */
    { NONE, TRUE, { OA_HOLD_PAUSE, 500, 500, TRUE },
        "hold =commit =wait10000 error =go" },
    /* No word to the commit. */
    { NONE, TRUE, { OA_HOLD_PAUSE, 500, 500, TRUE },
        "hold =commit +9999 =wait1 +1 =giveup" },
    { NONE, TRUE, { OA_HOLD_PAUSE, 500, 500, FALSE }, "hold =go" },
    { NONE, TRUE, { OA_HOLD_END, 0, 0, TRUE },
        "hold =commit committed busy =wait15000 idle =go" },
    { NONE, TRUE, { OA_HOLD_END, 0, 0, FALSE }, "hold =go" },
    { NONE, TRUE, { OA_HOLD_END, 0, 0, FALSE },
        "busy hold =wait15000 idle =go" },
  };

  run_all (schedules, G_N_ELEMENTS (schedules));
}

TEST (pause_accepted)
{
  static const Schedule schedules[] = {
    /* All came before the hold. */
    { SERVER, TRUE, { OA_HOLD_ONSET, 900, 600, TRUE },
        "started stopped committed created busy hold =wait15000 delta done "
        "idle =go" },
    /* The pause on the wire is made as long as the service needs it. */
    { SERVER, TRUE, { OA_HOLD_ONSET, 600, 400, TRUE },
        "started hold =silence400 =probe =wait5000 stopped committed "
        "=wait10000 created busy =wait15000 done idle =go" },
    /* No answers are wanted. */
    { SERVER, FALSE, { OA_HOLD_ONSET, 900, 900, TRUE },
        "started hold =probe stopped committed =go" },
    /* The answer never begins. */
    { SERVER, TRUE, { OA_HOLD_ONSET, 900, 900, TRUE },
        "started hold =probe stopped committed +9999 =wait1 +1 =giveup" },
    { SEMANTIC, TRUE, { OA_HOLD_ONSET, 700, 500, TRUE },
        "started hold =probe +20 stopped committed created busy =wait15000 "
        "done idle =go" },
    /* So long that it ends any turn: the service is shown all of it. */
    { SEMANTIC, TRUE, { OA_HOLD_ONSET, 4050, 3950, TRUE },
        "started hold =silence100 =probe +20 stopped committed created busy "
        "=wait15000 done idle =go" },
  };

  run_all (schedules, G_N_ELEMENTS (schedules));
}

TEST (pause_ignored)
{
  static const Schedule schedules[] = {
    /* Too short to end a turn: no silence, a short grace of 4 round trips. */
    { SERVER, TRUE, { OA_HOLD_ONSET, 300, 250, TRUE },
        "started hold =probe +50 =wait4950 updated =wait200 +199 =wait1 +1 "
        "=go" },
    { SERVER, TRUE, { OA_HOLD_ONSET, 300, 250, TRUE },
        "started hold =probe updated =wait100 +100 =go" },
    { SERVER, TRUE, { OA_HOLD_ONSET, 300, 250, TRUE },
        "started hold =probe +4000 updated =wait1000 +1000 =go" },
    /* Time answers the probe, too; an error may be about anything. */
    { SERVER, TRUE, { OA_HOLD_ONSET, 300, 250, TRUE },
        "started hold =probe +10 error =wait4990 updated =wait100 +100 =go" },
    { SERVER, TRUE, { OA_HOLD_ONSET, 300, 250, TRUE },
        "started hold =probe +5000 =wait1000 +1000 =go" },
    /* But not while it may not have got the probe: the line is dead. */
    { SERVER, TRUE, { OA_HOLD_ONSET, 300, 250, TRUE },
        "arrived started +1 hold =probe +5000 =wait10000 updated =wait1000 "
        "+1000 =go" },
    { SERVER, TRUE, { OA_HOLD_ONSET, 300, 250, TRUE },
        "arrived started +1 hold =probe +15000 =lost" },
    { SERVER, TRUE, { OA_HOLD_ONSET, 300, 250, TRUE },
        "arrived started +1 hold =probe +2000 arrived =wait3000 +3000 "
        "=wait1000 +1000 =go" },
    /* It does not tell any more what it has got. */
    { SERVER, TRUE, { OA_HOLD_ONSET, 300, 250, TRUE },
        "arrived started untold +1 hold =probe +5000 =wait1000 +1000 =go" },
    /* It took it after all, within the grace. */
    { SERVER, TRUE, { OA_HOLD_ONSET, 300, 250, TRUE },
        "started hold =probe +50 updated =wait200 stopped committed created "
        "busy =wait15000 idle =go" },
    /* Long enough: waited for seconds before it is given up. */
    { SERVER, TRUE, { OA_HOLD_ONSET, 600, 600, TRUE },
        "started hold =silence200 =probe +50 updated =wait3000 +3000 =go" },
    { SEMANTIC, TRUE, { OA_HOLD_ONSET, 700, 700, TRUE },
        "started hold =probe +50 updated =wait500 +500 =go" },
    { SEMANTIC, TRUE, { OA_HOLD_ONSET, 390, 290, TRUE },
        "started hold =probe +50 updated =wait500 +500 =go" },
  };

  run_all (schedules, G_N_ELEMENTS (schedules));
}

TEST (nothing_heard_at_all)
{
  static const Schedule schedules[] = {
    { SERVER, TRUE, { OA_HOLD_END, 0, 0, FALSE },
        "hold =silence800 =probe +20 updated =wait100 +100 =go" },
    { SEMANTIC, TRUE, { OA_HOLD_END, 0, 0, FALSE },
        "hold =silence4300 =probe +20 updated =wait500 +500 =go" },
    { SERVER, TRUE, { OA_HOLD_ONSET, 900, 900, TRUE },
        "hold =probe +20 updated =wait100 +100 =go" },
  };

  run_all (schedules, G_N_ELEMENTS (schedules));
}

/* There was speech, and it has noticed none of all that was sent. */
TEST (what_was_not_noticed_is_committed_at_the_end)
{
  static const OaHold end = { OA_HOLD_END, 900, 900, TRUE, .unheard = TRUE };
  const Schedule schedules[] = {
    { SERVER, TRUE, end,
        "hold =probe updated =wait100 +100 =commitall "
        "committed =wait10000 created busy =wait15000 done idle =go" },
    { SERVER, TRUE, end,
        "hold =probe updated =wait100 +100 =commitall error "
        "=go" },
    /* It has noticed something: its own end is waited for. */
    { SERVER, TRUE, end,
        "started hold =probe updated =wait3000 +3000 =commit "
        "committed =wait10000 +10000 =giveup" },
    { SERVER, FALSE, end,
        "hold =probe updated =wait100 +100 =commitall "
        "committed =go",
        TRUE },
  };

  run_all (schedules, G_N_ELEMENTS (schedules));
}

TEST (the_end_forces_a_commit)
{
  static const Schedule schedules[] = {
    { SERVER, TRUE, { OA_HOLD_END, 200, 200, TRUE },
        "started hold =silence600 =probe +20 updated =wait3000 +3000 =commit "
        "=wait10000 committed created busy =wait15000 done idle =go" },
    /* What it has ended itself is not committed again. */
    { SERVER, TRUE, { OA_HOLD_END, 200, 200, TRUE },
        "started hold =silence600 =probe +20 updated stopped committed "
        "=wait10000 created busy =wait15000 done idle =go" },
    { SERVER, TRUE, { OA_HOLD_END, 200, 200, TRUE },
        "started stopped hold =silence600 =probe +20 updated =wait14980 "
        "+14000 committed created busy =wait15000 done idle =go" },
    { SERVER, TRUE, { OA_HOLD_END, 200, 200, TRUE },
        "started stopped hold =silence600 =probe +20 updated +14980 "
        "=giveup" },
    { SERVER, TRUE, { OA_HOLD_END, 900, 900, TRUE },
        "started stopped committed created done hold =go" },
  };

  run_all (schedules, G_N_ELEMENTS (schedules));
}

/* The turn was seen before its probe was answered, and the next went up: what
 * answers the first probe says nothing of it. */
TEST (a_late_answer_is_the_first_probes)
{
  static const Schedule late = { SERVER, TRUE, { OA_HOLD_END, 900, 900, TRUE },
    "started hold =probe stopped committed created done =go hold =probe +20 "
    "updated =wait14980 +180 started stopped committed updated =wait10000 "
    "created busy =wait15000 done idle =go" };

  run (&late, 15000);
}

/* Live, there were turns before; the last words may be on their way. */
TEST (the_end_of_live_input_is_waited_for)
{
  static const Schedule last_words = { SERVER, TRUE,
    { OA_HOLD_END, 0, 0, FALSE, TRUE },
    "started stopped committed created done hold =silence800 =probe started "
    "stopped committed updated =wait10000 created busy =wait15000 done idle "
    "=go" };
  static const Schedule nothing_more = { SERVER, TRUE,
    { OA_HOLD_END, 0, 0, FALSE, TRUE },
    "started stopped committed created done hold =silence800 =probe updated "
    "=wait100 +100 =go" };

  run (&last_words, 15000);
  run (&nothing_more, 15000);
}

/* Found here: its commit was forced after the short grace. */
TEST (speech_across_a_pause_is_waited_for_at_the_end)
{
  static const Schedule across = { SERVER, TRUE, { OA_HOLD_END, 0, 0, TRUE },
    "started onset =probe updated =wait100 +100 =go hold =silence800 =probe "
    "updated =wait3000 stopped committed created done =go" };

  run (&across, 15000);
}

TEST (a_silent_service_is_given_up)
{
  static const Schedule schedules[] = {
    { SERVER, TRUE, { OA_HOLD_END, 900, 900, TRUE },
        "started stopped committed created busy hold +14999 =wait1 +1 "
        "=giveup" },
    /* Errors and rate limits are no sign of an answer. */
    { SERVER, TRUE, { OA_HOLD_END, 900, 900, TRUE },
        "started stopped committed created busy hold +14999 limits error "
        "=wait1 +1 =giveup" },
  };

  run_all (schedules, G_N_ELEMENTS (schedules));
}

/* Nothing is waited for longer than the limit of the user, and what did not
 * come is told once. */
TEST (a_silent_service_is_given_up_soon)
{
  static const Schedule schedules[] = {
    { SERVER, TRUE, { OA_HOLD_END, 900, 900, TRUE },
        "hold =probe +299 =wait1 +1 =lost hold =probe updated =wait100 +100 "
        "=go" },
    { SERVER, TRUE, { OA_HOLD_END, 900, 900, TRUE },
        "started stopped committed hold +299 =wait1 +1 =giveup" },
    { NONE, TRUE, { OA_HOLD_END, 900, 900, TRUE },
        "hold =commit +299 =wait1 +1 =giveup" },
    /* No hold yet: told all the same. */
    { SERVER, TRUE, { OA_HOLD_END, 900, 900, TRUE },
        "started stopped committed +299 =wait1 +1 =giveup =wait" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (schedules); i++)
    run (&schedules[i], 300);
}

TEST (a_long_answer_never_times_out)
{
  OaUploadGate *gate = oa_upload_gate_new ();
  const OaHold hold = { OA_HOLD_END, 900, 900, TRUE };
  gint64 now = BEGIN;

  configure (gate, SERVER, TRUE, 15000, FALSE);
  say (gate, "started", now);
  say (gate, "committed", now);
  say (gate, "created", now);
  oa_upload_gate_hold (gate, &hold, now);
  for (guint i = 0; i < 1000; i++) {
    g_autofree gchar *step = NULL;

    now += 14000 * MS;
    say (gate, "delta", now);
    step = poll (gate, TRUE, now);
    g_assert_cmpstr (step, ==, "wait15000");
  }
  oa_upload_gate_free (gate);
}

TEST (without_a_limit_it_waits_for_ever)
{
  static const Schedule schedule = { SERVER, TRUE,
    { OA_HOLD_END, 900, 900, TRUE },
    "started stopped committed created busy hold +86400000 =wait idle =go" };

  run (&schedule, 0);
}

TEST (holds_that_do_not_concern_the_mode)
{
  OaUploadGate *gate = oa_upload_gate_new ();
  const OaHold pause = { OA_HOLD_PAUSE, 500, 500, TRUE };
  const OaHold onset = { OA_HOLD_ONSET, 900, 600, TRUE };
  g_autofree gchar *step = NULL;

  oa_upload_gate_hold (gate, &pause, BEGIN);
  g_assert_false (oa_upload_gate_is_holding (gate));
  configure (gate, NONE, TRUE, 0, FALSE);
  oa_upload_gate_hold (gate, &onset, BEGIN);
  g_assert_false (oa_upload_gate_is_holding (gate));
  step = poll (gate, FALSE, BEGIN);
  g_assert_cmpstr (step, ==, "wait");
  oa_upload_gate_free (gate);
}

/* Without answers only the end is held, until all of it was seen. */
TEST (one_way)
{
  static const OaHold end = { OA_HOLD_END, 0, 0, TRUE };
  const Schedule schedules[] = {
    { SERVER, FALSE, short_pause, "started hold =wait onset =wait", TRUE },
    /* The turn that is committed may be an earlier one. */
    { SERVER, FALSE, end,
        "started stopped committed hold =silence800 =probe "
        "=wait15000 started stopped committed =wait15000 updated =wait100 +100 "
        "=go",
        TRUE },
    /* The last is still to come. */
    { SERVER, FALSE, end,
        "started hold =silence800 =probe updated =wait3000 "
        "stopped committed =wait100 +100 =go",
        TRUE },
    /* Late, or not at all; a text may come before. */
    { SERVER, FALSE, end,
        "started stopped hold =silence800 =probe updated "
        "+14000 =wait1000 committed =go",
        TRUE },
    { SERVER, FALSE, end,
        "started stopped hold =silence800 =probe updated "
        "+15000 =giveup",
        TRUE },
    { SERVER, FALSE, end,
        "started stopped hold =silence800 =probe updated "
        "told =wait100 +100 =go",
        TRUE },
    /* It never comes by itself. */
    { SERVER, FALSE, end,
        "started hold =silence800 =probe updated +3000 "
        "=commit committed =go",
        TRUE },
    /* Texts are waited for. */
    { SERVER, FALSE, end,
        "busy hold =silence800 =probe updated +100 "
        "=wait14900 idle =go",
        TRUE },
    { SERVER, FALSE, end,
        "busy hold =silence800 =probe updated +15000 "
        "=giveup",
        TRUE },
  };

  run_all (schedules, G_N_ELEMENTS (schedules));
}

TEST (audio_waits_while_a_turn_is_answered)
{
  OaUploadGate *gate = oa_upload_gate_new ();
  const OaHold hold = { OA_HOLD_ONSET, 900, 900, TRUE };

  g_assert_true (oa_upload_gate_may_send (gate, FALSE));
  g_assert_false (oa_upload_gate_may_send (gate, TRUE));
  say (gate, "committed", BEGIN);
  g_assert_false (oa_upload_gate_may_send (gate, FALSE));
  say (gate, "created", BEGIN);
  g_assert_true (oa_upload_gate_may_send (gate, FALSE));
  oa_upload_gate_hold (gate, &hold, BEGIN);
  g_assert_false (oa_upload_gate_may_send (gate, FALSE));
  oa_upload_gate_free (gate);
}

TEST (shortest_marked_pause)
{
  static const struct
  {
    GstOpenaiRealtimeTurnDetection detection;
    guint silence_ms, min_pause;
  } rows[] = {
    { NONE, 500, 500 },
    { NONE, 0, 100 },
    { SEMANTIC, 500, 250 },
    { SERVER, 500, 250 },
    { SERVER, 100, 150 },
    { SERVER, 9000, 1000 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const OaTurnRules rules = { rows[i].detection, rows[i].silence_ms,
      GST_OPENAI_REALTIME_EAGERNESS_AUTO };

    g_assert_cmpuint (oa_turn_rules_get_min_pause (&rules), ==,
        rows[i].min_pause);
  }
}

/* Errors that came late of what was sent before ended the recording without
 * its answer. */
TEST (errors_do_not_answer_a_probe)
{
  OaUploadGate *gate = oa_upload_gate_new ();
  OaHold hold = { OA_HOLD_END, 1000, 1000, TRUE };
  gchar message[] = "Trouble.", id[] = "update_2";
  OaServiceError error = { .message = message };
  OaEvent event = { .type = OA_EVENT_ERROR, .error = &error };
  OaGateStep step;
  gint64 until;

  configure (gate, SERVER, TRUE, 60000, FALSE);
  oa_upload_gate_hold (gate, &hold, 1000);
  oa_upload_gate_poll (gate, FALSE, 1000, &step);
  g_assert_cmpint (step.kind, ==, OA_GATE_PROBE);
  oa_upload_gate_poll (gate, FALSE, 1000, &step);
  g_assert_cmpint (step.kind, ==, OA_GATE_WAIT);
  until = step.until;

  oa_upload_gate_event (gate, &event, 2000);
  oa_upload_gate_poll (gate, FALSE, 2000, &step);
  g_assert_cmpint (step.kind, ==, OA_GATE_WAIT);
  g_assert_cmpint (step.until, ==, until);

  /* The service may say which update it refuses. */
  error.event_id = id;
  oa_upload_gate_event (gate, &event, 3000);
  oa_upload_gate_poll (gate, FALSE, 3000, &step);
  g_assert_cmpint (step.until, ==, until);
  oa_upload_gate_probe_answered (gate, 3000);
  oa_upload_gate_poll (gate, FALSE, 3000, &step);
  g_assert_cmpint (step.until, !=, until);
  oa_upload_gate_free (gate);
}

TEST_MAIN ()
