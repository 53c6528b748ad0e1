/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* floor.h - what the clients that others are measured by have in common: they
 * stamp, encode and send 20 ms of audio each 20 ms, and receive, decode and
 * look at what comes. No pipeline, no pacing, nothing kept. */

#pragma once

#include "figures.h"

G_BEGIN_DECLS

#define FLOOR_SLOTS 20 /* of 1 ms; sessions are spread over them */
#define FLOOR_COMMIT "{\"type\":\"input_audio_buffer.commit\"}"
#define FLOOR_ASK "{\"type\":\"response.create\"}"
#define FLOOR_UPDATE "{\"type\":\"session.update\",\"session\":{}}"

typedef struct
{
  guint16 port;
  guint sessions;
  guint seconds;
  guint settle; /* ms */
  guint frame_bytes;
  guint chunk;   /* frames of 20 ms per message */
  guint minutes; /* of a recording, as fast as it goes; 0 = live */
  gchar *trust;  /* PEM; NULL = no TLS */
} FloorOptions;

typedef struct
{
  FloorOptions options;
  Delays down;
  guint64 received;
  guint8 *audio; /* a message's worth */
  gchar *text;
  gsize text_size;
  Usage empty, begin;
  gboolean measuring;
} Floor;

void floor_init (Floor *self, const FloorOptions *options);
/* The next message; valid until the one after it. */
const gchar *floor_make_message (Floor *self, gsize *size);
void floor_take_message (Floor *self, const gchar *text, gsize size);
/* Called each second of @elapsed us; TRUE when all is measured and printed. */
gboolean floor_advance (Floor *self, gint64 elapsed);

/* Of a recording: TRUE when the answer is complete. */
gboolean floor_is_answered (Floor *self, const gchar *text, gsize size);
void floor_print_recording (Floor *self);

int floor_run_raw (Floor *self);
int floor_run_soup (Floor *self);
int floor_run_transport (Floor *self);

G_END_DECLS
