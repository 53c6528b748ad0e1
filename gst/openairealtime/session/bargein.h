/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* bargein.h - confirms a barge-in: is it an interruption, or only a cough?
 *
 * The user makes a sound while the model speaks. The speech is held; it goes on
 * if the utterance was too short or had no words, and ends if it was meant.
 * One utterance at a time is pending.
 *
 * Pure: says what to do; time (monotonic microseconds) is an argument. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OaBargeIn OaBargeIn;

typedef struct
{
  guint hold_ms;        /* how long it may be pending; 0 = not at all */
  guint min_ms;         /* shorter utterances do not interrupt */
  guint padding_ms;     /* the service counts this before the speech… */
  guint silence_ms;     /* …and this behind it */
  gboolean transcribes; /* the words will come */
} OaBargeInRules;

typedef enum
{
  OA_BARGE_IN_NOTHING,
  OA_BARGE_IN_HOLD,      /* the speech waits */
  OA_BARGE_IN_RESUME,    /* a false start: it goes on */
  OA_BARGE_IN_INTERRUPT, /* it was meant: it ends */
} OaBargeInDecision;

typedef enum
{
  OA_TURN_ANSWER,
  OA_TURN_WAIT,   /* pending: the decision will tell */
  OA_TURN_DELETE, /* a false start is no part of the conversation */
} OaTurnFate;

OaBargeIn *oa_barge_in_new (void);
void oa_barge_in_free (OaBargeIn *self);
void oa_barge_in_configure (OaBargeIn *self, const OaBargeInRules *rules);

/* The service heard the user begin at @start_ms; @speaking: the model speaks,
 * or is about to. */
OaBargeInDecision oa_barge_in_started (OaBargeIn *self, const gchar *item_id,
    gint64 start_ms, gboolean speaking, gint64 now);
OaBargeInDecision oa_barge_in_stopped (OaBargeIn *self, const gchar *item_id,
    gint64 end_ms);
/* The words of an utterance; @text NULL = they could not be made out. */
OaBargeInDecision oa_barge_in_transcribed (OaBargeIn *self,
    const gchar *item_id, const gchar *text);
/* The application says that the utterance is void. */
OaBargeInDecision oa_barge_in_dismiss (OaBargeIn *self);
/* It was pending for long enough. */
OaBargeInDecision oa_barge_in_poll (OaBargeIn *self, gint64 now);
gint64 oa_barge_in_get_deadline (const OaBargeIn *self); /* -1 = none */
gboolean oa_barge_in_is_pending (const OaBargeIn *self);

/* The service made a turn of an utterance. */
OaTurnFate oa_barge_in_committed (OaBargeIn *self, const gchar *item_id);
/* After RESUME or INTERRUPT, once: the turn that waited for the decision, or
 * NULL when it is not made yet. (transfer full) */
gchar *oa_barge_in_take_turn (OaBargeIn *self);

/* A new connection, or input that begins anew. */
void oa_barge_in_reset (OaBargeIn *self);

G_END_DECLS
