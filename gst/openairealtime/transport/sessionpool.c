/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The pool holds no reference: a session that nobody uses goes, so that a
 * changed certificate file is read anew and settings do not pile up. */

#include "sessionpool.h"

#define TRUST "oa-trust"

/* Key to SoupSession, per thread, so there is nothing to lock. */
static GPrivate pool_of_thread
    = G_PRIVATE_INIT ((GDestroyNotify) g_hash_table_unref);

static GHashTable *
get_pool (void)
{
  GHashTable *pool = g_private_get (&pool_of_thread);

  if (pool == NULL) {
    pool = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_private_set (&pool_of_thread, pool);
  }
  return pool;
}

/* A proxy's address may hold a password: no copy of it in a table's key. */
static gchar *
make_key (const gchar *proxy, const gchar *tls_database)
{
  gchar *digest = proxy != NULL
      ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, proxy, -1)
      : g_strdup ("system");
  gchar *key = g_strconcat (digest, "\n",
      tls_database != NULL ? tls_database : "", NULL);

  g_free (digest);
  return key;
}

static SoupSession *
make_session (void)
{
  /* Time limits are the handshake's. The limits on parallel connections are
   * for browsers: they would make one call wait for another's handshake. */
  SoupSession *session = soup_session_new_with_options ("timeout", 0,
      "max-conns", G_MAXINT, "max-conns-per-host", G_MAXINT, NULL);

  /* A 401 is an answer, not a question. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

static void
set_proxy (SoupSession *session, const gchar *proxy)
{
  GProxyResolver *resolver;

  if (proxy == NULL)
    return;
  if (*proxy == '\0') {
    soup_session_set_proxy_resolver (session, NULL);
    return;
  }
  resolver = g_simple_proxy_resolver_new (proxy, NULL);
  soup_session_set_proxy_resolver (session, resolver);
  g_object_unref (resolver);
}

static GTlsDatabase *
read_trust (const gchar *file, GError **error)
{
  GTlsDatabase *database;
  gchar *path;
  GError *cause = NULL;

  path = g_canonicalize_filename (file, NULL);
  database = g_tls_file_database_new (path, &cause);
  g_free (path);
  if (database == NULL) {
    g_set_error (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS,
        "The certificates in %s cannot be read (%s). Set tls-database to a "
        "file in PEM format.",
        file, cause->message);
    g_error_free (cause);
  }
  return database;
}

/* The handshake gets no authorities; see certificate.c. */
static gboolean
set_trust (SoupSession *session, const gchar *file, GError **error)
{
  GTlsDatabase *database;

  soup_session_set_tls_database (session, NULL);
  if (file == NULL)
    return TRUE;
  database = read_trust (file, error);
  if (database == NULL)
    return FALSE;
  g_object_set_data_full (G_OBJECT (session), TRUST, database, g_object_unref);
  return TRUE;
}

GTlsDatabase *
oa_session_pool_get_trust (SoupSession *session)
{
  GTlsDatabase *database = g_object_get_data (G_OBJECT (session), TRUST);

  if (database != NULL)
    return g_object_ref (database);
  return g_tls_backend_get_default_database (g_tls_backend_get_default ());
}

static void
on_session_gone (gpointer key, GObject *session)
{
  g_hash_table_remove (get_pool (), key);
}

static void
put_in_pool (gchar *key, SoupSession *session)
{
  g_hash_table_insert (get_pool (), key, session);
  g_object_weak_ref (G_OBJECT (session), on_session_gone, key);
}

SoupSession *
oa_session_pool_get (const gchar *proxy, const gchar *tls_database,
    GError **error)
{
  gchar *key = make_key (proxy, tls_database);
  SoupSession *session = g_hash_table_lookup (get_pool (), key);

  if (session != NULL) {
    g_free (key);
    return g_object_ref (session);
  }

  session = make_session ();
  set_proxy (session, proxy);
  if (!set_trust (session, tls_database, error)) {
    g_object_unref (session);
    g_free (key);
    return NULL;
  }
  put_in_pool (key, session);
  return session;
}
