/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mainloop.c - see mainloop.h. */

#include "mainloop.h"

#include <glib-unix.h>
#include <signal.h>

void
app_main_loop_end (AppMainLoop *self)
{
  if (self->ending)
    g_main_loop_quit (self->loop);
  else
    self->end (self->user_data);
  self->ending = TRUE;
}

static gboolean
on_signal (gpointer self)
{
  app_main_loop_end (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_hangup (gpointer user_data)
{
  AppMainLoop *self = user_data;

  if (self->reload != NULL)
    self->reload (self->user_data);
  else
    app_main_loop_end (self);
  return G_SOURCE_CONTINUE;
}

void
app_main_loop_set_reload (AppMainLoop *self,
    void (*reload) (gpointer user_data))
{
  self->reload = reload;
}

void
app_main_loop_init (AppMainLoop *self, void (*end) (gpointer user_data),
    gpointer user_data)
{
  static const gint numbers[] = { SIGINT, SIGTERM };

  *self = (AppMainLoop){ .end = end, .user_data = user_data };
  self->loop = g_main_loop_new (NULL, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    self->signals[i] = g_unix_signal_add (numbers[i], on_signal, self);
  self->signals[2] = g_unix_signal_add (SIGHUP, on_hangup, self);
}

void
app_main_loop_clear (AppMainLoop *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_source_remove (self->signals[i]);
  g_main_loop_unref (self->loop);
}

static gboolean
on_late (gpointer late)
{
  *(gboolean *) late = TRUE;
  return G_SOURCE_REMOVE;
}

void
app_main_loop_wait (const guint *running, guint ms)
{
  gboolean late = FALSE;
  guint timer = g_timeout_add (ms, on_late, &late);

  while (*running > 0 && !late)
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (timer);
}
