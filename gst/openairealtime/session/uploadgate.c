/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadgate.c - the state of a hold: silence, probe, grace, answer. */

#include "uploadgate.h"

#define MS G_GINT64_CONSTANT (1000)
/* How long a pause that should have ended a turn is waited for. */
#define LONG_GRACE_MS 3000
/* A service that has got a probe and does not answer it never will. */
#define PROBE_LIMIT_MS 5000
#define COMMIT_LIMIT_MS 10000
/* A committed turn is answered at once, or not at all. */
#define ANSWER_LIMIT_MS 10000

struct _OaUploadGate
{
  OaUploadGateRules rules;

  /* What the service has said. */
  gboolean in_speech;  /* speech_started, not stopped yet */
  gboolean heard;      /* speech since the release */
  gboolean committed;  /* the latest utterance became a turn */
  gboolean commit_due; /* it has ended, and is to become one */
  gint64 answer_due;   /* an answer must begin by then; 0 = none awaited */
  gint64 last_event;
  guint timed_out_ms;   /* so long was waited in vain; 0 = it was not */
  gboolean unconfirmed; /* it was waited for the arrival of what was sent */
  gint64 arrived_at;    /* what was sent before this has; 0 = not known */

  gboolean holding;
  OaHold hold;
  gboolean silence_sent;
  gint64 probe_sent; /* 0 = not yet */
  gint64 probe_answered;
  guint probes_due;   /* answers to come, of earlier holds too */
  gint64 commit_sent; /* 0 = not yet */
};

OaUploadGate *
oa_upload_gate_new (void)
{
  OaUploadGate *self = g_new0 (OaUploadGate, 1);

  self->rules =
      (OaUploadGateRules){ { GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD, 500,
                               GST_OPENAI_REALTIME_EAGERNESS_AUTO },
        TRUE, 0, FALSE };
  return self;
}

void
oa_upload_gate_free (OaUploadGate *self)
{
  g_free (self);
}

void
oa_upload_gate_configure (OaUploadGate *self, const OaUploadGateRules *rules)
{
  self->rules = *rules;
}

static gboolean
service_detects (const OaUploadGate *self)
{
  return oa_turn_rules_service_detects (&self->rules.turns);
}

/* Nothing is waited for longer than answers are. */
static guint
shorten (const OaUploadGate *self, guint ms)
{
  return self->rules.stall_ms != 0 ? MIN (ms, self->rules.stall_ms) : ms;
}

static gboolean
is_expected_end (const OaUploadGate *self)
{
  return oa_turn_rules_expect_end (&self->rules.turns, self->hold.pause_ms,
      self->hold.kind == OA_HOLD_END);
}

/*** what the service says ***/

void
oa_upload_gate_event (OaUploadGate *self, const OaEvent *event, gint64 now)
{
  if (oa_event_is_sign_of_life (event))
    self->last_event = now;
  switch (event->type) {
    case OA_EVENT_SPEECH_STARTED:
      self->in_speech = TRUE;
      self->heard = TRUE;
      self->committed = FALSE;
      self->commit_due = FALSE;
      break;
    case OA_EVENT_SPEECH_STOPPED:
      self->in_speech = FALSE;
      self->commit_due = TRUE;
      break;
    case OA_EVENT_INPUT_TRANSCRIPTION_COMPLETED:
    case OA_EVENT_INPUT_TRANSCRIPTION_FAILED:
    case OA_EVENT_INPUT_CLEARED:
      self->commit_due = FALSE;
      break;
    case OA_EVENT_INPUT_COMMITTED:
      self->in_speech = FALSE;
      self->commit_due = FALSE;
      self->committed = TRUE;
      if (self->rules.create_response && service_detects (self))
        self->answer_due = now + shorten (self, ANSWER_LIMIT_MS) * MS;
      break;
    case OA_EVENT_RESPONSE_CREATED:
      self->answer_due = 0;
      break;
    case OA_EVENT_ERROR:
      /* A refused commit (too little audio) comes as an error, and no turn
       * comes of it. */
      if (self->commit_sent != 0)
        self->committed = TRUE;
      break;
    default:
      break;
  }
}

/* The answer to an earlier hold's probe may come only now: it says nothing of
 * what went up since. */
void
oa_upload_gate_probe_answered (OaUploadGate *self, gint64 now)
{
  if (self->probes_due > 0)
    self->probes_due--;
  if (self->probes_due == 0 && self->probe_sent != 0
      && self->probe_answered == 0)
    self->probe_answered = now;
}

void
oa_upload_gate_arrived (OaUploadGate *self, gint64 time)
{
  self->arrived_at = time;
}

/* FALSE: what was sent then may still be on its way, or lost. Of a peer that
 * answers no pings nothing is known: there all counts as arrived. */
static gboolean
has_arrived (const OaUploadGate *self, gint64 time)
{
  return self->arrived_at == 0 || self->arrived_at >= time;
}

/*** holding ***/

void
oa_upload_gate_hold (OaUploadGate *self, const OaHold *hold, gint64 now)
{
  /* The pause by itself ends a turn only without a detector of the service. */
  if (hold->kind == OA_HOLD_PAUSE && service_detects (self))
    return;
  if (hold->kind == OA_HOLD_ONSET
      && (!service_detects (self) || self->rules.one_way))
    return;
  self->holding = TRUE;
  self->hold = *hold;
  self->silence_sent = FALSE;
  self->probe_sent = 0;
  self->probe_answered = 0;
  self->commit_sent = 0;
  self->last_event = now;
  /* Unheld, what was committed may be any of the turns before. */
  if (!service_detects (self) || self->rules.one_way || hold->unseen)
    self->committed = FALSE;
  if (hold->unseen)
    self->heard = self->in_speech;
}

void
oa_upload_gate_note_activity (OaUploadGate *self, gint64 now)
{
  self->last_event = now;
}

void
oa_upload_gate_reset (OaUploadGate *self)
{
  self->holding = FALSE;
  self->in_speech = FALSE;
  self->heard = FALSE;
  self->committed = FALSE;
  self->commit_due = FALSE;
  self->answer_due = 0;
  self->timed_out_ms = 0;
  self->unconfirmed = FALSE;
  self->arrived_at = 0;
  self->probes_due = 0;
}

gboolean
oa_upload_gate_get_hold (const OaUploadGate *self, OaHold *hold)
{
  if (self->holding)
    *hold = self->hold;
  return self->holding;
}

gboolean
oa_upload_gate_is_holding (const OaUploadGate *self)
{
  return self->holding;
}

gboolean
oa_upload_gate_may_send (const OaUploadGate *self, gboolean busy)
{
  return !self->holding && !busy && self->answer_due == 0;
}

static void
release (OaUploadGate *self, OaGateStep *step)
{
  self->holding = FALSE;
  /* An utterance that goes on is not announced again. */
  self->heard = self->in_speech;
  self->committed = FALSE;
  self->commit_due = FALSE;
  self->answer_due = 0;
  step->kind = OA_GATE_RELEASE;
  step->timed_out = self->timed_out_ms != 0;
  step->waited_ms = self->timed_out_ms;
  step->unconfirmed = self->unconfirmed;
  self->timed_out_ms = 0;
  self->unconfirmed = FALSE;
}

static void
wait_until (OaGateStep *step, gint64 until)
{
  step->kind = OA_GATE_WAIT;
  step->until = until;
}

/* The wait for an answer, given up when the service has fallen silent. */
static void
wait_for_answer (OaUploadGate *self, gint64 now, OaGateStep *step)
{
  gint64 until;

  if (self->rules.stall_ms == 0) {
    wait_until (step, -1);
    return;
  }
  until = self->last_event + self->rules.stall_ms * MS;
  if (now < until) {
    wait_until (step, until);
  } else {
    self->timed_out_ms = self->rules.stall_ms;
    release (self, step);
  }
}

/* TRUE while the service may still be silent: nothing is known of it but that
 * it was there at @since. */
static gboolean
wait_for_sign (OaUploadGate *self, gint64 since, gint64 now, OaGateStep *step)
{
  gint64 until = MAX (since, self->last_event) + self->rules.stall_ms * MS;

  if (self->rules.stall_ms != 0 && now >= until)
    return FALSE;
  wait_until (step, self->rules.stall_ms != 0 ? until : -1);
  return TRUE;
}

/* TRUE when the answer to the turn is over, or none is to come. */
static gboolean
check_answer (OaUploadGate *self, gboolean busy, gint64 now, OaGateStep *step)
{
  if (busy) {
    wait_for_answer (self, now, step);
    return FALSE;
  }
  if (self->answer_due != 0 && now < self->answer_due) {
    wait_until (step, self->answer_due);
    return FALSE;
  }
  /* Nothing goes either way: no answer could have come. */
  if (self->answer_due != 0 && !has_arrived (self, self->last_event)
      && wait_for_sign (self, self->last_event, now, step))
    return FALSE;
  if (self->answer_due != 0)
    self->timed_out_ms = shorten (self, ANSWER_LIMIT_MS);
  self->answer_due = 0;
  return TRUE;
}

static void
commit (OaUploadGate *self, gint64 now, OaGateStep *step)
{
  self->commit_sent = now;
  self->committed = FALSE;
  step->kind = OA_GATE_COMMIT;
}

/* After our own commit: acknowledged, then answered. */
static void
poll_commit (OaUploadGate *self, gboolean busy, gint64 now, OaGateStep *step)
{
  gint64 limit = shorten (self, COMMIT_LIMIT_MS);

  if (!self->committed && now < self->commit_sent + limit * MS) {
    wait_until (step, self->commit_sent + limit * MS);
    return;
  }
  if (!self->committed && !has_arrived (self, self->commit_sent)
      && wait_for_sign (self, self->commit_sent, now, step))
    return;
  if (!self->committed)
    self->timed_out_ms = limit;
  if (check_answer (self, busy, now, step))
    release (self, step);
}

static void
poll_manual (OaUploadGate *self, gboolean busy, gint64 now, OaGateStep *step)
{
  if (!self->hold.has_speech) {
    if (check_answer (self, busy, now, step))
      release (self, step);
  } else {
    commit (self, now, step);
  }
}

/* What goes on at the end is a turn, and what the service has not noticed may
 * be one. */
static gboolean
commit_rest (OaUploadGate *self, gint64 now, OaGateStep *step)
{
  gboolean unheard = self->hold.unheard && !self->heard;

  if (self->hold.kind != OA_HOLD_END || !(self->in_speech || unheard))
    return FALSE;
  commit (self, now, step);
  step->unheard = !self->in_speech;
  return TRUE;
}

/* No turn came of the utterance: is it certain by now that none will? */
static void
poll_grace (OaUploadGate *self, gint64 now, OaGateStep *step)
{
  gint64 grace = oa_turn_rules_get_grace (&self->rules.turns,
      self->probe_answered - self->probe_sent);
  gint64 until = self->probe_answered + grace;

  /* Speech that it heard should end by the silence it got. */
  if (self->heard && is_expected_end (self))
    until = self->probe_answered + LONG_GRACE_MS * MS;
  if (now < until)
    wait_until (step, until);
  else if (!commit_rest (self, now, step))
    release (self, step);
}

static gboolean
wants_silence (OaUploadGate *self, OaGateStep *step)
{
  guint needed = oa_turn_rules_get_needed_silence (&self->rules.turns,
      self->hold.pause_ms, self->hold.kind == OA_HOLD_END);

  if (self->silence_sent || self->committed)
    return FALSE;
  self->silence_sent = TRUE;
  /* A short pause is shown to the service as it is: no silence is added. */
  if (!is_expected_end (self) || self->hold.sent_ms >= needed)
    return FALSE;
  step->kind = OA_GATE_SILENCE;
  step->silence_ms = needed - self->hold.sent_ms;
  return TRUE;
}

static gboolean
wants_probe (OaUploadGate *self, gint64 now, OaGateStep *step)
{
  if (self->probe_sent != 0 || (self->committed && !self->in_speech))
    return FALSE;
  self->probe_sent = now;
  self->probes_due++;
  step->kind = OA_GATE_PROBE;
  return TRUE;
}

/* TRUE: a step was found. At the end nothing is taken for heard that was not
 * confirmed, as long as answers are waited for; before, a service that has got
 * the probe and does not answer it is not waited for, and nothing is lost. */
static gboolean
awaits_probe (OaUploadGate *self, gint64 now, OaGateStep *step)
{
  gint64 until = self->probe_sent + shorten (self, PROBE_LIMIT_MS) * MS;
  gboolean final = self->hold.kind == OA_HOLD_END
      || !has_arrived (self, self->probe_sent);

  if (self->probe_sent == 0 || self->probe_answered != 0)
    return FALSE;
  if (!final && now < until) {
    wait_until (step, until);
    return TRUE;
  }
  if (final && wait_for_sign (self, self->probe_sent, now, step))
    return TRUE;
  self->probe_answered = now;
  self->probes_due = 0;
  if (!final)
    return FALSE;
  self->timed_out_ms = self->rules.stall_ms;
  self->unconfirmed = TRUE;
  release (self, step);
  return TRUE;
}

/* What was said last has ended: it becomes a turn, late as it may be. */
static gboolean
awaits_commit (OaUploadGate *self, gint64 now, OaGateStep *step)
{
  if (self->hold.kind != OA_HOLD_END || !self->commit_due)
    return FALSE;
  wait_for_answer (self, now, step);
  return TRUE;
}

static void
poll_detected (OaUploadGate *self, gboolean busy, gint64 now, OaGateStep *step)
{
  if (wants_silence (self, step) || wants_probe (self, now, step))
    return;
  if (!check_answer (self, busy, now, step))
    return;
  if (self->committed && !self->in_speech)
    release (self, step);
  else if (!awaits_commit (self, now, step) && !awaits_probe (self, now, step))
    poll_grace (self, now, step);
}

/* The end of all that was sent without a hold. Only the probe's answer tells
 * that the service has seen it: a turn that is committed before may not be the
 * last. */
static void
poll_one_way (OaUploadGate *self, gboolean busy, gint64 now, OaGateStep *step)
{
  gint64 grace = oa_turn_rules_get_grace (&self->rules.turns,
      self->probe_answered - self->probe_sent);

  if (wants_silence (self, step))
    return;
  if (self->probe_sent == 0) {
    self->probe_sent = now;
    step->kind = OA_GATE_PROBE;
    return;
  }
  if (awaits_probe (self, now, step) || awaits_commit (self, now, step))
    return;
  if (self->in_speech)
    grace = LONG_GRACE_MS * MS;
  if (now < self->probe_answered + grace)
    wait_until (step, self->probe_answered + grace);
  else if (!commit_rest (self, now, step)
      && check_answer (self, busy, now, step))
    release (self, step);
}

void
oa_upload_gate_poll (OaUploadGate *self, gboolean busy, gint64 now,
    OaGateStep *step)
{
  step->kind = OA_GATE_WAIT;
  step->silence_ms = 0;
  step->until = -1;
  step->timed_out = step->unconfirmed = step->unheard = FALSE;
  step->waited_ms = 0;
  if (!self->holding) {
    if (check_answer (self, busy, now, step) && self->timed_out_ms != 0)
      release (self, step);
    return;
  }
  if (self->commit_sent != 0)
    poll_commit (self, busy, now, step);
  else if (service_detects (self) && self->rules.one_way)
    poll_one_way (self, busy, now, step);
  else if (service_detects (self))
    poll_detected (self, busy, now, step);
  else
    poll_manual (self, busy, now, step);
}
