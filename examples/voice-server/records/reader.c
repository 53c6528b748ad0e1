/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reader.c - see reader.h. */

#include "records/reader.h"

#include "records/times.h"

#include "protocol/json.h"

static OvsValue
text_value (const gchar *text)
{
  return (OvsValue){ OVS_VALUE_TEXT, .text = text != NULL ? text : "" };
}

static OvsValue
int_value (gint64 number)
{
  return (OvsValue){ OVS_VALUE_INT, .number = number };
}

/*** shapes ***/

static void
format_time (JsonObject *row, const gchar *member)
{
  g_autofree gchar *text = NULL;

  if (!json_object_has_member (row, member)
      || json_object_get_null_member (row, member))
    return;
  text = ovs_time_format (oa_json_get_int (row, member, -1));
  if (text != NULL)
    json_object_set_string_member (row, member, text);
  else
    json_object_set_null_member (row, member);
}

static void
format_times (JsonArray *rows)
{
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    format_time (json_array_get_object_element (rows, i), "started");
    format_time (json_array_get_object_element (rows, i), "ended");
  }
}

static JsonNode *
to_node (JsonArray *rows)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_set_array (node, rows);
  return node;
}

/* From the row of the call into an object of its own. */
static void
move_usage (JsonObject *call)
{
  static const gchar *const members[] = { "input_text", "input_audio",
    "cached_text", "cached_audio", "output_text", "output_audio", "cost",
    "currency" };
  JsonObject *usage = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    json_object_set_member (usage, members[i],
        json_object_dup_member (call, members[i]));
    json_object_remove_member (call, members[i]);
  }
  json_object_set_object_member (call, "usage", usage);
}

/* name and value to a member each. */
static JsonObject *
join_facts (JsonArray *rows)
{
  JsonObject *facts = json_object_new ();

  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);

    json_object_set_member (facts, oa_json_get_string (row, "name"),
        json_object_dup_member (row, "value"));
  }
  return facts;
}

static void
fix_turns (JsonArray *rows)
{
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);

    json_object_set_boolean_member (row, "interrupted",
        oa_json_get_int (row, "interrupted", 0) != 0);
  }
}

/*** queries ***/

/* One moment: what is read belongs together, and a connection that has been
 * idle is made anew, once. */
static gboolean
begin (OvsDatabase *database, GError **error)
{
  if (ovs_database_is_connected (database)
      && ovs_database_run (database, OVS_SQL_BEGIN_READ, NULL, 0, NULL, NULL))
    return TRUE;
  return ovs_database_connect (database, FALSE, error)
      && ovs_database_run (database, OVS_SQL_BEGIN_READ, NULL, 0, NULL, error);
}

static void
end (OvsDatabase *database, gboolean ok)
{
  if (!ok || !ovs_database_run (database, OVS_SQL_COMMIT, NULL, 0, NULL, NULL))
    ovs_database_disconnect (database);
}

JsonNode *
ovs_reader_get_calls (OvsDatabase *database, const OvsCallFilter *filter,
    GError **error)
{
  const OvsValue values[] = { int_value (filter->since),
    int_value (filter->until > 0 ? filter->until : G_MAXINT64),
    text_value (filter->agent), text_value (filter->leg),
    text_value (filter->cause), text_value (filter->from),
    text_value (filter->to), text_value (filter->text),
    int_value (filter->limit > 0 ? MIN (filter->limit, OVS_CALLS_MAX)
                                 : OVS_CALLS_MAX) };
  g_autoptr (JsonArray) rows = json_array_new ();
  gboolean ok;

  if (!begin (database, error))
    return NULL;
  ok = ovs_database_run (database, OVS_SQL_GET_CALLS, values,
      G_N_ELEMENTS (values), rows, error);
  end (database, ok);
  if (!ok)
    return NULL;
  format_times (rows);
  return to_node (rows);
}

static gboolean
read_parts (OvsDatabase *database, const OvsValue *id, JsonObject *call,
    GError **error)
{
  static const struct
  {
    OvsStatement statement;
    const gchar *member;
  } parts[] = { { OVS_SQL_GET_TURNS, "turns" },
    { OVS_SQL_GET_TOOLS, "tool_calls" }, { OVS_SQL_GET_FACTS, "facts" } };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autoptr (JsonArray) rows = json_array_new ();

    if (!ovs_database_run (database, parts[i].statement, id, 1, rows, error))
      return FALSE;
    format_times (rows);
    if (parts[i].statement == OVS_SQL_GET_TURNS)
      fix_turns (rows);
    if (parts[i].statement == OVS_SQL_GET_FACTS)
      json_object_set_object_member (call, "facts", join_facts (rows));
    else
      json_object_set_array_member (call, parts[i].member,
          g_steal_pointer (&rows));
  }
  return TRUE;
}

JsonNode *
ovs_reader_get_call (OvsDatabase *database, const gchar *call_id,
    GError **error)
{
  OvsValue id = text_value (call_id);
  g_autoptr (JsonArray) rows = json_array_new ();
  JsonObject *call;
  gboolean ok;

  if (!begin (database, error))
    return NULL;
  ok = ovs_database_run (database, OVS_SQL_GET_CALL, &id, 1, rows, error);
  call = ok ? oa_json_array_get_object (rows, 0) : NULL;
  ok = ok && (call == NULL || read_parts (database, &id, call, error));
  end (database, ok);
  if (!ok)
    return NULL;
  if (call == NULL)
    return json_node_new (JSON_NODE_NULL);
  format_time (call, "started");
  format_time (call, "ended");
  move_usage (call);
  return oa_json_node_new_object (json_object_ref (call));
}
