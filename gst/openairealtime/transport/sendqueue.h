/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* sendqueue.h - messages that wait for the peer, and their size. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GQueue messages;
  gsize bytes;
} OaSendQueue;

void    oa_send_queue_init  (OaSendQueue *self);
void    oa_send_queue_clear (OaSendQueue *self);
void    oa_send_queue_push  (OaSendQueue *self, GBytes *message);
/* Transfer full, or NULL. */
GBytes *oa_send_queue_pop   (OaSendQueue *self);

G_END_DECLS
