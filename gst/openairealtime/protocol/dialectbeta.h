/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dialectbeta.h - sessions, items and responses in the form of the beta.
 *
 * Within the element there are only GA items and responses; these functions
 * rename what the beta calls otherwise and keep everything else. */

#pragma once

#include "settings.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *oa_dialect_beta_build_realtime (const OaSettings *settings);
JsonObject *oa_dialect_beta_build_transcription (const OaSettings *settings);

/* Copies; (transfer full). */
JsonObject *oa_dialect_beta_adapt_item (JsonObject *item);
JsonObject *oa_dialect_beta_adapt_response (JsonObject *response);

G_END_DECLS
