/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reader.h - records as JSON, out of a database. It blocks. */

#pragma once

#include "records/database.h"
#include "records/types.h"

G_BEGIN_DECLS

/* An array, the latest call first. */
JsonNode *ovs_reader_get_calls (OvsDatabase *database,
    const OvsCallFilter *filter, GError **error);
/* An object with its turns, tools, facts and usage; null = there is none. */
JsonNode *ovs_reader_get_call (OvsDatabase *database, const gchar *call_id,
    GError **error);

G_END_DECLS
