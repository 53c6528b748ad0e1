/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* report.c - see report.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "report.h"

#include "drawing.h"
#include "result.h"
#include "teller.h"

static const gchar head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>Recordings</title>\n<style>\n"
    ":root{--ink:#1b2430;--soft:#5d6b7b;--line:#dde3ea;--paper:#fff;"
    "--page:#f4f6f9;--voice:#2f6fb0;--turn:#cfe1f4;--answer:#2e9e6b;"
    "--bad:#b3362b}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6ebf1;--soft:#9aa8b7;"
    "--line:#303b48;--paper:#1b232d;--page:#12181f;--voice:#7db4ea;"
    "--turn:#274665;--answer:#4cc48d;--bad:#f08377}}\n"
    "body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);"
    "background:var(--page);margin:0;padding:2rem 1rem}\n"
    "main{max-width:62rem;margin:auto}\n"
    "h1{font-size:1.5rem;margin:0 0 1rem}\n"
    "h2{font-size:1.1rem;margin:2rem 0 .6rem}\n"
    ".figures{display:grid;grid-template-columns:"
    "repeat(auto-fit,minmax(6.6rem,1fr));gap:.7rem}\n"
    ".figures div,article,.plot{background:var(--paper);border:1px solid "
    "var(--line);border-radius:8px;padding:.7rem .9rem}\n"
    ".figures b{display:block;font-size:1.25rem}\n"
    ".figures span,.facts,.key{color:var(--soft);font-size:.87rem}\n"
    "article{margin:0 0 .8rem;break-inside:avoid}\n"
    "article h3{font-size:1rem;margin:0 0 .15rem;overflow-wrap:anywhere}\n"
    "svg{display:block;width:100%;height:auto;margin-top:.45rem}\n"
    ".bad{color:var(--bad)}article.failed{border-left:4px solid var(--bad)}\n"
    ".voice{fill:var(--voice)}.turn{fill:var(--turn)}"
    ".answer{fill:var(--answer)}.axis{stroke:var(--line)}"
    "text{fill:var(--soft);font:11px system-ui,sans-serif}\n"
    ".key i{display:inline-block;width:.8em;height:.8em;border-radius:2px;"
    "margin:0 .3em 0 1em;vertical-align:-.05em}\n"
    "</style>\n</head>\n<body>\n<main>\n<h1>Recordings</h1>\n";

static const gchar key[] =
    "<p class=\"key\"><i style=\"background:var(--voice);margin-left:0\"></i>"
    "the recording<i style=\"background:var(--turn)\"></i>a turn that was "
    "heard<i style=\"background:var(--answer)\"></i>an answer, at its "
    "time</p>\n";

static void
append_text (GString *out, const gchar *text)
{
  g_autofree gchar *escaped =
      g_markup_escape_text (text != NULL ? text : "", -1);

  g_string_append (out, escaped);
}

static gchar *
format_ms (gdouble seconds)
{
  if (seconds < 0)
    return g_strdup ("\342\200\223");
  if (seconds < 0.01)
    return g_strdup_printf ("%.1f ms", seconds * 1000);
  return seconds < 1 ? g_strdup_printf ("%.0f ms", seconds * 1000)
      : g_strdup_printf ("%.2f s", seconds);
}

/*** the sum of all ***/

/* Takes value. */
static void
append_figure (GString *out, gchar *value, const gchar *what)
{
  g_string_append (out, "<div><b>");
  append_text (out, value);
  g_string_append_printf (out, "</b><span>%s</span></div>\n", what);
  g_free (value);
}

/* "1 turn", "2 turns". */
static gchar *
format_count (JsonObject *result, const gchar *member, const gchar *word)
{
  gdouble n = MAX (orb_result_number (result, member), 0);

  return g_strdup_printf ("%.0f %s%s", n, word, n == 1 ? "" : "s");
}

static gchar *
format_cost (JsonObject *object)
{
  gdouble cost = orb_result_number (object, "cost");
  const gchar *currency = orb_result_text (object, "currency");

  return g_strdup_printf (cost < 0.1 ? "%.4f %s" : "%.2f %s", cost,
      currency != NULL ? currency : "");
}

static void
append_figures (GString *out, JsonObject *total)
{
  gdouble duration = orb_result_number (total, "duration");
  gdouble elapsed = orb_result_number (total, "elapsed");

  g_string_append (out, "<section class=\"figures\">\n");
  append_figure (out, g_strdup_printf ("%.0f", orb_result_number (total,
              "done")), "done");
  append_figure (out, g_strdup_printf ("%.0f", orb_result_number (total,
              "failed")), "failed");
  append_figure (out, orb_teller_format_time (duration), "of audio");
  append_figure (out, g_strdup_printf ("%.0f", orb_result_number (total,
              "turns")), "turns");
  if (elapsed > 0)
    append_figure (out, orb_teller_format_time (elapsed), "last run");
  append_figure (out, g_strdup_printf ("%.0f\303\227", duration
          / MAX (orb_result_number (total, "wall"), 0.001)),
      "real time");
  append_figure (out, g_strdup_printf ("%.0f", orb_result_number (total,
              "tokens")), "tokens");
  if (orb_result_number (total, "cost") >= 0)
    append_figure (out, format_cost (total), "cost");
  g_string_append (out, "</section>\n");
}

static void
append_latencies (GString *out, GPtrArray *results)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (gdouble));

  for (guint i = 0; i < results->len; i++) {
    g_autoptr (GArray) some = orb_result_sorted (orb_result_array
        (g_ptr_array_index (results, i), "latencies"));

    g_array_append_vals (all, some->data, some->len);
  }
  if (all->len > 0) {
    g_string_append (out, "<h2>Latency: from the end of a turn to the first "
        "sound of its answer</h2>\n<div class=\"plot\">\n");
    orb_draw_histogram (out, (const gdouble *) all->data, all->len);
    g_string_append (out, "</div>\n");
  }
  g_array_unref (all);
}

/*** a recording ***/

static void
append_facts (GString *out, JsonObject *result)
{
  gdouble duration = orb_result_number (result, "duration");
  gdouble wall = orb_result_number (result, "wall");
  g_autofree gchar *time = orb_teller_format_time (duration);
  g_autofree gchar *turns = format_count (result, "turns", "turn");
  g_autofree gchar *answers = format_count (result, "answers", "answer");
  g_autofree gchar *tokens = format_count (result, "tokens", "token");
  g_autoptr (GArray) sorted =
      orb_result_sorted (orb_result_array (result, "latencies"));
  g_autofree gchar *median = format_ms (orb_quantile ((gdouble *) sorted->data,
          sorted->len, 0.5));

  g_string_append_printf (out, "<p class=\"facts\" style=\"margin:0\">%s, "
      "%s, %s, %.0f\303\227 real time, %s", time, turns, answers,
      duration / MAX (wall, 0.001), tokens);
  if (sorted->len > 0)
    g_string_append_printf (out, ", latency %s", median);
  if (orb_result_number (result, "cost") >= 0) {
    g_autofree gchar *cost = format_cost (result);

    g_string_append (out, ", ");
    append_text (out, cost);
  }
  if (orb_result_number (result, "attempts") > 1)
    g_string_append_printf (out, ", %.0f tries",
        orb_result_number (result, "attempts"));
  g_string_append (out, "</p>\n");
}

static void
append_warnings (GString *out, JsonArray *warnings)
{
  for (guint i = 0; warnings != NULL && i < json_array_get_length (warnings);
      i++) {
    g_string_append (out, "<p class=\"facts\" style=\"margin:0\">");
    append_text (out, json_array_get_string_element (warnings, i));
    g_string_append (out, "</p>\n");
  }
}

/* Turns of a channel, under its waveform; with one waveform, all of them. */
static void
append_waves (GString *out, JsonObject *result)
{
  JsonArray *waves = orb_result_array (result, "waves");
  JsonArray *turns = orb_result_array (result, "drawn");
  guint n = waves != NULL ? json_array_get_length (waves) : 0;

  for (guint i = 0; i < n; i++)
    orb_draw_wave (out, json_array_get_string_element (waves, i), turns,
        n > 1 ? i + 1 : 0, orb_result_number (result, "duration"));
}

static void
append_recording (GString *out, JsonObject *result)
{
  const gchar *cause = orb_result_text (result, "cause");
  const gchar *recording = orb_result_text (result, "recording");

  g_string_append (out, orb_result_is_done (result) ? "<article>\n<h3>"
      : "<article class=\"failed\">\n<h3>");
  append_text (out, recording != NULL ? recording
      : orb_result_text (result, "input"));
  g_string_append (out, "</h3>\n");
  if (orb_result_is_done (result)) {
    append_facts (out, result);
    append_warnings (out, orb_result_array (result, "warnings"));
    append_waves (out, result);
  } else {
    g_string_append (out, "<p class=\"bad\" style=\"margin:0\">");
    append_text (out, cause != NULL ? cause : "failed");
    g_string_append (out, "</p>\n");
  }
  g_string_append (out, "</article>\n");
}

static void
append_recordings (GString *out, GPtrArray *results, gboolean done,
    const gchar *title)
{
  gboolean any = FALSE;

  for (guint i = 0; i < results->len; i++) {
    JsonObject *result = g_ptr_array_index (results, i);

    if (orb_result_is_done (result) != done)
      continue;
    if (!any)
      g_string_append_printf (out, "<h2>%s</h2>\n%s", title, done ? key : "");
    any = TRUE;
    append_recording (out, result);
  }
}

GString *
orb_report_new (JsonObject *summary, GPtrArray *results)
{
  GString *out = g_string_new (head);

  append_figures (out, json_object_get_object_member (summary, "total"));
  append_latencies (out, results);
  append_recordings (out, results, FALSE, "Failed");
  append_recordings (out, results, TRUE, "Done");
  g_string_append (out, "</main>\n</body>\n</html>\n");
  return out;
}
