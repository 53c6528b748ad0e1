/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* fixture.h - a local server, an element and a pipeline around it.
 *
 * The element is linked into the test and registered there, so that
 * sanitizers see it. The server runs on a thread of its own on loopback.
 * Waiting is always for something that happens, with a generous end. */

#pragma once

#include "server.h"

#include <gst/gst.h>

#define WAIT_S 30
#define WAIT_US (WAIT_S * G_USEC_PER_SEC)

/* Waits until the server has got, or sent, the N-th event of a type, or told
 * the N-th time that connections were "opened" or "closed". */
#define await_got(server, type, n) \
  g_assert_true (ors_server_wait_event (server, "client", type, n, WAIT_US))
#define await_sent(server, type, n) \
  g_assert_true (ors_server_wait_event (server, "server", type, n, WAIT_US))
#define await_connection(server, type, n) \
  g_assert_true (ors_server_wait_event (server, "connection", type, n, WAIT_US))

/* How many there were until now. */
#define assert_got(server, type, n) \
  g_assert_cmpuint (ors_server_count_events (server, "client", type), ==, n)
#define assert_sent(server, type, n) \
  g_assert_cmpuint (ors_server_count_events (server, "server", type), ==, n)
#define assert_connections(server, type, n) \
  g_assert_cmpuint (ors_server_count_events (server, "connection", type), ==, n)

/* An action, with its arguments, that must succeed. */
#define ACT(element, ...) \
  G_STMT_START \
  { \
    gboolean done_ = FALSE; \
    g_signal_emit_by_name (element, __VA_ARGS__, &done_); \
    g_assert_true (done_); \
  } \
  G_STMT_END

typedef struct
{
  OrsServer *server;
  GstElement *pipeline;
  GstElement *src; /* appsrc */
  GstElement *element;
  GstElement *sink; /* appsink, not synchronized */
} Fixture;

/* What a run to its end gave. */
typedef struct
{
  GByteArray *audio;
  gboolean eos;
  GError *error; /* the first error on the bus */
  guint n_errors;
  GstStructure *details; /* of the first error */
  guint n_warnings;
  GPtrArray *messages; /* of GstStructure: element messages */
  gboolean contiguous; /* every buffer began where the last ended */
} Run;

void fixture_init (void);

/* @options NULL = a server that behaves. */
void fixture_start (Fixture *f, const OrsOptions *options);
/* @script: the text of a reply script. */
void fixture_start_script (Fixture *f, const OrsOptions *options,
    const gchar *script);
/* With a pipeline of 16-bit samples. */
void fixture_start_pcm (Fixture *f, const OrsOptions *options);
/* Only the server, for a pipeline that is there already. */
void fixture_start_server (Fixture *f, const OrsOptions *options);
void fixture_build (Fixture *f, const gchar *in_caps, const gchar *out_caps);
void fixture_stop (Fixture *f);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_stop)

/* A test of a Fixture *f, with fixture_start(), or fixture_start_pcm(), and
 * these options. */
#define TEST_FIXTURE(...) \
  TEST_BETWEEN (Fixture, fixture_start, fixture_stop, f, __VA_ARGS__)
#define TEST_PCM(...) \
  TEST_BETWEEN (Fixture, fixture_start_pcm, fixture_stop, f, __VA_ARGS__)

/* Pushes all of @audio and EOS, runs until EOS or an error, then to NULL. */
Run *fixture_run (Fixture *f, GBytes *audio);
void fixture_push (Fixture *f, GBytes *audio, gboolean eos);
Run *fixture_finish (Fixture *f);
void run_free (Run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

/* What the server knows of a session's last item: ms kept, or -1 when it is
 * whole. */
gint64 fixture_truncated_ms (OrsServer *server, guint session);

/* Messages of this name, and the n-th of them. */
guint run_count (const Run *run, const gchar *name);
const GstStructure *run_nth (const Run *run, const gchar *name, guint n);

/* Bursts of tone of @speech_ms, each followed by @pause_ms of silence, in a
 * format named "pcm", "pcmu" or "pcma". */
GBytes *make_speech (const gchar *format, guint n, guint speech_ms,
    guint pause_ms);
const gchar *format_caps (const gchar *format);
guint format_bytes_per_ms (const gchar *format);
