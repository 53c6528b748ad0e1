/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* linewrap.h - text into lines, by columns of a screen, in any language.
 *
 * Lines are broken at spaces where there are any, else where captions may be,
 * never within a sign. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lines of at most so many columns; a sign of East Asia has two. */
GPtrArray *orb_wrap (const gchar *text, guint columns);

guint orb_columns (const gchar *text);

G_END_DECLS
