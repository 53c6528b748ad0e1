/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* places.h - where the program keeps what it keeps, when it is told nothing
 * else. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All of it is in a folder: STATE_DIRECTORY, which systemd gives, else one of
 * the user's. The database: a URL, of a file of SQLite. */
gchar *ovs_store_get_default_url (void);
/* The folder of the journal. */
gchar *ovs_store_get_default_folder (void);

G_END_DECLS
