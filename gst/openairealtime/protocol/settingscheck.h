/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settingscheck.h - is the JSON that the user wrote what we take it for?
 *
 * Sentences are for the user: they name the property and the next step, and
 * never quote the text, which may hold a secret. */

#pragma once

#include "settings.h"

G_BEGIN_DECLS

#define OA_SETTINGS_MAX_JSON (4 * 1024 * 1024)

/* FALSE and @error (OA_PROTOCOL_ERROR) when tools, tool-choice or
 * session-config cannot be sent as they are. */
gboolean oa_settings_check (const OaSettings *settings, GError **error);

G_END_DECLS
