/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* items.h - the conversation: items in order, with their audio.
 *
 * Knows the rules of create, truncate and delete; sends nothing. */

#pragma once

#include "audio.h"
#include "problem.h"

G_BEGIN_DECLS

typedef struct
{
  /* As in item events: without audio. */
  JsonObject *json;

  /* Audio of a user or assistant message. The bytes are kept for a while
   * only (see items.c); the counts stay. */
  gboolean has_audio;
  OaAudioFormat format;
  GByteArray *audio;
  gsize audio_bytes;

  /* Where a user item lies in the audio of the session. */
  guint64 audio_start_ms;
  guint64 audio_end_ms;

  /* What the mind knows and the client is not told: what a user said, or as
   * much of an answer as was heard. NULL = nothing. */
  gchar *words;
  GArray *marks; /* of an answer: which text belongs to which audio, or NULL */

  /* Milliseconds of an assistant item that are left, -1 = all. */
  gint64 truncated_ms;

  gsize size; /* of what the client sent, in bytes */
} OrsItem;

OrsItem *ors_item_new (JsonObject *json); /* takes @json */
OrsItem *ors_item_ref (OrsItem *self);
void ors_item_unref (OrsItem *self);

const gchar *ors_item_get_id (OrsItem *self);
const gchar *ors_item_get_type (OrsItem *self);
const gchar *ors_item_get_role (OrsItem *self);
guint64 ors_item_audio_ms (OrsItem *self);
void ors_item_set_status (OrsItem *self, const gchar *status);
void ors_item_add_audio (OrsItem *self, GBytes *audio);
/* So many bytes of the text are said by so many bytes of audio; each mark lies
 * behind those before it. */
void ors_item_add_mark (OrsItem *self, gsize audio_bytes, gsize text_bytes);

/* All text of the item, transcripts included, or its words; never NULL. */
gchar *ors_item_dup_text (OrsItem *self);

/* Its length in bytes. */
gsize ors_item_text_length (OrsItem *self);

/* The only content part of a message that has audio. */
JsonObject *ors_item_peek_part (OrsItem *self);
void ors_item_set_transcript (OrsItem *self, const gchar *transcript);
void ors_item_set_words (OrsItem *self, const gchar *words);

/* A copy with the audio in base64, as conversation.item.retrieved has it. */
JsonObject *ors_item_dup_with_audio (OrsItem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrsItem, ors_item_unref)

/* What is beyond these goes, oldest first, as the service's context does. */
#define ORS_ITEMS_MAX 10000
#define ORS_ITEMS_MAX_BYTES (64 * 1024 * 1024)

typedef struct _OrsItems OrsItems;

OrsItems *ors_items_new (void);
void ors_items_free (OrsItems *self);

guint ors_items_count (OrsItems *self);
OrsItem *ors_items_get (OrsItems *self, guint index);
OrsItem *ors_items_last (OrsItems *self);
OrsItem *ors_items_find (OrsItems *self, const gchar *id);
OrsItem *ors_items_find_call (OrsItems *self, const gchar *call_id);
OrsItem *ors_items_find_output (OrsItems *self, const gchar *call_id);

/* @previous_id: NULL = at the end, "root" = at the start. */
gboolean ors_items_insert (OrsItems *self, OrsItem *item,
    const gchar *previous_id, OrsProblem *problem);
void ors_items_append (OrsItems *self, OrsItem *item);

/* NULL for the first item. */
const gchar *ors_items_previous_id (OrsItems *self, OrsItem *item);

gboolean ors_items_delete (OrsItems *self, const gchar *id,
    OrsProblem *problem);
gboolean ors_items_truncate (OrsItems *self, const gchar *id,
    gint64 content_index, gint64 audio_end_ms, OrsProblem *problem);

/* Drops the oldest audio bytes beyond the limit; call after an item got
 * audio. */
void ors_items_limit_audio (OrsItems *self);

/* For tests: see ors_server_dup_items(). */
gchar *ors_items_to_text (OrsItems *self);

G_END_DECLS
