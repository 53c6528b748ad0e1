/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* transcriptdetail.h - what a transcript event says beside the text: parts with
 * times and speakers, probabilities, languages.
 *
 * Plain data, never changed once it is made; references may be held on any
 * thread. Bounded: entries beyond OA_TRANSCRIPT_MAX_ENTRIES are left out. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define OA_TRANSCRIPT_MAX_ENTRIES 4096

/* A segment or a word; strings may be NULL, times (s) -1. */
typedef struct
{
  gchar *id;
  gchar *text;
  gchar *speaker;
  gdouble start;
  gdouble end;
} OaTimedText;

typedef struct
{
  gchar *token;
  gdouble logprob;
} OaLogprob;

typedef struct
{
  GArray *segments;     /* of OaTimedText */
  GArray *words;        /* of OaTimedText */
  GArray *logprobs;     /* of OaLogprob */
  GPtrArray *languages; /* of strings */
} OaTranscriptDetail;

/* Of an event with logprobs, segments, words or languages; NULL when it says
 * nothing of the kind. */
OaTranscriptDetail *oa_transcript_detail_new (JsonObject *event);

/* Of an event that is itself a segment. */
OaTranscriptDetail *oa_transcript_detail_new_segment (JsonObject *event);

OaTranscriptDetail *oa_transcript_detail_ref (OaTranscriptDetail *self);
void oa_transcript_detail_unref (OaTranscriptDetail *self);

G_END_DECLS
