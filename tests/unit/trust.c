/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* trust.c - authorities are read once, all of them, and not in the thread that
 * asks for them. */

#include "transport/trust.h"
#include "../support/testcase.h"

#include "transport/connection.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct
{
  guint wanted;
  guint done;
  OaTrust *trust;
  GError *error;
  GMainLoop *main_loop;
} Reading;

static gchar *
get_pem (const gchar *name)
{
  return g_build_filename (g_getenv ("TESTDATADIR"), "tls", name, NULL);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *self = user_data;
  OaTrust *trust = oa_trust_read_finish (result, &self->error);

  /* All who ask get the same. */
  g_assert_true (self->done == 0 || trust == self->trust);
  self->trust = trust;
  if (++self->done == self->wanted)
    g_main_loop_quit (self->main_loop);
}

static void
read_trust (Reading *self, const gchar *file, guint times)
{
  *self =
      (Reading){ .wanted = times, .main_loop = g_main_loop_new (NULL, FALSE) };
  for (guint i = 0; i < times; i++)
    oa_trust_read (file, on_read, self);
  g_assert_cmpuint (self->done, ==, 0);
  g_main_loop_run (self->main_loop);
  g_main_loop_unref (self->main_loop);
}

static guint
count_authorities (OaTrust *trust)
{
  X509_STORE *store = SSL_CTX_get_cert_store (oa_trust_get_context (trust));

  return sk_X509_OBJECT_num (X509_STORE_get0_objects (store));
}

TEST (a_file_is_read_while_it_is_used)
{
  g_autofree gchar *file = get_pem ("authority.pem");
  Reading reading;

  g_assert_null (oa_trust_find (file));
  read_trust (&reading, file, 20);
  g_assert_no_error (reading.error);
  g_assert_cmpuint (count_authorities (reading.trust), ==, 1);
  g_assert_true (oa_trust_find (file) == reading.trust);
  for (guint i = 0; i < 21; i++)
    oa_trust_unref (reading.trust);
  g_assert_null (oa_trust_find (file));
}

TEST (an_unreadable_file)
{
  Reading reading;

  read_trust (&reading, "/nonexistent.pem", 1);
  g_assert_null (reading.trust);
  g_assert_error (reading.error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS);
  g_assert_null (oa_trust_find ("/nonexistent.pem"));
  g_error_free (reading.error);
}

/* A FIFO without a writer: opening it must neither block nor keep others
 * waiting. */
TEST (a_fifo_is_refused)
{
  g_autofree gchar *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree gchar *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree gchar *file = get_pem ("authority.pem");
  Reading reading;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  read_trust (&reading, fifo, 1);
  g_assert_null (reading.trust);
  g_assert_error (reading.error, OA_TRANSPORT_ERROR, OA_TRANSPORT_ERROR_TLS);
  g_assert_nonnull (strstr (reading.error->message, "not a regular file"));
  g_error_free (reading.error);
  read_trust (&reading, file, 1);
  g_assert_no_error (reading.error);
  oa_trust_unref (reading.trust);
  g_unlink (fifo);
  g_rmdir (folder);
}

static void
copy_pem (const gchar *name, const gchar *folder, const gchar *as)
{
  g_autofree gchar *from = get_pem (name);
  g_autofree gchar *to = g_build_filename (folder, as, NULL);
  g_autofree gchar *text = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (from, &text, &size, NULL));
  g_assert_true (g_file_set_contents (to, text, size, NULL));
}

static void
remove_folder (gchar *folder)
{
  static const gchar *const names[] = { "0123abcd.0", "notes.pem" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *path = g_build_filename (folder, names[i], NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
}

/* A folder has links by the names that OpenSSL gives them, and other files. */
TEST (the_systems_are_read_once)
{
  gchar *folder = g_dir_make_tmp (NULL, NULL);
  gchar *file = get_pem ("authority.pem");
  Reading reading;

  copy_pem ("localhost.pem", folder, "0123abcd.0");
  copy_pem ("expired.pem", folder, "notes.pem");
  g_setenv ("SSL_CERT_FILE", file, TRUE);
  g_setenv ("SSL_CERT_DIR", folder, TRUE);
  read_trust (&reading, NULL, 2);
  remove_folder (folder);
  g_free (file);

  g_assert_cmpuint (count_authorities (reading.trust), ==, 2);
  oa_trust_unref (reading.trust);
  oa_trust_unref (reading.trust);
  /* For the life of the process. */
  g_assert_true (oa_trust_find (NULL) == reading.trust);
  oa_trust_unref (reading.trust);
}

static void
ignore (GObject *source, GAsyncResult *result, gpointer user_data)
{}

/* The reading is not waited for when the program is over. */
TEST (exit_while_it_is_read)
{
  if (g_test_subprocess ()) {
    gchar *file = get_pem ("authority.pem");

    /* A result that is not taken is given back, and the file read again. */
    for (guint i = 0; i < 1000; i++)
      oa_trust_read (file, ignore, NULL);
    exit (0);
  }
  for (guint i = 0; i < 20; i++) {
    g_test_trap_subprocess (NULL, 0, 0);
    g_test_trap_assert_passed ();
  }
}

TEST_MAIN ()
