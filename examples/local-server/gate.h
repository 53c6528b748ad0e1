/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gate.h - who gets a WebSocket: which addresses and web pages, how many, until
 * when, and whom a scenario keeps out. Who gets one may still be refused in it,
 * see admission.h. */

#pragma once

#include "context.h"
#include "scenario.h"
#include "transport/connection.h"

G_BEGIN_DECLS

typedef struct _OrsGate OrsGate;

OrsGate *ors_gate_new (const OrsContext *context);
void ors_gate_free (OrsGate *self);

/* For the clients that come from now on. */
void ors_gate_set_scenario (OrsGate *self, const gchar *scenario);
/* That of the next client. (transfer full) */
OrsScenario *ors_gate_dup_scenario (OrsGate *self);

/* The scenario leaves this client without an answer. */
gboolean ors_gate_ignores (OrsGate *self);
/* 0, or the status that refuses it. */
guint ors_gate_check (OrsGate *self, const OaHttpHead *request,
    OaRefusal *refusal);

/* One got in, with this scenario; one is gone. */
OrsScenario *ors_gate_enter (OrsGate *self);
void ors_gate_leave (OrsGate *self);
guint ors_gate_count (OrsGate *self);

/* Nobody else gets in. */
void ors_gate_close (OrsGate *self);
void ors_gate_open (OrsGate *self);

G_END_DECLS
