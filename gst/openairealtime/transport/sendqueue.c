/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sendqueue.h"

void
oa_send_queue_init (OaSendQueue *self)
{
  g_queue_init (&self->messages);
  self->bytes = 0;
}

void
oa_send_queue_clear (OaSendQueue *self)
{
  g_queue_clear_full (&self->messages, (GDestroyNotify) g_bytes_unref);
  self->bytes = 0;
}

void
oa_send_queue_push (OaSendQueue *self, GBytes *message)
{
  g_queue_push_tail (&self->messages, g_bytes_ref (message));
  self->bytes += g_bytes_get_size (message);
}

GBytes *
oa_send_queue_pop (OaSendQueue *self)
{
  GBytes *message = g_queue_pop_head (&self->messages);

  if (message != NULL)
    self->bytes -= g_bytes_get_size (message);
  return message;
}
