/* openairealtime - a realtime speech model in a media pipeline
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A pool of at most four threads, made on demand and kept. The pool's lock
 * guards who has how many users and nothing else; a running loop has none. */

#include "loop.h"

#define MAX_LOOPS 4

struct _OaLoop
{
  GMainContext *context;
  GMainLoop *main_loop;
  guint users;                  /* protected by pool_lock */
};

static GMutex pool_lock;
static OaLoop *pool[MAX_LOOPS];
static guint pool_size;

static gpointer
run_loop (gpointer data)
{
  OaLoop *self = data;

  /* libsoup attaches its sources to the thread's default context. */
  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->main_loop);
  return NULL;
}

static OaLoop *
start_loop (guint index)
{
  OaLoop *self = g_new0 (OaLoop, 1);
  gchar *name = g_strdup_printf ("oa-io-%u", index);

  self->context = g_main_context_new ();
  self->main_loop = g_main_loop_new (self->context, FALSE);
  g_thread_unref (g_thread_new (name, run_loop, self));
  g_free (name);
  return self;
}

static guint
max_loops (void)
{
  return MIN (MAX_LOOPS, MAX (1, g_get_num_processors ()));
}

static OaLoop *
least_used (void)
{
  OaLoop *best = NULL;
  guint i;

  for (i = 0; i < pool_size; i++) {
    if (best == NULL || pool[i]->users < best->users)
      best = pool[i];
  }
  return best;
}

OaLoop *
oa_loop_acquire (void)
{
  OaLoop *self;

  g_mutex_lock (&pool_lock);
  self = least_used ();
  if ((self == NULL || self->users > 0) && pool_size < max_loops ()) {
    self = start_loop (pool_size);
    pool[pool_size++] = self;
  }
  self->users++;
  g_mutex_unlock (&pool_lock);
  return self;
}

void
oa_loop_release (OaLoop *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&pool_lock);
  g_warn_if_fail (self->users > 0);
  if (self->users > 0)
    self->users--;
  g_mutex_unlock (&pool_lock);
}

GMainContext *
oa_loop_get_context (OaLoop *self)
{
  return self->context;
}

gboolean
oa_loop_is_current (OaLoop *self)
{
  return g_main_context_is_owner (self->context);
}

void
oa_loop_invoke (OaLoop *self, GSourceFunc func, gpointer data,
    GDestroyNotify destroy)
{
  GSource *source = g_idle_source_new ();

  /* Not an idle's priority: a busy socket would hold the call back. Sources
   * of one priority run in the order in which they were attached. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "oa_loop_invoke");
  g_source_set_callback (source, func, data, destroy);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

GSource *
oa_loop_add_timeout (OaLoop *self, guint ms, GSourceFunc func, gpointer data)
{
  GSource *source;

  g_return_val_if_fail (oa_loop_is_current (self), NULL);

  source = g_timeout_source_new (ms);
  g_source_set_static_name (source, "oa_loop_add_timeout");
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, self->context);
  return source;
}
