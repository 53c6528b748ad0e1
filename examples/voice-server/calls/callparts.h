/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callparts.h - what a call is made of, for the files that are its parts. */

#pragma once

#include "calls/callrecorder.h"
#include "calls/calltypes.h"
#include "calls/media.h"
#include "calls/modelevents.h"
#include "calls/servicetap.h"
#include "calls/turns.h"
#include "leg.h"

G_BEGIN_DECLS

typedef struct
{
  gchar *id, *direction, *from, *to, *external_id;
  JsonObject *parameters; /* of its agent's context */
  JsonObject *context;    /* what was told of it, for each run */
  gint64 started;         /* µs of the clock */
  gint64 begun;           /* monotonic */
} OvsCallIdentity;

/* From its media on. */
typedef struct
{
  gboolean has_media;
  guint joins; /* tries to join it that have failed */
  GstElement *model;
  OvsMedia *media;
  OvsAgentRun *run;
  OvsTurns *turns;
  OvsModelEvents *events;
  GstElement *recording; /* NULL: there is none */
  GString *keys;         /* that the caller dials */
} OvsCallSession;

typedef struct
{
  guint limit; /* arrival, the longest duration, then the goodbye's */
  guint keys;
  guint join;
  guint over;
} OvsCallTimers;

/* While somebody watches. */
typedef struct
{
  OvsServiceTap *tap;
  guint timer;                 /* of levels */
  gdouble levels[OVS_N_SIDES]; /* dBFS, as they were last */
  guint hands;                 /* see callaudit.h */
} OvsCallWatch;

typedef struct
{
  const gchar *cause; /* of an end that has begun */
  gchar *sentence;
  gboolean ended;
  OvsCallOverFunc over;
  gpointer user_data;
} OvsCallEnding;

struct _OvsCall
{
  OvsOffice *office;
  OvsLeg *leg;
  OvsAgentSet *agents; /* as they were when it began */
  OvsAgent *agent;
  OvsCallRecorder *recorder;
  OvsCallIdentity who;
  OvsCallSession session;
  OvsCallTimers timers;
  OvsCallWatch watch;
  OvsCallEnding ending;
};

/* Of an agent that is asked for before it speaks. */
OvsAgent *ovs_call_get_agent (OvsCall *self);
/* FALSE: nobody speaks yet, or any more. */
gboolean ovs_call_has_agent (OvsCall *self, GError **error);
/* Of ovs_call_* functions that cannot do it. */
void ovs_call_refuse (OvsDoneFunc done, gpointer done_data,
    const gchar *sentence);

G_END_DECLS
