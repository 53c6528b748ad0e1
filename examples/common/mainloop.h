/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mainloop.h - the main loop of a program, and what ends it: a signal asks for
 * an orderly end, a second one ends it now. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GMainLoop *loop;
  guint signals[3];
  gboolean ending; /* it was asked for */
  void (*end) (gpointer user_data);
  void (*reload) (gpointer user_data);
  gpointer user_data;
} AppMainLoop;

/* SIGINT, SIGTERM and SIGHUP are taken from now on. end: begins the orderly
 * end; whoever sees its end quits the loop. */
void app_main_loop_init (AppMainLoop *self, void (*end) (gpointer user_data),
    gpointer user_data);
/* SIGHUP asks for this in the place of the end. */
void app_main_loop_set_reload (AppMainLoop *self,
    void (*reload) (gpointer user_data));
void app_main_loop_clear (AppMainLoop *self);
/* Runs the default main context until nothing is running, not longer than
 * this. */
void app_main_loop_wait (const guint *running, guint ms);

/* As a signal does. */
void app_main_loop_end (AppMainLoop *self);

G_END_DECLS
