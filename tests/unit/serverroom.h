/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* serverroom.h - a session of the local server without a connection, before
 * ears, a mind and a voice that do what a test has planned. */

#pragma once

#include "fakebackend.h"
#include "session.h"

G_BEGIN_DECLS

typedef struct
{
  OrsOptions options;
  OrsContext context;
  FakeBackend *fake;
  OrsSession *session;
} ServerRoom;

void server_room_set_up (ServerRoom *self);
void server_room_tear_down (ServerRoom *self);
/* Another session of another kind. */
void server_room_begin (ServerRoom *self, OrsKind kind);

/* @members: of the session, beside its type. */
void server_room_update (ServerRoom *self, const gchar *members);

/* From the client. */
void server_room_send (ServerRoom *self, const gchar *json);
/* Sound that is speech, or none. */
void server_room_send_audio (ServerRoom *self, guint ms, gboolean loud);

/* What the client has been sent meanwhile, in few words: created, begin,
 * 'delta', audio (one or many), end:STATUS, done:STATUS or
 * done:failed:MESSAGE, started, stopped, heard 'delta', heard:TRANSCRIPT,
 * deaf:MESSAGE, closed, error:CODE; all else is left out. */
void server_room_expect (ServerRoom *self, const gchar *expected);

/* Time goes on. */
void server_room_pass (ServerRoom *self, guint ms);

G_END_DECLS
