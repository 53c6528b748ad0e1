/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* voice.h - what speaks: texts in, audio of a session's format out, in pieces.
 * See waker.h. */

#pragma once

#include "audio.h"
#include "waker.h"

G_BEGIN_DECLS

typedef struct _OrsVoice OrsVoice;
typedef struct _OrsUtterance OrsUtterance;

/* The caller's, for the time of the call. */
typedef struct
{
  const gchar *name; /* the service's names */
  gdouble speed;     /* 1 = normal */
  OaAudioFormat format;
} OrsManner;

/* The longest text that is said in one piece, in bytes: half a minute. */
#define ORS_VOICE_MAX_TEXT 400

typedef struct
{
  GBytes *audio;  /* whole samples; NULL = nothing for now */
  gboolean ends;  /* a text is spoken, the next audio is of the next one */
  gchar *failure; /* a sentence: nothing more comes */
} OrsSound;

void ors_sound_clear (OrsSound *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OrsSound, ors_sound_clear)

typedef struct
{
  OrsUtterance *(
      *begin) (OrsVoice *self, const OrsManner *manner, const OrsWaker *waker);
  void (*say) (OrsUtterance *self, const gchar *text);
  void (*take) (OrsUtterance *self, OrsSound *sound);
  void (*free_utterance) (OrsUtterance *self);
  void (*free) (OrsVoice *self);
} OrsVoiceClass;

/* An implementation begins with these. */
struct _OrsVoice
{
  const OrsVoiceClass *class;
};

struct _OrsUtterance
{
  const OrsVoiceClass *class;
};

void ors_voice_free (OrsVoice *self);
OrsUtterance *ors_voice_begin (OrsVoice *self, const OrsManner *manner,
    const OrsWaker *waker);
/* One text after the other; each ends with a sound that says so. */
void ors_utterance_say (OrsUtterance *self, const gchar *text);
/* Fills in @sound, which is empty. */
void ors_utterance_take (OrsUtterance *self, OrsSound *sound);
void ors_utterance_free (OrsUtterance *self);

G_END_DECLS
