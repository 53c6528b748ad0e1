/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* report.c - see report.h. */

#include "report.h"

#include "drawing.h"
#include "format.h"
#include "protocol/json.h"
#include "result.h"

#include <string.h>

static const gchar head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
    "<title>Recordings</title>\n<style>\n"
    ":root{color-scheme:light dark;--link:#1f5f9f;--ink:#1b2430;--soft:#5d6b7b;"
    "--line:#dde3ea;--paper:#fff;"
    "--page:#f4f6f9;--voice:#2f6fb0;--turn:#cfe1f4;--answer:#2e9e6b;"
    "--bad:#b3362b}\n"
    "@media(prefers-color-scheme:dark){:root{"
    "--link:#8fc0f0;--ink:#e6ebf1;--soft:#9aa8b7;"
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
    "article p{margin:0}a{color:var(--link)}\n"
    ".warning{font-size:.87rem;margin-top:.25rem}\n"
    ".texts{max-height:24rem;overflow:auto;margin-top:.6rem;padding:.5rem "
    ".7rem;border:1px solid var(--line);border-radius:6px}\n"
    ".texts p{display:flex;gap:.7rem;padding:.18rem 0;"
    "overflow-wrap:anywhere}\n"
    ".texts time{flex:none;min-width:2.6rem;color:var(--soft);"
    "font-size:.87rem;font-variant-numeric:tabular-nums}\n"
    ".texts b{font-weight:600}.heard b{color:var(--voice)}"
    ".said b{color:var(--answer)}\n"
    ".files{margin-top:.55rem;font-size:.87rem;display:flex;flex-wrap:wrap;"
    "gap:.25rem .9rem}\n"
    "nav{display:grid;grid-template-columns:repeat(auto-fill,"
    "minmax(14rem,1fr));gap:.15rem 1rem;font-size:.93rem}"
    "nav a{overflow-wrap:anywhere}\n"
    "audio{width:100%;height:2.2rem;margin-top:.5rem}\n"
    "@media(max-width:34rem){body{padding:1rem .5rem}svg{min-width:34rem}"
    ".wave,.plot{overflow-x:auto}nav{grid-template-columns:1fr}}\n"
    "@media print{.texts{max-height:none;overflow:visible}"
    "audio,nav{display:none}}\n"
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

static void
append_number (GString *out, JsonObject *total, const gchar *member,
    const gchar *what)
{
  append_figure (out,
      g_strdup_printf ("%.0f", oa_json_get_double (total, member, -1)), what);
}

static gchar *
format_count (JsonObject *result, const gchar *member, const gchar *word)
{
  return orb_format_count (oa_json_get_double (result, member, -1), word);
}

static gchar *
format_cost (JsonObject *object)
{
  return orb_format_cost (oa_json_get_double (object, "cost", -1),
      oa_json_get_string (object, "currency"));
}

static void
append_figures (GString *out, JsonObject *total)
{
  gdouble duration = oa_json_get_double (total, "duration", -1);
  gdouble elapsed = oa_json_get_double (total, "elapsed", -1);
  g_autofree gchar *factor =
      orb_format_factor (duration, oa_json_get_double (total, "wall", -1));

  g_string_append (out, "<section class=\"figures\">\n");
  append_number (out, total, "done", "done");
  append_number (out, total, "failed", "failed");
  if (oa_json_get_double (total, "incomplete", -1) > 0)
    append_number (out, total, "incomplete", "not whole");
  append_figure (out, orb_format_time (duration), "of audio");
  append_number (out, total, "turns", "turns");
  if (elapsed > 0)
    append_figure (out, orb_format_time (elapsed), "last run");
  append_figure (out, g_strconcat (factor, "\303\227", NULL), "real time");
  append_number (out, total, "tokens", "tokens");
  if (oa_json_get_double (total, "cost", -1) >= 0)
    append_figure (out, format_cost (total), "cost");
  g_string_append (out, "</section>\n");
}

static void
append_latencies (GString *out, GPtrArray *results)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (gdouble));

  for (guint i = 0; i < results->len; i++) {
    g_autoptr (GArray) some = orb_result_sorted (
        oa_json_get_array (g_ptr_array_index (results, i), "latencies"));

    g_array_append_vals (all, some->data, some->len);
  }
  if (all->len > 0) {
    g_string_append (out,
        "<h2>Latency: from the end of a turn to the first "
        "sound of its answer</h2>\n<div class=\"plot\">\n");
    orb_draw_histogram (out, &g_array_index (all, gdouble, 0), all->len);
    g_string_append (out, "</div>\n");
  }
  g_array_unref (all);
}

/*** a recording ***/

static void
append_facts (GString *out, JsonObject *result)
{
  gdouble duration = oa_json_get_double (result, "duration", -1);
  gdouble wall = oa_json_get_double (result, "wall", -1);
  g_autofree gchar *time = orb_format_time (duration);
  g_autofree gchar *factor = orb_format_factor (duration, wall);
  g_autofree gchar *turns = format_count (result, "turns", "turn");
  g_autofree gchar *answers = format_count (result, "answers", "answer");
  g_autofree gchar *tokens = format_count (result, "tokens", "token");
  g_autoptr (GArray) sorted = orb_result_sorted (
      oa_json_get_array (result, "latencies"));
  g_autofree gchar *median = format_ms (
      orb_quantile (&g_array_index (sorted, gdouble, 0), sorted->len, 0.5));

  g_string_append_printf (out,
      "<p class=\"facts\">%s, %s, %s, %s\303\227 "
      "real time, %s",
      time, turns, answers, factor, tokens);
  if (sorted->len > 0)
    g_string_append_printf (out, ", latency %s", median);
  if (oa_json_get_double (result, "cost", -1) >= 0) {
    g_autofree gchar *cost = format_cost (result);

    g_string_append (out, ", ");
    append_text (out, cost);
  }
  if (oa_json_get_double (result, "attempts", -1) > 1)
    g_string_append_printf (out, ", %.0f tries",
        oa_json_get_double (result, "attempts", -1));
  g_string_append (out, "</p>\n");
}

static void
append_warnings (GString *out, JsonObject *result)
{
  JsonArray *warnings = oa_json_get_array (result, "warnings");

  for (guint i = 0; warnings != NULL && i < json_array_get_length (warnings);
       i++) {
    g_string_append (out,
        orb_result_is_incomplete (result) ? "<p class=\"warning bad\">"
                                          : "<p class=\"warning\">");
    append_text (out, json_array_get_string_element (warnings, i));
    g_string_append (out, "</p>\n");
  }
}

/* Turns of a channel, under its waveform; with one waveform, all of them. */
static void
append_waves (GString *out, JsonObject *result)
{
  JsonArray *waves = oa_json_get_array (result, "waves");
  JsonArray *turns = oa_json_get_array (result, "drawn");
  guint n = waves != NULL ? json_array_get_length (waves) : 0;

  for (guint i = 0; i < n; i++) {
    g_string_append (out, "<div class=\"wave\">");
    orb_draw_wave (out, json_array_get_string_element (waves, i), turns,
        n > 1 ? i + 1 : 0, oa_json_get_double (result, "duration", -1));
    g_string_append (out, "</div>\n");
  }
}

/*** what was said, and where it is ***/

/* A path that stays one, whatever is in a name. */
static void
append_path (GString *out, const gchar *name)
{
  g_autofree gchar *escaped = g_uri_escape_string (name, "/", FALSE);

  g_string_append_printf (out, "./%s", escaped);
}

/* The end of its name, which the others do not have. */
static const gchar *
get_kind (const gchar *file, const gchar *name)
{
  return name != NULL && g_str_has_prefix (file, name)
          && file[strlen (name)] == '.'
      ? file + strlen (name) + 1
      : file;
}

static gboolean
is_sound (const gchar *file)
{
  return g_str_has_suffix (file, ".wav") || g_str_has_suffix (file, ".flac")
      || g_str_has_suffix (file, ".opus");
}

static void
append_links (GString *out, JsonObject *result)
{
  JsonArray *files = oa_json_get_array (result, "files");
  guint n = files != NULL ? json_array_get_length (files) : 0;

  if (n == 0)
    return;
  g_string_append (out, "<p class=\"files\">");
  for (guint i = 0; i < n; i++) {
    const gchar *file = json_array_get_string_element (files, i);

    g_string_append (out, "<a href=\"");
    append_path (out, file);
    g_string_append (out, "\">");
    append_text (out, get_kind (file, oa_json_get_string (result, "name")));
    g_string_append (out, "</a> ");
  }
  g_string_append (out, "</p>\n");
}

static void
append_players (GString *out, JsonObject *result)
{
  JsonArray *files = oa_json_get_array (result, "files");

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++) {
    const gchar *file = json_array_get_string_element (files, i);

    if (!is_sound (file) || strstr (file, ".conversation.") == NULL)
      continue;
    g_string_append (out, "<audio controls preload=\"none\" src=\"");
    append_path (out, file);
    g_string_append (out, "\"></audio>\n");
  }
}

static void
append_when (GString *out, gdouble start)
{
  guint seconds = CLAMP (start, 0, 1e9);

  if (start < 0)
    g_string_append (out, "<time></time>");
  else if (seconds < 3600)
    g_string_append_printf (out, "<time>%u:%02u</time>", seconds / 60,
        seconds % 60);
  else
    g_string_append_printf (out, "<time>%u:%02u:%02u</time>", seconds / 3600,
        seconds / 60 % 60, seconds % 60);
}

static void
append_row (GString *out, JsonArray *row)
{
  g_string_append (out,
      json_array_get_double_element (row, 1) > 0 ? "<p class=\"heard\">"
                                                 : "<p class=\"said\">");
  append_when (out, json_array_get_double_element (row, 0));
  g_string_append (out, "<span><b>");
  append_text (out, json_array_get_string_element (row, 2));
  g_string_append (out, "</b> ");
  append_text (out, json_array_get_string_element (row, 3));
  g_string_append (out, "</span></p>\n");
}

static void
append_texts (GString *out, JsonObject *result)
{
  JsonArray *rows = oa_json_get_array (result, "texts");
  guint n = rows != NULL ? json_array_get_length (rows) : 0;

  if (n == 0)
    return;
  g_string_append (out, "<div class=\"texts\" tabindex=\"0\">\n");
  for (guint i = 0; i < n; i++)
    append_row (out, json_array_get_array_element (rows, i));
  if (oa_json_get_boolean (result, "texts_cut", FALSE))
    g_string_append (out, "<p>The rest is in the files.</p>\n");
  g_string_append (out, "</div>\n");
}

static void
append_recording (GString *out, JsonObject *result, guint number)
{
  const gchar *cause = oa_json_get_string (result, "cause");
  const gchar *recording = oa_json_get_string (result, "recording");

  g_string_append_printf (out, "<article id=\"r%u\"%s>\n<h3>", number,
      orb_result_is_done (result) ? "" : " class=\"failed\"");
  append_text (out,
      recording != NULL ? recording : oa_json_get_string (result, "input"));
  g_string_append (out, "</h3>\n");
  if (orb_result_is_done (result)) {
    append_facts (out, result);
    append_warnings (out, result);
    append_waves (out, result);
    append_players (out, result);
    append_texts (out, result);
    append_links (out, result);
  } else {
    g_string_append (out, "<p class=\"bad\">");
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
    append_recording (out, result, i);
  }
}

/* Where each one is, when they are too many to be seen at once. */
static void
append_contents (GString *out, GPtrArray *results)
{
  if (results->len < 4)
    return;
  g_string_append (out, "<h2>Contents</h2>\n<nav>\n");
  for (guint i = 0; i < results->len; i++) {
    JsonObject *result = g_ptr_array_index (results, i);
    const gchar *name = oa_json_get_string (result, "recording");
    gboolean good = orb_result_is_done (result)
        && !orb_result_is_incomplete (result);

    g_string_append_printf (out, "<a href=\"#r%u\"%s>", i,
        good ? "" : " class=\"bad\"");
    append_text (out,
        name != NULL ? name : oa_json_get_string (result, "input"));
    g_string_append (out, "</a>\n");
  }
  g_string_append (out, "</nav>\n");
}

GString *
orb_report_new (JsonObject *summary, GPtrArray *results)
{
  GString *out = g_string_new (head);

  append_figures (out, json_object_get_object_member (summary, "total"));
  append_latencies (out, results);
  append_contents (out, results);
  append_recordings (out, results, FALSE, "Failed");
  append_recordings (out, results, TRUE, "Done");
  g_string_append (out, "</main>\n</body>\n</html>\n");
  return out;
}
