/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* faranswers.c - see faranswers.h. An answer is complete before it has sounded.
 * A service that tells of its sound is waited for; with another one, an answer
 * is over when it is complete. */

#include "faranswers.h"

#include "protocol/json.h"

#include <gst/openairealtime/messages.h>
#include <string.h>

/* Of the model, with what the service tells of its sound: `what`, `response`.
 */
#define SOUND "ovs-far-sound"
#define MAX_EVENT 65536
/* So many answers wait; of more, the oldest are over. */
#define MAX_WAITING 64
/* Of speech, by the service's own words. */
#define TOKEN_US (50 * G_TIME_SPAN_MILLISECOND)
/* No answer is longer. */
#define MAX_SOUND_US (60 * G_TIME_SPAN_SECOND)

typedef struct
{
  gchar *item_id;
  gchar *response_id; /* NULL: not complete */
  gchar *text;
  gint64 started;
  gboolean interrupted;
} Answer;

struct _OvsFarAnswers
{
  GstElement *model;
  gulong handlers[3];
  OvsFarAnswerFunc func;
  gpointer user_data;
  GQueue answers;
  gboolean sound_is_told;
  gint64 sounds_since; /* 0: it is silent */
  gint64 sounds_until; /* what is complete; 0: it has sounded */
  gchar *silent_id;    /* the response that has sounded last */
};

static void
answer_free (Answer *self)
{
  g_free (self->item_id);
  g_free (self->response_id);
  g_free (self->text);
  g_free (self);
}

/*** what the service tells of its sound ***/

/* On the element's thread: it becomes a message, in order with the others. */
static void
on_event (GstElement *model, const gchar *type, const gchar *json,
    gpointer user_data)
{
  g_autoptr (JsonObject) event =
      oa_json_parse_object (json, -1, MAX_EVENT, "The event", NULL);

  if (event != NULL)
    gst_element_post_message (model,
        gst_message_new_element (GST_OBJECT (model),
            gst_structure_new (SOUND, "what", G_TYPE_STRING,
                type + strlen ("output_audio_buffer."), "response",
                G_TYPE_STRING, oa_json_get_string (event, "response_id"),
                NULL)));
}

static const gchar *const sounds[] = { "event::output_audio_buffer.started",
  "event::output_audio_buffer.stopped", "event::output_audio_buffer.cleared" };

OvsFarAnswers *
ovs_far_answers_new (GstElement *model, OvsFarAnswerFunc func,
    gpointer user_data)
{
  OvsFarAnswers *self = g_new0 (OvsFarAnswers, 1);

  self->model = gst_object_ref (model);
  self->func = func;
  self->user_data = user_data;
  for (guint i = 0; i < G_N_ELEMENTS (sounds); i++)
    self->handlers[i] =
        g_signal_connect (model, sounds[i], G_CALLBACK (on_event), NULL);
  return self;
}

void
ovs_far_answers_free (OvsFarAnswers *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (sounds); i++)
    g_signal_handler_disconnect (self->model, self->handlers[i]);
  g_queue_clear_full (&self->answers, (GDestroyNotify) answer_free);
  gst_object_unref (self->model);
  g_free (self->silent_id);
  g_free (self);
}

/*** answers ***/

static void
end_oldest (OvsFarAnswers *self)
{
  Answer *answer = g_queue_pop_head (&self->answers);
  const OvsFarAnswer over = { answer->item_id, answer->text, answer->started,
    g_get_real_time (), answer->interrupted };

  self->func (&over, self->user_data);
  answer_free (answer);
}

static Answer *
find_answer (OvsFarAnswers *self, const gchar *item_id)
{
  for (GList *l = self->answers.tail; l != NULL; l = l->prev)
    if (g_strcmp0 (((Answer *) l->data)->item_id, item_id) == 0)
      return l->data;
  return NULL;
}

static Answer *
add_answer (OvsFarAnswers *self, const gchar *item_id)
{
  Answer *answer = g_new0 (Answer, 1);

  if (self->answers.length >= MAX_WAITING)
    end_oldest (self);
  answer->item_id = g_strdup (item_id);
  answer->started = self->sounds_since != 0 ? self->sounds_since
                                            : g_get_real_time ();
  g_queue_push_tail (&self->answers, answer);
  return answer;
}

/* The whole text comes with the last message, of a cancelled one, too. */
static void
take_text (OvsFarAnswers *self, GstMessage *message)
{
  const gchar *role, *item_id = NULL, *text;
  gboolean final;
  Answer *answer;

  if (!gst_openai_realtime_message_parse_transcript (message, &role, &item_id,
          &text, &final)
      || g_strcmp0 (role, "assistant") != 0 || item_id == NULL)
    return;
  answer = find_answer (self, item_id);
  if (answer == NULL)
    answer = add_answer (self, item_id);
  if (final) {
    g_free (answer->text);
    answer->text = g_strdup (text);
  }
}

/* Those of a response come in one piece; NULL: all that are complete. */
static void
end_response (OvsFarAnswers *self, const gchar *response_id,
    gboolean interrupted)
{
  Answer *oldest;

  while ((oldest = g_queue_peek_head (&self->answers)) != NULL
      && oldest->response_id != NULL) {
    gboolean is_last = g_strcmp0 (oldest->response_id, response_id) == 0;
    GList *next = self->answers.head->next;

    oldest->interrupted |= interrupted && is_last;
    is_last = is_last
        && (next == NULL
            || g_strcmp0 (((Answer *) next->data)->response_id, response_id)
                != 0);
    end_oldest (self);
    if (is_last)
      return;
  }
}

/* It has begun with its first text, if nothing else is told. */
static void
measure_sound (OvsFarAnswers *self, const GstStructure *structure)
{
  const Answer *newest = g_queue_peek_tail (&self->answers);
  gint64 begun = self->sounds_since;
  guint64 tokens = 0;

  gst_structure_get_uint64 (structure, "output-audio-tokens", &tokens);
  if (newest == NULL || newest->response_id != NULL || tokens == 0)
    return;
  if (begun == 0)
    begun = newest->started;
  self->sounds_until = MAX (begun, self->sounds_until)
      + MIN (tokens, MAX_SOUND_US / TOKEN_US) * TOKEN_US;
}

static void
take_response (OvsFarAnswers *self, const GstStructure *structure)
{
  const gchar *id = gst_structure_get_string (structure, "response-id");
  gboolean cancelled =
      g_strcmp0 (gst_structure_get_string (structure, "status"), "cancelled")
      == 0;

  if (!cancelled)
    measure_sound (self, structure);
  for (GList *l = self->answers.head; l != NULL; l = l->next) {
    Answer *answer = l->data;

    if (answer->response_id == NULL) {
      answer->response_id = g_strdup (id != NULL ? id : "");
      answer->interrupted = cancelled;
    }
  }
  if (!self->sound_is_told || cancelled
      || (id != NULL && g_strcmp0 (id, self->silent_id) == 0))
    end_response (self, id, cancelled);
}

/* What has begun to sound may have no text yet, and what has sounded need not
 * be complete. */
static void
take_sound (OvsFarAnswers *self, const GstStructure *structure)
{
  const gchar *what = gst_structure_get_string (structure, "what");
  const gchar *id = gst_structure_get_string (structure, "response");

  self->sound_is_told = TRUE;
  self->sounds_since = g_str_equal (what, "started") ? g_get_real_time () : 0;
  if (self->sounds_since != 0)
    return;
  self->sounds_until = 0;
  g_free (self->silent_id);
  self->silent_id = g_strdup (id);
  end_response (self, id, g_str_equal (what, "cleared"));
}

void
ovs_far_answers_take (OvsFarAnswers *self, GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);

  switch (gst_openai_realtime_message_get_kind (message)) {
    case GST_OPENAI_REALTIME_MESSAGE_TRANSCRIPT:
      take_text (self, message);
      break;
    case GST_OPENAI_REALTIME_MESSAGE_RESPONSE_DONE:
      take_response (self, structure);
      break;
    default:
      if (gst_message_has_name (message, SOUND))
        take_sound (self, structure);
      break;
  }
}

guint
ovs_far_answers_get_rest (OvsFarAnswers *self)
{
  gint64 rest = self->sounds_until - g_get_real_time ();

  return CLAMP (rest, 0, MAX_SOUND_US) / G_TIME_SPAN_MILLISECOND;
}

void
ovs_far_answers_end (OvsFarAnswers *self)
{
  while (self->answers.length > 0)
    end_oldest (self);
}
