/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callactions.h - what a call can be asked to do by a person or a program. */

#pragma once

#include "agents/agenthost.h"
#include "calls/calltypes.h"

G_BEGIN_DECLS

gboolean ovs_call_let_say (OvsCall *self, const gchar *text, GError **error);
/* Before its agent is there, it is kept for that. */
gboolean ovs_call_set_context (OvsCall *self, JsonObject *context,
    GError **error);
/* As if the caller had said it. */
gboolean ovs_call_send_text (OvsCall *self, const gchar *text, gboolean respond,
    GError **error);
/* Stops what is being said. */
gboolean ovs_call_interrupt (OvsCall *self, GError **error);
/* The talk button, where the call has one. */
gboolean ovs_call_talk (OvsCall *self, gboolean active, GError **error);

void ovs_call_transfer (OvsCall *self, const gchar *number, OvsDoneFunc done,
    gpointer done_data);
void ovs_call_send_dtmf (OvsCall *self, const gchar *digits, OvsDoneFunc done,
    gpointer done_data);

G_END_DECLS
