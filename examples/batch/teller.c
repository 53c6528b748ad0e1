/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* teller.c - see teller.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "teller.h"

#include "result.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR_WIDTH 24
/* The rest cannot be guessed earlier. */
#define LEAST_SHARE 0.01

struct _OrbTeller
{
  gboolean quiet;
  gboolean json;
  gboolean terminal;
  gboolean drawn;               /* a bar stands on the last line */
};

OrbTeller *
orb_teller_new (const OrbOptions *options)
{
  OrbTeller *self = g_new0 (OrbTeller, 1);

  self->quiet = options->quiet;
  self->json = options->json;
  self->terminal = !options->quiet && !options->json
      && isatty (STDERR_FILENO) && isatty (STDOUT_FILENO);
  return self;
}

static void
wipe (OrbTeller *self)
{
  if (self->drawn)
    fputs ("\r\033[K", stderr);
  self->drawn = FALSE;
}

void
orb_teller_free (OrbTeller *self)
{
  wipe (self);
  g_free (self);
}

/*** JSON ***/

/* Takes event. */
static void
tell_json (JsonObject *event)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), event);
  g_autofree gchar *text = json_to_string (node, FALSE);

  puts (text);
  fflush (stdout);
  json_node_unref (node);
  json_object_unref (event);
}

static JsonObject *
new_event (const gchar *name, const gchar *recording)
{
  JsonObject *event = json_object_new ();

  json_object_set_string_member (event, "event", name);
  if (recording != NULL)
    json_object_set_string_member (event, "recording", recording);
  return event;
}

/*** telling ***/

/* Names of files may hold what a terminal would obey. */
static void
print_line (FILE *file, const gchar *text)
{
  g_autofree gchar *safe = g_strdup (text);

  for (gchar *at = safe; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = '?';
  fprintf (file, "%s\n", safe);
}

void
orb_teller_error (OrbTeller *self, const gchar *recording,
    const gchar *sentence)
{
  g_autofree gchar *line = g_strdup_printf ("%s: %s", recording != NULL
      ? recording : "openai-realtime-batch", sentence);

  wipe (self);
  if (self->json) {
    JsonObject *event = new_event ("error", recording);

    json_object_set_string_member (event, "cause", sentence);
    tell_json (event);
  }
  print_line (stderr, line);
}

void
orb_teller_note (OrbTeller *self, const gchar *sentence)
{
  if (self->quiet || self->json)
    return;
  wipe (self);
  print_line (stdout, sentence);
  fflush (stdout);
}

void
orb_teller_start (OrbTeller *self, const gchar *recording)
{
  if (self->json)
    tell_json (new_event ("start", recording));
}

void
orb_teller_again (OrbTeller *self, const gchar *recording, const gchar *cause,
    gdouble delay)
{
  g_autofree gchar *line = g_strdup_printf ("%s: %s Trying again in %.1f s.",
      recording, cause, delay);

  if (self->json) {
    JsonObject *event = new_event ("again", recording);

    json_object_set_string_member (event, "cause", cause);
    json_object_set_double_member (event, "delay", delay);
    tell_json (event);
  }
  orb_teller_note (self, line);
}

static void
tell_warnings (OrbTeller *self, JsonObject *result)
{
  JsonArray *warnings = orb_result_array (result, "warnings");

  for (guint i = 0; warnings != NULL && i < json_array_get_length (warnings);
      i++) {
    g_autofree gchar *line = g_strdup_printf ("Warning: %s",
        json_array_get_string_element (warnings, i));

    orb_teller_error (self, orb_result_text (result, "recording"), line);
  }
}

static void
tell_done (OrbTeller *self, JsonObject *result)
{
  gdouble duration = orb_result_number (result, "duration");
  gdouble wall = orb_result_number (result, "wall");
  g_autofree gchar *time = orb_teller_format_time (duration);
  gdouble turns = orb_result_number (result, "turns");
  g_autofree gchar *line = g_strdup_printf ("%s: done, %s, %.0f turn%s, %.0f "
      "times real time", orb_result_text (result, "recording"), time, turns,
      turns == 1 ? "" : "s", wall > 0 ? duration / wall : 0);

  orb_teller_note (self, line);
  if (!self->json && (!self->quiet || orb_result_is_incomplete (result)))
    tell_warnings (self, result);
}

void
orb_teller_result (OrbTeller *self, JsonObject *result)
{
  const gchar *recording = orb_result_text (result, "recording");

  if (self->json) {
    JsonObject *event = new_event (orb_result_text (result, "status"),
        recording);

    json_object_set_object_member (event, "result", json_object_ref (result));
    tell_json (event);
  }
  if (orb_result_is_done (result)) {
    tell_done (self, result);
  } else if (!self->json) {
    orb_teller_error (self, recording, orb_result_text (result, "cause"));
  }
}

void
orb_teller_total (OrbTeller *self, JsonObject *total)
{
  JsonObject *event;

  if (!self->json)
    return;
  event = new_event ("total", NULL);
  json_object_set_object_member (event, "total", json_object_ref (total));
  tell_json (event);
}

/*** the bar ***/

gchar *
orb_teller_format_time (gdouble seconds)
{
  guint whole = seconds;

  if (seconds < 60)
    return g_strdup_printf ("%.1f s", seconds);
  if (whole < 3600)
    return g_strdup_printf ("%u:%02u min", whole / 60, whole % 60);
  return g_strdup_printf ("%u:%02u:%02u h", whole / 3600, whole / 60 % 60,
      whole % 60);
}

gchar *
orb_teller_format_bar (guint columns, gdouble share, guint done, guint total,
    gdouble elapsed, gdouble heard)
{
  g_autofree gchar *rest = NULL;
  gchar bar[BAR_WIDTH + 1];
  gchar *line;

  share = CLAMP (share, 0, 1);
  memset (bar, '.', BAR_WIDTH);
  memset (bar, '#', share * BAR_WIDTH);
  bar[BAR_WIDTH] = '\0';
  rest = share < LEAST_SHARE ? g_strdup ("?")
      : orb_teller_format_time (elapsed * (1 - share) / share);
  line = g_strdup_printf ("[%s] %3.0f %%  %u of %u  %.0fx  %s left", bar,
      100 * share, done, total, elapsed > 0 ? heard / elapsed : 0, rest);
  /* A longer one would wrap, and could not be wiped. */
  if (columns > 0 && strlen (line) >= columns)
    line[columns - 1] = '\0';
  return line;
}

static guint
get_columns (void)
{
  struct winsize size = { 0, };

  if (ioctl (STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return 80;
  return size.ws_col;
}

void
orb_teller_progress (OrbTeller *self, gdouble share, guint done, guint total,
    gdouble elapsed, gdouble heard)
{
  g_autofree gchar *line = NULL;

  if (self->json) {
    JsonObject *event = new_event ("progress", NULL);

    json_object_set_double_member (event, "share", share);
    json_object_set_int_member (event, "done", done);
    json_object_set_int_member (event, "recordings", total);
    json_object_set_double_member (event, "elapsed", elapsed);
    json_object_set_double_member (event, "heard", heard);
    tell_json (event);
  }
  if (!self->terminal)
    return;
  line = orb_teller_format_bar (get_columns (), share, done, total, elapsed,
      heard);
  fprintf (stderr, "\r\033[K%s", line);
  self->drawn = TRUE;
}
