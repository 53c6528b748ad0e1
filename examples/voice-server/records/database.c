/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* database.c - see database.h. */

#include "records/database.h"

#include "protocol/json.h"

static const struct
{
  const gchar *scheme;
  const OvsDatabaseClass *class;
} schemes[] = {
  { "sqlite:", &ovs_sqlite_class },
  { "postgresql:", &ovs_postgres_class },
  { "postgres:", &ovs_postgres_class },
};

struct _OvsDatabase
{
  const OvsDatabaseClass *class;
  gpointer connection;
  gboolean connected;
};

OvsDatabase *
ovs_database_new (const gchar *url, GError **error)
{
  const OvsDatabaseClass *class = NULL;
  gpointer connection;
  OvsDatabase *self;

  if (g_strcmp0 (url, "none") == 0)
    return NULL;
  for (guint i = 0; url != NULL && i < G_N_ELEMENTS (schemes); i++)
    if (g_str_has_prefix (url, schemes[i].scheme))
      class = schemes[i].class;
  if (class == NULL) {
    g_set_error_literal (error, OVS_DATABASE_ERROR, OVS_DATABASE_ERROR_SETTINGS,
        "The database is sqlite:FILE, postgresql://USER@HOST/NAME, or none; "
        "what is given begins with none of them.");
    return NULL;
  }
  connection = class->create (url, error);
  if (connection == NULL)
    return NULL;
  self = g_new0 (OvsDatabase, 1);
  self->class = class;
  self->connection = connection;
  return self;
}

void
ovs_database_free (OvsDatabase *self)
{
  if (self == NULL)
    return;
  ovs_database_disconnect (self);
  self->class->destroy (self->connection);
  g_free (self);
}

/*** the schema ***/

static gboolean
get_number (OvsDatabase *self, OvsStatement statement, const gchar *column,
    gint64 *number, GError **error)
{
  g_autoptr (JsonArray) rows = json_array_new ();

  if (!self->class->run (self->connection, statement, NULL, 0, rows, error))
    return FALSE;
  *number = oa_json_get_int (oa_json_array_get_object (rows, 0), column, 0);
  return TRUE;
}

static gboolean
get_version (OvsDatabase *self, gint64 *version, GError **error)
{
  gint64 there;

  *version = 0;
  return get_number (self, OVS_SQL_HAS_SCHEMA, "there", &there, error)
      && (there == 0
          || get_number (self, OVS_SQL_GET_VERSION, "user_version", version,
              error));
}

static gboolean
make_step (OvsDatabase *self, guint version, GError **error)
{
  OvsDatabaseKind kind = self->class->kind;
  const gchar *set = ovs_schema_get_set_version (kind);
  g_autofree gchar *number = g_strdup_printf ("%u", version);
  g_auto (GStrv) around = g_strsplit (set, "%u", 2);
  g_autofree gchar *sql = g_strjoinv (number, around);

  return self->class->execute (self->connection,
             ovs_schema_get_step (version, kind), error)
      && self->class->execute (self->connection, sql, error);
}

/* All steps or none; another process may have made them meanwhile. */
static gboolean
migrate (OvsDatabase *self, GError **error)
{
  gint64 version;
  gboolean ok;

  if (!self->class->execute (self->connection,
          ovs_schema_get_begin (self->class->kind), error))
    return FALSE;
  ok = get_version (self, &version, error);
  while (ok && version < OVS_SCHEMA_VERSION)
    ok = make_step (self, ++version, error);
  return ok && self->class->execute (self->connection, "COMMIT", error);
}

static gboolean
fail_by_version (OvsDatabase *self, gint64 version, GError **error)
{
  const gchar *name = self->class->get_name (self->connection);

  if (version > OVS_SCHEMA_VERSION)
    g_set_error (error, OVS_DATABASE_ERROR, OVS_DATABASE_ERROR_AWAY,
        "%s has records of version %" G_GINT64_FORMAT
        ", and this program knows them up to %d. Use a newer program, or "
        "another database.",
        name, version, OVS_SCHEMA_VERSION);
  else
    g_set_error (error, OVS_DATABASE_ERROR, OVS_DATABASE_ERROR_AWAY,
        "%s has %s. Start openai-voice-server with it once.", name,
        version == 0 ? "no records yet" : "records of an older version");
  return FALSE;
}

static gboolean
check_version (OvsDatabase *self, gboolean writable, GError **error)
{
  gint64 version;

  if (!get_version (self, &version, error))
    return FALSE;
  if (version == OVS_SCHEMA_VERSION)
    return TRUE;
  if (version > OVS_SCHEMA_VERSION || !writable)
    return fail_by_version (self, version, error);
  return migrate (self, error);
}

/*** use ***/

gboolean
ovs_database_connect (OvsDatabase *self, gboolean writable, GError **error)
{
  ovs_database_disconnect (self);
  self->connected = self->class->open (self->connection, writable, error);
  if (self->connected && !check_version (self, writable, error))
    ovs_database_disconnect (self);
  return self->connected;
}

gboolean
ovs_database_is_connected (OvsDatabase *self)
{
  return self->connected;
}

void
ovs_database_disconnect (OvsDatabase *self)
{
  self->connected = FALSE;
  self->class->close (self->connection);
}

gboolean
ovs_database_run (OvsDatabase *self, OvsStatement statement,
    const OvsValue *values, guint n_values, JsonArray *rows, GError **error)
{
  return self->class->run (self->connection, statement, values, n_values, rows,
      error);
}

void
ovs_database_cancel (OvsDatabase *self)
{
  self->class->cancel (self->connection);
}
