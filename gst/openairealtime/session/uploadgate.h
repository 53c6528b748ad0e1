/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* uploadgate.h - holds the upload of a recording until its turn is answered.
 *
 * A recording goes up faster than real time. At each pause the upload is held;
 * it goes on when the service has committed the turn and finished its answer,
 * or has clearly not taken the pause for an end. At the end of the recording
 * the last turn is brought to its end the same way.
 *
 * Pure: says what to do next and until when to wait; the caller tells the
 * time (monotonic microseconds) and whether the service is busy answering. */

#pragma once

#include "protocol/dialect.h"
#include "turnrules.h"

#include "protocol/event.h"

G_BEGIN_DECLS

typedef struct _OaUploadGate OaUploadGate;

typedef enum
{
  OA_GATE_WAIT,    /* until an event, or `until` */
  OA_GATE_RELEASE, /* the hold is over: upload on (END: all done) */
  OA_GATE_SILENCE, /* send `silence_ms` of silence, then ask again */
  OA_GATE_PROBE,   /* send a harmless event that is answered in order */
  OA_GATE_COMMIT,  /* end the turn: commit, then response.create */
} OaGateStepKind;

typedef struct
{
  OaGateStepKind kind;
  guint silence_ms;
  gint64 until;         /* -1 = only an event */
  gboolean timed_out;   /* RELEASE: the service never finished; ... */
  gboolean unconfirmed; /* ... it never confirmed that all had arrived */
  gboolean unheard;     /* COMMIT of what it took for silence */
  guint waited_ms;      /* timed_out: so long nothing came of it */
} OaGateStep;

typedef enum
{
  OA_HOLD_PAUSE, /* the pause is long enough to end a turn by itself */
  OA_HOLD_ONSET, /* the next utterance follows */
  OA_HOLD_END,   /* nothing follows */
} OaHoldKind;

typedef struct
{
  OaHoldKind kind;
  guint pause_ms;      /* length of the pause in the recording */
  guint sent_ms;       /* of it that has been uploaded */
  gboolean has_speech; /* speech was uploaded since the last turn */
  /* More went up than the service can have seen: turns that it committed need
   * not be the last. */
  gboolean unseen;
  /* END: there was speech, and the service has found none in all of it. */
  gboolean unheard;
  gboolean any_speech; /* END: in all of it */
} OaHold;

/* As the session was configured. */
typedef struct
{
  OaTurnRules turns;
  gboolean create_response;
  guint stall_ms; /* without any event for this long a hold is
                   * given up; 0 = never */
  /* A session that only writes down has no answers: the upload is not held
   * between turns, only at the end. */
  gboolean one_way;
} OaUploadGateRules;

OaUploadGate *oa_upload_gate_new (void);
void oa_upload_gate_free (OaUploadGate *self);

void oa_upload_gate_configure (OaUploadGate *self,
    const OaUploadGateRules *rules);

/* Every server event, in order. */
void oa_upload_gate_event (OaUploadGate *self, const OaEvent *event,
    gint64 now);
/* A probe was answered; the answers come in the order of the probes. */
void oa_upload_gate_probe_answered (OaUploadGate *self, gint64 now);

/* What was sent before @time has arrived for certain; 0 = that is never told,
 * or not any more. */
void oa_upload_gate_arrived (OaUploadGate *self, gint64 time);

/* All audio before a mark has been sent. */
void oa_upload_gate_hold (OaUploadGate *self, const OaHold *hold, gint64 now);
/* FALSE without a hold. */
gboolean oa_upload_gate_get_hold (const OaUploadGate *self, OaHold *hold);
gboolean oa_upload_gate_is_holding (const OaUploadGate *self);

/* FALSE while audio must not go up: held, or a turn is being answered. */
gboolean oa_upload_gate_may_send (const OaUploadGate *self, gboolean busy);

/* We asked for something: the wait for an answer begins. */
void oa_upload_gate_note_activity (OaUploadGate *self, gint64 now);

/* Forgets a hold and all that was said; the settings stay. */
void oa_upload_gate_reset (OaUploadGate *self);

/* What to do next. A step other than WAIT is told once. Without a hold: how
 * long an answer that keeps the upload back is waited for. */
void oa_upload_gate_poll (OaUploadGate *self, gboolean busy, gint64 now,
    OaGateStep *step);

G_END_DECLS
