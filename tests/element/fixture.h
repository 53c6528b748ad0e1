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
/* Only the server, for a pipeline that is there already. */
void fixture_start_server (Fixture *f, const OrsOptions *options);
void fixture_build (Fixture *f, const gchar *in_caps, const gchar *out_caps);
void fixture_stop (Fixture *f);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_stop)

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
