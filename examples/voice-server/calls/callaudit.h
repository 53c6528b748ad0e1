/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* callaudit.h - who listened in to a call or took a hand in it, as facts of the
 * call. */

#pragma once

#include "calls/calltypes.h"

G_BEGIN_DECLS

/* Before it is done. @name: "listened_in" or "operator"; @what: one word;
 * @address: where it was asked from, or NULL. */
void ovs_call_note_hand (OvsCall *self, const gchar *name, const gchar *what,
    const gchar *address);

G_END_DECLS
