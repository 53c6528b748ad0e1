/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* work.h - what runs for a function and ends later. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Either @output or @error is NULL. Called once, never from inside of what
 * began the work. */
typedef void (*OvsWorkDone) (const gchar *output, const GError *error,
    gpointer user_data);

/* What came, as UTF-8 without space at its end. (transfer full) */
gchar *ovs_work_to_text (GByteArray *bytes);

G_END_DECLS
