/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* main.c - openai-realtime-batch: recordings in; answers, texts and a report
 * out. Joins the parts. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "cli.h"
#include "dryrun.h"
#include "report.h"
#include "run.h"
#include "summary.h"

#include <glib-unix.h>
#include <gst/gst.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM "openai-realtime-batch"

typedef struct
{
  OrbOptions *options;
  OrbPrices *prices;
  OrbTeller *teller;
  OrbStore *store;
  OrbJournal *journal;
  GPtrArray *inputs;
  guint n_problems;
} Batch;

static gboolean
on_signal (gpointer run)
{
  orb_run_interrupt (run);
  return G_SOURCE_CONTINUE;
}

static OrbExit
complain (Batch *self, const GError *error)
{
  orb_teller_error (self->teller, NULL, error->message);
  return ORB_EXIT_USAGE;
}

/*** before ***/

static gboolean
load_prices (Batch *self, GError **error)
{
  const OrbOptions *o = self->options;
  g_autofree gchar *missing = NULL;

  if (o->prices == NULL)
    return TRUE;
  self->prices = orb_prices_new_from_file (o->prices, error);
  if (self->prices == NULL)
    return FALSE;
  missing = orb_prices_find_missing (self->prices,
      orb_options_speaks (o) ? o->model : NULL, o->transcription_model);
  if (missing == NULL)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
      missing);
  return FALSE;
}

static void
find_inputs (Batch *self)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  self->inputs = orb_inputs_find (self->options->inputs,
      self->options->output, NULL, problems);
  for (guint i = 0; i < problems->len; i++)
    orb_teller_error (self->teller, NULL, g_ptr_array_index (problems, i));
  self->n_problems = problems->len;
}

static gboolean
check_element (GError **error)
{
  static const gchar *const names[] = {
    "openairealtime", "uridecodebin", "audioconvert", "audioresample", NULL
  };

  for (guint i = 0; names[i] != NULL; i++) {
    GstElementFactory *factory = gst_element_factory_find (names[i]);

    if (factory == NULL) {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "GStreamer "
          "has no element %s. Install its plugin, or set GST_PLUGIN_PATH.",
          names[i]);
      return FALSE;
    }
    gst_object_unref (factory);
  }
  return TRUE;
}

/* A dry run makes nothing, not even the folder. */
static gboolean
open_results (Batch *self, GError **error)
{
  guint unreadable;

  if (self->options->dry_run && !g_file_test (self->options->output,
          G_FILE_TEST_IS_DIR))
    return TRUE;
  self->store = orb_store_open (self->options->output, error);
  if (self->store == NULL)
    return FALSE;
  self->journal = orb_journal_open (self->store, &unreadable, error);
  if (self->journal != NULL && unreadable > 0) {
    g_autofree gchar *text = g_strdup_printf ("%u lines of the journal cannot "
        "be read; what they told of is done again.", unreadable);

    orb_teller_error (self->teller, NULL, text);
  }
  return self->journal != NULL;
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
  gboolean ok = orb_store_write (self->store, "summary.json", json, -1, error)
      && orb_store_write (self->store, "summary.csv", csv->str, csv->len,
      error) && orb_store_write (self->store, "report.html", html->str,
      html->len, error);

  orb_teller_total (self->teller, json_object_get_object_member (summary,
          "total"));
  g_string_free (csv, TRUE);
  g_string_free (html, TRUE);
  return ok;
}

static OrbExit
finish (Batch *self, OrbExit status, gdouble elapsed)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *report = orb_store_path (self->store, "report.html");
  g_autofree gchar *line = g_strdup_printf ("Report: %s", report);

  if (!write_summary (self, elapsed, &error)) {
    complain (self, error);
    return ORB_EXIT_FAILED;
  }
  orb_teller_note (self->teller, line);
  if (status == ORB_EXIT_DONE && self->n_problems > 0)
    return ORB_EXIT_FAILED;
  return status;
}

static OrbExit
run (Batch *self)
{
  OrbRun *run = orb_run_new (self->options, self->store, self->journal,
      self->prices, self->teller, self->inputs);
  guint sources[] = {
    g_unix_signal_add (SIGINT, on_signal, run),
    g_unix_signal_add (SIGTERM, on_signal, run),
    g_unix_signal_add (SIGHUP, on_signal, run),
  };
  OrbExit status = orb_run_all (run);
  gdouble elapsed = orb_run_get_elapsed (run);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
  orb_run_free (run);
  return finish (self, status, elapsed);
}

static OrbExit
work (Batch *self)
{
  g_autoptr (GError) error = NULL;
  OrbExit status;

  if (!check_element (&error) || !load_prices (self, &error)
      || !open_results (self, &error))
    return complain (self, error);
  find_inputs (self);
  if (!self->options->dry_run)
    return self->inputs->len > 0 ? run (self) : ORB_EXIT_USAGE;
  status = orb_dry_run (self->options, self->journal, self->prices,
      self->teller, self->inputs);
  return status == ORB_EXIT_DONE && self->n_problems > 0 ? ORB_EXIT_FAILED
      : status;
}

static void
clear (Batch *self)
{
  g_clear_pointer (&self->inputs, g_ptr_array_unref);
  orb_journal_close (self->journal);
  orb_store_close (self->store);
  orb_prices_free (self->prices);
  orb_teller_free (self->teller);
  orb_options_free (self->options);
}

int
main (int argc, char **argv)
{
  Batch self = { NULL, };
  g_autoptr (GError) error = NULL;
  OrbExit status;

  setlocale (LC_ALL, "");
  gst_init (NULL, NULL);
  g_set_prgname (PROGRAM);
  self.options = orb_cli_read (argc, argv, &error);
  if (error != NULL) {
    fprintf (stderr, PROGRAM ": %s\n", error->message);
    return ORB_EXIT_USAGE;
  }
  if (self.options == NULL)
    return ORB_EXIT_DONE;
  self.teller = orb_teller_new (self.options);
  status = work (&self);
  clear (&self);
  return status;
}
