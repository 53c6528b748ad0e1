/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* bargein.c - confirming or dismissing an utterance.
 *
 * An utterance is classified by its length when it ends, then by its words when
 * they are known, and counts as meant when it is pending for too long. The
 * service commits it as a turn at about the same time, before or after the
 * decision. */

#include "bargein.h"

#define US_PER_MS 1000

typedef enum
{
  IDLE,
  PENDING,
  FALSE_START, /* dismissed; the service may still commit it */
} State;

struct _OaBargeIn
{
  OaBargeInRules rules;
  State state;
  gchar *item_id; /* pending, or the last false start */
  gint64 start_ms;
  gint64 until;
  gboolean committed; /* while pending */
  gchar *turn;        /* committed before the decision */
};

OaBargeIn *
oa_barge_in_new (void)
{
  return g_new0 (OaBargeIn, 1);
}

void
oa_barge_in_reset (OaBargeIn *self)
{
  self->state = IDLE;
  self->committed = FALSE;
  g_clear_pointer (&self->item_id, g_free);
  g_clear_pointer (&self->turn, g_free);
}

void
oa_barge_in_free (OaBargeIn *self)
{
  if (self == NULL)
    return;
  oa_barge_in_reset (self);
  g_free (self);
}

void
oa_barge_in_configure (OaBargeIn *self, const OaBargeInRules *rules)
{
  self->rules = *rules;
}

static gboolean
is_pending (const OaBargeIn *self, const gchar *item_id)
{
  return self->state == PENDING && g_strcmp0 (self->item_id, item_id) == 0;
}

static void
keep_turn (OaBargeIn *self)
{
  g_free (self->turn);
  self->turn = self->committed ? g_strdup (self->item_id) : NULL;
  self->committed = FALSE;
}

static OaBargeInDecision
confirm (OaBargeIn *self)
{
  keep_turn (self);
  self->state = IDLE;
  return OA_BARGE_IN_INTERRUPT;
}

static OaBargeInDecision
dismiss (OaBargeIn *self)
{
  self->state = self->committed ? IDLE : FALSE_START;
  keep_turn (self);
  return OA_BARGE_IN_RESUME;
}

OaBargeInDecision
oa_barge_in_started (OaBargeIn *self, const gchar *item_id, gint64 start_ms,
    gboolean speaking, gint64 now)
{
  /* A second utterance while the first is pending confirms it; the turn that
   * this begins is the one to answer. */
  if (self->state == PENDING) {
    self->committed = FALSE;
    return confirm (self);
  }
  if (!speaking)
    return OA_BARGE_IN_NOTHING;
  if (self->rules.hold_ms == 0)
    return OA_BARGE_IN_INTERRUPT;
  oa_barge_in_reset (self);
  self->state = PENDING;
  self->item_id = g_strdup (item_id);
  self->start_ms = start_ms;
  self->until = now + (gint64) self->rules.hold_ms * US_PER_MS;
  return OA_BARGE_IN_HOLD;
}

OaBargeInDecision
oa_barge_in_stopped (OaBargeIn *self, const gchar *item_id, gint64 end_ms)
{
  gint64 length;

  if (!is_pending (self, item_id))
    return OA_BARGE_IN_NOTHING;
  /* Without times from the service its length is not known: only a text
   * without words makes it a false start. */
  if (end_ms < 0 || self->start_ms < 0)
    return self->rules.transcribes ? OA_BARGE_IN_NOTHING : confirm (self);
  length = end_ms - self->start_ms - (gint64) self->rules.padding_ms
      - (gint64) self->rules.silence_ms;
  if (length < (gint64) self->rules.min_ms)
    return dismiss (self);
  return self->rules.transcribes ? OA_BARGE_IN_NOTHING : confirm (self);
}

static gboolean
has_words (const gchar *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    if (g_unichar_isalnum (g_utf8_get_char (text)))
      return TRUE;
  }
  return FALSE;
}

OaBargeInDecision
oa_barge_in_transcribed (OaBargeIn *self, const gchar *item_id,
    const gchar *text)
{
  if (!is_pending (self, item_id))
    return OA_BARGE_IN_NOTHING;
  return text == NULL || has_words (text) ? confirm (self) : dismiss (self);
}

OaBargeInDecision
oa_barge_in_dismiss (OaBargeIn *self)
{
  return self->state == PENDING ? dismiss (self) : OA_BARGE_IN_NOTHING;
}

OaBargeInDecision
oa_barge_in_poll (OaBargeIn *self, gint64 now)
{
  return self->state == PENDING && now >= self->until ? confirm (self)
                                                      : OA_BARGE_IN_NOTHING;
}

gint64
oa_barge_in_get_deadline (const OaBargeIn *self)
{
  return self->state == PENDING ? self->until : -1;
}

gboolean
oa_barge_in_is_pending (const OaBargeIn *self)
{
  return self->state == PENDING;
}

OaTurnFate
oa_barge_in_committed (OaBargeIn *self, const gchar *item_id)
{
  if (is_pending (self, item_id)) {
    self->committed = TRUE;
    return OA_TURN_WAIT;
  }
  if (self->state == FALSE_START && g_strcmp0 (self->item_id, item_id) == 0) {
    self->state = IDLE;
    return OA_TURN_DELETE;
  }
  return OA_TURN_ANSWER;
}

gchar *
oa_barge_in_take_turn (OaBargeIn *self)
{
  return g_steal_pointer (&self->turn);
}
