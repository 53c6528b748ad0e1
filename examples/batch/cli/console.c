/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* console.c - see console.h. */

#include "console.h"

#include "common/console.h"
#include "protocol/json.h"
#include "results/format.h"
#include "results/result.h"

#include <math.h>
#include <unistd.h>

#define BAR_WIDTH 24
/* The rest cannot be guessed earlier. */
#define LEAST_SHARE 0.01
/* Programs are told of progress so often, and when a recording is done. */
#define TELL_S 1.0

struct _OrbConsole
{
  gboolean quiet;
  gboolean json;
  gboolean terminal;
  gboolean drawn; /* a bar stands on the last line */
  gdouble told;   /* s, of progress in JSON */
  guint told_done;
};

OrbConsole *
orb_console_new (const OrbSettings *settings)
{
  OrbConsole *self = g_new0 (OrbConsole, 1);

  self->quiet = settings->quiet;
  self->json = settings->json;
  self->terminal = !settings->quiet && !settings->json
      && app_console_draws (STDERR_FILENO) && app_console_draws (STDOUT_FILENO);
  return self;
}

static void
wipe (OrbConsole *self)
{
  if (self->drawn)
    fputs (APP_CONSOLE_CLEAR_LINE, stderr);
  self->drawn = FALSE;
}

void
orb_console_free (OrbConsole *self)
{
  wipe (self);
  g_free (self);
}

/*** JSON ***/

/* Programs read the same, and a terminal obeys nothing of it. */
static gchar *
escape_signs (const gchar *json)
{
  GString *out = g_string_sized_new (strlen (json));

  for (; *json != '\0'; json = g_utf8_next_char (json)) {
    gunichar c = g_utf8_get_char (json);

    if (c >= 0x7f && c < 0x10000
        && (g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT
            || c == 0x2028 || c == 0x2029))
      g_string_append_printf (out, "\\u%04x", c);
    else
      g_string_append_unichar (out, c);
  }
  return g_string_free (out, FALSE);
}

/* Takes event. */
static void
tell_json (JsonObject *event)
{
  g_autofree gchar *text = oa_json_object_to_text (event);
  g_autofree gchar *valid = g_utf8_make_valid (text, -1);
  g_autofree gchar *safe = escape_signs (valid);

  puts (safe);
  fflush (stdout);
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

void
orb_console_error (OrbConsole *self, const gchar *recording,
    const gchar *sentence)
{
  g_autofree gchar *line = g_strdup_printf ("%s: %s",
      recording != NULL ? recording : "openai-realtime-batch", sentence);

  wipe (self);
  if (self->json) {
    JsonObject *event = new_event ("error", recording);

    json_object_set_string_member (event, "cause", sentence);
    tell_json (event);
  }
  app_console_print (stderr, line);
}

void
orb_console_note (OrbConsole *self, const gchar *sentence)
{
  if (self->quiet || self->json)
    return;
  wipe (self);
  app_console_print (stdout, sentence);
}

void
orb_console_start (OrbConsole *self, const gchar *recording)
{
  if (self->json)
    tell_json (new_event ("start", recording));
}

void
orb_console_again (OrbConsole *self, const gchar *recording, const gchar *cause,
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
  orb_console_note (self, line);
}

static void
tell_warnings (OrbConsole *self, JsonObject *result)
{
  JsonArray *warnings = oa_json_get_array (result, "warnings");

  for (guint i = 0; warnings != NULL && i < json_array_get_length (warnings);
       i++) {
    g_autofree gchar *line = g_strdup_printf ("Warning: %s",
        json_array_get_string_element (warnings, i));

    orb_console_error (self, oa_json_get_string (result, "recording"), line);
  }
}

static void
tell_done (OrbConsole *self, JsonObject *result)
{
  gdouble duration = oa_json_get_double (result, "duration", -1);
  gdouble wall = oa_json_get_double (result, "wall", -1);
  g_autofree gchar *time = orb_format_time (duration);
  g_autofree gchar *turns =
      orb_format_count (oa_json_get_double (result, "turns", -1), "turn");
  g_autofree gchar *factor = orb_format_factor (duration, wall);
  g_autofree gchar *line = g_strdup_printf ("%s: done, %s, %s, %s times real "
                                            "time",
      oa_json_get_string (result, "recording"), time, turns, factor);

  orb_console_note (self, line);
  if (!self->json && (!self->quiet || orb_result_is_incomplete (result)))
    tell_warnings (self, result);
}

void
orb_console_result (OrbConsole *self, JsonObject *result)
{
  const gchar *recording = oa_json_get_string (result, "recording");

  if (self->json) {
    JsonObject *event =
        new_event (oa_json_get_string (result, "status"), recording);

    json_object_set_object_member (event, "result", json_object_ref (result));
    tell_json (event);
  }
  if (orb_result_is_done (result)) {
    tell_done (self, result);
  } else if (!self->json) {
    orb_console_error (self, recording, oa_json_get_string (result, "cause"));
  }
}

void
orb_console_total (OrbConsole *self, JsonObject *total)
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
orb_console_format_bar (guint columns, gdouble share, guint done, guint total,
    gdouble elapsed, gdouble heard)
{
  g_autofree gchar *factor = orb_format_factor (heard, elapsed);
  g_autofree gchar *rest = NULL;
  GString *line = g_string_new ("[");

  share = CLAMP (share, 0, 1);
  rest = share < LEAST_SHARE ? g_strdup ("?")
                             : orb_format_time (elapsed * (1 - share) / share);
  app_console_append_bar (line, BAR_WIDTH, share);
  g_string_append_printf (line, "] %3.0f %%  %u of %u  %sx  %s left",
      floor (100 * share), done, total, factor, rest);
  /* A longer one would wrap, and could not be wiped. */
  if (columns > 0 && line->len >= columns)
    g_string_truncate (line, columns - 1);
  return g_string_free (line, FALSE);
}

void
orb_console_progress (OrbConsole *self, gdouble share, guint done, guint total,
    gdouble elapsed, gdouble heard)
{
  g_autofree gchar *line = NULL;

  if (self->json
      && (done != self->told_done || elapsed - self->told >= TELL_S)) {
    JsonObject *event = new_event ("progress", NULL);

    self->told = elapsed;
    self->told_done = done;

    json_object_set_double_member (event, "share", share);
    json_object_set_int_member (event, "done", done);
    json_object_set_int_member (event, "recordings", total);
    json_object_set_double_member (event, "elapsed", elapsed);
    json_object_set_double_member (event, "heard", heard);
    tell_json (event);
  }
  if (!self->terminal)
    return;
  line = orb_console_format_bar (app_console_get_width (STDERR_FILENO), share,
      done, total, elapsed, heard);
  fprintf (stderr, APP_CONSOLE_CLEAR_LINE "%s", line);
  self->drawn = TRUE;
}
