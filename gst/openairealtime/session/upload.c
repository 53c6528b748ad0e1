/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* upload.c - the way up: audio, its marks, and the holds in between; live input
 * that does not come. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "protocol/audiodelta.h"
#include "session/sessionprivate.h"

#include "media/autocommit.h"

#define NS_PER_US 1000
/* The service refuses to commit less. */
#define MIN_COMMIT_MS 100
/* Missing live input is looked for after this at the latest, ... */
#define MAX_WAIT_US (150 * 1000)
/* ... and not sooner than this, whatever the clock does. */
#define MIN_WAIT_US (10 * 1000)

/*** uploading ***/

static gboolean
is_busy (OaSession *self)
{
  gboolean busy;

  g_mutex_lock (&self->lock);
  busy = oa_conversation_is_busy (self->conversation);
  g_mutex_unlock (&self->lock);
  return busy;
}

gboolean
oa_session_may_upload (OaSession *self)
{
  if (!oa_session_is_configured (self)
      || self->context.phase >= OA_SESSION_ENDING)
    return FALSE;
  /* What the service takes must be known: what was asked for, or what it has
   * answered instead. */
  if (oa_session_config_get_input_format (oa_session_get_config (self))
      != self->settings.session.input_format
      && self->settings.session.input_format != OA_AUDIO_FORMAT_UNKNOWN
      && !oa_session_config_is_settled (oa_session_get_config (self)))
    return FALSE;
  if (self->context.live)
    return !oa_upload_gate_is_holding (self->gate);
  return oa_upload_gate_may_send (self->gate, is_busy (self));
}

static guint
get_spoken_turns (OaSession *self)
{
  guint turns;

  g_mutex_lock (&self->lock);
  turns = oa_conversation_get_spoken_turns (self->conversation);
  g_mutex_unlock (&self->lock);
  return turns;
}

/* Another input begins: what was heard of the one before does not count. */
void
oa_session_forget_heard (OaSession *self)
{
  self->turns_before = get_spoken_turns (self);
  self->input_spoke = FALSE;
}

/* The service has found no turn in this input so far. */
static gboolean
has_heard_nothing (OaSession *self)
{
  return get_spoken_turns (self) == self->turns_before;
}

static void
hold_upload (OaSession *self, OaHoldKind kind, const OaSegment *segment)
{
  OaHold hold = { kind, segment->pause_ms, segment->sent_ms,
    segment->has_speech, self->context.live };
  gboolean unheard = kind == OA_HOLD_END && has_heard_nothing (self);

  /* A recording in which nothing was found but that is not silent is a turn
   * when the service looks for none. */
  if (unheard && segment->any_sound)
    hold.has_speech = TRUE;
  if (kind == OA_HOLD_END) {
    self->draining = TRUE;
    self->input_spoke = hold.any_speech = segment->any_speech;
  }
  hold.unheard = unheard && segment->any_speech;
  GST_DEBUG_ID (self->observer->name, "hold %d: pause %u ms, %u ms of it sent",
      kind, hold.pause_ms, hold.sent_ms);
  oa_upload_gate_hold (self->gate, &hold, oa_session_now ());
}

/* NULL when the service takes what the pad has. */
static OaConverter *
get_converter (OaSession *self)
{
  OaAudioFormat from = self->settings.session.input_format;
  OaAudioFormat to =
      oa_session_config_get_input_format (oa_session_get_config (self));

  if (self->input_converter != NULL
      && (oa_converter_get_from (self->input_converter) != from
          || oa_converter_get_to (self->input_converter) != to))
    g_clear_pointer (&self->input_converter, oa_converter_free);
  if (self->input_converter == NULL && from != to
      && from != OA_AUDIO_FORMAT_UNKNOWN && to != OA_AUDIO_FORMAT_UNKNOWN)
    self->input_converter = oa_converter_new (from, to);
  return self->input_converter;
}

/* What the converter held back belongs before what comes next. */
static void
send_rest (OaSession *self)
{
  OaConverter *converter = get_converter (self);
  GBytes *rest = converter != NULL ? oa_converter_finish (converter) : NULL;
  gsize size = 0;
  const guint8 *data = rest != NULL ? g_bytes_get_data (rest, &size) : NULL;

  if (size > 0)
    oa_session_send_bytes (self, oa_audio_append_encode (self->dialect, data,
            size));
  g_clear_pointer (&rest, g_bytes_unref);
}

static void
commit_turn (OaSession *self)
{
  oa_session_send_commit (self);
  if (oa_session_context_answers_turns (&self->context))
    oa_session_ask_response (self, NULL);
}

/* For a session that only writes down. All audio before the mark has been sent;
 * it may have been forgotten, or committed by the application meanwhile. */
static void
auto_commit (OaSession *self)
{
  guint64 sent = oa_media_get_sent_ms (self->media);

  if (sent < self->committed_ms + MIN_COMMIT_MS)
    return;
  GST_DEBUG_ID (self->observer->name, "commit at %" G_GUINT64_FORMAT " ms",
      sent);
  oa_session_send_commit (self);
}

static void
handle_mark (OaSession *self, gint mark, gpointer data)
{
  static const OaHoldKind kinds[] = {
    [OA_MARK_PAUSE] = OA_HOLD_PAUSE,
    [OA_MARK_ONSET] = OA_HOLD_ONSET,
    [OA_MARK_END] = OA_HOLD_END,
  };

  send_rest (self);
  if (!oa_session_context_has_turns (&self->context)) {
    if (mark == OA_MARK_END)
      oa_session_end_after_answer (self);
  } else if (mark == OA_MARK_TURN)
    commit_turn (self);
  else if (mark == OA_MARK_AUTO_COMMIT)
    auto_commit (self);
  else if (mark == OA_MARK_COMMIT)
    oa_session_do_commit_request (self);
  else if (mark != OA_MARK_PASS)
    hold_upload (self, kinds[mark], data);
  g_free (data);
}

/* NULL while a converter holds back all of it. */
static GBytes *
encode_audio (OaSession *self, GBytes *audio)
{
  OaConverter *converter = get_converter (self);
  GBytes *converted, *text = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);

  converted = converter != NULL ? oa_converter_push (converter, data, size)
      : g_bytes_ref (audio);
  data = g_bytes_get_data (converted, &size);
  if (size > 0)
    text = oa_audio_append_encode (self->dialect, data, size);
  g_bytes_unref (converted);
  return text;
}

/* What has arrived is heard without more ado: the service looks for turns, or
 * there are none. */
static gboolean
service_hears (OaSession *self)
{
  return oa_session_context_detects_turns (&self->context)
      && (oa_session_config_detects (oa_session_get_config (self))
      || !oa_session_context_has_turns (&self->context));
}

/* What a new connection would not need to hear again. */
static void
forget_answered (OaSession *self)
{
  guint64 sent = oa_media_forget (self->media,
      oa_resend_window_get_needed (self->resend_window, service_hears (self),
          self->settings.session.vad_prefix_padding));

  oa_link_audio_sent (self->link, sent, oa_session_now ());
}

static GBytes *
take_audio (OaSession *self, GBytes *audio)
{
  GBytes *text = encode_audio (self, audio);

  g_bytes_unref (audio);
  if (text != NULL)
    oa_session_count_sent (self);
  forget_answered (self);
  return text;
}

GBytes *
oa_session_next_upload (OaSession *self)
{
  OaUplinkItem item;
  GBytes *text;

  self->upload_held = FALSE;
  while (oa_session_may_upload (self)) {
    oa_media_take_upload (self->media, self->settings.session.input_format,
        &item);
    if (item.kind == OA_UPLINK_NOTHING)
      return NULL;
    if (item.kind == OA_UPLINK_AUDIO) {
      text = take_audio (self, item.audio);
      if (text != NULL)
        return text;
      continue;
    }
    handle_mark (self, item.mark, item.data);
    if (oa_upload_gate_is_holding (self->gate))
      oa_session_advance (self);
  }
  self->upload_held = TRUE;
  return NULL;
}

static void
send_silence (OaSession *self, guint ms)
{
  GPtrArray *messages = oa_media_take_silence (self->media, ms);
  guint i;

  GST_DEBUG_ID (self->observer->name, "%u ms of silence complete a pause", ms);
  for (i = 0; i < messages->len; i++) {
    GBytes *text = encode_audio (self, g_ptr_array_index (messages, i));

    if (text != NULL)
      oa_session_send_bytes (self, text);
  }
  send_rest (self);
  g_ptr_array_unref (messages);
}

/* Harmless, and answered behind everything that was sent before it. */
static void
send_probe (OaSession *self)
{
  oa_session_send_update (self, OA_UPDATE_PROBE,
      oa_session_config_empty_update (oa_session_get_config (self)));
}

/* What the service never finished must not keep the rest back. */
void
oa_session_time_out (OaSession *self, guint waited_ms, gboolean unconfirmed)
{
  GPtrArray *actions = oa_session_new_actions (self);
  gboolean output;

  g_mutex_lock (&self->lock);
  output = oa_conversation_awaits_output (self->conversation);
  oa_conversation_time_out (self->conversation, actions);
  g_mutex_unlock (&self->lock);
  oa_observer_warning (self->observer,
      unconfirmed ? oa_failure_not_received (waited_ms)
      : output ? oa_failure_no_output (waited_ms)
      : oa_failure_no_answer (waited_ms));
  oa_session_run_actions (self, actions);
}

/* A recording that ends without a turn looks like one that said nothing. */
static void
check_heard (OaSession *self)
{
  if (self->input_spoke && has_heard_nothing (self)
      && oa_session_context_has_turns (&self->context))
    oa_observer_warning (self->observer, oa_failure_not_heard ());
}

/* Told now, not at the end once more. */
static void
warn_of_unheard (OaSession *self)
{
  oa_observer_warning (self->observer, oa_failure_not_heard ());
  self->input_spoke = FALSE;
}

void
oa_session_drain (OaSession *self)
{
  oa_session_set_phase (self, OA_SESSION_DRAINED);
  oa_session_end_speech (self);
  oa_media_set_drained (self->media);
}

static void
end_hold (OaSession *self, gboolean held, const OaGateStep *step)
{
  if (step->timed_out)
    oa_session_time_out (self, step->waited_ms, step->unconfirmed);
  /* Giving up without a hold is no end: the END mark is still to come. */
  if (held && self->draining) {
    GST_INFO_ID (self->observer->name, "the last answer is complete");
    if (!step->timed_out)
      check_heard (self);
    oa_session_drain (self);
  } else {
    oa_link_schedule_send (self->link);
  }
}

/* An answer, or at the end the text of what the user said last. */
static gboolean
owes_something (OaSession *self)
{
  gboolean awaits;

  g_mutex_lock (&self->lock);
  awaits = oa_conversation_awaits_transcript (self->conversation);
  g_mutex_unlock (&self->lock);
  return (self->draining && awaits) || is_busy (self)
      || self->context.barge_in_pending;
}

/* Takes all steps of a hold that can be taken now; returns the moment of the
 * next, or -1. */
gint64
oa_session_step_gate (OaSession *self)
{
  OaGateStep step = { OA_GATE_WAIT, 0, -1, FALSE, 0 };

  if (self->link != NULL)
    oa_upload_gate_arrived (self->gate,
        oa_link_get_arrival (self->link, oa_session_now ()));
  /* Without a hold, only a recording waits for answers. */
  while (!oa_session_is_over (self) && oa_session_is_configured (self)
      && (!self->context.live || oa_upload_gate_is_holding (self->gate))) {
    gboolean held = oa_upload_gate_is_holding (self->gate);

    oa_upload_gate_poll (self->gate, owes_something (self),
        oa_session_now (), &step);
    switch (step.kind) {
      case OA_GATE_WAIT:
        return step.until;
      case OA_GATE_RELEASE:
        end_hold (self, held, &step);
        break;
      case OA_GATE_SILENCE:
        send_silence (self, step.silence_ms);
        break;
      case OA_GATE_PROBE:
        send_probe (self);
        break;
      case OA_GATE_COMMIT:
        if (step.unheard)
          warn_of_unheard (self);
        commit_turn (self);
        break;
    }
  }
  return -1;
}

/* An end was asked for: it comes when no answer is under way, or when that
 * shows no sign of life. Returns the moment of the next look, or -1. */
gint64
oa_session_step_ending (OaSession *self)
{
  gint64 patience = (gint64) self->settings.drain_timeout * 1000;

  if (self->context.phase != OA_SESSION_ENDING
      || !oa_session_is_configured (self))
    return -1;
  if (is_busy (self)) {
    if (patience == 0)
      return -1;
    if (oa_session_now () < self->last_sign + patience)
      return self->last_sign + patience;
    oa_session_time_out (self, self->settings.drain_timeout, FALSE);
  }
  oa_session_drain (self);
  return -1;
}

/* Live input that does not come while the service waits for the end of what the
 * user says. Returns the moment of the next look, or -1. */
gint64
oa_session_poll_missing_input (OaSession *self)
{
  GstClockTime wait;
  gint64 us = MAX_WAIT_US;

  if (!self->context.live || !oa_session_is_configured (self)
      || !self->context.user_speaks
      || oa_session_is_over (self) || self->settings.max_input_gap == 0)
    return -1;
  if (oa_media_fill_absence (self->media, &wait))
    oa_link_schedule_send (self->link);
  if (GST_CLOCK_TIME_IS_VALID (wait))
    us = CLAMP ((gint64) (wait / NS_PER_US), MIN_WAIT_US, MAX_WAIT_US);
  return oa_session_now () + us;
}
