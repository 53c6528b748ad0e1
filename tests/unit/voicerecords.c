/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voicerecords.c - the records of calls: lines, backlog, journal, databases of
 * other versions, times, forms. */

#include "records/backlog.h"
#include "records/callsprint.h"
#include "records/entry.h"
#include "records/journal.h"
#include "records/reader.h"
#include "records/recordwriter.h"
#include "records/times.h"

#include "common/csv.h"
#include "protocol/json.h"

#include <glib/gstdio.h>

#include <sqlite3.h>
#include <string.h>

/*** entries ***/

static gchar instance[] = "the-instance", run[] = "the-run";
static OvsEntrySource source = { instance, run, 0 };

static void
read_entry (OvsEntry *entry, gchar *line)
{
  g_assert_true (ovs_entry_read (entry, line, -1));
  g_free (line);
}

static void
test_every_value_is_in_its_place (void)
{
  const OvsTurnRecord turn = { 7, "user", "Good morning \xc3\xbc", 10, 20, 5,
    -1 };
  OvsEntry entry;

  source.count = 41;
  read_entry (&entry, ovs_entry_new_turn (&source, "call", &turn));
  g_assert_cmpint (entry.statement, ==, OVS_SQL_ADD_TURN);
  g_assert_cmpuint (entry.n_values, ==, 9);
  g_assert_cmpstr (entry.values[0].text, ==, "the-run-42");
  g_assert_cmpstr (entry.values[1].text, ==, "call");
  g_assert_cmpint (entry.values[2].number, ==, 7);
  g_assert_cmpstr (entry.values[3].text, ==, "user");
  g_assert_cmpstr (entry.values[4].text, ==, turn.text);
  g_assert_cmpint (entry.values[5].number, ==, 10);
  g_assert_cmpint (entry.values[6].number, ==, 20);
  g_assert_cmpint (entry.values[7].number, ==, 1);
  g_assert_cmpint (entry.values[8].kind, ==, OVS_VALUE_NULL);
  ovs_entry_clear (&entry);
}

static void
test_texts_are_bounded_and_valid (void)
{
  g_autofree gchar *text = g_malloc (200001);
  OvsTurnRecord turn = { 0, "us\xff\x01\"er", text, 0, 0, FALSE, 1 };
  OvsEntry entry;

  /* A character of two bytes is not cut in two. */
  for (guint i = 0; i < 200000; i += 2)
    memcpy (text + i, "\xc3\xbc", 2);
  text[0] = text[1] = 'x';
  memmove (text + 1, text + 2, 199998);
  text[199999] = '\0';
  read_entry (&entry, ovs_entry_new_turn (&source, "c", &turn));
  g_assert_true (g_utf8_validate (entry.values[3].text, -1, NULL));
  g_assert_true (g_utf8_validate (entry.values[4].text, -1, NULL));
  g_assert_cmpuint (strlen (entry.values[4].text), ==, 65535);
  g_assert_null (strstr (entry.values[4].text, "\xef\xbf\xbd"));
  ovs_entry_clear (&entry);
}

static void
test_numbers_keep_their_value (void)
{
  const OvsUsageRecord usage = { "m", G_MAXUINT64, 1, 2, 3, 4,
    G_GUINT64_CONSTANT (9007199254740993), 0.1, "USD" };
  OvsUsageRecord unknown = usage;
  OvsEntry entry;

  read_entry (&entry, ovs_entry_new_usage (&source, "c", &usage));
  g_assert_cmpint (entry.values[3].number, ==, G_MAXINT64);
  g_assert_cmpint (entry.values[8].number, ==,
      G_GINT64_CONSTANT (9007199254740993));
  g_assert_cmpfloat (entry.values[9].real, ==, 0.1);
  ovs_entry_clear (&entry);
  unknown.cost = -1;
  read_entry (&entry, ovs_entry_new_usage (&source, "c", &unknown));
  g_assert_cmpint (entry.values[9].kind, ==, OVS_VALUE_NULL);
  g_assert_cmpint (entry.values[10].kind, ==, OVS_VALUE_NULL);
  ovs_entry_clear (&entry);
}

static void
test_lines_that_are_none (void)
{
  static const gchar *const lines[] = { "", "x", "{}", "[]", "{\"kind\":7}",
    "{\"kind\":\"end\"}", "{\"kind\":\"fact\",\"call_id\":7}",
    "{\"kind\":\"turn\",\"entry\":\"e\",\"index\":\"0\"}",
    "{\"kind\":\"turn\",\"entry\":\"e\",\"text\":{}}" };
  OvsEntry entry;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_false (ovs_entry_read (&entry, lines[i], -1));
}

/*** backlog ***/

static gchar *
new_line (gsize length)
{
  return g_strnfill (length, 'x');
}

static void
test_a_backlog_is_bounded (void)
{
  OvsBacklog backlog = { 0 };
  const gsize line = 1024 * 1024 - 1;

  for (guint i = 0; i < 64; i++)
    g_assert_true (ovs_backlog_tell (&backlog, new_line (line)));
  g_assert_false (ovs_backlog_tell (&backlog, new_line (0)));
  ovs_backlog_keep (&backlog, 10);
  g_assert_false (ovs_backlog_tell (&backlog, new_line (0)));
  g_assert_cmpuint (backlog.dropped, ==, 2);
  g_assert_cmpuint (ovs_backlog_get_length (&backlog), ==, 64);
  ovs_backlog_done (&backlog, 1);
  g_assert_true (ovs_backlog_tell (&backlog, new_line (line)));
  ovs_backlog_clear (&backlog);
}

/*** journal ***/

typedef struct
{
  gchar *folder;
  GQueue lines;
  guint unreadable;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("ovs-records-XXXXXX", NULL);
  g_queue_init (&f->lines);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  GDir *dir = g_dir_open (f->folder, 0, NULL);
  const gchar *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (f->folder, name, NULL);

    g_remove (path);
  }
  g_dir_close (dir);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_queue_clear_full (&f->lines, g_free);
}

static OvsJournal *
open_journal (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  OvsJournal *journal;

  g_queue_clear_full (&f->lines, g_free);
  journal = ovs_journal_open (f->folder, &f->lines, &f->unreadable, &error);
  g_assert_no_error (error);
  return journal;
}

static gchar *
new_fact (guint number)
{
  g_autofree gchar *value = g_strdup_printf ("%u", number);

  return ovs_entry_new_fact (&source, "call", "name", value);
}

static void
check_facts (Fixture *f, guint from, guint to)
{
  g_assert_cmpuint (f->lines.length, ==, to - from);
  for (guint i = 0; i < to - from; i++) {
    g_autofree gchar *wanted = g_strdup_printf ("%u", from + i);
    OvsEntry entry;

    g_assert_true (
        ovs_entry_read (&entry, g_queue_peek_nth (&f->lines, i), -1));
    g_assert_cmpstr (entry.values[2].text, ==, wanted);
    ovs_entry_clear (&entry);
  }
}

static void
append_facts (OvsJournal *journal, guint from, guint to)
{
  GQueue lines = G_QUEUE_INIT;
  g_autofree gchar *text = NULL;

  for (guint i = from; i < to; i++)
    g_queue_push_tail (&lines, new_fact (i));
  text = ovs_backlog_join (&lines, 0);
  g_assert_true (ovs_journal_append (journal, text, NULL));
  g_queue_clear_full (&lines, g_free);
}

static void
test_a_journal_keeps_its_lines_and_name (Fixture *f, gconstpointer data)
{
  OvsJournal *journal = open_journal (f);
  g_autofree gchar *name = g_strdup (ovs_journal_get_instance (journal));

  append_facts (journal, 0, 3);
  append_facts (journal, 3, 4);
  ovs_journal_close (journal);
  journal = open_journal (f);
  g_assert_cmpstr (ovs_journal_get_instance (journal), ==, name);
  check_facts (f, 0, 4);
  ovs_journal_close (journal);
}

static void
test_a_journal_is_written_anew (Fixture *f, gconstpointer data)
{
  OvsJournal *journal = open_journal (f);
  g_autofree gchar *line = new_fact (9);

  append_facts (journal, 0, 100);
  g_assert_true (ovs_journal_rewrite (journal, line, NULL));
  append_facts (journal, 10, 12);
  ovs_journal_close (journal);
  journal = open_journal (f);
  check_facts (f, 9, 12);
  g_assert_true (ovs_journal_rewrite (journal, NULL, NULL));
  g_assert_cmpuint (ovs_journal_get_size (journal), ==, 0);
  append_facts (journal, 20, 21);
  ovs_journal_close (journal);
  journal = open_journal (f);
  check_facts (f, 20, 21);
  ovs_journal_close (journal);
}

static void
test_a_journal_is_cut_anywhere (Fixture *f, gconstpointer data)
{
  g_autofree gchar *path = g_build_filename (f->folder, "journal.jsonl", NULL);
  OvsJournal *journal = open_journal (f);
  g_autofree gchar *whole = NULL;
  gsize length;

  append_facts (journal, 0, 2);
  ovs_journal_close (journal);
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  for (gsize cut = 0; cut <= length; cut += cut < length - 3 ? 3 : 1) {
    guint ends = 0;

    for (gsize i = 0; i < length; i++)
      ends += i < cut && (whole[i] == '\n' || whole[i + 1] == '\n');
    g_assert_true (g_file_set_contents (path, whole, cut, NULL));
    journal = open_journal (f);
    append_facts (journal, 7, 8);
    ovs_journal_close (journal);
    journal = open_journal (f);
    /* What was whole is there, and what came later, too. */
    g_assert_cmpuint (f->lines.length, ==, (ends + 1) / 2 + 1);
    ovs_journal_close (journal);
  }
}

/*** databases ***/

static gchar *
get_url (Fixture *f)
{
  return g_strdup_printf ("sqlite:%s/calls.db", f->folder);
}

static OvsDatabase *
open_database (Fixture *f, gboolean writable, GError **error)
{
  g_autofree gchar *url = get_url (f);
  g_autoptr (OvsDatabase) database = ovs_database_new (url, error);

  g_assert_nonnull (database);
  if (!ovs_database_connect (database, writable, error))
    return NULL;
  return g_steal_pointer (&database);
}

static void
execute (Fixture *f, const gchar *sql)
{
  g_autofree gchar *path = g_build_filename (f->folder, "calls.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* As the first version made it. */
static void
make_old (Fixture *f)
{
  execute (f, ovs_schema_get_step (1, OVS_DATABASE_SQLITE));
  execute (f,
      "PRAGMA user_version = 1;"
      "INSERT INTO calls (id, started) VALUES ('old', 5)");
}

static void
test_an_old_database_is_migrated (Fixture *f, gconstpointer data)
{
  static const OvsCallFilter all = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (OvsDatabase) database = NULL;
  g_autoptr (JsonNode) calls = NULL;

  make_old (f);
  g_assert_null (open_database (f, FALSE, &error));
  g_assert_nonnull (strstr (error->message, "of an older version"));
  g_clear_error (&error);
  database = open_database (f, TRUE, &error);
  g_assert_no_error (error);
  calls = ovs_reader_get_calls (database, &all, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (calls)), ==, 1);
}

/* A step that fails leaves the version that was there. */
static void
test_a_migration_is_whole_or_not_there (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OvsDatabase) database = NULL;

  make_old (f);
  execute (f, "CREATE TABLE usage_call (x)");
  g_assert_null (open_database (f, TRUE, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  execute (f,
      "CREATE INDEX calls_started ON calls (started);"
      "DROP INDEX calls_started; DROP TABLE usage_call");
  database = open_database (f, TRUE, &error);
  g_assert_no_error (error);
}

static void
test_a_newer_database_is_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  execute (f, "PRAGMA user_version = 3");
  g_assert_null (open_database (f, TRUE, &error));
  g_assert_nonnull (strstr (error->message, "Use a newer program"));
}

static OvsWriteResult
write_facts (OvsRecordWriter *writer, guint from, guint to, gint64 *wait)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  for (guint i = from; i < to; i++)
    g_ptr_array_add (lines, new_fact (i));
  return ovs_record_writer_write (writer, lines, wait, &error);
}

static void
test_a_writer_isolates_what_is_refused (Fixture *f, gconstpointer data)
{
  g_autofree gchar *url = get_url (f);
  OvsRecordWriter writer;
  gint64 wait;

  ovs_record_writer_init (&writer, ovs_database_new (url, NULL));
  g_assert_cmpint (write_facts (&writer, 0, 0, &wait), ==, OVS_WRITE_DONE);
  execute (f,
      "CREATE TRIGGER t BEFORE INSERT ON facts WHEN NEW.value = '2'"
      " BEGIN SELECT RAISE(ABORT, 'no'); END");
  g_assert_cmpint (write_facts (&writer, 0, 5, &wait), ==, OVS_WRITE_AGAIN);
  g_assert_cmpuint (writer.limit, ==, 2);
  g_assert_cmpint (write_facts (&writer, 0, 2, &wait), ==, OVS_WRITE_DONE);
  g_assert_cmpuint (writer.limit, >, 100);
  g_assert_cmpint (write_facts (&writer, 2, 5, &wait), ==, OVS_WRITE_REFUSED);
  g_assert_cmpint (write_facts (&writer, 3, 5, &wait), ==, OVS_WRITE_DONE);
  g_assert_cmpint (wait, ==, 0);
  ovs_record_writer_clear (&writer);
}

/* 0.25 s, doubled until it is 10 s; an idle connection has one try more. */
static void
test_a_writer_waits_longer_each_time (Fixture *f, gconstpointer data)
{
  OvsRecordWriter writer;
  gint64 wait;

  ovs_record_writer_init (&writer,
      ovs_database_new ("sqlite:/nonexistent/calls.db", NULL));
  for (gint64 wanted = 250; wanted < 10000; wanted *= 2) {
    g_assert_cmpint (write_facts (&writer, 0, 1, &wait), ==, OVS_WRITE_FAILED);
    g_assert_cmpint (wait, ==, wanted * 1000);
  }
  g_assert_cmpint (write_facts (&writer, 0, 1, &wait), ==, OVS_WRITE_FAILED);
  g_assert_cmpint (wait, ==, 10 * G_USEC_PER_SEC);
  writer.stale = TRUE;
  g_assert_cmpint (write_facts (&writer, 0, 1, &wait), ==, OVS_WRITE_AGAIN);
  g_assert_cmpint (write_facts (&writer, 0, 1, &wait), ==, OVS_WRITE_FAILED);
  ovs_record_writer_clear (&writer);
}

/*** times ***/

static void
test_times (void)
{
  const gint64 now = G_GINT64_CONSTANT (1764411305123456);
  g_autofree gchar *text = ovs_time_format (now);
  gint64 time;

  g_assert_cmpstr (text, ==, "2025-11-29T10:15:05.123Z");
  g_assert_cmpint (ovs_time_parse (text), ==, now - 456);
  g_assert_null (ovs_time_format (-1));
  g_assert_null (ovs_time_format (G_MAXINT64));
  g_assert_cmpint (ovs_time_parse ("soon"), ==, -1);
  g_assert_true (ovs_time_read ("90s", now, &time));
  g_assert_cmpint (time, ==, now - 90 * G_USEC_PER_SEC);
  g_assert_true (ovs_time_read ("2w", now, &time));
  g_assert_cmpint (time, ==, now - 14 * 24 * G_TIME_SPAN_HOUR);
  g_assert_true (ovs_time_read ("2025-11-29T10:15:05Z", now, &time));
  g_assert_cmpint (time, ==, now - 123456);
  g_assert_true (ovs_time_read ("today", now, &time));
  g_assert_cmpint (time, <=, now);
  g_assert_cmpint (time, >, now - 25 * G_TIME_SPAN_HOUR);
  g_assert_true (ovs_time_read ("2025-11-29", now, &time));
  g_assert_true (ovs_time_read ("2025-11-29T10:15", now, &time));
}

static void
test_times_that_are_none (void)
{
  static const gchar *const texts[] = { "", "7", "-7d", "d", "7y", "7dd",
    "999999999d", "2025-13-01", "tomorrow", "2025", "1969-01-01T00:00:00Z" };
  gint64 time;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (ovs_time_read (texts[i], G_USEC_PER_SEC, &time));
}

/*** forms ***/

static void
test_cells (void)
{
  static const struct
  {
    const gchar *text, *cell;
  } rows[] = { { "a", "\"a\"" }, { "", "\"\"" }, { NULL, "\"\"" },
    { "=1", "\"'=1\"" }, { "+1", "\"'+1\"" }, { "-1", "\"'-1\"" },
    { "@a", "\"'@a\"" }, { "\t=1", "\"'\t=1\"" }, { "\r=1", "\"'\r=1\"" },
    { "a\"b,\nc", "\"a\"\"b,\nc\"" }, { "\"=1", "\"\"\"=1\"" } };
  g_autoptr (GString) number = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GString) out = g_string_new (NULL);

    app_csv_append_text (out, rows[i].text);
    g_assert_cmpstr (out->str, ==, rows[i].cell);
  }
  app_csv_append_number (number, -1);
  g_assert_cmpstr (number->str, ==, "");
  app_csv_append_number (number, 0.25);
  g_assert_cmpstr (number->str, ==, "0.25");
}

/* What is missing or of another type is an empty cell, in every form. */
static void
test_odd_records (void)
{
  static const gchar text[] = "{\"id\":7,\"turns\":[{\"text\":null},7],"
                              "\"facts\":{\"a\":null,\"b\":[]},"
                              "\"tool_calls\":[{}],\"usage\":null}";
  g_autoptr (JsonObject) call =
      oa_json_parse_object (text, -1, 0, "call", NULL);
  g_autoptr (JsonArray) calls = json_array_new ();

  json_array_add_object_element (calls, json_object_ref (call));
  for (guint form = OVS_FORM_TABLE; form <= OVS_FORM_CSV; form++) {
    g_autofree gchar *one = ovs_call_to_text (call, form);
    g_autofree gchar *all = ovs_calls_to_text (calls, form);

    g_assert_cmpuint (strlen (one), >, 0);
    g_assert_cmpuint (strlen (all), >, 0);
  }
}

static void
test_terminal (void)
{
  g_autofree gchar *text = ovs_text_for_terminal ("a\x1b[2Jb\nc\xe2\x80\xae"
                                                  "d\r\n");

  g_assert_cmpstr (text, ==, "a [2Jb\ncd \n");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const gchar *name;
    void (*test) (Fixture *f, gconstpointer data);
  } in_folders[] = {
    { "/journal/keeps", test_a_journal_keeps_its_lines_and_name },
    { "/journal/anew", test_a_journal_is_written_anew },
    { "/journal/cut", test_a_journal_is_cut_anywhere },
    { "/database/old", test_an_old_database_is_migrated },
    { "/database/whole", test_a_migration_is_whole_or_not_there },
    { "/database/newer", test_a_newer_database_is_refused },
    { "/writer/refused", test_a_writer_isolates_what_is_refused },
    { "/writer/waits", test_a_writer_waits_longer_each_time },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/entry/values", test_every_value_is_in_its_place);
  g_test_add_func ("/entry/texts", test_texts_are_bounded_and_valid);
  g_test_add_func ("/entry/numbers", test_numbers_keep_their_value);
  g_test_add_func ("/entry/none", test_lines_that_are_none);
  g_test_add_func ("/backlog/bounded", test_a_backlog_is_bounded);
  g_test_add_func ("/times/good", test_times);
  g_test_add_func ("/times/none", test_times_that_are_none);
  g_test_add_func ("/forms/cells", test_cells);
  g_test_add_func ("/forms/odd", test_odd_records);
  g_test_add_func ("/forms/terminal", test_terminal);
  for (guint i = 0; i < G_N_ELEMENTS (in_folders); i++)
    g_test_add (in_folders[i].name, Fixture, NULL, setup, in_folders[i].test,
        teardown);
  return g_test_run ();
}
