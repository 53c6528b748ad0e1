/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* entry.c - see entry.h. */

#include "records/entry.h"

#include "protocol/json.h"

#include <math.h>
#include <string.h>

#define MAX_NAME 256
#define MAX_TEXT (64 * 1024)
#define MAX_LINE (4 * 1024 * 1024)

/* The members of each kind, in the order of the statement's values. */
static const struct
{
  const gchar *kind;
  OvsStatement statement;
  struct
  {
    const gchar *name;
    OvsValueKind kind;
  } members[OVS_MAX_VALUES];
} kinds[] = {
  { "call", OVS_SQL_BEGIN_CALL,
      { { "call_id", OVS_VALUE_TEXT }, { "leg", OVS_VALUE_TEXT },
          { "direction", OVS_VALUE_TEXT }, { "agent", OVS_VALUE_TEXT },
          { "from", OVS_VALUE_TEXT }, { "to", OVS_VALUE_TEXT },
          { "external_id", OVS_VALUE_TEXT }, { "started", OVS_VALUE_INT },
          { "instance", OVS_VALUE_TEXT }, { "run", OVS_VALUE_TEXT } } },
  { "turn", OVS_SQL_ADD_TURN,
      { { "entry", OVS_VALUE_TEXT }, { "call_id", OVS_VALUE_TEXT },
          { "index", OVS_VALUE_INT }, { "role", OVS_VALUE_TEXT },
          { "text", OVS_VALUE_TEXT }, { "started", OVS_VALUE_INT },
          { "ended", OVS_VALUE_INT }, { "interrupted", OVS_VALUE_INT },
          { "latency_ms", OVS_VALUE_INT } } },
  { "tool", OVS_SQL_ADD_TOOL,
      { { "entry", OVS_VALUE_TEXT }, { "call_id", OVS_VALUE_TEXT },
          { "name", OVS_VALUE_TEXT }, { "arguments", OVS_VALUE_TEXT },
          { "result", OVS_VALUE_TEXT }, { "error", OVS_VALUE_TEXT },
          { "started", OVS_VALUE_INT }, { "duration_ms", OVS_VALUE_INT } } },
  { "fact", OVS_SQL_SET_FACT,
      { { "call_id", OVS_VALUE_TEXT }, { "name", OVS_VALUE_TEXT },
          { "value", OVS_VALUE_TEXT } } },
  { "usage", OVS_SQL_ADD_USAGE,
      { { "entry", OVS_VALUE_TEXT }, { "call_id", OVS_VALUE_TEXT },
          { "model", OVS_VALUE_TEXT }, { "input_text", OVS_VALUE_INT },
          { "input_audio", OVS_VALUE_INT }, { "cached_text", OVS_VALUE_INT },
          { "cached_audio", OVS_VALUE_INT }, { "output_text", OVS_VALUE_INT },
          { "output_audio", OVS_VALUE_INT }, { "cost", OVS_VALUE_DOUBLE },
          { "currency", OVS_VALUE_TEXT } } },
  { "end", OVS_SQL_END_CALL,
      { { "call_id", OVS_VALUE_TEXT }, { "ended", OVS_VALUE_INT },
          { "cause", OVS_VALUE_TEXT }, { "sentence", OVS_VALUE_TEXT },
          { "recording", OVS_VALUE_TEXT } } },
  { "break", OVS_SQL_BREAK_OFF,
      { { "instance", OVS_VALUE_TEXT }, { "run", OVS_VALUE_TEXT },
          { "sentence", OVS_VALUE_TEXT } } },
};

/*** writing ***/

/* Back to where a character begins. */
static gsize
get_length (const gchar *text, gsize max)
{
  gsize length = strnlen (text, max + 1);

  if (length <= max)
    return length;
  length = max;
  while (length > 0 && (text[length] & 0xc0) == 0x80)
    length--;
  return length;
}

static void
set_text (JsonObject *object, const gchar *member, const gchar *text, gsize max)
{
  g_autofree gchar *valid = NULL;

  if (text == NULL)
    return;
  valid = g_utf8_make_valid (text, get_length (text, max));
  json_object_set_string_member (object, member, valid);
}

static void
set_count (JsonObject *object, const gchar *member, guint64 count)
{
  json_object_set_int_member (object, member, MIN (count, G_MAXINT64));
}

static JsonObject *
new_object (OvsEntrySource *source, const gchar *kind, const gchar *call_id)
{
  JsonObject *object = json_object_new ();
  g_autofree gchar *entry =
      g_strdup_printf ("%s-%" G_GUINT64_FORMAT, source->run, ++source->count);

  json_object_set_string_member (object, "kind", kind);
  json_object_set_string_member (object, "entry", entry);
  set_text (object, "call_id", call_id, MAX_NAME);
  return object;
}

static gchar *
finish (JsonObject *object)
{
  gchar *line = oa_json_object_to_text (object);

  json_object_unref (object);
  return line;
}

gchar *
ovs_entry_new_call (OvsEntrySource *source, const OvsCallRecord *call)
{
  JsonObject *object = new_object (source, "call", call->id);

  set_text (object, "leg", call->leg, MAX_NAME);
  set_text (object, "direction", call->direction, MAX_NAME);
  set_text (object, "agent", call->agent, MAX_NAME);
  set_text (object, "from", call->from, MAX_NAME);
  set_text (object, "to", call->to, MAX_NAME);
  set_text (object, "external_id", call->external_id, MAX_NAME);
  json_object_set_int_member (object, "started", call->started);
  json_object_set_string_member (object, "instance", source->instance);
  json_object_set_string_member (object, "run", source->run);
  return finish (object);
}

gchar *
ovs_entry_new_turn (OvsEntrySource *source, const gchar *call_id,
    const OvsTurnRecord *turn)
{
  JsonObject *object = new_object (source, "turn", call_id);

  json_object_set_int_member (object, "index", turn->index);
  set_text (object, "role", turn->role, MAX_NAME);
  set_text (object, "text", turn->text, MAX_TEXT);
  json_object_set_int_member (object, "started", turn->started);
  json_object_set_int_member (object, "ended", turn->ended);
  json_object_set_int_member (object, "interrupted", turn->interrupted != 0);
  if (turn->latency_ms >= 0)
    json_object_set_int_member (object, "latency_ms", turn->latency_ms);
  return finish (object);
}

gchar *
ovs_entry_new_tool (OvsEntrySource *source, const gchar *call_id,
    const OvsToolRecord *tool)
{
  JsonObject *object = new_object (source, "tool", call_id);

  set_text (object, "name", tool->name, MAX_NAME);
  set_text (object, "arguments", tool->arguments, MAX_TEXT);
  set_text (object, "result", tool->result, MAX_TEXT);
  set_text (object, "error", tool->error, MAX_TEXT);
  json_object_set_int_member (object, "started", tool->started);
  json_object_set_int_member (object, "duration_ms", tool->duration_ms);
  return finish (object);
}

gchar *
ovs_entry_new_fact (OvsEntrySource *source, const gchar *call_id,
    const gchar *name, const gchar *value)
{
  JsonObject *object = new_object (source, "fact", call_id);

  set_text (object, "name", name, MAX_NAME);
  set_text (object, "value", value, MAX_TEXT);
  return finish (object);
}

gchar *
ovs_entry_new_usage (OvsEntrySource *source, const gchar *call_id,
    const OvsUsageRecord *usage)
{
  JsonObject *object = new_object (source, "usage", call_id);

  set_text (object, "model", usage->model, MAX_NAME);
  set_count (object, "input_text", usage->input_text);
  set_count (object, "input_audio", usage->input_audio);
  set_count (object, "cached_text", usage->cached_text);
  set_count (object, "cached_audio", usage->cached_audio);
  set_count (object, "output_text", usage->output_text);
  set_count (object, "output_audio", usage->output_audio);
  if (usage->cost >= 0 && isfinite (usage->cost)) {
    json_object_set_double_member (object, "cost", usage->cost);
    set_text (object, "currency", usage->currency, MAX_NAME);
  }
  return finish (object);
}

gchar *
ovs_entry_new_end (OvsEntrySource *source, const gchar *call_id,
    const OvsEndRecord *end)
{
  JsonObject *object = new_object (source, "end", call_id);

  json_object_set_int_member (object, "ended", end->ended);
  set_text (object, "cause", end->cause, MAX_NAME);
  set_text (object, "sentence", end->sentence, MAX_TEXT);
  set_text (object, "recording", end->recording, MAX_TEXT);
  return finish (object);
}

gchar *
ovs_entry_new_break (OvsEntrySource *source)
{
  JsonObject *object = new_object (source, "break", NULL);

  json_object_set_string_member (object, "instance", source->instance);
  json_object_set_string_member (object, "run", source->run);
  json_object_set_string_member (object, "sentence",
      "The server ended while the call ran.");
  return finish (object);
}

/*** reading ***/

/* A member that is missing is NULL; one of another type is a bad line. */
static gboolean
read_value (JsonObject *object, const gchar *name, OvsValueKind kind,
    OvsValue *value)
{
  JsonNode *node = json_object_get_member (object, name);
  gdouble number;

  value->kind = OVS_VALUE_NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  value->kind = kind;
  if (kind == OVS_VALUE_TEXT) {
    value->text = oa_json_get_string (object, name);
    return value->text != NULL;
  }
  if (!oa_json_node_get_number (node, &number))
    return FALSE;
  value->number = oa_json_get_int (object, name, 0);
  value->real = number;
  return TRUE;
}

static gboolean
read_values (OvsEntry *self, guint kind)
{
  for (guint i = 0; i < OVS_MAX_VALUES && kinds[kind].members[i].name != NULL;
       i++) {
    if (!read_value (self->object, kinds[kind].members[i].name,
            kinds[kind].members[i].kind, &self->values[i]))
      return FALSE;
    self->n_values++;
  }
  /* By the first one it is found again. */
  return self->values[0].kind == OVS_VALUE_TEXT;
}

gboolean
ovs_entry_read (OvsEntry *self, const gchar *line, gsize length)
{
  const gchar *name;

  *self = (OvsEntry){ NULL };
  self->object =
      oa_json_parse_object (line, length, MAX_LINE, "the line", NULL);
  name = oa_json_get_string (self->object, "kind");
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, name)) {
      self->statement = kinds[i].statement;
      if (read_values (self, i))
        return TRUE;
    }
  ovs_entry_clear (self);
  return FALSE;
}

void
ovs_entry_clear (OvsEntry *self)
{
  g_clear_pointer (&self->object, json_object_unref);
}
