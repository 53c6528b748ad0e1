/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* transcript.c - messages into items. See transcript.h. */

#include "transcript.h"

#include "protocol/json.h"

#include <string.h>

#define PREFIX "openairealtime/"
#define TRANSCRIPTION "conversation.item.input_audio_transcription."
/* An answer's length is told in whole ms. */
#define SLACK (ORB_RATE / 20)

static void
segment_free (OrbSegment *segment)
{
  g_free (segment->speaker);
  g_free (segment->text);
  g_free (segment);
}

static void
item_free (OrbItem *item)
{
  g_free (item->id);
  g_string_free (item->text, TRUE);
  g_free (item->language);
  g_free (item->problem);
  g_ptr_array_unref (item->segments);
  g_free (item);
}

OrbTranscript *
orb_transcript_new (guint channel)
{
  OrbTranscript *self = g_new0 (OrbTranscript, 1);

  self->channel = channel;
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->latencies = g_array_new (FALSE, FALSE, sizeof (gdouble));
  return self;
}

void
orb_transcript_free (OrbTranscript *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->items);
  g_array_unref (self->latencies);
  g_free (self->failure);
  g_free (self->cut_reason);
  g_free (self);
}

static OrbItem *
ensure_item (OrbTranscript *self, const gchar *id, gboolean user)
{
  OrbItem *item;

  if (id == NULL)
    return NULL;
  item = g_hash_table_lookup (self->by_id, id);
  if (item != NULL)
    return item;
  item = g_new0 (OrbItem, 1);
  item->id = g_strdup (id);
  item->user = user;
  item->channel = self->channel;
  item->text = g_string_new (NULL);
  item->segments = g_ptr_array_new_with_free_func (
      (GDestroyNotify) segment_free);
  item->start = item->end = -1;
  item->told_start = item->told_end = item->committed = -1;
  item->audio_ms = -1;
  g_ptr_array_add (self->items, item);
  g_hash_table_insert (self->by_id, item->id, item);
  return item;
}

/*** messages ***/

static gdouble
get_time (const GstStructure *s, GstClockTime base)
{
  guint64 time;

  if (!gst_structure_get_uint64 (s, "running-time", &time)
      || !GST_CLOCK_TIME_IS_VALID (time))
    return -1;
  if (GST_CLOCK_TIME_IS_VALID (base))
    time = time > base ? time - base : 0;
  return time / (gdouble) GST_SECOND;
}

static void
take_speech (OrbTranscript *self, const GstStructure *s, GstClockTime base,
    gboolean started)
{
  OrbItem *item =
      ensure_item (self, gst_structure_get_string (s, "item-id"), TRUE);

  if (item == NULL)
    return;
  if (started)
    item->told_start = get_time (s, base);
  else
    item->told_end = get_time (s, base);
}

static void
take_transcript (OrbTranscript *self, const GstStructure *s)
{
  const gchar *text = gst_structure_get_string (s, "text");
  gboolean user = g_strcmp0 (gst_structure_get_string (s, "role"), "user") == 0;
  OrbItem *item =
      ensure_item (self, gst_structure_get_string (s, "item-id"), user);
  gboolean final = FALSE;

  if (item == NULL || text == NULL)
    return;
  gst_structure_get_boolean (s, "final", &final);
  if (final)
    g_string_truncate (item->text, 0);
  if (!item->final || final)
    g_string_append (item->text, text);
  item->final |= final;
}

static void
add_count (const GstStructure *s, const gchar *field, guint64 *sum)
{
  guint64 count;

  if (gst_structure_get_uint64 (s, field, &count))
    *sum += count;
}

static void
take_usage (OrbTranscript *self, const GstStructure *s)
{
  OrbUsage *usage = &self->usage;

  add_count (s, "input-text-tokens", &usage->input_text);
  add_count (s, "input-audio-tokens", &usage->input_audio);
  add_count (s, "cached-tokens", &usage->cached);
  add_count (s, "cached-text-tokens", &usage->cached_text);
  add_count (s, "cached-audio-tokens", &usage->cached_audio);
  add_count (s, "output-text-tokens", &usage->output_text);
  add_count (s, "output-audio-tokens", &usage->output_audio);
}

static void
take_response (OrbTranscript *self, const GstStructure *s)
{
  const gchar *status = gst_structure_get_string (s, "status");
  const gchar *message = gst_structure_get_string (s, "message");
  const gchar *code = gst_structure_get_string (s, "code");
  guint64 latency;

  /* What was cut off is answered again. */
  self->responses += g_strcmp0 (status, "cancelled") != 0;
  take_usage (self, s);
  if (gst_structure_get_uint64 (s, "first-delta-latency", &latency)) {
    gdouble seconds = latency / (gdouble) GST_SECOND;

    g_array_append_val (self->latencies, seconds);
  }
  if (g_strcmp0 (status, "incomplete") == 0) {
    self->cut++;
    if (self->cut_reason == NULL)
      self->cut_reason = g_strdup (gst_structure_get_string (s, "reason"));
  }
  if (g_strcmp0 (status, "failed") != 0 || self->failure != NULL)
    return;
  self->limited = code != NULL && strstr (code, "rate_limit") != NULL;
  self->failure = g_strdup_printf ("The service could not finish an answer: "
                                   "%s",
      message != NULL ? message : "it did not say why.");
}

static void
take_playback (OrbTranscript *self, const GstStructure *s)
{
  OrbItem *item =
      ensure_item (self, gst_structure_get_string (s, "item-id"), FALSE);
  guint64 ms;

  if (item != NULL && gst_structure_get_uint64 (s, "heard-ms", &ms))
    item->audio_ms = ms;
}

void
orb_transcript_message (OrbTranscript *self, const GstStructure *s,
    GstClockTime base)
{
  const gchar *name = gst_structure_get_name (s);

  if (!g_str_has_prefix (name, PREFIX))
    return;
  name += strlen (PREFIX);
  if (g_str_equal (name, "speech-started"))
    take_speech (self, s, base, TRUE);
  else if (g_str_equal (name, "speech-stopped"))
    take_speech (self, s, base, FALSE);
  else if (g_str_equal (name, "transcript"))
    take_transcript (self, s);
  else if (g_str_equal (name, "response-done"))
    take_response (self, s);
  else if (g_str_equal (name, "playback-done"))
    take_playback (self, s);
}

/*** events ***/

static void
take_language (OrbItem *item, JsonObject *event)
{
  JsonArray *languages = oa_json_get_array (event, "languages");
  JsonObject *first =
      languages != NULL ? oa_json_array_get_object (languages, 0) : NULL;

  if (first == NULL)
    return;
  g_free (item->language);
  item->language = oa_json_dup_string (first, "code");
}

static void
take_completed (OrbTranscript *self, OrbItem *item, JsonObject *event)
{
  JsonObject *usage = oa_json_get_object (event, "usage");

  self->usage.transcription_seconds +=
      MAX (oa_json_get_double (usage, "seconds", 0), 0);
  self->usage.transcription_input +=
      MAX (oa_json_get_double (usage, "input_tokens", 0), 0);
  self->usage.transcription_output +=
      MAX (oa_json_get_double (usage, "output_tokens", 0), 0);
  take_language (item, event);
  /* A text that is empty is a text, too. */
  item->final = TRUE;
}

/* Its times count from the beginning of the item. */
static void
take_segment (OrbItem *item, JsonObject *event)
{
  OrbSegment *segment;
  gdouble start = oa_json_get_double (event, "start", -1);
  gdouble end = oa_json_get_double (event, "end", -1);

  if (start < 0 || end < start || oa_json_get_string (event, "text") == NULL)
    return;
  segment = g_new0 (OrbSegment, 1);
  segment->start = start;
  segment->end = end;
  segment->speaker = g_strdup (oa_json_get_string (event, "speaker"));
  segment->text = g_strdup (oa_json_get_string (event, "text"));
  g_ptr_array_add (item->segments, segment);
}

static void
take_problem (OrbItem *item, JsonObject *event)
{
  const gchar *message =
      oa_json_get_string (oa_json_get_object (event, "error"), "message");

  g_free (item->problem);
  item->problem = g_strdup (
      message != NULL ? message : "The service could not write it down.");
}

void
orb_transcript_event (OrbTranscript *self, const gchar *type, const gchar *json,
    gdouble position)
{
  g_autoptr (JsonObject) event =
      oa_json_parse_object (json, -1, 0, "event", NULL);
  OrbItem *item =
      ensure_item (self, oa_json_get_string (event, "item_id"), TRUE);

  if (item == NULL)
    return;
  if (g_str_equal (type, "input_audio_buffer.committed"))
    item->committed = position;
  else if (g_str_equal (type, TRANSCRIPTION "completed"))
    take_completed (self, item, event);
  else if (g_str_equal (type, TRANSCRIPTION "segment"))
    take_segment (item, event);
  else if (g_str_equal (type, TRANSCRIPTION "failed"))
    take_problem (item, event);
}

/*** times ***/

static gdouble
or_else (gdouble time, gdouble fallback)
{
  return time >= 0 ? time : fallback;
}

/* The service counts padding and silence in; what is asked for is the voice. */
static void
resolve_detected (OrbItem *item, const OrbDetection *detection,
    OrbLoudness *levels)
{
  gdouble duration = orb_loudness_get_duration (levels);
  gdouble start = item->told_start;
  gdouble end = item->told_end >= 0 ? MIN (item->told_end, duration) : duration;

  if (start < 0)
    return;
  item->start = MIN (or_else (orb_loudness_first_sound (levels, start, end),
                         start + detection->padding),
      end);
  item->end = MAX (or_else (orb_loudness_last_sound (levels, item->start, end),
                       end - detection->silence),
      item->start);
  item->times = ORB_TIMES_SERVICE;
}

/* The service does not tell where a turn was cut, only that it was; it was cut
 * at the last pause before what was read by then. */
static gdouble
resolve_committed (OrbItem *item, const OrbDetection *detection,
    OrbLoudness *levels, gdouble previous)
{
  gdouble end =
      orb_loudness_last_pause (levels, item->committed, detection->silence);
  gdouble last;

  if (end <= previous)
    end = item->committed;
  item->start = orb_loudness_first_sound (levels, previous, end);
  if (item->start < 0)
    return previous;
  last = orb_loudness_last_sound (levels, item->start, end);
  item->end = or_else (last, end);
  item->times = ORB_TIMES_ESTIMATED;
  return end;
}

static void
resolve_segments (OrbItem *item)
{
  gdouble base = item->told_start >= 0 ? item->told_start : item->start;

  for (guint i = 0; i < item->segments->len; i++) {
    OrbSegment *segment = g_ptr_array_index (item->segments, i);

    segment->start += MAX (base, 0);
    segment->end += MAX (base, 0);
  }
}

static void
resolve_answer (OrbItem *item, const OrbAnswerMap *spans, guint64 *joined)
{
  guint64 length;

  if (spans == NULL || item->audio_ms <= 0)
    return;
  length = item->audio_ms * (ORB_RATE / 1000);
  item->start = orb_answer_map_find (spans, *joined, SLACK)
      / (gdouble) ORB_RATE;
  item->end = item->start + length / (gdouble) ORB_RATE;
  item->times = ORB_TIMES_SERVICE;
  *joined += length;
}

/* The silence behind the last turn is committed, too; it has no text. */
static void
drop_silence (OrbTranscript *self)
{
  for (guint i = self->items->len; i > 0; i--) {
    OrbItem *item = g_ptr_array_index (self->items, i - 1);

    if (item->committed < 0 || item->times != ORB_TIMES_UNKNOWN)
      continue;
    g_hash_table_remove (self->by_id, item->id);
    g_ptr_array_remove_index (self->items, i - 1);
  }
}

void
orb_transcript_resolve_times (OrbTranscript *self,
    const OrbDetection *detection, OrbLoudness *levels,
    const OrbAnswerMap *spans)
{
  gdouble previous = 0;
  guint64 joined = 0;

  for (guint i = 0; i < self->items->len; i++) {
    OrbItem *item = g_ptr_array_index (self->items, i);

    if (!item->user) {
      resolve_answer (item, spans, &joined);
      continue;
    }
    if (detection->service_detects)
      resolve_detected (item, detection, levels);
    else if (item->committed >= 0)
      previous = resolve_committed (item, detection, levels, previous);
    resolve_segments (item);
  }
  if (!detection->service_detects)
    drop_silence (self);
}

gboolean
orb_transcript_has_answer (const OrbTranscript *self)
{
  for (guint i = 0; i < self->items->len; i++) {
    const OrbItem *item = g_ptr_array_index (self->items, i);

    if (!item->user && (item->text->len > 0 || item->audio_ms > 0))
      return TRUE;
  }
  return FALSE;
}
