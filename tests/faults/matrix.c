/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* matrix.c - every fault of the local server in every phase of a conversation,
 * live and in a recording.
 *
 *   matrix              the diagonal: every fault and every phase
 *   matrix --whole      all cells; --live, --batch: one half of them
 *   matrix --table      the expectations, as docs/reliability.md has them
 *   matrix --explore    prints what comes, and expects nothing */

#include "fixture.h"
#include "rows.h"
#include "../support/testcase.h"

#include <stdio.h>
#include <string.h>

/* What takes longer hangs; what takes longer than promised is counted: the
 * machine may be busy. */
#define STOP_PROMISE_US (200 * G_TIME_SPAN_MILLISECOND)
#define STOP_LIMIT_US (5 * G_TIME_SPAN_SECOND)

typedef struct
{
  guint cells;
  guint lost_input_ms;
  guint slow_stops;
  gint64 longest_stop;
  GHashTable *words; /* word -> number of cells */
} Sums;

static gboolean exploring;
static Sums sums;

/*** the table ***/

static gchar *
dup_word (const FaultRow *row, gboolean live, Phase phase)
{
  gchar **words = g_strsplit (row->expected[live], " ", -1);
  gchar *word;

  g_assert_cmpuint (g_strv_length (words), ==, N_PHASES);
  word = g_strdup (words[phase]);
  g_strfreev (words);
  return word;
}

static void
print_table (gboolean live)
{
  const FaultRow *row;

  printf ("| %s |", live ? "Live" : "Recording");
  for (guint phase = 0; phase < N_PHASES; phase++)
    printf (" %s |", phase_get_name (phase));
  printf ("\n|---|");
  for (guint phase = 0; phase < N_PHASES; phase++)
    printf ("---|");
  for (row = fault_rows; row->name != NULL; row++) {
    printf ("\n| `%s` |", row->name);
    for (guint phase = 0; phase < N_PHASES; phase++) {
      g_autofree gchar *word = dup_word (row, live, phase);

      printf (" %s |", word);
    }
  }
  printf ("\n\n");
}

/*** the cells ***/

/* GLib's tests print every debug message. */
static void
drop_message (const gchar *domain, GLogLevelFlags level, const gchar *message,
    gpointer data)
{}

static void
count (const Cell *cell, const Outcome *outcome)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (sums.words, outcome->word));

  g_hash_table_insert (sums.words, g_strdup (outcome->word),
      GUINT_TO_POINTER (n + 1));
  sums.cells++;
  sums.slow_stops += outcome->stop_us > STOP_PROMISE_US;
  sums.longest_stop = MAX (sums.longest_stop, outcome->stop_us);
}

static gboolean
goes_on (const Outcome *outcome)
{
  return g_str_equal (outcome->word, "same")
      || g_str_equal (outcome->word, "new");
}

/* Converted input has no numbers any more. */
static gboolean
is_converted (const Cell *cell)
{
  return strstr (cell->fault, "other-formats") != NULL;
}

/* All that was sent has come and must be heard: no reset took it, no user
 * interrupted it, and it came before its end. */
static gboolean
is_played_whole (const Cell *cell)
{
  static const gchar *const others[] = { "'reset'", "'http'", "'half-open'",
    "'late-deltas'" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    if (strstr (cell->fault, others[i]) != NULL)
      return FALSE;
  }
  return !cell->live;
}

static void
judge (const Cell *cell, const Outcome *outcome)
{
  g_assert_cmpstr (outcome->word, ==, cell->expected);
  g_assert_cmpuint (outcome->n_errors, <=, 1);
  g_assert_true (outcome->ended || cell->phase == PHASE_CLOSING);
  g_assert_cmpint (outcome->stop_us, <, STOP_LIMIT_US);
  if (goes_on (outcome) && !is_converted (cell))
    g_assert_cmpuint (outcome->lost_input_ms, ==, 0);
  if (goes_on (outcome) && is_played_whole (cell))
    g_assert_cmpint (outcome->lost_output_ms, <=, 0);
}

static void
test_cell (gconstpointer data)
{
  const Cell *cell = data;
  Outcome outcome;

  cell_run (cell, &outcome);
  g_test_message ("%s; lost of the input %u ms, of the output %d ms; %u "
                  "sessions; down in %" G_GINT64_FORMAT " ms%s",
      outcome.word, outcome.lost_input_ms, outcome.lost_output_ms,
      outcome.sessions, outcome.stop_us / 1000,
      outcome.ended ? "" : "; no end");
  count (cell, &outcome);
  if (goes_on (&outcome) && !is_converted (cell))
    sums.lost_input_ms += outcome.lost_input_ms;
  if (!exploring)
    judge (cell, &outcome);
  outcome_clear (&outcome);
}

static void
free_cell (gpointer data)
{
  Cell *cell = data;

  g_free ((gchar *) cell->expected);
  g_free (cell);
}

static void
add_cell (const FaultRow *row, Phase phase, gboolean live)
{
  Cell *cell;
  gchar *word = dup_word (row, live, phase);
  g_autofree gchar *path = g_strdup_printf ("/faults/%s/%s/%s", row->name,
      phase_get_name (phase), live ? "live" : "recording");

  if (g_str_equal (word, "-")) {
    g_free (word);
  } else {
    cell = g_new0 (Cell, 1);
    cell->fault = row->fault;
    cell->expected = word;
    cell->phase = phase;
    cell->live = live;
    if (exploring) {
      g_free (word);
      cell->expected = NULL;
    }
    g_test_add_data_func_full (path, cell, test_cell, free_cell);
  }
}

/* Each fault in one phase, live or not, and each phase with some fault. */
static gboolean
is_on_diagonal (guint row, Phase phase, gboolean live)
{
  Phase wanted = row % N_PHASES;
  gchar *word;

  if (live != (gboolean) ((row / N_PHASES + wanted) % 2))
    return FALSE;
  /* Where there is no such case, the next. */
  while (g_str_equal (word = dup_word (&fault_rows[row], live, wanted), "-")) {
    g_free (word);
    wanted = (wanted + 1) % N_PHASES;
  }
  g_free (word);
  return phase == wanted;
}

static gboolean
has_argument (int argc, char **argv, const gchar *name)
{
  for (gint i = 1; i < argc; i++) {
    if (g_str_equal (argv[i], name))
      return TRUE;
  }
  return FALSE;
}

static void
add_cells (int argc, char **argv)
{
  gboolean whole = has_argument (argc, argv, "--whole");
  gboolean live, only_live = has_argument (argc, argv, "--live");
  gboolean only_batch = has_argument (argc, argv, "--recording");
  Phase phase;

  for (guint i = 0; fault_rows[i].name != NULL; i++) {
    for (phase = 0; phase < N_PHASES; phase++) {
      for (live = FALSE; live <= TRUE; live++) {
        if (whole ? (live ? !only_batch : !only_live)
                  : is_on_diagonal (i, phase, live))
          add_cell (&fault_rows[i], phase, live);
      }
    }
  }
}

static void
print_sums (void)
{
  GHashTableIter iter;
  gpointer word, n;

  printf ("# %u cells", sums.cells);
  g_hash_table_iter_init (&iter, sums.words);
  while (g_hash_table_iter_next (&iter, &word, &n))
    printf (", %s %u", (gchar *) word, GPOINTER_TO_UINT (n));
  printf ("\n# where it goes on, %u ms of the input were lost\n# longest "
          "PLAYING to NULL %" G_GINT64_FORMAT " ms; %u above %d ms\n",
      sums.lost_input_ms, sums.longest_stop / 1000, sums.slow_stops,
      (gint) (STOP_PROMISE_US / 1000));
}

int
main (int argc, char **argv)
{
  gint ret;

  if (has_argument (argc, argv, "--table")) {
    print_table (FALSE);
    print_table (TRUE);
    return 0;
  }
  exploring = has_argument (argc, argv, "--explore");
  test_init (&argc, &argv);
  /* One bad cell does not hide the others. */
  g_test_set_nonfatal_assertions ();
  fixture_init ();
  g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_DEBUG, drop_message, NULL);
  sums.words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  add_cells (argc, argv);
  ret = g_test_run ();
  print_sums ();
  g_hash_table_unref (sums.words);
  return ret;
}
