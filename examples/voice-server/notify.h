/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* notify.h - what systemd is told, where it has started this program. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As "READY=1"; nothing happens elsewhere. */
void ovs_notify (const gchar *state);

G_END_DECLS
