/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* worker.c - see worker.h. */

#include "worker.h"

#include <gio/gio.h>

typedef struct
{
  AppWorker *worker;
  AppWorkFunc work;
  AppWorkFunc then;
  gpointer data;
} Call;

static void
run_call (GTask *task, gpointer source, gpointer data,
    GCancellable *cancellable)
{
  Call *call = data;

  call->work (call->data);
  g_task_return_boolean (task, TRUE);
}

static void
end_call (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = g_task_get_task_data (G_TASK (result));

  call->worker->running--;
  if (!call->worker->closed)
    call->then (call->data);
}

void
app_worker_run (AppWorker *self, AppWorkFunc work, AppWorkFunc then,
    gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, end_call, NULL);
  Call *call = g_new (Call, 1);

  *call = (Call){ self, work, then, data };
  self->running++;
  g_task_set_task_data (task, call, g_free);
  g_task_run_in_thread (task, run_call);
}

void
app_worker_close (AppWorker *self)
{
  self->closed = TRUE;
  while (self->running > 0)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}
