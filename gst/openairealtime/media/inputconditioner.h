/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* inputconditioner.h - what of live input goes up, and what takes its place.
 *
 * In front of the upload queue: fills the holes of the input with silence,
 * mutes what was captured while the answer sounded, and holds the input between
 * the presses of a talk button. Recordings do not pass through here.
 *
 * Pure; not thread safe: the owner serializes calls. Times are running times;
 * NONE = not known. */

#pragma once

#include "uploadqueue.h"

G_BEGIN_DECLS

typedef struct _OaInputConditioner OaInputConditioner;

typedef struct
{
  GstClockTime max_gap;      /* longest hole that is filled; 0 = none */
  GstClockTime turn_silence; /* after which the service ends a turn */
  gboolean half_duplex;
  GstClockTime tail; /* muted after the last speech */
  gboolean push_to_talk;
  GstClockTime pre_roll; /* kept from before talk_start */
} OaInputConditionerConfig;

/* How a press ended. */
typedef enum
{
  OA_TALK_NONE,  /* there was none */
  OA_TALK_EMPTY, /* no audio came in it */
  OA_TALK_SAID,
} OaTalk;

OaInputConditioner *oa_input_conditioner_new (void);
void oa_input_conditioner_free (OaInputConditioner *self);

/* Without push-to-talk a press is over and its pre-roll forgotten. */
void oa_input_conditioner_configure (OaInputConditioner *self,
    OaAudioFormat format, const OaInputConditionerConfig *config);

/* A flush: forgets all audio and time. A press goes on. */
void oa_input_conditioner_reset (OaInputConditioner *self);

/* Whether it must be noted: with half-duplex only. */
gboolean oa_input_conditioner_wants_speech (const OaInputConditioner *self);
/* Speech sounds from @begin to @end; half duplex only. The latest stretch may
 * be told again with a later end. */
void oa_input_conditioner_note_speech (OaInputConditioner *self,
    GstClockTime begin, GstClockTime end);

/* Audio that was captured from @running_time on and came at @now; @lost: what
 * was before it was lost. */
void oa_input_conditioner_push (OaInputConditioner *self, OaUploadQueue *queue,
    const guint8 *data, gsize size, GstClockTime running_time, GstClockTime now,
    gboolean lost);

/* Upstream says that nothing comes from @running_time on for @duration. */
void oa_input_conditioner_gap (OaInputConditioner *self, OaUploadQueue *queue,
    GstClockTime running_time, GstClockTime duration, GstClockTime now);

/* The service waits for the end of what the user says, and it is @now: silence
 * in the place of audio that should have come. Returns TRUE when there was
 * some; @wait: when to ask again, NONE = not before more audio has come. */
gboolean oa_input_conditioner_fill_missing (OaInputConditioner *self,
    OaUploadQueue *queue, GstClockTime now, GstClockTime *wait);

/* The button is pressed: the pre-roll goes up, and what follows. FALSE when it
 * was pressed already, or there is none. */
gboolean oa_input_conditioner_talk_start (OaInputConditioner *self,
    OaUploadQueue *queue, GstClockTime now);

/* The button is let go. If anything was said it is made @at_least long with
 * silence, then @silence follows. */
OaTalk oa_input_conditioner_talk_stop (OaInputConditioner *self,
    OaUploadQueue *queue, GstClockTime at_least, GstClockTime silence);

/* Since the last call: silence that was put in, and the oldest audio that was
 * dropped from the upload queue to stay within its bound. */
GstClockTime oa_input_conditioner_take_filled (OaInputConditioner *self);
GstClockTime oa_input_conditioner_take_dropped (OaInputConditioner *self);

G_END_DECLS
