/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* terminal.c - the lines, the meters and the keys of talk. */

#include "terminal.h"

#include "common/console.h"

#include <errno.h>
#include <gst/openairealtime/openairealtime.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define METER_CELLS 10
#define METER_FLOOR -50.0 /* dB */
#define BOLD "\033[1m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define RED "\033[31m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

static struct
{
  gboolean draws;
  gboolean colours;
  gboolean listening;
  gdouble levels[N_METERS];
  GString *saying;
} screen;

/* For the handlers of signals. */
static volatile sig_atomic_t reads_keys;
static struct termios before, raw;

/*** keys ***/

/* A program in the background may not change the terminal. Without a shell that
 * has jobs there is no foreground. */
static gboolean
is_in_front (void)
{
  pid_t front = tcgetpgrp (STDIN_FILENO);

  return front < 0 || front == getpgrp ();
}

/* Ctrl-Z: the shell gets the terminal as it was. */
static void
on_stop (int signal)
{
  int kept = errno;

  if (reads_keys && is_in_front ())
    tcsetattr (STDIN_FILENO, TCSANOW, &before);
  raise (SIGSTOP);
  errno = kept;
}

static void
on_continue (int signal)
{
  int kept = errno;

  if (reads_keys && is_in_front ())
    tcsetattr (STDIN_FILENO, TCSANOW, &raw);
  errno = kept;
}

static void
handle (int signal, void (*handler) (int signal))
{
  struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };

  sigemptyset (&action.sa_mask);
  sigaction (signal, &action, NULL);
}

static void
take_keys (void)
{
  if (!isatty (STDIN_FILENO) || tcgetattr (STDIN_FILENO, &before) != 0)
    return;
  raw = before;
  raw.c_lflag &= ~(ICANON | ECHO);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  handle (SIGTSTP, on_stop);
  handle (SIGCONT, on_continue);
  reads_keys = tcsetattr (STDIN_FILENO, TCSANOW, &raw) == 0;
}

/*** the last line ***/

static void
append_meter (GString *line, const gchar *name, gdouble level)
{
  /* To the nearest. */
  gdouble share = (level - METER_FLOOR) / -METER_FLOOR + 0.5 / METER_CELLS;

  g_string_append_printf (line, "%s [", name);
  app_console_append_bar (line, METER_CELLS, share);
  g_string_append (line, "] ");
}

/* The end of what is being said, as much as there is room for. */
static const gchar *
get_last_words (glong room)
{
  glong length = g_utf8_strlen (screen.saying->str, -1);

  return g_utf8_offset_to_pointer (screen.saying->str,
      MAX (length - MAX (room, 0), 0));
}

static void
draw (void)
{
  GString *line;

  if (!screen.draws)
    return;
  line = g_string_new (APP_CONSOLE_CLEAR_LINE);
  append_meter (line, screen.listening ? "You" : "---",
      screen.levels[METER_USER]);
  append_meter (line, "Model", screen.levels[METER_MODEL]);
  g_string_append (line,
      get_last_words ((glong) app_console_get_width (STDOUT_FILENO)
          - 2 * METER_CELLS - 16));
  fputs (line->str, stdout);
  fflush (stdout);
  g_string_free (line, TRUE);
}

void
terminal_set_level (Meter meter, gdouble decibels)
{
  screen.levels[meter] = decibels;
  draw ();
}

void
terminal_set_listening (gboolean listening)
{
  screen.listening = listening;
}

void
terminal_add_words (const gchar *text)
{
  gchar *clean = gst_openai_realtime_printable (text);

  g_string_append (screen.saying, clean);
  g_free (clean);
  draw ();
}

void
terminal_clear_words (void)
{
  g_string_truncate (screen.saying, 0);
}

/*** lines ***/

static const gchar *
get_colour (const gchar *who)
{
  static const gchar *const colours[][2] = {
    { "You", BOLD },
    { "Model", GREEN },
    { "Warning", YELLOW },
    { "Service", YELLOW },
    { "Error", RED },
  };
  guint i;

  if (!screen.colours)
    return "";
  for (i = 0; i < G_N_ELEMENTS (colours); i++) {
    if (g_str_equal (colours[i][0], who))
      return colours[i][1];
  }
  return DIM;
}

void
terminal_print (const gchar *who, const gchar *text)
{
  gchar *clean = gst_openai_realtime_printable (text);

  printf ("%s%s%-7s %s%s\n", screen.draws ? APP_CONSOLE_CLEAR_LINE : "",
      get_colour (who), who, clean, screen.colours ? PLAIN : "");
  fflush (stdout);
  g_free (clean);
  draw ();
}

void
terminal_open (void)
{
  screen.saying = g_string_new (NULL);
  screen.levels[METER_USER] = screen.levels[METER_MODEL] = METER_FLOOR;
  screen.draws = app_console_draws (STDOUT_FILENO);
  screen.colours = app_console_has_colours (STDOUT_FILENO);
  take_keys ();
}

void
terminal_close (void)
{
  if (reads_keys && is_in_front ())
    tcsetattr (STDIN_FILENO, TCSANOW, &before);
  reads_keys = FALSE;
  if (screen.draws)
    fputs (APP_CONSOLE_CLEAR_LINE, stdout);
  fflush (stdout);
  g_string_free (screen.saying, TRUE);
}
