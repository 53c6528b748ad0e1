/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* talk.h - what was said in a recording, gathered from the element's messages.
 *
 * Gives each item a text and, where it can be known, a beginning and an end.
 * Pure: takes messages in the order in which they came. */

#pragma once

#include "levels.h"
#include "spans.h"

#include <gst/gst.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  ORB_TIMES_UNKNOWN,
  ORB_TIMES_ESTIMATED,          /* found by the pauses of the recording */
  ORB_TIMES_SERVICE,            /* told by the service */
} OrbTimes;

typedef struct
{
  gdouble start;                /* s in the recording */
  gdouble end;
  gchar *speaker;
  gchar *text;
} OrbSegment;

typedef struct
{
  gchar *id;
  gboolean user;
  guint channel;                /* from 1; 0 = all of them */
  gdouble start;                /* s in the recording; -1 = not known */
  gdouble end;
  OrbTimes times;
  GString *text;
  gboolean final;
  gchar *language;
  gchar *problem;               /* why there is no text */
  GPtrArray *segments;          /* of OrbSegment, if the service has them */

  /* As told; see orb_talk_settle(). */
  gdouble told_start;
  gdouble told_end;
  gdouble committed;            /* s of the recording read by then */
  gint64 audio_ms;              /* of an answer; -1 = not known */
} OrbItem;

typedef struct
{
  guint64 input_text;
  guint64 input_audio;
  guint64 cached;
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
  gdouble padding;              /* s before speech that count as its start */
  gdouble silence;              /* s behind the speech that count as its end */
} OrbDetection;

typedef struct _OrbTalk OrbTalk;

OrbTalk *orb_talk_new  (guint channel);
void     orb_talk_free (OrbTalk *self);

/* An element message; base = running time of the recording's first sample. */
void     orb_talk_message (OrbTalk *self, const GstStructure *message,
    GstClockTime base);

/* An event of the service; position = s of the recording read by now. */
void     orb_talk_event (OrbTalk *self, const gchar *type, const gchar *json,
    gdouble position);

/* Finds the times, when all is over. spans = the answers' places, or NULL. */
void     orb_talk_settle (OrbTalk *self, const OrbDetection *detection,
    OrbLevels *levels, const OrbSpans *spans);

const GPtrArray *orb_talk_get_items (const OrbTalk *self);   /* of OrbItem */
const OrbUsage  *orb_talk_get_usage (const OrbTalk *self);
const GArray    *orb_talk_get_latencies (const OrbTalk *self); /* gdouble, s */
guint    orb_talk_get_responses (const OrbTalk *self);

/* Answers that the service broke off, and its word for the reason, or NULL. */
guint    orb_talk_get_cut (const OrbTalk *self);
const gchar *orb_talk_get_cut_reason (const OrbTalk *self);
/* Something was said. */
gboolean orb_talk_has_answer (const OrbTalk *self);

/* Why the answers are not complete, or NULL; and whether trying again later
 * may help because the service had too much to do. */
const gchar *orb_talk_get_failure (const OrbTalk *self);
gboolean orb_talk_was_limited (const OrbTalk *self);

G_END_DECLS
