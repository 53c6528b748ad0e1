/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sqlite.c - a file of SQLite: one that writes, others that read.
 *
 * The write-ahead log lets them do so at the same time. A commit is on the disk
 * when it returns, because the journal is emptied on it. */

#include "records/databasekind.h"

#include "protocol/json.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

/* Another program that writes is waited for this long; then it is told, and
 * tried again. */
#define BUSY_MS 500

typedef struct
{
  gchar *path;
  gchar *name;
  sqlite3 *db;
  sqlite3_stmt *statements[OVS_SQL_N];
  gint cancelled; /* atomic */
} Sqlite;

/*** sentences ***/

static gboolean
fail (Sqlite *self, int code, GError **error)
{
  const gchar *cause = sqlite3_errstr (code);
  int system = self->db != NULL ? sqlite3_system_errno (self->db) : 0;
  OvsDatabaseError kind = OVS_DATABASE_ERROR_AWAY;
  const gchar *what, *next;

  if (system == ENOSPC || system == EDQUOT || system == EFBIG)
    code = SQLITE_FULL;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      what = "is in use by another program";
      next = "It is tried again until that program lets go of it.";
      break;
    case SQLITE_FULL:
      what = "cannot grow";
      next = "Make room on its disk.";
      break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      what = "cannot be read";
      next = "Name another file with --database, or restore this one.";
      break;
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
      kind = OVS_DATABASE_ERROR_REFUSED;
      what = "does not take a record";
      next = "The record is left out.";
      break;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      what = "cannot be opened";
      next = "Check its folder, and what this user may do there.";
      cause = system != 0 ? g_strerror (system) : cause;
      break;
    default:
      what = "fails";
      next = "Check its disk.";
      cause = system != 0 ? g_strerror (system) : cause;
      break;
  }
  g_set_error (error, OVS_DATABASE_ERROR, kind, "%s %s: %s. %s", self->name,
      what, cause, next);
  return FALSE;
}

/*** opening ***/

static gpointer
create (const gchar *url, GError **error)
{
  const gchar *path = url + strlen ("sqlite:");
  Sqlite *self;

  if (g_str_has_prefix (path, "//"))
    path += 2;
  if (*path == '\0') {
    g_set_error_literal (error, OVS_DATABASE_ERROR, OVS_DATABASE_ERROR_SETTINGS,
        "sqlite: needs the path of a file behind it, as "
        "sqlite:/var/lib/calls.db.");
    return NULL;
  }
  self = g_new0 (Sqlite, 1);
  self->path = g_canonicalize_filename (path, NULL);
  self->name = g_strdup_printf ("The database %s", self->path);
  return self;
}

static void
close_file (gpointer connection)
{
  Sqlite *self = connection;

  for (guint i = 0; i < OVS_SQL_N; i++)
    g_clear_pointer (&self->statements[i], sqlite3_finalize);
  g_clear_pointer (&self->db, sqlite3_close);
}

static void
destroy (gpointer connection)
{
  Sqlite *self = connection;

  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

static gboolean
execute (gpointer connection, const gchar *sql, GError **error)
{
  Sqlite *self = connection;
  int code = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || fail (self, code, error);
}

static int
is_cancelled (gpointer connection)
{
  Sqlite *self = connection;

  return g_atomic_int_get (&self->cancelled);
}

/* Only this user reads what people said. SQLite's own files beside it get the
 * same mode. */
static gboolean
make_file (Sqlite *self, GError **error)
{
  gint fd = open (self->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0) {
    close (fd);
    return TRUE;
  }
  g_set_error (error, OVS_DATABASE_ERROR, OVS_DATABASE_ERROR_AWAY,
      "%s cannot be opened: %s. Check its folder, and what this user may do "
      "there.",
      self->name, g_strerror (errno));
  return FALSE;
}

static gboolean
check_there (Sqlite *self, GError **error)
{
  if (g_file_test (self->path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, OVS_DATABASE_ERROR, OVS_DATABASE_ERROR_AWAY,
      "%s is not there. Name the one that openai-voice-server writes to.",
      self->name);
  return FALSE;
}

static gboolean
open_file (gpointer connection, gboolean writable, GError **error)
{
  Sqlite *self = connection;
  int code;

  if (!(writable ? make_file (self, error) : check_there (self, error)))
    return FALSE;
  code = sqlite3_open_v2 (self->path, &self->db,
      (writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY)
          | SQLITE_OPEN_NOMUTEX,
      NULL);
  if (code != SQLITE_OK)
    return fail (self, code, error);
  sqlite3_extended_result_codes (self->db, TRUE);
  sqlite3_busy_timeout (self->db, BUSY_MS);
  sqlite3_progress_handler (self->db, 10000, is_cancelled, self);
  /* Who writes adds rows and looks few up: half a megabyte of pages in memory
   * is enough, in place of two. */
  return !writable
      || execute (self,
          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
          "PRAGMA cache_size = -512",
          error);
}

/*** statements ***/

static int
bind (sqlite3_stmt *statement, guint n, const OvsValue *value)
{
  g_autofree gchar *name = g_strdup_printf ("$%u", n);
  int i = sqlite3_bind_parameter_index (statement, name);

  switch (value->kind) {
    case OVS_VALUE_TEXT:
      return sqlite3_bind_text (statement, i, value->text, -1, SQLITE_STATIC);
    case OVS_VALUE_INT:
      return sqlite3_bind_int64 (statement, i, value->number);
    case OVS_VALUE_DOUBLE:
      return sqlite3_bind_double (statement, i, value->real);
    case OVS_VALUE_NULL:
    default:
      return sqlite3_bind_null (statement, i);
  }
}

/* The file may have been written by others: texts are checked. */
static void
read_column (sqlite3_stmt *statement, int i, JsonObject *row)
{
  const gchar *name = sqlite3_column_name (statement, i);
  g_autofree gchar *text = NULL;

  switch (sqlite3_column_type (statement, i)) {
    case SQLITE_INTEGER:
      json_object_set_int_member (row, name,
          sqlite3_column_int64 (statement, i));
      break;
    case SQLITE_FLOAT:
      json_object_set_double_member (row, name,
          sqlite3_column_double (statement, i));
      break;
    case SQLITE_NULL:
      json_object_set_null_member (row, name);
      break;
    default:
      text =
          g_utf8_make_valid ((const gchar *) sqlite3_column_text (statement, i),
              -1);
      json_object_set_string_member (row, name, text);
      break;
  }
}

static int
step_all (sqlite3_stmt *statement, JsonArray *rows)
{
  int code;

  while ((code = sqlite3_step (statement)) == SQLITE_ROW) {
    JsonObject *row;

    if (rows == NULL)
      continue;
    row = json_object_new ();
    for (int i = 0; i < sqlite3_column_count (statement); i++)
      read_column (statement, i, row);
    json_array_add_object_element (rows, row);
  }
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

static gboolean
run (gpointer connection, OvsStatement statement, const OvsValue *values,
    guint n_values, JsonArray *rows, GError **error)
{
  Sqlite *self = connection;
  sqlite3_stmt **prepared = &self->statements[statement];
  int code = SQLITE_OK;

  if (*prepared == NULL)
    code = sqlite3_prepare_v3 (self->db,
        ovs_statement_get_sql (statement, OVS_DATABASE_SQLITE), -1,
        SQLITE_PREPARE_PERSISTENT, prepared, NULL);
  for (guint i = 0; code == SQLITE_OK && i < n_values; i++)
    code = bind (*prepared, i + 1, &values[i]);
  if (code == SQLITE_OK)
    code = step_all (*prepared, rows);
  if (code != SQLITE_OK)
    fail (self, code, error);
  if (*prepared != NULL) {
    sqlite3_reset (*prepared);
    sqlite3_clear_bindings (*prepared);
  }
  return code == SQLITE_OK;
}

static void
cancel (gpointer connection)
{
  Sqlite *self = connection;

  g_atomic_int_set (&self->cancelled, TRUE);
}

static const gchar *
get_name (gpointer connection)
{
  Sqlite *self = connection;

  return self->name;
}

const OvsDatabaseClass ovs_sqlite_class = { OVS_DATABASE_SQLITE, create,
  destroy, open_file, close_file, execute, run, cancel, get_name };
