/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* textrun.c - see textrun.h. */

#include "textrun.h"

#include <math.h>
#include <string.h>

#define RATE 24000
#define FRAME_MS 10
/* Clearly above silence, clearly below any vowel. */
#define LOUD_DB (-45.0)

/* No commas: each stretch of sound is a sentence. */
const gchar *const first_answer[] = { "Good morning everybody.",
  "It is a pleasure to meet you here today.", "Shall we begin right away?",
  "The first thing on my list is the plan for the next three weeks!", NULL };

const gchar *const second_answer[] = { "That is a good question.",
  "I would have to look it up in the big book.", "Please wait for a moment.",
  NULL };

void
text_start (Fixture *f, gdouble speed, guint user_delay_ms)
{
  g_autofree gchar *one = g_strjoinv (" ", (gchar **) first_answer);
  g_autofree gchar *two = g_strjoinv (" ", (gchar **) second_answer);
  g_autofree gchar *script = g_strdup_printf (
      "{\"turns\":["
      "{\"user\":\"Who is there? Is it you?\",\"user_delay_ms\":%u,"
      "\"say\":\"%s\"},"
      "{\"user\":\"What do we do now?\",\"say\":\"%s\"}]}",
      user_delay_ms, one, two);
  OrsOptions options = { .speed = speed };

  fixture_start_script (f, &options, script);
}

void
text_launch (Fixture *f, const gchar *description)
{
  g_autofree gchar *settings =
      g_strdup_printf ("name=element api-key=sk-test uri=%s "
                       "transcription-model=gpt-transcribe",
          ors_server_get_uri (f->server));
  g_auto (GStrv) parts = g_strsplit (description, "%s", 2);
  g_autofree gchar *text = g_strconcat (parts[0], settings, parts[1], NULL);
  GError *error = NULL;

  f->pipeline = gst_parse_launch (text, &error);
  g_assert_no_error (error);
  f->src = gst_bin_get_by_name (GST_BIN (f->pipeline), "src");
  f->element = gst_bin_get_by_name (GST_BIN (f->pipeline), "element");
  f->sink = gst_bin_get_by_name (GST_BIN (f->pipeline), "sink");
}

/*** what a pad gives ***/

static void
cue_clear (gpointer data)
{
  g_free (((Cue *) data)->text);
}

static void
add_cue (GArray *cues, gchar *text, GstClockTime begin, GstClockTime duration)
{
  Cue cue = { text, begin, begin + duration };

  g_assert_true (GST_CLOCK_TIME_IS_VALID (begin));
  g_assert_true (GST_CLOCK_TIME_IS_VALID (duration));
  g_array_append_val (cues, cue);
}

static GstPadProbeReturn
on_data (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstClockTime begin, duration;
  GstMapInfo map;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER) {
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

    /* Since 1.24 matroskamux writes GAP events down as empty blocks. */
    if (gst_buffer_get_size (buffer) == 0)
      return GST_PAD_PROBE_OK;
    gst_buffer_map (buffer, &map, GST_MAP_READ);
    add_cue (data, g_strndup ((gchar *) map.data, map.size),
        GST_BUFFER_PTS (buffer), GST_BUFFER_DURATION (buffer));
    gst_buffer_unmap (buffer, &map);
  } else if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
    gst_event_parse_gap (event, &begin, &duration);
    add_cue (data, NULL, begin, duration);
  }
  return GST_PAD_PROBE_OK;
}

GArray *
text_watch (GstElement *element, const gchar *name)
{
  GArray *cues = g_array_new (FALSE, FALSE, sizeof (Cue));
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, name);

  g_array_set_clear_func (cues, cue_clear);
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data,
      cues, NULL);
  return cues;
}

void
cues_free (GArray *cues)
{
  g_array_unref (cues);
}

const Cue *
cues_nth (const GArray *cues, guint n)
{
  for (guint i = 0; i < cues->len; i++) {
    const Cue *cue = &g_array_index (cues, Cue, i);

    if (cue->text != NULL && n-- == 0)
      return cue;
  }
  return NULL;
}

/*** audio ***/

GBytes *
text_questions (guint pause_ms)
{
  GByteArray *both = g_byte_array_new ();
  g_autoptr (GBytes) one = make_speech ("pcm", 1, 2000, pause_ms);
  g_autoptr (GBytes) two = make_speech ("pcm", 1, 1200, 1500);

  g_byte_array_append (both, g_bytes_get_data (one, NULL),
      g_bytes_get_size (one));
  g_byte_array_append (both, g_bytes_get_data (two, NULL),
      g_bytes_get_size (two));
  return g_byte_array_free_to_bytes (both);
}

static gboolean
is_loud (const gint16 *samples, guint n)
{
  gdouble sum = 0;

  for (guint i = 0; i < n; i++)
    sum += (samples[i] / 32768.0) * (samples[i] / 32768.0);
  return 10 * log10 (sum / n + 1e-10) > LOUD_DB;
}

GArray *
find_sounds (const guint8 *data, gsize size, guint pause_ms)
{
  GArray *sounds = g_array_new (FALSE, FALSE, sizeof (Cue));
  const gint16 *samples = (gconstpointer) data;
  guint frame = RATE * FRAME_MS / 1000, i, n = size / 2 / frame;
  guint quiet = pause_ms;

  for (i = 0; i < n; i++) {
    GstClockTime begin = i * FRAME_MS * GST_MSECOND;
    Cue sound = { NULL, begin, 0 };

    quiet += FRAME_MS;
    if (!is_loud (samples + i * frame, frame))
      continue;
    if (quiet > pause_ms)
      g_array_append_val (sounds, sound);
    g_array_index (sounds, Cue, sounds->len - 1).end = begin
        + FRAME_MS * GST_MSECOND;
    quiet = 0;
  }
  return sounds;
}
