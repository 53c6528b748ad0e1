/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversation.c - any schedule of events, requests and time.
 *
 * The conversation and the timeline are joined as the element joins them. At
 * most one response.create is under way, and none while the service answers; no
 * truncation is to nothing, nor beyond what was received or left; what an
 * interruption ended is not played, and its text stays as it was cut, whatever
 * is told of it; frames follow each other without a hole; what is due is done
 * at once, so that no caller spins. */

#include "fuzz.h"

#include "conversation/conversation.h"
#include "media/timeline.h"
#include "protocol/eventdecode.h"

#include <gst/gst.h>
#include <string.h>

const gchar fuzz_name[] = "conversation";
const guint fuzz_mutations = 6000;

#define MAX_STEPS 400
#define N_IDS 4
#define BYTES_PER_MS 48
#define SECOND G_GINT64_CONSTANT (1000000)
/* The shortest time after which a request is given up. */
#define REQUEST_LIMIT (3 * SECOND)

typedef struct
{
  OaConversation *conversation;
  OaTimeline *timeline;
  gint64 now;
  GstClockTime next_pts;

  gchar *request; /* event id of the response.create under way */
  gint64 request_sent;
  gboolean request_void;   /* interrupted before it began */
  gchar *active;           /* response in band */
  gboolean item[N_IDS];    /* responses that were interrupted */
  gchar *cut_text[N_IDS];  /* of items that were; NULL = not one */
  guint64 received[N_IDS]; /* bytes, by item */
  guint64 queued, left;    /* bytes, in all */
} Run;

void
fuzz_set_up (void)
{
  gst_init (NULL, NULL);
}

/* "r0" to "r3", "i0" to "i3"; NULL where the service says none. */
static const gchar *
take_id (FuzzInput *input, gchar kind)
{
  static const gchar *const responses[N_IDS] = { "r0", "r1", "r2", "r3" };
  static const gchar *const items[N_IDS] = { "i0", "i1", "i2", "i3" };
  guint n = fuzz_take_number (input, N_IDS);

  return kind == 'r' ? responses[n] : items[n];
}

/* Lines of any event may name others. */
static gboolean
is_id (const gchar *id, gchar kind)
{
  return id != NULL && id[0] == kind && id[1] >= '0' && id[1] < '0' + N_IDS
      && id[2] == '\0';
}

static guint
id_number (const gchar *id)
{
  return id != NULL && *id != '\0' ? (guint) (guchar) id[1] % N_IDS : 0;
}

/*** what the conversation asks for ***/

static gboolean
is_in_band (const OaCommand *command)
{
  return g_strcmp0 (oa_json_get_string (command->object, "conversation"),
             "none")
      != 0;
}

static void
check_truncate (const Run *run, const OaCommand *command)
{
  guint64 received;

  g_assert_nonnull (command->item_id);
  received = run->received[id_number (command->item_id)];
  g_assert_cmpint (command->audio_end_ms, >, 0);
  g_assert_cmpint (command->audio_end_ms, <=,
      received / BYTES_PER_MS);
}

static void
carry_out_send (Run *run, const OaCommand *command)
{
  switch (command->kind) {
    case OA_COMMAND_RESPOND:
      if (!is_in_band (command))
        break;
      /* One that was not answered is given up in time. */
      g_assert_true (run->request == NULL
          || run->now >= run->request_sent + REQUEST_LIMIT);
      g_assert_null (run->active);
      g_assert_nonnull (command->event_id);
      g_free (run->request);
      run->request = g_strdup (command->event_id);
      run->request_sent = run->now;
      run->request_void = FALSE;
      break;
    case OA_COMMAND_TRUNCATE_ITEM:
      check_truncate (run, command);
      break;
    case OA_COMMAND_DELETE_ITEM:
      g_assert_nonnull (command->item_id);
      break;
    default:
      break;
  }
}

static void
play (Run *run, const OaAction *action)
{
  gsize size = g_bytes_get_size (action->audio);

  g_assert_false (is_id (action->response_id, 'r')
      && run->item[id_number (action->response_id)]);
  run->received[id_number (action->item_id)] += size;
  run->queued += size;
  oa_conversation_add_received (run->conversation, action->item_id, size,
      BYTES_PER_MS * 1000);
  oa_timeline_add (run->timeline, oa_timeline_get_format (run->timeline),
      action->response_id, action->item_id, action->audio, GST_CLOCK_TIME_NONE);
}

static void
note_cancelled (Run *run, const gchar *response_id)
{
  if (is_id (response_id, 'r'))
    run->item[id_number (response_id)] = TRUE;
}

/* It ends, and what comes of it later is not wanted. */
static void
end_active (Run *run)
{
  note_cancelled (run, run->active);
  g_clear_pointer (&run->active, g_free);
}

static void
carry_out (Run *run, GPtrArray *actions)
{
  g_assert_cmpuint (actions->len, <, 100);
  for (guint i = 0; i < actions->len; i++) {
    const OaAction *action = g_ptr_array_index (actions, i);

    if (action->kind == OA_ACTION_SEND)
      carry_out_send (run, action->command);
    else if (action->kind == OA_ACTION_PLAY)
      play (run, action);
    else if (action->kind == OA_ACTION_END_ITEM)
      oa_timeline_end_item (run->timeline, action->item_id);
    else if (action->kind == OA_ACTION_END_RESPONSE)
      oa_timeline_end_response (run->timeline, action->response_id);
    else if (action->kind == OA_ACTION_NOTIFY)
      g_assert_nonnull (action->notice);
    else if (action->kind == OA_ACTION_WARN
        && action->warning == OA_WARNING_STALLED_RESPONSE)
      end_active (run);
    else if (action->kind == OA_ACTION_FATAL)
      g_assert_nonnull (action->error);
  }
  g_ptr_array_unref (actions);
}

static GPtrArray *
new_actions (void)
{
  return oa_actions_new ();
}

/*** what the service says ***/

static void
note_error (Run *run, const OaServiceError *error)
{
  if (error->event_id != NULL
          ? g_strcmp0 (error->event_id, run->request) == 0
          : g_strcmp0 (error->code, "conversation_already_has_active_response")
                  == 0
              || (error->param != NULL
                  && g_str_has_prefix (error->param, "response")))
    g_clear_pointer (&run->request, g_free);
}

/* The other side of the sequencer, kept once more. */
static void
note_event (Run *run, const OaEvent *event)
{
  if (event->type == OA_EVENT_ERROR)
    note_error (run, event->error);
  if (event->type == OA_EVENT_INPUT_COMMITTED && run->request_void)
    g_clear_pointer (&run->request, g_free);
  /* One of the same name may come. */
  if (event->type == OA_EVENT_ITEM_DELETED && is_id (event->item_id, 'i'))
    g_clear_pointer (&run->cut_text[id_number (event->item_id)], g_free);
  if (event->response == NULL || event->response->out_of_band)
    return;
  if (event->type == OA_EVENT_RESPONSE_CREATED) {
    g_clear_pointer (&run->request, g_free);
    g_free (run->active);
    run->active = g_strdup (event->response->id);
  } else if (g_strcmp0 (run->active, event->response->id) == 0) {
    g_clear_pointer (&run->active, g_free);
  }
}

static void
handle_text (Run *run, gchar *text)
{
  GBytes *raw = g_bytes_new_take (text, strlen (text));
  g_autoptr (OaEvent) event = oa_event_decode (NULL, raw, NULL);
  GPtrArray *actions = new_actions ();

  g_bytes_unref (raw);
  if (event != NULL) {
    note_event (run, event);
    oa_conversation_handle (run->conversation, event, run->now, actions);
  }
  carry_out (run, actions);
}

static void
say_response (Run *run, FuzzInput *input, const gchar *type)
{
  static const gchar *const states[] = { "in_progress", "completed",
    "cancelled", "incomplete", "failed" };
  const gchar *id = take_id (input, 'r');
  const gchar *status = states[fuzz_take_number (input, 5)];

  handle_text (run,
      g_strdup_printf ("{\"type\":\"response.%s\",\"response\":"
                       "{\"id\":\"%s\",\"status\":\"%s\"%s}}",
          type, id, status,
          fuzz_take_number (input, 8) == 1 ? ",\"conversation_id\":null" : ""));
}

static void
say_audio (Run *run, FuzzInput *input)
{
  const gchar *response = take_id (input, 'r');
  const gchar *item = take_id (input, 'i');
  gsize size = fuzz_take_number (input, 8000);
  guint8 *audio = g_malloc0 (size + 1);
  g_autofree gchar *base64 = g_base64_encode (audio, size);

  handle_text (run,
      g_strdup_printf (
          "{\"type\":\"response.output_audio.delta\""
          ",\"response_id\":\"%s\",\"item_id\":\"%s\",\"delta\":\"%s\"}",
          response, item, base64));
  g_free (audio);
}

/* What is about an item, or names one beside. */
static void
say_item (Run *run, FuzzInput *input)
{
  static const gchar *const types[] = { "input_audio_buffer.committed",
    "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped",
    "response.output_audio.done", "response.output_audio_transcript.delta",
    "response.output_audio_transcript.done", "conversation.item.deleted",
    "conversation.item.truncated", "response.output_text.delta",
    "response.output_text.done", "response.content_part.done",
    "session.output_transcript.delta", "session.input_transcript.delta",
    "response.mcp_call.in_progress", "response.mcp_call.completed",
    "response.mcp_call.failed", "response.mcp_call_arguments.done",
    "response.mcp_list_tools.completed", "input_audio_buffer.cleared",
    "input_audio_buffer.timeout_triggered",
    "conversation.item.input_audio_transcription.completed",
    "conversation.item.input_audio_transcription.delta" };
  const gchar *type = types[fuzz_take_number (input, G_N_ELEMENTS (types))];
  const gchar *item = take_id (input, 'i');
  const gchar *response = take_id (input, 'r');

  handle_text (run,
      g_strdup_printf (
          "{\"type\":\"%s\",\"item_id\":\"%s\","
          "\"response_id\":\"%s\",\"delta\":\"some w\303\266rds. \","
          "\"text\":\"some w\303\266rds and more\",\"arguments\":\"{}\","
          "\"audio_start_ms\":%u,\"audio_end_ms\":%u,"
          "\"transcript\":\"some w\303\266rds and more\"}",
          type, item, response, fuzz_take_byte (input),
          fuzz_take_byte (input)));
}

static void
say_added (Run *run, FuzzInput *input)
{
  const gchar *item = take_id (input, 'i');
  const gchar *previous = take_id (input, 'i');
  gboolean added = fuzz_take_byte (input) & 1;

  handle_text (run,
      g_strdup_printf (
          "{\"type\":\"conversation.item.%s\","
          "\"previous_item_id\":\"%s\",\"item\":{\"id\":\"%s\",\"type\":"
          "\"message\",\"role\":\"user\",\"content\":[]}}",
          added ? "added" : "done", previous, item));
}

/* An item of a response, of every kind; calls have few ids, so that they are
 * met again. */
static void
say_output_item (Run *run, FuzzInput *input)
{
  static const gchar *const kinds[] = {
    "\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":"
    "\"output_audio\",\"transcript\":\"some w\303\266rds and more\"}]",
    "\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{}\"",
    "\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"[\"",
    "\"type\":\"function_call_output\",\"output\":\"o\"",
    "\"type\":\"mcp_call\",\"name\":\"t\",\"server_label\":\"s\","
    "\"arguments\":\"{}\"",
    "\"type\":\"mcp_call\",\"name\":\"t\",\"server_label\":\"s\","
    "\"arguments\":\"{}\",\"output\":\"o\"",
    "\"type\":\"mcp_approval_request\",\"name\":\"t\",\"server_label\":"
    "\"s\",\"arguments\":\"{}\"",
    "\"type\":\"mcp_list_tools\",\"tools\":[{\"name\":\"t\"}]",
  };
  static const gchar *const events[] = { "response.output_item.added",
    "response.output_item.done", "conversation.item.added",
    "conversation.item.done", "conversation.item.retrieved" };
  const gchar *kind = kinds[fuzz_take_number (input, G_N_ELEMENTS (kinds))];
  const gchar *event = events[fuzz_take_number (input, G_N_ELEMENTS (events))];
  const gchar *item = take_id (input, 'i');
  const gchar *response = take_id (input, 'r');
  guint call = fuzz_take_number (input, N_IDS);

  handle_text (run,
      g_strdup_printf (
          "{\"type\":\"%s\",\"response_id\":"
          "\"%s\",\"item\":{\"id\":\"%s\",\"call_id\":\"c%u\",\"status\":"
          "\"completed\",%s}}",
          event, response, item, call, kind));
}

static void
say_error (Run *run, FuzzInput *input)
{
  static const gchar *const codes[] = {
    "conversation_already_has_active_response", "response_cancel_not_active",
    "invalid_value", "input_audio_buffer_commit_empty"
  };
  const gchar *code = codes[fuzz_take_number (input, G_N_ELEMENTS (codes))];
  guint which = fuzz_take_number (input, 4);
  g_autofree gchar *id = which == 0 || run->request == NULL
      ? g_strdup ("null")
      : g_strdup_printf ("\"%s\"", which == 1 ? "other_1" : run->request);

  handle_text (run,
      g_strdup_printf (
          "{\"type\":\"error\",\"error\":{\"type\":"
          "\"invalid_request_error\",\"code\":\"%s\",\"message\":\"m\","
          "\"event_id\":%s,\"param\":%s}}",
          code, id, which == 3 ? "\"response.audio\"" : "null"));
}

/*** what the element does ***/

static void
ask (Run *run, FuzzInput *input)
{
  GPtrArray *actions = new_actions ();
  JsonObject *object = json_object_new ();
  JsonObject *item;

  json_object_set_string_member (object, "conversation",
      fuzz_take_byte (input) & 1 ? "none" : "auto");
  switch (fuzz_take_number (input, 4)) {
    case 0:
      item = oa_item_new_text (OA_ROLE_USER, "text");
      oa_conversation_send_item (run->conversation, item, TRUE,
          fuzz_take_byte (input) & 1, actions);
      json_object_unref (item);
      break;
    case 1:
      oa_conversation_create_response (run->conversation, object, actions);
      break;
    case 2:
      g_free (oa_conversation_begin_update (run->conversation,
          OA_UPDATE_SETTINGS, NULL));
      oa_conversation_begin_commit (run->conversation);
      break;
    default:
      oa_conversation_create_response (run->conversation, NULL, actions);
      break;
  }
  json_object_unref (object);
  carry_out (run, actions);
}

/* A connection is lost, and another one takes its place. */
static void
lose (Run *run, FuzzInput *input)
{
  const OaHistoryRules rules = { NULL, NULL, NULL };
  GPtrArray *actions = new_actions ();
  gboolean ask;

  ask = oa_conversation_link_lost (run->conversation, actions)
      != OA_LOST_RESPONSE_NONE;
  end_active (run);
  g_clear_pointer (&run->request, g_free);
  oa_conversation_replay (run->conversation, &rules, fuzz_take_byte (input) & 1,
      actions);
  oa_conversation_resume (run->conversation, ask, actions);
  carry_out (run, actions);
}

/* What the application answers. */
static void
answer (Run *run, FuzzInput *input)
{
  static const gchar *const calls[N_IDS] = { "c0", "c1", "c2", "c3" };
  guint n = fuzz_take_number (input, N_IDS);

  if (fuzz_take_byte (input) & 1)
    oa_conversation_set_output (run->conversation, calls[n], "o");
  else
    oa_conversation_approve (run->conversation, take_id (input, 'i'),
        fuzz_take_byte (input) & 1, NULL);
}

static gchar *
dup_text (const Run *run, const gchar *id)
{
  g_autofree gchar *text = oa_conversation_to_json (run->conversation);
  g_autoptr (JsonArray) items =
      oa_json_parse_array (text, -1, 0, "items", NULL);

  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = oa_json_array_get_object (items, i);

    if (g_strcmp0 (oa_json_get_string (item, "id"), id) == 0)
      return g_strdup (oa_json_get_string (item, "text"));
  }
  return NULL;
}

/* It may be there no more; if it is, it has the words that were heard. One of
 * which no word was known then gets them later. */
static void
check_cut_texts (const Run *run)
{
  for (guint i = 0; i < N_IDS; i++) {
    gchar id[] = { 'i', '0' + i, '\0' };
    g_autofree gchar *text = run->cut_text[i] != NULL ? dup_text (run, id)
                                                      : NULL;

    if (text != NULL && *run->cut_text[i] != '\0')
      g_assert_cmpstr (text, ==, run->cut_text[i]);
  }
}

static void
note_cut (Run *run, const OaTruncatedItem *item)
{
  gchar **text = &run->cut_text[id_number (item->item_id)];

  note_cancelled (run, item->response_id);
  if (!is_id (item->item_id, 'i'))
    return;
  g_free (*text);
  *text = dup_text (run, item->item_id);
}

static void
cut_items (Run *run, GPtrArray *truncated, GPtrArray *actions)
{
  for (guint i = 0; i < truncated->len; i++) {
    const OaTruncatedItem *item = g_ptr_array_index (truncated, i);

    g_assert_cmpint (item->heard_ms, >=, 0);
    g_assert_cmpint (item->heard_ms, <=, item->received_ms);
    g_assert_cmpint (item->heard_ms + item->dropped_ms, <=, item->received_ms);
    oa_conversation_truncate_item (run->conversation, item->item_id,
        item->response_id, item->heard_ms, item->received_ms, item->heard_all,
        actions);
    if (!item->heard_all)
      note_cut (run, item);
  }
}

static void
interrupt (Run *run, FuzzInput *input)
{
  GPtrArray *actions = new_actions ();
  GstClockTime back = fuzz_take_byte (input) * GST_MSECOND;
  GstClockTime now = oa_timeline_get_position (run->timeline);
  GPtrArray *truncated =
      oa_timeline_interrupt (run->timeline, now > back ? now - back : 0);

  if (fuzz_take_byte (input) & 1) {
    oa_conversation_drop_requests (run->conversation,
        fuzz_take_byte (input) & 1);
    run->request_void = run->request != NULL;
  }
  oa_conversation_interrupt (run->conversation, fuzz_take_byte (input) & 1,
      actions);
  note_cancelled (run, run->active);
  cut_items (run, truncated, actions);
  g_ptr_array_unref (truncated);
  carry_out (run, actions);
}

static void
give_up (Run *run)
{
  GPtrArray *actions = new_actions ();

  oa_conversation_time_out (run->conversation, actions);
  end_active (run);
  g_clear_pointer (&run->request, g_free);
  carry_out (run, actions);
  g_assert_false (oa_conversation_is_busy (run->conversation));
}

static void
let_time_pass (Run *run, FuzzInput *input)
{
  GPtrArray *actions = new_actions ();
  gint64 deadline;

  run->now += fuzz_take_number (input, 0x10000) * G_GINT64_CONSTANT (1000);
  oa_conversation_poll (run->conversation, run->now, actions);
  carry_out (run, actions);
  deadline = oa_conversation_get_deadline (run->conversation);
  g_assert_true (deadline == -1 || deadline > run->now);
}

static void
check_frame (Run *run, OaFrame *frame)
{
  g_assert_cmpuint (frame->pts, ==, run->next_pts);
  g_assert_cmpuint (frame->duration, >, 0);
  run->next_pts = frame->pts + frame->duration;
  if (frame->kind == OA_FRAME_SPEECH)
    run->left += gst_buffer_get_size (frame->buffer);
  oa_frame_clear (frame);
}

static void
sound (Run *run, FuzzInput *input)
{
  guint frames = fuzz_take_number (input, 30);
  gboolean joined = fuzz_take_byte (input) & 1;
  gint64 heard_ms;
  OaFrame frame;

  while (frames-- > 0) {
    if (joined)
      oa_timeline_pop_joined (run->timeline, &frame);
    else
      oa_timeline_pop_paced (run->timeline, &frame);
    g_assert_true (joined || frame.kind != OA_FRAME_NONE);
    if (frame.kind == OA_FRAME_NONE)
      break;
    check_frame (run, &frame);
  }
  if (fuzz_take_byte (input) & 1)
    g_free (oa_timeline_take_finished (run->timeline, GST_CLOCK_TIME_NONE,
        &heard_ms));
}

static void
step (Run *run, FuzzInput *input)
{
  switch (fuzz_take_number (input, 16)) {
    case 0:
      say_response (run, input, "created");
      break;
    case 1:
      say_response (run, input, "done");
      break;
    case 2:
    case 3:
      say_audio (run, input);
      break;
    case 4:
      say_item (run, input);
      break;
    case 5:
      say_added (run, input);
      break;
    case 6:
      say_error (run, input);
      break;
    case 7:
      ask (run, input);
      break;
    case 8:
      interrupt (run, input);
      break;
    case 9:
      let_time_pass (run, input);
      break;
    case 11:
      say_output_item (run, input);
      break;
    case 12:
      answer (run, input);
      break;
    case 13:
      if (fuzz_take_number (input, 8) == 1)
        lose (run, input);
      else
        oa_conversation_note_deleting (run->conversation, take_id (input, 'i'));
      break;
    case 14:
      check_cut_texts (run);
      break;
    case 10:
      if (fuzz_take_number (input, 8) == 1)
        give_up (run);
      else
        handle_text (run, fuzz_take_line (input));
      break;
    default:
      sound (run, input);
      break;
  }
}

/* Items by the ids there are, and lines of any event may name more. */
static void
check_items (const Run *run)
{
  g_autofree gchar *text = oa_conversation_to_json (run->conversation);
  g_autoptr (JsonArray) items =
      oa_json_parse_array (text, -1, 0, "items", NULL);

  g_assert_nonnull (items);
  g_assert_cmpuint (json_array_get_length (items), <, MAX_STEPS + N_IDS);
}

void
fuzz_run (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  Run run = {
    oa_conversation_new (),
    oa_timeline_new (),
    1,
  };
  guint8 mode = fuzz_take_byte (&input);
  const OaCallPolicy policy = {
    .validate = (mode & 16) != 0,
    .timeout_ms = mode & 32 ? 1000 : 0,
    .filler = mode & 64 ? "wait" : NULL,
    .filler_delay_ms = 100,
    .max_rounds = mode & 128 ? 2 : 0,
  };

  oa_conversation_configure_calls (run.conversation, &policy, NULL);
  oa_conversation_get_rules (run.conversation)->times_out = mode & 4;
  oa_conversation_get_rules (run.conversation)->input_ended = mode & 8;
  oa_timeline_set_position (run.timeline, 0);
  oa_conversation_get_rules (run.conversation)->service_creates = mode & 1;
  oa_conversation_get_rules (run.conversation)->transcribes = mode & 2;
  for (guint i = 0; i < MAX_STEPS && input.left > 0; i++)
    step (&run, &input);
  /* A last frame may be filled up with silence. */
  g_assert_cmpuint (oa_timeline_get_queued_bytes (run.timeline), <=,
      run.queued);
  check_items (&run);
  check_cut_texts (&run);
  for (guint i = 0; i < N_IDS; i++)
    g_free (run.cut_text[i]);
  oa_conversation_free (run.conversation);
  oa_timeline_free (run.timeline);
  g_free (run.request);
  g_free (run.active);
}
