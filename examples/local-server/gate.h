/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* gate.h - a stream whose reading side can be limited, and shut for good.
 *
 * libsoup always reads, and limits a frame, not a message of many frames nor
 * the body of a request. Scenario slow-reader needs a server that does not
 * read. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ORS_TYPE_GATE (ors_gate_get_type ())
G_DECLARE_FINAL_TYPE (OrsGate, ors_gate, ORS, GATE, GIOStream)

GIOStream *ors_gate_new (GIOStream *base);
GIOStream *ors_gate_get_base (OrsGate *self);
void ors_gate_shut (OrsGate *self);

/* The socket below was closed: the next reading tells so at once. */
void ors_gate_break (OrsGate *self);

/* Reading fails once more than @bytes came since the last call; 0 = no
 * limit. */
void ors_gate_allow (OrsGate *self, gsize bytes);

G_END_DECLS
