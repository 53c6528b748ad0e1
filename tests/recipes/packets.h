/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* packets.h - RTP packets on loopback, and what a peer expects of them. */

#pragma once

#include "server.h"
#include "tape.h"

#define FRAME_SAMPLES 160

typedef struct
{
  gboolean marker;
  guint8 payload;
  guint16 number;
  guint32 time;
  const guint8 *data;
  gsize size;
} Packet;

/* Packet @n of @tape; @bytes are the tape's. */
void packet_read (Tape *tape, GBytes *bytes, guint n, Packet *packet);

/* The port that the element @name, a udpsrc, listens on. */
guint udp_port (GstElement *pipeline, const gchar *name);

/* A pipeline that plays: a udpsrc "in" and a sink "out". */
GstElement *receiver_new (void);

/* A talk whose packets are all of 20 ms, without a hole in numbers and times;
 * @holes: but for silence that was left out, told by the marker bit. All
 * @answers, which are the same, are in it bit by bit. */
void check_talk (Tape *tape, OrsServer *server, guint8 payload, guint answers,
    gboolean holes);
