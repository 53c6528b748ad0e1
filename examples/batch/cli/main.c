/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* main.c - openai-realtime-batch: recordings in; answers, texts and a report
 * out. Joins the parts. */

#include "common/console.h"
#include "dryrun.h"
#include "options.h"
#include "results/report.h"
#include "results/summary.h"
#include "run.h"

#include <gst/gst.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM "openai-realtime-batch"
#define SUMMARY "summary.json"
#define TABLE "summary.csv"
#define REPORT "report.html"

static const gchar *const of_the_folder[] = { SUMMARY, TABLE, REPORT };

typedef struct
{
  OrbSettings *settings;
  AppPrices *prices;
  OrbConsole *console;
  AppFolder *folder;
  OrbJournal *journal;
  GPtrArray *inputs;
  guint n_problems;
} Batch;

static OrbExit
complain (Batch *self, const GError *error)
{
  orb_console_error (self->console, NULL, error->message);
  return ORB_EXIT_USAGE;
}

/*** before ***/

static gboolean
load_prices (Batch *self, GError **error)
{
  const OrbSettings *o = self->settings;
  g_autofree gchar *missing = NULL;

  if (o->prices == NULL)
    return TRUE;
  self->prices = app_prices_new_from_file (o->prices, error);
  if (self->prices == NULL)
    return FALSE;
  missing = orb_prices_find_missing (self->prices, o);
  if (missing == NULL)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
      missing);
  return FALSE;
}

static void
tell_problems (Batch *self, GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    orb_console_error (self->console, NULL, g_ptr_array_index (problems, i));
  self->n_problems += problems->len;
}

/* Results lie beside the recordings, if that is wanted. */
static GHashTable *
list_own (Batch *self)
{
  GHashTable *own = g_hash_table_new_full (g_str_hash, g_str_equal, free, NULL);
  GHashTableIter iter;
  gpointer name;

  if (self->journal == NULL)
    return own;
  g_hash_table_iter_init (&iter, orb_journal_get_files (self->journal));
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    g_autofree gchar *path = app_folder_build_path (self->folder, name);
    gchar *real = realpath (path, NULL);

    if (real != NULL)
      g_hash_table_add (own, real);
  }
  return own;
}

static void
find_inputs (Batch *self)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) own = list_own (self);
  OrbSearch search = { .results = self->settings->output,
    .own = own,
    .problems = problems };

  self->inputs = orb_inputs_find (self->settings->inputs, &search);
  tell_problems (self, problems);
  if (search.left_out > 0) {
    g_autofree gchar *line = g_strdup_printf ("%u %s of earlier runs left out.",
        search.left_out, search.left_out == 1 ? "result" : "results");

    orb_console_note (self->console, line);
  }
}

static gboolean
check_element (GError **error)
{
  static const gchar *const names[] = { "openairealtime", "uridecodebin",
    "audioconvert", "audioresample", "audiorate", NULL };

  for (guint i = 0; names[i] != NULL; i++) {
    GstElementFactory *factory = gst_element_factory_find (names[i]);

    if (factory == NULL) {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
          "GStreamer "
          "has no element %s. Install its plugin, or set GST_PLUGIN_PATH.",
          names[i]);
      return FALSE;
    }
    gst_object_unref (factory);
  }
  return TRUE;
}

static void
tell_unreadable (Batch *self, guint lines)
{
  g_autofree gchar *text =
      g_strdup_printf ("%u %s of the journal cannot be "
                       "read; what %s told of is done again.",
          lines, lines == 1 ? "line" : "lines", lines == 1 ? "it" : "they");

  if (lines > 0)
    orb_console_error (self->console, NULL, text);
}

/* Files of these names that another program made are not replaced. */
static gboolean
claim_folder (Batch *self, GError **error)
{
  if (!orb_journal_is_fresh (self->journal))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (of_the_folder); i++)
    if (app_folder_exists (self->folder, of_the_folder[i])) {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
          "%s is in %s, and "
          "no earlier run made it. Move it away, or name another folder with "
          "--output.",
          of_the_folder[i], app_folder_get_path (self->folder));
      return FALSE;
    }
  return orb_journal_begin (self->journal, error);
}

static gboolean
open_to_work (Batch *self, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  guint unreadable = 0;

  self->folder =
      app_folder_open (self->settings->output, ORB_OWN_FOLDER, error);
  if (self->folder != NULL)
    self->journal =
        orb_journal_open (self->folder, &unreadable, problems, error);
  if (self->journal == NULL)
    return FALSE;
  tell_unreadable (self, unreadable);
  tell_problems (self, problems);
  return claim_folder (self, error);
}

/* A dry run makes nothing, not even the folder. */
static gboolean
open_to_read (Batch *self, GError **error)
{
  GError *cause = NULL;
  guint unreadable = 0;

  self->folder =
      app_folder_open_to_read (self->settings->output, ORB_OWN_FOLDER, &cause);
  if (self->folder != NULL)
    self->journal =
        orb_journal_open_to_read (self->folder, &unreadable, &cause);
  tell_unreadable (self, unreadable);
  if (cause != NULL)
    g_propagate_error (error, cause);
  return cause == NULL;
}

/*** after ***/

static gboolean
write_summary (Batch *self, gdouble elapsed, GError **error)
{
  g_autoptr (GPtrArray) results = orb_journal_list (self->journal);
  g_autoptr (JsonObject) summary = orb_summary_new (results, elapsed);
  g_autofree gchar *json = orb_summary_to_json (summary);
  GString *csv = orb_summary_to_csv (results);
  GString *html = orb_report_new (summary, results);
  gboolean ok = app_folder_write (self->folder, SUMMARY, json, -1, error)
      && app_folder_write (self->folder, TABLE, csv->str, csv->len, error)
      && app_folder_write (self->folder, REPORT, html->str, html->len, error);

  orb_console_total (self->console,
      json_object_get_object_member (summary, "total"));
  g_string_free (csv, TRUE);
  g_string_free (html, TRUE);
  return ok;
}

static void
tell_end (Batch *self, OrbExit status)
{
  g_autofree gchar *path = app_folder_build_path (self->folder, REPORT);
  g_autofree gchar *folder = g_filename_display_name (
      app_folder_get_path (self->folder));
  g_autofree gchar *results = g_strdup_printf ("Results: %s", folder);
  g_autofree gchar *shown = g_filename_display_name (path);
  g_autofree gchar *report = g_strdup_printf ("Report: %s", shown);

  orb_console_note (self->console, results);
  orb_console_note (self->console, report);
  if (status == ORB_EXIT_INTERRUPTED)
    orb_console_note (self->console,
        "Interrupted. The same command goes on "
        "where this one stopped.");
}

static OrbExit
finish (Batch *self, OrbExit status, gdouble elapsed)
{
  g_autoptr (GError) error = NULL;

  if (!write_summary (self, elapsed, &error)) {
    complain (self, error);
    return status == ORB_EXIT_DONE || status == ORB_EXIT_FAILED ? ORB_EXIT_DISK
                                                                : status;
  }
  tell_end (self, status);
  if (status == ORB_EXIT_DONE && self->n_problems > 0)
    return ORB_EXIT_FAILED;
  return status;
}

static OrbExit
run (Batch *self)
{
  OrbRun *run = orb_run_new (self->settings, self->folder, self->journal,
      self->prices, self->console, self->inputs);
  OrbExit status = orb_run_all (run);
  gdouble elapsed = orb_run_get_elapsed (run);

  orb_run_free (run);
  return finish (self, status, elapsed);
}

static OrbExit
work (Batch *self)
{
  g_autoptr (GError) error = NULL;
  OrbExit status;

  if (!check_element (&error) || !load_prices (self, &error)
      || !(self->settings->dry_run ? open_to_read (self, &error)
                                   : open_to_work (self, &error)))
    return complain (self, error);
  find_inputs (self);
  if (!self->settings->dry_run)
    return self->inputs->len > 0 ? run (self) : ORB_EXIT_USAGE;
  status = orb_dry_run (self->settings, self->journal, self->prices,
      self->console, self->inputs);
  return status == ORB_EXIT_DONE && self->n_problems > 0 ? ORB_EXIT_FAILED
                                                         : status;
}

static void
clear (Batch *self)
{
  g_clear_pointer (&self->inputs, g_ptr_array_unref);
  orb_journal_close (self->journal);
  app_folder_close (self->folder);
  app_prices_free (self->prices);
  orb_console_free (self->console);
  orb_settings_free (self->settings);
}

int
main (int argc, char **argv)
{
  Batch self = { NULL };
  g_autoptr (GError) error = NULL;
  OrbExit status;

  setlocale (LC_ALL, "");
  /* Numbers are written for programs, too. */
  setlocale (LC_NUMERIC, "C");
  gst_init (NULL, NULL);
  g_set_prgname (PROGRAM);
  self.settings = orb_options_read (argc, argv, &error);
  if (error != NULL) {
    g_prefix_error (&error, PROGRAM ": ");
    app_console_print (stderr, error->message);
    return ORB_EXIT_USAGE;
  }
  if (self.settings == NULL)
    return ORB_EXIT_DONE;
  self.console = orb_console_new (self.settings);
  status = work (&self);
  clear (&self);
  return status;
}
