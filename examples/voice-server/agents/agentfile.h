/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* agentfile.h - the text of an agent file, checked, as an agent. Pure but for
 * the time zones of the system. */

#pragma once

#include "agentprivate.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* @text ends with a NUL behind @length. @name: of the file, for the error.
 * @folder: where what it names is. */
OvsAgent *ovs_agent_parse (const gchar *text, gsize length, const gchar *name,
    const gchar *folder, GError **error);

G_END_DECLS
