/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* options.h - what a server is to be like. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const gchar *host;        /* IP address or localhost, NULL = 127.0.0.1 */
  guint port;               /* 0 = any free one */
  const gchar *certificate; /* PEM files; both set = wss */
  const gchar *private_key;

  const gchar *script;   /* path of a reply script, NULL = built in */
  const gchar *scenario; /* name or inline JSON, NULL = behave */

  /* NULL = any key will do, "" = none is needed, else the only good one. */
  const gchar *api_key;

  /* Sessions of the beta dialect for clients that ask for them; else the server
   * tells them that it is over. */
  gboolean beta;

  guint max_sessions; /* at the same time; 0 = as many as can be, 4096 */

  /* Web pages that may connect, such as "https://example.com", or "*" for all;
   * NULL-terminated. NULL = none; other clients than browsers always may. */
  const gchar *const *origins;

  /* Of the answer's audio: 0 = a burst, n = n times real time. A burst is over
   * before a test can interrupt it: tests of interruption want 1. */
  gdouble speed;

  guint chunk_ms;   /* audio per delta, 0 = 200 */
  guint latency_ms; /* from response.created to the first output */

  gboolean verbose;        /* a line on stdout per event */
  const gchar *log_file;   /* gets all events as JSON lines */
  gboolean log_audio;      /* audio in the log, instead of its byte count */
  const gchar *record_dir; /* gets what each session heard as a WAV file */

  /* Keep neither events nor audio nor ended sessions in memory, for servers
   * that run long: then ors_server_dup_*() have nothing to tell, while
   * counting and waiting still work. */
  gboolean forget;
} OrsOptions;

G_END_DECLS
