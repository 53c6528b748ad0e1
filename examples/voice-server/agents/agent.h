/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agent.h - one agent: what its file says, for whoever runs calls.
 *
 * Does not change once it was made. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OvsAgent OvsAgent;

/* Any thread. */
OvsAgent *ovs_agent_ref (OvsAgent *self);
void ovs_agent_unref (OvsAgent *self);

const gchar *ovs_agent_get_name (OvsAgent *self);
/* NULL: the model's own. */
const gchar *ovs_agent_get_voice (OvsAgent *self);
gboolean ovs_agent_wants_recording (OvsAgent *self);
/* s; 0 = none. The call keeps this one, and lets the agent say goodbye. */
guint ovs_agent_get_max_duration (OvsAgent *self);
/* An audio file with what the caller hears when the service is down; NULL. */
const gchar *ovs_agent_get_prompt_file (OvsAgent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvsAgent, ovs_agent_unref)

G_END_DECLS
