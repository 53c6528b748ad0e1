/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inbox.c - a bounded queue with one reader that is woken. */

#include "inbox.h"

struct _OaTwilioInbox
{
  GMutex lock;
  OaPacerMember *reader; /* or NULL */
  gboolean woken;        /* it will look */
  GQueue items;          /* of OaTwilioItem */
  gsize bytes;
  guint64 dropped;
  gboolean lost; /* before what comes next */
  gboolean playing;
  gboolean played; /* it was PLAYING once */
  gboolean ended;
};

OaTwilioInbox *
oa_twilio_inbox_new (void)
{
  OaTwilioInbox *self = g_new0 (OaTwilioInbox, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->items);
  return self;
}

void
oa_twilio_item_clear (OaTwilioItem *item)
{
  g_clear_pointer (&item->audio, g_bytes_unref);
}

static void
item_free (gpointer data)
{
  oa_twilio_item_clear (data);
  g_free (data);
}

void
oa_twilio_inbox_free (OaTwilioInbox *self)
{
  g_queue_clear_full (&self->items, item_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
oa_twilio_inbox_reset (OaTwilioInbox *self)
{
  g_mutex_lock (&self->lock);
  g_queue_clear_full (&self->items, item_free);
  self->bytes = 0;
  self->dropped = 0;
  self->lost = self->playing = self->played = self->ended = FALSE;
  g_mutex_unlock (&self->lock);
}

/* With the lock held. */
static void
wake_reader (OaTwilioInbox *self)
{
  if (self->reader == NULL || self->woken)
    return;
  self->woken = TRUE;
  oa_pacer_resume (self->reader);
}

/*** in ***/

static OaTwilioItem *
add (OaTwilioInbox *self, OaTwilioItemKind kind)
{
  OaTwilioItem *item = g_new0 (OaTwilioItem, 1);

  item->kind = kind;
  g_queue_push_tail (&self->items, item);
  wake_reader (self);
  return item;
}

static gint
is_no_audio (gconstpointer item, gconstpointer unused)
{
  return ((const OaTwilioItem *) item)->kind != OA_TWILIO_ITEM_AUDIO;
}

/* Keys stay. */
static void
drop_oldest (OaTwilioInbox *self)
{
  GList *l = g_queue_find_custom (&self->items, NULL, is_no_audio);
  OaTwilioItem *item = l->data;
  gsize size = g_bytes_get_size (item->audio);

  self->bytes -= size;
  self->dropped += size;
  if (l->next != NULL)
    ((OaTwilioItem *) l->next->data)->lost = TRUE;
  else
    self->lost = TRUE;
  g_queue_delete_link (&self->items, l);
  item_free (item);
}

void
oa_twilio_inbox_add_audio (OaTwilioInbox *self, GBytes *audio, gint64 timestamp,
    GstClockTime arrived)
{
  g_mutex_lock (&self->lock);
  if (!self->ended && self->played && !self->playing) {
    self->dropped += g_bytes_get_size (audio);
    self->lost = TRUE;
  } else if (!self->ended) {
    OaTwilioItem *item = add (self, OA_TWILIO_ITEM_AUDIO);

    item->audio = g_bytes_ref (audio);
    item->timestamp = timestamp;
    item->arrived = arrived;
    item->lost = self->lost;
    self->lost = FALSE;
    self->bytes += g_bytes_get_size (audio);
    while (self->bytes > OA_TWILIO_INBOX_MAX)
      drop_oldest (self);
  }
  g_mutex_unlock (&self->lock);
}

void
oa_twilio_inbox_add_dtmf (OaTwilioInbox *self, gchar digit)
{
  g_mutex_lock (&self->lock);
  if (!self->ended)
    add (self, OA_TWILIO_ITEM_DTMF)->digit = digit;
  g_mutex_unlock (&self->lock);
}

void
oa_twilio_inbox_end (OaTwilioInbox *self)
{
  g_mutex_lock (&self->lock);
  if (!self->ended)
    add (self, OA_TWILIO_ITEM_END);
  self->ended = TRUE;
  g_mutex_unlock (&self->lock);
}

/*** out ***/

void
oa_twilio_inbox_set_playing (OaTwilioInbox *self, gboolean playing)
{
  g_mutex_lock (&self->lock);
  self->playing = playing;
  self->played |= playing;
  wake_reader (self);
  g_mutex_unlock (&self->lock);
}

void
oa_twilio_inbox_set_reader (OaTwilioInbox *self, OaPacerMember *reader)
{
  g_mutex_lock (&self->lock);
  self->reader = reader;
  self->woken = FALSE;
  wake_reader (self);
  g_mutex_unlock (&self->lock);
}

gboolean
oa_twilio_inbox_take (OaTwilioInbox *self, OaTwilioItem *item)
{
  OaTwilioItem *first = NULL;

  g_mutex_lock (&self->lock);
  if (self->reader != NULL && (self->playing || !self->played))
    first = g_queue_pop_head (&self->items);
  if (first != NULL && first->audio != NULL)
    self->bytes -= g_bytes_get_size (first->audio);
  if (first == NULL)
    self->woken = FALSE;
  g_mutex_unlock (&self->lock);
  if (first == NULL)
    return FALSE;
  *item = *first;
  g_free (first);
  return TRUE;
}

guint64
oa_twilio_inbox_get_dropped (OaTwilioInbox *self)
{
  guint64 dropped;

  g_mutex_lock (&self->lock);
  dropped = self->dropped;
  g_mutex_unlock (&self->lock);
  return dropped;
}
