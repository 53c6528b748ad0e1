/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tcppath.c - see tcppath.h. */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "tcppath.h"

#include <sys/socket.h>

#define CHUNK 1400
/* What a retransmission costs. */
#define STALL_US (200 * G_TIME_SPAN_MILLISECOND)

typedef struct _Leg Leg;

/* A connection: two sockets, two directions. */
struct _Leg
{
  gint refs;
  TcpPath *path;
  GSocket *near; /* the client's */
  GSocket *far;
  gboolean cut; /* with the path's lock */
  guint carried_down;
};

typedef struct
{
  Leg *leg;
  gboolean down;
  GAsyncQueue *chunks; /* Chunk; without data = the end */
} Lane;

typedef struct
{
  GBytes *data;
  gint64 due;
} Chunk;

struct _TcpPath
{
  TcpRules rules;
  guint far_port;
  guint port;
  GSocketListener *listener;
  GCancellable *cancellable;
  GThread *accepter;

  GMutex lock;
  GCond cond;
  gboolean held[2]; /* up, down */
  gboolean closing;
  GPtrArray *legs; /* Leg */
  GPtrArray *threads;
  GRand *rand;
};

static void
leg_unref (gpointer data)
{
  Leg *leg = data;

  if (!g_atomic_int_dec_and_test (&leg->refs))
    return;
  g_socket_close (leg->near, NULL);
  g_socket_close (leg->far, NULL);
  g_object_unref (leg->near);
  g_object_unref (leg->far);
  g_free (leg);
}

/* With the path's lock. Its threads end then, and the last of them closes the
 * sockets: none closes what another one uses. */
static void
leg_cut (Leg *leg, gboolean reset)
{
  struct linger now = { 1, 0 };

  leg->cut = TRUE;
  g_cond_broadcast (&leg->path->cond);
  if (reset)
    setsockopt (g_socket_get_fd (leg->near), SOL_SOCKET, SO_LINGER, &now,
        sizeof (now));
  g_socket_shutdown (leg->near, TRUE, !reset, NULL);
  g_socket_shutdown (leg->far, TRUE, TRUE, NULL);
}

/*** one direction ***/

static void
chunk_free (Chunk *chunk)
{
  g_clear_pointer (&chunk->data, g_bytes_unref);
  g_free (chunk);
}

/* Behind what is under way, however late that is. */
static gint64
get_due (TcpPath *self, gsize size, gint64 *last)
{
  gint64 due = g_get_monotonic_time ()
      + self->rules.delay_ms * G_TIME_SPAN_MILLISECOND;
  gboolean lost;

  g_mutex_lock (&self->lock);
  lost = g_rand_int_range (self->rand, 0, 100)
      < (gint) self->rules.loss_percent;
  g_mutex_unlock (&self->lock);
  due = MAX (due, *last) + (lost ? STALL_US : 0);
  if (self->rules.bytes_per_s > 0)
    due += size * G_USEC_PER_SEC / self->rules.bytes_per_s;
  *last = due;
  return due;
}

static gpointer
run_reader (gpointer data)
{
  Lane *lane = data;
  TcpPath *self = lane->leg->path;
  gchar buffer[CHUNK];
  gint64 last = 0;
  gssize n;

  do {
    Chunk *chunk = g_new0 (Chunk, 1);

    n = g_socket_receive (lane->down ? lane->leg->far : lane->leg->near, buffer,
        sizeof (buffer), self->cancellable, NULL);
    if (n > 0) {
      chunk->data = g_bytes_new (buffer, n);
      chunk->due = get_due (self, n, &last);
    } else {
      chunk->due = last;
    }
    g_async_queue_push (lane->chunks, chunk);
  } while (n > 0);
  return NULL;
}

/* Until it is due and the way is open; FALSE at the end of the path. */
static gboolean
wait_for_turn (Lane *lane, const Chunk *chunk)
{
  TcpPath *self = lane->leg->path;
  gboolean open;

  g_mutex_lock (&self->lock);
  while (!self->closing && !lane->leg->cut
      && (self->held[lane->down] || g_get_monotonic_time () < chunk->due)) {
    if (self->held[lane->down])
      g_cond_wait (&self->cond, &self->lock);
    else
      g_cond_wait_until (&self->cond, &self->lock, chunk->due);
  }
  open = !self->closing && !lane->leg->cut;
  g_mutex_unlock (&self->lock);
  return open;
}

/* FALSE when this was the last. */
static gboolean
carry (Lane *lane, Chunk *chunk)
{
  Leg *leg = lane->leg;
  guint limit = lane->down ? leg->path->rules.cut_after : 0;
  GSocket *to = lane->down ? leg->near : leg->far;
  gsize size, sent = 0;
  const gchar *data;
  gssize n = 1;

  if (!wait_for_turn (lane, chunk))
    return FALSE;
  if (chunk->data == NULL) {
    g_socket_shutdown (to, FALSE, TRUE, NULL);
    return FALSE;
  }
  data = g_bytes_get_data (chunk->data, &size);
  if (limit > 0)
    size = MIN (size, limit - leg->carried_down);
  while (sent < size && n > 0) {
    n = g_socket_send (to, data + sent, size - sent, leg->path->cancellable,
        NULL);
    sent += MAX (n, 0);
  }
  if (limit == 0)
    return n > 0;
  leg->carried_down += size;
  if (leg->carried_down >= limit) {
    g_mutex_lock (&leg->path->lock);
    leg_cut (leg, leg->path->rules.cut_resets);
    g_ptr_array_remove (leg->path->legs, leg);
    g_mutex_unlock (&leg->path->lock);
  }
  return n > 0 && leg->carried_down < limit;
}

static gpointer
run_lane (gpointer data)
{
  Lane *lane = data;
  GThread *reader = g_thread_new ("reader", run_reader, lane);
  gboolean more;
  Chunk *chunk;

  do {
    chunk = g_async_queue_pop (lane->chunks);
    more = carry (lane, chunk);
    chunk_free (chunk);
  } while (more);
  /* The reader ends with its socket. */
  g_socket_shutdown (lane->down ? lane->leg->far : lane->leg->near, TRUE, FALSE,
      NULL);
  g_thread_join (reader);
  g_async_queue_unref (lane->chunks);
  leg_unref (lane->leg);
  g_free (lane);
  return NULL;
}

static void
start_lane (TcpPath *self, Leg *leg, gboolean down)
{
  Lane *lane = g_new0 (Lane, 1);

  g_atomic_int_inc (&leg->refs);
  lane->leg = leg;
  lane->down = down;
  lane->chunks = g_async_queue_new_full ((GDestroyNotify) chunk_free);
  g_ptr_array_add (self->threads, g_thread_new ("lane", run_lane, lane));
}

/*** connections ***/

static GSocket *
connect_far (TcpPath *self)
{
  GInetAddress *loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  GSocketAddress *address =
      g_inet_socket_address_new (loopback, self->far_port);
  GSocket *far = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
      G_SOCKET_PROTOCOL_TCP, NULL);

  if (!g_socket_connect (far, address, self->cancellable, NULL))
    g_clear_object (&far);
  g_object_unref (address);
  g_object_unref (loopback);
  return far;
}

static gpointer
run_accepter (gpointer data)
{
  TcpPath *self = data;
  GSocket *near;

  while ((near = g_socket_listener_accept_socket (self->listener, NULL,
              self->cancellable, NULL))
      != NULL) {
    Leg *leg = g_new0 (Leg, 1);

    leg->refs = 1;
    leg->path = self;
    leg->near = near;
    leg->far = connect_far (self);
    if (leg->far == NULL) {
      g_object_unref (near);
      g_free (leg);
      continue;
    }
    g_mutex_lock (&self->lock);
    g_ptr_array_add (self->legs, leg);
    start_lane (self, leg, FALSE);
    start_lane (self, leg, TRUE);
    g_mutex_unlock (&self->lock);
  }
  return NULL;
}

/*** life ***/

TcpPath *
tcp_path_new (guint port, const TcpRules *rules)
{
  TcpPath *self = g_new0 (TcpPath, 1);
  GInetAddress *loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  GSocketAddress *wanted = g_inet_socket_address_new (loopback, 0), *got;
  GError *error = NULL;

  if (rules != NULL)
    self->rules = *rules;
  self->far_port = port;
  self->listener = g_socket_listener_new ();
  self->cancellable = g_cancellable_new ();
  self->legs = g_ptr_array_new_with_free_func (leg_unref);
  self->threads = g_ptr_array_new ();
  self->rand = g_rand_new_with_seed (1);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM,
      G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  g_object_unref (got);
  g_object_unref (wanted);
  g_object_unref (loopback);
  self->accepter = g_thread_new ("path", run_accepter, self);
  return self;
}

void
tcp_path_free (TcpPath *self)
{
  guint i;

  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->accepter);
  for (i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);
  g_ptr_array_unref (self->legs);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_rand_free (self->rand);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

guint
tcp_path_get_port (TcpPath *self)
{
  return self->port;
}

void
tcp_path_hold (TcpPath *self, gboolean up, gboolean down)
{
  g_mutex_lock (&self->lock);
  self->held[0] = up;
  self->held[1] = down;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
tcp_path_cut (TcpPath *self, gboolean reset)
{
  guint i;

  g_mutex_lock (&self->lock);
  for (i = 0; i < self->legs->len; i++)
    leg_cut (g_ptr_array_index (self->legs, i), reset);
  g_ptr_array_set_size (self->legs, 0);
  g_mutex_unlock (&self->lock);
}
