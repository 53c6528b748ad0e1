/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "outbox.h"

struct _OrsOutbox
{
  void (*wake) (gpointer user_data);
  gpointer user_data;

  GQueue waiting; /* OrsMessage */
  gsize size;     /* of their texts */
  gboolean stalled;

  gboolean closing;
  gushort close_code;
  gchar *close_reason;
};

void
ors_message_free (OrsMessage *self)
{
  g_free (self->type);
  g_bytes_unref (self->text);
  g_free (self->record);
  g_clear_pointer (&self->audio, g_bytes_unref);
  g_free (self);
}

OrsOutbox *
ors_outbox_new (void (*wake) (gpointer user_data), gpointer user_data)
{
  OrsOutbox *self = g_new0 (OrsOutbox, 1);

  self->wake = wake;
  self->user_data = user_data;
  g_queue_init (&self->waiting);
  return self;
}

void
ors_outbox_free (OrsOutbox *self)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify) ors_message_free);
  g_free (self->close_reason);
  g_free (self);
}

void
ors_outbox_push (OrsOutbox *self, OrsMessage *message)
{
  if (self->closing) {
    ors_message_free (message);
    return;
  }
  self->size += g_bytes_get_size (message->text);
  g_queue_push_tail (&self->waiting, message);
  self->wake (self->user_data);
}

guint
ors_outbox_get_length (OrsOutbox *self)
{
  return self->waiting.length;
}

gsize
ors_outbox_get_size (OrsOutbox *self)
{
  return self->size;
}

OrsMessage *
ors_outbox_take (OrsOutbox *self)
{
  OrsMessage *message = self->stalled ? NULL
                                      : g_queue_pop_head (&self->waiting);

  if (message != NULL)
    self->size -= g_bytes_get_size (message->text);
  return message;
}

void
ors_outbox_close (OrsOutbox *self, gushort code, const gchar *reason)
{
  self->closing = TRUE;
  self->close_code = code;
  g_free (self->close_reason);
  self->close_reason = g_strdup (reason);
  self->wake (self->user_data);
}

gboolean
ors_outbox_is_closing (OrsOutbox *self)
{
  return self->closing;
}

gushort
ors_outbox_get_close (OrsOutbox *self, const gchar **reason)
{
  if (!self->closing || self->stalled || self->waiting.length > 0)
    return 0;
  *reason = self->close_reason;
  return self->close_code;
}

void
ors_outbox_stall (OrsOutbox *self)
{
  self->stalled = TRUE;
}
