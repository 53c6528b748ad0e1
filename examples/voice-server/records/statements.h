/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* statements.h - all that is said to a database, as a table: a row has the
 * words of each kind. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  OVS_DATABASE_SQLITE,
  OVS_DATABASE_POSTGRES,
  OVS_DATABASE_N_KINDS
} OvsDatabaseKind;

typedef enum
{
  OVS_SQL_BEGIN,
  OVS_SQL_BEGIN_READ,
  OVS_SQL_COMMIT,
  OVS_SQL_ROLLBACK,
  /* writing */
  OVS_SQL_BEGIN_CALL,
  OVS_SQL_ADD_TURN,
  OVS_SQL_ADD_TOOL,
  OVS_SQL_SET_FACT,
  OVS_SQL_ADD_USAGE,
  OVS_SQL_END_CALL,
  OVS_SQL_BREAK_OFF,
  /* reading */
  OVS_SQL_GET_CALLS,
  OVS_SQL_GET_CALL,
  OVS_SQL_GET_TURNS,
  OVS_SQL_GET_TOOLS,
  OVS_SQL_GET_FACTS,
  /* the schema */
  OVS_SQL_HAS_SCHEMA,
  OVS_SQL_GET_VERSION,
  OVS_SQL_N
} OvsStatement;

/* Values are $1, $2, ... */
const gchar *ovs_statement_get_sql (OvsStatement statement,
    OvsDatabaseKind kind);

/* The steps of the schema: the first makes version 1, and so on. Several
 * statements each, without values. */
#define OVS_SCHEMA_VERSION 2
const gchar *ovs_schema_get_step (guint version, OvsDatabaseKind kind);
/* Before the first step, and behind each; it has one %u for the version. */
const gchar *ovs_schema_get_begin (OvsDatabaseKind kind);
const gchar *ovs_schema_get_set_version (OvsDatabaseKind kind);

G_END_DECLS
