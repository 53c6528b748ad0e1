/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "callqueue.h"

typedef struct
{
  GSourceFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Call;

struct _OaCallQueue
{
  GSource source;
  GMutex lock;  /* protects what follows */
  GQueue calls; /* of Call, in order */
};

gboolean
oa_call_queue_is_empty (OaCallQueue *self)
{
  gboolean result;

  g_mutex_lock (&self->lock);
  result = g_queue_is_empty (&self->calls);
  g_mutex_unlock (&self->lock);
  return result;
}

static gboolean
call_queue_prepare (GSource *source, gint *timeout)
{
  *timeout = -1;
  return !oa_call_queue_is_empty ((OaCallQueue *) source);
}

static gboolean
call_queue_check (GSource *source)
{
  return !oa_call_queue_is_empty ((OaCallQueue *) source);
}

/* What comes while these run waits for the next iteration: sockets want
 * theirs. */
static gboolean
call_queue_dispatch (GSource *source, GSourceFunc func, gpointer user_data)
{
  OaCallQueue *self = (OaCallQueue *) source;
  GQueue calls;
  Call *call;

  g_mutex_lock (&self->lock);
  calls = self->calls;
  g_queue_init (&self->calls);
  g_mutex_unlock (&self->lock);

  while ((call = g_queue_pop_head (&calls)) != NULL) {
    call->func (call->data);
    if (call->destroy != NULL)
      call->destroy (call->data);
    g_free (call);
  }
  return G_SOURCE_CONTINUE;
}

static void
call_queue_finalize (GSource *source)
{
  OaCallQueue *self = (OaCallQueue *) source;

  g_queue_clear_full (&self->calls, g_free);
  g_mutex_clear (&self->lock);
}

OaCallQueue *
oa_call_queue_new (GMainContext *context)
{
  static GSourceFuncs funcs = { call_queue_prepare, call_queue_check,
    call_queue_dispatch, call_queue_finalize };
  /* Not an idle's priority: a busy socket would hold the calls back. */
  GSource *source = g_source_new (&funcs, sizeof (OaCallQueue));
  OaCallQueue *self = (OaCallQueue *) source;

  g_source_set_static_name (source, "oa_mailbox");
  g_mutex_init (&self->lock);
  g_queue_init (&self->calls);
  g_source_attach (source, context);
  /* It lives as long as its context. */
  g_source_unref (source);
  return self;
}

void
oa_call_queue_push (OaCallQueue *self, GSourceFunc func, gpointer data,
    GDestroyNotify destroy)
{
  GMainContext *context = g_source_get_context (&self->source);
  Call *call = g_new (Call, 1);
  gboolean first;

  call->func = func;
  call->data = data;
  call->destroy = destroy;
  g_mutex_lock (&self->lock);
  first = g_queue_is_empty (&self->calls);
  g_queue_push_tail (&self->calls, call);
  g_mutex_unlock (&self->lock);
  /* The loop's own thread looks again before it waits. */
  if (first && !g_main_context_is_owner (context))
    g_main_context_wakeup (context);
}
