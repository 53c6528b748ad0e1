/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dryrun.h - what would be done, and what it may cost, without doing it. */

#pragma once

#include "run.h"

G_BEGIN_DECLS

/* journal NULL = nothing was done before. */
OrbExit orb_dry_run (const OrbSettings *settings, OrbJournal *journal,
    const AppPrices *prices, OrbConsole *console, GPtrArray *inputs);

G_END_DECLS
