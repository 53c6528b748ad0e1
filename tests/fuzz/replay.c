/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* replay.c - a fuzz target as a test: its corpus, and seeded mutations of it.
 *
 *   fuzz-TARGET [CORPUS [SEED [MUTATIONS]]]     CORPUS: a folder, or one file
 *
 * The same seed makes the same inputs. An input that ends the program is
 * written to fuzz-TARGET.input in the working folder, to be run by itself. */

#include "fuzz.h"
#include "mutate.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const guint8 *current;
static gsize current_size;
static gchar *keep_path;

static void
run (const guint8 *data, gsize size)
{
  current = data;
  current_size = size;
  fuzz_run (data, size);
}

/* Only what a signal handler may do. */
static void
keep_input (int number)
{
  int file = open (keep_path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

  if (file >= 0 && write (file, current, current_size) >= 0)
    close (file);
  signal (number, SIG_DFL);
  raise (number);
}

static gint
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar **) a, *(const gchar **) b);
}

static GPtrArray *
list_files (const gchar *path)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (path, 0, NULL);
  const gchar *name;

  if (dir == NULL) {
    g_ptr_array_add (files, g_strdup (path));
    return files;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (files, g_build_filename (path, name, NULL));
  g_dir_close (dir);
  /* The order of a folder is not the same everywhere. */
  g_ptr_array_sort (files, compare_paths);
  return files;
}

static GPtrArray *
read_corpus (const gchar *path)
{
  GPtrArray *files = list_files (path);
  GPtrArray *corpus = g_ptr_array_new_with_free_func (
      (GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < files->len; i++) {
    gchar *text;
    gsize size;
    GError *error = NULL;

    if (!g_file_get_contents (g_ptr_array_index (files, i), &text, &size,
            &error))
      g_error ("%s", error->message);
    g_ptr_array_add (corpus, g_bytes_new_take (text, size));
  }
  g_ptr_array_unref (files);
  if (corpus->len == 0)
    g_error ("No corpus in %s", path);
  return corpus;
}

static void
run_corpus (const GPtrArray *corpus)
{
  for (guint i = 0; i < corpus->len; i++) {
    gsize size;
    const guint8 *data = g_bytes_get_data (corpus->pdata[i], &size);

    run (data, size);
  }
  g_print ("ok 1 - %s: corpus of %u\n", fuzz_name, corpus->len);
}

static void
run_mutations (const GPtrArray *corpus, guint32 seed, guint mutations)
{
  GRand *rand = g_rand_new_with_seed (seed);
  GByteArray *input = g_byte_array_new ();

  for (guint i = 0; i < mutations; i++) {
    fuzz_mutate (input, corpus, rand);
    run (input->data, input->len);
  }
  g_byte_array_unref (input);
  g_rand_free (rand);
  g_print ("ok 2 - %s: %u mutations of seed %u\n", fuzz_name, mutations, seed);
}

static gchar *
find_corpus (void)
{
  return g_build_filename (g_getenv ("TESTDATADIR"), "fuzz", fuzz_name, NULL);
}

int
main (int argc, char **argv)
{
  g_autofree gchar *path = argc > 1 ? g_strdup (argv[1]) : find_corpus ();
  guint32 seed = argc > 2 ? strtoul (argv[2], NULL, 10) : 1;
  guint mutations = argc > 3 ? strtoul (argv[3], NULL, 10) : fuzz_mutations;
  g_autoptr (GPtrArray) corpus = NULL;

  fuzz_abort_on_criticals ();
  keep_path = g_strdup_printf ("fuzz-%s.input", fuzz_name);
  signal (SIGABRT, keep_input);
  fuzz_set_up ();
  g_print ("1..2\n");
  corpus = read_corpus (path);
  run_corpus (corpus);
  run_mutations (corpus, seed, mutations);
  g_free (keep_path);
  return 0;
}
