/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* speechqueue.c - see speechqueue.h. What is played out stays so: the current
 * one only moves forward. */

#include "speechqueue.h"

static const gchar *
item_key (const gchar *item_id)
{
  return item_id != NULL ? item_id : "";
}

void
oa_speech_queue_init (OaSpeechQueue *self)
{
  g_queue_init (&self->speeches);
  self->current = NULL;
  self->by_item = g_hash_table_new (g_str_hash, g_str_equal);
  self->bytes = 0;
  self->samples = 0;
}

void
oa_speech_queue_clear (OaSpeechQueue *self)
{
  g_hash_table_remove_all (self->by_item);
  g_queue_clear_full (&self->speeches, (GDestroyNotify) oa_item_audio_free);
  self->current = NULL;
  self->bytes = 0;
  self->samples = 0;
}

void
oa_speech_queue_finish (OaSpeechQueue *self)
{
  oa_speech_queue_clear (self);
  g_hash_table_unref (self->by_item);
}

GList *
oa_speech_queue_get_current (OaSpeechQueue *self)
{
  while (self->current != NULL
      && oa_item_audio_is_played_out (self->current->data))
    self->current = self->current->next;
  return self->current;
}

OaItemAudio *
oa_speech_queue_find (const OaSpeechQueue *self, const gchar *item_id)
{
  return g_hash_table_lookup (self->by_item, item_key (item_id));
}

void
oa_speech_queue_append (OaSpeechQueue *self, OaItemAudio *speech)
{
  oa_speech_queue_get_current (self);
  g_queue_push_tail (&self->speeches, speech);
  if (self->current == NULL)
    self->current = self->speeches.tail;
  /* The key is the speech's own. */
  g_hash_table_replace (self->by_item, (gpointer) item_key (speech->item_id),
      speech);
}

OaItemAudio *
oa_speech_queue_pop (OaSpeechQueue *self)
{
  GList *head = self->speeches.head;
  OaItemAudio *speech = head->data;

  if (self->current == head)
    self->current = head->next;
  if (oa_speech_queue_find (self, speech->item_id) == speech)
    g_hash_table_remove (self->by_item, item_key (speech->item_id));
  self->bytes -= speech->waiting.size;
  self->samples -= oa_item_audio_get_waiting (speech);
  g_queue_delete_link (&self->speeches, head);
  return speech;
}

/*** sums ***/

/* Around a change of @speech. */
static void
begin_change (OaSpeechQueue *self, const OaItemAudio *speech)
{
  self->bytes -= speech->waiting.size;
  self->samples -= oa_item_audio_get_waiting (speech);
}

static void
end_change (OaSpeechQueue *self, const OaItemAudio *speech)
{
  self->bytes += speech->waiting.size;
  self->samples += oa_item_audio_get_waiting (speech);
}

void
oa_speech_queue_push (OaSpeechQueue *self, OaItemAudio *speech,
    OaAudioFormat format, gconstpointer data, gsize size)
{
  begin_change (self, speech);
  oa_item_audio_push (speech, format, data, size);
  end_change (self, speech);
}

guint64
oa_speech_queue_take (OaSpeechQueue *self, OaItemAudio *speech, guint8 *dest,
    guint64 samples, GstClockTime pts)
{
  guint64 taken;

  begin_change (self, speech);
  taken = oa_item_audio_take (speech, dest, samples, pts);
  end_change (self, speech);
  return taken;
}

void
oa_speech_queue_end (OaSpeechQueue *self, OaItemAudio *speech)
{
  begin_change (self, speech);
  oa_item_audio_end (speech);
  end_change (self, speech);
}

void
oa_speech_queue_set_format (OaSpeechQueue *self, OaAudioFormat format)
{
  GList *l;

  for (l = self->speeches.head; l != NULL; l = l->next) {
    begin_change (self, l->data);
    oa_item_audio_set_format (l->data, format);
    end_change (self, l->data);
  }
}
