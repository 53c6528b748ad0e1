/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* transcript.h - what was said in a recording, gathered from the messages of
 * the element.
 *
 * Gives each item a text and, where it can be known, a beginning and an end.
 * Pure: takes messages in the order in which they came. */

#pragma once

#include "answermap.h"
#include "loudness.h"

#include <gst/gst.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  ORB_TIMES_UNKNOWN,
  ORB_TIMES_ESTIMATED, /* found by the pauses of the recording */
  ORB_TIMES_SERVICE,   /* told by the service */
} OrbTimes;

typedef struct
{
  gdouble start; /* s in the recording */
  gdouble end;
  gchar *speaker;
  gchar *text;
} OrbSegment;

typedef struct
{
  gchar *id;
  gboolean user;
  guint channel; /* from 1; 0 = all of them */
  gdouble start; /* s in the recording; -1 = not known */
  gdouble end;
  OrbTimes times;
  GString *text;
  gboolean final;
  gchar *language;
  gchar *problem;      /* why there is no text */
  GPtrArray *segments; /* of OrbSegment, if the service has them */

  /* As told; see orb_transcript_resolve_times(). */
  gdouble told_start;
  gdouble told_end;
  gdouble committed; /* s of the recording read by then */
  gint64 audio_ms;   /* of an answer; -1 = not known */
} OrbItem;

typedef struct
{
  guint64 input_text;
  guint64 input_audio;
  guint64 cached;
  guint64 cached_text; /* of them, where the service says */
  guint64 cached_audio;
  guint64 output_text;
  guint64 output_audio;
  guint64 transcription_input;
  guint64 transcription_output;
  gdouble transcription_seconds;
} OrbUsage;

/* How the element was told to find turns. */
typedef struct
{
  gboolean service_detects;
  gdouble padding; /* s before speech that count as its start */
  gdouble silence; /* s behind the speech that count as its end */
} OrbDetection;

/* To be read only. */
typedef struct
{
  guint channel;
  GPtrArray *items; /* of OrbItem */
  OrbUsage usage;
  GArray *latencies; /* gdouble, s */
  guint responses;
  guint cut;         /* answers that the service broke off */
  gchar *cut_reason; /* its word for the reason, or NULL */
  gchar *failure;    /* why the answers are not complete, or NULL */
  gboolean limited;  /* the service had too much to do: try later */
  GHashTable *by_id; /* of items */
} OrbTranscript;

OrbTranscript *orb_transcript_new (guint channel);
void orb_transcript_free (OrbTranscript *self);

/* An element message; base = running time of the recording's first sample. */
void orb_transcript_message (OrbTranscript *self, const GstStructure *message,
    GstClockTime base);

/* An event of the service; position = s of the recording read by now. */
void orb_transcript_event (OrbTranscript *self, const gchar *type,
    const gchar *json, gdouble position);

/* Finds the times, when all is over. spans = the answers' places, or NULL. */
void orb_transcript_resolve_times (OrbTranscript *self,
    const OrbDetection *detection, OrbLoudness *levels,
    const OrbAnswerMap *spans);

/* The service said something. */
gboolean orb_transcript_has_answer (const OrbTranscript *self);

G_END_DECLS
