/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* upload.c - audio out of the media's queue into messages, marks in it into
 * commits and holds. */

#include "media/autocommit.h"
#include "media/converter.h"
#include "protocol/audiodelta.h"
#include "session/debug.h"
#include "session/upload.h"
#include "session/uploadgate.h"

/* The service refuses to commit less. */
#define MIN_COMMIT_MS 100

/* Holds are in the order of their marks. */
G_STATIC_ASSERT (
    OA_HOLD_PAUSE == 0 && OA_HOLD_END == 2 && OA_MARK_END == OA_MARK_PAUSE + 2);

struct _OaUpload
{
  OaSessionContext *context;
  OaUploadGate *gate;
  OaConverter *converter; /* NULL: the service takes what the pad has */
  gboolean blocked;       /* asked for audio when none might go */
  gboolean draining;      /* the hold is the last one */
  guint64 committed_ms;   /* sent before the last commit */
  gboolean input_spoke;   /* there was speech in the recording */
  guint turns_before;     /* spoken ones, before this input began */
};

OaUpload *
oa_upload_new (OaSessionContext *context)
{
  OaUpload *self = g_new0 (OaUpload, 1);

  self->context = context;
  self->gate = oa_upload_gate_new ();
  return self;
}

void
oa_upload_free (OaUpload *self)
{
  if (self == NULL)
    return;
  oa_upload_gate_free (self->gate);
  oa_converter_free (self->converter);
  g_free (self);
}

void
oa_upload_configure (OaUpload *self)
{
  const OaElementSettings *settings = self->context->settings;
  const OaSettings *s = &settings->session;
  const OaUploadGateRules rules = {
    { s->turn_detection, s->vad_silence_duration, s->vad_eagerness },
    oa_session_context_answers_turns (self->context),
    settings->flow.drain_timeout, !self->context->dialect->has_output
  };

  oa_upload_gate_configure (self->gate, &rules);
}

/*** whether audio may go up ***/

static gboolean
may_send (const OaUpload *self)
{
  const OaSessionContext *context = self->context;
  OaAudioFormat format = context->settings->session.input_format;

  /* At the end of a recording what is asked for behind it may still go. */
  if (!context->configured || context->phase == OA_SESSION_ENDING
      || context->phase >= OA_SESSION_RESTING)
    return FALSE;
  /* What the service takes must be known: what was asked for, or what it has
   * answered instead. */
  if (oa_session_config_get_input_format (context->config) != format
      && format != OA_AUDIO_FORMAT_UNKNOWN
      && !oa_session_config_is_settled (context->config))
    return FALSE;
  if (context->live)
    return !oa_upload_gate_is_holding (self->gate);
  return oa_upload_gate_may_send (self->gate,
      oa_session_context_is_busy (context));
}

gboolean
oa_upload_is_released (const OaUpload *self)
{
  /* Live, an upload that was not blocked needs no call: each buffer of audio
   * wakes it. */
  return (self->blocked || !self->context->live) && may_send (self);
}

gboolean
oa_upload_is_holding (const OaUpload *self)
{
  return oa_upload_gate_is_holding (self->gate);
}

gboolean
oa_upload_is_draining (const OaUpload *self)
{
  return self->draining;
}

static guint
get_spoken_turns (const OaUpload *self)
{
  guint turns;

  g_mutex_lock (self->context->lock);
  turns = oa_conversation_get_spoken_turns (self->context->conversation);
  g_mutex_unlock (self->context->lock);
  return turns;
}

/* The service has found no turn in this input so far. */
static gboolean
is_unheard (const OaUpload *self)
{
  return get_spoken_turns (self) == self->turns_before;
}

/*** audio ***/

/* NULL when the service takes what the pad has. */
static OaConverter *
get_converter (OaUpload *self)
{
  OaAudioFormat from = self->context->settings->session.input_format;
  OaAudioFormat to = oa_session_config_get_input_format (self->context->config);

  if (self->converter != NULL
      && (oa_converter_get_from (self->converter) != from
          || oa_converter_get_to (self->converter) != to))
    g_clear_pointer (&self->converter, oa_converter_free);
  if (self->converter == NULL && from != to && from != OA_AUDIO_FORMAT_UNKNOWN
      && to != OA_AUDIO_FORMAT_UNKNOWN)
    self->converter = oa_converter_new (from, to);
  return self->converter;
}

/* Takes @audio. NULL when there is none of it. */
static GBytes *
append_message (OaUpload *self, GBytes *audio)
{
  GBytes *message = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);

  if (size > 0)
    message = oa_audio_append_encode (self->context->dialect, data, size);
  g_bytes_unref (audio);
  return message;
}

/* Takes @audio. NULL while a converter holds back all of it. */
static GBytes *
encode_audio (OaUpload *self, GBytes *audio)
{
  OaConverter *converter = get_converter (self);
  GBytes *converted;
  gsize size;
  const guint8 *data;

  if (converter == NULL)
    return append_message (self, audio);
  data = g_bytes_get_data (audio, &size);
  converted = oa_converter_push (converter, data, size);
  g_bytes_unref (audio);
  return append_message (self, converted);
}

/* What the converter held back belongs before what comes next. */
static void
send_rest (OaUpload *self, OaSessionActions *out)
{
  OaConverter *converter = get_converter (self);
  GBytes *rest = converter != NULL ? oa_converter_finish (converter) : NULL;

  if (rest != NULL)
    oa_session_actions_send (out, append_message (self, rest));
}

static void
send_silence (OaUpload *self, guint ms, OaSessionActions *out)
{
  GPtrArray *pieces = oa_media_take_silence (self->context->media, ms);
  guint i;

  GST_DEBUG ("%u ms of silence complete a pause", ms);
  for (i = 0; i < pieces->len; i++)
    oa_session_actions_send (out,
        encode_audio (self, g_bytes_ref (g_ptr_array_index (pieces, i))));
  send_rest (self, out);
  g_ptr_array_unref (pieces);
}

/* What has arrived need not be committed: the service looks for turns, or there
 * are none. */
static gboolean
service_hears (const OaUpload *self)
{
  return oa_session_context_detects_turns (self->context)
      && (oa_session_config_detects (self->context->config)
          || !oa_session_context_has_turns (self->context));
}

/* Of audio that was sent, a new connection need not hear all again. */
static GBytes *
take_audio (OaUpload *self, GBytes *audio, gint64 *sent_ms)
{
  GBytes *message = encode_audio (self, audio);

  *sent_ms = oa_media_forget (self->context->media,
      oa_resend_window_get_needed (self->context->resend_window,
          service_hears (self),
          self->context->settings->session.vad_prefix_padding));
  return message;
}

/*** marks ***/

static void
hold (OaUpload *self, OaHoldKind kind, const OaSegment *segment, gint64 now)
{
  OaHold hold = { kind, segment->pause_ms, segment->sent_ms,
    segment->has_speech, self->context->live };
  gboolean unheard = kind == OA_HOLD_END && is_unheard (self);

  /* A recording in which nothing was found but that is not silent is a turn
   * when the service looks for none. */
  if (unheard && segment->any_sound)
    hold.has_speech = TRUE;
  if (kind == OA_HOLD_END) {
    self->draining = TRUE;
    self->input_spoke = hold.any_speech = segment->any_speech;
  }
  hold.unheard = unheard && segment->any_speech;
  GST_DEBUG ("hold %d: pause %u ms, %u ms of it sent", kind, hold.pause_ms,
      hold.sent_ms);
  oa_upload_gate_hold (self->gate, &hold, now);
}

static void
commit_turn (OaUpload *self, OaSessionActions *out)
{
  oa_session_actions_add (out, OA_SESSION_ACTION_COMMIT);
  if (oa_session_context_answers_turns (self->context))
    oa_session_actions_add (out, OA_SESSION_ACTION_CREATE_RESPONSE);
}

/* For a session that only writes down. All audio before the mark has been sent;
 * it may have been forgotten, or committed by the application meanwhile. */
static void
auto_commit (OaUpload *self, OaSessionActions *out)
{
  guint64 sent = oa_media_get_sent_ms (self->context->media);

  if (sent >= self->committed_ms + MIN_COMMIT_MS)
    oa_session_actions_add (out, OA_SESSION_ACTION_COMMIT);
}

static OaUploadNext
handle_mark (OaUpload *self, gint mark, const OaSegment *segment, gint64 now,
    OaSessionActions *out)
{
  send_rest (self, out);
  if (!oa_session_context_has_turns (self->context)) {
    if (mark == OA_MARK_END)
      oa_session_actions_add (out, OA_SESSION_ACTION_END);
    return OA_UPLOAD_NEXT_AGAIN;
  }
  switch (mark) {
    case OA_MARK_TURN:
      commit_turn (self, out);
      break;
    case OA_MARK_AUTO_COMMIT:
      auto_commit (self, out);
      break;
    case OA_MARK_COMMIT:
      return OA_UPLOAD_NEXT_COMMIT;
    case OA_MARK_PAUSE:
    case OA_MARK_ONSET:
    case OA_MARK_END:
      hold (self, mark - OA_MARK_PAUSE, segment, now);
      break;
    default:
      break;
  }
  return OA_UPLOAD_NEXT_AGAIN;
}

OaUploadNext
oa_upload_next (OaUpload *self, gint64 now, GBytes **message, gint64 *sent_ms,
    OaSessionActions *out)
{
  OaUploadItem item;
  OaUploadNext next;

  *message = NULL;
  *sent_ms = -1;
  self->blocked = !may_send (self);
  if (self->blocked)
    return OA_UPLOAD_NEXT_WAIT;
  oa_media_take_upload (self->context->media,
      self->context->settings->session.input_format, &item);
  switch (item.kind) {
    case OA_UPLOAD_NOTHING:
      return OA_UPLOAD_NEXT_WAIT;
    case OA_UPLOAD_AUDIO:
      *message = take_audio (self, item.audio, sent_ms);
      return *message != NULL ? OA_UPLOAD_NEXT_WAIT : OA_UPLOAD_NEXT_AGAIN;
    default:
      next = handle_mark (self, item.mark, item.data, now, out);
      g_free (item.data);
      return next;
  }
}

/*** what others tell ***/

void
oa_upload_arrived (OaUpload *self, gint64 time)
{
  oa_upload_gate_arrived (self->gate, time);
}

void
oa_upload_probe_answered (OaUpload *self, gint64 now)
{
  oa_upload_gate_probe_answered (self->gate, now);
}

void
oa_upload_note_activity (OaUpload *self, gint64 now)
{
  oa_upload_gate_note_activity (self->gate, now);
}

void
oa_upload_committed (OaUpload *self)
{
  self->committed_ms = oa_media_get_sent_ms (self->context->media);
}

void
oa_upload_became_live (OaUpload *self)
{
  if (!self->draining)
    oa_upload_gate_reset (self->gate);
}

void
oa_upload_restart (OaUpload *self)
{
  self->draining = FALSE;
  /* What was heard of the input before does not count. */
  self->turns_before = get_spoken_turns (self);
  self->input_spoke = FALSE;
  oa_upload_gate_reset (self->gate);
}

/*** holds ***/

static void
warn_of_unheard (OaSessionActions *out)
{
  oa_session_actions_append (out,
      &(OaSessionAction){ OA_SESSION_ACTION_WARN,
          .failure = oa_failure_not_heard () });
}

static void
end_hold (OaUpload *self, gboolean held, const OaGateStep *step,
    OaSessionActions *out)
{
  if (step->timed_out)
    oa_session_actions_append (out,
        &(OaSessionAction){ OA_SESSION_ACTION_TIME_OUT,
            .waited_ms = step->waited_ms, .unconfirmed = step->unconfirmed });
  /* Without a hold it is an answer that was waited for: the END mark is still
   * to come. */
  if (!held || !self->draining) {
    oa_session_actions_add (out, OA_SESSION_ACTION_SCHEDULE_SEND);
    return;
  }
  /* The user must learn why no answer came: the service has found no turn. */
  if (!step->timed_out && self->input_spoke && is_unheard (self)
      && oa_session_context_has_turns (self->context))
    warn_of_unheard (out);
  oa_session_actions_add (out, OA_SESSION_ACTION_DRAINED);
}

/* An answer, or at the end the text of what the user said last. */
static gboolean
owes_something (const OaUpload *self)
{
  const OaConversation *conversation = self->context->conversation;
  gboolean owes;

  g_mutex_lock (self->context->lock);
  owes = oa_conversation_is_busy (conversation)
      || (self->draining && oa_conversation_awaits_transcript (conversation));
  g_mutex_unlock (self->context->lock);
  return owes || self->context->barge_in_pending;
}

/* One step of a hold. */
static gint64
poll_gate (gpointer part, gint64 now, OaSessionActions *out)
{
  OaUpload *self = part;
  OaGateStep step = { OA_GATE_WAIT, 0, -1, FALSE, 0 };
  gboolean held = oa_upload_gate_is_holding (self->gate);

  /* Without a hold, only a recording waits for answers. */
  if (!self->context->configured || (self->context->live && !held))
    return -1;
  oa_upload_gate_poll (self->gate, owes_something (self), now, &step);
  switch (step.kind) {
    case OA_GATE_WAIT:
      return step.until;
    case OA_GATE_RELEASE:
      end_hold (self, held, &step, out);
      break;
    case OA_GATE_SILENCE:
      send_silence (self, step.silence_ms, out);
      break;
    case OA_GATE_PROBE:
      /* Harmless, and answered behind everything that was sent before it. */
      oa_session_actions_append (out,
          &(OaSessionAction){ OA_SESSION_ACTION_SEND_UPDATE,
              .update = OA_UPDATE_PROBE,
              .object = oa_session_config_empty_update (
                  self->context->config) });
      break;
    case OA_GATE_COMMIT:
      if (step.unheard) {
        warn_of_unheard (out);
        /* Not at the end once more. */
        self->input_spoke = FALSE;
      }
      commit_turn (self, out);
      break;
  }
  return OA_SESSION_PART_AGAIN;
}

/*** as a part ***/

static void
handle_event (gpointer part, const OaEvent *event, gint64 now,
    OaSessionActions *out)
{
  oa_upload_gate_event (((OaUpload *) part)->gate, event, now);
}

/* A hold was before audio that must go up again: it waits behind it. */
static void
put_hold_back (OaUpload *self)
{
  OaHold hold;

  if (oa_upload_gate_get_hold (self->gate, &hold)) {
    OaSegment segment = { hold.pause_ms, hold.sent_ms, hold.has_speech,
      hold.any_speech, hold.has_speech };

    oa_media_mark_segment (self->context->media, OA_MARK_PAUSE + hold.kind,
        &segment);
  }
  oa_upload_gate_reset (self->gate);
}

static void
link_lost (gpointer part, gint64 now, OaSessionActions *out)
{
  OaUpload *self = part;

  g_clear_pointer (&self->converter, oa_converter_free);
  put_hold_back (self);
  self->committed_ms = 0;
}

const OaSessionPartClass oa_upload_class = {
  .event = handle_event,
  .poll = poll_gate,
  .link_lost = link_lost,
};
