/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* server.h - a local server that speaks the OpenAI Realtime API.
 *
 * For tests, which embed it, and for openai-realtime-server. The server runs
 * on a thread of its own; all functions may be called from any other thread.
 * The caller has called gst_init(). */

#pragma once

#include <gio/gio.h>

#include "options.h"

G_BEGIN_DECLS

/* All zero is a useful default: any port, any key, answers in a burst. The
 * strings are copied. */
typedef struct _OrsServer OrsServer;

/* Reads the script and checks the options. */
OrsServer *ors_server_new (const OrsOptions *options, GError **error);
void ors_server_free (OrsServer *self); /* stops it first */

/* Listens when it returns TRUE. After a stop, on the same port again. */
gboolean ors_server_start (OrsServer *self, GError **error);

/* Closes every session with 1001 and joins the thread, within a second. What
 * was logged stays readable. */
void ors_server_stop (OrsServer *self);

/* New sessions are refused until the next start; those that run go on. */
void ors_server_drain (OrsServer *self);
/* Sessions that run. */
guint ors_server_count_open (OrsServer *self);
/* Before the start: called on the server's thread when a session has ended. */
void ors_server_watch (OrsServer *self, void (*ended) (gpointer user_data),
    gpointer user_data);

guint ors_server_get_port (OrsServer *self);

/* ws://127.0.0.1:PORT/v1/realtime, or wss. */
const gchar *ors_server_get_uri (OrsServer *self);

/* For the sessions that begin from now on. */
gboolean ors_server_set_scenario (OrsServer *self, const gchar *scenario,
    GError **error);

/* Closes the running sessions as a restarting service would. */
void ors_server_close_sessions (OrsServer *self, gushort code,
    const gchar *reason);

/* With the fault "hold-updates": each session answers the session.update that
 * waits longest; a refused one has no effect. */
void ors_server_answer_update (OrsServer *self, gboolean accept);

/* FALSE: new clients are kept waiting, and not turned away, until TRUE. */
void ors_server_set_accepting (OrsServer *self, gboolean accepting);

/* The log: one record per event,
 *   {"session":n,"from":"client"|"server"|"connection","time_ms":t,"event":{…}}
 * Sessions count from 1. Connection events are "opened", "closed", "refused".
 * @type NULL = all types. */
gchar **ors_server_dup_log (OrsServer *self);
guint ors_server_count_events (OrsServer *self, const gchar *from,
    const gchar *type);

/* Blocks until @count events of this kind were logged since the start, over
 * all sessions. FALSE when the time is over. */
gboolean ors_server_wait_event (OrsServer *self, const gchar *from,
    const gchar *type, guint count, gint64 timeout_us);

/* Of a session (the first is 1), in the session's format; NULL if there is no
 * such session. */
GBytes *ors_server_dup_session_audio (OrsServer *self, guint session);
GBytes *ors_server_dup_sent_audio (OrsServer *self, guint session);

/* The conversation of a session as a JSON array. Beside the members of the
 * item events, items have "text"; items with audio "audio_bytes" and
 * "audio_ms", users' also "audio_start_ms", "audio_end_ms" and "transcript",
 * truncated ones "truncated_ms". */
gchar *ors_server_dup_items (OrsServer *self, guint session);

/* Sessions that were opened since the start. */
guint ors_server_count_sessions (OrsServer *self);

G_END_DECLS
