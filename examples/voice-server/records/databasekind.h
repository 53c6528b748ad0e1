/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* databasekind.h - what a kind of database has to know: values, errors, and a
 * table of functions. */

#pragma once

#include "records/statements.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define OVS_DATABASE_ERROR (ovs_database_error_quark ())
typedef enum
{
  OVS_DATABASE_ERROR_SETTINGS, /* the URL is none */
  OVS_DATABASE_ERROR_AWAY,     /* later it may work */
  OVS_DATABASE_ERROR_REFUSED,  /* these values will never be taken */
} OvsDatabaseError;
GQuark ovs_database_error_quark (void);

typedef enum
{
  OVS_VALUE_NULL,
  OVS_VALUE_TEXT,
  OVS_VALUE_INT,
  OVS_VALUE_DOUBLE,
} OvsValueKind;

typedef struct
{
  OvsValueKind kind;
  const gchar *text;
  gint64 number;
  gdouble real;
} OvsValue;

#define OVS_MAX_VALUES 16

typedef struct
{
  OvsDatabaseKind kind;
  /* Reads the URL. */
  gpointer (*create) (const gchar *url, GError **error);
  void (*destroy) (gpointer connection);
  gboolean (*open) (gpointer connection, gboolean writable, GError **error);
  void (*close) (gpointer connection);
  /* Statements without values or rows, in one go. */
  gboolean (*execute) (gpointer connection, const gchar *sql, GError **error);
  gboolean (*run) (gpointer connection, OvsStatement statement,
      const OvsValue *values, guint n_values, JsonArray *rows, GError **error);
  void (*cancel) (gpointer connection); /* from any thread */
  /* Its name in a sentence; without a password. */
  const gchar *(*get_name) (gpointer connection);
} OvsDatabaseClass;

extern const OvsDatabaseClass ovs_sqlite_class;
extern const OvsDatabaseClass ovs_postgres_class;

G_END_DECLS
