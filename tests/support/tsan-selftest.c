/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tsan-selftest.c - tsan-glib.c is silent where there is order, and nowhere
 * else.
 *
 * Each case writes one number on two threads. Where a lock, a queue or a loop
 * of GLib orders them, ThreadSanitizer must say nothing; where something is
 * wrong with the order, it must have a report. */

#include <gst/gst.h>

/* Called by the sanitizer for each report. */
void __tsan_on_report (gpointer report);
const gchar *__tsan_default_options (void);

static gint n_reports;

/* The planted races are no failures of this program, and each is wanted, even
 * at an address where another was. */
const gchar *
__tsan_default_options (void)
{
  return "exitcode=0:suppress_equal_addresses=0";
}

void
__tsan_on_report (gpointer report)
{
  g_atomic_int_inc (&n_reports);
}

typedef struct
{
  GMutex lock, other_lock;
  GCond cond;
  GRecMutex rec;
  GRWLock rw;
  GAsyncQueue *queue;
  GMainContext *context;
  GMainLoop *loop;
  GBytes *bytes;
  GstBus *bus;
  gboolean told;
  gint number; /* what both threads write */
} Shared;

typedef struct
{
  const gchar *name;
  void (*here) (Shared *shared);
  gpointer (*there) (gpointer shared);
  gboolean races;
} Case;

/*** with order ***/

static gpointer
count_locked (gpointer data)
{
  Shared *shared = data;

  for (guint i = 0; i < 100; i++) {
    g_mutex_lock (&shared->lock);
    shared->number++;
    g_mutex_unlock (&shared->lock);
  }
  return NULL;
}

static void
count_locked_here (Shared *shared)
{
  count_locked (shared);
}

static gpointer
count_rec_locked (gpointer data)
{
  Shared *shared = data;

  g_rec_mutex_lock (&shared->rec);
  g_rec_mutex_lock (&shared->rec);
  shared->number++;
  g_rec_mutex_unlock (&shared->rec);
  g_rec_mutex_unlock (&shared->rec);
  return NULL;
}

static void
count_rec_locked_here (Shared *shared)
{
  count_rec_locked (shared);
}

static gpointer
count_write_locked (gpointer data)
{
  Shared *shared = data;

  g_rw_lock_writer_lock (&shared->rw);
  shared->number++;
  g_rw_lock_writer_unlock (&shared->rw);
  return NULL;
}

static void
read_locked_here (Shared *shared)
{
  g_rw_lock_reader_lock (&shared->rw);
  g_assert_cmpint (shared->number, >=, 0);
  g_rw_lock_reader_unlock (&shared->rw);
}

static gpointer
wait_told (gpointer data)
{
  Shared *shared = data;

  g_mutex_lock (&shared->lock);
  while (!shared->told)
    g_cond_wait (&shared->cond, &shared->lock);
  g_mutex_unlock (&shared->lock);
  shared->number++;
  return NULL;
}

static void
tell (Shared *shared)
{
  shared->number++;
  g_mutex_lock (&shared->lock);
  shared->told = TRUE;
  g_cond_signal (&shared->cond);
  g_mutex_unlock (&shared->lock);
}

static gpointer
pop_queue (gpointer data)
{
  Shared *shared = data;

  g_async_queue_pop (shared->queue);
  shared->number++;
  return NULL;
}

static void
push_queue (Shared *shared)
{
  shared->number++;
  g_async_queue_push (shared->queue, shared);
}

static gboolean
count_and_quit (gpointer data)
{
  Shared *shared = data;

  shared->number++;
  g_main_loop_quit (shared->loop);
  return G_SOURCE_REMOVE;
}

static gpointer
run_loop (gpointer data)
{
  Shared *shared = data;

  g_main_loop_run (shared->loop);
  return NULL;
}

static void
attach_source (Shared *shared)
{
  GSource *source = g_idle_source_new ();

  shared->number++;
  g_source_set_callback (source, count_and_quit, shared, NULL);
  g_source_attach (source, shared->context);
  g_source_unref (source);
}

static gpointer
pop_bus (gpointer data)
{
  Shared *shared = data;

  gst_message_unref (gst_bus_timed_pop (shared->bus, GST_CLOCK_TIME_NONE));
  shared->number++;
  return NULL;
}

static void
post_on_bus (Shared *shared)
{
  shared->number++;
  gst_bus_post (shared->bus, gst_message_new_eos (NULL));
}

/* The last one to let go frees, wherever it is. */
static void
free_counted (gpointer data)
{
  *(gint *) data = 2;
}

static gpointer
drop_bytes (gpointer data)
{
  Shared *shared = data;
  const gint *number = g_bytes_get_data (shared->bytes, NULL);

  g_assert_cmpint (*number, ==, 1);
  g_bytes_unref (shared->bytes);
  return NULL;
}

static void
drop_bytes_here (Shared *shared)
{
  drop_bytes (shared);
}

static void
count_in_pool (gpointer data, gpointer user_data)
{
  Shared *shared = data;

  shared->number++;
}

static gpointer
do_nothing (gpointer data)
{
  return NULL;
}

static void
use_pool (Shared *shared)
{
  GThreadPool *pool = g_thread_pool_new (count_in_pool, NULL, 1, TRUE, NULL);

  shared->number++;
  g_thread_pool_push (pool, shared, NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  shared->number++;
}

/*** without ***/

static gpointer
count_bare (gpointer data)
{
  Shared *shared = data;

  shared->number++;
  return NULL;
}

static void
count_bare_here (Shared *shared)
{
  count_bare (shared);
}

static gpointer
count_other_locked (gpointer data)
{
  Shared *shared = data;

  g_mutex_lock (&shared->other_lock);
  shared->number++;
  g_mutex_unlock (&shared->other_lock);
  return NULL;
}

static void
push_queue_early (Shared *shared)
{
  g_async_queue_push (shared->queue, shared);
  shared->number++;
}

static void
post_on_bus_early (Shared *shared)
{
  gst_bus_post (shared->bus, gst_message_new_eos (NULL));
  shared->number++;
}

static const Case cases[] = {
  { "mutex", count_locked_here, count_locked, FALSE },
  { "rec-mutex", count_rec_locked_here, count_rec_locked, FALSE },
  { "rw-lock", read_locked_here, count_write_locked, FALSE },
  { "condition", tell, wait_told, FALSE },
  { "queue", push_queue, pop_queue, FALSE },
  { "main-loop", attach_source, run_loop, FALSE },
  { "bus", post_on_bus, pop_bus, FALSE },
  { "last-reference", drop_bytes_here, drop_bytes, FALSE },
  { "thread-pool", use_pool, do_nothing, FALSE },
  { "no-lock", count_bare_here, count_bare, TRUE },
  { "wrong-lock", count_locked_here, count_other_locked, TRUE },
  { "read-lock-for-writing", read_locked_here, count_bare, TRUE },
  { "after-the-queue", push_queue_early, pop_queue, TRUE },
  { "after-the-bus", post_on_bus_early, pop_bus, TRUE },
};

static Shared *
shared_new (gint *counted)
{
  Shared *shared = g_new0 (Shared, 1);

  shared->queue = g_async_queue_new ();
  shared->context = g_main_context_new ();
  shared->loop = g_main_loop_new (shared->context, FALSE);
  shared->bus = gst_bus_new ();
  *counted = 1;
  shared->bytes = g_bytes_new_with_free_func (counted, sizeof (*counted),
      free_counted, counted);
  g_bytes_ref (shared->bytes);
  return shared;
}

static void
shared_free (Shared *shared)
{
  g_async_queue_unref (shared->queue);
  g_main_loop_unref (shared->loop);
  g_main_context_unref (shared->context);
  gst_object_unref (shared->bus);
  g_free (shared);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  gint counted, before = g_atomic_int_get (&n_reports);
  Shared *shared = shared_new (&counted);
  GThread *thread = g_thread_new (c->name, c->there, shared);

  c->here (shared);
  g_thread_join (thread);
  if (c->here != drop_bytes_here) {
    g_bytes_unref (shared->bytes);
    g_bytes_unref (shared->bytes);
  }
  shared_free (shared);
  if (c->races)
    g_assert_cmpint (g_atomic_int_get (&n_reports), >, before);
  else
    g_assert_cmpint (g_atomic_int_get (&n_reports), ==, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gchar *path =
        g_strconcat (cases[i].races ? "/tsan/finds/" : "/tsan/silent/",
            cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
    g_free (path);
  }
  return g_test_run ();
}
