/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* httpsessions.c - see httpsessions.h. */

#include "httpsessions.h"

#include <string.h>
#include <sys/random.h>

#define MAX_SESSIONS 256
/* Wrong tokens, each forgotten after a minute: of one address more than a
 * person mistypes, and of all too few to guess one. */
#define MAX_WRONG 10
#define MAX_WRONG_OF_ALL 100
#define FORGET_US (60 * G_USEC_PER_SEC)
#define ID_BYTES 32

/* Ids are kept by their sums: how long a look-up takes tells nothing of them.
 */
struct _AppHttpSessions
{
  GHashTable *ends; /* sum -> gint64 */
  GQueue order;     /* sums, the oldest first; the table's */
  GQueue wrong;     /* the oldest first */
  AppHttpWrongFunc wrong_func;
  gpointer user_data;
};

typedef struct
{
  gchar *address;
  gint64 when;
} Wrong;

static void
wrong_free (gpointer data)
{
  Wrong *self = data;

  g_free (self->address);
  g_free (self);
}

AppHttpSessions *
app_http_sessions_new (void)
{
  AppHttpSessions *self = g_new0 (AppHttpSessions, 1);

  self->ends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
app_http_sessions_free (AppHttpSessions *self)
{
  g_queue_clear (&self->order);
  g_queue_clear_full (&self->wrong, wrong_free);
  g_hash_table_unref (self->ends);
  g_free (self);
}

static gchar *
sum (const gchar *id)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, id, -1);
}

static void
remove_sum (AppHttpSessions *self, const gchar *key)
{
  GList *link =
      g_queue_find_custom (&self->order, key, (GCompareFunc) g_strcmp0);

  if (link == NULL)
    return;
  g_queue_delete_link (&self->order, link);
  g_hash_table_remove (self->ends, key);
}

static gchar *
make_id (void)
{
  GString *id = g_string_new (NULL);
  guint8 bytes[ID_BYTES];

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    g_error ("The system has no random numbers.");
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (id, "%02x", bytes[i]);
  return g_string_free (id, FALSE);
}

gchar *
app_http_sessions_add (AppHttpSessions *self, gint64 now)
{
  gchar *id = make_id ();
  gchar *key = sum (id);
  gint64 *end = g_new (gint64, 1);

  if (self->order.length >= MAX_SESSIONS)
    g_hash_table_remove (self->ends, g_queue_pop_head (&self->order));
  *end = now + APP_HTTP_SESSION_S * G_GINT64_CONSTANT (1000000);
  g_hash_table_insert (self->ends, key, end);
  g_queue_push_tail (&self->order, key);
  return id;
}

gboolean
app_http_sessions_has (AppHttpSessions *self, const gchar *id, gint64 now)
{
  g_autofree gchar *key = NULL;
  const gint64 *end;

  if (strlen (id) != 2 * ID_BYTES)
    return FALSE;
  key = sum (id);
  end = g_hash_table_lookup (self->ends, key);
  if (end == NULL)
    return FALSE;
  if (*end > now)
    return TRUE;
  remove_sum (self, key);
  return FALSE;
}

void
app_http_sessions_remove (AppHttpSessions *self, const gchar *id)
{
  g_autofree gchar *key = sum (id);

  remove_sum (self, key);
}

/*** tries ***/

gboolean
app_http_sessions_may_try (AppHttpSessions *self, const gchar *address,
    gint64 now)
{
  guint n = 0;

  while (self->wrong.head != NULL
      && ((Wrong *) self->wrong.head->data)->when <= now - FORGET_US)
    wrong_free (g_queue_pop_head (&self->wrong));
  for (GList *l = self->wrong.head; l != NULL; l = l->next)
    n += g_strcmp0 (((Wrong *) l->data)->address, address) == 0;
  return n < MAX_WRONG && self->wrong.length < MAX_WRONG_OF_ALL;
}

void
app_http_sessions_count_wrong (AppHttpSessions *self, const gchar *address,
    gint64 now)
{
  /* What is kept only says that there are too many. */
  if (app_http_sessions_may_try (self, address, now)) {
    Wrong *wrong = g_new (Wrong, 1);

    *wrong = (Wrong){ g_strdup (address), now };
    g_queue_push_tail (&self->wrong, wrong);
  }
  if (self->wrong_func != NULL)
    self->wrong_func (address, self->user_data);
}

void
app_http_sessions_set_wrong_func (AppHttpSessions *self, AppHttpWrongFunc func,
    gpointer user_data)
{
  self->wrong_func = func;
  self->user_data = user_data;
}

/*** cookies ***/

gchar *
app_http_cookie_find (const gchar **header, const gchar *name)
{
  gsize length = strlen (name);

  while (*header != NULL) {
    const gchar *cookie = *header + strspn (*header, " ;");

    *header = strchr (cookie, ';');
    if (strncmp (cookie, name, length) == 0 && cookie[length] == '=')
      return g_strndup (cookie + length + 1,
          strcspn (cookie + length + 1, "; "));
  }
  return NULL;
}
