/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* keyfile.h - a key out of a file. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define OA_KEY_FILE_STEP "Set it to a file that can be read and has the key " \
    "as its only line."

/* May block, as disks do. (transfer full): secret. */
gchar *oa_key_file_read (const gchar * path, GError ** error);

G_END_DECLS
