/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* turnstile.h - lets in a few at once, so that hundreds of handshakes that
 * begin together need the memory of a few.
 *
 * One more is let in every few milliseconds, however many are inside: a service
 * that is slow to answer does not hold up others for long. First come, first
 * served. Runs on the thread of its timers. */

#pragma once

#include "timers.h"

G_BEGIN_DECLS

/* So many are let in without waiting. */
#define OA_TURNSTILE_AT_ONCE 8
/* us until one more is. */
#define OA_TURNSTILE_PATIENCE 5000

typedef struct _OaTurnstile OaTurnstile;

/* Part of who comes; all 0 is outside. */
typedef struct
{
  OaTimerFunc func;
  gpointer user_data;
  gboolean waits;
  gboolean inside;
} OaVisit;

OaTurnstile *oa_turnstile_new   (OaTimers *timers);
void         oa_turnstile_free  (OaTurnstile *self);

/* TRUE: inside. FALSE: @func is called once it is, never from inside here. */
gboolean     oa_turnstile_enter (OaTurnstile *self, OaVisit *visit,
                                 OaTimerFunc func, gpointer user_data);
/* From wherever it is; also when it is outside. */
void         oa_turnstile_leave (OaTurnstile *self, OaVisit *visit);

G_END_DECLS
