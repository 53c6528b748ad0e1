/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* spoken.h - a text that is said aloud: its words and its sound, which come
 * piece by piece, and which word belongs to which sound. Sends nothing. */

#pragma once

#include "voice.h"

G_BEGIN_DECLS

typedef struct _OrsSpoken OrsSpoken;

typedef enum
{
  ORS_SPOKEN_LATER, /* the waker tells */
  ORS_SPOKEN_READY,
  ORS_SPOKEN_FAILED,
} OrsSpokenState;

/* The longest that is said; what is above is left unsaid. */
#define ORS_SPOKEN_MAX_SECONDS (20 * 60)

OrsSpoken *ors_spoken_new (OrsVoice *voice, const OrsManner *manner,
    const OrsWaker *waker);
void ors_spoken_free (OrsSpoken *self); /* cancels what is not said yet */

void ors_spoken_add_text (OrsSpoken *self, const gchar *text);
/* For now there is no more text: whole sentences are said. */
void ors_spoken_pause_text (OrsSpoken *self);
/* There is no more text: all of it is said. */
void ors_spoken_end_text (OrsSpoken *self);

/* Cuts what costs more tokens; -1 stands for no limit. Call before anything is
 * taken. */
void ors_spoken_limit (OrsSpoken *self, gint64 tokens);
gboolean ors_spoken_was_limited (OrsSpoken *self);
/* Of the sound so far. */
gint64 ors_spoken_count_tokens (OrsSpoken *self);

/* READY: @size bytes wait, or the last ones. @failure: a sentence; the voice's,
 * and the only one. */
OrsSpokenState ors_spoken_prepare (OrsSpoken *self, gsize size,
    gchar **failure);
gsize ors_spoken_get_waiting (OrsSpoken *self);

/* The next bytes; no more than wait. */
GBytes *ors_spoken_take (OrsSpoken *self, gsize size);
/* The next word that goes out before @size bytes do, or NULL. The words run
 * ahead of their sound. It stays valid as long as @self. */
const gchar *ors_spoken_next_word (OrsSpoken *self, gsize size);
/* To where in all its sound these words belong, at most. */
gsize ors_spoken_get_ahead (OrsSpoken *self, gsize size);
/* The next word, whatever its sound. */
const gchar *ors_spoken_next_rest (OrsSpoken *self);

/* Words with the space before them: put together they are the text. */
void ors_split_words (GPtrArray *words, const gchar *text);

G_END_DECLS
