/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* resendwindow.h - which of the user's audio the service has not answered yet.
 *
 * If the connection is lost, that audio is sent again: a turn that was not
 * answered yet, the utterance under way, and a little before it. All else may
 * be forgotten. Positions are ms of the service's count. Pure. */

#pragma once

#include "protocol/event.h"

G_BEGIN_DECLS

/* Kept of what has arrived while nobody speaks, beside the prefix padding that
 * is part of an utterance: an onset is reported late. A detector needs some
 * 300 ms of speech. */
#define OA_RESEND_WINDOW_LEAD_MS 2000

typedef struct _OaResendWindow OaResendWindow;

OaResendWindow *oa_resend_window_new (void);
void oa_resend_window_free (OaResendWindow *self);

/* Every server event, in order; @sent_ms: what was sent by now. @answers: turns
 * are answered; FALSE = transcription and the like, a turn is done with when
 * it is committed. */
void oa_resend_window_event (OaResendWindow *self, const OaEvent *event,
    gint64 sent_ms, gboolean answers);

/* The service has got all before @ms for certain; see uploadack.h. */
void oa_resend_window_arrived (OaResendWindow *self, gint64 ms);

/* Audio before this is not needed any more. @detects: the service looks for
 * speech, with @padding_ms before it; otherwise all since the last commit is a
 * turn to come. */
gint64 oa_resend_window_get_needed (const OaResendWindow *self,
    gboolean detects, guint padding_ms);

/* The item is a turn whose audio is kept. */
gboolean oa_resend_window_has_item (const OaResendWindow *self,
    const gchar *item_id);

/* A turn that was committed by us waits for its answer: it must be committed
 * again. */
gboolean oa_resend_window_has_turn (const OaResendWindow *self);

/* The user heard something of this answer: its turns are not sent again. */
void oa_resend_window_forget (OaResendWindow *self, const gchar *response_id);

/* A new session: positions begin at 0, what is kept comes first. */
void oa_resend_window_reset (OaResendWindow *self);

G_END_DECLS
