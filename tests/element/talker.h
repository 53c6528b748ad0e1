/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* talker.h - a service that takes every setting and then says what a test tells
 * it to, whether that is of the protocol or not. */

#pragma once

#include <gst/gst.h>

typedef struct _Talker Talker;

/* Listens on loopback, on a thread of its own. */
Talker *talker_new (void);
void talker_free (Talker *self);

const gchar *talker_get_uri (Talker *self);
guint talker_count_connections (Talker *self);

/* To the newest connection, when its session is set up. */
void talker_say (Talker *self, const gchar *json);
void talker_say_binary (Talker *self, const gchar *data);
void talker_close (Talker *self, gushort code, const gchar *reason);

/* A call without an end to such a service. */
typedef struct
{
  Talker *talker;
  GstElement *pipeline;
  GstElement *element;
  GPtrArray *messages; /* that were popped */
} Line;

/* @properties: of the element, as gst-launch-1.0 takes them. */
void line_start (Line *line, const gchar *properties);
void line_play (Line *line);
void line_stop (Line *line);

/* Pops messages until one of @type and @name (or NULL) is there. */
GstMessage *line_wait (Line *line, GstMessageType type, const gchar *name);
guint line_count (Line *line, GstMessageType type, const gchar *name);
