/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* turns.c - see turns.h. */

#include "config.h"

#include "turns.h"

#include "protocol/json.h"
#include "response.h"
#include "sessionconfig.h"
#include "transcription.h"

/* Less is refused by a commit. */
#define MIN_COMMIT_MS 100.0

/* Of a session. */
typedef struct
{
  gchar *item_id; /* of the speech that runs, or NULL */
  GSource *idle;  /* timeout of turn_detection */
} Turns;

static void
clear_turns (gpointer data)
{
  Turns *self = data;

  ors_timer_clear (&self->idle);
  g_free (self->item_id);
}

static Turns *
get_turns (OrsSession *session)
{
  return ors_session_get_part (session, ORS_PART_TURNS, sizeof (Turns),
      clear_turns);
}

static const gchar *
begin_item (OrsSession *session)
{
  Turns *self = get_turns (session);

  g_free (self->item_id);
  self->item_id = ors_session_new_id (session, "item");
  return self->item_id;
}

static JsonObject *
get_detection (OrsSession *session)
{
  return ors_session_config_get_turn_detection (
      ors_session_get_config (session));
}

static gboolean
wants (OrsSession *session, const gchar *member)
{
  JsonObject *vad = get_detection (session);
  const gchar *type =
      oa_json_get_string (ors_session_get_config (session), "type");

  return vad != NULL && g_strcmp0 (type, "realtime") == 0
      && oa_json_get_boolean (vad, member, TRUE);
}

static JsonObject *
audio_event (const gchar *type, const gchar *item_id)
{
  JsonObject *event = ors_event_new (type);

  json_object_set_string_member (event, "item_id", item_id);
  return event;
}

static OrsItem *
user_item_new (const gchar *id, OaAudioFormat format, OrsTurn *turn)
{
  JsonObject *json = json_object_new ();
  JsonObject *part = json_object_new ();
  JsonArray *content = json_array_new ();
  OrsItem *item;

  json_object_set_string_member (part, "type", "input_audio");
  json_object_set_null_member (part, "transcript");
  json_array_add_object_element (content, part);
  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (json, "type", "message");
  json_object_set_string_member (json, "status", "completed");
  json_object_set_string_member (json, "role", "user");
  json_object_set_array_member (json, "content", content);

  item = ors_item_new (json);
  item->has_audio = TRUE;
  item->format = format;
  item->audio = g_bytes_unref_to_array (g_steal_pointer (&turn->audio));
  item->audio_bytes = turn->bytes;
  item->audio_start_ms = turn->start_ms;
  item->audio_end_ms = turn->end_ms;
  return item;
}

static void
send_committed (OrsSession *session, OrsItem *item)
{
  JsonObject *event =
      audio_event ("input_audio_buffer.committed", ors_item_get_id (item));

  ors_set_string_or_null (event, "previous_item_id",
      ors_items_previous_id (ors_session_get_items (session), item));
  ors_session_send (session, event);
}

/* The turn becomes an item of the conversation. */
static void
commit_turn (OrsSession *session, gboolean at_stop)
{
  g_autofree gchar *id = g_steal_pointer (&get_turns (session)->item_id);
  OrsItems *items = ors_session_get_items (session);
  OaAudioFormat format = ors_session_config_get_input_format (
      ors_session_get_config (session));
  g_autoptr (OrsItem) item = NULL;
  OrsTurn turn;

  ors_input_take (ors_session_get_input (session), at_stop, &turn);
  if (id == NULL)
    id = ors_session_new_id (session, "item");
  item = user_item_new (id, format, &turn);
  ors_items_append (items, item);
  ors_items_limit_audio (items);

  send_committed (session, item);
  ors_session_send_item (session, "conversation.item.added", item);
  ors_session_send_item (session, "conversation.item.done", item);
  ors_transcription_start (session, item);
}

static void
on_speech_started (OrsSession *session, guint64 ms)
{
  OrsResponse *active = ors_response_find (session, NULL);
  JsonObject *event;

  ors_timer_clear (&get_turns (session)->idle);
  event =
      audio_event ("input_audio_buffer.speech_started", begin_item (session));
  json_object_set_int_member (event, "audio_start_ms", ms);
  ors_session_send (session, event);

  if (wants (session, "interrupt_response") && active != NULL)
    ors_response_cancel (active, "turn_detected");
}

/* With interrupt_response false a response may still run: then the turn is
 * only added, as the service may do too, and the client decides. */
static void
on_speech_stopped (OrsSession *session, guint64 ms)
{
  JsonObject *event = audio_event ("input_audio_buffer.speech_stopped",
      get_turns (session)->item_id);

  json_object_set_int_member (event, "audio_end_ms", ms);
  ors_session_send (session, event);
  commit_turn (session, TRUE);
  if (wants (session, "create_response")
      && ors_response_find (session, NULL) == NULL
      && !ors_session_has_fault (session, ORS_FAULT_NO_RESPONSE))
    ors_response_create (session, NULL, NULL);
}

void
ors_turns_append (OrsSession *session, GBytes *audio)
{
  OrsInput *input = ors_session_get_input (session);
  OrsInputEvent event;
  guint64 ms;
  gsize size;
  const guint8 *data = g_bytes_get_data (audio, &size);

  ors_session_note_heard (session,
      ors_session_config_get_input_format (ors_session_get_config (session)),
      audio);
  ors_input_append (input, data, size);

  while ((event = ors_input_next (input, &ms)) != ORS_INPUT_NOTHING) {
    if (event == ORS_INPUT_STARTED)
      on_speech_started (session, ms);
    else if (!ors_session_has_fault (session, ORS_FAULT_NEVER_COMMITS))
      on_speech_stopped (session, ms);
  }
}

gboolean
ors_turns_commit (OrsSession *session, OrsProblem *problem)
{
  gdouble held = ors_input_held_ms (ors_session_get_input (session));

  if (held < MIN_COMMIT_MS)
    return ors_problem_set (problem, "input_audio_buffer_commit_empty", NULL,
        "Error committing input audio buffer: buffer too small. Expected at "
        "least 100ms of audio, but buffer only has %.2fms of audio.",
        held);
  commit_turn (session, FALSE);
  return TRUE;
}

void
ors_turns_clear (OrsSession *session)
{
  ors_input_clear (ors_session_get_input (session));
  g_clear_pointer (&get_turns (session)->item_id, g_free);
  ors_session_send (session, ors_event_new ("input_audio_buffer.cleared"));
}

static gboolean
on_idle (gpointer user_data)
{
  OrsSession *session = user_data;
  OrsInput *input = ors_session_get_input (session);
  guint64 timeout =
      oa_json_get_int (get_detection (session), "idle_timeout_ms", 0);
  guint64 now = ors_input_total_ms (input);
  JsonObject *event;

  ors_timer_clear (&get_turns (session)->idle);
  if (ors_response_find (session, NULL) != NULL
      || ors_input_is_speaking (input))
    return G_SOURCE_REMOVE;

  event = audio_event ("input_audio_buffer.timeout_triggered",
      begin_item (session));
  json_object_set_int_member (event, "audio_start_ms",
      now > timeout ? now - timeout : 0);
  json_object_set_int_member (event, "audio_end_ms", now);
  ors_session_send (session, event);
  commit_turn (session, FALSE);
  ors_response_create (session, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/* The one time-out that follows the clock on the wall: it is about a user who
 * says nothing after the answer was played. */
static void
on_response (OrsSession *session, gint64 playing_ms)
{
  Turns *self = get_turns (session);
  gint64 timeout =
      oa_json_get_int (get_detection (session), "idle_timeout_ms", 0);

  ors_timer_clear (&self->idle);
  if (playing_ms >= 0 && timeout > 0
      && !ors_input_is_speaking (ors_session_get_input (session)))
    self->idle = ors_timer_new (playing_ms + timeout, on_idle, session);
}

void
ors_turns_watch (OrsSession *session)
{
  ors_response_watch (session, on_response);
}
