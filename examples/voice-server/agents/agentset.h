/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentset.h - the agents of a folder of files.
 *
 * A file is read whole and checked before any of it counts. An agent does not
 * change once it was made: calls keep theirs when the folder is read again. */

#pragma once

#include <gio/gio.h>

#include "agent.h"

G_BEGIN_DECLS

typedef struct _OvsAgentSet OvsAgentSet;

/* All files *.json of @folder. The error names file, line, member, cause and
 * what to do. Blocks: for the start and for a reload on a thread. */
OvsAgentSet *ovs_agent_set_load (const gchar *folder, GError **error);
/* Any thread. */
OvsAgentSet *ovs_agent_set_ref (OvsAgentSet *self);
void ovs_agent_set_unref (OvsAgentSet *self);

/* NULL: there is none. It lives as long as the set, or its own references. */
OvsAgent *ovs_agent_set_find (OvsAgentSet *self, const gchar *name);
/* By their names. (transfer container) */
GPtrArray *ovs_agent_set_list (OvsAgentSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvsAgentSet, ovs_agent_set_unref)

G_END_DECLS
