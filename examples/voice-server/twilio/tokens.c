/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tokens.c - see tokens.h. They are kept as their hashes: how long looking one
 * up takes tells nothing of the others. */

#include "tokens.h"

#include <string.h>
#include <sys/random.h>

#define BYTES 24
/* Nobody shows a longer one. */
#define MAX_SHOWN 256

typedef struct
{
  gchar *external_id;
  gchar *owner;
  gint64 expires;
} Entry;

struct _OvsTokens
{
  GHashTable *entries; /* hash of a token -> Entry */
};

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_free (self->external_id);
  g_free (self->owner);
  g_free (self);
}

OvsTokens *
ovs_tokens_new (void)
{
  OvsTokens *self = g_new0 (OvsTokens, 1);

  self->entries =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  return self;
}

void
ovs_tokens_free (OvsTokens *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

static gchar *
hash (const gchar *token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

static gboolean
is_over (gpointer key, gpointer value, gpointer now)
{
  return ((Entry *) value)->expires <= *(gint64 *) now;
}

guint
ovs_tokens_count (OvsTokens *self, gint64 now)
{
  g_hash_table_foreach_remove (self->entries, is_over, &now);
  return g_hash_table_size (self->entries);
}

static gboolean
is_of (gpointer key, gpointer value, gpointer owner)
{
  return g_strcmp0 (((Entry *) value)->owner, owner) == 0;
}

gchar *
ovs_tokens_issue (OvsTokens *self, const gchar *external_id, const gchar *owner,
    gint64 now, gint64 expires)
{
  guint8 bytes[BYTES];
  GString *token;
  Entry *entry;

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    return NULL;
  /* So there are never more than calls. */
  g_hash_table_foreach_remove (self->entries, is_over, &now);
  g_hash_table_foreach_remove (self->entries, is_of, (gpointer) owner);
  token = g_string_new (NULL);
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (token, "%02x", bytes[i]);
  entry = g_new (Entry, 1);
  *entry = (Entry){ g_strdup (external_id), g_strdup (owner), expires };
  g_hash_table_insert (self->entries, hash (token->str), entry);
  return g_string_free (token, FALSE);
}

gchar *
ovs_tokens_take (OvsTokens *self, const gchar *token, const gchar *external_id,
    gint64 now)
{
  g_autofree gchar *key = NULL;
  gchar *owner = NULL;
  Entry *entry;

  if (token == NULL || strlen (token) > MAX_SHOWN)
    return NULL;
  key = hash (token);
  entry = g_hash_table_lookup (self->entries, key);
  if (entry == NULL)
    return NULL;
  if (entry->expires > now && g_strcmp0 (entry->external_id, external_id) == 0)
    owner = g_steal_pointer (&entry->owner);
  g_hash_table_remove (self->entries, key);
  return owner;
}
