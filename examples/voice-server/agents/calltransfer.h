/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calltransfer.h - how a call leaves its agent: to a person, or to an end when
 * the service is down. */

#pragma once

#include "callstate.h"

G_BEGIN_DECLS

/* When what is said next has been heard; FALSE: this call cannot be
 * transferred. The model is told when it does not work. */
gboolean ovs_call_transfer_after_words (OvsCallState *self,
    const gchar *number);
/* Whether the user's words ask for a person; then the call is on its way. */
gboolean ovs_call_check_words (OvsCallState *self, const gchar *text);

/* Prompt file, then transfer, else the end. */
void ovs_call_service_failed (OvsCallState *self, const gchar *sentence);

G_END_DECLS
