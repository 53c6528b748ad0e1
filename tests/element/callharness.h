/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callharness.h - a live call: what the user says, and what leaves of the
 * answers, frame by frame. Time is a test clock. */

#pragma once

#include "fixture.h"
#include "liveharness.h"
#include "watch.h"

#define FRAME_MS 20
#define FRAME_BYTES (FRAME_MS * 48)
#define M(name) "openairealtime/" name

typedef struct
{
  Fixture f;
  GstHarness *h;
  Watch *watch;
  GByteArray *spoken; /* speech that left */
  guint64 input_ms;
} Call;

void call_start (Call *call, const OrsOptions *options);
/* With an element of the test's own; the server has been started. */
void call_take (Call *call, GstHarness *h);
void call_stop (Call *call);

/* By text, and an answer is asked for. */
void say (Call *call, const gchar *text);
/* What the user says: a tone of @ms and silence behind it. */
void user_says (Call *call, guint ms, guint pause_ms);

/* The next frame; what is speech in it is kept. TRUE when it is. */
gboolean next_frame (Call *call);
/* @n frames of speech, and the silence before them. */
void hear_frames (Call *call, guint n);

gboolean act (Call *call, const gchar *action);
guint count_client (Call *call, const gchar *type);
