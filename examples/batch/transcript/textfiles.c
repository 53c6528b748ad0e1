/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* textfiles.c - see textfiles.h. */

#include "textfiles.h"

#include "protocol/json.h"
#include "subtitles.h"

#include <math.h>
#include <string.h>

static void
append_time (GString *out, gdouble seconds, gchar separator)
{
  guint64 ms = llround (MAX (seconds, 0) * 1000);

  g_string_append_printf (out, "%02" G_GUINT64_FORMAT ":%02u:%02u%c%03u",
      ms / 3600000, (guint) (ms / 60000 % 60), (guint) (ms / 1000 % 60),
      separator, (guint) (ms % 1000));
}

static void
append_times (GString *out, const OrbCue *cue, gchar separator)
{
  append_time (out, cue->start, separator);
  g_string_append (out, " --> ");
  append_time (out, cue->end, separator);
}

/* Three characters have a meaning in a cue, and so has an arrow. */
static void
append_escaped (GString *out, const gchar *text)
{
  for (; *text != '\0'; text++) {
    if (*text == '&')
      g_string_append (out, "&amp;");
    else if (*text == '<')
      g_string_append (out, "&lt;");
    else if (*text == '>')
      g_string_append (out, "&gt;");
    else
      g_string_append_c (out, *text);
  }
}

GString *
orb_write_vtt (const GPtrArray *items)
{
  g_autoptr (GPtrArray) cues = orb_subtitles_new (items);
  GString *out = g_string_new ("WEBVTT\n");

  for (guint i = 0; i < cues->len; i++) {
    OrbCue *cue = g_ptr_array_index (cues, i);

    g_string_append_c (out, '\n');
    append_times (out, cue, '.');
    g_string_append (out, "\n<v ");
    append_escaped (out, cue->speaker);
    g_string_append_c (out, '>');
    append_escaped (out, cue->text);
    g_string_append_c (out, '\n');
  }
  return out;
}

static gboolean
has_one_speaker (const GPtrArray *cues)
{
  for (guint i = 1; i < cues->len; i++) {
    const OrbCue *a = g_ptr_array_index (cues, 0);
    const OrbCue *b = g_ptr_array_index (cues, i);

    if (g_strcmp0 (a->speaker, b->speaker) != 0)
      return FALSE;
  }
  return TRUE;
}

/* Players read some tags in it; there is no way to escape them. */
static void
append_plain (GString *out, const gchar *text)
{
  for (; *text != '\0'; text++) {
    if (*text == '\n')
      g_string_append_c (out, '\r');
    if (*text == '<')
      g_string_append (out, "\342\200\271");
    else if (*text == '>')
      g_string_append (out, "\342\200\272");
    else
      g_string_append_c (out, *text);
  }
}

GString *
orb_write_srt (const GPtrArray *items)
{
  g_autoptr (GPtrArray) cues = orb_subtitles_new (items);
  gboolean alone = has_one_speaker (cues);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < cues->len; i++) {
    OrbCue *cue = g_ptr_array_index (cues, i);

    g_string_append_printf (out, "%u\r\n", i + 1);
    append_times (out, cue, ',');
    g_string_append (out, "\r\n");
    if (!alone) {
      append_plain (out, cue->speaker);
      g_string_append (out, ": ");
    }
    append_plain (out, cue->text);
    g_string_append (out, "\r\n\r\n");
  }
  return out;
}

static void
append_paragraph (GString *out, gdouble start, const gchar *speaker,
    const gchar *text)
{
  if (*text == '\0')
    return;
  if (start >= 0) {
    guint seconds = start;

    g_string_append_printf (out, "[%02u:%02u:%02u] ", seconds / 3600,
        seconds / 60 % 60, seconds % 60);
  }
  g_string_append_printf (out, "%s: %s\n", speaker, text);
}

static void
append_item_text (GString *out, const OrbItem *item)
{
  g_autofree gchar *speaker = orb_cue_speaker (item, NULL);

  if (item->problem != NULL)
    g_string_append_printf (out, "%s: [%s]\n", speaker, item->problem);
  if (item->segments->len == 0)
    append_paragraph (out, item->start, speaker, item->text->str);
  for (guint i = 0; i < item->segments->len; i++) {
    OrbSegment *segment = g_ptr_array_index (item->segments, i);
    g_autofree gchar *name = orb_cue_speaker (item, segment->speaker);

    append_paragraph (out, segment->start, name, segment->text);
  }
}

GString *
orb_write_txt (const GPtrArray *items)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    append_item_text (out, g_ptr_array_index (items, i));
  return out;
}

/*** JSON lines ***/

static void
set_time (JsonObject *object, const gchar *name, gdouble time)
{
  if (time < 0)
    json_object_set_null_member (object, name);
  else
    json_object_set_int_member (object, name, llround (time * 1000));
}

static void
set_segments (JsonObject *object, const GPtrArray *segments)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < segments->len; i++) {
    const OrbSegment *segment = g_ptr_array_index (segments, i);
    JsonObject *row = json_object_new ();

    set_time (row, "start_ms", segment->start);
    set_time (row, "end_ms", segment->end);
    oa_json_set_string (row, "speaker", segment->speaker);
    oa_json_set_string (row, "text", segment->text);
    json_array_add_object_element (array, row);
  }
  json_object_set_array_member (object, "segments", array);
}

static JsonObject *
item_to_json (const OrbItem *item)
{
  /* In the order of OrbTimes. */
  static const gchar *const times[] = { "unknown", "estimated", "service" };
  JsonObject *object = json_object_new ();

  oa_json_set_string (object, "role", item->user ? "user" : "assistant");
  oa_json_set_string (object, "item_id", item->id);
  if (item->channel != 0)
    json_object_set_int_member (object, "channel", item->channel);
  set_time (object, "start_ms", item->start);
  set_time (object, "end_ms", item->end);
  oa_json_set_string (object, "times", times[item->times]);
  oa_json_set_string (object, "language", item->language);
  oa_json_set_string (object, "text", item->text->str);
  oa_json_set_string (object, "problem", item->problem);
  if (item->segments->len > 0)
    set_segments (object, item->segments);
  return object;
}

GString *
orb_write_jsonl (const GPtrArray *items)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++) {
    g_autoptr (JsonObject) object = item_to_json (g_ptr_array_index (items, i));
    g_autofree gchar *line = oa_json_object_to_text (object);

    g_string_append (out, line);
    g_string_append_c (out, '\n');
  }
  return out;
}
