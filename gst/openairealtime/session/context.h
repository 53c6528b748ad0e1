/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* context.h - what the parts of a session share: settings, the rooms that they
 * use, and facts that one of them, or the session, states and others ask for.
 *
 * The session owns it and outlives its parts. On its I/O thread only, but for
 * what is behind the lock. */

#pragma once

#include "conversation/conversation.h"
#include "media/media.h"
#include "protocol/sessionconfig.h"
#include "session/latencymeter.h"
#include "session/resendwindow.h"
#include "session/settings.h"

G_BEGIN_DECLS

/* The life of a session; what its connection is at is the link's phase. In
 * this order, but that a new input brings one that has ended back. */
typedef enum
{
  OA_SESSION_RUNNING, /* from the first connection on */
  OA_SESSION_ENDING,  /* nothing new begins, after the answer */
  OA_SESSION_DRAINED, /* all has come: a close is no failure */
  OA_SESSION_RESTING, /* and no connection is kept */
  OA_SESSION_FAILED,  /* it was told why */
  OA_SESSION_STOPPED, /* nothing comes in any more */
} OaSessionPhase;

typedef struct
{
  const OaElementSettings *settings;
  const OaDialect *dialect;
  OaMedia *media;
  OaConversation *conversation; /* with the lock held */
  GMutex *lock;
  OaResendWindow *resend_window;
  const OaLatencyMeter *latency_meter; /* knows where the latest turn ended */
  OaSessionConfig *config;             /* of the present link */

  /* Stated by the session: */
  gboolean live;        /* the input is; else a recording */
  gboolean configured;  /* the service has the settings */
  OaSessionPhase phase; /* written with the lock held */
  /* by the watch over the input: */
  gboolean user_speaks; /* as far as the service knows */
  /* by the interruption: */
  gboolean barge_in_pending; /* whether it was meant is not known yet */
  /* and by what restores a link: */
  gboolean response_lost; /* and will be asked for again */
} OaSessionContext;

/* The audio of the call travels elsewhere. */
gboolean oa_session_context_is_sideband (const OaSessionContext *self);
/* The input makes turns. */
gboolean oa_session_context_has_turns (const OaSessionContext *self);
/* The service looks for the ends of turns. */
gboolean oa_session_context_detects_turns (const OaSessionContext *self);
/* Turns are answered; what only writes down answers none. */
gboolean oa_session_context_answers_turns (const OaSessionContext *self);
/* The conversation has an answer under way, or will have one. From any
 * thread that does not hold the lock. */
gboolean oa_session_context_is_busy (const OaSessionContext *self);
/* The recording's time at which a live service would have answered; NONE = as
 * soon as it comes. */
GstClockTime oa_session_context_get_answer_time (const OaSessionContext *self);

G_END_DECLS
