/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* summary.c - see summary.h. */

#include "summary.h"

#include "common/csv.h"
#include "protocol/json.h"
#include "result.h"

#include <math.h>
#include <string.h>

typedef struct
{
  guint done, failed, incomplete;
  gdouble duration, wall, turns, answers, tokens, cost;
  gboolean has_cost;
  const gchar *currency;
  GArray *latencies;
} Sums;

static gdouble
positive (JsonObject *result, const gchar *member)
{
  return MAX (oa_json_get_double (result, member, -1), 0);
}

static void
add_result (Sums *sums, JsonObject *result)
{
  g_autoptr (GArray) latencies = orb_result_sorted (
      oa_json_get_array (result, "latencies"));

  if (!orb_result_is_done (result)) {
    sums->failed++;
    return;
  }
  sums->done++;
  sums->incomplete += orb_result_is_incomplete (result);
  sums->duration += positive (result, "duration");
  sums->wall += positive (result, "wall");
  sums->turns += positive (result, "turns");
  sums->answers += positive (result, "answers");
  sums->tokens += positive (result, "tokens");
  sums->has_cost |= oa_json_get_double (result, "cost", -1) >= 0;
  sums->cost += positive (result, "cost");
  if (oa_json_get_string (result, "currency") != NULL)
    sums->currency = oa_json_get_string (result, "currency");
  g_array_append_vals (sums->latencies, latencies->data, latencies->len);
}

static void
set_latency (JsonObject *to, const gdouble *sorted, guint n)
{
  static const struct
  {
    const gchar *name;
    gdouble share;
  } shares[] = { { "least", 0 }, { "median", 0.5 }, { "p95", 0.95 },
    { "most", 1 } };

  if (n == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    json_object_set_double_member (to, shares[i].name,
        round (orb_quantile (sorted, n, shares[i].share) * 1e6) / 1e6);
}

static JsonObject *
sums_to_json (Sums *sums, gdouble elapsed)
{
  JsonObject *total = json_object_new (), *latency = json_object_new ();

  json_object_set_int_member (total, "done", sums->done);
  json_object_set_int_member (total, "failed", sums->failed);
  json_object_set_int_member (total, "incomplete", sums->incomplete);
  json_object_set_double_member (total, "duration",
      round (sums->duration * 1000) / 1000);
  json_object_set_double_member (total, "wall",
      round (sums->wall * 1000) / 1000);
  if (elapsed >= 0)
    json_object_set_double_member (total, "elapsed",
        round (elapsed * 1000) / 1000);
  json_object_set_int_member (total, "turns", sums->turns);
  json_object_set_int_member (total, "answers", sums->answers);
  json_object_set_int_member (total, "tokens", sums->tokens);
  if (sums->has_cost) {
    json_object_set_double_member (total, "cost",
        round (sums->cost * 1e6) / 1e6);
    json_object_set_string_member (total, "currency",
        sums->currency != NULL ? sums->currency : "");
  }
  g_array_sort (sums->latencies, orb_by_value);
  set_latency (latency, &g_array_index (sums->latencies, gdouble, 0),
      sums->latencies->len);
  json_object_set_object_member (total, "latency", latency);
  return total;
}

/* What is only for drawing is left out. */
static JsonObject *
for_reading (JsonObject *result)
{
  static const gchar *const drawn[] = { "waves", "drawn", "texts", "texts_cut",
    NULL };
  JsonObject *copy = json_object_new ();
  g_autoptr (GList) members = json_object_get_members (result);

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (drawn, l->data))
      json_object_set_member (copy, l->data,
          json_node_copy (json_object_get_member (result, l->data)));
  return copy;
}

JsonObject *
orb_summary_new (GPtrArray *results, gdouble elapsed)
{
  JsonObject *summary = json_object_new ();
  JsonArray *recordings = json_array_new ();
  Sums sums = { 0 };

  sums.latencies = g_array_new (FALSE, FALSE, sizeof (gdouble));
  for (guint i = 0; i < results->len; i++) {
    add_result (&sums, g_ptr_array_index (results, i));
    json_array_add_object_element (recordings,
        for_reading (g_ptr_array_index (results, i)));
  }
  json_object_set_object_member (summary, "total",
      sums_to_json (&sums, elapsed));
  json_object_set_array_member (summary, "recordings", recordings);
  g_array_unref (sums.latencies);
  return summary;
}

gchar *
orb_summary_to_json (JsonObject *summary)
{
  g_autoptr (JsonNode) node =
      json_node_init_object (json_node_alloc (), summary);
  g_autofree gchar *text = json_to_string (node, TRUE);

  return g_strconcat (text, "\n", NULL);
}

/*** CSV ***/

static void
append_number (GString *out, gdouble number)
{
  g_string_append_c (out, ',');
  app_csv_append_number (out, number);
}

static void
append_latency (GString *out, JsonObject *result)
{
  g_autoptr (GArray) sorted = orb_result_sorted (
      oa_json_get_array (result, "latencies"));
  const gdouble *values = &g_array_index (sorted, gdouble, 0);

  append_number (out, orb_quantile (values, sorted->len, 0.5));
  append_number (out, orb_quantile (values, sorted->len, 0.95));
}

static void
append_warnings (GString *out, JsonObject *result)
{
  JsonArray *warnings = oa_json_get_array (result, "warnings");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; warnings != NULL && i < json_array_get_length (warnings);
       i++) {
    if (i > 0)
      g_string_append_c (text, ' ');
    g_string_append (text, json_array_get_string_element (warnings, i));
  }
  g_string_append (out, orb_result_is_incomplete (result) ? ",yes," : ",,");
  app_csv_append_text (out, text->str);
}

static void
append_row (GString *out, JsonObject *result)
{
  static const gchar *const numbers[] = { "duration", "turns", "answers",
    "attempts", "wall", "tokens", "cost" };
  static const gchar *const texts[] = { "recording", "status", "cause", "name",
    "currency" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    const gchar *text = oa_json_get_string (result, texts[i]);

    if (i > 0)
      g_string_append_c (out, ',');
    app_csv_append_text (out, text);
  }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    append_number (out, oa_json_get_double (result, numbers[i], -1));
  append_latency (out, result);
  append_warnings (out, result);
  g_string_append (out, "\r\n");
}

GString *
orb_summary_to_csv (GPtrArray *results)
{
  GString *out = g_string_new (
      "recording,status,cause,name,currency,"
      "duration_s,turns,answers,attempts,wall_s,tokens,cost,"
      "latency_median_s,latency_p95_s,incomplete,warnings\r\n");

  for (guint i = 0; i < results->len; i++)
    append_row (out, g_ptr_array_index (results, i));
  return out;
}
