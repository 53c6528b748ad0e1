/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* interruption.h - a part of the session: the user speaks while the model does.
 *
 * Decides when that is an interruption and carries it out: what waits of the
 * speech is dropped, and the service is told what was heard. Checks for false
 * interruptions, and has the service know which answers speech must not cancel.
 * Whether an utterance was meant is bargein.h's decision; what was heard of the
 * speech, the media's. */

#pragma once

#include "session/context.h"
#include "session/part.h"

G_BEGIN_DECLS

typedef struct _OaInterruption OaInterruption;

extern const OaSessionPartClass oa_interruption_class;

OaInterruption *oa_interruption_new (OaSessionContext *context);
void oa_interruption_free (OaInterruption *self);

/* Settings changed, or the input turned out to be live. */
void oa_interruption_configure (OaInterruption *self);
/* What the service is to do of it by itself. */
void oa_interruption_restrict_settings (OaInterruption *self,
    OaSettings *wanted);
/* An answer that must not be interrupted may be wanted, or over: the service
 * is told in time whether speech may cancel. */
void oa_interruption_check_protection (OaInterruption *self,
    OaSessionActions *out);

/* All speech that came has to be in the timeline. @cancelled: the service ends
 * the answer by itself; @all: whatever is protected. */
void oa_interruption_interrupt (OaInterruption *self, gboolean cancelled,
    gboolean all, OaSessionActions *out);
/* The talk button: there is no doubt that it is meant. */
void oa_interruption_talk (OaInterruption *self, OaSessionActions *out);
/* The service made a turn of what the user said and leaves its answer to us. */
void oa_interruption_take_turn (OaInterruption *self, const gchar *item_id,
    OaSessionActions *out);
/* The utterance that is pending is void: the speech goes on. */
void oa_interruption_cancel_pending (OaInterruption *self,
    OaSessionActions *out);
/* The application voids what the user said; where turns are made by hand, the
 * user begins a new one. */
void oa_interruption_input_cleared (OaInterruption *self,
    OaSessionActions *out);

G_END_DECLS
