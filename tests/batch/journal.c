/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* journal.c - what a process that was killed leaves, the next one finishes. */

#include "journal.h"
#include "inputs.h"
#include "levels.h"
#include "spans.h"

#include <glib/gstdio.h>
#include <gst/gst.h>

#include <math.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  gchar *folder;
  OrbStore *store;
  OrbJournal *journal;
  guint unreadable;
} Fixture;

static void
open_all (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->store = orb_store_open (f->folder, &error);
  g_assert_no_error (error);
  f->journal = orb_journal_open (f->store, &f->unreadable, &error);
  g_assert_no_error (error);
}

static void
close_all (Fixture *f)
{
  g_clear_pointer (&f->journal, orb_journal_close);
  g_clear_pointer (&f->store, orb_store_close);
}

static void
setup (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("orb-journal-XXXXXX", NULL);
  g_assert_nonnull (f->folder);
  open_all (f);
}

static void
remove_tree (const gchar *path)
{
  GDir *dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL
      : g_dir_open (path, 0, NULL);
  const gchar *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *inner = g_build_filename (path, name, NULL);

    remove_tree (inner);
  }
  if (dir != NULL)
    g_dir_close (dir);
  g_remove (path);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  close_all (f);
  remove_tree (f->folder);
  g_free (f->folder);
}

static JsonObject *
new_result (const gchar *input)
{
  JsonObject *result = json_object_new ();

  json_object_set_string_member (result, "input", input);
  json_object_set_string_member (result, "name", "x");
  return result;
}

/* A file in work with the content, and the array that names it. */
static JsonArray *
stage (Fixture *f, const gchar *to, const gchar *content)
{
  JsonArray *files = json_array_new ();
  JsonObject *file = json_object_new ();
  g_autofree gchar *work = orb_store_new_work (f->store, "txt");

  g_assert_true (orb_store_write_work (f->store, work, content, -1, NULL));
  json_object_set_string_member (file, "from", work);
  json_object_set_string_member (file, "to", to);
  json_array_add_object_element (files, file);
  return files;
}

static void
assert_content (Fixture *f, const gchar *name, const gchar *expected)
{
  g_autofree gchar *path = g_build_filename (f->folder, name, NULL);
  g_autofree gchar *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static gchar *
journal_path (Fixture *f)
{
  return g_build_filename (f->folder, ORB_STORE_FOLDER, "journal.jsonl", NULL);
}

static void
finish (Fixture *f, const gchar *key, const gchar *input, const gchar *to)
{
  g_autoptr (JsonArray) files = stage (f, to, input);
  g_autoptr (JsonObject) result = new_result (input);

  g_assert_true (orb_journal_finish (f->journal, key, files, result, NULL));
}

static void
test_done_is_remembered (Fixture *f, gconstpointer data)
{
  g_assert_null (orb_journal_find (f->journal, "k"));
  finish (f, "k", "one", "sub/one.txt");
  assert_content (f, "sub/one.txt", "one");
  close_all (f);
  open_all (f);
  g_assert_nonnull (orb_journal_find (f->journal, "k"));
  g_assert_null (orb_journal_find (f->journal, "other"));
  g_assert_cmpstr (g_hash_table_lookup (orb_journal_get_names (f->journal),
          "x"), ==, "one");
}

/* Who removes results wants them again. */
static void
test_lost_results_are_not_done (Fixture *f, gconstpointer data)
{
  g_autofree gchar *path = g_build_filename (f->folder, "one.txt", NULL);

  finish (f, "k", "one", "one.txt");
  g_unlink (path);
  g_assert_null (orb_journal_find (f->journal, "k"));
}

/* With another recipe the names are taken by other results. */
static void
test_newer_results_replace (Fixture *f, gconstpointer data)
{
  finish (f, "k1", "one", "one.txt");
  finish (f, "k2", "one", "one.txt");
  g_assert_null (orb_journal_find (f->journal, "k1"));
  g_assert_nonnull (orb_journal_find (f->journal, "k2"));
}

/* Killed between the journal and the names. */
static void
test_staged_is_finished (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonArray) files = stage (f, "one.txt", "whole");
  g_autofree gchar *path = journal_path (f);
  g_autofree gchar *line = g_strdup_printf ("{\"event\":\"staged\",\"key\":"
      "\"k\",\"files\":[{\"from\":\"%s\",\"to\":\"one.txt\"}],\"result\":"
      "{\"input\":\"one\",\"name\":\"x\"}}\n",
      json_object_get_string_member (json_array_get_object_element (files, 0),
          "from"));
  g_autofree gchar *left = orb_store_new_work (f->store, "pcm");

  g_assert_true (orb_store_write_work (f->store, left, "left", -1, NULL));
  close_all (f);
  g_assert_true (g_file_set_contents (path, line, -1, NULL));
  open_all (f);
  assert_content (f, "one.txt", "whole");
  g_assert_nonnull (orb_journal_find (f->journal, "k"));
  {
    g_autofree gchar *rest = orb_store_work_path (f->store, left);

    g_assert_false (g_file_test (rest, G_FILE_TEST_EXISTS));
  }
  /* And that is noted, too. */
  close_all (f);
  open_all (f);
  g_assert_nonnull (orb_journal_find (f->journal, "k"));
}

/* Staged, but the file did not come to the disk: done again. */
static void
test_staged_but_lost (Fixture *f, gconstpointer data)
{
  g_autofree gchar *path = journal_path (f);

  close_all (f);
  g_assert_true (g_file_set_contents (path, "{\"event\":\"staged\",\"key\":"
          "\"k\",\"files\":[{\"from\":\"gone\",\"to\":\"one.txt\"}],"
          "\"result\":{\"input\":\"one\"}}\n", -1, NULL));
  open_all (f);
  g_assert_null (orb_journal_find (f->journal, "k"));
}

/* A line that was cut off anywhere costs that line and nothing else. */
static void
test_cut_off_anywhere (Fixture *f, gconstpointer data)
{
  g_autofree gchar *path = journal_path (f);
  g_autofree gchar *text = NULL;
  gsize length, first;

  finish (f, "k1", "one", "one.txt");
  g_assert_true (g_file_get_contents (path, &text, &first, NULL));
  g_clear_pointer (&text, g_free);
  finish (f, "k2", "two", "two.txt");
  close_all (f);
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (gsize cut = first; cut < length; cut += 7) {
    g_assert_true (g_file_set_contents (path, text, cut, NULL));
    open_all (f);
    g_assert_nonnull (orb_journal_find (f->journal, "k1"));
    finish (f, "k3", "three", "three.txt");
    close_all (f);
    open_all (f);
    g_assert_cmpuint (f->unreadable, ==, 0);
    g_assert_nonnull (orb_journal_find (f->journal, "k3"));
    close_all (f);
  }
  open_all (f);
}

static void
test_hostile_lines (Fixture *f, gconstpointer data)
{
  static const gchar lines[] = "\n\nnonsense\n[]\n{}\n{\"event\":3}\n"
      "{\"event\":\"done\",\"key\":\"never\"}\n"
      "{\"event\":\"staged\",\"key\":\"k\",\"files\":3,\"result\":{}}\n"
      "{\"event\":\"staged\",\"key\":\"k\",\"files\":[{}],\"result\":4}\n";
  g_autofree gchar *path = journal_path (f);

  close_all (f);
  g_assert_true (g_file_set_contents (path, lines, -1, NULL));
  open_all (f);
  g_assert_cmpuint (f->unreadable, ==, 7);
  finish (f, "k", "one", "one.txt");
  g_assert_nonnull (orb_journal_find (f->journal, "k"));
}

static void
test_failed_is_tried_again (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) result = new_result ("one");
  g_autoptr (GPtrArray) list = NULL;

  g_assert_true (orb_journal_fail (f->journal, "k", result, NULL));
  g_assert_null (orb_journal_find (f->journal, "k"));
  finish (f, "k", "one", "one.txt");
  list = orb_journal_list (f->journal);
  g_assert_cmpuint (list->len, ==, 1);
}

static void
test_one_process_at_a_time (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (orb_store_open (f->folder, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN);
}

/* A changed recording is another one. */
static void
test_keys (void)
{
  g_autofree gchar *a = orb_journal_key ("u", 1, 2, "r");
  g_autofree gchar *b = orb_journal_key ("u", 1, 3, "r");
  g_autofree gchar *c = orb_journal_key ("u", 1, 2, "s");
  g_autofree gchar *d = orb_journal_key ("u", 1, 2, "r");

  g_assert_cmpstr (a, !=, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_cmpstr (a, ==, d);
}

/*** what is found ***/

static void
touch (const gchar *folder, const gchar *name, const gchar *content)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);
  g_autofree gchar *parent = g_path_get_dirname (path);

  g_mkdir_with_parents (parent, 0777);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static gchar *
find (const gchar *folder, gchar **words, const gchar *list,
    GPtrArray *problems)
{
  g_autoptr (GPtrArray) inputs = NULL;
  g_autofree gchar *except = g_build_filename (folder, "out", NULL);
  GString *names = g_string_new (NULL);

  inputs = orb_inputs_find (words, except, list, problems);
  for (guint i = 0; i < inputs->len; i++)
    g_string_append_printf (names, "%s ",
        ((OrbInput *) g_ptr_array_index (inputs, i))->wish);
  return g_string_free (names, FALSE);
}

static void
test_inputs (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree gchar *pattern = g_build_filename (f->folder, "in", "*.wav",
      NULL);
  g_autofree gchar *in = g_build_filename (f->folder, "in", NULL);
  g_autofree gchar *uri = g_strconcat ("file://", in, "/b.wav", NULL);
  gchar *words[] = { pattern, in, uri, (gchar *) "http://host/c.mp3?x=1/2",
    (gchar *) "/does/not/exist.wav", NULL
  };
  gchar *dash[] = { (gchar *) "-", NULL };
  g_autofree gchar *circle = g_build_filename (in, "circle", NULL);
  g_autofree gchar *all = NULL, *listed = NULL;

  touch (in, "b.wav", "x");
  touch (in, "a.wav", "x");
  touch (in, "sub/d.flac", "x");
  touch (in, "sub/wrong.txt", "RIFF\1\1\1\1WAVEfmt ");
  touch (in, "sub/notes.txt", "just words");
  touch (in, ".hidden.wav", "x");
  touch (f->folder, "out/e.wav", "x");
  /* A folder in itself is not looked through for ever. */
  g_assert_cmpint (symlink (in, circle), ==, 0);
  all = find (f->folder, words, NULL, problems);
  g_assert_cmpstr (all, ==, "a b sub/d sub/wrong c ");
  g_assert_cmpuint (problems->len, ==, 1);
  listed = find (f->folder, dash, uri, problems);
  g_assert_cmpstr (listed, ==, "b ");
}

/*** spans ***/

static void
test_spans (void)
{
  OrbSpans *spans = orb_spans_new ();

  g_assert_cmpuint (orb_spans_add (spans, 100, 50), ==, 100);
  g_assert_cmpuint (orb_spans_add (spans, 150, 50), ==, 150);
  /* Too early: behind what is there. */
  g_assert_cmpuint (orb_spans_add (spans, 120, 50), ==, 200);
  g_assert_cmpuint (orb_spans_add (spans, 1000, 10), ==, 1000);
  g_assert_cmpuint (orb_spans_get_length (spans), ==, 2);
  g_assert_cmpuint (orb_spans_get_joined (spans), ==, 160);
  g_assert_cmpuint (orb_spans_get_end (spans), ==, 1010);
  g_assert_cmpuint (orb_spans_map (spans, 0, 5), ==, 100);
  g_assert_cmpuint (orb_spans_map (spans, 144, 5), ==, 244);
  g_assert_cmpuint (orb_spans_map (spans, 146, 5), ==, 1000);
  g_assert_cmpuint (orb_spans_map (spans, 155, 5), ==, 1005);
  orb_spans_free (spans);
}

/* In any portions, the same. */
static void
test_levels_in_portions (void)
{
  gint16 samples[2400];
  guint8 a[10], b[10];
  OrbLevels *whole = orb_levels_new (), *parts = orb_levels_new ();

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    samples[i] = i < 1200 ? 0 : 10000 * sin (i / 10.0);
  orb_levels_add (whole, samples, 2400);
  for (guint i = 0; i < 2400; i += 7)
    orb_levels_add (parts, samples + i, MIN (7, 2400 - i));
  orb_levels_draw (whole, a, 10);
  orb_levels_draw (parts, b, 10);
  g_assert_cmpmem (a, 10, b, 10);
  g_assert_cmpuint (a[0], ==, 0);
  g_assert_cmpuint (a[9], >, 30);
  g_assert_cmpfloat (orb_levels_first_sound (whole, 0, 1), ==, 0.05);
  g_assert_cmpfloat (orb_levels_last_sound (whole, 0, 1), ==, 0.1);
  g_assert_cmpfloat (orb_levels_first_sound (whole, 0, 0.04), ==, -1);
  orb_levels_free (whole);
  orb_levels_free (parts);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  ADD ("/journal/done-is-remembered", test_done_is_remembered);
  ADD ("/journal/lost-results", test_lost_results_are_not_done);
  ADD ("/journal/newer-results", test_newer_results_replace);
  ADD ("/journal/staged-is-finished", test_staged_is_finished);
  ADD ("/journal/staged-but-lost", test_staged_but_lost);
  ADD ("/journal/cut-off-anywhere", test_cut_off_anywhere);
  ADD ("/journal/hostile-lines", test_hostile_lines);
  ADD ("/journal/failed-is-tried-again", test_failed_is_tried_again);
  ADD ("/journal/one-process", test_one_process_at_a_time);
  g_test_add_func ("/journal/keys", test_keys);
  ADD ("/inputs/all-kinds", test_inputs);
  g_test_add_func ("/spans/holes", test_spans);
  g_test_add_func ("/levels/in-portions", test_levels_in_portions);
  return g_test_run ();
}
