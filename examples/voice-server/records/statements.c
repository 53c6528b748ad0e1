/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* statements.c - see statements.h.
 *
 * Rows have no foreign keys: what of a call was lost must not hold back the
 * rest. What is written has an id and is written once, however often it is
 * told. */

#include "records/statements.h"

#define BOTH(text) \
  { \
    text, text \
  }

#define GET_CALLS(contains) \
  "SELECT c.id, c.leg, c.direction, c.agent, c.from_number AS \"from\"," \
  " c.to_number AS \"to\", c.external_id, c.started, c.ended, c.cause," \
  " c.sentence, c.recording," \
  " (SELECT COUNT(*) FROM turns t WHERE t.call_id = c.id) AS turns," \
  " (SELECT SUM(u.cost) FROM usage u WHERE u.call_id = c.id) AS cost," \
  " (SELECT MAX(u.currency) FROM usage u WHERE u.call_id = c.id)" \
  "  AS currency" \
  " FROM calls c WHERE c.started >= $1 AND c.started < $2" \
  " AND ($3 = '' OR c.agent = $3) AND ($4 = '' OR c.leg = $4)" \
  " AND ($5 = '' OR COALESCE(c.cause, 'running') = $5)" \
  " AND ($6 = '' OR c.from_number = $6) AND ($7 = '' OR c.to_number = $7)" \
  " AND ($8 = '' OR EXISTS (SELECT 1 FROM turns t WHERE t.call_id = c.id" \
  "  AND " contains "))" \
  " ORDER BY c.started DESC, c.id DESC LIMIT $9"

/* When a call broke off nobody knows: not before what is known of it. */
#define BREAK_OFF(latest) \
  "UPDATE calls SET cause = 'broken-off', sentence = $3, ended = " latest \
  "(started," \
  " COALESCE((SELECT MAX(t.ended) FROM turns t WHERE t.call_id = calls.id)," \
  "  started)," \
  " COALESCE((SELECT MAX(t.started + t.duration_ms * 1000)" \
  "  FROM tool_calls t WHERE t.call_id = calls.id), started))" \
  " WHERE ended IS NULL AND instance = $1 AND run <> $2"

static const gchar *const statements[OVS_SQL_N][OVS_DATABASE_N_KINDS] = {
  [OVS_SQL_BEGIN] = { "BEGIN IMMEDIATE", "BEGIN" },
  [OVS_SQL_BEGIN_READ] = { "BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ" },
  [OVS_SQL_COMMIT] = BOTH ("COMMIT"),
  [OVS_SQL_ROLLBACK] = BOTH ("ROLLBACK"),
  [OVS_SQL_BEGIN_CALL] = BOTH (
      "INSERT INTO calls (id, leg, direction, agent, from_number,"
      " to_number, external_id, started, instance, run)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
      " ON CONFLICT DO NOTHING"),
  [OVS_SQL_ADD_TURN] = BOTH (
      "INSERT INTO turns (entry, call_id, position, role, text, started,"
      " ended, interrupted, latency_ms)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
      " ON CONFLICT DO NOTHING"),
  [OVS_SQL_ADD_TOOL] = BOTH (
      "INSERT INTO tool_calls (entry, call_id, name, arguments, result,"
      " error, started, duration_ms)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
      " ON CONFLICT DO NOTHING"),
  [OVS_SQL_SET_FACT] = BOTH (
      "INSERT INTO facts (call_id, name, value) VALUES ($1, $2, $3)"
      " ON CONFLICT (call_id, name) DO UPDATE SET value ="
      " excluded.value"),
  [OVS_SQL_ADD_USAGE] = BOTH (
      "INSERT INTO usage (entry, call_id, model, input_text, input_audio,"
      " cached_text, cached_audio, output_text, output_audio, cost,"
      " currency)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
      " ON CONFLICT DO NOTHING"),
  [OVS_SQL_END_CALL] = BOTH (
      "UPDATE calls SET ended = $2, cause = $3, sentence = $4,"
      " recording = $5 WHERE id = $1 AND ended IS NULL"),
  [OVS_SQL_BREAK_OFF] = { BREAK_OFF ("MAX"), BREAK_OFF ("GREATEST") },
  [OVS_SQL_GET_CALLS] = { GET_CALLS ("instr(lower(t.text), lower($8)) > 0"),
      GET_CALLS ("strpos(lower(t.text), lower($8)) > 0") },
  [OVS_SQL_GET_CALL] = BOTH (
      "SELECT c.id, c.leg, c.direction, c.agent, c.from_number AS"
      " \"from\", c.to_number AS \"to\", c.external_id, c.started,"
      " c.ended, c.cause, c.sentence, c.recording,"
      " CAST(SUM(u.input_text) AS BIGINT) AS input_text,"
      " CAST(SUM(u.input_audio) AS BIGINT) AS input_audio,"
      " CAST(SUM(u.cached_text) AS BIGINT) AS cached_text,"
      " CAST(SUM(u.cached_audio) AS BIGINT) AS cached_audio,"
      " CAST(SUM(u.output_text) AS BIGINT) AS output_text,"
      " CAST(SUM(u.output_audio) AS BIGINT) AS output_audio,"
      " SUM(u.cost) AS cost, MAX(u.currency) AS currency"
      " FROM calls c LEFT JOIN usage u ON u.call_id = c.id"
      " WHERE c.id = $1 GROUP BY c.id"),
  [OVS_SQL_GET_TURNS] = BOTH (
      "SELECT position AS \"index\", role, text, started, ended,"
      " interrupted, latency_ms FROM turns WHERE call_id = $1"
      " ORDER BY position, started, entry"),
  [OVS_SQL_GET_TOOLS] = BOTH (
      "SELECT name, arguments, result, error, started, duration_ms"
      " FROM tool_calls WHERE call_id = $1 ORDER BY started, entry"),
  [OVS_SQL_GET_FACTS] = BOTH (
      "SELECT name, value FROM facts WHERE call_id = $1 ORDER BY name"),
  [OVS_SQL_HAS_SCHEMA] = { "SELECT 1 AS there",
      /* As it is now: what looks names up may remember that it was not. */
      "SELECT CAST(COUNT(*) AS INTEGER) AS there FROM pg_catalog.pg_class"
      " WHERE relname = 'openai_voice_schema' AND relkind = 'r'"
      " AND pg_table_is_visible(oid)" },
  [OVS_SQL_GET_VERSION] = { "PRAGMA user_version",
      "SELECT COALESCE(MAX(version), 0) AS user_version FROM"
      " openai_voice_schema" },
};

#define TABLES \
  "CREATE TABLE calls (id TEXT PRIMARY KEY, leg TEXT, direction TEXT," \
  " agent TEXT, from_number TEXT, to_number TEXT, external_id TEXT," \
  " started BIGINT NOT NULL, ended BIGINT, cause TEXT, sentence TEXT," \
  " recording TEXT, instance TEXT, run TEXT);" \
  "CREATE TABLE turns (entry TEXT PRIMARY KEY, call_id TEXT NOT NULL," \
  " position BIGINT, role TEXT, text TEXT, started BIGINT, ended BIGINT," \
  " interrupted INTEGER, latency_ms BIGINT);" \
  "CREATE TABLE tool_calls (entry TEXT PRIMARY KEY, call_id TEXT NOT NULL," \
  " name TEXT, arguments TEXT, result TEXT, error TEXT, started BIGINT," \
  " duration_ms BIGINT);" \
  "CREATE TABLE facts (call_id TEXT NOT NULL, name TEXT NOT NULL," \
  " value TEXT, PRIMARY KEY (call_id, name));" \
  "CREATE TABLE usage (entry TEXT PRIMARY KEY, call_id TEXT NOT NULL," \
  " model TEXT, input_text BIGINT, input_audio BIGINT, cached_text BIGINT," \
  " cached_audio BIGINT, output_text BIGINT, output_audio BIGINT," \
  " cost DOUBLE PRECISION, currency TEXT);"

#define INDEXES \
  "CREATE INDEX calls_started ON calls (started);" \
  "CREATE INDEX calls_open ON calls (instance) WHERE ended IS NULL;" \
  "CREATE INDEX turns_call ON turns (call_id);" \
  "CREATE INDEX tool_calls_call ON tool_calls (call_id);" \
  "CREATE INDEX usage_call ON usage (call_id);"

static const gchar *const steps[OVS_SCHEMA_VERSION][OVS_DATABASE_N_KINDS] = {
  { TABLES,
      "CREATE TABLE openai_voice_schema (version INTEGER PRIMARY KEY);" TABLES },
  BOTH (INDEXES),
};

/* One process at a time: the number is any that nobody else takes. */
static const gchar *const begins[OVS_DATABASE_N_KINDS] = { "BEGIN IMMEDIATE",
  "BEGIN; SELECT pg_advisory_xact_lock(7305808869)" };

static const gchar *const set_versions[OVS_DATABASE_N_KINDS] = {
  "PRAGMA user_version = %u", "INSERT INTO openai_voice_schema VALUES (%u)"
};

const gchar *
ovs_statement_get_sql (OvsStatement statement, OvsDatabaseKind kind)
{
  return statements[statement][kind];
}

const gchar *
ovs_schema_get_step (guint version, OvsDatabaseKind kind)
{
  return steps[version - 1][kind];
}

const gchar *
ovs_schema_get_begin (OvsDatabaseKind kind)
{
  return begins[kind];
}

const gchar *
ovs_schema_get_set_version (OvsDatabaseKind kind)
{
  return set_versions[kind];
}
