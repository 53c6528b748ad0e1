/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* scriptmind.c - see scriptmind.h. */

#include "config.h"

#include "scriptmind.h"

#include "protocol/json.h"
#include "timer.h"

/*** what is to be answered ***/

/* The collected facts; strings are owned. */
typedef struct
{
  gchar *text;
  gchar *output;
  const gchar *tool;
  gdouble seconds;
} Facts;

static gboolean
is_role (OrsItem *item, const gchar *role)
{
  return g_strcmp0 (ors_item_get_role (item), role) == 0;
}

/* Of a tool that the model or the server called. */
static gboolean
is_tool_output (OrsItem *item)
{
  const gchar *type = ors_item_get_type (item);

  return g_strcmp0 (type, "function_call_output") == 0
      || (g_strcmp0 (type, "mcp_call") == 0
          && oa_json_get_string (item->json, "output") != NULL);
}

static gboolean
take_fact (Facts *facts, OrsItems *items, OrsItem *item)
{
  const gchar *type = ors_item_get_type (item);
  const gchar *call_id = oa_json_get_string (item->json, "call_id");
  OrsItem *call;

  if (g_strcmp0 (type, "function_call_output") == 0 && facts->output == NULL) {
    facts->output = ors_item_dup_text (item);
    call = ors_items_find_call (items, call_id);
    facts->tool = call != NULL ? oa_json_get_string (call->json, "name") : NULL;
  }
  if (g_strcmp0 (type, "mcp_call") == 0 && facts->output == NULL
      && is_tool_output (item)) {
    facts->output = g_strdup (oa_json_get_string (item->json, "output"));
    facts->tool = oa_json_get_string (item->json, "name");
  }
  if (is_role (item, "user")) {
    facts->text = ors_item_dup_text (item);
    facts->seconds = ors_item_audio_ms (item) / 1000.0;
  }
  return is_role (item, "user");
}

/* Looks back to what is to be answered: tool outputs since the last message,
 * and the user's last words. */
static void
look_back (Facts *facts, OrsItems *items)
{
  gboolean after_message = FALSE;

  for (guint i = ors_items_count (items); i > 0; i--) {
    OrsItem *item = ors_items_get (items, i - 1);

    /* Outputs before the last answer were told already. */
    after_message |= is_role (item, "assistant");
    if (is_tool_output (item) && after_message)
      continue;
    if (take_fact (facts, items, item))
      break;
  }
}

static void
look_at_input (Facts *facts, OrsItems *items, JsonArray *input)
{
  for (guint i = json_array_get_length (input); i > 0; i--) {
    JsonObject *object = oa_json_array_get_object (input, i - 1);
    OrsItem *known = ors_items_find (items, oa_json_get_string (object, "id"));
    g_autoptr (OrsItem) item = NULL;

    if (object == NULL)
      continue;
    item = known != NULL ? ors_item_ref (known)
                         : ors_item_new (json_object_ref (object));
    if (take_fact (facts, items, item))
      break;
  }
}

static void
find_reply (OrsScript *script, const OrsQuestion *question, OrsReply *reply)
{
  Facts facts = { NULL };
  OrsOccasion occasion = { .turn = *question->place };

  if (question->input != NULL)
    look_at_input (&facts, question->items, question->input);
  else
    look_back (&facts, question->items);
  occasion.text = facts.text;
  occasion.tool = facts.tool;
  occasion.output = facts.output;
  occasion.seconds = facts.seconds;
  occasion.no_calls =
      g_strcmp0 (oa_json_get_string (question->settings, "tool_choice"), "none")
      == 0;
  ors_script_reply (script, &occasion, reply);
  if (reply->in_sequence)
    ++*question->place;
  g_free (facts.text);
  g_free (facts.output);
}

/*** what is answered ***/

typedef struct
{
  OrsMind base;
  OrsScript *script;
  guint latency_ms;
} ScriptMind;

typedef struct
{
  OrsAnswer base;
  OrsReply reply;
  OrsWaker waker;
  GSource *delay;
} ScriptAnswer;

static gboolean
on_delay_over (gpointer data)
{
  ScriptAnswer *self = data;

  ors_timer_clear (&self->delay);
  self->waker.func (self->waker.user_data);
  return G_SOURCE_REMOVE;
}

static OrsAnswer *
ask (OrsMind *mind, const OrsQuestion *question, const OrsWaker *waker)
{
  ScriptMind *self = (ScriptMind *) mind;
  ScriptAnswer *answer = g_new0 (ScriptAnswer, 1);
  guint delay_ms;

  answer->waker = *waker;
  find_reply (self->script, question, &answer->reply);
  delay_ms = self->latency_ms + answer->reply.delay_ms;
  if (delay_ms > 0)
    answer->delay = ors_timer_new (delay_ms, on_delay_over, answer);
  return &answer->base;
}

static void
take (OrsAnswer *answer, OrsPiece *piece)
{
  ScriptAnswer *self = (ScriptAnswer *) answer;
  OrsPiece *first = g_queue_peek_head (&self->reply.pieces);

  if (self->delay != NULL && first->kind != ORS_PIECE_MCP)
    return;
  *piece = *first;
  g_free (g_queue_pop_head (&self->reply.pieces));
}

static void
free_answer (OrsAnswer *answer)
{
  ScriptAnswer *self = (ScriptAnswer *) answer;

  ors_timer_clear (&self->delay);
  ors_reply_clear (&self->reply);
  g_free (self);
}

static void
free_mind (OrsMind *mind)
{
  g_free (mind);
}

OrsMind *
ors_script_mind_new (OrsScript *script, guint latency_ms)
{
  static const OrsMindClass class = { ask, take, free_answer, free_mind };
  ScriptMind *self = g_new0 (ScriptMind, 1);

  self->base.class = &class;
  self->script = script;
  self->latency_ms = latency_ms;
  return &self->base;
}

/*** what is heard ***/

typedef struct
{
  OrsEars base;
  OrsScript *script;
} ScriptEars;

typedef struct
{
  OrsHearing base;
  OrsWords words;
  OrsWaker waker;
  GSource *delay;
} ScriptHearing;

static gboolean
on_heard (gpointer data)
{
  ScriptHearing *self = data;

  ors_timer_clear (&self->delay);
  self->waker.func (self->waker.user_data);
  return G_SOURCE_REMOVE;
}

static OrsHearing *
hear (OrsEars *ears, const OrsSpeech *speech, const OrsWaker *waker)
{
  OrsScript *script = ((ScriptEars *) ears)->script;
  ScriptHearing *self = g_new0 (ScriptHearing, 1);
  JsonArray *segments = ors_script_transcript_segments (script, speech->place);
  JsonObject *error = ors_script_transcript_error (script, speech->place);
  guint delay_ms;

  self->waker = *waker;
  self->words.kind = error != NULL ? ORS_WORDS_FAILED : ORS_WORDS_ALL;
  self->words.text = ors_script_dup_transcript (script, speech->place,
      speech->seconds, &delay_ms);
  self->words.segments = segments != NULL ? json_array_ref (segments) : NULL;
  self->words.error = error != NULL ? json_object_ref (error) : NULL;
  if (delay_ms > 0)
    self->delay = ors_timer_new (delay_ms, on_heard, self);
  return &self->base;
}

static void
take_words (OrsHearing *hearing, OrsWords *words)
{
  ScriptHearing *self = (ScriptHearing *) hearing;

  if (self->delay != NULL)
    return;
  *words = self->words;
  self->words = (OrsWords){ ORS_WORDS_NOTHING };
}

static void
free_hearing (OrsHearing *hearing)
{
  ScriptHearing *self = (ScriptHearing *) hearing;

  ors_timer_clear (&self->delay);
  ors_words_clear (&self->words);
  g_free (self);
}

static void
free_ears (OrsEars *ears)
{
  g_free (ears);
}

OrsEars *
ors_script_ears_new (OrsScript *script)
{
  static const OrsEarsClass class = { hear, take_words, free_hearing,
    free_ears };
  ScriptEars *self = g_new0 (ScriptEars, 1);

  self->base.class = &class;
  self->script = script;
  return &self->base;
}
