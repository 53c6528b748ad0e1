/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sessions.c - see sessions.h. Ids are kept by their sums: how long a look-up
 * takes tells nothing of them. */

#include "sessions.h"

#include <string.h>
#include <sys/random.h>

#define MAX_SESSIONS 1000
#define ID_BYTES 16
/* Nobody shows a longer one. */
#define MAX_SHOWN 128

typedef struct
{
  OvsAgent *agent;
  JsonObject *metadata; /* or NULL */
  gint64 expires;
} Session;

struct _OvsSessions
{
  GHashTable *sessions; /* sum of an id -> Session */
};

static void
session_free (gpointer data)
{
  Session *self = data;

  ovs_agent_unref (self->agent);
  g_clear_pointer (&self->metadata, json_object_unref);
  g_free (self);
}

OvsSessions *
ovs_sessions_new (void)
{
  OvsSessions *self = g_new0 (OvsSessions, 1);

  self->sessions =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, session_free);
  return self;
}

void
ovs_sessions_free (OvsSessions *self)
{
  g_hash_table_unref (self->sessions);
  g_free (self);
}

static gchar *
make_id (void)
{
  guint8 bytes[ID_BYTES];
  GString *id;

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    return NULL;
  id = g_string_new ("sess_");
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (id, "%02x", bytes[i]);
  return g_string_free (id, FALSE);
}

static gchar *
make_sum (const gchar *id)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, id, -1);
}

static gboolean
is_over (gpointer key, gpointer value, gpointer now)
{
  return ((Session *) value)->expires <= *(gint64 *) now;
}

gchar *
ovs_sessions_add (OvsSessions *self, OvsAgent *agent, JsonObject *metadata,
    gint64 now, gint64 expires)
{
  Session *session;
  gchar *id;

  g_hash_table_foreach_remove (self->sessions, is_over, &now);
  if (g_hash_table_size (self->sessions) >= MAX_SESSIONS)
    return NULL;
  id = make_id ();
  if (id == NULL)
    return NULL;
  session = g_new0 (Session, 1);
  session->agent = ovs_agent_ref (agent);
  if (metadata != NULL)
    session->metadata = json_object_ref (metadata);
  session->expires = expires;
  g_hash_table_insert (self->sessions, make_sum (id), session);
  return id;
}

static Session *
find (OvsSessions *self, const gchar *id, gint64 now, gchar **sum)
{
  Session *session;

  if (id == NULL || strlen (id) > MAX_SHOWN)
    return NULL;
  *sum = make_sum (id);
  session = g_hash_table_lookup (self->sessions, *sum);
  return session != NULL && session->expires > now ? session : NULL;
}

gboolean
ovs_sessions_has (OvsSessions *self, const gchar *id, gint64 now)
{
  g_autofree gchar *sum = NULL;

  return find (self, id, now, &sum) != NULL;
}

gboolean
ovs_sessions_take (OvsSessions *self, const gchar *id, gint64 now,
    OvsAgent **agent, JsonObject **metadata)
{
  g_autofree gchar *sum = NULL;
  Session *session = find (self, id, now, &sum);

  if (session == NULL)
    return FALSE;
  *agent = ovs_agent_ref (session->agent);
  *metadata = session->metadata != NULL ? json_object_ref (session->metadata)
                                        : NULL;
  g_hash_table_remove (self->sessions, sum);
  return TRUE;
}
