/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recordwriter.c - see recordwriter.h. */

#include "records/recordwriter.h"

#include "records/entry.h"

#define BATCH 256
#define FIRST_WAIT (250 * G_TIME_SPAN_MILLISECOND)
#define MAX_WAIT (10 * G_TIME_SPAN_SECOND)

void
ovs_record_writer_init (OvsRecordWriter *self, OvsDatabase *database)
{
  *self = (OvsRecordWriter){ database, BATCH, FIRST_WAIT, FALSE };
}

void
ovs_record_writer_clear (OvsRecordWriter *self)
{
  ovs_database_free (self->database);
}

static gboolean
write_line (OvsDatabase *database, const gchar *line, GError **error)
{
  OvsEntry entry;
  gboolean ok;

  /* It was read before, or written by this program. */
  if (!ovs_entry_read (&entry, line, -1))
    return TRUE;
  ok = ovs_database_run (database, entry.statement, entry.values,
      entry.n_values, NULL, error);
  ovs_entry_clear (&entry);
  return ok;
}

/* All in one transaction; n_good: how many of them went well. */
static gboolean
write_lines (OvsDatabase *database, GPtrArray *lines, guint *n_good,
    GError **error)
{
  *n_good = 0;
  if (!ovs_database_is_connected (database)
      && !ovs_database_connect (database, TRUE, error))
    return FALSE;
  if (lines->len == 0)
    return TRUE;
  if (!ovs_database_run (database, OVS_SQL_BEGIN, NULL, 0, NULL, error))
    return FALSE;
  for (; *n_good < lines->len; (*n_good)++)
    if (!write_line (database, g_ptr_array_index (lines, *n_good), error)) {
      ovs_database_run (database, OVS_SQL_ROLLBACK, NULL, 0, NULL, NULL);
      return FALSE;
    }
  return ovs_database_run (database, OVS_SQL_COMMIT, NULL, 0, NULL, error);
}

/* A connection that has been idle may be none any more: before that is a
 * problem, it is made anew. */
static OvsWriteResult
note_failure (OvsRecordWriter *self, gint64 *wait)
{
  gboolean stale = self->stale;

  ovs_database_disconnect (self->database);
  self->stale = FALSE;
  if (stale)
    return OVS_WRITE_AGAIN;
  *wait = self->wait;
  self->wait = MIN (2 * self->wait, MAX_WAIT);
  return OVS_WRITE_FAILED;
}

OvsWriteResult
ovs_record_writer_write (OvsRecordWriter *self, GPtrArray *lines, gint64 *wait,
    GError **error)
{
  g_autoptr (GError) cause = NULL;
  OvsWriteResult result;
  guint n_good;

  *wait = 0;
  if (write_lines (self->database, lines, &n_good, &cause)) {
    ovs_record_writer_init (self, self->database);
    self->stale = TRUE;
    return OVS_WRITE_DONE;
  }
  if (!g_error_matches (cause, OVS_DATABASE_ERROR, OVS_DATABASE_ERROR_REFUSED)
      || n_good == lines->len) {
    result = note_failure (self, wait);
  } else {
    /* Those before the bad one first, then it alone. */
    result = n_good > 0 ? OVS_WRITE_AGAIN : OVS_WRITE_REFUSED;
    self->limit = n_good > 0 ? n_good : BATCH;
  }
  if (result != OVS_WRITE_AGAIN)
    g_propagate_error (error, g_steal_pointer (&cause));
  return result;
}
