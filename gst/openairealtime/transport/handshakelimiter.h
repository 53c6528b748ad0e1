/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* handshakelimiter.h - admits a few handshakes at once, so that hundreds that
 * begin together need the memory of a few.
 *
 * One more is admitted every few milliseconds, however many are inside: a
 * service that is slow to answer does not hold up others for long. First come,
 * first served. Runs on the thread of its timers. */

#pragma once

#include "timers.h"

G_BEGIN_DECLS

/* So many are admitted without waiting. */
#define OA_HANDSHAKE_LIMITER_AT_ONCE 8
/* us until one more is. */
#define OA_HANDSHAKE_LIMITER_GRACE 5000

typedef struct _OaHandshakeLimiter OaHandshakeLimiter;

/* Part of a handshake, which looks at it; all 0 is outside. */
typedef struct
{
  gboolean waits;
  gboolean inside;
} OaHandshakeSlot;

OaHandshakeLimiter *oa_handshake_limiter_new (OaTimers *timers);
void oa_handshake_limiter_free (OaHandshakeLimiter *self);
/* It is inside, or waits until it is. */
void oa_handshake_limiter_enter (OaHandshakeLimiter *self,
    OaHandshakeSlot *slot);
/* From wherever it is; also when it is outside. */
void oa_handshake_limiter_leave (OaHandshakeLimiter *self,
    OaHandshakeSlot *slot);

G_END_DECLS
