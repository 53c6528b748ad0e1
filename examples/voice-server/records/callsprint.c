/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callsprint.c - see callsprint.h. */

#include "records/callsprint.h"

#include "records/times.h"

#include "common/csv.h"
#include "protocol/json.h"
#include "protocol/printabletext.h"

#include <string.h>

#define MAX_CELL 64

const gchar *const ovs_form_words[] = { "table", "json", "csv", NULL };

/*** values ***/

static gdouble
get_duration (JsonObject *record)
{
  gint64 from = ovs_time_parse (oa_json_get_string (record, "started"));
  gint64 to = ovs_time_parse (oa_json_get_string (record, "ended"));

  return from >= 0 && to >= from ? (to - from) / (gdouble) G_USEC_PER_SEC : -1;
}

static gchar *
format_duration (gdouble seconds)
{
  guint64 whole = seconds + 0.5;

  if (seconds < 0)
    return g_strdup ("");
  if (whole >= 3600)
    return g_strdup_printf ("%" G_GUINT64_FORMAT ":%02u:%02u", whole / 3600,
        (guint) (whole / 60 % 60), (guint) (whole % 60));
  return g_strdup_printf ("%u:%02u", (guint) (whole / 60),
      (guint) (whole % 60));
}

static gchar *
format_start (JsonObject *record)
{
  gchar *text = ovs_time_format_local (
      ovs_time_parse (oa_json_get_string (record, "started")));

  return text != NULL ? text : g_strdup ("");
}

static gchar *
format_cost (JsonObject *record)
{
  gdouble cost = oa_json_get_double (record, "cost", -1);
  const gchar *currency = oa_json_get_string (record, "currency");
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree gchar *text = NULL;

  if (cost < 0)
    return g_strdup ("");
  text = g_strconcat (g_ascii_formatd (number, sizeof (number), "%.4f", cost),
      " ", currency, NULL);
  return oa_text_make_printable (text, MAX_CELL);
}

static gchar *
dup_text (JsonObject *record, const gchar *member)
{
  const gchar *text = oa_json_get_string (record, member);

  return oa_text_make_printable (text != NULL ? text : "", MAX_CELL);
}

/*** a table ***/

/* Columns that a terminal takes for it. */
static guint
get_width (const gchar *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);

    if (!g_unichar_iszerowidth (c))
      width += g_unichar_iswide (c) ? 2 : 1;
  }
  return width;
}

/* The last column is as wide as it is. */
static gchar *
join_table (GPtrArray *rows, guint columns)
{
  GString *out = g_string_new (NULL);
  g_autofree guint *widths = g_new0 (guint, columns);

  for (guint r = 0; r < rows->len; r++)
    for (guint c = 0; c + 1 < columns; c++) {
      GStrv row = g_ptr_array_index (rows, r);

      widths[c] = MAX (widths[c], get_width (row[c]));
    }
  for (guint r = 0; r < rows->len; r++) {
    GStrv row = g_ptr_array_index (rows, r);

    for (guint c = 0; c < columns; c++) {
      g_string_append (out, row[c]);
      if (c + 1 < columns)
        g_string_append_printf (out, "%*s",
            (gint) (widths[c] + 2 - get_width (row[c])), "");
    }
    g_string_append_c (out, '\n');
  }
  return g_string_free (out, FALSE);
}

static GStrv
make_row (JsonObject *call)
{
  const gchar *cause = oa_json_get_string (call, "cause");
  gchar *cells[] = { format_start (call), dup_text (call, "id"),
    dup_text (call, "leg"), dup_text (call, "direction"),
    dup_text (call, "agent"), dup_text (call, "from"), dup_text (call, "to"),
    format_duration (get_duration (call)),
    g_strdup_printf ("%" G_GINT64_FORMAT, oa_json_get_int (call, "turns", 0)),
    format_cost (call),
    oa_text_make_printable (cause != NULL ? cause : "running", MAX_CELL),
    NULL };

  return g_memdup2 (cells, sizeof (cells));
}

static gchar *
calls_to_table (JsonArray *calls)
{
  static const gchar *const titles[] = { "STARTED", "ID", "LEG", "WAY", "AGENT",
    "FROM", "TO", "LENGTH", "TURNS", "COST", "CAUSE", NULL };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (
      (GDestroyNotify) g_strfreev);

  if (json_array_get_length (calls) == 0)
    return g_strdup ("There are no such calls.\n");
  g_ptr_array_add (rows, g_strdupv ((gchar **) titles));
  for (guint i = 0; i < json_array_get_length (calls); i++)
    g_ptr_array_add (rows, make_row (oa_json_array_get_object (calls, i)));
  return join_table (rows, G_N_ELEMENTS (titles) - 1);
}

/*** one call for a person ***/

static void
append_line (GString *out, const gchar *title, const gchar *text)
{
  g_autofree gchar *safe = oa_text_make_printable (text, G_MAXSIZE);

  if (safe != NULL && *safe != '\0')
    g_string_append_printf (out, "%-15s %s\n", title, safe);
}

static void
append_facts (GString *out, JsonObject *facts)
{
  JsonObjectIter iter;
  const gchar *name;
  JsonNode *value;

  if (facts == NULL)
    return;
  json_object_iter_init (&iter, facts);
  while (json_object_iter_next (&iter, &name, &value)) {
    g_autofree gchar *line = g_strdup_printf ("%s = %s", name,
        JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : "");

    append_line (out, "fact", line);
  }
}

/* m:ss since the call's start. */
static gchar *
format_place (JsonObject *call, JsonObject *record)
{
  gint64 from = ovs_time_parse (oa_json_get_string (call, "started"));
  gint64 to = ovs_time_parse (oa_json_get_string (record, "started"));

  return format_duration (
      from >= 0 && to >= from ? (to - from) / (gdouble) G_USEC_PER_SEC : 0);
}

static void
append_turn (GString *out, JsonObject *call, JsonObject *turn)
{
  const gchar *role = oa_json_get_string (turn, "role");
  const gchar *text = oa_json_get_string (turn, "text");
  gint64 latency = oa_json_get_int (turn, "latency_ms", -1);
  g_autofree gchar *place = format_place (call, turn);
  g_autofree gchar *all =
      g_strdup_printf ("%s %s", place, role != NULL ? role : "");
  g_autofree gchar *head = oa_text_make_printable (all, MAX_CELL);
  g_autoptr (GString) line = g_string_new (text);

  if (oa_json_get_boolean (turn, "interrupted", FALSE))
    g_string_append (line, " [interrupted]");
  if (latency >= 0)
    g_string_append_printf (line, " [%" G_GINT64_FORMAT " ms]", latency);
  append_line (out, head, line->len > 0 ? line->str : "[nothing]");
}

static void
append_tool (GString *out, JsonObject *call, JsonObject *tool)
{
  const gchar *error = oa_json_get_string (tool, "error");
  const gchar *result = oa_json_get_string (tool, "result");
  const gchar *arguments = oa_json_get_string (tool, "arguments");
  g_autofree gchar *place = format_place (call, tool);
  g_autofree gchar *head = g_strdup_printf ("%s called", place);
  g_autofree gchar *line = g_strdup_printf ("%s (%s): %s%s [%" G_GINT64_FORMAT
                                            " ms]",
      oa_json_get_string (tool, "name"), arguments != NULL ? arguments : "",
      error != NULL ? "failed: " : "",
      error != NULL        ? error
          : result != NULL ? result
                           : "",
      oa_json_get_int (tool, "duration_ms", 0));

  append_line (out, head, line);
}

static void
append_each (GString *out, JsonObject *call, const gchar *member,
    void (*append) (GString *, JsonObject *, JsonObject *))
{
  JsonArray *records = oa_json_get_array (call, member);

  for (guint i = 0; records != NULL && i < json_array_get_length (records); i++)
    append (out, call, oa_json_array_get_object (records, i));
}

static gchar *
call_to_table (JsonObject *call)
{
  static const gchar *const members[] = { "id", "external_id", "leg",
    "direction", "agent", "from", "to" };
  const gchar *cause = oa_json_get_string (call, "cause");
  GString *out = g_string_new (NULL);
  g_autofree gchar *started = format_start (call);
  g_autofree gchar *length = format_duration (get_duration (call));
  g_autofree gchar *cost = format_cost (oa_json_get_object (call, "usage"));

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    append_line (out, members[i], oa_json_get_string (call, members[i]));
  append_line (out, "started", started);
  append_line (out, "length", length);
  append_line (out, "cause", cause != NULL ? cause : "running");
  append_line (out, "", oa_json_get_string (call, "sentence"));
  append_line (out, "recording", oa_json_get_string (call, "recording"));
  append_line (out, "cost", cost);
  append_facts (out, oa_json_get_object (call, "facts"));
  g_string_append_c (out, '\n');
  append_each (out, call, "turns", append_turn);
  append_each (out, call, "tool_calls", append_tool);
  return g_string_free (out, FALSE);
}

/*** for programs ***/

static gchar *
node_to_json (JsonNode *node)
{
  g_autofree gchar *text = json_to_string (node, TRUE);

  json_node_unref (node);
  return g_strconcat (text, "\n", NULL);
}

typedef struct
{
  const gchar *name;
  gboolean number;
} Column;

static void
append_cell (GString *out, JsonObject *record, const Column *column)
{
  if (g_str_equal (column->name, "duration_s"))
    app_csv_append_number (out, get_duration (record));
  else if (column->number)
    app_csv_append_number (out, oa_json_get_double (record, column->name, -1));
  else
    app_csv_append_text (out, oa_json_get_string (record, column->name));
}

static gchar *
records_to_csv (JsonArray *records, const Column *columns)
{
  GString *out = g_string_new (NULL);

  for (guint c = 0; columns[c].name != NULL; c++)
    g_string_append_printf (out, "%s%s", c > 0 ? "," : "", columns[c].name);
  g_string_append (out, "\r\n");
  for (guint i = 0; records != NULL && i < json_array_get_length (records);
       i++) {
    for (guint c = 0; columns[c].name != NULL; c++) {
      if (c > 0)
        g_string_append_c (out, ',');
      append_cell (out, oa_json_array_get_object (records, i), &columns[c]);
    }
    g_string_append (out, "\r\n");
  }
  return g_string_free (out, FALSE);
}

gchar *
ovs_calls_to_text (JsonArray *calls, OvsForm form)
{
  static const Column columns[] = { { "id" }, { "started" }, { "ended" },
    { "duration_s", TRUE }, { "leg" }, { "direction" }, { "agent" }, { "from" },
    { "to" }, { "external_id" }, { "cause" }, { "sentence" }, { "recording" },
    { "turns", TRUE }, { "cost", TRUE }, { "currency" }, { NULL } };
  JsonNode *node;

  if (form == OVS_FORM_TABLE)
    return calls_to_table (calls);
  if (form == OVS_FORM_CSV)
    return records_to_csv (calls, columns);
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_set_array (node, calls);
  return node_to_json (node);
}

/* A spreadsheet gets what was said. */
gchar *
ovs_call_to_text (JsonObject *call, OvsForm form)
{
  static const Column columns[] = { { "index", TRUE }, { "role" },
    { "started" }, { "ended" }, { "duration_s", TRUE }, { "latency_ms", TRUE },
    { "text" }, { NULL } };

  if (form == OVS_FORM_TABLE)
    return call_to_table (call);
  if (form == OVS_FORM_CSV)
    return records_to_csv (oa_json_get_array (call, "turns"), columns);
  return node_to_json (oa_json_node_new_object (json_object_ref (call)));
}

gchar *
ovs_text_for_terminal (const gchar *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree gchar *line = lines[i];

    lines[i] = oa_text_make_printable (line, G_MAXSIZE);
  }
  return g_strjoinv ("\n", lines);
}
