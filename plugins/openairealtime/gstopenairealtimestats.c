/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gstopenairealtimestats.c - what can be read: figures and the conversation. */

#include "gstopenairealtimeelement.h"

static void
set_latency (GstStructure *stats, const gchar *field, gint64 latency)
{
  gst_structure_set (stats, field, G_TYPE_UINT64,
      latency >= 0 ? (guint64) latency : GST_CLOCK_TIME_NONE, NULL);
}

static void
add_media_figures (GstOpenaiRealtime *self, GstStructure *stats)
{
  OaMediaFigures figures;
  guint64 underruns;

  oa_media_get_figures (self->media, &figures, &underruns);
  gst_structure_set (stats, "underruns", G_TYPE_UINT64, underruns,
      "input-duration", G_TYPE_UINT64, figures.input_duration, "input-dropped",
      G_TYPE_UINT64, figures.input_dropped, "input-filled", G_TYPE_UINT64,
      figures.input_filled, "output-received", G_TYPE_UINT64,
      figures.output_received, "output-duration", G_TYPE_UINT64,
      figures.output_duration, "output-dropped", G_TYPE_UINT64,
      figures.output_dropped, NULL);
  set_latency (stats, "last-input-latency", figures.input_latency);
  set_latency (stats, "last-interrupt-latency",
      figures.cut_latency >= 0 ? figures.cut_latency * GST_USECOND : -1);
}

GstStructure *
gst_openai_realtime_get_stats (GstOpenaiRealtime *self)
{
  OaSession *session = gst_openai_realtime_ref_session (self);
  OaSessionFigures f = { 0 };
  GstStructure *stats;
  gdouble cost = -1;

  f.connect_duration = -1;
  f.latencies = (OaLatencies){ -1, -1, -1 };
  if (session != NULL) {
    oa_session_get_figures (session, &f);
    cost = oa_session_get_cost (session);
    oa_session_unref (session);
  }
  stats = gst_structure_new ("openairealtime/stats", "turns", G_TYPE_UINT64,
      (guint64) f.turns, "interruptions", G_TYPE_UINT64, f.interruptions,
      "reconnects", G_TYPE_UINT64, f.reconnects, "renewals", G_TYPE_UINT64,
      f.renewals, "events-sent", G_TYPE_UINT64, f.events_sent,
      "events-received", G_TYPE_UINT64, f.events_received, "input-text-tokens",
      G_TYPE_UINT64, f.usage.input_text_tokens, "input-audio-tokens",
      G_TYPE_UINT64, f.usage.input_audio_tokens, "cached-tokens", G_TYPE_UINT64,
      f.usage.cached_tokens, "cached-text-tokens", G_TYPE_UINT64,
      f.usage.cached_text_tokens, "cached-audio-tokens", G_TYPE_UINT64,
      f.usage.cached_audio_tokens, "output-text-tokens", G_TYPE_UINT64,
      f.usage.output_text_tokens, "output-audio-tokens", G_TYPE_UINT64,
      f.usage.output_audio_tokens, NULL);
  set_latency (stats, "connect-duration", f.connect_duration);
  set_latency (stats, "last-first-delta-latency", f.latencies.first_delta);
  set_latency (stats, "last-first-frame-latency", f.latencies.first_frame);
  set_latency (stats, "last-first-sound-latency", f.latencies.first_sound);
  if (cost >= 0)
    gst_structure_set (stats, "cost", G_TYPE_DOUBLE, cost, NULL);
  add_media_figures (self, stats);
  return stats;
}

typedef struct
{
  gchar *item_id;
  gint64 heard_ms;
} Heard;

static void
heard_clear (gpointer data)
{
  g_free (((Heard *) data)->item_id);
}

static void
collect_heard (const gchar *item_id, gint64 heard_ms, gpointer data)
{
  Heard heard = { g_strdup (item_id), heard_ms };

  g_array_append_val ((GArray *) data, heard);
}

/* Items that are still playing know best from the timeline. */
static void
refresh_heard (GstOpenaiRealtime *self, OaSession *session)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Heard));
  guint i;

  g_array_set_clear_func (all, heard_clear);
  oa_media_foreach_heard (self->media, collect_heard, all);
  for (i = 0; i < all->len; i++) {
    Heard *heard = &g_array_index (all, Heard, i);

    oa_session_set_heard (session, heard->item_id, heard->heard_ms);
  }
  g_array_unref (all);
}

gchar *
gst_openai_realtime_get_conversation (GstOpenaiRealtime *self)
{
  OaSession *session = gst_openai_realtime_ref_session (self);
  gchar *json;

  if (session == NULL)
    return g_strdup ("[]");
  refresh_heard (self, session);
  json = oa_session_dup_conversation (session);
  oa_session_unref (session);
  return json;
}
