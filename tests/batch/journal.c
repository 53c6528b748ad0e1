/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* journal.c - what a process that was killed leaves, the next one finishes. */

#include "results/journal.h"
#include "results/report.h"
#include "results/settings.h"
#include "results/summary.h"
#include "transcript/answermap.h"
#include "transcript/loudness.h"
#include "work/inputs.h"
#include "../support/testcase.h"

#include <glib/gstdio.h>
#include <gst/gst.h>

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  gchar *root;
  AppFolder *folder;
  OrbJournal *journal;
  guint unreadable;
  GPtrArray *problems;
} Fixture;

static void
open_all (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->folder = app_folder_open (f->root, ORB_OWN_FOLDER, &error);
  g_assert_no_error (error);
  g_ptr_array_set_size (f->problems, 0);
  f->journal =
      orb_journal_open (f->folder, &f->unreadable, f->problems, &error);
  g_assert_no_error (error);
}

static void
close_all (Fixture *f)
{
  g_clear_pointer (&f->journal, orb_journal_close);
  g_clear_pointer (&f->folder, app_folder_close);
}

static void
reopen (Fixture *f)
{
  close_all (f);
  open_all (f);
}

static void
set_up (Fixture *f)
{
  f->root = g_dir_make_tmp ("orb-journal-XXXXXX", NULL);
  g_assert_nonnull (f->root);
  f->problems = g_ptr_array_new_with_free_func (g_free);
  open_all (f);
}

static void
remove_tree (const gchar *path)
{
  GDir *dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK)
      ? NULL
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
tear_down (Fixture *f)
{
  close_all (f);
  remove_tree (f->root);
  g_ptr_array_unref (f->problems);
  g_free (f->root);
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
  g_autofree gchar *work = app_folder_new_work (f->folder, "txt");

  g_assert_true (app_folder_write_work (f->folder, work, content, -1, NULL));
  json_object_set_string_member (file, "from", work);
  json_object_set_string_member (file, "to", to);
  json_array_add_object_element (files, file);
  return files;
}

static void
assert_content (Fixture *f, const gchar *name, const gchar *expected)
{
  g_autofree gchar *path = g_build_filename (f->root, name, NULL);
  g_autofree gchar *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static gchar *
journal_path (Fixture *f)
{
  return g_build_filename (f->root, ORB_OWN_FOLDER, "journal.jsonl", NULL);
}

/* What another program, or a crash, left there. */
static void
open_with (Fixture *f, const gchar *text, gssize length)
{
  g_autofree gchar *path = journal_path (f);

  close_all (f);
  g_assert_true (g_file_set_contents (path, text, length, NULL));
  open_all (f);
}

static void
finish (Fixture *f, const gchar *key, const gchar *input, const gchar *to)
{
  g_autoptr (JsonArray) files = stage (f, to, input);
  g_autoptr (JsonObject) result = new_result (input);

  g_assert_true (orb_journal_stage (f->journal, key, files, result, NULL));
  g_assert_true (orb_journal_finish (f->journal, key, NULL));
}

TEST_F (done_is_remembered)
{
  g_assert_null (orb_journal_find (f->journal, "k"));
  finish (f, "k", "one", "sub/one.txt");
  assert_content (f, "sub/one.txt", "one");
  reopen (f);
  g_assert_nonnull (orb_journal_find (f->journal, "k"));
  g_assert_null (orb_journal_find (f->journal, "other"));
  g_assert_cmpstr (g_hash_table_lookup (orb_journal_get_names (f->journal),
          "x"), ==, "one");
}

/* Who removes results wants them again. */
TEST_F (lost_results_are_not_done)
{
  g_autofree gchar *path = g_build_filename (f->root, "one.txt", NULL);

  finish (f, "k", "one", "one.txt");
  g_unlink (path);
  g_assert_null (orb_journal_find (f->journal, "k"));
}

/* With another digest the names are taken by other results. */
TEST_F (newer_results_replace)
{
  finish (f, "k1", "one", "one.txt");
  finish (f, "k2", "one", "one.txt");
  g_assert_null (orb_journal_find (f->journal, "k1"));
  g_assert_nonnull (orb_journal_find (f->journal, "k2"));
}

/* Killed between the journal and the names. */
TEST_F (staged_is_finished)
{
  g_autoptr (JsonArray) files = stage (f, "one.txt", "whole");
  g_autofree gchar *line = g_strdup_printf (
      "{\"event\":\"staged\",\"key\":"
      "\"k\",\"files\":[{\"from\":\"%s\",\"to\":\"one.txt\"}],\"result\":"
      "{\"input\":\"one\",\"name\":\"x\"}}\n",
      json_object_get_string_member (json_array_get_object_element (files, 0),
          "from"));
  g_autofree gchar *left = app_folder_new_work (f->folder, "pcm");

  g_assert_true (app_folder_write_work (f->folder, left, "left", -1, NULL));
  open_with (f, line, -1);
  assert_content (f, "one.txt", "whole");
  g_assert_nonnull (orb_journal_find (f->journal, "k"));
  {
    g_autofree gchar *rest = app_folder_work_path (f->folder, left);

    g_assert_false (g_file_test (rest, G_FILE_TEST_EXISTS));
  }
  /* And that is noted, too. */
  reopen (f);
  g_assert_nonnull (orb_journal_find (f->journal, "k"));
}

/* Staged, but the file did not come to the disk: done again. */
TEST_F (staged_but_lost)
{

  open_with (f,
      "{\"event\":\"staged\",\"key\":"
      "\"k\",\"files\":[{\"from\":\"gone\",\"to\":\"one.txt\"}],"
      "\"result\":{\"input\":\"one\"}}\n",
      -1);
  g_assert_null (orb_journal_find (f->journal, "k"));
}

/* A line that was cut off anywhere costs that line and nothing else. */
TEST_F (cut_off_anywhere)
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
    reopen (f);
    g_assert_cmpuint (f->unreadable, ==, 0);
    g_assert_nonnull (orb_journal_find (f->journal, "k3"));
    close_all (f);
  }
  open_all (f);
}

TEST_F (hostile_lines)
{
  static const gchar lines[] =
      "\n\nnonsense\n[]\n{}\n{\"event\":3}\n"
      "{\"event\":\"done\",\"key\":\"never\"}\n"
      "{\"event\":\"staged\",\"key\":\"k\",\"files\":3,\"result\":{}}\n"
      "{\"event\":\"staged\",\"key\":\"k\",\"files\":[{}],\"result\":4}\n";

  open_with (f, lines, -1);
  g_assert_cmpuint (f->unreadable, ==, 7);
  finish (f, "k", "one", "one.txt");
  g_assert_nonnull (orb_journal_find (f->journal, "k"));
}

TEST_F (failed_is_tried_again)
{
  g_autoptr (JsonObject) result = new_result ("one");
  g_autoptr (GPtrArray) list = NULL;

  g_assert_true (orb_journal_fail (f->journal, "k", result, NULL));
  g_assert_null (orb_journal_find (f->journal, "k"));
  finish (f, "k", "one", "one.txt");
  list = orb_journal_list (f->journal);
  g_assert_cmpuint (list->len, ==, 1);
}

TEST_F (one_process_at_a_time)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (app_folder_open (f->root, ORB_OWN_FOLDER, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN);
}

/*** what must not happen ***/

static void
assert_refused (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  OrbJournal *journal =
      orb_journal_open (f->folder, &f->unreadable, f->problems, &error);

  g_assert_null (journal);
  g_assert_error (error, G_FILE_ERROR, (gint) error->code);
  g_assert_nonnull (strstr (error->message, "journal.jsonl"));
}

static void
close_journal (Fixture *f)
{
  g_clear_pointer (&f->journal, orb_journal_close);
}

/* Otherwise all would be done, and paid, again. */
TEST_F (unreadable_is_not_erased)
{
  g_autofree gchar *path = journal_path (f);
  g_autofree gchar *away = g_strconcat (path, ".away", NULL);
  gint fd;

  finish (f, "k", "one", "one.txt");
  close_journal (f);
  g_assert_cmpint (g_rename (path, away), ==, 0);
  /* A folder, a link, a pipe, and more than can be meant. */
  g_assert_cmpint (g_mkdir (path, 0777), ==, 0);
  assert_refused (f);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_cmpint (symlink (away, path), ==, 0);
  assert_refused (f);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (mkfifo (path, 0666), ==, 0);
  assert_refused (f);
  g_assert_cmpint (g_unlink (path), ==, 0);
  fd = g_open (path, O_WRONLY | O_CREAT, 0666);
  g_assert_cmpint (ftruncate (fd, (goffset) 3 << 30), ==, 0);
  close (fd);
  assert_refused (f);
  {
    GStatBuf info;

    g_assert_cmpint (g_stat (path, &info), ==, 0);
    g_assert_cmpint (info.st_size, ==, (goffset) 3 << 30);
  }
  g_assert_cmpint (g_rename (away, path), ==, 0);
  if (geteuid () != 0) {
    g_assert_cmpint (g_chmod (path, 0200), ==, 0);
    assert_refused (f);
    g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  }
  reopen (f);
  g_assert_nonnull (orb_journal_find (f->journal, "k"));
}

/* No more files may be opened. */
TEST_F (no_descriptors)
{
  struct rlimit limit, none;

  finish (f, "k", "one", "one.txt");
  close_journal (f);
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  none = limit;
  none.rlim_cur = 3;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &none), ==, 0);
  assert_refused (f);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  reopen (f);
  g_assert_nonnull (orb_journal_find (f->journal, "k"));
}

static void
limit_files (gint64 size)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = size < 0 ? limit.rlim_max : (rlim_t) size;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Half a line fits; the next one stands for itself. */
TEST_F (cut_line_takes_no_other)
{
  g_autoptr (JsonObject) result = new_result ("two");
  g_autofree gchar *path = journal_path (f);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  finish (f, "k1", "one", "one.txt");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  limit_files (info.st_size + 20);
  g_assert_false (orb_journal_fail (f->journal, "k2", result, &error));
  limit_files (-1);
  g_assert_nonnull (strstr (error->message, "give the same command again"));
  finish (f, "k3", "three", "three.txt");
  reopen (f);
  g_assert_cmpuint (f->unreadable, ==, 0);
  g_assert_nonnull (orb_journal_find (f->journal, "k1"));
  g_assert_nonnull (orb_journal_find (f->journal, "k3"));
}

/* An editor that ends no line. */
TEST_F (last_line_without_an_end)
{
  g_autofree gchar *path = journal_path (f);
  g_autofree gchar *text = NULL;
  gsize length;

  finish (f, "k1", "one", "one.txt");
  close_all (f);
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_true (g_file_set_contents (path, text, length - 1, NULL));
  open_all (f);
  finish (f, "k2", "two", "two.txt");
  reopen (f);
  g_assert_cmpuint (f->unreadable, ==, 0);
  g_assert_nonnull (orb_journal_find (f->journal, "k1"));
  g_assert_nonnull (orb_journal_find (f->journal, "k2"));
}

static void
stage_as (Fixture *f, const gchar *key, const gchar *to)
{
  g_autoptr (JsonArray) files = stage (f, to, "paid");
  g_autoptr (JsonObject) result = new_result ("one");

  g_assert_true (orb_journal_stage (f->journal, key, files, result, NULL));
}

/* Paid results wait for the folder that they need. */
TEST_F (staged_is_kept)
{
  g_autofree gchar *path = g_build_filename (f->root, "sub", NULL);

  g_assert_true (g_file_set_contents (path, "in the way", -1, NULL));
  stage_as (f, "k", "sub/one.txt");
  for (guint i = 0; i < 2; i++) {
    reopen (f);
    g_assert_cmpuint (f->problems->len, ==, 1);
    g_assert_true (orb_journal_waits (f->journal, "k"));
    g_assert_null (orb_journal_find (f->journal, "k"));
  }
  g_assert_cmpint (g_unlink (path), ==, 0);
  reopen (f);
  g_assert_cmpuint (f->problems->len, ==, 0);
  g_assert_false (orb_journal_waits (f->journal, "k"));
  g_assert_nonnull (orb_journal_find (f->journal, "k"));
  assert_content (f, "sub/one.txt", "paid");
}

/* A folder that another user prepared. */
TEST_F (names_lead_nowhere_else)
{
  static const gchar *const names[][2] = {
    { "p", "../victim" },
    { "p", "/tmp/victim" },
    { "p", "a/../../victim" },
    { "p", ".openai-realtime-batch/journal.jsonl" },
    { "p", "" },
    { "p", "a//b" },
    { "../journal.jsonl", "stolen" },
    { "/etc/passwd", "stolen" },
    { "..", "stolen" },
    { "", "stolen" },
  };
  g_autofree gchar *outside = g_strconcat (f->root, ".outside", NULL);
  g_autofree gchar *link = g_build_filename (f->root, "link", NULL);
  g_autofree gchar *victim = g_build_filename (outside, "one.txt", NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_string_append_printf (text,
        "{\"event\":\"staged\",\"key\":\"%u\","
        "\"files\":[{\"from\":\"%s\",\"to\":\"%s\"}],\"result\":"
        "{\"input\":\"one\"}}\n",
        i, names[i][0], names[i][1]);
  open_with (f, text->str, -1);
  g_assert_cmpuint (f->unreadable, ==, G_N_ELEMENTS (names));
  /* Not by a link either. */
  g_assert_cmpint (g_mkdir (outside, 0777), ==, 0);
  g_assert_true (g_file_set_contents (victim, "mine", -1, NULL));
  g_assert_cmpint (symlink (outside, link), ==, 0);
  stage_as (f, "k", "link/one.txt");
  g_assert_false (orb_journal_finish (f->journal, "k", NULL));
  assert_content (f, "link/one.txt", "mine");
  remove_tree (outside);
}

static void
assert_store_refused (const gchar *root)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (app_folder_open (root, ORB_OWN_FOLDER, &error));
  g_assert_nonnull (error);
}

/* The hidden folder, or what is in it, is another user's by a link. */
TEST_F (links_in_the_hidden_folder)
{
  static const gchar *const names[] = { ".", "work", "lock" };
  g_autofree gchar *own = g_build_filename (f->root, ORB_OWN_FOLDER, NULL);
  g_autofree gchar *victim = g_build_filename (f->root, "victim", NULL);

  close_all (f);
  g_assert_true (g_file_set_contents (victim, "mine", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *name = i == 0 ? g_strdup (own)
                                    : g_build_filename (own, names[i], NULL);

    remove_tree (own);
    if (i > 0)
      g_assert_cmpint (g_mkdir (own, 0700), ==, 0);
    g_assert_cmpint (symlink (i == 2 ? victim : f->root, name), ==, 0);
    assert_store_refused (f->root);
    assert_content (f, "victim", "mine");
    g_unlink (name);
  }
}

/* Members of any kind: no crash, no complaint of a library. */
TEST_F (hostile_results)
{
  static const gchar *const members[] = { "\"x\":1", "\"input\":3",
    "\"input\":null", "\"input\":\"a\"", "\"input\":\"b\",\"recording\":null",
    "\"input\":\"c\",\"warnings\":[1,null,{}]",
    "\"input\":\"d\",\"drawn\":[1,[],[[]],{\"a\":1}]",
    "\"input\":\"e\",\"drawn\":[[1,0,1e300,1e308]]",
    "\"input\":\"f\",\"duration\":1e999,\"wall\":-1e308",
    "\"input\":\"g\",\"waves\":[1,\"\",\"zz\",\"f\",null]",
    "\"input\":\"h\",\"waves\":[\"\",\"zz\",\"f\"],"
    "\"status\":\"done\",\"drawn\":[[],[1],[1,2,3,4,5]]",
    "\"input\":\"i\",\"latencies\":[\"x\",null,[]]",
    "\"input\":\"j\",\"status\":\"done\",\"duration\":true",
    "\"input\":\"k\",\"files\":[\"../../x\"]", "\"input\":\"l\",\"files\":{}",
    "\"input\":\"\\u0000\\ud800\"", "\"input\":\"m\xff\"",
    "\"input\":\"n\",\"usage\":[],\"cost\":\"free\"",
    "\"input\":\"o\",\"status\":\"done\",\"latencies\":[-1,0],"
    "\"cost\":1,\"name\":7" };
  g_autofree gchar *deep = g_strnfill (100000, '[');
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (JsonObject) summary = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    g_string_append_printf (text,
        "{\"event\":\"failed\",\"key\":\"k\","
        "\"result\":{%s}}\n",
        members[i]);
    g_string_append_printf (text,
        "{\"event\":\"staged\",\"key\":\"%u\","
        "\"files\":[],\"result\":{%s}}\n{\"event\":\"done\",\"key\":"
        "\"%u\"}\n",
        i, members[i], i);
  }
  g_string_append_printf (text, "{\"event\":%s\n", deep);
  open_with (f, text->str, text->len);
  g_assert_cmpuint (f->unreadable, >, 10);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    g_autofree gchar *key = g_strdup_printf ("%u", i);

    orb_journal_find (f->journal, key);
  }
  list = orb_journal_list (f->journal);
  g_assert_cmpuint (list->len, >, 0);
  summary = orb_summary_new (list, 1);
  g_string_free (orb_report_new (summary, list), TRUE);
  g_string_free (orb_summary_to_csv (list), TRUE);
  g_free (orb_summary_to_json (summary));
}

/* To look changes nothing, not even what is torn or waits. */
TEST_F (looking_changes_nothing)
{
  g_autofree gchar *path = journal_path (f);
  g_autofree gchar *before = NULL, *after = NULL, *all = NULL;
  g_autoptr (GError) error = NULL;
  AppFolder *folder;
  OrbJournal *journal;
  guint unreadable;

  finish (f, "k1", "one", "one.txt");
  stage_as (f, "k2", "two.txt");
  close_all (f);
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  all = g_strconcat (before, "{\"half", NULL);
  g_assert_true (g_file_set_contents (path, all, -1, NULL));
  folder = app_folder_open_to_read (f->root, ORB_OWN_FOLDER, &error);
  g_assert_no_error (error);
  journal = orb_journal_open_to_read (folder, &unreadable, &error);
  g_assert_no_error (error);
  g_assert_nonnull (orb_journal_find (journal, "k1"));
  g_assert_true (orb_journal_waits (journal, "k2"));
  orb_journal_close (journal);
  app_folder_close (folder);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, all);
  assert_content (f, "two.txt", NULL);
  open_all (f);
  assert_content (f, "two.txt", "paid");
}

TEST_F (nothing_to_look_at)
{
  g_autofree gchar *path = g_build_filename (f->root, "none", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (app_folder_open_to_read (path, ORB_OWN_FOLDER, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* A changed recording is another one. */
TEST (keys)
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
touch (const gchar *root, const gchar *name, const gchar *content)
{
  g_autofree gchar *path = g_build_filename (root, name, NULL);
  g_autofree gchar *parent = g_path_get_dirname (path);

  g_mkdir_with_parents (parent, 0777);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static gchar *
find (const gchar *root, gchar **words, const gchar *list, GPtrArray *problems)
{
  g_autoptr (GPtrArray) inputs = NULL;
  g_autofree gchar *except = g_build_filename (root, "out", NULL);
  GString *names = g_string_new (NULL);
  OrbSearch search = { .results = except,
    .list = list,
    .list_length = list != NULL ? strlen (list) : 0,
    .problems = problems };

  inputs = orb_inputs_find (words, &search);
  for (guint i = 0; i < inputs->len; i++)
    g_string_append_printf (names, "%s ",
        ((OrbInput *) g_ptr_array_index (inputs, i))->preferred_name);
  return g_string_free (names, FALSE);
}

TEST_F (inputs)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree gchar *pattern = g_build_filename (f->root, "in", "*.wav", NULL);
  g_autofree gchar *in = g_build_filename (f->root, "in", NULL);
  g_autofree gchar *uri = g_strconcat ("file://", in, "/b.wav", NULL);
  gchar *words[] = { pattern, in, uri, (gchar *) "http://host/c.mp3?x=1/2",
    (gchar *) "/does/not/exist.wav", NULL };
  gchar *dash[] = { (gchar *) "-", NULL };
  g_autofree gchar *circle = g_build_filename (in, "circle", NULL);
  g_autofree gchar *all = NULL, *listed = NULL;

  touch (in, "b.wav", "x");
  touch (in, "a.wav", "x");
  touch (in, "sub/d.flac", "x");
  touch (in, "sub/wrong.txt", "RIFF\1\1\1\1WAVEfmt ");
  touch (in, "sub/notes.txt", "just words");
  touch (in, ".hidden.wav", "x");
  touch (f->root, "out/e.wav", "x");
  /* A folder in itself is not looked through for ever. */
  g_assert_cmpint (symlink (in, circle), ==, 0);
  all = find (f->root, words, NULL, problems);
  g_assert_cmpstr (all, ==, "a b sub/d sub/wrong c ");
  g_assert_cmpuint (problems->len, ==, 1);
  listed = find (f->root, dash, uri, problems);
  g_assert_cmpstr (listed, ==, "b ");
}

/* Names may end with spaces, and hold line feeds between NULs. */
TEST_F (lists)
{
  static const gchar *const names[] = { "a .wav ", "b\nc.wav", "d.wav" };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  gchar *dash[] = { (gchar *) "-", NULL };
  g_autoptr (GString) nuls = g_string_new (NULL);
  g_autoptr (GString) lines = g_string_new (NULL);
  OrbSearch search = { .problems = problems };
  GPtrArray *found;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *path = g_build_filename (f->root, names[i], NULL);

    touch (f->root, names[i], "x");
    g_string_append_len (nuls, path, strlen (path) + 1);
    if (i != 1)
      g_string_append_printf (lines, "%s%s\n", path, i == 2 ? "\r" : "");
  }
  search.list = nuls->str;
  search.list_length = nuls->len;
  found = orb_inputs_find (dash, &search);
  g_assert_cmpuint (found->len, ==, 3);
  g_ptr_array_unref (found);
  search.list = lines->str;
  search.list_length = lines->len;
  found = orb_inputs_find (dash, &search);
  g_assert_cmpuint (found->len, ==, 2);
  g_ptr_array_unref (found);
  g_assert_cmpuint (problems->len, ==, 0);
}

/* Recordings and results in one folder. */
TEST_F (own_results_are_left_out)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) own = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree gchar *pattern = g_build_filename (f->root, "*.wav", NULL);
  g_autofree gchar *result = g_build_filename (f->root, "a.answer.wav", NULL);
  g_autofree gchar *real = NULL;
  gchar *all[][2] = { { f->root, NULL }, { pattern, NULL } };
  OrbSearch search = { .results = f->root, .own = own, .problems = problems };

  touch (f->root, "a.wav", "x");
  touch (f->root, "a.answer.wav", "x");
  real = realpath (result, NULL);
  g_hash_table_add (own, real);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    g_autoptr (GPtrArray) found = orb_inputs_find (all[i], &search);

    g_assert_cmpuint (found->len, ==, 1);
    g_assert_cmpuint (search.left_out, ==, i + 1);
  }
  g_assert_cmpuint (problems->len, ==, 0);
}

/*** spans ***/

TEST (spans)
{
  OrbAnswerMap *spans = orb_answer_map_new ();

  g_assert_cmpuint (orb_answer_map_add (spans, 100, 50), ==, 100);
  g_assert_cmpuint (orb_answer_map_add (spans, 150, 50), ==, 150);
  /* Too early: behind what is there. */
  g_assert_cmpuint (orb_answer_map_add (spans, 120, 50), ==, 200);
  g_assert_cmpuint (orb_answer_map_add (spans, 1000, 10), ==, 1000);
  g_assert_cmpuint (orb_answer_map_get_length (spans), ==, 2);
  g_assert_cmpuint (orb_answer_map_get_joined (spans), ==, 160);
  g_assert_cmpuint (orb_answer_map_get_end (spans), ==, 1010);
  g_assert_cmpuint (orb_answer_map_find (spans, 0, 5), ==, 100);
  g_assert_cmpuint (orb_answer_map_find (spans, 144, 5), ==, 244);
  g_assert_cmpuint (orb_answer_map_find (spans, 146, 5), ==, 1000);
  g_assert_cmpuint (orb_answer_map_find (spans, 155, 5), ==, 1005);
  orb_answer_map_free (spans);
}

/* In any portions, the same. */
TEST (levels_in_portions)
{
  gint16 samples[2400];
  guint8 a[10], b[10];
  OrbLoudness *whole = orb_loudness_new (), *parts = orb_loudness_new ();

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    samples[i] = i < 1200 ? 0 : 10000 * sin (i / 10.0);
  orb_loudness_add (whole, samples, 2400, FALSE);
  for (guint i = 0; i < 2400; i += 7)
    orb_loudness_add (parts, samples + i, MIN (7, 2400 - i), FALSE);
  orb_loudness_draw (whole, a, 10);
  orb_loudness_draw (parts, b, 10);
  g_assert_cmpmem (a, 10, b, 10);
  g_assert_cmpuint (a[0], ==, 0);
  g_assert_cmpuint (a[9], >, 30);
  g_assert_cmpfloat (orb_loudness_first_sound (whole, 0, 1), ==, 0.05);
  g_assert_cmpfloat (orb_loudness_last_sound (whole, 0, 1), ==, 0.1);
  g_assert_cmpfloat (orb_loudness_first_sound (whole, 0, 0.04), ==, -1);
  orb_loudness_free (whole);
  orb_loudness_free (parts);
}

TEST_MAIN (gst_init (NULL, NULL))
