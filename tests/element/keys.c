/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* keys.c - keys that are fetched: from a handler, which may never return, and
 * from a file, which may be none. */

#include "fixture.h"
#include "../support/shared.h"
#include "../support/testcase.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define KEY "sk-a-key-of-the-handler"
/* The calls of the handler from `first` to `last` do not return before the
 * test's end. */
typedef struct
{
  GMutex lock;
  GCond cond;
  guint asked;
  guint first, last;
  gboolean over;
} Keeper;

static gchar *
keep (GstElement *element, gpointer data)
{
  Keeper *keeper = data;
  guint asked;

  g_mutex_lock (&keeper->lock);
  asked = ++keeper->asked;
  while (asked >= keeper->first && asked <= keeper->last && !keeper->over)
    g_cond_wait (&keeper->cond, &keeper->lock);
  g_mutex_unlock (&keeper->lock);
  return g_strdup (KEY);
}

static void
let_go (Keeper *keeper)
{
  SHARED_CHANGE (keeper, keeper->over = TRUE);
}

static void
start (Fixture *f, const OrsOptions *options, GCallback handler, gpointer data)
{
  fixture_start_pcm (f, options);
  g_object_set (f->element, "connect-timeout", 400, NULL);
  g_signal_connect (f->element, "request-api-key", handler, data);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
}

TEST (handler_blocks_at_first)
{
  Keeper keeper = { .first = 1, .last = 1 };
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start (&f, NULL, G_CALLBACK (keep), &keeper);
  run = fixture_finish (&f);
  g_assert_error (run->error, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED);
  g_assert_nonnull (strstr (run->error->message, "did not give a key"));
  let_go (&keeper);
}

/* Given up, and asked again. */
TEST (handler_blocks_later)
{
  OrsOptions options = { .api_key = KEY };
  Keeper keeper = { .first = 2, .last = 2 };
  g_auto (Fixture) f = { NULL };

  start (&f, &options, G_CALLBACK (keep), &keeper);
  await_sent (f.server, "session.updated", 1);
  ors_server_close_sessions (f.server, 1012, "restart");
  await_sent (f.server, "session.updated", 2);
  g_assert_cmpuint (keeper.asked, ==, 3);
  let_go (&keeper);
}

/* The service still has all of connect-timeout. How long the handler takes is
 * what is tested. */
static gchar *
give_late (GstElement *element, gpointer data)
{
  g_usleep (300 * 1000);
  return g_strdup (KEY);
}

TEST (late_key_leaves_time_to_connect)
{
  OrsOptions options = { .api_key = KEY, .scenario = "silent" };
  gint64 begin = g_get_monotonic_time ();
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start (&f, &options, G_CALLBACK (give_late), NULL);
  run = fixture_finish (&f);
  g_assert_error (run->error, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 690 * 1000);
}

static gchar *
give_one (GstElement *element, gpointer data)
{
  guint *asked = data;

  return ++*asked == 1 ? g_strdup (KEY) : NULL;
}

/* The key as it is set, not the last one that was given. */
TEST (none_means_the_one_that_is_set)
{
  OrsOptions options = { .api_key = KEY };
  guint asked = 0;
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  start (&f, &options, G_CALLBACK (give_one), &asked);
  await_sent (f.server, "session.updated", 1);
  ors_server_close_sessions (f.server, 1012, "restart");
  run = fixture_finish (&f);
  g_assert_error (run->error, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED);
  g_assert_cmpuint (asked, ==, 2);
}

/* It was there when the run began. */
TEST_PCM (a_handler_that_is_gone_means_the_one_that_is_set,
    &(OrsOptions){ .api_key = KEY })
{
  guint asked = 0;

  g_object_set (f->element, "api-key", KEY, NULL);
  g_signal_connect (f->element, "request-api-key", G_CALLBACK (give_one),
      &asked);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  await_sent (f->server, "session.updated", 1);
  g_signal_handlers_disconnect_by_func (f->element, give_one, &asked);
  ors_server_close_sessions (f->server, 1012, "restart");
  await_sent (f->server, "session.updated", 2);
  g_assert_cmpuint (asked, ==, 1);
}

/* No process writes into it: reading would never end. */
static void
test_fifo (gconstpointer property)
{
  g_autofree gchar *dir = g_dir_make_tmp ("keys-XXXXXX", NULL);
  g_autofree gchar *path = g_build_filename (dir, "fifo", NULL);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  fixture_start_pcm (&f, NULL);
  g_object_set (f.element, property, path, NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  run = fixture_finish (&f);
  g_assert_error (run->error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
  g_assert_nonnull (strstr (run->error->message, "not a regular file"));
  g_unlink (path);
  g_rmdir (dir);
}

/* What is before it must not be taken for all there is. */
static void
test_zero_byte (gconstpointer property)
{
  g_autofree gchar *dir = g_dir_make_tmp ("keys-XXXXXX", NULL);
  g_autofree gchar *path = g_build_filename (dir, "file", NULL);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  g_assert_true (g_file_set_contents (path, "{}\0rest", 7, NULL));
  fixture_start_pcm (&f, NULL);
  g_object_set (f.element, property, path, NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  run = fixture_finish (&f);
  g_assert_error (run->error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
  g_assert_nonnull (strstr (run->error->message, "zero byte"));
  g_unlink (path);
  g_rmdir (dir);
}

/* A file that became one in mid-call costs the call, not the I/O thread. */
TEST (file_becomes_a_fifo)
{
  g_autofree gchar *dir = g_dir_make_tmp ("keys-XXXXXX", NULL);
  g_autofree gchar *path = g_build_filename (dir, "key", NULL);
  g_auto (Fixture) f = { NULL };
  g_autoptr (Run) run = NULL;

  g_assert_true (g_file_set_contents (path, KEY "\n", -1, NULL));
  fixture_start_pcm (&f, NULL);
  g_object_set (f.element, "api-key-file", path, NULL);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  await_sent (f.server, "session.updated", 1);
  g_unlink (path);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  ors_server_close_sessions (f.server, 1012, "restart");
  run = fixture_finish (&f);
  g_assert_error (run->error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
  g_unlink (path);
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  test_init (&argc, &argv);
  fixture_init ();
  TEST_ROW (fifo, "api-key-file", "api-key-file");
  TEST_ROW (fifo, "price-table", "price-table");
  TEST_ROW (zero_byte, "api-key-file", "api-key-file");
  TEST_ROW (zero_byte, "price-table", "price-table");
  return g_test_run ();
}
