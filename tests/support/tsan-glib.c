/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tsan-glib.c - tells ThreadSanitizer what GLib's and GStreamer's threads wait
 * for.
 *
 * The tool sees what it has compiled and the calls into libc and libpthread.
 * GLib's GMutex and GCond sit on futexes and its reference counts on atomic
 * instructions inside libraries that were not compiled with it, so that each
 * correct program would be full of races. The functions here take the place of
 * the libraries' own, in our code and in all libraries that call them, and tell
 * the order that they make. GRecMutex and GRWLock are made of libpthread's,
 * which the tool knows.
 *
 * Compiled without the sanitizer itself, linked into each program under it.
 * Nothing here makes an order that the library does not make. */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <gst/gst.h>
#include <sched.h>
#include <sanitizer/tsan_interface.h>

/* The function behind the one that is defined here. It is looked up by whoever
 * comes first, at worst twice. */
#define NEXT(function) \
  ({ \
    static gpointer next; \
    gpointer found = __atomic_load_n (&next, __ATOMIC_RELAXED); \
    if (found == NULL) { \
      found = dlsym (RTLD_NEXT, #function); \
      __atomic_store_n (&next, found, __ATOMIC_RELAXED); \
    } \
    (__typeof__ (&(function))) found; \
  })

/* As if @object had a lock that was taken and given back. */
static void
pass_through (gpointer object)
{
  __tsan_acquire (object);
  __tsan_release (object);
}

/*** mutexes and conditions ***/

#define MUTEX_FLAGS __tsan_mutex_linker_init

void
g_mutex_lock (GMutex *mutex)
{
  __tsan_mutex_pre_lock (mutex, MUTEX_FLAGS);
  NEXT (g_mutex_lock) (mutex);
  __tsan_mutex_post_lock (mutex, MUTEX_FLAGS, 0);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  guint flags = MUTEX_FLAGS | __tsan_mutex_try_lock;
  gboolean locked;

  __tsan_mutex_pre_lock (mutex, flags);
  locked = NEXT (g_mutex_trylock) (mutex);
  if (!locked)
    flags |= __tsan_mutex_try_lock_failed;
  __tsan_mutex_post_lock (mutex, flags, 0);
  return locked;
}

static void
begin_unlock (GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, MUTEX_FLAGS);
  __tsan_mutex_post_unlock (mutex, MUTEX_FLAGS);
}

/* The next owner must find the order told when it gets the mutex. */
void
g_mutex_unlock (GMutex *mutex)
{
  begin_unlock (mutex);
  NEXT (g_mutex_unlock) (mutex);
}

void
g_mutex_clear (GMutex *mutex)
{
  __tsan_mutex_destroy (mutex, MUTEX_FLAGS);
  NEXT (g_mutex_clear) (mutex);
}

static void
end_wait (GMutex *mutex)
{
  __tsan_mutex_pre_lock (mutex, MUTEX_FLAGS);
  __tsan_mutex_post_lock (mutex, MUTEX_FLAGS, 0);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  begin_unlock (mutex);
  NEXT (g_cond_wait) (cond, mutex);
  end_wait (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean signalled;

  begin_unlock (mutex);
  signalled = NEXT (g_cond_wait_until) (cond, mutex, end_time);
  end_wait (mutex);
  return signalled;
}

/* The macros around these are compiled into the callers and load the value
 * with the tool watching. */
gboolean (g_once_init_enter) (volatile void *location)
{
  gboolean enter = NEXT (g_once_init_enter) (location);

  if (!enter)
    __tsan_acquire ((gpointer) location);
  return enter;
}

void (g_once_init_leave) (volatile void *location, gsize result)
{
  __tsan_release ((gpointer) location);
  NEXT (g_once_init_leave) (location, result);
}

/*** reference counts: who frees comes after all who let go before ***/

/* To count down and to tell of it must be one step, else the last one to let go
 * does not know of the last but one. A lock that the tool does not see, or it
 * would take it for an order between everything. A thread may free more on its
 * way. */
static gint counting;
static __thread guint counting_here;

static void
begin_count (gpointer object)
{
  gint expected = 0;

  if (counting_here++ == 0) {
    while (!__atomic_compare_exchange_n (&counting, &expected, 1, FALSE,
        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
      expected = 0;
      sched_yield ();
    }
  }
  pass_through (object);
}

static void
end_count (void)
{
  if (--counting_here == 0)
    __atomic_store_n (&counting, 0, __ATOMIC_RELEASE);
}

/* The end of an object may wait for other threads, so it is not within the
 * lock; no other thread can reach it then. */
static void
count_down (gpointer object, const gint *count, void (*unref) (gpointer))
{
  begin_count (object);
  if (__atomic_load_n (count, __ATOMIC_RELAXED) > 1) {
    unref (object);
    end_count ();
  } else {
    end_count ();
    unref (object);
  }
}

void (g_object_unref) (gpointer object)
{
  GObject *self = object;

  count_down (self, (const gint *) &self->ref_count, NEXT (g_object_unref));
}

void
gst_mini_object_unref (GstMiniObject *object)
{
  count_down (object, &object->refcount,
      (void (*) (gpointer)) NEXT (gst_mini_object_unref));
}

void
g_bytes_unref (GBytes *bytes)
{
  if (bytes == NULL)
    return;
  begin_count (bytes);
  NEXT (g_bytes_unref) (bytes);
  end_count ();
}

void
g_array_unref (GArray *array)
{
  begin_count (array);
  NEXT (g_array_unref) (array);
  end_count ();
}

void
g_ptr_array_unref (GPtrArray *array)
{
  begin_count (array);
  NEXT (g_ptr_array_unref) (array);
  end_count ();
}

/*** queues and pools ***/

void
g_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  __tsan_release (queue);
  NEXT (g_async_queue_push) (queue, data);
}

gpointer
g_async_queue_pop (GAsyncQueue *queue)
{
  gpointer data = NEXT (g_async_queue_pop) (queue);

  __tsan_acquire (queue);
  return data;
}

gpointer
g_async_queue_try_pop (GAsyncQueue *queue)
{
  gpointer data = NEXT (g_async_queue_try_pop) (queue);

  __tsan_acquire (queue);
  return data;
}

gpointer
g_async_queue_timeout_pop (GAsyncQueue *queue, guint64 timeout)
{
  gpointer data = NEXT (g_async_queue_timeout_pop) (queue, timeout);

  __tsan_acquire (queue);
  return data;
}

/* What a pool calls; kept for the life of the process. */
typedef struct
{
  GFunc func;
  gpointer user_data;
} PoolCall;

static void
call_in_pool (gpointer data, gpointer user_data)
{
  PoolCall *call = user_data;

  pass_through (call);
  call->func (data, call->user_data);
  pass_through (call);
}

static PoolCall *
pool_call_new (GFunc func, gpointer user_data)
{
  PoolCall *call = g_new0 (PoolCall, 1);

  call->func = func;
  call->user_data = user_data;
  return call;
}

GThreadPool *
g_thread_pool_new (GFunc func, gpointer user_data, gint max_threads,
    gboolean exclusive, GError **error)
{
  return NEXT (g_thread_pool_new) (call_in_pool,
      pool_call_new (func, user_data), max_threads, exclusive, error);
}

GThreadPool *
g_thread_pool_new_full (GFunc func, gpointer user_data,
    GDestroyNotify free_item, gint max_threads, gboolean exclusive,
    GError **error)
{
  return NEXT (g_thread_pool_new_full) (call_in_pool,
      pool_call_new (func, user_data), free_item, max_threads, exclusive,
      error);
}

gboolean
g_thread_pool_push (GThreadPool *pool, gpointer data, GError **error)
{
  pass_through (pool->user_data);
  return NEXT (g_thread_pool_push) (pool, data, error);
}

void
g_thread_pool_free (GThreadPool *pool, gboolean immediate, gboolean wait)
{
  gpointer call = pool->user_data;

  NEXT (g_thread_pool_free) (pool, immediate, wait);
  if (wait)
    __tsan_acquire (call);
}

/*** main contexts: each call below takes the context's lock ***/

/* What this thread iterates; contexts are iterated one within the other. */
static __thread GMainContext *iterated;

static gpointer
or_default (GMainContext *context)
{
  return context != NULL ? context : g_main_context_default ();
}

/* A context with a way of its own to poll keeps it: context to GPollFunc. */
static GMutex polls_lock;
static GHashTable *polls;

static void
keep_poll (GMainContext *context, GPollFunc func)
{
  g_mutex_lock (&polls_lock);
  if (polls == NULL)
    polls = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (polls, context, (gpointer) func);
  g_mutex_unlock (&polls_lock);
}

static GPollFunc
get_poll (GMainContext *context)
{
  gpointer func = NULL;

  g_mutex_lock (&polls_lock);
  if (polls != NULL)
    func = g_hash_table_lookup (polls, context);
  g_mutex_unlock (&polls_lock);
  return func != NULL ? (GPollFunc) func : NEXT (g_poll);
}

static gint
poll_in_context (GPollFD *fds, guint n_fds, gint timeout)
{
  gint ready;

  if (iterated != NULL)
    pass_through (iterated);
  ready = get_poll (iterated) (fds, n_fds, timeout);
  if (iterated != NULL)
    pass_through (iterated);
  return ready;
}

static GMainContext *
begin_iteration (GMainContext *context)
{
  GMainContext *outer = iterated;
  GPollFunc func;

  iterated = or_default (context);
  func = g_main_context_get_poll_func (iterated);
  if (func != poll_in_context) {
    keep_poll (iterated, func);
    g_main_context_set_poll_func (iterated, poll_in_context);
  }
  pass_through (iterated);
  return outer;
}

static void
end_iteration (GMainContext *outer)
{
  pass_through (iterated);
  iterated = outer;
}

void
g_main_loop_run (GMainLoop *loop)
{
  GMainContext *outer = begin_iteration (g_main_loop_get_context (loop));

  NEXT (g_main_loop_run) (loop);
  end_iteration (outer);
}

void
g_main_loop_quit (GMainLoop *loop)
{
  pass_through (g_main_loop_get_context (loop));
  NEXT (g_main_loop_quit) (loop);
}

gboolean
g_main_context_iteration (GMainContext *context, gboolean may_block)
{
  GMainContext *outer = begin_iteration (context);
  gboolean dispatched = NEXT (g_main_context_iteration) (context, may_block);

  end_iteration (outer);
  return dispatched;
}

void
g_main_context_wakeup (GMainContext *context)
{
  pass_through (or_default (context));
  NEXT (g_main_context_wakeup) (context);
}

void
g_main_context_invoke (GMainContext *context, GSourceFunc func, gpointer data)
{
  pass_through (or_default (context));
  NEXT (g_main_context_invoke) (context, func, data);
}

void
g_main_context_invoke_full (GMainContext *context, gint priority,
    GSourceFunc func, gpointer data, GDestroyNotify free_data)
{
  pass_through (or_default (context));
  NEXT (g_main_context_invoke_full) (context, priority, func, data, free_data);
}

void
g_main_context_unref (GMainContext *context)
{
  pass_through (context);
  NEXT (g_main_context_unref) (context);
}

guint
g_source_attach (GSource *source, GMainContext *context)
{
  pass_through (or_default (context));
  return NEXT (g_source_attach) (source, context);
}

static void
pass_context_of (GSource *source)
{
  if (source->context != NULL)
    pass_through (source->context);
}

void
g_source_destroy (GSource *source)
{
  pass_context_of (source);
  NEXT (g_source_destroy) (source);
}

void
g_source_unref (GSource *source)
{
  pass_context_of (source);
  pass_through (source);
  NEXT (g_source_unref) (source);
}

void
g_source_set_ready_time (GSource *source, gint64 ready_time)
{
  pass_context_of (source);
  NEXT (g_source_set_ready_time) (source, ready_time);
}

guint
g_idle_add_full (gint priority, GSourceFunc func, gpointer data,
    GDestroyNotify free_data)
{
  pass_through (or_default (NULL));
  return NEXT (g_idle_add_full) (priority, func, data, free_data);
}

guint
g_timeout_add_full (gint priority, guint interval, GSourceFunc func,
    gpointer data, GDestroyNotify free_data)
{
  pass_through (or_default (NULL));
  return NEXT (g_timeout_add_full) (priority, interval, func, data, free_data);
}

/*** the bus, whose queue is without a lock ***/

gboolean
gst_element_post_message (GstElement *element, GstMessage *message)
{
  __tsan_release (message);
  return NEXT (gst_element_post_message) (element, message);
}

gboolean
gst_bus_post (GstBus *bus, GstMessage *message)
{
  __tsan_release (message);
  return NEXT (gst_bus_post) (bus, message);
}

static GstMessage *
popped (GstMessage *message)
{
  if (message != NULL)
    __tsan_acquire (message);
  return message;
}

GstMessage *
gst_bus_pop (GstBus *bus)
{
  return popped (NEXT (gst_bus_pop) (bus));
}

GstMessage *
gst_bus_timed_pop (GstBus *bus, GstClockTime timeout)
{
  return popped (NEXT (gst_bus_timed_pop) (bus, timeout));
}

GstMessage *
gst_bus_timed_pop_filtered (GstBus *bus, GstClockTime timeout,
    GstMessageType types)
{
  return popped (NEXT (gst_bus_timed_pop_filtered) (bus, timeout, types));
}

GstMessage *
gst_bus_pop_filtered (GstBus *bus, GstMessageType types)
{
  return popped (NEXT (gst_bus_pop_filtered) (bus, types));
}
