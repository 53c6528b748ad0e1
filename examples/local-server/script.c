/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* script.c - see script.h. */

#include "config.h"

#include "script.h"

#include <gio/gio.h>

#include "protocol/json.h"
#include "rules.h"

#define MAX_DELAY_MS 600000

struct _OrsScript
{
  JsonArray *sequence; /* turns without "when", in order */
  JsonArray *rules;    /* turns with "when" */
  JsonObject *fallback;
  JsonArray *models;
};

static const OrsRule when_rules[] = { { "contains", ORS_RULE_STRING },
  { "tool", ORS_RULE_STRING }, { NULL } };

static const OrsRule call_rules[] = { { "name", ORS_RULE_STRING,
                                          .required = TRUE },
  { "arguments", ORS_RULE_ANY }, { NULL } };

static const OrsRule segment_rules[] = {
  { "speaker", ORS_RULE_STRING, .required = TRUE },
  { "text", ORS_RULE_STRING, .required = TRUE },
  { "start", ORS_RULE_NUMBER, .required = TRUE, .min = 0, .max = 86400 },
  { "end", ORS_RULE_NUMBER, .required = TRUE, .min = 0, .max = 86400 }, { NULL }
};

static const OrsRule mcp_rules[] = { { "server", ORS_RULE_STRING,
                                         .required = TRUE },
  { "name", ORS_RULE_STRING, .required = TRUE },
  { "arguments", ORS_RULE_OBJECT }, { "output", ORS_RULE_STRING },
  { "delay_ms", ORS_RULE_INTEGER, .min = 0, .max = MAX_DELAY_MS }, { NULL } };

static const gchar *const statuses[] = { "completed", "failed", "incomplete",
  NULL };

static const OrsRule turn_rules[] = { { "user", ORS_RULE_STRING },
  { "user_delay_ms", ORS_RULE_INTEGER, .min = 0, .max = MAX_DELAY_MS },
  { "user_error", ORS_RULE_OBJECT },
  { "segments", ORS_RULE_ARRAY, .members = segment_rules },
  { "when", ORS_RULE_OBJECT, .members = when_rules },
  { "say", ORS_RULE_STRING },
  { "call", ORS_RULE_OBJECT, .members = call_rules },
  { "calls", ORS_RULE_ARRAY, .members = call_rules },
  { "calls_first", ORS_RULE_BOOLEAN },
  { "mcp", ORS_RULE_ARRAY, .members = mcp_rules },
  { "status", ORS_RULE_STRING, .values = statuses },
  { "reason", ORS_RULE_STRING }, { "error", ORS_RULE_OBJECT },
  { "delay_ms", ORS_RULE_INTEGER, .min = 0, .max = MAX_DELAY_MS },
  { "comment", ORS_RULE_STRING }, { NULL } };

static const OrsRule script_rules[] = { { "turns", ORS_RULE_ARRAY,
                                            .members = turn_rules },
  { "default", ORS_RULE_OBJECT, .members = turn_rules },
  { "models", ORS_RULE_ARRAY }, { "comment", ORS_RULE_STRING }, { NULL } };

static void
sort_turn (JsonArray *turns, guint index, JsonNode *node, gpointer data)
{
  OrsScript *self = data;
  JsonObject *turn = json_node_get_object (node);
  gboolean has_when = json_object_has_member (turn, "when");

  json_array_add_object_element (has_when ? self->rules : self->sequence,
      json_object_ref (turn));
}

static OrsScript *
script_from_object (JsonObject *object)
{
  OrsScript *self = g_new0 (OrsScript, 1);
  JsonObject *fallback = oa_json_get_object (object, "default");
  JsonArray *models = oa_json_get_array (object, "models");
  JsonArray *turns = oa_json_get_array (object, "turns");

  self->sequence = json_array_new ();
  self->rules = json_array_new ();
  self->fallback = fallback != NULL ? json_object_ref (fallback) : NULL;
  self->models = models != NULL ? json_array_ref (models) : NULL;
  if (turns != NULL)
    json_array_foreach_element (turns, sort_turn, self);
  return self;
}

OrsScript *
ors_script_new (const gchar *text, GError **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_auto (OrsProblem) problem = ORS_PROBLEM_INIT;

  object = text == NULL ? json_object_new ()
                        : oa_json_parse_object (text, -1, 0, "script", error);
  if (object == NULL)
    return NULL;
  if (!ors_rules_check (script_rules, object, NULL, &problem)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
        "The script is not understood: %s", problem.message);
    return NULL;
  }
  return script_from_object (object);
}

OrsScript *
ors_script_new_from_file (const gchar *path, GError **error)
{
  g_autofree gchar *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error)) {
    g_prefix_error (error, "Cannot read the script: ");
    return NULL;
  }
  return ors_script_new (text, error);
}

void
ors_script_free (OrsScript *self)
{
  json_array_unref (self->sequence);
  json_array_unref (self->rules);
  g_clear_pointer (&self->fallback, json_object_unref);
  g_clear_pointer (&self->models, json_array_unref);
  g_free (self);
}

gboolean
ors_script_allows_model (OrsScript *self, const gchar *model)
{
  if (self->models == NULL)
    return g_str_has_prefix (model, "gpt-");

  for (guint i = 0; i < json_array_get_length (self->models); i++) {
    JsonNode *node = json_array_get_element (self->models, i);

    if (json_node_get_value_type (node) == G_TYPE_STRING
        && g_str_equal (json_node_get_string (node), model))
      return TRUE;
  }
  return FALSE;
}

static gboolean
contains_folded (const gchar *text, const gchar *part)
{
  g_autofree gchar *folded_text = g_utf8_casefold (text, -1);
  g_autofree gchar *folded_part = g_utf8_casefold (part, -1);

  return strstr (folded_text, folded_part) != NULL;
}

static gboolean
matches (JsonObject *turn, const OrsOccasion *occasion)
{
  JsonObject *when = oa_json_get_object (turn, "when");
  const gchar *contains = oa_json_get_string (when, "contains");
  const gchar *tool = oa_json_get_string (when, "tool");

  if (tool != NULL && g_strcmp0 (tool, occasion->tool) != 0)
    return FALSE;
  /* After a tool's output the user's words were answered already. */
  if (tool == NULL && occasion->output != NULL)
    return FALSE;
  if (contains != NULL
      && (occasion->text == NULL
          || !contains_folded (occasion->text, contains)))
    return FALSE;
  return TRUE;
}

static JsonObject *
find_turn (OrsScript *self, const OrsOccasion *occasion, gboolean *in_sequence)
{
  *in_sequence = FALSE;
  for (guint i = 0; i < json_array_get_length (self->rules); i++) {
    JsonObject *turn = oa_json_array_get_object (self->rules, i);

    if (matches (turn, occasion))
      return turn;
  }

  *in_sequence = TRUE;
  if (occasion->turn < json_array_get_length (self->sequence))
    return oa_json_array_get_object (self->sequence, occasion->turn);
  return self->fallback;
}

typedef struct
{
  const gchar *name;
  const gchar *value;
} Placeholder;

/* The one that @text begins with, or NULL. */
static const Placeholder *
find_placeholder (const Placeholder *all, const gchar *text)
{
  for (; all->name != NULL; all++) {
    if (g_str_has_prefix (text, all->name))
      return all;
  }
  return NULL;
}

/* In one pass: what is filled in comes from outside, and is not looked
 * through. Numbers are the same in each language. */
static gchar *
fill_in (const gchar *template, const OrsOccasion *occasion)
{
  gchar seconds[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree gchar *turn = g_strdup_printf ("%u", occasion->turn + 1);
  const Placeholder placeholders[] = { { "{seconds}",
                                           g_ascii_formatd (seconds,
                                               sizeof (seconds), "%.1f",
                                               occasion->seconds) },
    { "{turn}", turn }, { "{text}", occasion->text },
    { "{output}", occasion->output }, { NULL, NULL } };
  GString *text = g_string_new (NULL);

  while (*template != '\0') {
    const Placeholder *found =
        *template == '{' ? find_placeholder (placeholders, template) : NULL;

    if (found == NULL) {
      g_string_append_c (text, *template ++);
      continue;
    }
    g_string_append (text, found->value != NULL ? found->value : "");
    template += strlen (found->name);
  }
  return g_string_free (text, FALSE);
}

static gchar *
built_in_reply (const OrsOccasion *occasion)
{
  if (occasion->output != NULL)
    return fill_in ("The tool said: {output}", occasion);
  if (occasion->seconds > 0 || occasion->text == NULL)
    return fill_in ("I heard {seconds} seconds of speech.", occasion);
  return fill_in ("You wrote: {text}", occasion);
}

/*** replies ***/

static OrsPiece *
add_piece (OrsReply *reply, OrsPieceKind kind)
{
  OrsPiece *piece = g_new0 (OrsPiece, 1);

  piece->kind = kind;
  g_queue_push_tail (&reply->pieces, piece);
  return piece;
}

/* Arguments are an object, or text as it is: models also write bad JSON. */
static gchar *
dup_arguments (JsonObject *call)
{
  JsonNode *arguments = json_object_get_member (call, "arguments");

  if (arguments == NULL)
    return g_strdup ("{}");
  if (json_node_get_value_type (arguments) == G_TYPE_STRING)
    return json_node_dup_string (arguments);
  return oa_json_node_to_text (arguments);
}

static void
add_call (OrsReply *reply, JsonObject *object)
{
  OrsPiece *piece = add_piece (reply, ORS_PIECE_CALL);

  piece->name = g_strdup (oa_json_get_string (object, "name"));
  piece->text = dup_arguments (object);
}

static void
add_mcp_call (OrsReply *reply, JsonObject *object)
{
  OrsMcpCall *call = g_new0 (OrsMcpCall, 1);

  call->server = g_strdup (oa_json_get_string (object, "server"));
  call->name = g_strdup (oa_json_get_string (object, "name"));
  call->arguments = dup_arguments (object);
  call->output = g_strdup (oa_json_get_string (object, "output"));
  call->delay_ms = oa_json_get_int (object, "delay_ms", 0);
  add_piece (reply, ORS_PIECE_MCP)->mcp = call;
}

static void
add_each (OrsReply *reply, JsonArray *array,
    void (*add) (OrsReply *reply, JsonObject *object))
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    add (reply, oa_json_array_get_object (array, i));
}

static void
add_calls (OrsReply *reply, JsonObject *turn)
{
  JsonObject *single = oa_json_get_object (turn, "call");

  if (single != NULL)
    add_call (reply, single);
  add_each (reply, oa_json_get_array (turn, "calls"), add_call);
}

static const gchar *
string_or (JsonObject *object, const gchar *member, const gchar *fallback)
{
  const gchar *value = oa_json_get_string (object, member);

  return value != NULL ? value : fallback;
}

static gboolean
has_calls (JsonObject *turn, const gchar *array)
{
  JsonArray *calls = oa_json_get_array (turn, array);

  return calls != NULL && json_array_get_length (calls) > 0;
}

/* A client that wants no calls gets words, whatever the script says. */
static void
add_text (OrsReply *reply, JsonObject *turn, const OrsOccasion *occasion)
{
  const gchar *say = oa_json_get_string (turn, "say");
  gboolean calls = has_calls (turn, "calls")
      || oa_json_get_object (turn, "call") != NULL;
  gchar *text = NULL;

  if (say != NULL)
    text = fill_in (say, occasion);
  else if (calls)
    text = occasion->no_calls ? g_strdup ("One moment, please.") : NULL;
  else if (!has_calls (turn, "mcp")
      && g_strcmp0 (oa_json_get_string (turn, "status"), "failed") != 0)
    text = built_in_reply (occasion);
  if (text != NULL)
    add_piece (reply, ORS_PIECE_TEXT)->text = text;
}

static void
add_end (OrsReply *reply, JsonObject *turn)
{
  JsonObject *error = oa_json_get_object (turn, "error");
  const gchar *status = string_or (turn, "status", "completed");
  OrsPiece *end = add_piece (reply, ORS_PIECE_END);

  for (guint i = 0; statuses[i] != NULL; i++) {
    if (g_str_equal (statuses[i], status))
      end->status = statuses[i];
  }
  end->reason = g_strdup (string_or (turn, "reason", "content_filter"));
  end->error = error != NULL ? json_object_ref (error) : NULL;
  for (GList *l = reply->pieces.head; l != NULL; l = l->next)
    ((OrsPiece *) l->data)->cut = !g_str_equal (status, "completed");
}

/* What is said comes before the calls, unless the script says otherwise. */
static void
add_pieces (OrsReply *reply, JsonObject *turn, const OrsOccasion *occasion)
{
  gboolean calls_first = oa_json_get_boolean (turn, "calls_first", FALSE);

  add_each (reply, oa_json_get_array (turn, "mcp"), add_mcp_call);
  if (calls_first && !occasion->no_calls)
    add_calls (reply, turn);
  add_text (reply, turn, occasion);
  if (!calls_first && !occasion->no_calls)
    add_calls (reply, turn);
  add_end (reply, turn);
}

void
ors_script_reply (OrsScript *self, const OrsOccasion *occasion, OrsReply *reply)
{
  JsonObject *turn;

  *reply = (OrsReply){ .delay_ms = 0 };
  turn = find_turn (self, occasion, &reply->in_sequence);
  reply->delay_ms = oa_json_get_int (turn, "delay_ms", 0);
  add_pieces (reply, turn, occasion);
}

static void
free_piece (gpointer data)
{
  ors_piece_clear (data);
  g_free (data);
}

void
ors_reply_clear (OrsReply *self)
{
  g_queue_clear_full (&self->pieces, free_piece);
}

/*** transcripts ***/

static JsonObject *
turn_at (OrsScript *self, guint turn)
{
  if (turn < json_array_get_length (self->sequence))
    return oa_json_array_get_object (self->sequence, turn);
  return self->fallback;
}

gchar *
ors_script_dup_transcript (OrsScript *self, guint turn, gdouble seconds,
    guint *delay_ms)
{
  JsonObject *object = turn_at (self, turn);
  OrsOccasion occasion = { .turn = turn, .seconds = seconds };

  *delay_ms = oa_json_get_int (object, "user_delay_ms", 0);
  return fill_in (string_or (object, "user", "speech of {seconds} seconds"),
      &occasion);
}

JsonObject *
ors_script_transcript_error (OrsScript *self, guint turn)
{
  return oa_json_get_object (turn_at (self, turn), "user_error");
}

JsonArray *
ors_script_transcript_segments (OrsScript *self, guint turn)
{
  return oa_json_get_array (turn_at (self, turn), "segments");
}
