/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* mailbox.c - see mailbox.h. */

#include "mailbox.h"

/* So many, then others have their turn. */
#define BATCH 16

typedef struct
{
  GList link;
  gint kind;
  gchar *text;
} Letter;

struct _OvsMailbox
{
  gatomicrefcount ref_count;
  GMainContext *context;
  OvsMailboxFunc func;
  gpointer user_data;

  GMutex lock;
  GQueue letters;  /* protected by lock, as the rest */
  GSource *source; /* while there are letters */
  gboolean closed;
};

OvsMailbox *
ovs_mailbox_new (OvsMailboxFunc func, gpointer user_data)
{
  OvsMailbox *self = g_new0 (OvsMailbox, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->context = g_main_context_ref_thread_default ();
  self->func = func;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  return self;
}

OvsMailbox *
ovs_mailbox_ref (OvsMailbox *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
letter_free (Letter *self)
{
  g_free (self->text);
  g_free (self);
}

static Letter *
take_letter (OvsMailbox *self)
{
  GList *link;

  g_mutex_lock (&self->lock);
  link = g_queue_pop_head_link (&self->letters);
  if (link == NULL)
    g_clear_pointer (&self->source, g_source_unref);
  g_mutex_unlock (&self->lock);
  return link != NULL ? link->data : NULL;
}

void
ovs_mailbox_unref (OvsMailbox *self)
{
  Letter *letter;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  while ((letter = take_letter (self)) != NULL)
    letter_free (letter);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
on_letters (gpointer user_data)
{
  OvsMailbox *self = user_data;

  for (guint i = 0; i < BATCH; i++) {
    Letter *letter = take_letter (self);

    if (letter == NULL)
      return G_SOURCE_REMOVE;
    self->func (letter->kind, letter->text, self->user_data);
    letter_free (letter);
  }
  return G_SOURCE_CONTINUE;
}

static void
attach_source (OvsMailbox *self)
{
  self->source = g_idle_source_new ();
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->source, on_letters, ovs_mailbox_ref (self),
      (GDestroyNotify) ovs_mailbox_unref);
  g_source_attach (self->source, self->context);
}

gboolean
ovs_mailbox_post (OvsMailbox *self, gint kind, gchar *text, guint room)
{
  gboolean taken;

  g_mutex_lock (&self->lock);
  taken = !self->closed && self->letters.length < room;
  if (taken) {
    Letter *letter = g_new0 (Letter, 1);

    letter->link.data = letter;
    letter->kind = kind;
    letter->text = g_steal_pointer (&text);
    g_queue_push_tail_link (&self->letters, &letter->link);
    if (self->source == NULL)
      attach_source (self);
  }
  g_mutex_unlock (&self->lock);
  g_free (text);
  return taken;
}

void
ovs_mailbox_close (OvsMailbox *self)
{
  GSource *source;
  Letter *letter;

  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  source = self->source != NULL ? g_source_ref (self->source) : NULL;
  g_mutex_unlock (&self->lock);
  while ((letter = take_letter (self)) != NULL)
    letter_free (letter);
  if (source == NULL)
    return;
  g_source_destroy (source);
  g_source_unref (source);
}
