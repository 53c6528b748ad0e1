/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* result.c - see result.h. */

#include "result.h"

#include "outputs.h"
#include "protocol/json.h"
#include "transcript/subtitles.h"

#include <math.h>
#include <string.h>

/* More would make a journal of hours too long. */
#define MAX_DRAWN 4000
#define MAX_LATENCIES 4000
#define MAX_TEXT (2 * 1024 * 1024)

/* Digits behind the comma that mean something. */
static gdouble
rounded (gdouble value, gdouble digits)
{
  gdouble factor = pow (10, digits);

  return round (value * factor) / factor;
}

/*** turns ***/

static guint
count_turns (const GPtrArray *items)
{
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    n += ((OrbItem *) g_ptr_array_index (items, i))->user;
  return n;
}

static void
add_turns (JsonObject *result, const GPtrArray *items)
{
  JsonArray *drawn = json_array_new ();

  for (guint i = 0; i < items->len && i < MAX_DRAWN; i++) {
    const OrbItem *item = g_ptr_array_index (items, i);
    JsonArray *turn;

    if (item->start < 0)
      continue;
    turn = json_array_new ();
    json_array_add_int_element (turn, item->user ? 1 : 0);
    json_array_add_int_element (turn, item->channel);
    json_array_add_double_element (turn, rounded (item->start, 3));
    json_array_add_double_element (turn, rounded (item->end, 3));
    json_array_add_array_element (drawn, turn);
  }
  json_object_set_int_member (result, "turns", count_turns (items));
  json_object_set_array_member (result, "drawn", drawn);
}

static void
add_waves (JsonObject *result, GPtrArray *channels)
{
  JsonArray *waves = json_array_new ();

  for (guint i = 0; i < channels->len; i++) {
    const OrbChannel *channel = g_ptr_array_index (channels, i);
    guint8 columns[ORB_WAVE];
    g_autoptr (GString) hex = g_string_new (NULL);

    orb_loudness_draw (channel->loudness, columns, ORB_WAVE);
    for (guint c = 0; c < ORB_WAVE; c++)
      g_string_append_printf (hex, "%02x", columns[c]);
    json_array_add_string_element (waves, hex->str);
  }
  json_object_set_array_member (result, "waves", waves);
}

/* For the report; whatever of the files is wanted. */
static gsize
add_row (JsonArray *rows, gdouble start, const OrbItem *item,
    const gchar *speaker, const gchar *text)
{
  g_autofree gchar *name = orb_cue_speaker (item, speaker);
  JsonArray *row = json_array_new ();

  json_array_add_double_element (row, start >= 0 ? rounded (start, 2) : -1);
  json_array_add_int_element (row, item->user);
  json_array_add_string_element (row, name);
  json_array_add_string_element (row, text);
  json_array_add_array_element (rows, row);
  return strlen (text);
}

static void
add_rows (JsonObject *result, const GPtrArray *items)
{
  JsonArray *rows = json_array_new ();
  gsize size = 0;
  guint i;

  for (i = 0; i < items->len && i < MAX_DRAWN && size < MAX_TEXT; i++) {
    const OrbItem *item = g_ptr_array_index (items, i);

    if (item->segments->len == 0 && item->text->len > 0)
      size += add_row (rows, item->start, item, NULL, item->text->str);
    for (guint k = 0; k < item->segments->len && size < MAX_TEXT; k++) {
      const OrbSegment *segment = g_ptr_array_index (item->segments, k);

      size +=
          add_row (rows, segment->start, item, segment->speaker, segment->text);
    }
  }
  json_object_set_array_member (result, "texts", rows);
  json_object_set_boolean_member (result, "texts_cut", i < items->len);
}

/*** figures ***/

static void
add_usage (OrbUsage *sum, const OrbUsage *usage)
{
  sum->input_text += usage->input_text;
  sum->input_audio += usage->input_audio;
  sum->cached += usage->cached;
  sum->cached_text += usage->cached_text;
  sum->cached_audio += usage->cached_audio;
  sum->output_text += usage->output_text;
  sum->output_audio += usage->output_audio;
  sum->transcription_input += usage->transcription_input;
  sum->transcription_output += usage->transcription_output;
  sum->transcription_seconds += usage->transcription_seconds;
}

static void
set_usage (JsonObject *result, const OrbUsage *usage)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "input_text", usage->input_text);
  json_object_set_int_member (object, "input_audio", usage->input_audio);
  json_object_set_int_member (object, "cached", usage->cached);
  json_object_set_int_member (object, "output_text", usage->output_text);
  json_object_set_int_member (object, "output_audio", usage->output_audio);
  json_object_set_int_member (object, "transcription_input",
      usage->transcription_input);
  json_object_set_int_member (object, "transcription_output",
      usage->transcription_output);
  json_object_set_double_member (object, "transcription_seconds",
      rounded (usage->transcription_seconds, 3));
  json_object_set_int_member (result, "tokens",
      usage->input_text + usage->input_audio + usage->output_text
          + usage->output_audio + usage->transcription_input
          + usage->transcription_output);
  json_object_set_object_member (result, "usage", object);
}

/* Each channel has the same to say of the file. */
static void
add_warning (JsonArray *warnings, const gchar *text)
{
  for (guint i = 0; i < json_array_get_length (warnings); i++)
    if (g_str_equal (json_array_get_string_element (warnings, i), text))
      return;
  json_array_add_string_element (warnings, text);
}

static void
add_figures (JsonObject *result, GPtrArray *channels, OrbUsage *usage,
    gdouble *heard)
{
  JsonArray *latencies = json_array_new (), *warnings = json_array_new ();
  guint answers = 0;
  gboolean incomplete = FALSE;

  for (guint i = 0; i < channels->len; i++) {
    const OrbChannel *channel = g_ptr_array_index (channels, i);
    const OrbTranscript *transcript = channel->transcript;
    const GArray *more = transcript->latencies;
    const GPtrArray *texts = channel->warnings;

    incomplete |= channel->incomplete;
    add_usage (usage, &transcript->usage);
    answers += transcript->responses;
    *heard += orb_loudness_get_duration (channel->loudness);
    for (guint k = 0;
         k < more->len && json_array_get_length (latencies) < MAX_LATENCIES;
         k++)
      json_array_add_double_element (latencies,
          rounded (g_array_index (more, gdouble, k), 6));
    for (guint k = 0; k < texts->len; k++)
      add_warning (warnings, g_ptr_array_index (texts, k));
  }
  json_object_set_boolean_member (result, "incomplete", incomplete);
  json_object_set_int_member (result, "answers", answers);
  json_object_set_array_member (result, "latencies", latencies);
  json_object_set_array_member (result, "warnings", warnings);
}

static void
add_cost (JsonObject *result, const OrbResultSource *source,
    const OrbUsage *usage, gdouble heard)
{
  gdouble cost = source->prices == NULL
      ? -1
      : orb_prices_cost (source->prices, source->settings, usage, heard);

  if (cost < 0)
    return;
  json_object_set_double_member (result, "cost", rounded (cost, 6));
  json_object_set_string_member (result, "currency",
      app_prices_get_currency (source->prices));
}

static void
add_files (JsonObject *result, JsonArray *files)
{
  JsonArray *names = json_array_new ();

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    json_array_add_string_element (names,
        json_object_get_string_member (json_array_get_object_element (files, i),
            "to"));
  json_object_set_array_member (result, "files", names);
}

JsonObject *
orb_result_new (const OrbResultSource *source, GPtrArray *channels,
    JsonArray *files)
{
  JsonObject *result = json_object_new ();
  g_autoptr (GPtrArray) items = orb_outputs_merge_items (channels);
  OrbUsage usage = { 0 };
  gdouble heard = 0, duration = 0;

  for (guint i = 0; i < channels->len; i++) {
    const OrbChannel *channel = g_ptr_array_index (channels, i);

    duration = MAX (duration, orb_loudness_get_duration (channel->loudness));
  }
  oa_json_set_string (result, "input", source->uri);
  oa_json_set_string (result, "recording", source->recording);
  oa_json_set_string (result, "name", source->name);
  oa_json_set_string (result, "work", orb_work_words[source->settings->work]);
  oa_json_set_string (result, "status", "done");
  json_object_set_double_member (result, "duration", rounded (duration, 3));
  json_object_set_int_member (result, "attempts", source->attempts);
  json_object_set_double_member (result, "wall", rounded (source->wall, 3));
  add_turns (result, items);
  add_rows (result, items);
  add_waves (result, channels);
  add_figures (result, channels, &usage, &heard);
  set_usage (result, &usage);
  add_cost (result, source, &usage, heard);
  add_files (result, files);
  return result;
}

void
orb_result_set_failure (JsonObject *result, const gchar *cause)
{
  json_object_set_string_member (result, "status", "failed");
  json_object_set_string_member (result, "cause", cause);
}

/*** checking ***/

#define MAX_ELEMENTS 200000
#define MAX_NUMBER 1e12

/* What is expected of a member: nested arrays by their kinds. */
typedef enum
{
  TEXT,
  NUMBER,
  FLAG,
  OBJECT,
  FILE_NAME,
  ROW, /* when, who (1 = a user), their name, what */
} Kind;

static gboolean is_row (JsonNode *node);

static gboolean
is_kind (JsonNode *node, Kind kind)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                            : G_TYPE_INVALID;
  gdouble number;

  switch (kind) {
    case FILE_NAME:
      return type == G_TYPE_STRING
          && app_folder_is_name (json_node_get_string (node), ORB_OWN_FOLDER);
    case TEXT:
      return type == G_TYPE_STRING;
    case NUMBER:
      return oa_json_node_get_number (node, &number)
          && fabs (number) <= MAX_NUMBER;
    case FLAG:
      return type == G_TYPE_BOOLEAN;
    case OBJECT:
      return JSON_NODE_HOLDS_OBJECT (node);
    case ROW:
    default:
      return is_row (node);
  }
}

static gboolean
is_row (JsonNode *node)
{
  static const Kind kinds[] = { NUMBER, NUMBER, TEXT, TEXT };
  JsonArray *row = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                : NULL;
  gboolean ok = row != NULL
      && json_array_get_length (row) == G_N_ELEMENTS (kinds);

  for (guint i = 0; ok && i < G_N_ELEMENTS (kinds); i++)
    ok = is_kind (json_array_get_element (row, i), kinds[i]);
  return ok;
}

/* depth: of arrays around the kind. */
static gboolean
is_nested (JsonNode *node, Kind kind, guint depth)
{
  JsonArray *array = depth > 0 && JSON_NODE_HOLDS_ARRAY (node)
      ? json_node_get_array (node)
      : NULL;
  gboolean ok = array != NULL && json_array_get_length (array) <= MAX_ELEMENTS;

  if (depth == 0)
    return is_kind (node, kind);
  for (guint i = 0; ok && i < json_array_get_length (array); i++)
    ok = is_nested (json_array_get_element (array, i), kind, depth - 1);
  return ok;
}

gboolean
orb_result_check (JsonObject *result)
{
  static const struct
  {
    const gchar *member;
    Kind kind;
    guint depth;
  } rules[] = {
    { "input", TEXT },
    { "recording", TEXT },
    { "name", TEXT },
    { "work", TEXT },
    { "status", TEXT },
    { "cause", TEXT },
    { "currency", TEXT },
    { "duration", NUMBER },
    { "attempts", NUMBER },
    { "wall", NUMBER },
    { "turns", NUMBER },
    { "answers", NUMBER },
    { "tokens", NUMBER },
    { "cost", NUMBER },
    { "drawn", NUMBER, 2 },
    { "waves", TEXT, 1 },
    { "latencies", NUMBER, 1 },
    { "warnings", TEXT, 1 },
    { "files", FILE_NAME, 1 },
    { "usage", OBJECT },
    { "incomplete", FLAG },
    { "texts", ROW, 1 },
    { "texts_cut", FLAG },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++) {
    JsonNode *node = json_object_get_member (result, rules[i].member);

    if (node != NULL && !is_nested (node, rules[i].kind, rules[i].depth))
      return FALSE;
  }
  return json_object_has_member (result, "input");
}

/*** reading ***/

gboolean
orb_result_is_done (JsonObject *result)
{
  return g_strcmp0 (oa_json_get_string (result, "status"), "done") == 0;
}

gboolean
orb_result_is_incomplete (JsonObject *result)
{
  return oa_json_get_boolean (result, "incomplete", FALSE);
}

gint
orb_by_value (gconstpointer a, gconstpointer b)
{
  gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return x < y ? -1 : x > y;
}

GArray *
orb_result_sorted (JsonArray *array)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (gdouble));

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    gdouble value = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node)
                                                 : 0;

    g_array_append_val (values, value);
  }
  g_array_sort (values, orb_by_value);
  return values;
}

gdouble
orb_quantile (const gdouble *sorted, guint n, gdouble share)
{
  gdouble at = share * (n - 1.0);
  guint low = MAX (at, 0);

  if (n == 0)
    return -1;
  if (low + 1 >= n)
    return sorted[n - 1];
  return sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]);
}
