/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* partroom.h - a part of a session without a session: media, a conversation and
 * the context; what the part wants done comes out as words. */

#pragma once

#include "room.h"

#include "session/context.h"
#include "session/part.h"

typedef struct
{
  Room *room;
  OaElementSettings settings;
  GMutex lock;
  OaResendWindow *resend_window;
  OaLatencyMeter latency_meter;
  OaSessionConfig *config;
  GstClockTime running_time;
  OaSessionContext context;
  OaSessionActions *out;
} PartRoom;

/* Live, configured, with PCM both ways. */
PartRoom *part_room_new (void);
void part_room_free (PartRoom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PartRoom, part_room_free)

/* The conversation hears the event, and then the part. */
void part_room_hear (PartRoom *self, const OaSessionPartClass *klass,
    gpointer part, const gchar *line);
gint64 part_room_poll (PartRoom *self, const OaSessionPartClass *klass,
    gpointer part);
/* What was wanted since the last look, separated by spaces. */
void part_room_assert (PartRoom *self, const gchar *expected);

/* @ms of input come, at the running time that the room has. */
void part_room_push (PartRoom *self, guint ms);
/* @ms of speech of item "i1" of response "r1" wait to be sounded. */
void part_room_speak (PartRoom *self, guint ms);
