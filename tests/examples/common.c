/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* common.c - the end of a program, its threads and its lines. */

#include "common/console.h"
#include "common/mainloop.h"
#include "common/worker.h"
#include "../support/testcase.h"

#include <signal.h>

typedef struct
{
  AppMainLoop main;
  AppWorker worker;
  gint worked; /* atomic */
  guint told;
} Program;

static void
ask_again (gpointer program)
{
  ((Program *) program)->told++;
  raise (SIGTERM);
}

TEST (the_second_signal_ends_it)
{
  Program program = { 0 };

  app_main_loop_init (&program.main, ask_again, &program);
  raise (SIGINT);
  g_main_loop_run (program.main.loop);
  g_assert_cmpuint (program.told, ==, 1);
  app_main_loop_clear (&program.main);
}

static void
work (gpointer program)
{
  g_atomic_int_inc (&((Program *) program)->worked);
}

static void
tell (gpointer program)
{
  ((Program *) program)->told++;
  g_main_loop_quit (((Program *) program)->main.loop);
}

/* What is closed is not told, but what runs has come to its end. */
TEST (work_ends_before_its_owner)
{
  Program program = { .main.loop = g_main_loop_new (NULL, FALSE) };

  app_worker_run (&program.worker, work, tell, &program);
  g_main_loop_run (program.main.loop);
  g_assert_cmpint (g_atomic_int_get (&program.worked), ==, 1);
  app_worker_run (&program.worker, work, tell, &program);
  app_worker_close (&program.worker);
  g_assert_cmpint (g_atomic_int_get (&program.worked), ==, 2);
  g_assert_cmpuint (program.told, ==, 1);
  g_main_loop_unref (program.main.loop);
}

TEST (bars)
{
  static const gdouble shares[] = { -1, 0.26, 0.5, 2 };
  g_autoptr (GString) bars = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    app_console_append_bar (bars, 4, shares[i]);
  g_assert_cmpstr (bars->str, ==, "....#...##..####");
}

TEST_MAIN ()
