/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* settingswarnings.h - tells which settings cannot be, or do nothing: each
 * once. */

#pragma once

#include "session/observer.h"
#include "session/settingsrules.h"

G_BEGIN_DECLS

/* Begins as zeroes. */
typedef struct
{
  gboolean live_known; /* upstream has told */
  guint64 told;
} OaSettingsWarnings;

/* Before the start: FALSE and @failure for settings that cannot be. */
gboolean oa_settings_may_begin (const OaElementSettings *settings,
    OaFailure **failure);
/* Settings, or whether the input is live, are new: warns. FALSE and @failure
 * when they end the session. */
gboolean oa_settings_warnings_check (OaSettingsWarnings *self,
    const OaElementSettings *settings, gboolean live, OaObserver *observer,
    OaFailure **failure);

G_END_DECLS
