/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* speechqueue.h - the speech of items in order, with sums of what waits.
 *
 * Finding an item and asking for a sum cost the same with any number of items.
 * Private to the timeline. Pure. */

#pragma once

#include "itemaudio.h"

G_BEGIN_DECLS

typedef struct
{
  GQueue speeches;     /* of OaItemAudio */
  GList *current;      /* all before it are played out */
  GHashTable *by_item; /* the latest of an item */
  gsize bytes;         /* that wait */
  guint64 samples;     /* the same, whole ones */
} OaSpeechQueue;

void oa_speech_queue_init (OaSpeechQueue *self);
void oa_speech_queue_clear (OaSpeechQueue *self);
/* Clears it for good. */
void oa_speech_queue_finish (OaSpeechQueue *self);

/* The first that is not played out, or NULL. */
GList *oa_speech_queue_get_current (OaSpeechQueue *self);
OaItemAudio *oa_speech_queue_find (const OaSpeechQueue *self,
    const gchar *item_id);

/* Takes @speech. */
void oa_speech_queue_append (OaSpeechQueue *self, OaItemAudio *speech);
/* The oldest, which must be there. (transfer full) */
OaItemAudio *oa_speech_queue_pop (OaSpeechQueue *self);

/* What oa_item_audio_push(), _take(), _end() and _set_format() do, and the sums
 * with it. */
void oa_speech_queue_push (OaSpeechQueue *self, OaItemAudio *speech,
    OaAudioFormat format, gconstpointer data, gsize size);
guint64 oa_speech_queue_take (OaSpeechQueue *self, OaItemAudio *speech,
    guint8 *dest, guint64 samples, GstClockTime pts);
void oa_speech_queue_end (OaSpeechQueue *self, OaItemAudio *speech);
void oa_speech_queue_set_format (OaSpeechQueue *self, OaAudioFormat format);

G_END_DECLS
