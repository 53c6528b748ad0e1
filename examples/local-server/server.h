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

G_BEGIN_DECLS

/* All zero is a useful default: any port, any key, answers in a burst. The
 * strings are copied. */
typedef struct
{
  const gchar *host;        /* IP address or localhost, NULL = 127.0.0.1 */
  guint port;               /* 0 = any free one */
  const gchar *certificate; /* PEM files; both set = wss */
  const gchar *private_key;

  const gchar *script;      /* path of a reply script, NULL = built in */
  const gchar *scenario;    /* name or inline JSON, NULL = behave */

  /* NULL = any key will do, "" = none is needed, else the only good one. */
  const gchar *api_key;

  /* Web pages that may connect, such as "https://example.com", or "*" for all;
   * NULL-terminated. NULL = none; other clients than browsers always may. */
  const gchar *const *origins;

  /* Of the answer's audio: 0 = a burst, n = n times real time. A burst is over
   * before a test can interrupt it: tests of interruption want 1. */
  gdouble speed;

  guint chunk_ms;           /* audio per delta, 0 = 200 */
  guint latency_ms;         /* from response.created to the first output */

  gboolean verbose;         /* a line on stdout per event */
  const gchar *log_file;    /* gets all events as JSON lines */
  gboolean log_audio;       /* audio in the log, instead of its byte count */
  const gchar *record_dir;  /* gets what each session heard as a WAV file */

  /* Keep neither events nor audio nor ended sessions in memory, for servers
   * that run long: then ors_server_dup_*() have nothing to tell, while
   * counting and waiting still work. */
  gboolean forget;
} OrsOptions;

typedef struct _OrsServer OrsServer;

/* Reads the script and checks the options. */
OrsServer *ors_server_new (const OrsOptions *options, GError **error);
void ors_server_free (OrsServer *self); /* stops it first */

/* Listens when it returns TRUE. After a stop, on the same port again. */
gboolean ors_server_start (OrsServer *self, GError **error);

/* Closes every session with 1001 and joins the thread, within a second. What
 * was logged stays readable. */
void ors_server_stop (OrsServer *self);

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
