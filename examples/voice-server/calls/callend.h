/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callend.h - how a call ends: at once, or when the agent has said goodbye. */

#pragma once

#include "calls/calltypes.h"

G_BEGIN_DECLS

/* Ends it, once; the first cause counts. */
void ovs_call_end (OvsCall *self, const gchar *cause, const gchar *sentence);
/* The agent says goodbye, then it ends. */
void ovs_call_wind_up (OvsCall *self, const gchar *cause,
    const gchar *sentence);

/* The cause of an end that follows; the first counts. It follows within the
 * time of a goodbye. */
void ovs_call_begin_end (OvsCall *self, const gchar *cause,
    const gchar *sentence);

G_END_DECLS
