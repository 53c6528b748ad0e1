/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessionroom.h - a whole session without network, threads and clock: the loop,
 * the connections and the observer are the test's, and so is the time. What
 * the session sends and tells is kept as lines that a test can compare.
 *
 * A test program with this file has oa_loop_*, oa_connection_* and the clocks
 * of GLib from here, in place of the transport's and the system's. */

#pragma once

#include "media/media.h"
#include "session/observer.h"
#include "session/session.h"

/* Changes @settings from the defaults; or NULL. */
typedef void (*SessionRoomSetup) (OaElementSettings *settings);

typedef struct
{
  SessionRoomSetup setup;
  OaSession *session;
  OaMedia *media;
  OaObserver *observer;
  GString *log;              /* since the last look */
  gchar *last_id[2];         /* of session.update, response.create */
  gboolean gives_key;        /* the application is asked for keys */
  OaObserverReply key_reply; /* of the question that waits, or NULL */
  gpointer key_data;
  GDestroyNotify key_destroy;
  guint errors; /* told, for invariants */
} SessionRoom;

/* A live session with PCM both ways that was not started; NULL and @failure's
 * sentence in the log of the test when its settings cannot work. */
SessionRoom *session_room_new (SessionRoomSetup setup);
/* Of an application that gives keys when it is asked. */
SessionRoom *session_room_new_with_key_handler (void);
void session_room_free (SessionRoom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SessionRoom, session_room_free)

/* What queued calls of other threads do; after anything that was asked of the
 * session. */
void session_room_run (SessionRoom *self);
void session_room_start (SessionRoom *self);
void session_room_stop (SessionRoom *self);

/* The clock goes on, timers fire. */
void session_room_pass (SessionRoom *self, gint64 ms);

/* Connections are numbered from 1 in the order of their opening. */
guint session_room_count_connections (SessionRoom *self);
gboolean session_room_has_connection (SessionRoom *self, guint number);
void session_room_opened (SessionRoom *self, guint number);
/* A message of the service. */
void session_room_hear (SessionRoom *self, guint number, const gchar *json);
void session_room_pong (SessionRoom *self, guint number);
/* It ends: refused with @http_status, or (0) as a broken one. */
void session_room_end (SessionRoom *self, guint number, guint http_status);
/* Takes all that may go up. */
void session_room_pull (SessionRoom *self, guint number);

/* Live input that waits to go up. */
void session_room_push (SessionRoom *self, guint ms);

/* Answers the question for a key. */
void session_room_give_key (SessionRoom *self, const gchar *key);

/* Up to a session that is configured, on connection @number. */
void session_room_open_and_configure (SessionRoom *self, guint number);

/* The lines since the last look are these; begins anew. */
void session_room_expect (SessionRoom *self, const gchar *lines);
void session_room_forget (SessionRoom *self);

/* For what is asked within the fakes. */
gint64 session_room_get_now (void);
