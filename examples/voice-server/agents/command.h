/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* command.h - a command that runs beside the server: text in, text out, within
 * a time and a size.
 *
 * No shell, no environment but what is named, a process group of its own. On
 * the main context; nothing blocks. */

#pragma once

#include "work.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* @command: as the rules of an agent file have it. @folder: where it runs.
 * @input: its stdin. At the timeout, when it writes too much, or when
 * @cancellable is cancelled, it is killed with its group. */
void ovs_command_run (JsonObject *command, const gchar *folder,
    const gchar *input, GCancellable *cancellable, OvsWorkDone done,
    gpointer user_data);

G_END_DECLS
