/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* crowd.h - many live calls in one process, each with a clock of its own that
 * the test sets, in rounds of a frame. */

#pragma once

#include "callharness.h"
#include "stepclock.h"

typedef struct
{
  Call call;       /* f has the server only, which may be shared */
  guint number;    /* from 0 */
  gboolean shared; /* paced by the shared thread */
  StepClock *clock;
  guint frames;       /* taken */
  GstClockTime begin; /* of the first frame of speech */
  guint speech;       /* frames of it */
  gint64 stop_us;     /* what going to NULL took */
} Member;

typedef struct
{
  OrsServer *server;
  Member *members;
  guint n;
  gboolean shared;
} Crowd;

/* In PLAYING. With @odd, which may be NULL, the last call is with that
 * server. */
void crowd_start (Crowd *crowd, guint n, gboolean shared, OrsServer *server,
    OrsServer *odd);

/* All go to NULL at the same time, from threads of their own. Returns what the
 * longest took, in ms. */
guint crowd_stop (Crowd *crowd);
/* After crowd_stop(): returns when no element exists any more. */
void crowd_free (Crowd *crowd);

/* The session that the server has with it, from 1. */
guint member_get_session (Member *member);

/* Lets time go to the next frame. The shared thread looks now and then only:
 * all go on first, then frames are taken. */
void member_advance (Member *member);
/* TRUE when the frame is speech, which is kept. */
gboolean member_take (Member *member);
/* Speech that was taken is forgotten. */
void member_forget (Member *member);

/* How long its speech has sounded, in ms. */
gint64 member_get_heard (Member *member);

/* Looks every now and then until it is TRUE: for what has no signal. */
void wait_until (gboolean (*is_so) (gconstpointer data), gconstpointer data);
