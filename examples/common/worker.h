/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* worker.h - work that blocks, in threads, for what lives on the main loop. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint running;
  gboolean closed;
} AppWorker;

typedef void (*AppWorkFunc) (gpointer data);

/* Runs work in a thread, then `then` on the caller's main context. All of it
 * from that context's thread. */
void app_worker_run (AppWorker *self, AppWorkFunc work, AppWorkFunc then,
    gpointer data);

/* Waits for what runs; nothing is called back any more. */
void app_worker_close (AppWorker *self);

G_END_DECLS
