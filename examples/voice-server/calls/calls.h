/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* calls.h - the calls that run: how many there may be, which they are, and the
 * end of the last one. Main thread. */

#pragma once

#include "calls/call.h"

G_BEGIN_DECLS

typedef struct _OvsCalls OvsCalls;

/* @office is used until the end. */
OvsCalls *ovs_calls_new (OvsOffice *office);
/* Ends those that run. */
void ovs_calls_free (OvsCalls *self);

/* FALSE: no more calls are taken, and why. */
gboolean ovs_calls_can_begin (OvsCalls *self, const gchar **why);
/* Belongs to @self. NULL: it cannot begin. @leg: transfer full, in any case. */
OvsCall *ovs_calls_begin (OvsCalls *self, OvsLeg *leg, const OvsCallPlan *plan,
    GError **error);

OvsCall *ovs_calls_find (OvsCalls *self, const gchar *id);
OvsCall *ovs_calls_find_external (OvsCalls *self, const gchar *external_id);
guint ovs_calls_count (OvsCalls *self);
void ovs_calls_foreach (OvsCalls *self,
    void (*func) (OvsCall *call, gpointer user_data), gpointer user_data);

/* No more calls; @drained when the last one is over. */
void ovs_calls_drain (OvsCalls *self, void (*drained) (gpointer user_data),
    gpointer user_data);
gboolean ovs_calls_is_draining (OvsCalls *self);

G_END_DECLS
