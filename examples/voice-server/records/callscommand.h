/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callscommand.h - `openai-voice-server calls`: the records of calls, for a
 * person or a program. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of the words behind the program's name, "calls" is the first. Returns the
 * exit status. */
gint ovs_calls_main (gint argc, gchar **argv);

G_END_DECLS
