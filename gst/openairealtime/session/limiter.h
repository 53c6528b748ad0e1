/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* limiter.h - the part that ends a conversation which has lasted, cost or been
 * silent long enough: with words, not with a cut. */

#pragma once

#include "session/context.h"
#include "session/failure.h"
#include "session/part.h"

G_BEGIN_DECLS

typedef struct _OaLimiter OaLimiter;

extern const OaSessionPartClass oa_limiter_class;

OaLimiter *oa_limiter_new (OaSessionContext *context);
void oa_limiter_free (OaLimiter *self);

/* Of the settings; FALSE and @failure when they cannot be used. Reads a
 * file. */
gboolean oa_limiter_load_prices (OaLimiter *self, OaFailure **failure);
/* What was used so far costs this much; -1 = no prices. From any thread. */
gdouble oa_limiter_get_cost (OaLimiter *self);
/* A limit was reached. */
gboolean oa_limiter_has_ended (const OaLimiter *self);

G_END_DECLS
