/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inputharness.h - live input whose every byte is known, and what the server
 * heard of it. */

#pragma once

#include "fixture.h"
#include "liveharness.h"

typedef struct
{
  Fixture f;
  GstHarness *h;
  const gchar *format;
  guint per_ms;  /* bytes */
  GBytes *sound; /* what can be captured from 0 on */
  GMutex lock;
  GCond cond;
  guint responses; /* done */
  guint interruptions;
  guint64 stopped_ms; /* of the last speech-stopped */
  guint64 stopped_time;
} Input;

/* A stretch that the server must have heard: input from @at ms on, or silence
 * (@at negative). Fractions name a sample. */
typedef struct
{
  gdouble at;
  gdouble ms;
} Heard;

#define SILENCE (-1)

/* Messages of 20 ms, PLAYING at 0. */
void input_start (Input *t, const gchar *format, const gchar *scenario);
void input_stop (Input *t);

/* Buffers of 20 ms of what is captured from @at ms on. */
void input_push (Input *t, guint at, guint ms);
void input_gap (Input *t, guint at, guint ms);

/* Cranks the clock by @ms, a frame at a time. */
void input_pass (Input *t, guint ms);

gboolean input_act (Input *t, const gchar *action);
guint64 input_stat (Input *t, const gchar *name);
void input_wait_server (Input *t, const gchar *type, guint count);
/* Waits until @count, a member of @t, is @n. */
void input_wait (Input *t, guint *count, guint n);

/* Waits until session @session has heard as much, and compares. */
void input_check (Input *t, guint session, const Heard *parts, guint n);

#define INPUT_CHECK(t, ...) \
  G_STMT_START \
  { \
    const Heard parts_[] = { __VA_ARGS__ }; \
    input_check (t, 1, parts_, G_N_ELEMENTS (parts_)); \
  } \
  G_STMT_END
