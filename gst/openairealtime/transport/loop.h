/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* loop.h - the few I/O threads of the process, shared by all elements, and
 * those of servers.
 *
 * Each has its own GMainContext. A session belongs to one loop for its life.
 * Nothing that runs here may block. Threads are made on demand and end with
 * their last user and what it left behind. */

#pragma once

#include "poller.h"
#include "timers.h"
#include "handshakelimiter.h"

G_BEGIN_DECLS

typedef struct _OaLoop OaLoop;

/* How many threads there may be, read once: 1 to OA_LOOP_MOST_THREADS. Without
 * it as many as processors, up to 4. */
#define OA_LOOP_THREADS_VARIABLE "OPENAI_REALTIME_IO_THREADS"
#define OA_LOOP_MOST_THREADS 64

/* ms that a user lets what arrives wait, at most and with 100 users or more,
 * so that many are served in one iteration. */
#define OA_LOOP_DELAY 2
#define OA_LOOP_MAX_DELAY 20

/* The loop with the fewest users; never fails. Release once per acquire. */
OaLoop *oa_loop_acquire (void);
/* One that nobody else gets: a server's, whose callbacks may block. @name: its
 * thread's. Released like the others. */
OaLoop *oa_loop_acquire_own (const gchar *name);
void oa_loop_release (OaLoop *self);

/* Waits until all loops without a user have ended, 1 s at most. Not on a loop's
 * thread. */
void oa_loop_join_unused (void);

/* What comes back to the loop by other ways than its own: it does not end
 * before. Both on its thread. */
void oa_loop_hold (OaLoop *self);
void oa_loop_unhold (OaLoop *self);

/* A user bears @to ms in place of @from, which was OA_LOOP_DELAY at first and
 * must be again before it releases. The least of all users counts. */
void oa_loop_change_delay (OaLoop *self, guint from, guint to);

GMainContext *oa_loop_get_context (OaLoop *self);
gboolean oa_loop_is_current (OaLoop *self);

/* Runs @func on the loop's thread; in order, never inline, never dropped.
 * Once, whatever @func returns. @destroy runs there too, after @func. */
void oa_loop_invoke (OaLoop *self, GSourceFunc func, gpointer data,
    GDestroyNotify destroy);

/* No pause before the next iterations: the caller has work for them. From any
 * thread. */
void oa_loop_expedite (OaLoop *self);

/* Keeps the marks of @handle up to date, each iteration, before sources are
 * asked whether they are ready; FALSE and errno. Both on the loop's thread. */
gboolean oa_loop_watch (OaLoop *self, OaPollHandle *handle);
void oa_loop_unwatch (OaLoop *self, OaPollHandle *handle);

/* For work that takes long: FALSE when this iteration has had its share, and
 * what remains must wait for the next, so that the audio of others goes on. */
gboolean oa_loop_may_do_heavy_op (OaLoop *self);

/* A timer on the loop's thread (call from that thread); see timers.h. */
OaTimer *oa_loop_add_timer (OaLoop *self, gint64 us, OaTimerFunc func,
    gpointer user_data);

/* For handshakes; on the loop's thread. */
OaHandshakeLimiter *oa_loop_get_handshake_limiter (OaLoop *self);

G_END_DECLS
