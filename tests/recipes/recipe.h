/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recipe.h - the lines of docs/recipes.md, run against a local server.
 *
 * A line is taken from the document, so that what is tested is what is read;
 * only devices, files and addresses are replaced. */

#pragma once

#include "fixture.h"

/* A recipe that runs. */
typedef struct
{
  OrsServer *server;
  gint64 server_start; /* just before it, by the monotonic clock */
  GstElement *pipeline;
  GstElement *element; /* openairealtime */
} Recipe;

/* The command under the heading @name, without gst-launch-1.0. */
gchar *recipe_read (const gchar *name);

/* @from must be there, once. */
void recipe_replace (gchar **line, const gchar *from, const gchar *to);

/* TRUE when all elements of the line are installed; else skips the test. */
gboolean recipe_can_run (const gchar *line);

/* Builds @line with a server of @options; state NULL. */
void recipe_build (Recipe *self, const gchar *line, const OrsOptions *options);
void recipe_stop (Recipe *self);

void pipeline_play (GstElement *pipeline);

/* Waits for the @n-th message openairealtime/@name from now on. */
void pipeline_wait (GstElement *pipeline, const gchar *name, guint n);
void pipeline_wait_eos (GstElement *pipeline);

/* A pipeline of the test's own. */
GstElement *pipeline_new (const gchar *description);

/* Gives all of @audio to the appsrc "in", in buffers of 20 ms, and ends it. */
void pipeline_feed (GstElement *pipeline, GBytes *audio, guint bytes_per_ms);

/* A microphone that says what it is fed, in real time. */
#define MICROPHONE(caps) \
  "appsrc name=in is-live=true format=time " \
  "max-bytes=0 caps=\"" caps "\" ! identity sync=true"
#define SPOKEN_CAPS \
  "audio/x-raw,format=S16LE,layout=interleaved,rate=22050," \
  "channels=1"
#define PCM_CAPS \
  "audio/x-raw,format=S16LE,layout=interleaved,rate=24000," \
  "channels=1"

/* Real speech in SPOKEN_CAPS, and @pause_ms behind it. */
GBytes *speak (const gchar *words, guint pause_ms);

/* Where @wanted begins in @data, at a multiple of @step; -1 = nowhere. */
gssize find_audio (const guint8 *data, gsize size, GBytes *wanted, gsize step);
