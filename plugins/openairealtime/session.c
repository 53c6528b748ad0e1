/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session.c - the rooms joined: messages in, actions carried out, the upload
 * held and released.
 *
 * What is marked "loop" below is touched on the loop's thread only. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "session.h"
#include "connect.h"
#include "conversation/turngate.h"
#include "flow.h"
#include "protocol/sessionconfig.h"

#define GST_CAT_DEFAULT gst_openai_realtime_debug

/* How long an orderly close may take before the state change goes on. */
#define CLOSE_TIMEOUT_MS 100
#define STOP_TIMEOUT_MS 150
#define NS_PER_US 1000

struct _OaSession
{
  gint ref_count;
  OaLoop *loop;
  OaReporter *reporter;

  /* Loop. The element is referenced until the session has stopped. */
  GstOpenaiRealtime *element;
  OaElementSettings settings;
  const OaDialect *dialect;
  OaConnectionConfig connection_config;
  OaConnection *connection;
  OaSessionConfig *config;
  OaTurnGate *gate;
  GSource *timer;
  GQueue requests;              /* of Request: before the session is up */
  OaServiceError *told;         /* the service's last words before it closed */
  gint64 connect_until;         /* 0 = the session is up */
  gboolean output_known;        /* the source pad is negotiated */
  gboolean created;
  gboolean configured;
  gboolean live;
  gboolean draining;            /* the hold is the last one */
  gboolean drained;             /* it is over: a close is no failure */
  gboolean ended;
  gboolean stopping;
  gint64 turn_end_ms;           /* of the latest turn, in the service's count */
  gint64 speech_end;            /* monotonic us; 0 = no turn yet */

  gint wake_pending;            /* atomic */

  /* Protected by lock: written on the loop, read anywhere. */
  GMutex lock;
  GCond stopped_cond;
  gboolean stopped;
  GstOpenaiRealtimeConnectionState state;
  gchar *id;
  OaConversation *conversation;
  OaSessionFigures figures;
  gchar *latency_response;      /* the response that the latencies are of */
  gint64 latency_start;         /* end of the speech it answers; 0 = none */
};

static void advance (OaSession *self);

/*** life ***/

OaSession *
oa_session_ref (OaSession *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

static void request_free (gpointer request);

static void
session_free (OaSession *self)
{
  oa_loop_release (self->loop);
  oa_element_settings_clear (&self->settings);
  oa_connection_config_clear (&self->connection_config);
  oa_session_config_free (self->config);
  oa_turn_gate_free (self->gate);
  g_queue_clear_full (&self->requests, request_free);
  oa_service_error_free (self->told);
  oa_conversation_free (self->conversation);
  g_free (self->id);
  g_free (self->latency_response);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->stopped_cond);
  g_free (self);
}

void
oa_session_unref (OaSession *self)
{
  if (g_atomic_int_dec_and_test (&self->ref_count))
    session_free (self);
}

static gint64
now_us (void)
{
  return g_get_monotonic_time ();
}

static void
configure_turns (OaSession *self)
{
  const OaSettings *s = &self->settings.session;
  gboolean detects =
      s->turn_detection != GST_OPENAI_REALTIME_TURN_DETECTION_NONE;

  oa_turn_gate_configure (self->gate, s->turn_detection,
      s->vad_silence_duration, s->vad_eagerness, s->create_response,
      self->settings.drain_timeout);
  g_mutex_lock (&self->lock);
  oa_conversation_configure (self->conversation,
      detects && s->create_response,
      s->transcription_model != NULL && *s->transcription_model != '\0');
  g_mutex_unlock (&self->lock);
}

/* In a recording nobody interrupts: what comes next was said before the answer
 * was heard. */
static gboolean
want_settings (OaSession *self, GError **error)
{
  OaSettings wanted = self->settings.session;

  wanted.interrupt_response = wanted.interrupt_response && self->live;
  return oa_session_config_want (self->config, &wanted, error);
}

OaSession *
oa_session_new (GstOpenaiRealtime *element, const OaElementSettings *settings,
    OaReporter *reporter, OaFailure **failure)
{
  OaSession *self = g_new0 (OaSession, 1);
  GError *error = NULL;

  self->ref_count = 1;
  self->loop = oa_loop_acquire ();
  self->reporter = reporter;
  self->element = element;
  g_mutex_init (&self->lock);
  g_cond_init (&self->stopped_cond);
  g_queue_init (&self->requests);
  oa_element_settings_copy (&self->settings, settings);
  self->dialect = oa_dialect_get (settings->dialect,
      settings->session.session_type);
  self->config = oa_session_config_new (self->dialect);
  self->gate = oa_turn_gate_new ();
  self->conversation = oa_conversation_new ();
  self->figures.first_delta_latency = -1;
  self->figures.first_frame_latency = -1;
  self->figures.first_sound_latency = -1;
  self->turn_end_ms = -1;
  configure_turns (self);

  if (!oa_connect_configure (&self->connection_config, settings,
          self->dialect, failure)) {
    oa_session_unref (self);
    return NULL;
  }
  if (!want_settings (self, &error)) {
    *failure = oa_failure_from_settings (error);
    g_error_free (error);
    oa_session_unref (self);
    return NULL;
  }
  return self;
}

/*** state ***/

static void
set_state (OaSession *self, GstOpenaiRealtimeConnectionState state)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = self->state != state;
  self->state = state;
  g_mutex_unlock (&self->lock);
  if (changed)
    oa_reporter_notify (self->reporter, "connection-state");
}

GstOpenaiRealtimeConnectionState
oa_session_get_state (OaSession *self)
{
  GstOpenaiRealtimeConnectionState state;

  g_mutex_lock (&self->lock);
  state = self->state;
  g_mutex_unlock (&self->lock);
  return state;
}

gchar *
oa_session_dup_id (OaSession *self)
{
  gchar *id;

  g_mutex_lock (&self->lock);
  id = g_strdup (self->id);
  g_mutex_unlock (&self->lock);
  return id;
}

gchar *
oa_session_dup_conversation (OaSession *self)
{
  gchar *json;

  g_mutex_lock (&self->lock);
  json = oa_conversation_to_json (self->conversation);
  g_mutex_unlock (&self->lock);
  return json;
}

void
oa_session_set_heard (OaSession *self, const gchar *item_id, gint64 heard_ms)
{
  g_mutex_lock (&self->lock);
  oa_conversation_set_heard (self->conversation, item_id, heard_ms);
  g_mutex_unlock (&self->lock);
}

void
oa_session_get_figures (OaSession *self, OaSessionFigures *figures)
{
  g_mutex_lock (&self->lock);
  *figures = self->figures;
  figures->turns = oa_conversation_get_turns (self->conversation);
  oa_conversation_get_usage (self->conversation, &figures->usage);
  g_mutex_unlock (&self->lock);
}

/* The session is over by itself: told once, then nothing moves any more. */
static void
fail (OaSession *self, OaFailure *failure)
{
  if (self->ended) {
    oa_failure_free (failure);
    return;
  }
  self->ended = TRUE;
  if (!self->configured)
    oa_reporter_progress (self->reporter, GST_PROGRESS_TYPE_ERROR,
        "The session could not be set up");
  set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_FAILED);
  oa_reporter_error (self->reporter, failure);
  oa_flow_set_failed (self->element);
  if (self->connection != NULL)
    oa_connection_close (self->connection, CLOSE_TIMEOUT_MS);
}

/*** sending ***/

static void
send_bytes (OaSession *self, GBytes *text)
{
  g_mutex_lock (&self->lock);
  self->figures.events_sent++;
  g_mutex_unlock (&self->lock);
  oa_connection_send (self->connection, text);
  g_bytes_unref (text);
}

static void
send_command (OaSession *self, const OaCommand *command)
{
  GBytes *text = oa_command_encode (command, self->dialect);

  if (text == NULL || self->connection == NULL) {
    GST_DEBUG_OBJECT (self->element, "no such event in this dialect, or no "
        "connection: not sent");
    g_clear_pointer (&text, g_bytes_unref);
    return;
  }
  GST_LOG_OBJECT (self->element, "send %s, %" G_GSIZE_FORMAT " bytes",
      oa_command_get_name (command, self->dialect), g_bytes_get_size (text));
  send_bytes (self, text);
}

static void
send_simple (OaSession *self, OaCommandType type)
{
  OaCommand *command = oa_command_new (type);

  send_command (self, command);
  oa_command_free (command);
}

static void
send_update (OaSession *self, JsonObject *session)
{
  OaCommand *command = oa_command_new_session_update (session);

  g_mutex_lock (&self->lock);
  command->event_id = oa_conversation_begin_update (self->conversation);
  g_mutex_unlock (&self->lock);
  send_command (self, command);
  oa_command_free (command);
}

/* Sends what differs between the session as wanted and as acknowledged. */
static void
configure_session (OaSession *self)
{
  JsonObject *update;

  if (!self->created || !self->output_known || self->ended)
    return;
  update = oa_session_config_next_update (self->config);
  if (update != NULL)
    send_update (self, update);
}

static void run_actions (OaSession *self, GPtrArray *actions);

static GPtrArray *
new_actions (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) oa_action_free);
}

/* An answer to all that was said so far. */
static void
create_response (OaSession *self, JsonObject *response)
{
  GPtrArray *actions = new_actions ();

  oa_turn_gate_touch (self->gate, now_us ());
  g_mutex_lock (&self->lock);
  oa_conversation_create_response (self->conversation, response, actions);
  g_mutex_unlock (&self->lock);
  run_actions (self, actions);
}

static void
note_turn_end (OaSession *self, gint64 position_ms, gint64 age_us)
{
  self->turn_end_ms = position_ms;
  self->speech_end = now_us () - age_us;
}

static void
send_commit (OaSession *self)
{
  g_mutex_lock (&self->lock);
  oa_conversation_begin_commit (self->conversation);
  g_mutex_unlock (&self->lock);
  note_turn_end (self, oa_flow_get_sent_ms (self->element), 0);
  send_simple (self, OA_COMMAND_COMMIT);
}

/*** interruption ***/

/* One for the item that was sounding, else for the first that never began. */
static void
report_interrupted (OaSession *self, GPtrArray *cuts)
{
  const OaCut *told = NULL;
  gint64 dropped_ms = 0;
  OaNotice *notice;
  guint i;

  for (i = 0; i < cuts->len; i++) {
    const OaCut *cut = g_ptr_array_index (cuts, i);

    if (told == NULL && !cut->heard_all)
      told = cut;
    dropped_ms += cut->dropped_ms;
  }
  if (told == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->figures.interruptions++;
  g_mutex_unlock (&self->lock);
  GST_INFO_OBJECT (self->element, "interrupted %s at %" G_GINT64_FORMAT
      " ms, dropped %" G_GINT64_FORMAT " ms", told->item_id, told->heard_ms,
      dropped_ms);
  notice = oa_notice_new (OA_NOTICE_INTERRUPTED, told->item_id);
  notice->ms = told->heard_ms;
  notice->dropped_ms = dropped_ms;
  oa_reporter_notice (self->reporter, notice);
}

/* Stops the answer: what waits is dropped, and the service learns what was
 * heard. */
static void
interrupt (OaSession *self, gboolean service_cancels)
{
  GPtrArray *cuts = oa_flow_interrupt (self->element,
      self->settings.playout_delay * GST_MSECOND);
  GPtrArray *actions = new_actions ();
  guint i;

  g_mutex_lock (&self->lock);
  oa_conversation_interrupt (self->conversation, service_cancels, actions);
  for (i = 0; i < cuts->len; i++) {
    const OaCut *cut = g_ptr_array_index (cuts, i);

    oa_conversation_cut_item (self->conversation, cut->item_id,
        cut->response_id, cut->heard_ms, cut->received_ms, cut->heard_all,
        actions);
  }
  g_mutex_unlock (&self->lock);
  report_interrupted (self, cuts);
  g_ptr_array_unref (cuts);
  run_actions (self, actions);
}

/* The service says that the user speaks: it ends its answer by itself, if it
 * was told to. */
static void
check_interruption (OaSession *self)
{
  if (self->live && self->settings.session.interrupt_response)
    interrupt (self, TRUE);
}

/*** requests of the application ***/

typedef enum
{
  REQUEST_TEXT,
  REQUEST_RESPONSE,
  REQUEST_COMMIT,
  REQUEST_CLEAR,
  REQUEST_EVENT,
  REQUEST_INTERRUPT,
} RequestKind;

typedef struct
{
  RequestKind kind;
  gchar *text;
  gboolean respond;
  JsonObject *object;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->text);
  g_clear_pointer (&request->object, json_object_unref);
  g_free (request);
}

static void
do_text (OaSession *self, const Request *request)
{
  GPtrArray *actions = new_actions ();

  oa_turn_gate_touch (self->gate, now_us ());
  g_mutex_lock (&self->lock);
  oa_conversation_send_text (self->conversation, request->text,
      request->respond, actions);
  g_mutex_unlock (&self->lock);
  note_turn_end (self, oa_flow_get_sent_ms (self->element), 0);
  run_actions (self, actions);
}

/* Raw events that the element keeps books on go the usual way. */
static void
do_event (OaSession *self, const Request *request)
{
  const gchar *type = oa_json_get_string (request->object, "type");
  OaCommand *command;

  if (g_strcmp0 (type, "response.create") == 0) {
    create_response (self, oa_json_get_object (request->object, "response"));
  } else if (g_strcmp0 (type, self->dialect->commit) == 0) {
    send_commit (self);
  } else {
    command = oa_command_new_raw (json_object_ref (request->object));
    send_command (self, command);
    oa_command_free (command);
  }
}

static void
do_request (OaSession *self, const Request *request)
{
  switch (request->kind) {
    case REQUEST_TEXT:
      do_text (self, request);
      break;
    case REQUEST_RESPONSE:
      create_response (self, request->object);
      break;
    case REQUEST_COMMIT:
      send_commit (self);
      break;
    case REQUEST_CLEAR:
      oa_flow_clear_upload (self->element);
      send_simple (self, OA_COMMAND_CLEAR);
      break;
    case REQUEST_EVENT:
      do_event (self, request);
      break;
    case REQUEST_INTERRUPT:
      interrupt (self, FALSE);
      break;
  }
}

/* Requests wait until the session is up, and behind a commit that is still
 * waiting behind audio. */
static gboolean
must_wait (OaSession *self, const Request *request)
{
  return !self->configured || (request->kind != REQUEST_INTERRUPT
      && !g_queue_is_empty (&self->requests));
}

static void
take_request (OaSession *self, Request *request)
{
  if (self->ended) {
    request_free (request);
  } else if (request->kind == REQUEST_COMMIT && self->configured) {
    g_queue_push_tail (&self->requests, request);
    oa_flow_mark_commit (self->element);
    oa_connection_wake (self->connection);
  } else if (must_wait (self, request)) {
    g_queue_push_tail (&self->requests, request);
    if (request->kind == REQUEST_COMMIT)
      oa_flow_mark_commit (self->element);
  } else {
    do_request (self, request);
    request_free (request);
  }
}

/* Carries out what waits, up to the next commit: that one waits for the audio
 * before it. */
static void
do_waiting_requests (OaSession *self)
{
  Request *request;

  while ((request = g_queue_peek_head (&self->requests)) != NULL
      && request->kind != REQUEST_COMMIT) {
    g_queue_pop_head (&self->requests);
    do_request (self, request);
    request_free (request);
  }
}

/* The audio before a commit has been sent. */
static void
do_commit_request (OaSession *self)
{
  Request *request = g_queue_peek_head (&self->requests);

  if (request == NULL || request->kind != REQUEST_COMMIT)
    return;
  g_queue_pop_head (&self->requests);
  do_request (self, request);
  request_free (request);
  do_waiting_requests (self);
}

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

static gboolean
may_upload (OaSession *self)
{
  if (!self->configured || self->ended)
    return FALSE;
  /* The service must know the format of what it gets. */
  if (oa_session_config_get_input_format (self->config)
      != self->settings.session.input_format
      && self->settings.session.input_format != OA_AUDIO_FORMAT_UNKNOWN)
    return FALSE;
  if (self->live)
    return !oa_turn_gate_is_holding (self->gate);
  return oa_turn_gate_may_send (self->gate, is_busy (self));
}

static void
hold_upload (OaSession *self, OaHoldKind kind, const OaSegment *segment)
{
  OaHold hold = { kind, segment->pause_ms, segment->sent_ms,
    segment->has_speech };
  OaSessionFigures figures;

  oa_session_get_figures (self, &figures);
  /* A recording in which nothing was found but that is not silent is a turn
   * when nobody else looks for one. */
  if (kind == OA_HOLD_END && segment->any_sound && figures.turns == 0)
    hold.has_speech = TRUE;
  if (kind == OA_HOLD_END)
    self->draining = TRUE;
  GST_DEBUG_OBJECT (self->element, "hold %d: pause %u ms, %u ms of it sent",
      kind, hold.pause_ms, hold.sent_ms);
  oa_turn_gate_hold (self->gate, &hold, now_us ());
}

static void
handle_mark (OaSession *self, gint mark, gpointer data)
{
  static const OaHoldKind kinds[] = {
    [OA_MARK_PAUSE] = OA_HOLD_PAUSE,
    [OA_MARK_ONSET] = OA_HOLD_ONSET,
    [OA_MARK_END] = OA_HOLD_END,
  };

  if (mark < OA_N_SEGMENT_MARKS)
    hold_upload (self, kinds[mark], data);
  else
    do_commit_request (self);
  g_free (data);
}

static GBytes *
encode_audio (OaSession *self, GBytes *audio)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);
  GBytes *text = oa_audio_append_encode (self->dialect, data, size);

  g_bytes_unref (audio);
  g_mutex_lock (&self->lock);
  self->figures.events_sent++;
  g_mutex_unlock (&self->lock);
  return text;
}

static GBytes *
on_next (gpointer user_data)
{
  OaSession *self = user_data;
  OaUplinkItem item;

  while (may_upload (self)) {
    oa_flow_take_upload (self->element, &item);
    if (item.kind == OA_UPLINK_NOTHING)
      return NULL;
    if (item.kind == OA_UPLINK_AUDIO)
      return encode_audio (self, item.audio);
    handle_mark (self, item.mark, item.data);
    if (oa_turn_gate_is_holding (self->gate))
      advance (self);
  }
  return NULL;
}

static void
send_silence (OaSession *self, guint ms)
{
  GPtrArray *messages = oa_flow_take_silence (self->element, ms);
  guint i;

  GST_DEBUG_OBJECT (self->element, "%u ms of silence complete a pause", ms);
  for (i = 0; i < messages->len; i++)
    send_bytes (self, encode_audio (self,
            g_bytes_ref (g_ptr_array_index (messages, i))));
  g_ptr_array_unref (messages);
}

/* Harmless, and answered behind everything that was sent before it. */
static void
send_probe (OaSession *self)
{
  JsonObject *session = json_object_new ();
  JsonObject *whole = self->dialect->build_session (&self->settings.session);
  guint i;

  for (i = 0; self->dialect->mandatory != NULL
      && self->dialect->mandatory[i] != NULL; i++) {
    JsonNode *node =
        json_object_get_member (whole, self->dialect->mandatory[i]);

    if (node != NULL)
      json_object_set_member (session, self->dialect->mandatory[i],
          json_node_copy (node));
  }
  json_object_unref (whole);
  send_update (self, session);
}

/* What the service never finished must not keep the rest back. */
static void
give_up (OaSession *self)
{
  GPtrArray *actions = new_actions ();

  oa_reporter_warning (self->reporter, oa_failure_no_answer
      (self->settings.drain_timeout));
  g_mutex_lock (&self->lock);
  oa_conversation_give_up (self->conversation, actions);
  g_mutex_unlock (&self->lock);
  run_actions (self, actions);
}

static void
end_hold (OaSession *self, gboolean held, gboolean gave_up)
{
  if (gave_up)
    give_up (self);
  /* Giving up without a hold is no end: the END mark is still to come. */
  if (held && self->draining) {
    GST_INFO_OBJECT (self->element, "the last answer is complete");
    self->drained = TRUE;
    oa_flow_set_drained (self->element);
  } else {
    oa_connection_wake (self->connection);
  }
}

static void
commit_turn (OaSession *self)
{
  send_commit (self);
  if (self->settings.session.create_response)
    create_response (self, NULL);
}

/* An answer, or at the end the text of what the user said last. */
static gboolean
owes_something (OaSession *self)
{
  gboolean owes;

  g_mutex_lock (&self->lock);
  owes = oa_conversation_is_busy (self->conversation)
      || (self->draining
      && oa_conversation_awaits_transcript (self->conversation));
  g_mutex_unlock (&self->lock);
  return owes;
}

/* Takes all steps of a hold that can be taken now; returns the moment of the
 * next, or -1. */
static gint64
step_gate (OaSession *self)
{
  OaGateStep step = { OA_GATE_WAIT, 0, -1, FALSE };

  /* Without a hold, only a recording waits for answers. */
  while (!self->ended && self->configured && (!self->live
          || oa_turn_gate_is_holding (self->gate))) {
    gboolean held = oa_turn_gate_is_holding (self->gate);

    oa_turn_gate_poll (self->gate, owes_something (self), now_us (), &step);
    switch (step.kind) {
      case OA_GATE_WAIT:
        return step.until;
      case OA_GATE_GO:
        end_hold (self, held, step.gave_up);
        break;
      case OA_GATE_SILENCE:
        send_silence (self, step.silence_ms);
        break;
      case OA_GATE_PROBE:
        send_probe (self);
        break;
      case OA_GATE_COMMIT:
        commit_turn (self);
        break;
    }
  }
  return -1;
}

/*** time ***/

static gboolean
on_timer (gpointer user_data)
{
  OaSession *self = user_data;

  g_clear_pointer (&self->timer, g_source_unref);
  advance (self);
  return G_SOURCE_REMOVE;
}

static void
set_timer (OaSession *self, gint64 until)
{
  gint64 wait;

  if (self->timer != NULL) {
    g_source_destroy (self->timer);
    g_clear_pointer (&self->timer, g_source_unref);
  }
  if (until < 0)
    return;
  wait = MAX (until - now_us (), 0);
  self->timer = oa_loop_add_timeout (self->loop, (wait + 999) / 1000,
      on_timer, self);
}

static gint64
earlier (gint64 a, gint64 b)
{
  if (a < 0 || b < 0)
    return MAX (a, b);
  return MIN (a, b);
}

static gint64
poll_conversation (OaSession *self)
{
  GPtrArray *actions = new_actions ();
  gint64 until;

  g_mutex_lock (&self->lock);
  oa_conversation_poll (self->conversation, now_us (), actions);
  until = oa_conversation_get_deadline (self->conversation);
  g_mutex_unlock (&self->lock);
  run_actions (self, actions);
  return until;
}

static void
check_connect_time (OaSession *self)
{
  if (self->connect_until != 0 && now_us () >= self->connect_until)
    fail (self, oa_failure_not_confirmed (self->settings.connect_timeout));
}

/* After anything that happened: do what is due, set the timer for the rest. */
static void
advance (OaSession *self)
{
  gint64 until = -1;

  check_connect_time (self);
  if (self->ended) {
    set_timer (self, -1);
    return;
  }
  if (self->configured)
    until = poll_conversation (self);
  until = earlier (until, step_gate (self));
  if (self->connect_until != 0)
    until = earlier (until, self->connect_until);
  set_timer (self, until);
  /* Time alone may have opened the way. */
  if (self->connection != NULL && may_upload (self))
    oa_connection_wake (self->connection);
}

/*** what comes from the service ***/

static void
become_configured (OaSession *self)
{
  OaNotice *notice;

  self->configured = TRUE;
  self->connect_until = 0;
  set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTED);
  oa_reporter_progress (self->reporter, GST_PROGRESS_TYPE_COMPLETE,
      "Session is up");
  notice = oa_notice_new (OA_NOTICE_CONNECTED, self->id);
  notice->text = g_strdup (self->settings.model);
  oa_reporter_notice (self->reporter, notice);

  if (self->settings.greeting != NULL && *self->settings.greeting != '\0') {
    JsonObject *response = json_object_new ();
    gchar *instructions = g_strconcat ("Speak first. Say this to the user, in "
        "these words: ", self->settings.greeting, NULL);

    json_object_set_string_member (response, "instructions", instructions);
    create_response (self, response);
    json_object_unref (response);
    g_free (instructions);
  }
  do_waiting_requests (self);
}

/* What the service says it takes and sends must be what flows. */
static gboolean
check_format (OaSession *self, const gchar *direction, OaAudioFormat wanted,
    OaAudioFormat got)
{
  if (wanted == got || wanted == OA_AUDIO_FORMAT_UNKNOWN
      || got == OA_AUDIO_FORMAT_UNKNOWN)
    return TRUE;
  fail (self, oa_failure_wrong_format (direction,
          oa_audio_format_get_nick (wanted), oa_audio_format_get_nick (got)));
  return FALSE;
}

static gboolean
check_formats (OaSession *self)
{
  const OaSettings *s = &self->settings.session;

  return check_format (self, "input", s->input_format,
      oa_session_config_get_input_format (self->config))
      && check_format (self, "output", s->output_format,
      oa_session_config_get_output_format (self->config));
}

static void
note_session (OaSession *self, JsonObject *session)
{
  const gchar *id = oa_json_get_string (session, "id");

  if (id == NULL)
    return;
  g_mutex_lock (&self->lock);
  g_free (self->id);
  self->id = g_strdup (id);
  g_mutex_unlock (&self->lock);
  oa_reporter_notify (self->reporter, "session-id");
}

static void
handle_session (OaSession *self, const OaAction *action)
{
  if (action->created) {
    note_session (self, action->session);
    self->created = TRUE;
    set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONFIGURING);
    oa_reporter_progress (self->reporter, GST_PROGRESS_TYPE_CONTINUE,
        "Setting up the session");
    configure_session (self);
    return;
  }
  oa_session_config_acknowledge (self->config, action->session);
  configure_session (self);
  if (!oa_session_config_is_settled (self->config) || !check_formats (self))
    return;
  if (!self->configured)
    become_configured (self);
  oa_connection_wake (self->connection);
}

/* Nothing of a refused update is applied. The first one carries the formats:
 * without it no audio would be understood. */
static void
handle_refusal (OaSession *self, const OaServiceError *error)
{
  if (!self->configured) {
    fail (self, oa_failure_refused_session (error));
    return;
  }
  oa_session_config_refuse (self->config);
  /* A refused format would keep the audio back for ever. */
  check_formats (self);
}

static void
note_first_delta (OaSession *self, const gchar *response_id)
{
  g_mutex_lock (&self->lock);
  if (g_strcmp0 (self->latency_response, response_id) != 0) {
    g_free (self->latency_response);
    self->latency_response = g_strdup (response_id);
    self->latency_start = self->speech_end;
    self->figures.first_delta_latency = self->speech_end != 0
        ? (now_us () - self->speech_end) * NS_PER_US : -1;
    self->figures.first_frame_latency = -1;
    self->figures.first_sound_latency = -1;
  }
  g_mutex_unlock (&self->lock);
}

/* The recording's time at which a live service would have answered. */
static GstClockTime
answer_time (OaSession *self)
{
  if (!self->settings.align_answers || self->live || self->turn_end_ms < 0)
    return GST_CLOCK_TIME_NONE;
  return oa_flow_audio_ms_to_running_time (self->element, self->turn_end_ms);
}

static void
play (OaSession *self, const OaAction *action)
{
  gsize size = g_bytes_get_size (action->audio);
  OaAudioFormat format = self->settings.session.output_format;

  note_first_delta (self, action->response_id);
  g_mutex_lock (&self->lock);
  oa_conversation_add_received (self->conversation, action->item_id, size,
      oa_audio_format_get_rate (format)
      * oa_audio_format_get_sample_size (format));
  g_mutex_unlock (&self->lock);
  if (!oa_flow_play (self->element, action->response_id, action->item_id,
          action->audio, answer_time (self)))
    fail (self, oa_failure_too_much_speech (size));
}

static void
fill_latencies (OaSession *self, OaNotice *notice)
{
  g_mutex_lock (&self->lock);
  if (g_strcmp0 (self->latency_response, notice->id) == 0) {
    notice->first_delta_latency = self->figures.first_delta_latency;
    notice->first_frame_latency = self->figures.first_frame_latency;
    notice->first_sound_latency = self->figures.first_sound_latency;
  }
  g_mutex_unlock (&self->lock);
}

/* How long ago the user really stopped: the service waited for silence, and
 * live audio is as old as it is far from the newest. */
static void
note_speech_stopped (OaSession *self, gint64 end_ms)
{
  gint64 age = 0;

  if (self->live && end_ms >= 0) {
    gint64 newest = oa_flow_get_sent_ms (self->element);

    age = MAX (newest - end_ms, 0);
    if (self->settings.session.turn_detection
        == GST_OPENAI_REALTIME_TURN_DETECTION_SERVER_VAD)
      age += self->settings.session.vad_silence_duration;
  }
  note_turn_end (self, end_ms, age * 1000);
}

static void
report (OaSession *self, OaNotice *notice)
{
  switch (notice->kind) {
    case OA_NOTICE_SPEECH_STOPPED:
      note_speech_stopped (self, notice->ms);
      /* fall through */
    case OA_NOTICE_SPEECH_STARTED:
      if (notice->kind == OA_NOTICE_SPEECH_STARTED)
        check_interruption (self);
      notice->running_time =
          (gint64) oa_flow_audio_ms_to_running_time (self->element,
          notice->ms);
      break;
    case OA_NOTICE_TRANSCRIPT:
      notice->running_time = (gint64)
          gst_element_get_current_running_time (GST_ELEMENT (self->element));
      break;
    case OA_NOTICE_RESPONSE_DONE:
      fill_latencies (self, notice);
      break;
    default:
      break;
  }
  oa_reporter_notice (self->reporter, notice);
}

static void
run_action (OaSession *self, OaAction *action)
{
  switch (action->kind) {
    case OA_ACTION_SEND:
      send_command (self, action->command);
      break;
    case OA_ACTION_SESSION:
      handle_session (self, action);
      break;
    case OA_ACTION_SESSION_REFUSED:
      handle_refusal (self, action->error);
      break;
    case OA_ACTION_PLAY:
      play (self, action);
      break;
    case OA_ACTION_END_ITEM:
      oa_flow_end_item (self->element, action->item_id);
      break;
    case OA_ACTION_END_RESPONSE:
      oa_flow_end_response (self->element, action->response_id);
      break;
    case OA_ACTION_NOTIFY:
      report (self, g_steal_pointer (&action->notice));
      break;
    case OA_ACTION_FATAL:
      fail (self, oa_failure_from_service (action->error));
      break;
  }
}

static void
run_actions (OaSession *self, GPtrArray *actions)
{
  guint i;

  for (i = 0; i < actions->len && !self->ended; i++)
    run_action (self, g_ptr_array_index (actions, i));
  g_ptr_array_unref (actions);
}

/* Before the session is up the service's error is the reason why it will
 * close; afterwards it is about one event. */
static void
note_last_words (OaSession *self, const OaEvent *event)
{
  if (event->type != OA_EVENT_ERROR || event->error == NULL)
    return;
  oa_service_error_free (self->told);
  self->told = oa_service_error_copy (event->error);
}

static void
pass_on_event (OaSession *self, const OaEvent *event)
{
  OaNotice *notice;

  if (!oa_reporter_wants_event (self->reporter, event->name))
    return;
  notice = oa_notice_new (OA_NOTICE_EVENT, event->name);
  notice->raw = g_bytes_ref (event->raw);
  oa_reporter_notice (self->reporter, notice);
}

static void
handle_event (OaSession *self, const OaEvent *event)
{
  GPtrArray *actions = new_actions ();
  gint64 now = now_us ();

  note_last_words (self, event);
  pass_on_event (self, event);
  oa_turn_gate_event (self->gate, event, now);
  g_mutex_lock (&self->lock);
  self->figures.events_received++;
  oa_conversation_handle (self->conversation, event, now, actions);
  g_mutex_unlock (&self->lock);
  run_actions (self, actions);
}

static void
on_message (GBytes *text, gpointer user_data)
{
  OaSession *self = user_data;
  GError *error = NULL;
  OaEvent *event;

  if (self->ended)
    return;
  event = oa_event_decode (self->dialect, text, &error);
  if (event == NULL) {
    oa_reporter_warning (self->reporter, oa_failure_from_protocol (error));
    g_error_free (error);
    return;
  }
  GST_LOG_OBJECT (self->element, "received %s, %" G_GSIZE_FORMAT " bytes",
      event->name, g_bytes_get_size (text));
  handle_event (self, event);
  oa_event_free (event);
  advance (self);
}

/*** connecting and ending ***/

static void
on_opened (gpointer user_data)
{
  OaSession *self = user_data;

  oa_reporter_progress (self->reporter, GST_PROGRESS_TYPE_CONTINUE,
      "Connected; waiting for the session");
}

static void
finish_stop (OaSession *self)
{
  set_timer (self, -1);
  gst_object_unref (self->element);
  self->element = NULL;
  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_cond_broadcast (&self->stopped_cond);
  g_mutex_unlock (&self->lock);
}

static void
on_ended (const OaTransportEnd *end, gpointer user_data)
{
  OaSession *self = user_data;
  OaConnection *connection = g_steal_pointer (&self->connection);

  oa_connection_detach (connection, 0);
  if (!self->ended && !self->drained)
    fail (self, oa_failure_from_end (end, self->told));
  self->ended = TRUE;
  set_timer (self, -1);
  if (self->stopping)
    finish_stop (self);
  oa_session_unref (self);
}

static const OaConnectionHandlers handlers = {
  .opened = on_opened,
  .message = on_message,
  .next = on_next,
  .ended = on_ended,
};

static gboolean
start_on_loop (gpointer data)
{
  OaSession *self = data;

  if (self->stopping)
    return G_SOURCE_REMOVE;
  set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_CONNECTING);
  if (self->settings.connect_timeout != 0)
    self->connect_until = now_us () + self->settings.connect_timeout * 1000;
  self->connection = oa_connection_open (self->loop,
      &self->connection_config, &handlers, oa_session_ref (self));
  oa_connection_config_clear (&self->connection_config);
  oa_connection_config_init (&self->connection_config);
  advance (self);
  return G_SOURCE_REMOVE;
}

static void
invoke (OaSession *self, GSourceFunc func)
{
  oa_loop_invoke (self->loop, func, oa_session_ref (self),
      (GDestroyNotify) oa_session_unref);
}

void
oa_session_start (OaSession *self)
{
  oa_reporter_progress (self->reporter, GST_PROGRESS_TYPE_START,
      "Connecting to the service");
  gst_object_ref (self->element);
  invoke (self, start_on_loop);
}

static gboolean
stop_on_loop (gpointer data)
{
  OaSession *self = data;

  self->stopping = TRUE;
  self->ended = TRUE;
  if (self->connection != NULL)
    oa_connection_close (self->connection, CLOSE_TIMEOUT_MS);
  else
    finish_stop (self);
  return G_SOURCE_REMOVE;
}

void
oa_session_stop (OaSession *self)
{
  gint64 deadline = now_us () + STOP_TIMEOUT_MS * 1000;

  invoke (self, stop_on_loop);
  g_mutex_lock (&self->lock);
  while (!self->stopped
      && g_cond_wait_until (&self->stopped_cond, &self->lock, deadline));
  g_mutex_unlock (&self->lock);
  set_state (self, GST_OPENAI_REALTIME_CONNECTION_STATE_DISCONNECTED);
  oa_reporter_notify (self->reporter, "session-id");
}

/*** calls from other threads ***/

static gboolean
wake_on_loop (gpointer data)
{
  OaSession *self = data;

  g_atomic_int_set (&self->wake_pending, 0);
  if (!self->ended && self->connection != NULL)
    oa_connection_wake (self->connection);
  return G_SOURCE_REMOVE;
}

void
oa_session_wake (OaSession *self)
{
  if (g_atomic_int_compare_and_exchange (&self->wake_pending, 0, 1))
    invoke (self, wake_on_loop);
}

typedef struct
{
  OaSession *session;
  OaElementSettings settings;
  OaAudioFormat format;
  gboolean live;
  Request *request;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  oa_element_settings_clear (&call->settings);
  g_clear_pointer (&call->request, request_free);
  oa_session_unref (call->session);
  g_free (call);
}

static Call *
call_new (OaSession *self)
{
  Call *call = g_new0 (Call, 1);

  call->session = oa_session_ref (self);
  return call;
}

/* The same settings in another form: sent when they differ from what the
 * service has. */
static void
want_again (OaSession *self)
{
  GError *error = NULL;

  if (self->ended)
    return;
  if (!want_settings (self, &error)) {
    oa_reporter_warning (self->reporter, oa_failure_from_settings (error));
    g_error_free (error);
    return;
  }
  configure_turns (self);
  configure_session (self);
  if (self->configured)
    oa_connection_wake (self->connection);
}

static gboolean
input_format_on_loop (gpointer data)
{
  Call *call = data;

  call->session->settings.session.input_format = call->format;
  want_again (call->session);
  return G_SOURCE_REMOVE;
}

void
oa_session_set_input_format (OaSession *self, OaAudioFormat format)
{
  Call *call = call_new (self);

  call->format = format;
  oa_loop_invoke (self->loop, input_format_on_loop, call, call_free);
}

static gboolean
output_format_on_loop (gpointer data)
{
  Call *call = data;

  call->session->settings.session.output_format = call->format;
  call->session->output_known = TRUE;
  want_again (call->session);
  return G_SOURCE_REMOVE;
}

void
oa_session_set_output_format (OaSession *self, OaAudioFormat format)
{
  Call *call = call_new (self);

  call->format = format;
  oa_loop_invoke (self->loop, output_format_on_loop, call, call_free);
}

static gboolean
live_on_loop (gpointer data)
{
  Call *call = data;

  call->session->live = call->live;
  want_again (call->session);
  return G_SOURCE_REMOVE;
}

void
oa_session_set_live (OaSession *self, gboolean live)
{
  Call *call = call_new (self);

  call->live = live;
  oa_loop_invoke (self->loop, live_on_loop, call, call_free);
}

/* The input begins anew: commits that waited behind forgotten audio are void,
 * and so is an end that was under way. */
static gboolean
restart_on_loop (gpointer data)
{
  Call *call = data;
  OaSession *self = call->session;

  self->draining = FALSE;
  self->drained = FALSE;
  oa_turn_gate_reset (self->gate);
  while (!g_queue_is_empty (&self->requests) && self->configured) {
    request_free (g_queue_pop_head (&self->requests));
    do_waiting_requests (self);
  }
  if (self->configured && !self->ended)
    send_simple (self, OA_COMMAND_CLEAR);
  return G_SOURCE_REMOVE;
}

void
oa_session_restart_input (OaSession *self)
{
  oa_loop_invoke (self->loop, restart_on_loop, call_new (self), call_free);
}

static gboolean
update_on_loop (gpointer data)
{
  Call *call = data;
  OaSession *self = call->session;
  OaAudioFormat input = self->settings.session.input_format;
  OaAudioFormat output = self->settings.session.output_format;

  oa_element_settings_clear (&self->settings);
  oa_element_settings_copy (&self->settings, &call->settings);
  self->settings.session.input_format = input;
  self->settings.session.output_format = output;
  want_again (self);
  return G_SOURCE_REMOVE;
}

void
oa_session_update (OaSession *self, const OaElementSettings *settings)
{
  Call *call = call_new (self);

  oa_element_settings_copy (&call->settings, settings);
  oa_loop_invoke (self->loop, update_on_loop, call, call_free);
}

static gboolean
request_on_loop (gpointer data)
{
  Call *call = data;

  take_request (call->session, g_steal_pointer (&call->request));
  advance (call->session);
  return G_SOURCE_REMOVE;
}

static void
push_request (OaSession *self, RequestKind kind, const gchar *text,
    gboolean respond, JsonObject *object)
{
  Call *call = call_new (self);

  call->request = g_new0 (Request, 1);
  call->request->kind = kind;
  call->request->text = g_strdup (text);
  call->request->respond = respond;
  call->request->object = object;
  oa_loop_invoke (self->loop, request_on_loop, call, call_free);
}

void
oa_session_send_text (OaSession *self, const gchar *text, gboolean respond)
{
  push_request (self, REQUEST_TEXT, text, respond, NULL);
}

void
oa_session_create_response (OaSession *self, JsonObject *response)
{
  push_request (self, REQUEST_RESPONSE, NULL, FALSE, response);
}

void
oa_session_commit (OaSession *self)
{
  push_request (self, REQUEST_COMMIT, NULL, FALSE, NULL);
}

void
oa_session_clear_input (OaSession *self)
{
  push_request (self, REQUEST_CLEAR, NULL, FALSE, NULL);
}

void
oa_session_interrupt (OaSession *self)
{
  push_request (self, REQUEST_INTERRUPT, NULL, FALSE, NULL);
}

void
oa_session_send_event (OaSession *self, JsonObject *event)
{
  push_request (self, REQUEST_EVENT, NULL, FALSE, event);
}

void
oa_session_note_frame (OaSession *self, const gchar *response_id,
    gint64 delay)
{
  g_mutex_lock (&self->lock);
  if (g_strcmp0 (self->latency_response, response_id) == 0
      && self->latency_start != 0) {
    self->figures.first_frame_latency =
        (now_us () - self->latency_start) * NS_PER_US;
    self->figures.first_sound_latency =
        self->figures.first_frame_latency + delay;
  }
  g_mutex_unlock (&self->lock);
}

void
oa_session_note_played (OaSession *self, const gchar *item_id,
    gint64 heard_ms)
{
  OaNotice *notice = oa_notice_new (OA_NOTICE_PLAYBACK_DONE, item_id);

  oa_session_set_heard (self, item_id, heard_ms);
  notice->ms = heard_ms;
  oa_reporter_notice (self->reporter, notice);
}
