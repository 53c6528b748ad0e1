/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* session-credentials.c - which key a connection is made with: as it is set, of
 * the environment, out of a file, or the application's. */

#include "../support/shared.h"
#include "../support/testcase.h"

#include "session/credentials.h"

#include <glib/gstdio.h>

typedef struct
{
  OaObserver observer;
  OaCredentials credentials;
  OaElementSettings settings;
  gchar *path; /* of a file for a key */

  /* Of the application: its answer, or what it is asked by. */
  gboolean answers;
  const gchar *answer;

  GMutex lock;
  GCond cond;
  guint destroyed;
  gchar *key; /* that was fetched */
  GError *error;
  guint fetched;
} Fixture;

static void
ask_key (OaObserver *observer, OaObserverReply reply, gpointer user_data,
    GDestroyNotify destroy)
{
  Fixture *f = (Fixture *) observer;

  if (f->answers)
    reply (NULL, f->answer, user_data);
  destroy (user_data);
}

static void
ignore (OaObserver *observer)
{}

static const OaObserverInterface observer_interface = {
  .free = ignore,
  .ask_key = ask_key,
};

static void
set_up (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  gint fd = g_file_open_tmp ("key-XXXXXX", &f->path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  oa_observer_init (&f->observer, &observer_interface, "test");
  oa_credentials_init (&f->credentials);
  oa_element_settings_init (&f->settings);
  g_mutex_init (&f->lock);
  g_cond_init (&f->cond);
}

static void
tear_down (Fixture *f)
{
  g_unlink (f->path);
  g_free (f->path);
  g_free (f->key);
  g_clear_error (&f->error);
  oa_element_settings_clear (&f->settings);
  oa_credentials_clear (&f->credentials);
  oa_observer_unref (&f->observer);
  g_cond_clear (&f->cond);
  g_mutex_clear (&f->lock);
}

static void
assert_key (Fixture *f, const gchar *key)
{
  g_assert_cmpstr (oa_element_settings_get_key (&f->settings), ==, key);
}

static void
write_file (Fixture *f, const gchar *text, gssize length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (f->path, text, length, &error);
  g_assert_no_error (error);
  g_free (f->settings.connection.api_key_file);
  f->settings.connection.api_key_file = g_strdup (f->path);
}

static void
key_fetched (OaKeyAnswer *answer, gpointer user_data)
{
  Fixture *f = user_data;

  g_mutex_lock (&f->lock);
  g_clear_error (&f->error);
  g_free (f->key);
  f->key = g_strdup (answer->key);
  f->error = g_steal_pointer (&answer->error);
  f->fetched++;
  g_mutex_unlock (&f->lock);
  oa_key_answer_free (answer);
}

static void
let_go (gpointer user_data)
{
  Fixture *f = user_data;

  SHARED_CHANGE (f, f->destroyed++);
}

static void
fetch (Fixture *f, gboolean from_application)
{
  oa_credentials_fetch (&f->credentials, &f->settings,
      from_application ? &f->observer : NULL, key_fetched, f, let_go);
}

/*** what is set, and the environment ***/

TEST_F (of_the_environment)
{
  oa_credentials_apply (&f->credentials, &f->settings, NULL);
  assert_key (f, "sk-environment");
}

TEST_F (set_goes_before_the_environment)
{
  f->settings.connection.api_key = g_strdup ("sk-set");
  oa_credentials_apply (&f->credentials, &f->settings, NULL);
  assert_key (f, "sk-set");
}

/* The environment is read once: what an application does to it later would
 * otherwise reach some connections only. */
TEST_F (environment_of_the_beginning)
{
  g_setenv ("OPENAI_API_KEY", "sk-later", TRUE);
  oa_credentials_apply (&f->credentials, &f->settings, NULL);
  assert_key (f, "sk-environment");
  g_setenv ("OPENAI_API_KEY", "sk-environment", TRUE);
}

/* Other settings changed: the key in use is not the one that is set. */
TEST_F (fetched_stays_in_use)
{
  f->settings.connection.api_key = g_strdup ("sk-set");
  oa_credentials_apply (&f->credentials, &f->settings, "sk-fetched");
  assert_key (f, "sk-fetched");
}

/*** of the application ***/

TEST_F (of_the_application)
{
  OaKeyAnswer answer = { (gchar *) "sk-fresh", NULL };

  f->settings.connection.api_key = g_strdup ("sk-set");
  oa_credentials_apply (&f->credentials, &f->settings, NULL);
  oa_credentials_use (&f->credentials, &f->settings, &answer);
  assert_key (f, "sk-fresh");
  /* It gives none: the one that is set, not the one before. */
  answer.key = NULL;
  oa_credentials_use (&f->credentials, &f->settings, &answer);
  assert_key (f, "sk-set");
}

TEST_F (asked)
{
  f->answers = TRUE;
  f->answer = "sk-fresh";
  fetch (f, TRUE);
  g_assert_cmpuint (f->destroyed, ==, 1);
  g_assert_cmpstr (f->key, ==, "sk-fresh");
  f->answer = NULL;
  fetch (f, TRUE);
  g_assert_null (f->key);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->fetched, ==, 2);
}

TEST_F (asked_in_vain)
{
  fetch (f, TRUE);
  g_assert_cmpuint (f->fetched, ==, 0);
  g_assert_cmpuint (f->destroyed, ==, 1);
}

/*** files ***/

TEST_F (of_a_file)
{
  write_file (f, "  sk-of-a-file\n\n", -1);
  fetch (f, FALSE);
  SHARED_WAIT (f, f->destroyed == 1);
  g_assert_cmpstr (f->key, ==, "sk-of-a-file");
  /* Another one by now; the first read is over. */
  write_file (f, "sk-rotated", -1);
  fetch (f, FALSE);
  SHARED_WAIT (f, f->destroyed == 2);
  g_assert_cmpstr (f->key, ==, "sk-rotated");
}

TEST_F (of_a_file_at_once)
{
  g_autoptr (GError) error = NULL;

  write_file (f, "sk-of-a-file", -1);
  g_assert_true (oa_credentials_read (&f->settings, &error));
  g_assert_no_error (error);
  assert_key (f, "sk-of-a-file");
}

/* A file that is being read is not read beside. */
TEST_F (one_read_at_a_time)
{
  write_file (f, "sk-of-a-file", -1);
  g_atomic_int_set (&f->credentials.reading, 1);
  fetch (f, FALSE);
  g_assert_cmpuint (f->destroyed, ==, 1);
  g_assert_cmpuint (f->fetched, ==, 0);
  g_atomic_int_set (&f->credentials.reading, 0);
  fetch (f, FALSE);
  SHARED_WAIT (f, f->destroyed == 2);
  g_assert_cmpuint (f->fetched, ==, 1);
}

typedef struct
{
  const gchar *name;
  const gchar *text; /* NULL: there is no such file */
  gssize length;
} NoKey;

static const NoKey no_keys[] = {
  { "missing", NULL, 0 },
  { "empty", "", 0 },
  { "blank", " \n\t\n", -1 },
  { "two-lines", "sk-one\nsk-two\n", -1 },
  { "two-words", "Bearer sk-one", -1 },
  { "zero-byte", "sk-one\0sk-two", 13 },
  { "not-ascii", "sk-\xc3\xa4", -1 },
};

/* Neither the error nor the settings have anything of what is in it. */
static void
test_no_key (gconstpointer data)
{
  const NoKey *row = data;
  Fixture f = { 0 };

  set_up (&f);
  write_file (&f, row->text != NULL ? row->text : "",
      row->text != NULL ? row->length : 0);
  if (row->text == NULL)
    g_unlink (f.path);
  fetch (&f, FALSE);
  SHARED_WAIT (&f, f.destroyed == 1);
  g_assert_null (f.key);
  g_assert_nonnull (f.error);
  g_assert_nonnull (strstr (f.error->message, "api-key-file"));
  g_assert_null (strstr (f.error->message, "sk-"));
  g_clear_error (&f.error);
  g_assert_false (oa_credentials_read (&f.settings, &f.error));
  assert_key (&f, NULL);
  tear_down (&f);
}

TEST_MAIN (g_setenv ("OPENAI_API_KEY", "sk-environment", TRUE);
           g_unsetenv ("OPENAI_BASE_URL"); TEST_ROWS (no_key, no_keys))
