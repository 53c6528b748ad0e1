/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callqueue.h - calls that other threads leave for a loop: however many there
 * are, they cost one source and one wake-up. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OaCallQueue OaCallQueue;

OaCallQueue *oa_call_queue_new (GMainContext *context);

/* Any thread. Runs @func, then @destroy (which may be NULL), once and in order,
 * on the thread of the context, never from inside here. */
void oa_call_queue_push (OaCallQueue *self, GSourceFunc func, gpointer data,
    GDestroyNotify destroy);

gboolean oa_call_queue_is_empty (OaCallQueue *self);

G_END_DECLS
