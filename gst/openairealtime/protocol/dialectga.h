/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dialectga.h - sessions in the current form of the protocol. */

#pragma once

#include "settings.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *oa_dialect_ga_build_realtime (const OaSettings *settings);
JsonObject *oa_dialect_ga_build_transcription (const OaSettings *settings);
JsonObject *oa_dialect_ga_build_translation (const OaSettings *settings);

G_END_DECLS
