/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* subtitles.c - see subtitles.h. */

#include "subtitles.h"

#include "linewrap.h"

#include <string.h>

/* A cue that flashes by cannot be read. */
#define LEAST_S 0.5

static void
cue_free (OrbCue *cue)
{
  g_free (cue->speaker);
  g_free (cue->text);
  g_free (cue);
}

static gchar *
name_speaker (const OrbItem *item, const gchar *segment_speaker)
{
  if (!item->user)
    return g_strdup ("Assistant");
  if (segment_speaker != NULL && item->channel != 0)
    return g_strdup_printf ("%s (channel %u)", segment_speaker, item->channel);
  if (segment_speaker != NULL)
    return g_strdup (segment_speaker);
  if (item->channel != 0)
    return g_strdup_printf ("Channel %u", item->channel);
  return g_strdup ("Speaker");
}

/* A name is one line. */
gchar *
orb_cue_speaker (const OrbItem *item, const gchar *segment_speaker)
{
  gchar *name = name_speaker (item, segment_speaker);

  for (gchar *at = name; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return name;
}

static glong
count_columns (const GPtrArray *lines, guint from, guint to)
{
  glong n = 0;

  for (guint i = from; i < to && i < lines->len; i++)
    n += orb_columns (g_ptr_array_index (lines, i));
  return n;
}

static void
add_cue (GPtrArray *cues, const gchar *speaker, const gchar *first,
    const gchar *second, gdouble start, gdouble end)
{
  OrbCue *cue = g_new0 (OrbCue, 1);

  cue->speaker = g_strdup (speaker);
  cue->text = g_strjoin (second != NULL ? "\n" : "", first, second, NULL);
  cue->start = start;
  cue->end = MAX (end, start + LEAST_S);
  g_ptr_array_add (cues, cue);
}

static void
add_text (GPtrArray *cues, const gchar *speaker, const gchar *text,
    gdouble start, gdouble end)
{
  g_autoptr (GPtrArray) lines = orb_wrap (text, ORB_CUE_LINE);
  glong total = MAX (count_columns (lines, 0, lines->len), 1);

  if (start < 0)
    return;
  for (guint i = 0; i < lines->len; i += 2) {
    gdouble from = count_columns (lines, 0, i) / (gdouble) total;
    gdouble to = count_columns (lines, 0, i + 2) / (gdouble) total;

    add_cue (cues, speaker, g_ptr_array_index (lines, i),
        i + 1 < lines->len ? g_ptr_array_index (lines, i + 1) : NULL,
        start + from * (end - start), start + to * (end - start));
  }
}

static void
add_item (GPtrArray *cues, const OrbItem *item)
{
  g_autofree gchar *speaker = orb_cue_speaker (item, NULL);

  if (item->segments->len == 0)
    add_text (cues, speaker, item->text->str, item->start, item->end);
  for (guint i = 0; i < item->segments->len; i++) {
    OrbSegment *segment = g_ptr_array_index (item->segments, i);
    g_autofree gchar *name = orb_cue_speaker (item, segment->speaker);

    add_text (cues, name, segment->text, segment->start, segment->end);
  }
}

static gint
by_start (gconstpointer a, gconstpointer b)
{
  const OrbCue *x = *(OrbCue *const *) a, *y = *(OrbCue *const *) b;

  return x->start < y->start ? -1 : x->start > y->start;
}

/* Cues of one speaker do not lie over each other. */
static void
cut_overlaps (GPtrArray *cues)
{
  for (guint i = 0; i < cues->len; i++) {
    OrbCue *cue = g_ptr_array_index (cues, i);

    for (guint k = i + 1; k < cues->len; k++) {
      OrbCue *next = g_ptr_array_index (cues, k);

      if (g_strcmp0 (cue->speaker, next->speaker) != 0)
        continue;
      if (next->start > cue->start)
        cue->end = MIN (cue->end, next->start);
      break;
    }
  }
}

GPtrArray *
orb_subtitles_new (const GPtrArray *items)
{
  GPtrArray *cues = g_ptr_array_new_with_free_func ((GDestroyNotify) cue_free);

  for (guint i = 0; i < items->len; i++)
    add_item (cues, g_ptr_array_index (items, i));
  g_ptr_array_sort (cues, by_start);
  cut_overlaps (cues);
  return cues;
}
