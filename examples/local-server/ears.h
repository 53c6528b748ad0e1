/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* ears.h - what understands speech: the audio of a turn in, its words out, in
 * pieces or at once. See waker.h. */

#pragma once

#include "audio.h"
#include "waker.h"

G_BEGIN_DECLS

typedef struct _OrsEars OrsEars;
typedef struct _OrsHearing OrsHearing;

/* All of it is the caller's, for the time of the call. */
typedef struct
{
  GBytes *audio; /* at most some minutes of it, the last ones; or NULL */
  OaAudioFormat format;
  gdouble seconds;      /* all of it */
  JsonObject *settings; /* audio.input.transcription, or NULL */
  guint place;          /* of the answer to come, in a script */
} OrsSpeech;

typedef enum
{
  ORS_WORDS_NOTHING, /* for now */
  ORS_WORDS_PARTIAL, /* go on with those before, and with their space */
  ORS_WORDS_ALL,     /* the end: from the first to the last */
  ORS_WORDS_FAILED,  /* the end */
} OrsWordsKind;

typedef struct
{
  OrsWordsKind kind;
  gchar *text;
  JsonArray *segments; /* who said which part of all words, or NULL */
  JsonObject *error;   /* see ors_error_new() */
} OrsWords;

void ors_words_clear (OrsWords *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OrsWords, ors_words_clear)

typedef struct
{
  OrsHearing *(
      *hear) (OrsEars *self, const OrsSpeech *speech, const OrsWaker *waker);
  void (*take) (OrsHearing *self, OrsWords *words);
  void (*free_hearing) (OrsHearing *self);
  void (*free) (OrsEars *self);
} OrsEarsClass;

/* An implementation begins with these. */
struct _OrsEars
{
  const OrsEarsClass *class;
};

struct _OrsHearing
{
  const OrsEarsClass *class;
};

void ors_ears_free (OrsEars *self);
OrsHearing *ors_ears_hear (OrsEars *self, const OrsSpeech *speech,
    const OrsWaker *waker);
/* Fills in @words, which are empty. Not to be called after the end. */
void ors_hearing_take (OrsHearing *self, OrsWords *words);
void ors_hearing_free (OrsHearing *self);

G_END_DECLS
