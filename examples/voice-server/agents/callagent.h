/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callagent.h - an agent takes a call: its settings, functions and guard rails
 * go to the element, at the beginning and at a hand-over. */

#pragma once

#include "callstate.h"

G_BEGIN_DECLS

/* Runs @tool for @call and answers it, now or later. */
typedef void (*OvsToolFunc) (OvsCallState *self, const OvsTool *tool,
    GstOpenaiRealtimeToolCall *call);

/* The conversation stays. @func gets the calls of its functions. */
gboolean ovs_call_take_agent (OvsCallState *self, OvsAgent *agent,
    OvsToolFunc func, GError **error);

/* The context has changed: texts are made anew, the service is told. */
void ovs_call_update_texts (OvsCallState *self);

G_END_DECLS
