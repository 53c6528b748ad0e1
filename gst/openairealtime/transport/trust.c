/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "trust.h"

#include "certificate.h"
#include "tlscontext.h"
#include "transporterror.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <openssl/err.h>
#include <string.h>
#include <unistd.h>

#define ALPN "\x08http/1.1"

struct _OaTrust
{
  guint users; /* with the lock held */
  gchar *file;
  SSL_CTX *context;
};

static GMutex lock;
static GHashTable *all; /* file, "" for the system's: OaTrust */

/* One reader at a time: what the others want may be read then. */
static GMutex reading;

/* As the links are called by which OpenSSL would look for a certificate. */
static gboolean
is_hash_name (const gchar *name)
{
  gsize digits = strspn (name, "0123456789abcdef");

  return digits == 8 && name[digits] == '.' && name[digits + 1] != '\0'
      && strspn (name + digits + 1, "0123456789") == strlen (name + digits + 1);
}

static void
read_folder (SSL_CTX *context, const gchar *path)
{
  GDir *folder = g_dir_open (path, 0, NULL);
  const gchar *name;

  if (folder == NULL)
    return;
  while ((name = g_dir_read_name (folder)) != NULL) {
    gchar *file = g_build_filename (path, name, NULL);

    if (is_hash_name (name))
      SSL_CTX_load_verify_file (context, file);
    g_free (file);
  }
  g_dir_close (folder);
}

static const gchar *
get_place (const gchar *variable, const gchar *fallback)
{
  const gchar *place = g_getenv (variable);

  return place != NULL ? place : fallback;
}

/* All of them now. OpenSSL's own way is to look into a folder in the midst of a
 * handshake. Files that cannot be read add no authority. */
static void
read_system (SSL_CTX *context)
{
  const gchar *file = get_place (X509_get_default_cert_file_env (),
      X509_get_default_cert_file ());
  gchar **folders = g_strsplit (get_place (X509_get_default_cert_dir_env (),
                                    X509_get_default_cert_dir ()),
      G_SEARCHPATH_SEPARATOR_S, -1);
  guint i;

  if (g_file_test (file, G_FILE_TEST_EXISTS))
    SSL_CTX_load_verify_file (context, file);
  for (i = 0; folders[i] != NULL; i++)
    read_folder (context, folders[i]);
  g_strfreev (folders);
  ERR_clear_error ();
}

static void
set_unreadable (GError **error, const gchar *file, const gchar *reason)
{
  g_set_error (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS,
      "The certificates in %s cannot be read (%s). Set tls-database to a file "
      "in PEM format.",
      file, reason);
}

/* Nothing that a reader may wait at, with all others behind it. */
static gboolean
is_readable (const gchar *file, GError **error)
{
  gint fd = g_open (file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
  GStatBuf info;
  gboolean regular;

  if (fd < 0) {
    set_unreadable (error, file, g_strerror (errno));
    return FALSE;
  }
  regular = fstat (fd, &info) == 0 && S_ISREG (info.st_mode);
  close (fd);
  if (!regular)
    set_unreadable (error, file, "not a regular file");
  return regular;
}

static gboolean
read_authorities (SSL_CTX *context, const gchar *file, GError **error)
{
  ERR_clear_error ();
  if (*file == '\0') {
    read_system (context);
    return TRUE;
  }
  if (SSL_CTX_load_verify_file (context, file))
    return TRUE;

  set_unreadable (error, file, oa_tls_context_get_reason ());
  return FALSE;
}

static SSL_CTX *
make_context (void)
{
  SSL_CTX *context = oa_tls_context_new (TLS_client_method ());

  if (context == NULL)
    return NULL;
  /* A server that offers HTTP/2 as well must not choose it. */
  if (SSL_CTX_set_alpn_protos (context, (const guint8 *) ALPN, strlen (ALPN))
      != 0) {
    SSL_CTX_free (context);
    return NULL;
  }
  oa_certificate_check_by_rules (context);
  return context;
}

static OaTrust *
make_trust (const gchar *file, GError **error)
{
  SSL_CTX *context = make_context ();
  OaTrust *self;

  if (context == NULL || !read_authorities (context, file, error)) {
    SSL_CTX_free (context);
    if (error != NULL && *error == NULL)
      g_set_error_literal (error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS,
          "Encryption could not be set up. Check how much memory is left.");
    return NULL;
  }
  self = g_new0 (OaTrust, 1);
  self->file = g_strdup (file);
  self->context = context;
  return self;
}

OaTrust *
oa_trust_find (const gchar *file)
{
  OaTrust *self;

  g_mutex_lock (&lock);
  if (all == NULL)
    all = g_hash_table_new (g_str_hash, g_str_equal);
  self = g_hash_table_lookup (all, file != NULL ? file : "");
  if (self != NULL)
    self->users++;
  g_mutex_unlock (&lock);
  return self;
}

/* With one user; the system's has the process as another. */
static void
add (OaTrust *self)
{
  g_mutex_lock (&lock);
  self->users = *self->file == '\0' ? 2 : 1;
  g_hash_table_insert (all, self->file, self);
  g_mutex_unlock (&lock);
}

static OaTrust *
find_or_make (const gchar *file, GError **error)
{
  OaTrust *self;

  g_mutex_lock (&reading);
  self = oa_trust_find (file);
  if (self == NULL) {
    self = make_trust (file, error);
    if (self != NULL)
      add (self);
  }
  g_mutex_unlock (&reading);
  return self;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data,
    GCancellable *cancellable)
{
  const gchar *file = data;
  GError *error = NULL;
  OaTrust *self = NULL;

  if (*file == '\0' || is_readable (file, &error))
    self = find_or_make (file, &error);
  if (self != NULL)
    g_task_return_pointer (task, self, (GDestroyNotify) oa_trust_unref);
  else
    g_task_return_error (task, error);
}

void
oa_trust_read (const gchar *file, GAsyncReadyCallback done, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, done, user_data);

  g_task_set_task_data (task, g_strdup (file != NULL ? file : ""), g_free);
  g_task_run_in_thread (task, read_in_thread);
  g_object_unref (task);
}

OaTrust *
oa_trust_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
oa_trust_unref (OaTrust *self)
{
  gboolean last;

  g_mutex_lock (&lock);
  last = --self->users == 0;
  if (last)
    g_hash_table_remove (all, self->file);
  g_mutex_unlock (&lock);
  if (!last)
    return;
  SSL_CTX_free (self->context);
  g_free (self->file);
  g_free (self);
}

SSL_CTX *
oa_trust_get_context (OaTrust *self)
{
  return self->context;
}
