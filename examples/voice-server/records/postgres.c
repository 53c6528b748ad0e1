/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* postgres.c - a PostgreSQL server, by libpq.
 *
 * Nothing waits longer than TIMEOUT_MS: a server that takes a connection and
 * then says nothing is as good as gone. Only the look-up of its name is
 * libpq's own, and may last longer. */

#include "records/databasekind.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIMEOUT_MS 10000

/* Of the numbers that the server gives its own types. */
enum
{
  OID_INT8 = 20,
  OID_INT2 = 21,
  OID_INT4 = 23,
  OID_FLOAT4 = 700,
  OID_FLOAT8 = 701,
};

typedef struct
{
  gchar *url;
  gchar *name;
  PGconn *conn;
  gboolean prepared[OVS_SQL_N];
  gint wake[2]; /* a pipe: readable when all is cancelled */
} Postgres;

/*** sentences ***/

/* libpq's words are several lines, with hints that do not fit. */
static gchar *
get_cause (PGconn *conn)
{
  const gchar *text = conn != NULL ? PQerrorMessage (conn) : "";
  g_autofree gchar *line = g_strndup (text, strcspn (text, "\n"));

  g_strchomp (g_strstrip (line));
  if (*line == '\0')
    return g_strdup ("it does not answer");
  return g_str_has_suffix (line, ".") ? g_strndup (line, strlen (line) - 1)
                                      : g_steal_pointer (&line);
}

static gboolean
fail_to_connect (Postgres *self, gboolean silent, GError **error)
{
  g_autofree gchar *cause = silent ? g_strdup ("it does not answer")
                                   : get_cause (self->conn);
  gboolean asks = PQconnectionNeedsPassword (self->conn)
      || PQconnectionUsedPassword (self->conn);

  g_set_error (error, OVS_DATABASE_ERROR, OVS_DATABASE_ERROR_AWAY,
      "%s cannot be used: %s. %s", self->name, cause,
      asks ? "Check the user and the password: ~/.pgpass, PGPASSFILE or "
             "PGPASSWORD."
           : "Check that it runs, and its address.");
  return FALSE;
}

static gboolean
fail (Postgres *self, const PGresult *result, GError **error)
{
  const gchar *state =
      result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;
  const gchar *primary = result != NULL
      ? PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY)
      : NULL;
  g_autofree gchar *cause = primary != NULL ? g_strdup (primary)
                                            : get_cause (self->conn);
  /* Values out of range, or against a rule of the table; too large. */
  gboolean refused = state != NULL
      && (g_str_has_prefix (state, "22") || g_str_has_prefix (state, "23")
          || g_str_has_prefix (state, "54"));

  if (refused)
    g_set_error (error, OVS_DATABASE_ERROR, OVS_DATABASE_ERROR_REFUSED,
        "%s does not take a record: %s. The record is left out.", self->name,
        cause);
  else
    g_set_error (error, OVS_DATABASE_ERROR, OVS_DATABASE_ERROR_AWAY,
        "%s fails: %s. Check that it runs, and what its user may do.",
        self->name, cause);
  return FALSE;
}

/*** waiting ***/

/* FALSE: the time is over, or all is cancelled. */
static gboolean
wait_for (Postgres *self, gshort events, gint64 deadline)
{
  struct pollfd fds[] = { { PQsocket (self->conn), events, 0 },
    { self->wake[0], POLLIN, 0 } };

  for (;;) {
    gint64 left = (deadline - g_get_monotonic_time ()) / 1000;
    int n = left > 0 ? poll (fds, G_N_ELEMENTS (fds), left) : 0;

    if (n < 0 && errno == EINTR)
      continue;
    return n > 0 && fds[1].revents == 0;
  }
}

static gint64
get_deadline (void)
{
  return g_get_monotonic_time () + TIMEOUT_MS * G_TIME_SPAN_MILLISECOND;
}

static gboolean
flush (Postgres *self, gint64 deadline)
{
  int waits;

  while ((waits = PQflush (self->conn)) > 0)
    if (!wait_for (self, POLLIN | POLLOUT, deadline)
        || !PQconsumeInput (self->conn))
      return FALSE;
  return waits == 0;
}

/* The last result, or the first that is an error. NULL: none came in time. */
static PGresult *
take_result (Postgres *self)
{
  gint64 deadline = get_deadline ();
  PGresult *result = NULL, *next;

  if (!flush (self, deadline))
    return NULL;
  for (;;) {
    while (PQisBusy (self->conn))
      if (!wait_for (self, POLLIN, deadline) || !PQconsumeInput (self->conn)) {
        PQclear (result);
        return NULL;
      }
    next = PQgetResult (self->conn);
    if (next == NULL)
      return result;
    if (result != NULL && PQresultStatus (result) == PGRES_FATAL_ERROR) {
      PQclear (next);
      continue;
    }
    PQclear (result);
    result = next;
  }
}

static gboolean
is_good (const PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* sent: what was sent was taken by libpq. */
static gboolean
finish (Postgres *self, int sent, JsonArray *rows,
    void (*read_rows) (const PGresult *, JsonArray *), GError **error)
{
  PGresult *result = sent ? take_result (self) : NULL;
  gboolean ok = result != NULL && is_good (result);

  if (!ok)
    fail (self, result, error);
  else if (rows != NULL)
    read_rows (result, rows);
  PQclear (result);
  return ok;
}

/*** connecting ***/

static const gchar *
find_option (const PQconninfoOption *options, const gchar *keyword)
{
  for (; options->keyword != NULL; options++)
    if (g_str_equal (options->keyword, keyword))
      return options->val;
  return NULL;
}

static void
cancel (gpointer connection)
{
  Postgres *self = connection;
  gssize n G_GNUC_UNUSED = write (self->wake[1], "", 1);
}

static gpointer
create (const gchar *url, GError **error)
{
  PQconninfoOption *options = PQconninfoParse (url, NULL);
  const gchar *host, *port;
  Postgres *self;

  /* What libpq says of it may quote a password. */
  if (options == NULL) {
    g_set_error_literal (error, OVS_DATABASE_ERROR, OVS_DATABASE_ERROR_SETTINGS,
        "The address of the database cannot be read. It is "
        "postgresql://USER@HOST:PORT/NAME, with % and two digits for special "
        "characters.");
    return NULL;
  }
  self = g_new0 (Postgres, 1);
  if (pipe (self->wake) != 0) {
    g_set_error (error, OVS_DATABASE_ERROR, OVS_DATABASE_ERROR_SETTINGS,
        "The database cannot be used: %s.", g_strerror (errno));
    PQconninfoFree (options);
    g_free (self);
    return NULL;
  }
  host = find_option (options, "host");
  port = find_option (options, "port");
  self->url = g_strdup (url);
  self->name = g_strdup_printf ("The database server %s%s%s",
      host != NULL ? host : "of this machine", port != NULL ? ":" : "",
      port != NULL ? port : "");
  PQconninfoFree (options);
  return self;
}

static void
close_connection (gpointer connection)
{
  Postgres *self = connection;

  memset (self->prepared, 0, sizeof (self->prepared));
  g_clear_pointer (&self->conn, PQfinish);
}

static void
destroy (gpointer connection)
{
  Postgres *self = connection;

  close (self->wake[0]);
  close (self->wake[1]);
  g_free (self->url);
  g_free (self->name);
  g_free (self);
}

/* Notices are for a terminal that nobody reads. */
static void
ignore_notice (void *data, const PGresult *result)
{}

static gboolean
execute (gpointer connection, const gchar *sql, GError **error)
{
  Postgres *self = connection;

  return finish (self, PQsendQuery (self->conn, sql), NULL, NULL, error);
}

static gboolean
open_connection (gpointer connection, gboolean writable, GError **error)
{
  static const gchar *const keys[] = { "dbname", "client_encoding",
    "fallback_application_name", NULL };
  Postgres *self = connection;
  const gchar *values[] = { self->url, "UTF8", "openai-voice-server", NULL };
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;
  gint64 deadline = get_deadline ();

  self->conn = PQconnectStartParams (keys, values, TRUE);
  if (self->conn == NULL || PQstatus (self->conn) == CONNECTION_BAD)
    return fail_to_connect (self, FALSE, error);
  while (status != PGRES_POLLING_OK) {
    gshort events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;

    if (!wait_for (self, events, deadline))
      return fail_to_connect (self, TRUE, error);
    status = PQconnectPoll (self->conn);
    if (status == PGRES_POLLING_FAILED)
      return fail_to_connect (self, FALSE, error);
  }
  PQsetNoticeReceiver (self->conn, ignore_notice, NULL);
  return PQsetnonblocking (self->conn, TRUE) == 0
      && (writable
          || execute (self, "SET default_transaction_read_only = on", error));
}

/*** statements ***/

static void
read_column (const PGresult *result, int row, int column, JsonObject *to)
{
  const gchar *name = PQfname (result, column);
  const gchar *text = PQgetvalue (result, row, column);

  if (PQgetisnull (result, row, column)) {
    json_object_set_null_member (to, name);
    return;
  }
  switch (PQftype (result, column)) {
    case OID_INT2:
    case OID_INT4:
    case OID_INT8:
      json_object_set_int_member (to, name, g_ascii_strtoll (text, NULL, 10));
      break;
    case OID_FLOAT4:
    case OID_FLOAT8:
      json_object_set_double_member (to, name, g_ascii_strtod (text, NULL));
      break;
    default:
      json_object_set_string_member (to, name, text);
      break;
  }
}

static void
read_rows (const PGresult *result, JsonArray *rows)
{
  for (int row = 0; row < PQntuples (result); row++) {
    JsonObject *object = json_object_new ();

    for (int column = 0; column < PQnfields (result); column++)
      read_column (result, row, column, object);
    json_array_add_object_element (rows, object);
  }
}

static gchar *
write_value (const OvsValue *value)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  switch (value->kind) {
    case OVS_VALUE_TEXT:
      return g_strdup (value->text);
    case OVS_VALUE_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->number);
    case OVS_VALUE_DOUBLE:
      return g_strdup (g_ascii_dtostr (number, sizeof (number), value->real));
    case OVS_VALUE_NULL:
    default:
      return NULL;
  }
}

static gboolean
prepare (Postgres *self, OvsStatement statement, const gchar *name,
    GError **error)
{
  const gchar *sql = ovs_statement_get_sql (statement, OVS_DATABASE_POSTGRES);

  if (!self->prepared[statement])
    self->prepared[statement] = finish (self,
        PQsendPrepare (self->conn, name, sql, 0, NULL), NULL, NULL, error);
  return self->prepared[statement];
}

static gboolean
run (gpointer connection, OvsStatement statement, const OvsValue *values,
    guint n_values, JsonArray *rows, GError **error)
{
  Postgres *self = connection;
  g_autofree gchar *name = g_strdup_printf ("s%d", statement);
  gchar *texts[OVS_MAX_VALUES] = { NULL };
  gboolean ok = prepare (self, statement, name, error);

  for (guint i = 0; i < n_values; i++)
    texts[i] = write_value (&values[i]);
  ok = ok
      && finish (self,
          PQsendQueryPrepared (self->conn, name, n_values,
              (const char *const *) texts, NULL, NULL, 0),
          rows, read_rows, error);
  for (guint i = 0; i < n_values; i++)
    g_free (texts[i]);
  return ok;
}

static const gchar *
get_name (gpointer connection)
{
  Postgres *self = connection;

  return self->name;
}

const OvsDatabaseClass ovs_postgres_class = { OVS_DATABASE_POSTGRES, create,
  destroy, open_connection, close_connection, execute, run, cancel, get_name };
