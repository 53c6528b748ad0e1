/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* plan.c - see plan.h. */

#include "config.h"

#include "plan.h"

#include "mcp.h"
#include "protocol/json.h"
#include "sessionconfig.h"
#include "transcription.h"

/* Of one response; what the mind says beyond is left out. */
#define MAX_OUTPUTS 128

struct _OrsPlan
{
  OrsSession *session;
  const gchar *id;
  JsonObject *settings;
  gboolean in_conversation;
  OrsWaker waker;

  JsonArray *input;  /* of the question, or NULL */
  gboolean asked;    /* the mind */
  OrsAnswer *answer; /* NULL before that, and after its end */
  OrsPiece end;      /* of the answer, once it is there */

  GPtrArray *outputs; /* OrsOutput */
  guint n_done;
  guint n_mcp; /* calls of the service itself */
};

OrsPlan *
ors_plan_new (OrsSession *session, const gchar *response_id,
    JsonObject *settings, gboolean in_conversation, JsonArray *input,
    const OrsWaker *waker)
{
  OrsPlan *self = g_new0 (OrsPlan, 1);

  self->session = session;
  self->id = response_id;
  self->settings = settings;
  self->in_conversation = in_conversation;
  self->waker = *waker;
  self->input = input != NULL ? json_array_ref (input) : NULL;
  self->outputs = g_ptr_array_new_with_free_func (
      (GDestroyNotify) ors_output_free);
  return self;
}

void
ors_plan_free (OrsPlan *self)
{
  g_clear_pointer (&self->answer, ors_answer_free);
  g_clear_pointer (&self->input, json_array_unref);
  ors_piece_clear (&self->end);
  g_ptr_array_unref (self->outputs); /* and their voices */
  g_free (self);
}

/*** outputs ***/

OrsOutput *
ors_plan_get_current (OrsPlan *self)
{
  return self->n_done < self->outputs->len
      ? g_ptr_array_index (self->outputs, self->n_done)
      : NULL;
}

void
ors_plan_go_on (OrsPlan *self)
{
  self->n_done++;
}

guint
ors_plan_count_done (OrsPlan *self)
{
  return self->n_done;
}

OrsOutput *
ors_plan_get_output (OrsPlan *self, guint index)
{
  return g_ptr_array_index (self->outputs, index);
}

gboolean
ors_plan_has_item (OrsPlan *self, OrsItem *item)
{
  for (guint i = 0; i < self->outputs->len; i++) {
    if (ors_output_get_item (ors_plan_get_output (self, i)) == item)
      return TRUE;
  }
  return FALSE;
}

const OrsPiece *
ors_plan_get_end (OrsPlan *self)
{
  return self->end.kind == ORS_PIECE_END && self->n_done == self->outputs->len
      ? &self->end
      : NULL;
}

/* Scenario wrong-format: whatever was asked for, linear samples by default. */
static OaAudioFormat
format_to_send (OrsPlan *self)
{
  if (ors_session_has_fault (self->session, ORS_FAULT_WRONG_FORMAT))
    return ors_format_from_name (
        ors_scenario_get_string (ors_session_get_scenario (self->session),
            "format", "pcm"));
  return ors_session_config_get_output_format (self->settings);
}

static OrsOutput *
message_new (OrsPlan *self, const OrsPlace *place)
{
  JsonObject *output = ors_session_config_get_output (self->settings);
  OrsManner manner = { ors_session_config_get_voice (self->settings),
    oa_json_get_double (output, "speed", 1.0), format_to_send (self) };

  return g_str_equal (ors_session_config_get_modality (self->settings), "audio")
      ? ors_output_new_speech (place, &manner, &self->waker)
      : ors_output_new_text (place);
}

/* The last output, if it is a message that goes on. */
static OrsOutput *
get_message (OrsPlan *self)
{
  OrsOutput *last = self->outputs->len > 0
      ? g_ptr_array_index (self->outputs, self->outputs->len - 1)
      : NULL;

  return last != NULL && ors_output_takes_text (last) ? last : NULL;
}

static OrsOutput *
add_output (OrsPlan *self, const OrsPiece *piece)
{
  OrsPlace place = { self->session, self->id, self->n_mcp + self->outputs->len,
    self->in_conversation };
  OrsOutput *output = piece->kind == ORS_PIECE_TEXT
      ? message_new (self, &place)
      : ors_output_new_call (&place, piece->name, piece->text);

  g_ptr_array_add (self->outputs, output);
  return output;
}

static void
end_message (OrsPlan *self)
{
  OrsOutput *message = get_message (self);

  if (message != NULL)
    ors_output_end_text (message);
}

void
ors_plan_end (OrsPlan *self)
{
  end_message (self);
  g_clear_pointer (&self->answer, ors_answer_free);
  if (self->end.kind == ORS_PIECE_NOTHING)
    self->end = (OrsPiece){ ORS_PIECE_END, .status = "completed" };
}

/*** what the mind thinks of ***/

gboolean
ors_plan_ask (OrsPlan *self)
{
  OrsSession *session = self->session;
  OrsMind *mind = ors_session_get_context (session)->mind;
  guint aside = *ors_session_get_place (session);
  OrsQuestion question = { ors_session_get_items (session), self->input,
    self->settings,
    self->in_conversation ? ors_session_get_place (session) : &aside };
  const gchar *failure = NULL;

  if (self->asked)
    return TRUE;
  if (mind->needs_words && !ors_transcription_is_over (session, &failure))
    return FALSE;
  self->asked = TRUE;
  if (failure != NULL)
    ors_piece_fail (&self->end, failure);
  else
    self->answer = ors_mind_ask (mind, &question, &self->waker);
  g_clear_pointer (&self->input, json_array_unref);
  return TRUE;
}

static void
take_piece (OrsPlan *self, OrsPiece *piece)
{
  OrsOutput *output = get_message (self);

  if (piece->kind == ORS_PIECE_MCP) {
    ors_mcp_call (self->session, self->id, self->n_mcp + self->outputs->len,
        piece->mcp);
    self->n_mcp++;
    return;
  }
  if (piece->kind == ORS_PIECE_TEXT && output != NULL
      && ors_output_was_limited (output)) {
    ors_plan_end (self);
    return;
  }
  if (piece->kind != ORS_PIECE_TEXT || output == NULL) {
    end_message (self);
    if (self->outputs->len == MAX_OUTPUTS) {
      ors_plan_end (self);
      return;
    }
    output = add_output (self, piece);
  }
  if (piece->kind == ORS_PIECE_TEXT)
    ors_output_add_text (output, piece->text);
  if (piece->cut)
    ors_output_cut (output);
}

void
ors_plan_think (OrsPlan *self)
{
  OrsOutput *message;

  while (self->answer != NULL) {
    g_auto (OrsPiece) piece = { ORS_PIECE_NOTHING };

    ors_answer_take (self->answer, &piece);
    if (piece.kind == ORS_PIECE_NOTHING)
      break;
    if (piece.kind != ORS_PIECE_END) {
      take_piece (self, &piece);
      continue;
    }
    self->end = piece;
    piece = (OrsPiece){ ORS_PIECE_NOTHING };
    ors_plan_end (self);
  }
  message = get_message (self);
  if (message != NULL)
    ors_output_pause_text (message);
}
