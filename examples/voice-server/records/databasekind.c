/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* databasekind.c - see databasekind.h. */

#include "records/databasekind.h"

G_DEFINE_QUARK (ovs-database-error-quark, ovs_database_error);
