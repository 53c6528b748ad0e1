/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* types.h - what is kept of a call: values without a life of their own.
 *
 * Whoever tells a record owns its texts; they are copied. NULL is an empty
 * text. Times are microseconds since 1970 (g_get_real_time()). */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const gchar *id;
  const gchar *leg;       /* twilio, sip, ... */
  const gchar *direction; /* in, out */
  const gchar *agent;
  const gchar *from;
  const gchar *to;
  const gchar *external_id; /* the phone company's, as a CallSid */
  gint64 started;
} OvsCallRecord;

typedef struct
{
  guint index;       /* from 0, in the order of the conversation */
  const gchar *role; /* user, assistant */
  const gchar *text; /* as it was heard */
  gint64 started;
  gint64 ended;
  gboolean interrupted;
  gint latency_ms; /* of an answer: end of speech to first sound; -1 = not
                    * known */
} OvsTurnRecord;

typedef struct
{
  const gchar *name;
  const gchar *arguments; /* JSON */
  const gchar *result;
  const gchar *error; /* NULL = it went well */
  gint64 started;
  gint64 duration_ms;
} OvsToolRecord;

/* Of one response, or of whatever was used: those of a call are added up. */
typedef struct
{
  const gchar *model;
  guint64 input_text; /* tokens, cached ones among them */
  guint64 input_audio;
  guint64 cached_text;
  guint64 cached_audio;
  guint64 output_text;
  guint64 output_audio;
  gdouble cost; /* below 0 = not known */
  const gchar *currency;
} OvsUsageRecord;

typedef struct
{
  gint64 ended;
  const gchar *cause; /* one word, as caller-hung-up */
  const gchar *sentence;
  const gchar *recording; /* path; NULL = none */
} OvsEndRecord;

/* The cause of calls whose server was killed. */
#define OVS_CAUSE_BROKEN_OFF "broken-off"

/* Which calls: what is NULL or 0 is not asked for. */
typedef struct
{
  gint64 since; /* of the call's start */
  gint64 until; /* not itself */
  const gchar *agent;
  const gchar *leg;
  const gchar *cause;
  const gchar *from;
  const gchar *to;
  const gchar *text; /* in a turn, whatever the case of its letters */
  guint limit;       /* the latest ones; 0 = OVS_CALLS_MAX */
} OvsCallFilter;

#define OVS_CALLS_MAX 100000

G_END_DECLS
