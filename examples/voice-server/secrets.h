/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* secrets.h - values that must not be seen: from the environment, or from the
 * file that a variable with _FILE behind its name names. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* *value: NULL when there is none. The error names the variable and never
 * quotes the value. */
gboolean ovs_secret_read (const gchar *variable, gchar **value, GError **error);
/* Overwrites it. */
void ovs_secret_free (gchar *value);
/* Takes as long for any two texts of a length; NULL equals nothing. */
gboolean ovs_secret_equal (const gchar *a, const gchar *b);

G_END_DECLS
