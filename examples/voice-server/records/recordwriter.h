/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* recordwriter.h - lines of the journal into a database, many in a transaction:
 * what a failure means for them, and when to try again. It blocks. */

#pragma once

#include "records/database.h"

G_BEGIN_DECLS

typedef struct
{
  OvsDatabase *database;
  guint limit;    /* lines that are taken at once */
  gint64 wait;    /* µs before the next try */
  gboolean stale; /* the connection worked, and may be none any more */
} OvsRecordWriter;

typedef enum
{
  OVS_WRITE_DONE,    /* all of them are in */
  OVS_WRITE_REFUSED, /* the first of them never will be; error says why */
  OVS_WRITE_AGAIN,   /* at once, with no more than limit */
  OVS_WRITE_FAILED,  /* wait, then again; error says why */
} OvsWriteResult;

/* Takes the database. */
void ovs_record_writer_init (OvsRecordWriter *self, OvsDatabase *database);
void ovs_record_writer_clear (OvsRecordWriter *self);

/* lines: of gchar *; none = only the connection is tried. wait: as said. */
OvsWriteResult ovs_record_writer_write (OvsRecordWriter *self, GPtrArray *lines,
    gint64 *wait, GError **error);

G_END_DECLS
