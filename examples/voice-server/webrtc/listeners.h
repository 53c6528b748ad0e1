/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* listeners.h - who listens in on the calls that run. Main thread. */

#pragma once

#include "calls/calls.h"
#include "common/http.h"

G_BEGIN_DECLS

typedef struct _OvsListeners OvsListeners;

/* Both are used until the end. */
OvsListeners *ovs_listeners_new (OvsOffice *office, OvsCalls *calls);
void ovs_listeners_free (OvsListeners *self);

/* Answers @request, an offer. */
void ovs_listeners_add (OvsListeners *self, AppHttpRequest *request,
    const gchar *call_id);
/* FALSE: there is none of this id. */
gboolean ovs_listeners_remove (OvsListeners *self, const gchar *id);

G_END_DECLS
