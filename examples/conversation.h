/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* conversation.h - what the agents share: their options, a pipeline, its
 * messages, lines in writing, Ctrl-C and the exit status. What an agent knows
 * and does is in its own file. */

#pragma once

#include <gst/gst.h>
#include <gst/openairealtime/openairealtime.h>

G_BEGIN_DECLS

typedef struct
{
  GstElement *model;            /* the element */
  const gchar *name;            /* who speaks, for the terminal */
  /* Whether an item, or a response, was stopped and another one follows. NULL =
   * none is. */
  gboolean (*was_stopped) (gpointer user_data, const gchar *id);
  gpointer user_data;

  /* Its own. */
  GMainLoop *loop;
  GstElement *pipeline;
  gchar **given, **lines;       /* what the user still has to say */
  gboolean called;              /* this answer has called a function */
  gboolean ending;
  gboolean failed;
} Conversation;

typedef struct
{
  const gchar *name, *description, *parameters;
  GstOpenaiRealtimeToolFunc func;
} Function;

/* From the command line; ends the program where that is wrong. */
void conversation_init (Conversation *self, const gchar *name, int argc,
    char **argv);
/* The exit status. */
int  conversation_run  (Conversation *self);
/* When the answer, a goodbye, has been heard. */
void conversation_end  (Conversation *self);

/* Rows up to one without a name. In the main loop's thread: these functions
 * need no lock. */
void conversation_add_functions (GstOpenaiRealtimeTools *tools,
    const Function *functions, gpointer user_data);

G_END_DECLS
