/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dryrun.c - see dryrun.h. */

#include "dryrun.h"

#include "results/format.h"
#include "work/mediainfo.h"

typedef struct
{
  const OrbSettings *settings;
  const AppPrices *prices;
  OrbConsole *console;
  guint recordings;
  guint before;
  guint bad;
  gdouble duration;
  gdouble cost;
} Dry;

static void
tell_recording (Dry *self, const OrbInput *input, const OrbMediaInfo *media)
{
  gdouble cost = orb_prices_estimate (self->prices, self->settings,
      media->duration, media->channels);
  g_autofree gchar *time = media->duration > 0
      ? orb_format_time (media->duration)
      : g_strdup ("length not known");
  g_autofree gchar *channels = orb_format_count (media->channels, "channel");
  g_autoptr (GString) line = g_string_new (input->display);

  g_string_append_printf (line, ": %s, %s", time, channels);
  if (cost >= 0) {
    g_autofree gchar *text =
        orb_format_cost (cost, app_prices_get_currency (self->prices));

    g_string_append_printf (line, ", about %s", text);
  }
  orb_console_note (self->console, line->str);
  self->recordings++;
  self->duration += media->duration;
  self->cost += MAX (cost, 0);
}

static void
look_at (Dry *self, const OrbInput *input)
{
  g_autoptr (GError) error = NULL;
  OrbMediaInfo media = { 0 };

  if (orb_media_info_read (input, &media, &error)) {
    tell_recording (self, input, &media);
  } else {
    orb_console_error (self->console, input->display, error->message);
    self->bad++;
  }
  orb_media_info_clear (&media);
}

static void
tell_total (Dry *self)
{
  g_autofree gchar *time = orb_format_time (self->duration);
  g_autofree gchar *recordings =
      orb_format_count (self->recordings, "recording");
  g_autoptr (GString) line = g_string_new (NULL);
  JsonObject *total = json_object_new ();

  g_string_printf (line, "%s, %s; %u bad, %u done before.", recordings, time,
      self->bad, self->before);
  json_object_set_int_member (total, "recordings", self->recordings);
  json_object_set_int_member (total, "bad", self->bad);
  json_object_set_int_member (total, "before", self->before);
  json_object_set_double_member (total, "duration", self->duration);
  if (self->prices != NULL) {
    g_autofree gchar *cost =
        orb_format_cost (self->cost, app_prices_get_currency (self->prices));

    g_string_append_printf (line,
        " About %s, if a turn is 15 s long and an "
        "answer 6 s.",
        cost);
    json_object_set_double_member (total, "estimate", self->cost);
    json_object_set_string_member (total, "currency",
        app_prices_get_currency (self->prices));
  }
  orb_console_note (self->console, line->str);
  orb_console_total (self->console, total);
  json_object_unref (total);
}

OrbExit
orb_dry_run (const OrbSettings *settings, OrbJournal *journal,
    const AppPrices *prices, OrbConsole *console, GPtrArray *inputs)
{
  Dry self = {
    settings,
    prices,
    console,
    0,
  };
  g_autofree gchar *digest = orb_settings_get_digest (settings);

  for (guint i = 0; i < inputs->len; i++) {
    const OrbInput *input = g_ptr_array_index (inputs, i);
    g_autofree gchar *key =
        orb_journal_key (input->uri, input->size, input->modified, digest);

    if (journal != NULL && !settings->again
        && (orb_journal_find (journal, key) != NULL
            || orb_journal_waits (journal, key)))
      self.before++;
    else
      look_at (&self, input);
  }
  tell_total (&self);
  if (prices != NULL && settings->max_cost > 0
      && self.cost > settings->max_cost)
    return ORB_EXIT_COST;
  return self.bad > 0 ? ORB_EXIT_FAILED : ORB_EXIT_DONE;
}
