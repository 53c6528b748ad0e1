/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* turns.c - see turns.h. A turn is written when it has ended; one of the
 * caller's also waits for its text, which comes later, if at all. */

#include "turns.h"

#include "calls/faranswers.h"
#include "protocol/json.h"

#include <gst/openairealtime/messages.h>
#include <string.h>

/* A conversation has this much at most. */
#define MAX_CONVERSATION (256 * 1024 * 1024)
/* So many turns wait for their texts. */
#define MAX_WAITING 64

typedef struct
{
  gchar *item_id;
  guint index;
  gint64 started, ended; /* 0: not yet */
} Spoken;

struct _OvsTurns
{
  OvsCallRecorder *recorder;
  const gchar *currency;
  GstElement *model;
  OvsFarAnswers *far; /* NULL: the agent sounds here */
  GQueue spoken;      /* by the caller, without their texts */
  guint n_turns;
  gboolean answered; /* how long it took to, is told or is not to be */
  gdouble cost;      /* that was told */
};

static void
spoken_free (gpointer data)
{
  Spoken *self = data;

  g_free (self->item_id);
  g_free (self);
}

static void on_far_answer (const OvsFarAnswer *answer, gpointer user_data);

OvsTurns *
ovs_turns_new (OvsCallRecorder *recorder, const gchar *currency,
    GstElement *model, gboolean far)
{
  OvsTurns *self = g_new0 (OvsTurns, 1);

  self->recorder = recorder;
  self->currency = currency;
  self->model = gst_object_ref (model);
  self->answered = TRUE;
  if (far)
    self->far = ovs_far_answers_new (model, on_far_answer, self);
  return self;
}

void
ovs_turns_free (OvsTurns *self)
{
  g_clear_pointer (&self->far, ovs_far_answers_free);
  g_queue_clear_full (&self->spoken, spoken_free);
  gst_object_unref (self->model);
  g_free (self);
}

/*** of the caller ***/

static void
write_spoken (OvsTurns *self, const Spoken *spoken, const gchar *text)
{
  gint64 now = g_get_real_time ();
  OvsTurnRecord turn = { .index = spoken->index,
    .role = "user",
    .text = text,
    .started = spoken->started != 0 ? spoken->started : now,
    .ended = spoken->ended != 0 ? spoken->ended : now,
    .latency_ms = -1 };

  ovs_call_recorder_add_turn (self->recorder, &turn);
}

/* The oldest is written as it is when too many wait. */
static void
make_room (OvsTurns *self)
{
  if (self->spoken.length >= MAX_WAITING) {
    Spoken *oldest = g_queue_pop_head (&self->spoken);

    write_spoken (self, oldest, NULL);
    spoken_free (oldest);
  }
}

static GList *
find_spoken (OvsTurns *self, const gchar *item_id)
{
  for (GList *l = self->spoken.tail; l != NULL; l = l->prev)
    if (item_id != NULL
        && g_strcmp0 (((Spoken *) l->data)->item_id, item_id) == 0)
      return l;
  return NULL;
}

static Spoken *
add_spoken (OvsTurns *self, const gchar *item_id)
{
  Spoken *spoken = g_new0 (Spoken, 1);

  make_room (self);
  spoken->item_id = g_strdup (item_id);
  spoken->index = self->n_turns++;
  spoken->started = g_get_real_time ();
  g_queue_push_tail (&self->spoken, spoken);
  return spoken;
}

/* Speech goes on under one item until it is committed. */
static void
take_speech (OvsTurns *self, GstMessage *message, gboolean begins)
{
  const gchar *item_id = NULL;
  GList *link;
  Spoken *spoken;

  if (!gst_openai_realtime_message_parse_speech (message, &item_id, NULL, NULL)
      || item_id == NULL)
    return;
  link = find_spoken (self, item_id);
  spoken = link != NULL ? link->data : add_spoken (self, item_id);
  if (!begins) {
    spoken->ended = g_get_real_time ();
    self->answered = FALSE;
  }
}

static void
take_transcript (OvsTurns *self, GstMessage *message)
{
  const gchar *role, *item_id = NULL, *text;
  gboolean final;
  GList *link;

  if (!gst_openai_realtime_message_parse_transcript (message, &role, &item_id,
          &text, &final)
      || !final || g_strcmp0 (role, "user") != 0)
    return;
  link = find_spoken (self, item_id);
  if (link == NULL) {
    add_spoken (self, item_id);
    link = self->spoken.tail;
  }
  write_spoken (self, link->data, text);
  spoken_free (link->data);
  g_queue_delete_link (&self->spoken, link);
}

void
ovs_turns_add_text (OvsTurns *self, const gchar *text)
{
  Spoken written = { NULL, self->n_turns++, 0, 0 };

  write_spoken (self, &written, text);
}

void
ovs_turns_add_keys (OvsTurns *self, const gchar *digits)
{
  g_autofree gchar *text = g_strdup_printf ("[keys: %s]", digits);

  ovs_turns_add_text (self, text);
}

/*** of the agent ***/

/* As it was heard: a text that was cut stays cut. NULL: none of it was. */
static gchar *
dup_heard (OvsTurns *self, const gchar *item_id)
{
  g_autofree gchar *json = NULL;
  g_autoptr (JsonArray) items = NULL;

  g_object_get (self->model, "conversation", &json, NULL);
  if (json == NULL)
    return NULL;
  items = oa_json_parse_array (json, -1, MAX_CONVERSATION, "The conversation",
      NULL);
  if (items == NULL)
    return NULL;
  for (guint i = json_array_get_length (items); i > 0; i--) {
    JsonObject *item = oa_json_array_get_object (items, i - 1);

    if (g_strcmp0 (oa_json_get_string (item, "id"), item_id) == 0)
      return oa_json_dup_string (item, "text");
  }
  return NULL;
}

/* From the end of the caller's speech to the first sound of the answer to it,
 * in ms; -1: it is no such answer, or that is not known. */
static gint
take_latency (OvsTurns *self)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 latency = GST_CLOCK_TIME_NONE;

  if (self->answered)
    return -1;
  self->answered = TRUE;
  g_object_get (self->model, "stats", &stats, NULL);
  if (stats == NULL
      || !gst_structure_get_uint64 (stats, "last-first-sound-latency", &latency)
      || !GST_CLOCK_TIME_IS_VALID (latency))
    return -1;
  ovs_call_recorder_observe (self->recorder, OVS_TIME_FIRST_SOUND,
      latency / (gdouble) GST_SECOND);
  return MIN (latency / GST_MSECOND, G_MAXINT);
}

/* Turns are counted by their begins: what the caller says now comes behind the
 * answer that it interrupts. */
static guint
take_index (OvsTurns *self, gint64 started)
{
  guint index = self->n_turns++;

  for (GList *l = self->spoken.tail; l != NULL; l = l->prev) {
    Spoken *later = l->data;
    guint own = later->index;

    if (later->started <= started)
      break;
    later->index = index;
    index = own;
  }
  return index;
}

/* @turn: without its place and what is of all of them. */
static void
add_answer (OvsTurns *self, OvsTurnRecord *turn)
{
  turn->index = take_index (self, turn->started);
  turn->role = "assistant";
  turn->latency_ms = take_latency (self);
  ovs_call_recorder_add_turn (self->recorder, turn);
}

static void
write_answer (OvsTurns *self, const gchar *text, guint64 heard_ms,
    gboolean interrupted)
{
  gint64 now = g_get_real_time ();
  OvsTurnRecord turn = {
    .text = text,
    .started = now - (gint64) MIN (heard_ms, G_MAXINT32) * 1000,
    .ended = now,
    .interrupted = interrupted,
  };

  add_answer (self, &turn);
}

/* As it was said: what was heard of it is not told. */
static void
on_far_answer (const OvsFarAnswer *answer, gpointer user_data)
{
  OvsTurns *self = user_data;
  g_autofree gchar *text = answer->text != NULL
      ? g_strdup (answer->text)
      : dup_heard (self, answer->item_id);
  OvsTurnRecord turn = { .text = text,
    .started = answer->started,
    .ended = answer->ended,
    .interrupted = answer->interrupted };

  if (answer->interrupted)
    ovs_call_recorder_count (self->recorder, OVS_COUNT_INTERRUPTIONS, 1);
  add_answer (self, &turn);
}

static void
take_interrupted (OvsTurns *self, GstMessage *message)
{
  const gchar *item_id = NULL;
  guint64 heard_ms = 0, dropped_ms = 0;
  g_autofree gchar *text = NULL;

  if (!gst_openai_realtime_message_parse_interrupted (message, &item_id,
          &heard_ms, &dropped_ms))
    return;
  if (heard_ms > 0 && item_id != NULL)
    text = dup_heard (self, item_id);
  ovs_call_recorder_interrupt (self->recorder, item_id, heard_ms, dropped_ms,
      text);
  if (heard_ms > 0 && item_id != NULL)
    write_answer (self, text, heard_ms, TRUE);
}

static void
take_played (OvsTurns *self, GstMessage *message)
{
  const gchar *item_id = NULL;
  guint64 heard_ms = 0;
  g_autofree gchar *text = NULL;

  if (!gst_openai_realtime_message_parse_playback_done (message, &item_id,
          &heard_ms)
      || item_id == NULL)
    return;
  text = dup_heard (self, item_id);
  write_answer (self, text, heard_ms, FALSE);
}

/*** figures ***/

static guint64
get_count (const GstStructure *structure, const gchar *field)
{
  guint64 value = 0;

  gst_structure_get_uint64 (structure, field, &value);
  return value;
}

/* What the session has cost since the last time; below 0: not known. */
static gdouble
take_cost (OvsTurns *self)
{
  g_autoptr (GstStructure) stats = NULL;
  gdouble cost, more;

  g_object_get (self->model, "stats", &stats, NULL);
  if (stats == NULL || !gst_structure_get_double (stats, "cost", &cost))
    return -1;
  more = MAX (cost - self->cost, 0);
  self->cost = cost;
  ovs_call_recorder_count (self->recorder, OVS_COUNT_COST, more);
  return more;
}

static void
take_response (OvsTurns *self, GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);
  g_autofree gchar *model = NULL;
  OvsUsageRecord usage = {
    .input_text = get_count (structure, "input-text-tokens"),
    .input_audio = get_count (structure, "input-audio-tokens"),
    .cached_text = get_count (structure, "cached-text-tokens"),
    .cached_audio = get_count (structure, "cached-audio-tokens"),
    .output_text = get_count (structure, "output-text-tokens"),
    .output_audio = get_count (structure, "output-audio-tokens"),
    .cost = take_cost (self),
    .currency = self->currency,
  };

  if (get_count (structure, "total-tokens") == 0)
    return;
  g_object_get (self->model, "model", &model, NULL);
  usage.model = model;
  ovs_call_recorder_add_usage (self->recorder, &usage);
}

void
ovs_turns_take (OvsTurns *self, GstMessage *message)
{
  if (self->far != NULL)
    ovs_far_answers_take (self->far, message);
  switch (gst_openai_realtime_message_get_kind (message)) {
    case GST_OPENAI_REALTIME_MESSAGE_SPEECH_STARTED:
      take_speech (self, message, TRUE);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_SPEECH_STOPPED:
      take_speech (self, message, FALSE);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_TRANSCRIPT:
      take_transcript (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_INTERRUPTED:
      take_interrupted (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_PLAYBACK_DONE:
      take_played (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_RESPONSE_DONE:
      take_response (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_RECONNECTED:
      ovs_call_recorder_count (self->recorder, OVS_COUNT_RECONNECTS, 1);
      break;
    default:
      break;
  }
}

guint
ovs_turns_get_rest (OvsTurns *self)
{
  return self->far != NULL ? ovs_far_answers_get_rest (self->far) : 0;
}

void
ovs_turns_end (OvsTurns *self)
{
  g_autoptr (GstStructure) stats = NULL;
  Spoken *spoken;

  if (self->far != NULL)
    ovs_far_answers_end (self->far);
  while ((spoken = g_queue_pop_head (&self->spoken)) != NULL) {
    write_spoken (self, spoken, NULL);
    spoken_free (spoken);
  }
  g_object_get (self->model, "stats", &stats, NULL);
  if (stats != NULL)
    ovs_call_recorder_count (self->recorder, OVS_COUNT_UNDERRUNS,
        get_count (stats, "underruns"));
}
