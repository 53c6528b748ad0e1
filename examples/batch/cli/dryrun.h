/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* dryrun.h - what would be done, and what it may cost, without doing it. */

#pragma once

#include "results/journal.h"
#include "options.h"
#include "work/prices.h"
#include "work/mediainfo.h"
#include "run.h"

G_BEGIN_DECLS

/* What a recording may cost; -1 = not known. prices may be NULL. */
gdouble orb_estimate_cost (const OrbOptions *options, const OrbPrices *prices,
    const OrbMediaInfo *probe);

/* journal NULL = nothing was done before. */
OrbExit orb_dry_run (const OrbOptions *options, OrbJournal *journal,
    const OrbPrices *prices, OrbConsole *console, GPtrArray *inputs);

G_END_DECLS
