/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* input.h - the input audio buffer: what the client appended and nobody
 * committed yet, and the speech in it. Pure. */

#pragma once

#include "audio.h"

G_BEGIN_DECLS

typedef struct _OrsInput OrsInput;

typedef enum
{
  ORS_INPUT_NOTHING,
  ORS_INPUT_STARTED,
  ORS_INPUT_STOPPED,
} OrsInputEvent;

/* Audio that became a turn. */
typedef struct
{
  GBytes *audio; /* at most some minutes of it, the last ones */
  gsize bytes;   /* all of it */
  guint64 start_ms;
  guint64 end_ms;
} OrsTurn;

OrsInput *ors_input_new (void);
void ors_input_free (OrsInput *self);

/* Another format drops what is held: it could not be put together with what
 * follows. @turn_detection: NULL = no detection. */
void ors_input_configure (OrsInput *self, OaAudioFormat format,
    JsonObject *turn_detection);

void ors_input_append (OrsInput *self, const guint8 *data, gsize size);

/* Call until NOTHING. *@ms is the offset of the event in all audio of the
 * session, as the events have it. */
OrsInputEvent ors_input_next (OrsInput *self, guint64 *ms);

gboolean ors_input_is_speaking (OrsInput *self);
gdouble ors_input_held_ms (OrsInput *self);
guint64 ors_input_total_ms (OrsInput *self);

/* Ends the turn. After STOPPED it ends where the speech did, otherwise with
 * the last byte. Free the audio. */
void ors_input_take (OrsInput *self, gboolean at_stop, OrsTurn *turn);
void ors_input_clear (OrsInput *self);

G_END_DECLS
