/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* regularfile.h - small files that users name. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Zero-terminated. Only a regular file of at most @limit bytes: a device or a
 * FIFO is refused without a wait. A file system that does not answer blocks all
 * the same. */
gchar *oa_regular_file_read (const gchar *path, gsize limit, GError **error);

G_END_DECLS
